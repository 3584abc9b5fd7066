"""A check that waits is settled as one of the witnesses says, for those whose code reaches for nothing."""

import nbformat
import pytest
from nbgrader.api import Gradebook

from safegrade.desk.accept import Settled, accept
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows

PASSED, FAILED, UNSAID = ({"kind": kind, "credit": None} for kind in ("passed", "failed", "person"))
HALF = {"kind": "passed", "credit": 0.5}


@pytest.fixture
def waiting(course, gradebook, sheets):
    """Note a submission whose check waits, with what the witnesses say of it."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()

    def waiting(student, inside, outside, *, reaches=(), waits=True):
        mark = (None, True) if waits else (2.0, False)
        marked = MarkedNotebook("sheet", "", {"check": mark}, {}, ())
        with gradebook.engine.begin() as connection:
            results = [Result(student, "f", notebooks=(marked,))]
            rows.write_notebooks(connection, results, rows.write_submissions(connection, results))
        notebook = nbformat.read(course / "release" / "ps" / "sheet.ipynb", as_version=4)
        check = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "check")
        check.metadata["safegrade_witnesses"] = {"inside": inside, "outside": outside}
        notebook.metadata["safegrade"] = {"lines": [], **({"reaches": list(reaches)} if reaches else {})}
        folder = course / "autograded" / student / "ps"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "sheet.ipynb")

    return waiting


def held(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("check", "sheet", "ps", student)
        found = grade.manual_score, grade.needs_manual_grade
    gradebook.engine.dispose()
    return found


def test_a_class_is_settled_by_the_word_of_one_witness(course, waiting):
    waiting("ada", PASSED, UNSAID)
    waiting("bob", HALF, FAILED)
    assert accept(course, "ps", "check", of="inside") == [Settled("ada", 2.0), Settled("bob", 0.5)]
    assert held(course, "ada") == (2.0, False), "as if a teacher had given it"
    assert accept(course, "ps", "check", of="inside") == [], "once"


def test_what_a_witness_cannot_say_still_waits(course, waiting):
    waiting("ada", PASSED, UNSAID)
    waiting("bob", PASSED, FAILED)
    left, settled = accept(course, "ps", "check", of="outside")
    assert (left.mark, left.why, settled.mark) == (None, "the run from outside gives no mark", 0.0)
    assert held(course, "ada") == (None, True)


def test_whose_code_reaches_for_things_is_left_out(course, waiting):
    waiting("ada", PASSED, UNSAID, reaches=["ctypes"])
    (left,) = accept(course, "ps", "check", of="inside")
    assert str(left) == "ada: left out, because its code uses ctypes."
    assert held(course, "ada") == (None, True)


def test_only_those_who_are_named_and_wait_are_settled(course, waiting):
    waiting("ada", PASSED, FAILED)
    waiting("bob", PASSED, PASSED, waits=False)
    assert accept(course, "ps", "check", ["b*"], of="inside") == []
    assert held(course, "ada") == (None, True)


@pytest.mark.parametrize(
    ("assignment", "check", "students", "said"),
    [
        ("odd", "check", (), "no assignment 'odd'.*generate_assignment odd"),
        ("ps", "chekc", (), "ps has no check 'chekc'.*check"),
        ("ps", "check", ("eve",), "No submission is by eve.*as the report has them"),
    ],
)
def test_what_is_not_there_is_said(course, waiting, assignment, check, students, said):
    waiting("ada", PASSED, UNSAID)
    with pytest.raises(LookupError, match=said):
        accept(course, assignment, check, students, of="inside")
