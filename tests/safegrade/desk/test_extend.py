"""Whoever is given more time has it, whether the work is there already or not, and pays nothing for it."""

from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from safegrade.desk.extend import give_more_time
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows

DUE = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them


@pytest.fixture
def late(course, gradebook):
    """An assignment that is due, and a course in which late work is worth nothing."""
    (course / "nbgrader_config.py").write_text(
        'c = get_config()\nc.LateSubmissionPlugin.penalty_method = "zero"\n', encoding="utf-8"
    )
    gradebook.find_assignment("ps").duedate = DUE
    gradebook.db.commit()
    return course


@pytest.fixture
def hand_in(gradebook, sheets):
    """Mark a student's work, handed in so many hours late."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()

    def hand_in(student, hours):
        notebook = MarkedNotebook("sheet", "", {"check": (2.0, False)}, {}, ())
        result = Result(student, "f", handed_in=DUE + timedelta(hours=hours), notebooks=(notebook,))
        with gradebook.engine.begin() as connection:
            rows.write_notebooks(connection, [result], rows.write_submissions(connection, [result]))

    return hand_in


@pytest.fixture
def held(course):
    """What nbgrader finds of a student: the extension, and what being late costs."""

    def held(student):
        with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
            found = gradebook.find_submission("ps", student)
            held = found.extension, found.late_submission_penalty or 0.0
        gradebook.engine.dispose()
        return held

    return held


def test_more_time_takes_the_penalty_back(late, hand_in, held):
    hand_in("ada", 5)
    assert give_more_time(late, "ada", "ps", 2) == "ada has 2 h more for ps: until 2026-10-09 19:00 UTC."
    assert held("ada") == (timedelta(hours=2), 2.0)
    give_more_time(late, "ada", "ps", 5)
    assert held("ada") == (timedelta(hours=5), 0.0), "it is not on top of what was given before"
    give_more_time(late, "ada", "ps", 0)
    assert held("ada") == (None, 2.0)


def test_it_can_be_given_before_anything_is_handed_in(late, hand_in, held, gradebook):
    give_more_time(late, "bob", "ps", 48)
    assert [one.student_id for one in gradebook.assignment_submissions("ps")] == [], "nobody has handed in"
    hand_in("bob", 40)
    hand_in("ada", 40)
    assert held("bob")[0] == timedelta(hours=48)
    assert held("ada")[0] is None


@pytest.mark.parametrize(
    ("student", "assignment", "said"),
    [
        ("eve", "ps", "The gradebook has no student 'eve'. Write the id as formgrader shows it."),
        ("ada", "ps9", "The gradebook has no assignment 'ps9', only other, ps. Look at the name, or run: nbgrader"),
    ],
)
def test_who_or_what_is_not_there_is_said(late, student, assignment, said):
    with pytest.raises(LookupError) as caught:
        give_more_time(late, student, assignment, 1)
    assert str(caught.value).startswith(said)
