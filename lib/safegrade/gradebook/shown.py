"""Which feedback page shows what holds now: noted when a page is made, and taken back when a notebook changes."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, insert, inspect, select

_PAGES = Table(
    "safegrade_page",
    MetaData(),
    Column("notebook_id", String(32), primary_key=True),
    Column("shown", String(64), nullable=False),
)
_STUDENTS, _HANDED, _BOOKS, _NOTEBOOKS, _CELLS, _GRADES, _COMMENTS = (
    kind.__table__
    for kind in (Student, SubmittedAssignment, SubmittedNotebook, Notebook, BaseCell, Grade, Comment)
)


def make_table(engine: Engine) -> None:
    """Make the table, if it is not there yet."""
    _PAGES.metadata.create_all(engine)


def in_gradebook(connection: Connection, assignment: str, student: str = "") -> dict[tuple[str, str], tuple[str, str]]:
    """What a page takes from the gradebook, in short: the id of the notebook's row, and a fingerprint.

    Args:
        connection: to the gradebook.
        assignment: the id of its row.
        student: whose; everybody's, if empty.

    Returns:
        By student and notebook.
    """
    whose = _HANDED.c.assignment_id == assignment
    if student:
        whose &= _HANDED.c.student_id == student
    books = (
        select(_STUDENTS, _HANDED.c.timestamp, _HANDED.c.extension, _NOTEBOOKS.c.name)
        .add_columns(_BOOKS.c.id.label("book"), _BOOKS.c.late_submission_penalty)
        .join_from(_BOOKS, _HANDED, _HANDED.c.id == _BOOKS.c.assignment_id)
        .join(_STUDENTS, _STUDENTS.c.id == _HANDED.c.student_id)
        .join(_NOTEBOOKS, _NOTEBOOKS.c.id == _BOOKS.c.notebook_id)
        .where(whose)
    )
    said: dict[str, list[tuple[Any, ...]]] = {}
    of_grades = (_GRADES.c.auto_score, _GRADES.c.manual_score, _GRADES.c.extra_credit)
    of_comments = (_COMMENTS.c.auto_comment, _COMMENTS.c.manual_comment)
    for table, columns in ((_GRADES, of_grades), (_COMMENTS, of_comments)):
        query = (
            select(table.c.notebook_id, _CELLS.c.name, *columns)
            .join_from(table, _CELLS, _CELLS.c.id == table.c.cell_id)
            .join(_BOOKS, _BOOKS.c.id == table.c.notebook_id)
            .join(_HANDED, _HANDED.c.id == _BOOKS.c.assignment_id)
            .where(whose)
        )
        for book, *values in connection.execute(query):
            said.setdefault(book, []).append((table.name, *values))
    found = {}
    for *whole, name, book, penalty in connection.execute(books):
        text = repr((whole, penalty or 0.0, sorted(said.get(book, ()), key=repr)))
        found[whole[0], name] = book, hashlib.sha256(text.encode()).hexdigest()
    return found


def note_page(connection: Connection, book: str, shown: str) -> None:
    """Note that the page of a notebook shows this."""
    forget_pages(connection, [book])
    connection.execute(insert(_PAGES), [{"notebook_id": book, "shown": shown}])


def forget_pages(connection: Connection, books: Iterable[str]) -> None:
    """Note that the pages of these notebooks no longer show what holds."""
    connection.execute(delete(_PAGES).where(_PAGES.c.notebook_id.in_(list(books))))


def fresh_pages(connection: Connection, now: Mapping[tuple[str, str], tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of whom a page was made that shows what the gradebook holds now, as `in_gradebook` gives it."""
    if not inspect(connection).has_table(_PAGES.name):
        return frozenset()
    shown = {row.notebook_id: row.shown for row in connection.execute(select(_PAGES))}
    return frozenset(key for key, (book, holds) in now.items() if shown.get(book) == holds)
