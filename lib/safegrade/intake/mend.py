"""Open what a student handed in, whatever it is, mend it, and say in a line what was wrong and what to do about it."""

import os
import re
from collections import Counter
from collections.abc import Collection, Container, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_task

from safegrade.intake.matching import find_cells, in_doubt, name_of, named
from safegrade.intake.names import folded
from safegrade.intake.notebooks import NOT_A_NOTEBOOK, is_one_of, own_ids, read_file
from safegrade.intake.scan import Submission, printable
from safegrade.intake.strays import in_a_line, is_written

# Where our notes stand in the metadata of an autograded notebook and of its cells; and what both witnesses say of a
# check of code.
MARK, WITNESSES = "safegrade", "safegrade_witnesses"

# What nbgrader says of what a cell is.
_KIND = ("grade", "solution", "locked", "task", "points")

# Where a notebook is not there under its name, so many other files are looked into.
_LOOKED_INTO = 8
# What browsers and mail programs make of .ipynb, put behind it or in its place.
_ENDINGS = {".ipynb", ".json", ".txt", ""}
# What a merge leaves in code, and blanks at the beginning of a line that look like others, and end Python.
_GARBLED = re.compile(r"^(?:<{7}|>{7}) |^[ \t]*[\u00a0\u2000-\u200b\u202f\u3000\ufeff]", re.MULTILINE)
# Names that are shown in one line.
_NAMED = 5

_ASK = "What was written in it waits for a person: open it by hand, or ask for it again."


@frozen
class Mended:
    """A notebook that can be graded: the student's, or the released one where there is none to open.

    Args:
        notebook: with every released cell once.
        lines: what was wrong and what to do about it.
        waits: graded cells that a person has to mark, since nothing of the student's can be seen in them.
        doubted: graded cells of which a person has to confirm a 0.
        touched: whether somebody has worked in it: has written in it, or run a cell.
        is_blank: whether it is the student's, and nobody has written in it.
        file: where it was found, in what was handed in; empty if it was not.
    """

    notebook: NotebookNode
    lines: tuple[str, ...]
    waits: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()
    touched: bool = False
    is_blank: bool = False
    file: str = ""


def lines_of(notebook: NotebookNode, *, for_teacher: bool, settled: Collection[str] = ()) -> list[str]:
    """What was wrong with a notebook and what to do; some of it is for the teacher alone.

    Args:
        notebook: an autograded one.
        for_teacher: whether a teacher reads it.
        settled: checks that a person has settled since.
    """
    noted = notebook.metadata.get(MARK, {})
    lines = list(noted.get("lines", ()))
    if for_teacher:
        waiting = (line for check, line in noted.get("waiting", {}).items() if check not in settled)
        lines = [*waiting, *noted.get("for_teacher", ()), *lines]
    return list(dict.fromkeys(lines))


def note(notebook: NotebookNode, lines: list[str], *, for_teacher: bool = False) -> None:
    """Add lines to what is noted of a notebook."""
    noted = notebook.metadata.setdefault(MARK, {"lines": []})
    noted.setdefault("for_teacher" if for_teacher else "lines", []).extend(lines)


def mended(name: str, blank: NotebookNode, submission: Submission, good: Container[str] = ()) -> Mended:
    """Open a submitted notebook under its own name, another name, or not at all. Nothing is changed in its folder.

    What is missing is taken from the blank one, as it was handed out: every released cell is there once.
    What `repr` says of its cells, as ``good``, saves the work on those that nobody has changed.
    """
    if submission.is_empty:
        line = "The folder is empty. Ask for the work to be handed in again; marked as blank."
        return Mended(deepcopy(blank), (line,))
    if name in submission.files:
        try:
            notebook, cut = read_file(submission.folder / name, good)
        except NOT_A_NOTEBOOK:
            return _unread(blank, submission, f"{name} is not a notebook that can be opened.")
        return evolve(_mended(notebook, blank, submission, _cut(name) if cut else (), good), file=name)
    found = _others(name, blank, submission)
    if len(found) == 1:
        ((other, (notebook, cut)),) = found.items()
        line = f"The notebook was renamed to {printable(other)}; it was graded all the same."
        return evolve(_mended(notebook, blank, submission, (line, *(_cut(other) if cut else ())), good), file=other)
    shown = ", ".join(map(printable, found)) or "none"
    return _unread(blank, submission, f"{name} is missing (notebooks of this assignment found: {shown}).")


def _cut(name: str) -> tuple[str, ...]:
    return (f"The outputs that were saved in {printable(name)} are too large, and were left out.",)


def _unread(blank: NotebookNode, submission: Submission, line: str) -> Mended:
    waits = frozenset(name for name, cell in named(blank).items() if is_grade(cell))
    return Mended(deepcopy(blank), (*submission.lines, f"{line} {_ASK}" if waits else line), waits)


def _others(name: str, blank: NotebookNode, submission: Submission) -> dict[str, tuple[NotebookNode, bool]]:
    """The files that may be a notebook under another name, opened: those with its name in theirs, if there are any."""
    tops = [file for file in submission.files if os.sep not in file]
    stem = folded(Path(name).stem)
    like = [file for file in tops if folded(file).startswith(stem) and Path(file).suffix.casefold() in _ENDINGS]
    others = [file for file in tops if ".ipynb" in file.casefold() and file not in like]
    for names in (like, others):
        found = {}
        for file in names[:_LOOKED_INTO]:
            try:
                notebook, cut = read_file(submission.folder / file)
            except NOT_A_NOTEBOOK:
                continue
            if 2 * len(find_cells(notebook, blank).places) >= len(named(blank)):
                found[file] = notebook, cut
        if found:
            return found
    return {}


