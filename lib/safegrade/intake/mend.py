"""Open what a student handed in, whatever it is, mend it, and say in a line what was wrong and what to do about it."""

import os
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from attrs import frozen
from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_task

from safegrade.intake.scan import Submission, printable

# Where our notes stand in the metadata of an autograded notebook and of its cells; and what both witnesses say of a
# check of code.
MARK, WITNESSES = "safegrade", "safegrade_witnesses"

# To read one takes ten times its size of memory, and what students write is a thousand times smaller.
_LARGEST = 32 << 20

# What nbgrader says of what a cell is.
_KIND = ("grade", "solution", "locked", "task", "points")

# What nbformat raises at a file that is no notebook; its converters of old formats raise whatever they stumble on.
_NOT_A_NOTEBOOK = (
    *(ValueError, RecursionError, nbformat.ValidationError, AttributeError, LookupError, TypeError, OSError),
)


@frozen
class Mended:
    """A notebook that can be graded: the student's, or the released one where there is none to open.

    The lines say what was wrong and what to do about it.
    """

    notebook: NotebookNode
    lines: tuple[str, ...]


def lines_of(notebook: NotebookNode, *, for_teacher: bool) -> list[str]:
    """What was wrong with a notebook and what to do; some of it is for the teacher alone."""
    noted = notebook.metadata.get(MARK, {})
    return list(dict.fromkeys((*(noted.get("for_teacher", ()) if for_teacher else ()), *noted.get("lines", ()))))


def note(notebook: NotebookNode, lines: list[str], *, for_teacher: bool = False) -> None:
    """Add lines to what is noted of a notebook."""
    noted = notebook.metadata.setdefault(MARK, {"lines": []})
    noted.setdefault("for_teacher" if for_teacher else "lines", []).extend(lines)


def mended(name: str, blank: NotebookNode, submission: Submission) -> Mended:
    """Open a submitted notebook under its own name, another name, or not at all. Nothing is changed in its folder.

    What is missing is taken from the blank one, as it was handed out: every released cell is there once.
    """
    if submission.is_empty:
        line = "The folder is empty. Ask for the work to be handed in again; marked as blank."
        return Mended(deepcopy(blank), (line,))
    if name in submission.files:
        try:
            notebook = _read(submission.folder / name)
        except _NOT_A_NOTEBOOK:
            line = f"{name} is not a notebook that can be opened. {_ASK}"
            return Mended(deepcopy(blank), (*submission.lines, line))
        return Mended(notebook, (*submission.lines, *_mend(notebook, blank)))
    notebooks = (one for one in submission.files if one.casefold().endswith(".ipynb") and os.sep not in one)
    others = [other for other in notebooks if _alike(submission.folder / other, blank)]
    if len(others) == 1:
        notebook = _read(submission.folder / others[0])
        line = f"The notebook was renamed to {printable(others[0])}; it was graded all the same."
        return Mended(notebook, (*submission.lines, line, *_mend(notebook, blank)))
    found = ", ".join(printable(other) for other in others) or "none"
    line = f"{name} is missing (notebooks of this assignment found: {found}). {_ASK}"
    return Mended(deepcopy(blank), (*submission.lines, line))


_ASK = "Answers were taken from answers.json; ask for the notebook again to see what was written in it."


def _read(path: Path) -> NotebookNode:
    if path.stat().st_size > _LARGEST:
        raise OSError(0, f"larger than {_LARGEST >> 20} MB")
    return read_notebook(path.read_text(encoding="utf-8"))


def read_notebook(text: str) -> NotebookNode:
    """Read a notebook of any format as one of the newest, in which every cell has an id of its own."""
    notebook = nbformat.convert(nbformat.reader.reads(text), 4)
    # The first format in which every cell has an id. An older notebook must not lose its marks for want of one.
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    _own_ids(notebook.cells)
    nbformat.validate(notebook)
    return notebook


def _own_ids(cells: list[NotebookNode]) -> None:
    """Give every cell an id of its own; a copied cell has that of the other, and an old one has none."""
    held = {cell.get("id") for cell in cells}
    fresh = (new for number in count() if (new := f"cell-{number}") not in held)
    seen: set[str] = set()
    for cell in cells:
        if cell.get("id") is None or cell["id"] in seen:
            cell["id"] = next(fresh)
        seen.add(cell["id"])


def _name(cell: NotebookNode) -> str:
    """Its ``grade_id``, or nothing: what stands in the metadata may be anything."""
    ours = cell.metadata.get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""


def _names(notebook: NotebookNode) -> list[str]:
    return [name for cell in notebook.cells if (name := _name(cell))]


def _alike(path: Path, released: NotebookNode) -> bool:
    """Whether a notebook holds cells of the released one."""
    try:
        return bool(set(_names(_read(path))) & set(_names(released)))
    except _NOT_A_NOTEBOOK:
        return False


def _mend(notebook: NotebookNode, released: NotebookNode) -> tuple[str, ...]:
    """Make a notebook hold every released cell once, and keep all else that stands in it as plain cells.

    nbgrader stops, for a student or for the whole class, at a graded cell that is missing, stands twice, comes from
    another assignment, or has other metadata than it was given. The lines say what was mended.
    """
    known = {name: cell for cell in released.cells if (name := _name(cell))}
    names = _names(notebook)
    twice = [name for name in known if names.count(name) > 1]
    gone = [name for name in known if name not in names]
    strange = [printable(name) for name in dict.fromkeys(names) if name not in known]
    moved, changed = [], []
    cells: list[NotebookNode] = []
    taken: set[str] = set()
    # From the end, since the last of two is taken.
    for cell in reversed(notebook.cells):
        name = _name(cell)
        said = cell.metadata.pop("nbgrader", None)
        if name not in known or name in taken:
            cells.append(cell)
            continue
        taken.add(name)
        original = known[name]
        if is_task(original) and is_locked(original) and cell.source.split() != original.source.split():
            moved.append(name)
            cells.append(cell)
        elif (is_locked(original) and cell.source.split() != original.source.split()) or _retyped(said, original):
            changed.append(name)
        cells.append(_restored(cell, original))
    cells.reverse()
    at = 0
    for name, original in known.items() if gone else ():
        if name in gone:
            cells.insert(at, deepcopy(original))
        at = 1 + next(index for index, cell in enumerate(cells) if _name(cell) == name)
    _own_ids(cells)
    notebook.cells = cells
    return (
        *(f"The cell {name} stands there more than once; the last one was taken." for name in twice),
        *(f"The cell {name} had been deleted; it was put back." for name in gone),
        *(f"Something was written in the cell {name}; it now stands below it." for name in reversed(moved)),
        *(f"The cell {name} had been changed; it was put back as it was handed out." for name in reversed(changed)),
        *(f"A cell calls itself {name}, which was not handed out; it was left as a plain cell." for name in strange),
    )


def _retyped(said: dict[str, Any], original: NotebookNode) -> bool:
    """Whether a cell says that it is something else than was handed out."""
    ours = original.metadata["nbgrader"]
    return any(name in said and said[name] != ours.get(name) for name in _KIND)


def _copied(value: Any) -> Any:
    """A copy of a piece of a notebook, made faster than by deepcopy: there are only these three kinds."""
    if isinstance(value, NotebookNode):
        copy = NotebookNode()
        dict.update(copy, {name: _copied(one) for name, one in value.items()})
        return copy
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _restored(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    """The cell as it was released; where a student is meant to write, with what the student wrote."""
    restored = _copied(original)
    if not is_locked(original):
        restored.source = cell.source
        if "attachments" in cell and restored.cell_type == "markdown":
            restored.attachments = cell.attachments
    return restored
