"""What becomes of a check is what nbgrader reads from its outputs, and what is not run is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade
from traitlets.config import Config

from safegrade.code.verdict import Judged, Verdict
from safegrade.contract import AssignmentError
from safegrade.grade import code_step
from safegrade.grade.code_step import RunCode, shown
from safegrade.intake.scan import Submission


def check(outputs=(), name="check", points=2):
    flags = {"grade": True, "solution": False, "locked": True, "task": False, "points": points, "schema_version": 3}
    return new_code_cell("sheet", outputs=list(outputs), metadata={"nbgrader": {"grade_id": name, **flags}})


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [
        (Verdict("passed"), 2),
        (Verdict("passed", printed="0.5"), 2),
        (Verdict("passed", shown="0.5"), 2),
        (Verdict("passed", credit=0.0), 0),
        (Verdict("passed", credit=0.5, printed="1.5"), 0.5),
        (Verdict("passed", credit=99.0), 2),
        (Verdict("passed", credit=-1.0), 0),
        (Verdict("failed", error=("AssertionError", "no", [])), 0),
        (Verdict("failed"), 0),
        (Verdict("person", why="it is in R"), 0),
    ],
)
def test_nbgrader_reads_this_mark(verdict, mark):
    assert determine_grade(check(shown(Judged(verdict), 2)))[0] == mark


@given(st.floats(), st.floats(0, 100))
def test_no_number_of_a_check_gives_more_than_it_is_worth(credit, points):
    mark = determine_grade(check(shown(Judged(Verdict("passed", credit=credit)), points), points=points))[0]
    assert 0 <= mark <= points


def test_what_was_printed_is_there_and_an_error_has_its_lines():
    printed, error = shown(Judged(Verdict("failed", printed="so far", error=("E", "no", ["line 1"]))), 2)
    assert printed.text == "so far"
    assert (error.ename, error.evalue, error.traceback) == ("E", "no", ["line 1"])
    (bare,) = shown(Judged(Verdict("failed", error=("E", "no", []))), 2)
    assert bare.traceback == ["E: no"]


@pytest.mark.parametrize(
    ("settings", "timeout", "total"),
    [
        ({}, 30, 300),
        ({"Execute": {"timeout": 60}}, 60, 600),
        ({"ExecutePreprocessor": {"timeout": 7}}, 7, 300),
        ({"Execute": {"timeout": 60}, "RunCode": {"timeout": 5}}, 5, 300),
        ({"Execute": {"timeout": -1}}, 30, 300),
        ({"Execute": {"timeout": None}, "ExecutePreprocessor": {"timeout": 90}}, 90, 900),
        ({"RunCode": {"timeout": 60, "total": 61}}, 60, 61),
    ],
)
def test_a_cell_has_the_time_that_the_course_gives_nbgraders_own_step(settings, timeout, total):
    step = RunCode(config=Config(settings))
    assert (step.timeout, step.total) == (timeout, total)


class Hand:
    """A notebook in hand, of a course without files; nothing may be run."""

    class assignment:  # noqa: N801
        files = {}  # noqa: RUF012

        class marker:  # noqa: N801
            libraries = ()

    def __init__(self, submission, reports=()):
        self.submission, self.reports, self.left = submission, {name: object() for name in reports}, []
        self.settled = frozenset(reports)


@pytest.fixture
def preprocess(monkeypatch, tmp_path):
    """Take a notebook through the step; nothing may be run."""
    monkeypatch.setattr(code_step, "run", lambda *_, **__: pytest.fail("something was run"))

    def preprocess(notebook, reports=()):
        hand = Hand(Submission(tmp_path), reports)
        RunCode().preprocess(notebook, {"safegrade": hand})
        return hand, notebook.metadata.get("safegrade", {}).get("lines", [])

    return preprocess


def test_where_everything_is_marked_nothing_is_run(preprocess):
    notebook = new_notebook(cells=[new_code_cell("while True: pass"), check()])
    assert preprocess(notebook, ["check"])[1] == []


@pytest.mark.parametrize(
    "kernel", [{"name": "ir", "language": "R", "display_name": "R"}, {"name": "julia-1.9", "display_name": "Julia"}]
)
def test_another_language_is_left_to_a_person(preprocess, kernel):
    notebook = new_notebook(
        cells=[new_markdown_cell("x"), check(), check(name="marked")], metadata={"kernelspec": kernel}
    )
    hand, lines = preprocess(notebook, ["marked"])
    assert lines == [], "a student reads them"
    assert hand.left == ["check"]
    line = notebook.metadata["safegrade"]["waiting"]["check"]
    assert line.startswith("The check check needs a person: it is in ")
    assert "This check needs a person" in notebook.cells[1].outputs[0].text
    assert notebook.cells[2].outputs == []


def test_files_of_the_courses_own_go_along_under_names_that_any_system_has(monkeypatch):
    assert set(code_step._encoded({"a.csv": b"1", "b/c.csv": b"2"})) == {"a.csv", "b/c.csv"}  # noqa: SLF001
    monkeypatch.setattr(code_step, "MOST_OF_FILES", 3)
    with pytest.raises(AssignmentError, match=r"files of the assignment in source/ come to .* make them smaller"):
        code_step._encoded({"a.csv": b"12", "b.csv": b"34"})  # noqa: SLF001
