"""Which files lie beside a marked notebook: the course's own, and no more of a student's than the course knows of."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files

from safegrade.intake.scan import SECRET, TIME, Submission, printable
from safegrade.settings import marker_of

# What may be the notebook itself, under the name that a browser gave it.
_NOTEBOOKS = (".ipynb.json", ".ipynb.txt")
# How many names a line shows.
_NAMED = 5


def course_files(converter: Any, assignment: str) -> dict[str, bytes]:
    """Read the files in ``source/`` that stand in the place of a student's of the same name, by path within that.

    Raises:
        OSError: one cannot be read.
    """
    course = converter.coursedir
    source = Path(course.format_path(course.source_directory, ".", assignment))
    theirs = students_own(converter, assignment)
    found = (os.path.relpath(path, source) for path in find_all_files(str(source), [*course.ignore, "*.ipynb"]))
    return {path: (source / path).read_bytes() for path in sorted(found) if path not in theirs}


def students_own(converter: Any, assignment: str) -> frozenset[str]:
    """The paths at which a student's own file counts, and never the course's."""
    named = map(os.path.normpath, converter.exclude_overwriting.get(assignment, []))
    return marker_of(converter.config).own_files | frozenset(named)


def taken_along(
    submission: Submission, own: Collection[str], given: Collection[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Choose what goes to ``autograded/`` with the notebooks.

    A teacher opens notebooks there, runs git there and nbgrader, and each of these obeys files that lie beside it.

    Args:
        submission: what was handed in.
        own: paths at which a student's own file counts.
        given: paths of the course's files.

    Returns:
        Each path there, to the file that was handed in; and a line about what stays behind, if anything does.

    >>> handed = Submission(Path("/s"), ("answers (1).json", "essay.html", ".git/config", ".git/head", "toys.csv"))
    >>> taken_along(handed, ["answers.json"], ["toys.csv"])[0]
    {'answers.json': '/s/answers (1).json'}
    >>> taken_along(handed, ["answers.json"], ["toys.csv"])[1]
    ('Not copied to autograded/, being neither a notebook nor a file of the course: .git, essay.html.',)
    """
    beside = submission.beside
    if not beside:
        return {}, ()
    found = {path: path if path in beside else submission.named(path)[0] for path in (TIME, *own)}
    taken = {path: name for path, name in found.items() if name in beside and path not in given}
    rest = {*beside} - {*taken.values()} - {*given, SECRET}
    rest = {name for name in rest if not name.casefold().endswith(_NOTEBOOKS)}
    behind = {name.partition(os.sep)[0] for name in rest}
    shown = ", ".join(printable(name) for name in sorted(behind)[:_NAMED])
    more = f" and {len(behind) - _NAMED:,} more" if len(behind) > _NAMED else ""
    line = f"Not copied to autograded/, being neither a notebook nor a file of the course: {shown}{more}."
    return {path: f"{submission.folder}{os.sep}{name}" for path, name in taken.items()}, (line,) if behind else ()
