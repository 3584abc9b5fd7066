"""How each submission stands in the gradebook, read in a few queries: a class of thousands takes seconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import fsum
from typing import Any

from attrs import frozen
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import func, select

from safegrade.gradebook.lateness import seconds_late
from safegrade.gradebook.rows import written_anew

_STUDENTS, _HANDED, _BOOKS, _NOTEBOOKS, _CELLS, _GRADES, _COMMENTS, _CHECKS, _TASKS = (
    kind.__table__
    for kind in (
        *(Student, SubmittedAssignment, SubmittedNotebook, Notebook, BaseCell, Grade, Comment, GradeCell, TaskCell),
    )
)


@frozen
class Cell:
    """A graded cell of a submission, as the gradebook has it.

    Args:
        notebook: its name.
        name: its ``grade_id``.
        points: what it is worth.
        auto: what the marking gave; None if a person has to.
        manual: what a person gave; None if nobody has.
        extra: points beyond.
        look: whether a person has to look at it.
        anew: whether what a person had marked has been written anew.
        suggested: the comment that the marking suggests; empty if none.
        comment: what a person wrote; empty if nothing.
    """

    notebook: str
    name: str
    points: float
    auto: float | None
    manual: float | None
    extra: float
    look: bool
    anew: bool = False
    suggested: str = ""
    comment: str = ""

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return self.auto is None and self.manual is None

    @property
    def score(self) -> float:
        """What counts, as in nbgrader."""
        return float((self.auto if self.manual is None else self.manual) or 0.0) + self.extra

    @property
    def is_final(self) -> bool:
        """Whether nobody has to mark it, or to look at it again."""
        return not self.waits and not self.look


@frozen
class Standing:
    """How a submission stands.

    Args:
        student: the id.
        first_name: as in the roster, like the next three; empty where nothing is known.
        last_name: the same.
        email: the same.
        lms_user_id: the number that a learning platform knows the student by.
        handed_in: when, in UTC; None if that is not known, or nothing was handed in.
        late: how late, in seconds.
        penalty: points that this costs.
        cells: the graded cells, as they were read; none if nothing was handed in.
    """

    student: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str
    handed_in: datetime | None = None
    late: float = 0.0
    penalty: float = 0.0
    cells: tuple[Cell, ...] = ()

    @property
    def raw(self) -> float:
        """The points of all cells together."""
        return fsum(cell.score for cell in self.cells)

    @property
    def score(self) -> float:
        """The points that count, after any penalty."""
        return max(0.0, self.raw - self.penalty)

    @property
    def open(self) -> float:
        """Points that a person has yet to give."""
        return fsum(cell.points for cell in self.cells if cell.waits)

    @property
    def provisional(self) -> int:
        """How many marks are not final."""
        return sum(not cell.is_final for cell in self.cells)

    @property
    def name(self) -> str:
        """First and last name; empty if neither is known."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


def standings(gradebook: Gradebook, row: Assignment) -> dict[str, Standing]:
    """How the submissions to an assignment stand, with a row for each student of the gradebook.

    Args:
        gradebook: nbgrader's, open.
        row: of the assignment.
    """
    due, identity = row.duedate, row.id
    anew = written_anew(gradebook.engine)
    gradebook.db.rollback()
    with gradebook.engine.connect() as connection:
        cells = _cells(connection, identity, anew)
        handed = select(
            *(_HANDED.c.student_id, _HANDED.c.id, _HANDED.c.timestamp, _HANDED.c.extension),
            func.coalesce(func.sum(_BOOKS.c.late_submission_penalty), 0.0),
        ).outerjoin_from(_HANDED, _BOOKS, _BOOKS.c.assignment_id == _HANDED.c.id)
        handed = handed.where(_HANDED.c.assignment_id == identity).group_by(_HANDED.c.id)
        submitted = {student: rest for student, *rest in connection.execute(handed)}
        found = {}
        for one in connection.execute(select(_STUDENTS).order_by(_STUDENTS.c.id)):
            number, when, extension, penalty = submitted.get(one.id, (None, None, timedelta(), 0.0))
            found[one.id] = Standing(
                one.id,
                one.first_name or "",
                one.last_name or "",
                one.email or "",
                one.lms_user_id or "",
                when,
                seconds_late(due, when, extension),
                penalty,
                tuple(cells.get(number, ())),
            )
    return found


def _cells(connection: Any, assignment: str, anew: frozenset[tuple[str, str]]) -> Mapping[str, list[Cell]]:
    comments = (
        select(_COMMENTS.c.notebook_id, _CELLS.c.name, _COMMENTS.c.auto_comment, _COMMENTS.c.manual_comment)
        .join_from(_COMMENTS, _CELLS, _CELLS.c.id == _COMMENTS.c.cell_id)
        .join(_BOOKS, _BOOKS.c.id == _COMMENTS.c.notebook_id)
        .join(_HANDED, _HANDED.c.id == _BOOKS.c.assignment_id)
        .where(_HANDED.c.assignment_id == assignment)
    )
    said = {(book, name): texts for book, name, *texts in connection.execute(comments)}
    points = func.coalesce(_CHECKS.c.max_score, _TASKS.c.max_score)
    grades = (
        select(_HANDED.c.id, _BOOKS.c.id, _NOTEBOOKS.c.name, _CELLS.c.id, _CELLS.c.name, points, _GRADES)
        .join_from(_GRADES, _CELLS, _CELLS.c.id == _GRADES.c.cell_id)
        .outerjoin(_CHECKS, _CHECKS.c.id == _CELLS.c.id)
        .outerjoin(_TASKS, _TASKS.c.id == _CELLS.c.id)
        .join(_BOOKS, _BOOKS.c.id == _GRADES.c.notebook_id)
        .join(_NOTEBOOKS, _NOTEBOOKS.c.id == _BOOKS.c.notebook_id)
        .join(_HANDED, _HANDED.c.id == _BOOKS.c.assignment_id)
        .where(_HANDED.c.assignment_id == assignment)
        .order_by(_NOTEBOOKS.c.name)
    )
    found: dict[str, list[Cell]] = {}
    for row in connection.execute(grades):
        submission, book, notebook, identity, name, worth = row[:6]
        suggested, written = said.get((book, name), (None, None))
        found.setdefault(submission, []).append(
            Cell(
                *(notebook, name, float(worth or 0.0), row.auto_score, row.manual_score, row.extra_credit or 0.0),
                *(bool(row.needs_manual_grade), (book, identity) in anew, suggested or "", written or ""),
            )
        )
    return found
