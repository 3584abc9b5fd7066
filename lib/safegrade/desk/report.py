"""How a class did, one row a submission: a mark, or one line that says what is wrong and what to do."""

import csv
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen
from nbgrader.api import Assignment, Gradebook, MissingEntry

from safegrade.contract import Report, number
from safegrade.desk.asking import assignment_in
from safegrade.desk.by_hand.answering import looks
from safegrade.gradebook.kept import Kept, kept_in
from safegrade.gradebook.lateness import late_line, settle
from safegrade.gradebook.opening import gradebook_of
from safegrade.gradebook.sheets import in_order
from safegrade.gradebook.standing import Cell, Standing, standings
from safegrade.intake.hand_ins import refused, submitted_folders
from safegrade.intake.notebooks import read_notebook
from safegrade.intake.scan import printable
from safegrade.settings import load_app, marker_of


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
        waits: parts that a person has yet to mark, to whether nothing was written for them.
        late: how late, in seconds.
        reports: what the course's marker found, by part.
        cells: the graded cells, as the gradebook has them.
        asks: what the student asks who wants another look, and has no answer yet; empty if nothing is asked.
    """

    student: str
    marks: dict[str, float | None]
    mark: float | None
    points: float
    by_hand: float
    lines: tuple[str, ...]
    waits: dict[str, bool] = field(factory=dict)
    late: float = 0.0
    reports: Mapping[str, Report] = field(factory=dict)
    cells: tuple[Cell, ...] = ()
    asks: str = ""

    def as_row(self) -> dict[str, Any]:
        """The row of a table, as plain data."""
        names = ("student", "marks", "mark", "points", "by_hand", "lines", "waits", "asks")
        return {name: getattr(self, name) for name in names}


def outcomes(course: Path, assignment: str) -> list[Outcome]:
    """Look at every submission of an assignment, in the gradebook and in the folders.

    Args:
        course: the course folder, with ``nbgrader_config.py``, ``submitted/`` and ``autograded/``.
        assignment: its name.

    Raises:
        LookupError: there is no gradebook, it cannot be read, or it has no such assignment.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        with suppress(MissingEntry):
            settle(gradebook, app.coursedir, app, assignment)
        return outcomes_in(gradebook, row, app)


def outcomes_in(gradebook: Gradebook, row: Assignment, app: Any) -> list[Outcome]:
    """The same, of an assignment whose row is at hand.

    Args:
        gradebook: nbgrader's, open.
        row: of the assignment.
        app: nbgrader's application, with the course's settings.
    """
    folder, assignment, points = app.coursedir, row.name, row.max_score
    order = _order(folder, row)
    nothing = marker_of(app.config).comment("", {}, written=False)
    found = standings(gradebook, row)
    handed_in = submitted_folders(folder, assignment)
    asking = looks(gradebook, folder, assignment, handed_in)
    graded = {student for student, one in found.items() if one.cells}
    rows = []
    for student in sorted({*handed_in, *graded}):
        if student in handed_in and (why := refused(folder, student, handed_in[student])):
            rows.append(Outcome(printable(student), {}, None, points, 0.0, (why,)))
            continue
        place = Path(folder.root, folder.format_path(folder.autograded_directory, student, assignment))
        read = [kept_in(place / f"{name}.ipynb") for name in order.notebooks]
        kept = [one for one in read if one is not None]
        if student not in graded or len(kept) < len(read):
            shown = printable(student)
            line = f"Not graded. Run: nbgrader autograde {assignment} --student {shown}, and read what it says."
            rows.append(Outcome(shown, {}, None, points, 0.0, (line,)))
            continue
        outcome = _outcome(found[student], kept, points, order, lambda cell: cell.suggested in {_NO_ANSWER, nothing})
        rows.append(evolve(outcome, asks=asking[student].asked) if student in asking else outcome)
    return rows


# What marking suggests where a cell was left as it was, as nbgrader does.
_NO_ANSWER = "No response."


@frozen
class _Order:
    """The notebooks of an assignment, and the order of the cells in them."""

    notebooks: tuple[str, ...]
    cells: Mapping[str, int]


def _order(folder: Any, row: Assignment) -> _Order:
    names = tuple(notebook.name for notebook in row.notebooks)
    cells = [cell for notebook in row.notebooks for cell in (*notebook.grade_cells, *notebook.task_cells)]
    released = Path(folder.root, folder.format_path(folder.release_directory, ".", row.name))
    files = [released / f"{name}.ipynb" for name in names]
    read = [read_notebook(file.read_text(encoding="utf-8")) for file in files if file.is_file()]
    return _Order(names, {cell.name: place for place, cell in enumerate(in_order(cells, read))})


def _outcome(
    standing: Standing, kept: list[Kept], points: float, order: _Order, is_blank: Callable[[Cell], bool]
) -> Outcome:
    cells = sorted(standing.cells, key=lambda cell: (order.cells.get(cell.name, len(order.cells)), cell.name))
    settled = {cell.name for cell in cells if not cell.look}
    lines = list(
        dict.fromkeys(line for one in kept for check, line in one.lines if not check or check not in settled)
    )
    lines += [
        f"{cell.name} has changed since it was marked by hand; {number(cell.score)} of {number(cell.points)} stands "
        "until you look again."
        for cell in cells
        if cell.look and cell.anew
    ]
    if standing.late:
        lines.append(late_line(standing.late, standing.penalty))
    return Outcome(
        printable(standing.student),
        {cell.name: None if cell.waits else cell.score for cell in cells},
        standing.score,
        points,
        standing.open,
        tuple(printable(line, 500) for line in lines),
        {cell.name: is_blank(cell) for cell in cells if cell.waits},
        standing.late,
        {name: report for one in kept for name, report in one.reports.items()},
        tuple(cells),
    )


def students_of(course: Path) -> list[str]:
    """The ids of the students in the gradebook.

    Raises:
        LookupError: there is no gradebook, it cannot be read, or there is nobody in it.
    """
    folder = load_app(course.resolve()).coursedir
    with gradebook_of(folder, "give the students in a file: --students FILE") as gradebook:
        names = sorted(student.id for student in gradebook.students)
    if not names:
        raise LookupError("There is nobody in the gradebook. Run: nbgrader db student import, or give --students FILE")
    return names


def read_kinds(course: Path) -> dict[str, str]:
    """Read which invented student is of which kind; empty for a course that is not invented."""
    path = course / "invented.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student"]: row["kind"] for row in csv.DictReader(file)}
