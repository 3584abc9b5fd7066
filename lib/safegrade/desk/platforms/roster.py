"""A roster from a table with any columns: what would change, and then the change."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen
from nbgrader.api import Gradebook

from safegrade.contract import GradingError
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
    roles,
    split_name,
)
from safegrade.desk.platforms.tables import ForeignTable, read_table
from safegrade.intake.names import is_student
from safegrade.settings import load_app

_FIELDS = {"first": "first_name", "last": "last_name", "email": "email", "lms": "lms_user_id"}


class RosterError(GradingError):
    """A table cannot be taken for a roster."""


@frozen
class Roster:
    """What a table says about the students, held against the gradebook.

    Args:
        columns: what each column was taken for: role to its name.
        new: students whom the gradebook does not know.
        changed: students of whom something would change: id to what, as (field, before, after).
        same: how many stay as they are.
        missing: students of the gradebook who are not in the table; they stay.
        left_out: row to why it is left out.
        namesakes: students who share a name with another.
        unused: the names of the columns that were taken for nothing.
        people: everybody who is written.
    """

    columns: Mapping[str, str]
    new: tuple[str, ...]
    changed: Mapping[str, tuple[tuple[str, str, str], ...]]
    same: int
    missing: tuple[str, ...]
    left_out: Mapping[str, str]
    namesakes: tuple[str, ...]
    unused: tuple[str, ...]
    people: tuple[Person, ...] = field(repr=False, default=())


def read_roster(table: ForeignTable, before: Mapping[str, Person], chosen: Mapping[str, str]) -> Roster:
    """Hold a table against the gradebook.

    Args:
        table: the table.
        before: the students of the gradebook, by id.
        chosen: role to column, where somebody has chosen it.

    Raises:
        RosterError: no column holds ids.
    """
    try:
        found = roles(table.columns, chosen)
    except LookupError as error:
        raise RosterError(str(error), "Write it as it stands there.") from error
    if ID not in found:
        said = ", ".join(map(repr, table.columns))
        raise RosterError(f"No column of {table.file} is known to hold ids. It has {said}.", "Name it: --id COLUMN")
    people, left_out = _people(table, found)
    changed = {
        one.id: what
        for one in people
        if one.id in before and (what := tuple(_differences(before[one.id], one)))
    }
    new = tuple(one.id for one in people if one.id not in before)
    known = Class(tuple(people))
    return Roster(
        {role: table.columns[place] for role, place in found.items()},
        new,
        changed,
        len(people) - len(new) - len(changed),
        tuple(sorted(before.keys() - {one.id for one in people})),
        left_out,
        tuple(one.id for one in people if known.is_namesake(one)),
        tuple(column for place, column in enumerate(table.columns) if column and place not in found.values()),
        tuple(people),
    )


def _people(table: ForeignTable, found: Mapping[str, int]) -> tuple[list[Person], dict[str, str]]:
    several: list[Person] = []
    left_out = {}
    ids = Counter(row[found[ID]].strip() for row in table.body)
    for number, row in enumerate(table.body, start=2):
        if is_no_student(row):
            continue
        cell = {role: row[place].strip() for role, place in found.items()}
        student = cell[ID]
        where = f"row {number} ({student or ', '.join(filter(None, row[:2])).strip()})"
        if not student:
            left_out[where] = "it has no id"
        elif ids[student] > 1:
            left_out[where] = "several rows have this id"
        elif not is_student(student):
            left_out[where] = "no student's folder can be called that"
        else:
            first, last = cell.get(FIRST, ""), cell.get(LAST, "")
            if not (first or last):
                first, last = split_name(cell.get(NAME, ""))
            lms = "" if found.get(LMS) == found[ID] else cell.get(LMS, "").rpartition(" ")[2]
            several.append(Person(student, first, last, cell.get(EMAIL, ""), lms))
    return several, left_out


def _differences(before: Person, now: Person) -> list[tuple[str, str, str]]:
    """What the table says otherwise; what it leaves empty stays."""
    pairs = ((name, getattr(before, name), getattr(now, name)) for name in _FIELDS)
    return [(name, old, new) for name, old, new in pairs if new and new != old]


def take_roster(course: Path, file: Path, chosen: Mapping[str, str], *, write: bool) -> Roster:
    """Read a roster, and write it to the gradebook if that is wanted; one is made where there is none.

    Args:
        course: the course folder.
        file: the table.
        chosen: role to column, where somebody has chosen it.
        write: whether to write it; else only what would change is said.

    Raises:
        GradingError: it cannot be read, or the gradebook cannot be opened.
    """
    app = load_app(course.resolve())
    table = read_table(file)
    with _gradebook(app) as gradebook:
        before = {
            one.id: Person(one.id, one.first_name or "", one.last_name or "", one.email or "", one.lms_user_id or "")
            for one in gradebook.students
        }
        roster = read_roster(table, before, chosen)
        if write:
            for one in roster.people:
                _write(gradebook, one, roster)
    gradebook.engine.dispose()
    return roster


def _gradebook(app: Any) -> Gradebook:
    try:
        return Gradebook(str(app.coursedir.db_url), app.coursedir.course_id)
    except FileNotFoundError as error:
        # nbgrader starts alembic by its name to make a new gradebook.
        raise RosterError(
            f"A new gradebook needs the command {error.filename}, which is not on the path.",
            "Activate the environment in which nbgrader is installed, then run this again.",
        ) from error


def _write(gradebook: Gradebook, one: Person, roster: Roster) -> None:
    if one.id in roster.new:
        said = {column: getattr(one, name) or None for name, column in _FIELDS.items()}
    else:
        said = {_FIELDS[name]: new for name, _, new in roster.changed.get(one.id, ())}
    if said or one.id in roster.new:
        gradebook.update_or_create_student(one.id, **said)