def _mended(
    notebook: NotebookNode, blank: NotebookNode, submission: Submission, lines: tuple[str, ...], good: Container[str]
) -> Mended:
    is_blank = not is_written(notebook, blank)
    touched = not is_blank or any(cell.get("execution_count") or cell.get("outputs") for cell in notebook.cells)
    found = find_cells(notebook, blank)
    for name in found.told:
        notebook.cells[found.places[name]].metadata["nbgrader"] = {"grade_id": name}
    gone = [name for name in named(blank) if name not in found.places]
    code = {name: cell.source for name, cell in named(notebook).items() if cell.cell_type == "code"}
    garbled = [name for name, source in code.items() if _GARBLED.search(source)]
    waits, doubted = in_doubt(blank, {*gone, *found.by_place, *garbled})
    told = (f"{_listed(found.told)} had lost the label of nbgrader, and could still be told.",) if found.told else ()
    if garbled:
        told = (*told, f"In {', '.join(map(printable, garbled[:_NAMED]))} stand marks of a merge, or odd blanks.")
    lines = (*submission.lines, *lines, *told, *_mend(notebook, blank, gone, good))
    if waits or doubted:
        lines = (*lines, "What is not surely found is not marked as wrong: it waits for a person.")
    return Mended(notebook, lines, waits, doubted, touched, is_blank)


def left_to_a_person(opened: Mended, name: str, elsewhere: Sequence[str]) -> Mended:
    """A notebook in which nobody has written, where the work may stand in other files: it waits for a person."""
    graded = frozenset(name for name, cell in named(opened.notebook).items() if is_grade(cell))
    more = in_a_line(elsewhere)
    line = f"{name} is as it was handed out, and there is more: {more}. If the work stands there, mark that."
    return evolve(opened, lines=(*opened.lines, line), waits=opened.waits | graded)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(printable, names[:_NAMED])) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else "")
    return f"The cell {shown}" if len(names) == 1 else f"{len(names)} cells ({shown})"


def _mend(notebook: NotebookNode, released: NotebookNode, gone: Sequence[str], good: Container[str]) -> tuple[str, ...]:
    """Make a notebook hold every released cell once, and keep all else that stands in it as plain cells.

    nbgrader stops, for a student or for the whole class, at a graded cell that is missing, stands twice, comes from
    another assignment, or has other metadata than it was given. The lines say what was mended, and blame nobody: an
    older version of the assignment looks the same.
    """
    known = named(released)
    names = [name_of(cell) for cell in notebook.cells]
    times = Counter(names)
    twice = [name for name in known if times[name] > 1]
    strange = [printable(name) for name in times if name and name not in known]
    moved, changed = [], []
    cells: list[NotebookNode] = []
    taken: set[str] = set()
    # From the end, since the last of two is taken.
    for cell, name in zip(reversed(notebook.cells), reversed(names), strict=True):
        # As it was handed out: nothing is to be put back.
        if name in known and name not in taken and is_one_of(cell, good):
            taken.add(name)
            cells.append(cell)
            continue
        said = cell.metadata.pop("nbgrader", None)
        if name not in known or name in taken:
            cells.append(cell)
            continue
        taken.add(name)
        original = known[name]
        is_other = _reads_otherwise(cell, original) and is_locked(original)
        if is_other and is_task(original):
            moved.append(name)
            cells.append(cell)
        elif is_other or _retyped(said, original):
            changed.append(name)
        cells.append(_restored(cell, original))
    cells.reverse()
    at = 0
    for name, original in known.items() if gone else ():
        if name in gone:
            cells.insert(at, deepcopy(original))
        at = 1 + next(index for index, cell in enumerate(cells) if name_of(cell) == name)
    own_ids(cells)
    notebook.cells = cells
    isnt, was = ("is", "it was") if len(gone) == 1 else ("are", "they were")
    return (
        *(f"The cell {name} stands there more than once; the last one was taken." for name in twice),
        *([f"{_listed(gone)} {isnt} not in this notebook; {was} put back as handed out."] if gone else []),
        *(f"Something was written in the cell {name}; it now stands below it." for name in reversed(moved)),
        *(f"The cell {name} is not as it was handed out; it was put back." for name in reversed(changed)),
        *(f"The cell {name} is not one of this assignment; it was left as a plain cell." for name in strange),
    )


def _reads_otherwise(cell: NotebookNode, original: NotebookNode) -> bool:
    return bool(cell.source != original.source and cell.source.split() != original.source.split())


def _retyped(said: dict[str, Any], original: NotebookNode) -> bool:
    """Whether a cell says that it is something else than was handed out."""
    ours = original.metadata["nbgrader"]
    return any(name in said and said[name] != ours.get(name) for name in _KIND)


def _copied(value: Any) -> Any:
    """A copy of a piece of a notebook, made faster than by deepcopy: there are only these three kinds."""
    if isinstance(value, NotebookNode):
        copy = NotebookNode()
        dict.update(copy, {name: _copied(part) for name, part in value.items()})
        return copy
    return [_copied(part) for part in value] if isinstance(value, list) else value


def _restored(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    """The cell as it was released; where a student is meant to write, with what the student wrote."""
    restored = _copied(original)
    if not is_locked(original):
        restored.source = cell.source
        if "attachments" in cell and restored.cell_type == "markdown":
            restored.attachments = cell.attachments
    return restored
