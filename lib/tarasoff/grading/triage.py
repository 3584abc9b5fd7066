"""Open what a student handed in, whatever it is, and say in one line what was wrong and what to do about it."""

import json
from pathlib import Path

import nbformat
from attrs import frozen

# Where our notes stand in the metadata of an autograded notebook and of its cells.
MARK = "tarasoff"

_NOT_ONE = (
    json.JSONDecodeError,
    UnicodeDecodeError,
    nbformat.reader.NotJSONError,
    nbformat.ValidationError,
    AttributeError,
    KeyError,
    TypeError,
    OSError,
)


@frozen
class Handed:
    """A notebook that can be graded, and what had to be done to get it.

    Args:
        notebook: the student's, or the released one where there is none to open.
        lines: what was wrong and what to do about it; empty if nothing was.
    """

    notebook: nbformat.NotebookNode
    lines: tuple[str, ...]


def open_notebook(path: Path, released: Path) -> Handed:
    """Open a submitted notebook under its own name, another name, or not at all. Nothing is changed in its folder.

    Args:
        path: where the notebook should be.
        released: the notebook as it was handed out; it stands in where nothing can be opened.

    Returns:
        A notebook, and lines for whoever grades.
    """
    blank = _read(released)
    if not any(file for file in path.parent.glob("*") if file.name != "timestamp.txt"):
        return Handed(blank, ("The folder is empty. Ask for the work to be handed in again; marked as blank.",))
    if path.exists():
        try:
            notebook = _read(path)
        except _NOT_ONE:
            return Handed(blank, (f"{path.name} is not a notebook that can be opened. {_ASK}",))
        return Handed(notebook, _cells(notebook, blank))
    others = [other for other in sorted(path.parent.glob("*.ipynb")) if _alike(other, blank)]
    if len(others) == 1:
        notebook = _read(others[0])
        line = f"The notebook was renamed to {others[0].name}; it was graded all the same."
        return Handed(notebook, (line, *_cells(notebook, blank)))
    found = ", ".join(other.name for other in others) or "none"
    return Handed(blank, (f"{path.name} is missing (notebooks of this assignment found: {found}). {_ASK}",))


_ASK = "Answers were taken from answers.json; ask for the notebook again to see what was written in it."


def _read(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    nbformat.validate(notebook)
    return notebook


def _ids(notebook: nbformat.NotebookNode) -> list[str]:
    return [grade_id for cell in notebook.cells if (grade_id := cell.metadata.get("nbgrader", {}).get("grade_id"))]


def _alike(path: Path, released: nbformat.NotebookNode) -> bool:
    """Whether a notebook holds cells of the released one."""
    try:
        return bool(set(_ids(_read(path))) & set(_ids(released)))
    except _NOT_ONE:
        return False


def _cells(notebook: nbformat.NotebookNode, released: nbformat.NotebookNode) -> tuple[str, ...]:
    """Say which graded cells are missing or stand twice; nbgrader itself puts them right."""
    ids = _ids(notebook)
    lines = [
        f"The cell {one} stands there more than once; the last one was taken."
        for one in sorted(set(ids))
        if ids.count(one) > 1
    ]
    lines += [f"The cell {one} had been deleted; it was put back." for one in _ids(released) if one not in ids]
    return tuple(lines)
