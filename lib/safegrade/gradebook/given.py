"""What a person gives: marks, comments, ratings on a rubric, and answers to students who ask for another look."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Column, Connection, Engine, Float, MetaData, String, Table, Text, delete, insert, inspect, select
from sqlalchemy import update as change_rows

from safegrade.gradebook import changes

_RATINGS = Table(
    "safegrade_rating",
    MetaData(),
    Column("notebook_id", String(32), primary_key=True),
    Column("cell_id", String(32), primary_key=True),
    Column("ratings", Text, nullable=False),
    Column("mark", Float, nullable=False),
)
_ANSWERS = Table(
    "safegrade_answer",
    _RATINGS.metadata,
    Column("submission_id", String(32), primary_key=True),
    Column("asked", Text, nullable=False),
    Column("answer", Text, nullable=False),
)


@frozen
class Given:
    """What a person gives for a cell of a submission; what is None stays as it is.

    Args:
        student: the id.
        cell: its ``grade_id``.
        mark: points.
        comment: words to the student; empty takes them back.
        ratings: on the rubric of the cell: criterion to level.
    """

    student: str
    cell: str
    mark: float | None = None
    comment: str | None = None
    ratings: Mapping[str, str] | None = None


def give(
    gradebook: Gradebook, row: Assignment, given: Iterable[Given], cause: str = changes.PERSON
) -> list[changes.Change]:
    """Write what a person gives, all of it or nothing, and note the marks that are others than before.

    Args:
        gradebook: nbgrader's, open.
        row: of the assignment.
        given: for cells that are there.
        cause: why, if marks are others than before, as `safegrade.gradebook.changes` names it.

    Returns:
        The marks that a person had given before and that are others now.
    """
    identity = row.id
    gradebook.db.rollback()
    with gradebook.engine.connect() as connection:
        places = _places(connection, identity, Grade)
        commented = _places(connection, identity, Comment)
    make_tables(gradebook.engine)
    moved = []
    with gradebook.engine.begin() as connection:
        for one in given:
            book, cell, before = places[one.student, one.cell]
            at = {"notebook_id": book, "cell_id": cell}
            if one.mark is not None:
                _set(connection, Grade, at, {"manual_score": one.mark, "needs_manual_grade": False})
                if before is not None and before != one.mark:
                    moved.append(changes.Change(one.student, one.cell, before, one.mark, cause))
            if one.comment is not None:
                # nbgrader hangs marks and comments of one cell on two rows.
                beside = {**at, "cell_id": commented[one.student, one.cell][1]}
                _set(connection, Comment, beside, {"manual_comment": one.comment or None})
            if one.ratings is not None:
                kept = _RATINGS.c
                connection.execute(delete(_RATINGS).where(kept.notebook_id == book, kept.cell_id == cell))
                rated = {"ratings": json.dumps(dict(one.ratings), ensure_ascii=False), "mark": one.mark}
                connection.execute(insert(_RATINGS), [{**at, **rated}])
        changes.note(connection, identity, changes.this_moment(), moved)
    return moved


def _set(connection: Connection, kind: Any, at: Mapping[str, str], values: Mapping[str, Any]) -> None:
    table = kind.__table__
    here = (table.c[name] == value for name, value in at.items())
    connection.execute(change_rows(table).where(*here).values(**values))


def _places(connection: Connection, assignment: str, kind: Any) -> dict[tuple[str, str], tuple[str, str, Any]]:
    """By student and cell: the ids of the notebook's and of the cell's rows, and what a person has given."""
    given = kind.manual_score if kind is Grade else kind.manual_comment
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name, kind.notebook_id, kind.cell_id, given)
        .join_from(kind, BaseCell, BaseCell.id == kind.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .where(SubmittedAssignment.assignment_id == assignment)
    )
    return {(student, cell): (book, place, held) for student, cell, book, place, held in connection.execute(query)}


@frozen
class Rated:
    """What a person has rated on a rubric, and the mark that it came to."""

    student: str
    cell: str
    ratings: Mapping[str, str]
    mark: float
    stands: float | None


def rated(gradebook: Gradebook, row: Assignment) -> list[Rated]:
    """What was rated in an assignment, with the mark by hand that stands there now."""
    identity = row.id
    if not inspect(gradebook.engine).has_table(_RATINGS.name):
        return []
    on = (Grade.notebook_id == _RATINGS.c.notebook_id) & (Grade.cell_id == _RATINGS.c.cell_id)
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name, _RATINGS.c.ratings, _RATINGS.c.mark, Grade.manual_score)
        .join_from(_RATINGS, Grade, on)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(SubmittedAssignment.assignment_id == identity)
        .order_by(SubmittedAssignment.student_id, BaseCell.name)
    )
    gradebook.db.rollback()
    with gradebook.engine.connect() as connection:
        return [
            Rated(student, cell, json.loads(ratings), mark, stands)
            for student, cell, ratings, mark, stands in connection.execute(query)
        ]


def make_tables(engine: Engine) -> None:
    """Make the tables, if they are not there yet."""
    changes.make_table(engine)
    _RATINGS.metadata.create_all(engine)


def note_answer(connection: Connection, submission: str, asked: str, answer: str) -> None:
    """Note what was answered to a student who asked for another look, by the id of the submission's row."""
    connection.execute(delete(_ANSWERS).where(_ANSWERS.c.submission_id == submission))
    connection.execute(insert(_ANSWERS), [{"submission_id": submission, "asked": asked, "answer": answer}])


def answers(connection: Connection) -> dict[str, tuple[str, str]]:
    """What was asked and answered, by the id of the submission's row."""
    if not inspect(connection).has_table(_ANSWERS.name):
        return {}
    return {row.submission_id: (row.asked, row.answer) for row in connection.execute(select(_ANSWERS))}
