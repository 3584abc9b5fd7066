"""A second hand-in: whether what a teacher has marked by hand is still what is there."""

from pathlib import Path

import nbformat

from safegrade.contract import Marker
from safegrade.feedback.page import Written, is_manual, reports, written
from safegrade.gradebook.results import MarkedNotebook
from safegrade.gradebook.sheets import Sheet


def rewritten(before: Path, now: MarkedNotebook, sheet: Sheet, marker: Marker) -> frozenset[str]:
    """The answers for a person to mark that are no longer what they were.

    Args:
        before: the notebook as it was graded before.
        now: the same notebook, as it was marked now.
        sheet: as it was handed out.
        marker: what the course marks itself.
    """
    new = _answers(now.text, sheet, marker)
    try:
        old = _answers(before.read_text(encoding="utf-8"), sheet, marker)
    except (OSError, ValueError, nbformat.ValidationError):
        # What it was, nobody can say.
        return frozenset(new)
    return frozenset(name for name, answer in new.items() if answer != old.get(name))


def _answers(text: str, sheet: Sheet, marker: Marker) -> dict[str, tuple[Written, ...]]:
    notebook = nbformat.reads(text, as_version=4)
    found = reports(notebook)
    return {
        cell.metadata["nbgrader"]["grade_id"]: written(notebook, place, sheet.texts, found, marker.part_of)
        for place, cell in enumerate(notebook.cells)
        if is_manual(cell)
    }
