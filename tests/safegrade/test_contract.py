"""What a marker answers: a mark that no line can push out of its bounds, and reports in which nothing is run."""

import json
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safegrade.contract import (
    MARKS,
    WORDS,
    AssignmentError,
    GradingError,
    Item,
    Line,
    Marks,
    Report,
    to_read,
    verdict,
)
from safegrade.in_words import as_html, as_text, notes_html
from safegrade.no_marker import NOTHING_WRITTEN, NoMarker

LINE = Line("Whether it is round", 2, 1, "partly", ("It has corners.",))
REPORT = Report("toys", "Two toys", 2, (LINE,))
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too'"
# XML, to which a page is held, has no place for some characters; the page takes those out.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
POINTS = st.floats(0, 100).map(lambda number: round(number, 2))
LINES = st.builds(
    Line, TEXT, POINTS, st.floats(-100, 100), st.sampled_from([*WORDS]), st.lists(TEXT, max_size=6).map(tuple),
    items=st.lists(st.builds(Item, st.sampled_from([*MARKS]), TEXT, TEXT), max_size=3).map(tuple),
    sentences=st.lists(st.integers(1, 9), max_size=2).map(tuple), among=TEXT, asked=TEXT,
    code=st.none() | TEXT, remark=st.just(()) | st.tuples(TEXT, TEXT), chosen=TEXT, read=TEXT,
)
REPORTS = st.builds(
    Report, TEXT, TEXT, POINTS, st.lists(LINES, max_size=4).map(tuple), st.lists(TEXT, max_size=2).map(tuple),
    st.none() | TEXT,
)


@settings(max_examples=40)
@given(REPORTS)
def test_a_mark_is_never_below_nothing_or_above_what_the_part_is_worth(report):
    assert 0 <= report.mark <= report.points
    assert type(report.mark) is float


@pytest.mark.parametrize(("earned", "mark"), [([3, 3], 5), ([-1, 0.5], 0), ([0.1] * 3, 0.3), ([1 / 3], 0.3333)])
def test_a_mark_is_the_sum_of_the_lines_to_four_decimals(earned, mark):
    assert REPORT._replace(points=5, lines=tuple(LINE._replace(earned=one) for one in earned)).mark == mark


def test_only_full_credit_is_full_credit():
    assert [verdict(one) for one in (1.2, 1, 0.999, 0.001, 0, -1)] == ["met", "met", *["partly"] * 2, *["not met"] * 2]


@settings(max_examples=40)
@given(REPORTS)
def test_a_report_comes_back_whole_from_a_notebook(report):
    plain = json.loads(json.dumps(report.as_dict()))
    assert plain["mark"] == report.mark
    assert Report.from_dict(plain) == report
    kept = report.in_short()
    short = json.loads(json.dumps({**kept, "lines": [line.in_short() for line in kept["lines"]]}))
    assert short.items() >= {"part": report.part, "mark": report.mark}.items()
    assert Report.from_dict(short) == report


def test_a_notebook_keeps_nothing_that_says_nothing():
    line = Line("Q", 1, 0, "open", ())
    assert set(line.in_short()) == {"about", "points", "earned", "verdict", "why"}
    assert set(Report("p", "P", 1, (line,)).in_short()) == {"part", "title", "points", "lines", "mark"}
    assert Report("p", "P", 1, (), written="").in_short()["written"] == "", "asked for, and nothing was written"


def test_what_came_from_a_person_is_only_ever_text():
    line = Line(HOSTILE, 1, 0, "not met", (HOSTILE,) * 5, remark=(HOSTILE, HOSTILE), chosen=HOSTILE, read=HOSTILE)
    html = as_html(Report(HOSTILE, HOSTILE, 1, (line, line._replace(why=(HOSTILE,))), (HOSTILE,), HOSTILE))
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 17
    assert notes_html([HOSTILE]).startswith("<ul><li>&lt;script&gt;")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        self.found |= {tag, *(f"{name}={value}" for name, value in attributes)}


