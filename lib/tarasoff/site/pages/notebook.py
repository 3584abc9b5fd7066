"""A notebook as a page to read: its text, and in place of its code what the code shows."""

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen

from tarasoff.site.cells import Cell, cells_of, run
from tarasoff.widgets.course.next_lecture import Next
from tarasoff.widgets.explorer import Explorer
from tarasoff.widgets.view import View

#: Packages that the browser's Python does not have.
ABSENT = ("numpy", "pandas", "matplotlib", "scipy")
# Sentences about a notebook, each on a line of its own, that make no sense where there is none.
_OF_NOTEBOOKS = ("Run All Cells", "What looks like code", "**On Binder**")
# A link to a heading of a notebook, which JupyterLab names in its own way.
_TO_A_HEADING = re.compile(r"(?<=\]\()([\w-]*(?:\.ipynb)?#)([^)\s]+)(?=\))")
_ASIDE = "- **Your answers are kept** in this browser, and sent to nobody. When you come back, they are there."


@frozen
class Page:
    """A notebook to read.

    Args:
        text: Markdown, with a place for each view in it.
        setup: the cells that show nothing, such as imports.
        scripts: name to text of the views' modules.
    """

    text: str
    setup: list[str] = field(factory=list)
    scripts: dict[str, str] = field(factory=dict)


def page_of(notebook: Mapping[str, Any]) -> Page:
    """Run a notebook and put down what it shows.

    Args:
        notebook: its JSON.
    """
    parts: list[str] = []
    page, names = Page(""), dict[str, Any]()
    for cell in cells_of(notebook):
        if not cell.code:
            parts.append(_for_the_web(cell.source))
            continue
        try:
            with _as_in_a_browser():
                value = run(cell.source, names)
        except ImportError as error:
            parts.append(_picture(run(cell.source, names), str(error.name)))
            continue
        if isinstance(value, View):
            parts.append(_place(cell, value, page.scripts))
        elif value is None:
            page.setup.append(cell.source)
        else:
            parts.append(_in_one_line(_html_of(value)))
    return Page("\n\n".join(parts) + "\n", page.setup, page.scripts)


def _for_the_web(markdown: str) -> str:
    """A text without the sentences that speak of a notebook."""
    markdown = _TO_A_HEADING.sub(lambda found: found[1] + _anchor(found[2]), markdown)
    lines = (_ASIDE if "**Your answers are kept**" in line else line for line in markdown.splitlines())
    return "\n".join(line for line in lines if not any(words in line for words in _OF_NOTEBOOKS))


def _anchor(heading: str) -> str:
    """What a page calls the heading that JupyterLab calls by its words.

    >>> _anchor("Part-2:-the-seven-ways")
    'part-2-the-seven-ways'
    """
    return re.sub(r"[^\w-]", "", unquote(heading).lower())


@contextmanager
def _as_in_a_browser() -> Iterator[None]:
    """Take away what the browser's Python does not have, so that what needs it is noticed here."""
    kept = {name: sys.modules.get(name) for name in ABSENT}
    for name in ABSENT:
        # Python's way to say that there is none.
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _place(cell: Cell, view: View, scripts: dict[str, str]) -> str:
    """Where a view goes: its state for the script, its words for whoever has none."""
    text = str(view._esm)  # noqa: SLF001  anywidget's own name for it
    script = hashlib.sha256(text.encode()).hexdigest()[:12]
    scripts[script] = text
    state = {
        "id": cell.id,
        "cell": cell.source,
        "script": script,
        "file": view.file.relative_to(Path.cwd()).as_posix(),
        "assignment": view.assignment,
        "section": view.section,
        "needsPython": view.needs_python,
        "alsoReads": list(view.also_reads),
        "completed": type(view).completed is not View.completed,
        "wholeFile": view.whole_file,
        "fields": list(view.fields),
        "exercises": view.done[1],
        "content": view.content,
        # The page counts, since it knows what is kept in this browser.
        "summary": {} if isinstance(view, Next) else view.summary,
    }
    words = escape(view.gate.text() if view.gate and view.closed else view.text())
    held = json.dumps(state, ensure_ascii=False, default=dict).replace("</", "<\\/")
    return _in_one_line(
        f'<div class="course-view"><noscript><pre>{words}</pre></noscript>'
        f'<script type="application/json">{held}</script></div>'
    )


def _picture(view: Any, needs: str) -> str:
    """What stands in place of a view that the browser's Python cannot make."""
    if not isinstance(view, Explorer):
        raise TypeError(f"A cell needs {needs}, which a browser does not have, and shows nothing that can be drawn.")
    from tarasoff.plots.exhibit import exhibit_figure  # noqa: PLC0415  heavy

    drawn, svg = exhibit_figure(view.exhibit), StringIO()
    drawn.figure.savefig(svg, format="svg", bbox_inches="tight", metadata={"Date": None})
    image = svg.getvalue()
    image = image[image.index("<svg") :]
    asked = f"<p>{escape(view.gate.asked['question'])}</p>" if view.gate else ""
    return _in_one_line(
        f'<div class="course-picture"><h3>{escape(view.exhibit.title)}</h3>'
        f"<p>To move it needs {escape(needs)}, which the web edition leaves out because it is large: "
        f"open this notebook in JupyterLab. Here is how it stands at the start.</p>{asked}"
        f'<details><summary>Show it</summary><div role="img" aria-label="{escape(drawn.alt.splitlines()[0])}">{image}'
        f"</div><pre>{escape(drawn.alt)}</pre></details></div>"
    )


def _html_of(value: Any) -> str:
    html = getattr(value, "_repr_html_", lambda: None)()
    return html if isinstance(html, str) else f"<pre>{escape(repr(value))}</pre>"


def _in_one_line(html: str) -> str:
    """HTML that Markdown takes as one block: an empty line would end it."""
    return html.replace("\n", "&#10;") if "<svg" not in html else html.replace("\n", " ")
