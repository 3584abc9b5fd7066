"""The answers that a person marks, with what marking found beside them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from attrs import frozen
from nbgrader.api import Assignment, Gradebook

from safegrade.contract import GradingError, Report
from safegrade.desk.report import Outcome, outcomes_in
from safegrade.feedback.page import is_manual, reports, written
from safegrade.gradebook.sheets import texts_of
from safegrade.gradebook.standing import Cell
from safegrade.settings import marker_of


class ByHandError(GradingError, LookupError):
    """Nothing can be marked by hand like this."""


@frozen
class Answer:
    """An answer that a person marks.

    Args:
        student: the id.
        cell: the graded cell, as the gradebook has it.
        text: what was written; empty if nothing.
        found: which errors the marking has found where the answer is about, each once: step and code.
        doubtful: whether there is something to look at in the submission, so that nothing may only seem to be there.
    """

    student: str
    cell: Cell
    text: str
    found: frozenset[tuple[str, str]]
    doubtful: bool


def cells_by_hand(row: Assignment) -> dict[str, float]:
    """The cells of an assignment that a person marks: name to points."""
    found = {cell.name: float(cell.max_score) for notebook in row.notebooks for cell in notebook.task_cells}
    for notebook in row.notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        found |= {cell.name: float(cell.max_score) for cell in notebook.grade_cells if cell.name in answers}
    return found


def answers_to(gradebook: Gradebook, row: Assignment, app: Any, cell: str = "") -> list[Answer]:
    """The answers to the cells that a person marks, by student.

    Args:
        gradebook: nbgrader's, open.
        row: of the assignment.
        app: nbgrader's application, with the course's settings.
        cell: only those to this one, if it is given.

    Raises:
        ByHandError: no such cell is marked by hand.
    """
    wanted = cells_by_hand(row)
    if cell and cell not in wanted:
        raise ByHandError(
            f"No cell {cell!r} of {row.name} is marked by hand.", f"By hand: {', '.join(sorted(wanted)) or 'none'}."
        )
    several = outcomes_in(gradebook, row, app)
    return [
        answer
        for one in several
        if one.mark is not None
        for answer in _of(one, app, row.name, {cell} if cell else set(wanted))
    ]


def _of(one: Outcome, app: Any, assignment: str, wanted: set[str]) -> Iterator[Answer]:
    folders, marker = app.coursedir, marker_of(app.config)
    lines = [line for line in one.lines if not (one.late and line.startswith("Handed in "))]
    texts = _texts(folders, one.student, assignment, marker)
    for cell in one.cells:
        if cell.name in wanted:
            part = marker.part_of(cell.name, one.reports)
            about = [one.reports[part]] if part is not None else list(one.reports.values())
            yield Answer(one.student, cell, texts.get(cell.name, ""), found_in(about), bool(lines))


def found_in(several: list[Report]) -> frozenset[tuple[str, str]]:
    """Which errors some reports name, each once."""
    return frozenset((line.step, line.code) for report in several for line in report.lines if line.code)


def _texts(folders: Any, student: str, assignment: str, marker: Any) -> Mapping[str, str]:
    """What a student wrote for each cell that a person marks."""
    place = Path(folders.root, folders.format_path(folders.autograded_directory, student, assignment))
    release = Path(folders.root, folders.format_path(folders.release_directory, ".", assignment))
    found = {}
    for file in sorted(place.glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        released = release / file.name
        texts = texts_of(released.read_text(encoding="utf-8")) if released.is_file() else frozenset()
        by_part = reports(notebook)
        for index, cell in enumerate(notebook.cells):
            if is_manual(cell):
                said = written(notebook, index, texts, by_part, marker.part_of)
                found[str(cell.metadata.nbgrader.grade_id)] = "\n\n".join(one.text for one in said)
    return found
