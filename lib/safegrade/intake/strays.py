"""Files in which the work may stand, beside a notebook, or an answer, that was left as it was handed out."""

from collections.abc import Collection
from pathlib import Path

from nbformat import NotebookNode

from safegrade.intake.notebooks import NOT_A_NOTEBOOK, read_file
from safegrade.intake.scan import SECRET, TIME, Submission, printable

# So many notebooks are looked into, and so many names stand in a line.
_LOOKED_INTO, _NAMED = 8, 5
# What systems and editors leave behind.
_LEFT_BEHIND = {"thumbs.db", "desktop.ini", "__macosx", "__pycache__"}
# In these a student writes, or takes a picture of what stands on paper; a program seldom makes them.
_DOCUMENTS = {
    *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages", ".md", ".tex", ".jpg", ".jpeg", ".heic", ".ipynb"),
    *(".zip", ".7z", ".rar", ".gz"),
}


def is_written(notebook: NotebookNode, blank: NotebookNode) -> bool:
    """Whether somebody has written in a notebook; to run its cells is not to write."""
    handed_out = {"", *(cell.source.strip() for cell in blank.cells)}
    return any(cell.source.strip() not in handed_out for cell in notebook.cells)


def strays(submission: Submission, known: Collection[str], blank: NotebookNode) -> tuple[str, ...]:
    """The files in which the work may stand.

    Args:
        submission: what was handed in.
        known: paths of the course's own files and notebooks, and of files of a student's that count.
        blank: a notebook as it was handed out; another one in which nothing else stands holds no work.
    """
    expected = {TIME, SECRET, *known}
    found = [name for name in submission.files if name not in expected and not _is_left_behind(name)]
    notebooks = [name for name in found if name.casefold().endswith(".ipynb")][:_LOOKED_INTO]
    empty = {name for name in notebooks if not _may_hold_work(submission.folder / name, blank)}
    return tuple(name for name in found if name not in empty)


def documents(names: Collection[str]) -> tuple[str, ...]:
    """Those among some files in which an answer is written that is to be read.

    >>> documents(["essay.PDF", "out.csv", "plot.png"])
    ('essay.PDF',)
    """
    return tuple(name for name in names if Path(name).suffix.casefold() in _DOCUMENTS)


def in_a_line(names: Collection[str]) -> str:
    """Some names as they may stand in a line."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(printable(name) for name in [*names][:_NAMED]) + more


def _is_left_behind(name: str) -> bool:
    return any(part.startswith(".") or part.casefold() in _LEFT_BEHIND for part in Path(name).parts)


def _may_hold_work(file: Path, blank: NotebookNode) -> bool:
    try:
        notebook, _ = read_file(file)
    except NOT_A_NOTEBOOK:
        return True
    return is_written(notebook, blank)
