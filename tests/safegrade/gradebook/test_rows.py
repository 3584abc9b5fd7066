"""Marking writes what marking may: what a teacher gave, and what belongs to anybody else, is there afterwards."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from nbgrader.api import Gradebook

from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import Known, SubmissionRows

# nbgrader's own way to add a submission has SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted.* not in session")

THEN = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them
MARKED = MarkedNotebook(
    "sheet", "{}", {"check": (1.5, False), "why": (None, True)}, {"why": "Say more.", "draw": None, "price": None}, ()
)
ADA = Result("ada", "f" * 64, handed_in=THEN, notebooks=(MARKED,), lines=("Look: “ö”.", "And here."))
AGAIN = evolve(MARKED, grades={"check": (2.0, False), "why": (0.0, False)}, comments={"why": "Better."})


@pytest.fixture
def write(gradebook, sheets):
    """Write these results to the gradebook; give what is known of them."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()

    def write(*results):
        with gradebook.engine.begin() as connection:
            known = rows.write_submissions(connection, results)
            rows.write_notebooks(connection, results, known)
            rows.note(connection, results, known)
        with gradebook.engine.connect() as connection:
            return rows.known(connection)

    write.rows = rows
    return write


@pytest.fixture
def look(course):
    """What nbgrader finds: one value of each grade or comment of a student, by cell."""

    def look(what, *values, student="ada", assignment="ps"):
        with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
            submission = gradebook.find_submission_notebook("sheet", assignment, student)
            found = {one.name: tuple(getattr(one, value) for value in values) for one in getattr(submission, what)}
        gradebook.engine.dispose()
        return found

    return look


@pytest.fixture
def by_hand(course):
    """Let a teacher change something."""

    def by_hand(change, student="ada"):
        with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
            change(gradebook.find_submission("ps", student))
            gradebook.db.commit()
        gradebook.engine.dispose()

    return by_hand


def mark_by_hand(submission):
    (book,) = submission.notebooks
    for grade in book.grades:
        if grade.name in ("check", "draw"):
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 0.5, 1.0, False
    for comment in book.comments:
        comment.manual_comment = f"Of the teacher's, on {comment.name}."
    submission.extension = timedelta(hours=2)


def test_nbgrader_finds_what_was_written(write, look):
    write(ADA)
    assert look("grades", "auto_score", "needs_manual_grade", "manual_score", "extra_credit") == {
        "check": (1.5, False, None, None),
        "why": (None, True, None, None),
        "draw": (None, True, None, None),
    }
    assert look("comments", "auto_comment", "manual_comment") == {
        "why": ("Say more.", None), "draw": (None, None), "price": (None, None),
    }


def test_writing_twice_changes_only_what_marking_may_change(write, look, by_hand):
    write(ADA)
    by_hand(mark_by_hand)
    known = write(evolve(ADA, handed_in=None, notebooks=(AGAIN,)))["ada"]
    assert look("grades", "manual_score", "extra_credit") == {
        "check": (0.5, 1.0), "why": (None, None), "draw": (0.5, 1.0),
    }
    assert look("grades", "auto_score") == {"check": (2.0,), "why": (0.0,), "draw": (None,)}
    assert {name: said for name, (said,) in look("comments", "manual_comment").items()} == {
        name: f"Of the teacher's, on {name}." for name in ("why", "draw", "price")
    }
    assert look("comments", "auto_comment")["why"] == ("Better.",)
    assert (known.timestamp, known.extension) == (THEN, timedelta(hours=2))


def test_a_mark_by_hand_is_to_be_looked_at_again_and_a_marked_task_is_left(write, look, by_hand):
    write(ADA)
    by_hand(mark_by_hand)
    write(evolve(ADA, notebooks=(AGAIN,)))
    assert look("grades", "needs_manual_grade") == {"check": (True,), "why": (False,), "draw": (False,)}


def test_a_later_time_is_taken(write):
    write(ADA)
    assert write(evolve(ADA, handed_in=THEN + timedelta(days=1)))["ada"].timestamp == THEN + timedelta(days=1)


def test_rows_are_not_doubled_and_keep_their_ids(write, look):
    first = write(ADA)["ada"].id
    ids = look("grades", "id"), look("comments", "id")
    assert write(ADA)["ada"].id == first
    assert (look("grades", "id"), look("comments", "id")) == ids


def test_other_students_and_other_assignments_are_not_touched(write, gradebook, look):
    for student in ("ada", "bob"):
        gradebook.add_submission("other", student)
    for student, assignment in (("ada", "other"), ("bob", "other")):
        (book,) = gradebook.find_submission(assignment, student).notebooks
        for grade in book.grades:
            grade.auto_score, grade.needs_manual_grade = 0.25, False
    gradebook.db.commit()
    assert set(write(ADA)) == {"ada"}, "bob has handed in something else"
    for student in ("ada", "bob"):
        found = look("grades", "auto_score", "needs_manual_grade", student=student, assignment="other")
        assert found == dict.fromkeys(("check", "why", "draw"), (0.25, False))
    assert set(write(evolve(ADA, student="bob"))) == {"ada", "bob"}


def test_a_new_student_is_added_and_a_known_one_keeps_the_name(write, gradebook):
    gradebook.find_student("ada").first_name = "Ada"
    gradebook.db.commit()
    assert set(write(ADA, evolve(ADA, student="eve"))) == {"ada", "eve"}
    assert gradebook.find_student("ada").first_name == "Ada"
    assert gradebook.find_student("eve").first_name is None


def test_a_fingerprint_and_lines_come_back(write):
    known = write(ADA)["ada"]
    assert known == Known(known.id, THEN, None, "f" * 64, ("Look: “ö”.", "And here."))
    again = write(evolve(ADA, fingerprint="e" * 64, lines=()))["ada"]
    assert (again.fingerprint, again.lines) == ("e" * 64, ())


def test_what_nbgrader_alone_has_written_was_never_marked_by_us(write, gradebook):
    gradebook.add_submission("ps", "bob")
    gradebook.db.commit()
    with gradebook.engine.connect() as connection:
        known = write.rows.known(connection)["bob"]
        assert (known.fingerprint, known.lines, known.timestamp) == ("", (), None)
        assert write.rows.known(connection, ["ada"]) == {}


def test_the_score_is_what_nbgrader_counts(write, gradebook, by_hand):
    write(ADA, evolve(ADA, student="bob"))
    by_hand(mark_by_hand)
    gradebook.db.rollback()
    for student, points in (("ada", 3.0), ("bob", 1.5)):
        book = gradebook.find_submission_notebook("sheet", "ps", student)
        assert book.score == points
        with gradebook.engine.connect() as connection:
            assert write.rows.score(connection, book.id, "sheet") == points