@settings(max_examples=40)
@given(REPORTS)
def test_a_report_is_whole_html_and_has_no_tags_but_ours(report):
    tags = Tags()
    tags.feed(as_html(report))
    assert tags.found <= {"div", "p", "strong", "ul", "li", "br", "class=tarasoff-report"}
    ET.fromstring(as_html(report).replace("<br>", "<br/>"))  # noqa: S314  it is ours


def test_a_report_names_the_error_and_where_to_read_unless_all_was_right():
    wrong = LINE._replace(code="over", remark=("Over-breach", "too much."), read="01 Who")
    for said in (as_text(REPORT._replace(lines=(wrong,))), as_html(REPORT._replace(lines=(wrong,)))):
        assert "It has corners. Over-breach: too much. Read: 01 Who." in said
    right = wrong._replace(verdict="met", remark=())
    assert not to_read(right)
    assert "Read:" not in as_text(REPORT._replace(lines=(right,)))


@pytest.mark.parametrize(
    ("written", "said"),
    [("My <reasons>.", "Rationale, marked by hand: My <reasons>."), ("", "Rationale, marked by hand: nothing was")],
)
def test_what_was_written_for_a_person_is_shown(written, said):
    report = REPORT._replace(notes=("A note.",), written=written)
    assert f"! A note.\n! {said}" in as_text(report)
    assert said.replace("<", "&lt;").replace(">", "&gt;") in as_html(report)
    assert "Rationale" not in as_text(REPORT), "nothing was asked"


def test_many_reasons_are_a_list_and_a_few_a_paragraph():
    assert "<br>a b c d</li>" in as_html(REPORT._replace(lines=(LINE._replace(why=tuple("abcd")),)))
    assert "<ul><li>a</li><li>b</li>" in as_html(REPORT._replace(lines=(LINE._replace(why=tuple("abcde")),)))


def test_each_thing_that_was_picked_is_a_line_with_a_sign_and_a_word():
    press, boss = Item("over", "The press: “Her name”", "No."), Item("over", "The boss: “Her name”")
    told = (press, boss, Item("under", "", "More."))
    report = REPORT._replace(lines=(LINE._replace(why=(), items=told),))
    said = "    ▲ Too much: The press: “Her name”. No.\n    ▲ Too much: The boss: “Her name”.\n    ▼ Too little: More."
    assert said in as_text(report)
    assert "<li>▲ <strong>Too much.</strong> The boss: “Her name”.</li>" in as_html(report)


def test_of_criteria_that_share_their_points_the_points_are_told_once():
    """Nobody learns anything from "0.29 of 0.29", seven times."""
    shared = [LINE._replace(points=2 / 7, earned=earned, among="The criteria") for earned in (2 / 7, 0, 0.1)]
    for said in (as_text(REPORT._replace(lines=tuple(shared))), as_html(REPORT._replace(lines=tuple(shared)))):
        assert said.count("The criteria, 0.39 of 0.86") == 1
        assert "0.29" not in said


def test_without_a_marker_nothing_is_marked():
    nobody = NoMarker()
    assert nobody.mark(None) == Marks({}, ())
    assert nobody.comment("why", {"toys": REPORT}, written=False) == NOTHING_WRITTEN
    assert nobody.comment("why", {"toys": REPORT}, written=True) is None
    assert nobody.part_of("toys-answer", ["toys"]) is None
    assert nobody.where("01 Who") == "01 Who"
    assert nobody.link("01 Who") == ""
    assert [*nobody.own_files, *nobody.private, *nobody.libraries] == []


def test_an_error_keeps_its_remedy_apart_and_says_both():
    error = AssignmentError("ps.yaml has no points.", "Write them.")
    assert isinstance(error, GradingError)
    assert (error.problem, error.remedy, str(error)) == (*error.args, "ps.yaml has no points. Write them.")


def test_the_contract_is_light_enough_for_a_browser():
    code = "import sys, safegrade.contract; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"nbgrader", "nbformat", "sqlalchemy", "traitlets", "IPython", "numpy", "attrs", "cattrs", "ruamel"}
    assert heavy.isdisjoint(loaded)
    assert {name for name in loaded if name.startswith("safegrade")} == {"safegrade", "safegrade.contract"}
