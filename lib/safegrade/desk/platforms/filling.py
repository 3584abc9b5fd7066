"""Fill in a table that a platform has given out: its rows, columns and numbers stay as they are."""

import re
from collections.abc import Iterator

from safegrade.contract import GradingError
from safegrade.desk.platforms.marks_out import Marks, Out, cell_of, person_of, said_of
from safegrade.desk.platforms.people import (
    EMAIL,
    FIRST,
    ID,
    LAST,
    LMS,
    NAME,
    Class,
    Person,
    is_no_student,
    plain,
    roles,
)
from safegrade.desk.platforms.tables import ForeignTable
from safegrade.desk.table import as_text

# What Moodle and Blackboard call the place for words to a student.
_WORDS = ("feedbackcomments", "feedbacktolearner")
_GRADE = "grade"


class ColumnError(GradingError):
    """It cannot be told which column of a table is meant."""


def fill_in(table: ForeignTable, marks: Marks, *, column: str = "", provisional: bool = False) -> Out:
    """Fill in the marks of an assignment.

    Args:
        table: as the platform has given it out.
        marks: the marks.
        column: the name of the column; the one that is called after the assignment, if empty.
        provisional: whether marks that are not final are sent too.

    Raises:
        ColumnError: it cannot be told which column is meant.
    """
    place = _place(table, marks.assignment, column)
    words = next((at for at, name in enumerate(table.columns) if plain(name) in _WORDS), None)
    known, found = Class(tuple(map(person_of, marks.standings.values()))), roles(table.columns)
    # By these nobody is found who has a number; and a spreadsheet would run what looks like a formula.
    named = {found[role] for role in (NAME, FIRST, LAST) if role in found}
    rows, sent, held, unmatched = [list(table.columns)], [], [], []
    for row in table.body:
        filled = [as_text(cell) if at in named else cell for at, cell in enumerate(row)]
        person = find_row(known, found, row)
        if person is None:
            unmatched += [] if is_no_student(row) else [row[0] or ", ".join(filter(None, row[:4]))]
            rows.append(filled)
            continue
        standing = marks.standings[person.id]
        if cell := cell_of(standing, provisional=provisional):
            filled[place] = cell
            sent.append(person.id)
            if words is not None and (said := said_of(standing, marks.points)):
                filled[words] = said
        elif standing.cells:
            held.append(person.id)
        rows.append(filled)
    lost = {one: "the table has no row about this student" for one in marks.standings if one not in {*sent, *held}}
    lost = {one: why for one, why in lost.items() if marks.standings[one].cells}
    return Out(rows, tuple(sent), tuple(held), lost, tuple(unmatched))


def find_row(known: Class, found: dict[str, int], row: tuple[str, ...]) -> Person | None:
    """The student of the course whom a row is about."""
    cell = {role: row[place].strip() for role, place in found.items()}
    name = cell.get(NAME) or f"{cell.get(FIRST, '')} {cell.get(LAST, '')}"
    return known.find(id=cell.get(ID, ""), lms=cell.get(LMS, ""), email=cell.get(EMAIL, ""), name=name)


def _place(table: ForeignTable, assignment: str, column: str) -> int:
    columns = list(table.columns)
    if column:
        if column not in columns:
            raise ColumnError(f"{table.file} has no column {column!r}.", f"It has {', '.join(map(repr, columns))}.")
        return columns.index(column)
    found = list(_called(columns, assignment)) or [at for at, name in enumerate(columns) if plain(name) == _GRADE]
    if len(found) == 1:
        return found[0]
    meant = ", ".join(repr(columns[at]) for at in found) or ", ".join(map(repr, columns))
    raise ColumnError(
        f"{table.file} has {'several columns' if found else 'no column'} called after {assignment}: {meant}.",
        "Name one: --column NAME",
    )


def _called(columns: list[str], assignment: str) -> Iterator[int]:
    """The columns called after an assignment, whatever numbers and points a platform writes behind."""
    wanted = plain(assignment)
    for at, name in enumerate(columns):
        bare = re.sub(r"\s*(\(\d+\)|\(real\)|\[.*?\]|\|.*)\s*", "", name, flags=re.IGNORECASE)
        if plain(bare).removeprefix("assignment") == wanted.removeprefix("assignment"):
            yield at
