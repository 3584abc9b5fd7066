"""Mark an answer of a class in a spreadsheet, a row a student, a column a criterion; or in one for each teacher."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from safegrade.contract import number
from safegrade.desk.asking import assignment_in
from safegrade.desk.by_hand.answers import Answer, ByHandError, answers_to, cells_by_hand
from safegrade.desk.by_hand.comments import offers
from safegrade.desk.by_hand.rubric import Rubric, rubrics
from safegrade.desk.platforms.tables import ForeignTable, read_table
from safegrade.desk.table import as_text
from safegrade.gradebook.changes import RUBRIC, Change
from safegrade.gradebook.given import Given, give, rated
from safegrade.gradebook.lateness import settle
from safegrade.settings import load_app

_BEFORE, _AFTER, _MARK = ("student", "written", "found"), ("comment", "offered"), "mark"


def sheet_rows(
    answers: Sequence[Answer], rubric: Rubric | None, held: Mapping[str, Mapping[str, str]]
) -> list[list[str]]:
    """The rows of a sheet, with the names of its columns on top.

    Args:
        answers: to one cell.
        rubric: of the cell; without one there is a column for the mark.
        held: what was rated before, by student.
    """
    columns = [one.id for one in rubric.criteria] if rubric else [_MARK]
    by_student: dict[str, list[str]] = {}
    for offer in offers(answers):
        for student in offer.for_whom:
            by_student.setdefault(student, []).append(offer.comment)
    rows = [[*_BEFORE, *columns, *_AFTER]]
    for one in answers:
        mark = "" if one.cell.manual is None else number(one.cell.manual)
        given = [held.get(one.student, {}).get(column, "") for column in columns] if rubric else [mark]
        found = ", ".join(f"{step}: {code}" for step, code in sorted(one.found))
        said = [one.cell.comment, "\n\n".join(by_student.get(one.student, ()))]
        rows.append([as_text(cell) for cell in (one.student, one.text, found, *given, *said)])
    return rows


def shares(answers: Sequence[Answer], teachers: Sequence[str]) -> dict[str, list[Answer]]:
    """Part a class between teachers, as evenly as can be, and the same way each time.

    In an order that nobody has chosen, so that no one gets all whose ids begin alike.

    >>> shares([], ["ann", "ben"])
    {'ann': [], 'ben': []}
    """
    mixed = sorted(answers, key=lambda one: hashlib.sha256(one.student.encode()).digest())
    places = {one.student: place for place, one in enumerate(mixed)}
    return {
        teacher: [one for one in answers if places[one.student] % len(teachers) == at]
        for at, teacher in enumerate(teachers)
    }


def write_sheets(course: Path, assignment: str, cell: str, file: Path, teachers: Sequence[str] = ()) -> dict[Path, int]:
    """Write the sheet of a cell, or one for each teacher.

    Args:
        course: the course folder.
        assignment: its name.
        cell: the ``grade_id`` of what is marked.
        file: where to; with teachers, each name is put before its ending.
        teachers: their names.

    Returns:
        Each file, and how many rows it has.

    Raises:
        LookupError: there is no such gradebook, assignment or cell.
        RubricError: a rubric cannot be used.
        OSError: a file cannot be written.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        rubric = _rubrics(app, row).get(cell)
        answers = answers_to(gradebook, row, app, cell)
        held = {one.student: one.ratings for one in rated(gradebook, row) if one.cell == cell}
    parted = {file.with_stem(f"{file.stem}-{one}"): part for one, part in shares(answers, teachers).items()}
    written = {}
    for to, part in (parted or {file: answers}).items():
        rows = sheet_rows(part, rubric, held)
        ForeignTable(to, tuple(map(tuple, rows)), ",", "utf-8-sig").write(to)
        written[to] = len(part)
    return written


@frozen
class Read:
    """What was read from a sheet.

    Args:
        given: students who were given a mark or a comment.
        moved: marks by hand that are others than before.
        left_out: student to why nothing was taken from the row.
    """

    given: tuple[str, ...]
    moved: tuple[Change, ...]
    left_out: Mapping[str, str] = field(factory=dict)


