"""Export the marks of an assignment to a file for a platform, and the feedback pages as the archive that it takes."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from safegrade.contract import GradingError
from safegrade.desk.asking import assignment_in
from safegrade.desk.platforms.filling import fill_in, find_row
from safegrade.desk.platforms.marks_out import PLAIN, Marks, Out, marks_out, person_of
from safegrade.desk.platforms.people import LMS, Class, Person, roles
from safegrade.desk.platforms.tables import ForeignTable, read_table
from safegrade.desk.platforms.uploads import Sorted, sort_out
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.standing import standings
from safegrade.settings import load_app


class ExportError(GradingError):
    """Nothing can be exported like this."""


def marks_of(app: Any, assignment: str) -> Marks:
    """The marks of an assignment, with late penalties as they are now.

    Raises:
        LookupError: there is no such gradebook or assignment.
    """
    with assignment_in(app, assignment) as (gradebook, row):
        settle(gradebook, app.coursedir, app, assignment)
        return Marks(assignment, row.max_score, standings(gradebook, row))


def export_marks(
    course: Path,
    assignment: str,
    to: str,
    file: Path,
    *,
    like: Path | None = None,
    column: str = "",
    provisional: bool = False,
) -> Out:
    """Write the marks of an assignment to a file for a platform.

    Args:
        course: the course folder.
        assignment: its name.
        to: one of `PLATFORMS`.
        file: what is written.
        like: a table that the platform has given out, which is filled in; else a new one is made.
        column: the column of that table to fill in.
        provisional: whether marks that are not final are sent too.

    Raises:
        LookupError: there is no such gradebook or assignment.
        GradingError: the table cannot be read, or it cannot be told what is meant.
        OSError: the file cannot be written.
    """
    marks = marks_of(load_app(course.resolve()), assignment)
    if like is not None:
        table = read_table(like)
        found = fill_in(table, marks, column=column, provisional=provisional)
        table.with_rows(found.rows).write(file)
        return found
    found = marks_out(to, [marks], provisional=provisional)
    # A spreadsheet needs the mark of the order of bytes to read accents; a platform would take it for a letter.
    encoding = "utf-8-sig" if to == PLAIN else "utf-8"
    ForeignTable(file, tuple(map(tuple, found.rows)), ",", encoding).write(file)
    return found


@frozen
class Pages:
    """What became of an archive of feedback pages.

    Args:
        packed: students whose page is in it.
        without: students who have uploaded something, and have no page.
        left_out: uploads of nobody in the course, and why.
    """

    packed: tuple[str, ...]
    without: tuple[str, ...]
    left_out: Mapping[str, str]


def export_pages(
    course: Path, assignment: str, platform: str, uploads: Path, file: Path, *, names: Path | None = None
) -> Pages:
    """Pack feedback pages as the archive that Canvas and Moodle take: under the names by which they know whose each is.

    Args:
        course: the course folder.
        assignment: its name.
        platform: ``canvas`` or ``moodle``.
        uploads: the archive of all submissions, as it was downloaded there: it holds those names.
        file: the archive to write.
        names: a table of the platform's that tells whose number is whose.

    Raises:
        LookupError: there is no such gradebook or assignment.
        GradingError: the archive or the table cannot be read.
        OSError: the file cannot be written.
    """
    app = load_app(course.resolve())
    people = people_of(app, assignment)
    sorted_out = sort_archive(platform, uploads, Class(tuple(people)), names)
    folders = app.coursedir
    packed: list[str] = []
    without: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, several in sorted_out.uploads.items():
            place = Path(folders.root, folders.format_path(folders.feedback_directory, student, assignment))
            pages = sorted(place.glob("*.html"))
            for page in pages:
                archive.write(page, f"{several[0].before}feedback-{page.name}")
            (packed if pages else without).append(student)
    return Pages(tuple(packed), tuple(without), sorted_out.left_out)


def people_of(app: Any, assignment: str) -> list[Person]:
    """The students of the course, as a platform may know them.

    Raises:
        LookupError: there is no such gradebook or assignment.
    """
    with assignment_in(app, assignment) as (gradebook, row):
        return [person_of(one) for one in standings(gradebook, row).values()]


def sort_archive(platform: str, archive: Path, known: Class, names: Path | None) -> Sorted:
    """Sort the files of an archive by student.

    Args:
        platform: ``canvas`` or ``moodle``.
        archive: as it was downloaded there.
        known: the students of the course.
        names: a table of the platform's that tells whose number is whose; Moodle's grading worksheet, or an export of
            Canvas's gradebook.

    Raises:
        ExportError: it is no archive.
        GradingError: the table cannot be read.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            paths = [one.filename for one in opened.infolist() if not one.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise ExportError(f"{archive} is no archive that can be read ({error}).", "Download it again.") from error
    return sort_out(platform, paths, known, numbers_in(names, known) if names else {})


def numbers_in(file: Path, known: Class) -> dict[str, Person]:
    """The platform's number of each student, from a table of its own.

    Raises:
        GradingError: it cannot be read.
    """
    table = read_table(file)
    found = roles(table.columns)
    if LMS not in found:
        raise ExportError(f"{file} has no column ID or Identifier.", "Export it from the platform again.")
    numbers = {}
    for row in table.body:
        # Moodle writes "Participant 77".
        number = row[found[LMS]].rpartition(" ")[2]
        if person := find_row(known, found, row):
            numbers[number] = evolve(person, lms=number)
    return numbers
