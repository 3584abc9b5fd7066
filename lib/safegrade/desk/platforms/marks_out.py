"""Marks for a learning platform, in the columns that it reads. Pure: standings in, rows out.

What each reads is published:

- Canvas: `lib/gradebook_importer.rb` of instructure/canvas-lms. The first columns are Student, ID, SIS User ID, SIS
  Login ID and Section; every other that it does not know is an assignment, found by its title or by a number in
  brackets; a row called Points Possible stands above the students, who are found by ID, then by the SIS columns, then
  by name.
- Moodle: https://docs.moodle.org/en/Grade_import: any columns, which the teacher maps to its own; and the grading
  worksheet of an assignment, `mod/assign/feedback/offline/importgradeslib.php` of moodle/moodle, which has to keep
  Identifier, Grade and Last modified (grade), and takes Feedback comments.
- Blackboard: "Uploading or Downloading Grade Center Items for Working Offline", library.blackboard.com: students go by
  their user name, columns by a number that only Blackboard gives, and a column without one is made anew; in files with
  commas every cell stands in quotation marks.
"""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from safegrade.contract import number
from safegrade.desk.platforms.people import Class, Person
from safegrade.desk.table import as_text
from safegrade.gradebook.standing import Standing

CANVAS, MOODLE, BLACKBOARD, PLAIN = "canvas", "moodle", "blackboard", "csv"
PLATFORMS = (CANVAS, MOODLE, BLACKBOARD, PLAIN)


@frozen
class Marks:
    """The marks of an assignment.

    Args:
        assignment: its name.
        points: what it is worth.
        standings: how each student stands, by id.
    """

    assignment: str
    points: float
    standings: Mapping[str, Standing]


@frozen
class Out:
    """What is written for a platform.

    Args:
        rows: the table, with the names of its columns on top.
        sent: students with a mark in it.
        held_back: students whose mark is provisional, and is left out.
        left_out: student to why there is no row.
        unmatched: rows of the platform's own table about nobody in the course.
    """

    rows: list[list[str]]
    sent: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(factory=dict)
    unmatched: tuple[str, ...] = ()


def cell_of(standing: Standing | None, *, provisional: bool) -> str:
    """What stands in the cell of a mark: nothing where there is none, or where it is not final and must be."""
    if standing is None or not standing.cells or (standing.provisional and not provisional):
        return ""
    return number(standing.score)


def said_of(standing: Standing | None, points: float) -> str:
    """What is said beside a mark that is not final; empty if it is."""
    if standing is None or not standing.cells or not standing.provisional:
        return ""
    given = f"{number(standing.open)} of {number(points)} points are yet to be given by a person"
    return f"Provisional: {given if standing.open else 'somebody has yet to look at a part again'}."


def person_of(standing: Standing) -> Person:
    """A student as a platform may know them."""
    return Person(standing.student, standing.first_name, standing.last_name, standing.email, standing.lms_user_id)


def marks_out(to: str, marks: Sequence[Marks], *, provisional: bool = False) -> Out:
    """The marks of one or several assignments for a platform.

    Args:
        to: one of `PLATFORMS`.
        marks: of each assignment; all of one course.
        provisional: whether marks that are not final are sent too, as far as they have come, and said to be so where
            the platform has a place for it.
    """
    everybody = {student: one for each in marks for student, one in each.standings.items()}
    left_out = {
        student: "its id would run as a formula in a spreadsheet"
        for student in everybody
        if to != PLAIN and as_text(student) != student
    }
    students = [one for student, one in everybody.items() if student not in left_out]
    known = Class(tuple(map(person_of, students)))
    heads, row_of = _COLUMNS[to]
    rows = [[*heads, *(as_text(name) for one in marks for name in _columns(to, one))]]
    if to == CANVAS:
        rows.append(["    Points Possible", *[""] * (len(heads) - 1), *(number(one.points) for one in marks)])
    for one in students:
        cells = [cell for each in marks for cell in _cells(to, each, one.student, provisional=provisional)]
        rows.append([*row_of(person_of(one), known), *cells])
    of_all = [[one.standings.get(each.student) for one in marks] for each in students]
    held = [
        each.student for each, found in zip(students, of_all, strict=True)
        if not provisional and any(one is not None and one.cells and one.provisional for one in found)
    ] if to != PLAIN else []
    sent = [
        each.student for each, found in zip(students, of_all, strict=True)
        if any(cell_of(one, provisional=provisional or to == PLAIN) for one in found)
    ]
    return Out(rows, tuple(sent), tuple(held), left_out)


def _canvas(one: Person, known: Class) -> list[str]:
    name = ", ".join(filter(None, (one.last, one.first))) or one.id
    # Where it knows neither number nor login, Canvas goes by the name, and of two it takes the first.
    return [as_text(f"{name} ({one.id})" if known.is_namesake(one) else name), as_text(one.lms), "", one.id, ""]


def _moodle(one: Person, _: Class) -> list[str]:
    return [as_text(cell) for cell in (one.id, one.lms, one.email, one.first, one.last)]


def _blackboard(one: Person, _: Class) -> list[str]:
    return [as_text(cell) for cell in (one.last, one.first, one.id)]


_COLUMNS = {
    CANVAS: (("Student", "ID", "SIS User ID", "SIS Login ID", "Section"), _canvas),
    MOODLE: (("Username", "ID number", "Email address", "First name", "Last name"), _moodle),
    BLACKBOARD: (("Last Name", "First Name", "Username"), _blackboard),
    PLAIN: (("student_id", "lms_user_id", "email", "first_name", "last_name"), _moodle),
}


def _columns(to: str, one: Marks) -> list[str]:
    name = one.assignment
    if to == MOODLE:
        return [name, f"{name} (feedback)"]
    if to == PLAIN:
        return [name, f"{name} points", f"{name} late penalty", f"{name} provisional"]
    return [name]


def _cells(to: str, marks: Marks, student: str, *, provisional: bool) -> list[str]:
    standing = marks.standings.get(student)
    if to == PLAIN:
        penalty = number(standing.penalty) if standing and standing.cells else ""
        return [
            *(cell_of(standing, provisional=True), number(marks.points), penalty),
            said_of(standing, marks.points) or ("no" if standing and standing.cells else ""),
        ]
    cell = cell_of(standing, provisional=provisional)
    return [cell, said_of(standing, marks.points) if cell else ""] if to == MOODLE else [cell]
