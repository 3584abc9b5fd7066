"""What a student wrote is read in formgrader, and runs nothing there: no script, no link, no button of its own."""

import base64

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from safegrade.contract import Line, Report
from safegrade.in_words import as_html
from safegrade.into_nbgrader import configure


@pytest.fixture
def shown():
    """The page that formgrader makes of these cells."""
    config = Config()
    configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)

    def shown(*cells):
        resources = {"index": 0, "total": 1, "base_url": "", "student": "ada", "notebook_id": "ps", "notebook_path": ""}
        resources |= {"assignment_id": "ps", "submission_id": "1", "first_name": "", "last_name": ""}
        notebook = new_notebook(cells=list(cells))
        nbformat.validate(notebook)
        page, _ = exporter.from_notebook_node(notebook, resources)
        # What the template itself brings along stands before.
        return page.partition('id="notebook-container"')[2]

    return shown


def output(kind, content):
    return new_code_cell("x", outputs=[new_output("display_data", {kind: content, "text/plain": "plain"})])


EVIL = [
    "<img src=x onerror=steal()>",
    "<script>steal()</script>",
    '<svg onload="steal()"></svg>',
    '<iframe srcdoc="<script>steal()</script>"></iframe>',
    '<a href="javascript:steal()">x</a>',
    '<form action="/x"><button class="full-credit">x</button></form>',
    '<div class="full-credit">x</div>',
    '<p id="score" style="position:fixed">x</p>',
    '<meta http-equiv="refresh" content="0;url=/x">',
    '<base href="https://example.org/">',
    '<object data="/x"></object>',
    '<img src="https://example.org/pixel.png">',
    '<img src="/hub/logout">',
]
TAGS = ("<img src=x onerror", "<script>steal", "<svg", "<iframe", "javascript:", "<form", 'full-credit">', 'id="score',
        "<meta http", "<base", "<object", 'src="https://example.org', 'src="/hub', "position:fixed")  # fmt: skip


def runs(page):
    return [tag for tag in TAGS if tag in page.replace("&quot;", "'")]


@pytest.mark.slow
@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_a_student_wrote_runs(shown, evil):
    cells = new_markdown_cell(evil), new_markdown_cell(f"Text, {evil}, text."), new_raw_cell(evil)
    page = shown(*cells, output("text/html", evil), output("text/markdown", evil), output("text/latex", "$x$"))
    assert runs(page) == []


@pytest.mark.parametrize(
    "link", ["[x](javascript:steal)", "[x](JaVaScRiPt:steal)", "<javascript:steal>", "[x]: javascript:steal\n\n[x]"]
)
def test_a_link_that_would_run_is_text(shown, link):
    assert 'href="javascript' not in shown(new_markdown_cell(link)).casefold()


def test_scripts_and_drawings_that_run_are_not_shown_as_outputs(shown):
    assert "steal" not in shown(output("application/javascript", "steal()"))
    assert "onload" not in shown(output("image/svg+xml", '<svg onload="steal()"></svg>'))


def test_our_comments_and_tables_still_show(shown):
    found = Report("p", "Part", 1, (Line("Who may hear it?", 1, 0.5, "partly", ("Because.", "<b>")),))
    page = shown(output("text/html", as_html(found)))
    assert '<div class="tarasoff-report"><p><strong>Part: 0.5 of 1 points</strong></p>' in page
    assert "<li><strong>◐ Part credit</strong>, 0.5 of 1: Who may hear it?<br/>Because. &lt;b&gt;</li>" in page
    table = '<table border="1" class="dataframe"><tr><th>a</th></tr></table>'
    page = shown(output("text/html", f"<div><style scoped>.dataframe {{x}}</style>{table}</div>"))
    assert '<table class="dataframe">' in page
    assert ".dataframe {x}" not in page


def test_what_an_essay_is_made_of_still_shows(shown):
    code = "```python\nx = 1 < 2\n```\n\n| a |\n|---|\n| 1 |\n"
    text = f"# So\n\n> a quotation\n\n`a < b` and $a < b & c$, p < .05\n\n{code}"
    page = shown(new_markdown_cell(text))
    assert "<blockquote>" in page
    assert "<code>a &lt; b</code>" in page
    assert "$a &lt; b &amp; c$" in page
    assert "p &lt; .05" in page
    assert '<div class="highlight">' in page
    assert "<table>" in page
    assert "&amp;lt;" not in page


def test_a_pasted_picture_shows_and_a_missing_one_stops_nothing(shown):
    png = base64.b64encode(b"\x89PNG").decode()
    pasted = new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {"image/png": png}})
    page = shown(pasted, new_markdown_cell("![gone](attachment:b.png) words"), new_markdown_cell("![](attachment:)"))
    assert f'src="data:image/png;base64,{png}"' in page
    assert "words" in page


def test_an_attachment_that_says_it_is_something_else_is_not_shown(shown):
    evil = {'x" onerror="steal()': "x", "text/html": "x"}
    page = shown(new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": evil}))
    assert "onerror" not in page


def test_what_a_course_has_set_itself_stays(shown):  # noqa: ARG001
    config = Config()
    config.HTMLExporter.preprocessors = ["toys.Step"]
    config.HTMLExporter.filters = {"toy": "toys.filter"}
    configure(config)
    assert config.HTMLExporter.preprocessors[0] == "toys.Step"
    assert set(config.HTMLExporter.filters) == {"toy", "markdown2html"}
