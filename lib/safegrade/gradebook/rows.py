"""The rows of nbgrader's gradebook that marking writes. What a teacher has given is never touched.

One table is ours, ``safegrade_graded``: from what each submission was marked, so that the next run leaves out what is
marked and unchanged. It is written in the same transaction as the marks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from attrs import frozen
from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook, new_uuid
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Interval,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    update,
)

from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.sheets import Sheet

_GRADED = Table(
    "safegrade_graded",
    MetaData(),
    Column("submission_id", String(32), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("lines", Text, nullable=False),
)
# More time for whoever has not handed in yet: nbgrader keeps it with a submission only.
_EXTENSIONS = Table(
    "safegrade_extension",
    _GRADED.metadata,
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("extension", Interval, nullable=False),
)
# What was written anew under a teacher's mark.
_ANEW = Table(
    "safegrade_anew",
    _GRADED.metadata,
    Column("notebook_id", String(32), primary_key=True),
    Column("cell_id", String(32), primary_key=True),
)
_STUDENTS, _SUBMISSIONS, _NOTEBOOKS, _GRADES, _COMMENTS = (
    kind.__table__ for kind in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)

Rows = Sequence[Mapping[str, Any]]


@frozen
class Known:
    """What the gradebook holds of a student's submission.

    Args:
        id: the row's.
        timestamp: when it was handed in.
        extension: more time that the student was given.
        fingerprint: of what was marked before; empty if nothing was.
        lines: what there was to say then.
    """

    id: str
    timestamp: datetime | None
    extension: timedelta | None
    fingerprint: str
    lines: tuple[str, ...]


def written_anew(engine: Engine) -> frozenset[tuple[str, str]]:
    """What was written anew under a teacher's mark: the ids of the notebooks' and the cells' rows."""
    if not inspect(engine).has_table(_ANEW.name):
        return frozenset()
    with engine.connect() as connection:
        return frozenset((row.notebook_id, row.cell_id) for row in connection.execute(select(_ANEW)))