def read_sheet(course: Path, assignment: str, cell: str, file: Path) -> Read:
    """Take marks and comments from a sheet; rows with nothing in them are passed over.

    Raises:
        LookupError: there is no such gradebook, assignment or cell, or the sheet is of another one.
        GradingError: the sheet or a rubric cannot be read.
    """
    app = load_app(course.resolve())
    table = read_table(file)
    with assignment_in(app, assignment) as (gradebook, row):
        rubric = _rubrics(app, row).get(cell)
        answers = {as_text(one.student): one for one in answers_to(gradebook, row, app, cell)}
        columns = [one.id for one in rubric.criteria] if rubric else [_MARK]
        if missing := [name for name in ("student", *columns, "comment") if name not in table.columns]:
            raise ByHandError(
                f"{file} is no sheet for {cell}: it has no column {', '.join(missing)}.",
                f"Make one: tarasoff sheet {assignment} {cell} FILE",
            )
        left_out: dict[str, str] = {}
        given = list(_given(table, answers, rubric, columns, left_out))
        moved = give(gradebook, row, given)
        settle(gradebook, app.coursedir, app, assignment)
    return Read(tuple(one.student for one in given), tuple(moved), left_out)


def _given(
    table: ForeignTable,
    answers: Mapping[str, Answer],
    rubric: Rubric | None,
    columns: Sequence[str],
    left_out: dict[str, str],
) -> Iterator[Given]:
    for row in table.body:
        held = {name: cell.strip() for name, cell in zip(table.columns, row, strict=False)}
        answer = answers.get(held["student"])
        if answer is None:
            left_out[held["student"]] = "nobody with this id has handed in"
            continue
        values = {column: held[column] for column in columns if held[column]}
        comment = held["comment"] if held["comment"] != as_text(answer.cell.comment) else None
        try:
            mark = _mark(values, rubric, answer) if values else None
        except LookupError as error:
            left_out[answer.student] = str(error)
            continue
        same = mark is None or (mark == answer.cell.manual and not answer.cell.look)
        if not same or comment is not None or (rubric and values):
            yield Given(answer.student, answer.cell.name, mark, comment, values if rubric and values else None)


def _mark(values: Mapping[str, str], rubric: Rubric | None, answer: Answer) -> float:
    if rubric:
        return rubric.mark(values)
    written = values[_MARK].replace(",", ".")
    try:
        mark = float(written)
    except ValueError:
        raise LookupError(f"{values[_MARK]!r} is no number of points") from None
    if not 0 <= mark <= answer.cell.points:
        raise LookupError(f"{values[_MARK]} is not between 0 and {number(answer.cell.points)}")
    return mark


def _rubrics(app: Any, row: Any) -> dict[str, Rubric]:
    folders = app.coursedir
    source = Path(folders.root, folders.format_path(folders.source_directory, ".", row.name))
    return rubrics(source, cells_by_hand(row))


def mark_anew(course: Path, assignment: str) -> tuple[Change, ...]:
    """Reckon anew what was rated, by the rubrics as they are now; a mark that a person has changed since stays.

    Raises:
        LookupError: there is no such gradebook or assignment.
        RubricError: a rubric cannot be used, or does not know what was rated.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        there = _rubrics(app, row)
        given = []
        for one in rated(gradebook, row):
            rubric = there.get(one.cell)
            if rubric is None or one.stands != one.mark:
                continue
            try:
                mark = rubric.mark(one.ratings)
            except LookupError as error:
                raise ByHandError(
                    f"{one.cell}.yaml no longer knows what {one.student} was given: {error}.",
                    f"Keep the names of levels, or rate anew: tarasoff sheet {assignment} {one.cell} FILE",
                ) from error
            if mark != one.mark:
                given.append(Given(one.student, one.cell, mark, ratings=one.ratings))
        moved = give(gradebook, row, given, RUBRIC)
        if moved:
            settle(gradebook, app.coursedir, app, assignment)
    return tuple(moved)
