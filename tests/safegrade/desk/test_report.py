"""How a class did: a mark for each, or one line that says what is wrong and what to do."""

from datetime import datetime, timedelta

import nbformat
import pytest

from safegrade.desk.report import outcomes, read_kinds, students_of
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows
from safegrade.intake.mend import MARK

DUE = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them


@pytest.fixture
def mark(course, gradebook, sheets):
    """Mark the check of a student, and the answer by hand if that is given, as grading leaves it."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()

    def mark(student, check, by_hand=None, lines=(), **more):
        notebook = MarkedNotebook("sheet", "", {"check": (check, False), "why": (None, True)}, {}, ())
        result = Result(student, "f", notebooks=(notebook,), **more)
        with gradebook.engine.begin() as connection:
            known = rows.write_submissions(connection, [result])
            books = rows.write_notebooks(connection, [result], known)
            rows.write_penalty(connection, books[student, "sheet"], 9.0 if more else None)
        if by_hand is not None:
            grade = gradebook.find_grade("why", "sheet", "ps", student)
            grade.manual_score, grade.needs_manual_grade = by_hand, False
            gradebook.db.commit()
        marked = sheets[0].blank.copy()
        marked.metadata = nbformat.from_dict({MARK: {"lines": list(lines)}})
        folder = course / "autograded" / student / "ps"
        folder.mkdir(parents=True)
        nbformat.write(marked, folder / "sheet.ipynb")

    return mark


def test_a_mark_for_each_part_in_the_order_of_the_notebook_and_what_waits(course, mark):
    mark("ada", 1.5, lines=["Renamed.", "Renamed."])
    (ada,) = outcomes(course, "ps")
    assert list(ada.marks.items()) == [("check", 1.5), ("why", None), ("draw", None)]
    assert (ada.mark, ada.points, ada.by_hand) == (1.5, 10.0, 8.0)
    assert ada.lines == ("Renamed.",)


def test_what_a_person_gave_counts_and_waits_no_more(course, mark):
    mark("ada", 1.5, by_hand=2.0)
    (ada,) = outcomes(course, "ps")
    assert (ada.marks["why"], ada.mark, ada.by_hand) == (2.0, 3.5, 5.0)


def test_who_was_not_graded_has_no_mark_and_a_line_with_the_command(course, mark):
    mark("ada", 1.5)
    mark("bob", 1.5)
    (course / "autograded" / "bob" / "ps" / "sheet.ipynb").unlink()
    (course / "submitted" / "eve" / "ps").mkdir(parents=True)
    _, bob, eve = outcomes(course, "ps")
    for one in (bob, eve):
        assert (one.mark, one.marks, one.points) == (None, {}, 10.0)
        assert f"Run: nbgrader autograde ps --student {one.student}" in one.lines[0]


def test_late_work_says_how_late_and_no_mark_is_below_nothing(course, mark, gradebook):
    settings = 'c = get_config()\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    gradebook.find_assignment("ps").duedate = DUE
    gradebook.db.commit()
    mark("ada", 1.5, handed_in=DUE + timedelta(hours=2))
    (ada,) = outcomes(course, "ps")
    assert ada.lines == ("Handed in 2 h 0 min late; penalty 1.5.",)
    assert ada.mark == 0.0


def test_late_work_that_a_person_marks_is_late_as_well_and_once(course, mark, gradebook):
    settings = 'c = get_config()\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    gradebook.find_assignment("ps").duedate = DUE
    gradebook.db.commit()
    mark("ada", 1.5, by_hand=3.0, handed_in=DUE + timedelta(hours=2))
    for _ in range(2):
        (ada,) = outcomes(course, "ps")
        assert ada.lines == ("Handed in 2 h 0 min late; penalty 4.5.",)
        assert ada.mark == 0.0


def test_what_has_changed_under_a_mark_by_hand_is_said_with_the_mark(course, mark, gradebook, sheets):
    mark("ada", 1.5, by_hand=2.0)
    grade = gradebook.find_grade("why", "sheet", "ps", "ada")
    rows, book = SubmissionRows(gradebook.engine, grade.assignment.assignment_id, sheets), grade.notebook_id
    gradebook.db.rollback()
    with gradebook.engine.begin() as connection:
        rows.look_again(connection, book, "sheet", {"why": True, "draw": False})
    (ada,) = outcomes(course, "ps")
    assert ada.lines == ("why has changed since it was marked by hand; 2 of 3 stands until you look again.",)
    assert ada.marks["why"] == 2.0


def test_an_assignment_that_is_not_there_is_said_with_the_command(course):
    with pytest.raises(LookupError, match=r"no assignment 'ps9', only other, ps\. .* generate_assignment ps9"):
        outcomes(course, "ps9")


def test_the_students_are_those_of_the_gradebook(course, gradebook):
    assert students_of(course) == ["ada", "bob"]
    for student in ("ada", "bob"):
        gradebook.remove_student(student)
    with pytest.raises(LookupError, match=r"nobody in the gradebook\. Run: nbgrader db student import, or give"):
        students_of(course)


def test_kinds_are_known_of_an_invented_class_alone(tmp_path):
    assert read_kinds(tmp_path) == {}
    (tmp_path / "invented.csv").write_text("student,kind\nada,honest\nbob,late\n", encoding="utf-8")
    assert read_kinds(tmp_path) == {"ada": "honest", "bob": "late"}
