"""A notebook as a page: what stands in it, and what must not."""

import json
import re

import pytest

from tarasoff.knowledge.teaching import library
from tarasoff.site.pages.notebook import page_of


def book(*cells):
    """A notebook of these cells; what begins with a hash is Markdown."""
    kinds = ("markdown" if source.startswith("#") else "code" for source in cells)
    pairs = enumerate(zip(kinds, cells, strict=True))
    return {"cells": [{"cell_type": kind, "id": f"c{n}", "source": source} for n, (kind, source) in pairs]}


def states(page):
    held = re.findall(r'<script type="application/json">(.*?)</script>', page.text)
    return [json.loads(one) for one in held]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_view_stands_where_its_cell_stood_and_brings_its_script():
    page = page_of(book("# One", "from tarasoff import Question", 'Question("opening")', "# Two"))
    (state,) = states(page)
    assert state["cell"] == 'Question("opening")'
    assert state["content"]["questions"][0]["id"] == "opening"
    assert (state["file"], state["assignment"], state["section"]) == ("answers.json", "course", "practice")
    assert "export default { render };" in page.scripts[state["script"]]
    assert page.setup == ["from tarasoff import Question"]
    assert page.text.index("# One") < page.text.index("course-view") < page.text.index("# Two")


def test_what_is_guessed_is_not_in_the_page_before_the_guess():
    page = page_of(book("from tarasoff import Guess, PeopleGrid", 'PeopleGrid(guess="flags-when-rare")'))
    (state,) = states(page)
    assert state["content"].keys() == {"title", "gate", "closed"}
    assert state["summary"] == {}
    after = library.guesses()["flags-when-rare"].after
    assert after
    assert after not in page.text


@pytest.mark.parametrize(
    ("cell", "needed"),
    [
        ('Question("opening")', False),
        ('Question("opening", "doing-nothing")', False),
        ('Reflection("passed-on")', False),
        ('Guess("told-their-clinician")', True),
        ("DutyFinder()", True),
        ("PeopleGrid()", True),
        ("TriageBoard()", True),
    ],
)
def test_python_is_asked_where_it_decides_and_nowhere_else(cell, needed):
    name = cell.partition("(")[0]
    (state,) = states(page_of(book(f"from tarasoff import {name}", cell)))
    assert state["needsPython"] is needed


def test_what_comes_next_counts_nothing_that_nobody_would_count_on():
    *_, state = states(page_of(book("from tarasoff import Next, Reflection", 'Reflection("passed-on")', 'Next("04")')))
    assert state["summary"] == {}


@pytest.mark.slow
def test_what_needs_numpy_is_a_picture_with_words_that_says_so():
    import matplotlib as mpl

    mpl.use("agg")
    page = page_of(book("from tarasoff import ClinicYears", "ClinicYears()"))
    assert states(page) == []
    assert "needs numpy" in page.text
    assert "<svg" in page.text
    assert "In twenty years" in page.text


def test_nothing_in_the_data_ends_the_script_that_holds_it_or_the_block_of_html():
    source = "class Word:\n    def _repr_html_(self):\n        return '<p>one\\n\\ntwo</p>'\nWord()"
    page = page_of(book(source, "'<b>&'"))
    first, second = page.text.strip().split("\n\n")
    assert first == "<p>one&#10;&#10;two</p>"
    assert second == "<pre>&#x27;&lt;b&gt;&amp;&#x27;</pre>"


def test_sentences_about_running_cells_are_left_out():
    text = "# Lecture\n\n- **Your answers are kept** there. Choose *Run All Cells* again.\n- **On Binder** x\n- Stays"
    (heading, kept, stays) = page_of(book(text)).text.strip().replace("\n\n", "\n").splitlines()
    assert (heading, stays) == ("# Lecture", "- Stays")
    assert "in this browser" in kept


def test_a_link_to_a_heading_leads_there_by_the_name_that_it_has_on_a_page():
    text = "# One\n\nSee [it](atlas.ipynb#Part-2:-the-seven-ways), [that](#Two-hills) and [a page](https://x.org/A#B)."
    assert page_of(book(text)).text.endswith(
        "See [it](atlas.ipynb#part-2-the-seven-ways), [that](#two-hills) and [a page](https://x.org/A#B).\n"
    )
