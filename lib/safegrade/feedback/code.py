"""What a student gets back for code: what was written and drawn, and which part of a check that students see failed.

Of a hidden part it says that it failed, and nothing else.
"""

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked

from safegrade.intake.mend import WITNESSES

_PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
# Characters of a picture, in base64; and pictures of a cell.
_LARGEST, _MOST = 3_000_000, 8
_MOST_LINES = 30
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

PASSED = "What you can see of this check passed."
FAILED = "This is how what you can see of this check failed:"
HIDDEN_FAILED = "A part of this check that you cannot see failed."
NOT_RUN = "This check has no part that you can see."


@frozen
class CheckSaid:
    """What is said of a check of code: a sentence, and the lines of an error."""

    text: str
    lines: tuple[str, ...] = ()


def pictures_of(cell: NotebookNode) -> tuple[str, ...]:
    """The pictures that a cell has drawn, or that were pasted into it, as addresses that hold all of the picture."""
    bundles: list[Any] = [output.get("data", {}) for output in cell.get("outputs", ())]
    bundles += cell.get("attachments", {}).values()
    found = (
        f"data:{kind};base64,{''.join(bundle[kind].split())}"
        for bundle in bundles
        for kind in _PICTURES
        if isinstance(bundle.get(kind), str) and len(bundle[kind]) < _LARGEST and _BASE64.fullmatch(bundle[kind])
    )
    return tuple(picture for picture, _ in zip(found, range(_MOST), strict=False))


def cells_of_check(notebook: NotebookNode, index: int) -> list[NotebookNode]:
    """The student's code cells between the check at an index and the one before it."""
    found: list[NotebookNode] = []
    for cell in notebook.cells[:index]:
        if is_grade(cell):
            found = []
        elif cell.cell_type == "code" and not is_locked(cell):
            found.append(cell)
    return found


def said_of_check(cell: NotebookNode, *, failed: bool) -> Iterator[CheckSaid]:
    """What a student may read of a check of code; nothing of any other cell.

    Args:
        cell: the graded one. Only a check of the course's own holds what witnesses said.
        failed: whether it cost points.
    """
    if not (is_grade(cell) and is_locked(cell) and WITNESSES in cell.metadata):
        return
    if "inside" not in cell.metadata[WITNESSES]:
        return  # nothing was run of what the student sees
    outputs = cell.metadata[WITNESSES].get("visible")
    if outputs is None:
        yield CheckSaid(HIDDEN_FAILED if failed else NOT_RUN)
        return
    error = next((output for output in outputs if output.get("output_type") == "error"), None)
    if error is not None:
        lines = _COLOURS.sub("", "\n".join(error.get("traceback") or [error.get("evalue", "")])).split("\n")
        yield CheckSaid(FAILED, tuple(lines[-_MOST_LINES:]))
    else:
        yield CheckSaid(PASSED)
        if failed:
            yield CheckSaid(HIDDEN_FAILED)