class SubmissionRows:
    """The rows of the submissions to one assignment.

    Args:
        engine: of the gradebook.
        assignment: the id of the assignment's row.
        sheets: its notebooks.
    """

    def __init__(self, engine: Engine, assignment: str, sheets: Iterable[Sheet]) -> None:
        self._assignment = assignment
        self._sheets = {sheet.name: sheet for sheet in sheets}
        _GRADED.metadata.create_all(engine)

    def known(self, connection: Connection, students: Sequence[str] | None = None) -> dict[str, Known]:
        """What stands there of some students, or of everybody."""
        columns = (_SUBMISSIONS.c.student_id, _SUBMISSIONS.c.id, _SUBMISSIONS.c.timestamp, _SUBMISSIONS.c.extension)
        rows = (
            select(*columns, _GRADED.c.fingerprint, _GRADED.c.lines)
            .outerjoin_from(_SUBMISSIONS, _GRADED, _GRADED.c.submission_id == _SUBMISSIONS.c.id)
            .where(_SUBMISSIONS.c.assignment_id == self._assignment)
        )
        if students is not None:
            rows = rows.where(_SUBMISSIONS.c.student_id.in_(students))
        return {
            student: Known(number, when, extension, fingerprint or "", tuple(json.loads(lines or "[]")))
            for student, number, when, extension, fingerprint, lines in connection.execute(rows)
        }

    def write_submissions(self, connection: Connection, results: Sequence[Result]) -> dict[str, Known]:
        """Write who has handed in, and when; give what stands there now."""
        students = [result.student for result in results]
        _write(connection, _STUDENTS, [{"id": student} for student in students])
        more = self._extensions(connection, students)
        rows = [
            {
                "id": new_uuid(), "assignment_id": self._assignment, "student_id": result.student,
                "timestamp": result.handed_in, "extension": more.get(result.student),
            }
            for result in results
        ]
        # A submission that says no time leaves the time that is known.
        _write(
            connection,
            _SUBMISSIONS,
            rows,
            on=("assignment_id", "student_id"),
            change=lambda given: {"timestamp": func.coalesce(given.timestamp, _SUBMISSIONS.c.timestamp)},
        )
        return self.known(connection, students)

    def _extensions(self, connection: Connection, students: Sequence[str]) -> dict[str, timedelta]:
        held = _EXTENSIONS.c
        query = select(held.student_id, held.extension).where(
            held.assignment_id == self._assignment, held.student_id.in_(students)
        )
        return {row.student_id: row.extension for row in connection.execute(query)}

    def extend(self, connection: Connection, student: str, extension: timedelta) -> None:
        """Give a student this much more time, in place of what was given before."""
        held = _SUBMISSIONS.c
        connection.execute(
            update(_SUBMISSIONS)
            .where(held.assignment_id == self._assignment, held.student_id == student)
            .values(extension=extension or None)
        )
        row = {"assignment_id": self._assignment, "student_id": student, "extension": extension}
        _write(
            connection,
            _EXTENSIONS,
            [row],
            on=("assignment_id", "student_id"),
            change=lambda given: {"extension": given.extension},
        )

    def write_notebooks(
        self, connection: Connection, results: Sequence[Result], known: Mapping[str, Known]
    ) -> dict[tuple[str, str], str]:
        """Write rows for notebooks, marks and comments; give the ids of the notebooks, by student and name."""
        new = {"flagged": False, "late_submission_penalty": None}
        rows = [
            {"id": new_uuid(), "notebook_id": sheet.id, "assignment_id": known[result.student].id, **new}
            for result in results
            for sheet in self._sheets.values()
        ]
        _write(connection, _NOTEBOOKS, rows, on=("notebook_id", "assignment_id"))
        students = {submission.id: student for student, submission in known.items()}
        names = {sheet.id: sheet.name for sheet in self._sheets.values()}
        table = _NOTEBOOKS.c
        there = select(table.assignment_id, table.notebook_id, table.id).where(
            table.notebook_id.in_(list(names)), table.assignment_id.in_(list(students))
        )
        books = {(students[whose], names[sheet]): row for whose, sheet, row in connection.execute(there)}
        marked = [
            (notebook, books[result.student, notebook.name], self._sheets[notebook.name])
            for result in results
            for notebook in result.notebooks
        ]
        self._write_grades(connection, marked)
        self._write_comments(connection, marked)
        return books

    @staticmethod
    def _write_grades(connection: Connection, pairs: Sequence[tuple[MarkedNotebook, str, Sheet]]) -> None:
        marked: list[dict[str, Any]] = []
        by_hand: list[dict[str, Any]] = []
        for notebook, book, sheet in pairs:
            for name, cell in sheet.graded.items():
                auto, waits = notebook.grades.get(name, (None, True))
                row = {"id": new_uuid(), "notebook_id": book, "cell_id": cell, "manual_score": None}
                row |= {"extra_credit": None, "auto_score": auto, "needs_manual_grade": waits}
                (marked if name in notebook.grades else by_hand).append(row)
        # As in nbgrader: what a teacher has marked before is to be looked at again.
        _write(
            connection,
            _GRADES,
            marked,
            on=("cell_id", "notebook_id"),
            change=lambda given: {
                "auto_score": given.auto_score,
                "needs_manual_grade": or_(given.needs_manual_grade, _GRADES.c.manual_score.is_not(None)),
            },
        )
        _write(connection, _GRADES, by_hand, on=("cell_id", "notebook_id"))

    @staticmethod
    def _write_comments(connection: Connection, pairs: Sequence[tuple[MarkedNotebook, str, Sheet]]) -> None:
        rows = [
            {"id": new_uuid(), "notebook_id": book, "cell_id": cell, "auto_comment": notebook.comments.get(name)}
            for notebook, book, sheet in pairs
            for name, cell in sheet.commented.items()
        ]
        on = ("cell_id", "notebook_id")
        _write(connection, _COMMENTS, rows, on, lambda given: {"auto_comment": given.auto_comment})

    def marks(self, connection: Connection, students: Sequence[str]) -> dict[tuple[str, str, str], tuple[Any, Any]]:
        """What the marking gave, and what a teacher gave, by student, notebook and cell; of who was marked before."""
        names = {cell: (sheet.name, name) for sheet in self._sheets.values() for name, cell in sheet.graded.items()}
        grades, books, handed = _GRADES.c, _NOTEBOOKS.c, _SUBMISSIONS.c
        query = (
            select(handed.student_id, grades.cell_id, grades.auto_score, grades.manual_score)
            .join_from(_GRADES, _NOTEBOOKS, books.id == grades.notebook_id)
            .join(_SUBMISSIONS, handed.id == books.assignment_id)
            .join(_GRADED, _GRADED.c.submission_id == handed.id)
            .where(handed.assignment_id == self._assignment, handed.student_id.in_(students))
        )
        found = ((student, names.get(cell), marks) for student, cell, *marks in connection.execute(query))
        return {(student, *where): (marks[0], marks[1]) for student, where, marks in found if where is not None}

    def by_hand(self, connection: Connection, students: Iterable[str]) -> dict[tuple[str, str], dict[str, bool]]:
        """The cells that a teacher has marked, by student and notebook; and whether that is to be looked at again."""
        names = {cell: (sheet.name, name) for sheet in self._sheets.values() for name, cell in sheet.graded.items()}
        grades, books, handed = _GRADES.c, _NOTEBOOKS.c, _SUBMISSIONS.c
        query = (
            select(handed.student_id, grades.cell_id, grades.needs_manual_grade)
            .join_from(_GRADES, _NOTEBOOKS, books.id == grades.notebook_id)
            .join(_SUBMISSIONS, handed.id == books.assignment_id)
            .where(handed.assignment_id == self._assignment, handed.student_id.in_(list(students)))
            .where(grades.manual_score.is_not(None))
        )
        found: dict[tuple[str, str], dict[str, bool]] = {}
        for student, cell, again in connection.execute(query):
            if cell in names:
                sheet, name = names[cell]
                found.setdefault((student, sheet), {})[name] = again
        return found

    def look_again(self, connection: Connection, book: str, name: str, cells: Mapping[str, bool]) -> None:
        """Note what has been written anew under a teacher's mark, and what has not; the mark stays in view.

        Args:
            connection: to the gradebook.
            book: the id of the submitted notebook's row.
            name: of the notebook.
            cells: the name of each, and whether it was written anew.
        """
        ids = {self._sheets[name].graded[cell]: anew for cell, anew in cells.items()}
        connection.execute(delete(_ANEW).where(_ANEW.c.notebook_id == book, _ANEW.c.cell_id.in_(list(ids))))
        if anew := [cell for cell, is_anew in ids.items() if is_anew]:
            connection.execute(insert(_ANEW), [{"notebook_id": book, "cell_id": cell} for cell in anew])
            held = _GRADES.c
            connection.execute(
                update(_GRADES).where(held.notebook_id == book, held.cell_id.in_(anew)).values(needs_manual_grade=True)
            )

    def score(self, connection: Connection, book: str, name: str) -> float:
        """The points of the submitted notebook with this row and name, those that a teacher gave included."""
        # By cell as well, since only so does the database find the rows without looking at all of them.
        points = select(func.coalesce(func.sum(Grade.score), 0.0)).where(
            Grade.cell_id.in_(list(self._sheets[name].graded.values())), Grade.notebook_id == book
        )
        return float(connection.scalar(points) or 0.0)

    @staticmethod
    def write_penalty(connection: Connection, book: str, penalty: float | None) -> None:
        """Write what being late costs a submitted notebook."""
        connection.execute(update(_NOTEBOOKS).where(_NOTEBOOKS.c.id == book).values(late_submission_penalty=penalty))

    @staticmethod
    def note(connection: Connection, results: Sequence[Result], known: Mapping[str, Known]) -> None:
        """Note from what these were marked."""
        rows = [
            {"submission_id": known[done.student].id, "fingerprint": done.fingerprint, "lines": json.dumps(done.lines)}
            for done in results
        ]
        on = ("submission_id",)
        _write(connection, _GRADED, rows, on, lambda given: {"fingerprint": given.fingerprint, "lines": given.lines})


def _write(connection: Connection, table: Table, rows: Rows, on: Sequence[str] = ("id",), change: Any = None) -> None:
    """Insert rows; where one is there already, change it, or leave it.

    Args:
        connection: to the gradebook.
        table: one of its tables.
        rows: column to value.
        on: the columns by which a row is the same.
        change: from the row that was to be inserted, the columns to set; None leaves what is there.
    """
    if not rows:
        return
    # Either database has the same two calls, in a module of its own; that of PostgreSQL is slow to import.
    made: Any = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
    if change is None:
        wanted = made.on_conflict_do_nothing(index_elements=on)
    else:
        wanted = made.on_conflict_do_update(index_elements=on, set_=change(made.excluded))
    connection.execute(wanted, rows)
