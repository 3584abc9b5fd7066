"""How a class did, one row a submission: a mark, or one line that says what is wrong and what to do."""

from pathlib import Path
from typing import Any

import nbformat
from attrs import frozen
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import DatabaseError

from tarasoff.grading.lateness import late_line
from tarasoff.grading.mending import MARK

# How every SQLite file begins: https://sqlite.org/fileformat.html#the_database_header
_SQLITE = b"SQLite format 3\x00"


@frozen
class Outcome:
    """What became of one submission.

    Args:
        student: the student's id.
        marks: part to points; None where a person has to mark.
        mark: the points so far, after any late penalty; None if it was not graded.
        points: what the assignment is worth.
        by_hand: points that a person has yet to give.
        lines: what was wrong and what to do; empty if nothing was.
    """

    student: str
    marks: dict[str, float | None]
    mark: float | None
    points: float
    by_hand: float
    lines: tuple[str, ...]


def outcomes(course: Path, assignment: str) -> list[Outcome]:
    """Look at every submission of an assignment, in the gradebook and in the folders.

    Args:
        course: the course folder, with ``gradebook.db``, ``submitted/`` and ``autograded/``.
        assignment: its name.

    Raises:
        FileNotFoundError: there is no gradebook.
        LookupError: the gradebook cannot be read, or has no such assignment.
    """
    database = course / "gradebook.db"
    if not database.exists():
        raise FileNotFoundError(f"There is no gradebook.db in {course}. Run: nbgrader generate_assignment {assignment}")
    unreadable = (
        f"{database} is no gradebook that can be read. "
        f"Put a copy of it back, or remove it and run: nbgrader generate_assignment {assignment} --force"
    )
    # Asked before nbgrader opens it: what it cannot read it leaves open.
    with database.open("rb") as file:
        if file.read(len(_SQLITE)) not in (b"", _SQLITE):
            raise LookupError(unreadable)
    try:
        with Gradebook(f"sqlite:///{database.resolve()}") as gradebook:
            return _rows(gradebook, course, assignment)
    except DatabaseError as error:
        raise LookupError(unreadable) from error


def students_of(course: Path) -> list[str]:
    """The ids of the students in the gradebook.

    Raises:
        FileNotFoundError: there is no gradebook.
        LookupError: there is nobody in it.
    """
    database = course / "gradebook.db"
    if not database.exists():
        raise FileNotFoundError(f"There is no gradebook.db in {course}. Give the students in a file: --students FILE")
    with Gradebook(f"sqlite:///{database.resolve()}") as gradebook:
        names = sorted(student.id for student in gradebook.students)
    if not names:
        raise LookupError("There is nobody in gradebook.db. Run: nbgrader db student import, or give --students FILE")
    return names


def _rows(gradebook: Any, course: Path, assignment: str) -> list[Outcome]:
    try:
        asked = gradebook.find_assignment(assignment)
        points, names = asked.max_score, [notebook.name for notebook in asked.notebooks]
        found = {one.student_id: one for one in gradebook.assignment_submissions(assignment)}
    except MissingEntry as error:
        raise LookupError(
            f"The gradebook has no assignment {assignment!r}. Run: nbgrader generate_assignment {assignment}"
        ) from error
    handed_in = {folder.parent.name for folder in course.glob(f"submitted/*/{assignment}") if folder.is_dir()}
    rows = []
    for student in sorted(handed_in | set(found)):
        graded = [course / "autograded" / student / assignment / f"{name}.ipynb" for name in names]
        if student not in found or not all(notebook.exists() for notebook in graded):
            line = f"Not graded. Run: nbgrader autograde {assignment} --student {student}, and read what it says."
            rows.append(Outcome(student, {}, None, points, 0.0, (line,)))
            continue
        submission = found[student]
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        waiting = [grade for grade in grades if grade.manual_score is None and grade.auto_score is None]
        lines = list(dict.fromkeys(line for notebook in graded for line in _said(notebook)))
        if submission.total_seconds_late > 0:
            penalty = submission.late_submission_penalty or 0.0
            lines.append(late_line(submission.total_seconds_late, penalty))
        rows.append(
            Outcome(
                student,
                {grade.cell.name: None if grade in waiting else grade.score for grade in grades},
                max(0.0, submission.score - (submission.late_submission_penalty or 0.0)),
                points,
                sum(grade.max_score for grade in waiting),
                tuple(lines),
            )
        )
    return rows


def _said(graded: Path) -> list[str]:
    lines: list[str] = nbformat.read(graded, as_version=4).metadata.get(MARK, {}).get("lines", [])
    return lines
