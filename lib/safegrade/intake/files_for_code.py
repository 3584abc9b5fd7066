"""The files beside a student's notebook, as a sandbox takes them."""

import os
import sys
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from safegrade.code.files import MOST_OF_FILES, Files, to_base64
from safegrade.intake.ordinary import NotOrdinaryError, ordinary, reason
from safegrade.intake.scan import Submission, printable

_LIBRARIES = {*sys.stdlib_module_names, "IPython", "matplotlib", "nbgrader", "numpy", "pandas", "safegrade", "scipy"}


@frozen
class FilesForCode:
    """What is given to a student's program.

    Args:
        held: name to content, in base64.
        lines: by name: what was left out, or is odd, and why.
    """

    held: Files = field(factory=dict)
    lines: Mapping[str, str] = field(factory=dict)


def files_for_code(submission: Submission, libraries: Iterable[str] = ()) -> FilesForCode:
    """Read the ordinary files of a submission, as many as a sandbox takes.

    Args:
        submission: what was handed in.
        libraries: names of packages of the course's own, which few answers replace.
    """
    held: Files = {}
    lines: dict[str, str] = {}
    known = {*_LIBRARIES, *libraries}
    left = MOST_OF_FILES
    for name in submission.beside:
        try:
            content = _content(submission, name, left)
        except (NotOrdinaryError, _TooLargeError) as error:
            lines[name] = f"{printable(name)} was not given to the program: {error}."
            continue
        except OSError as error:
            why = reason(error)
            lines[name] = f"{printable(name)} was not given to the program: {why}."
            continue
        left -= len(content)
        held[name.replace(os.sep, "/")] = to_base64(content)
        if (module := _module(name)) in known:
            lines[name] = f"{printable(name)} has the name of the library {module}. Few answers need that: look at it."
    return FilesForCode(held, lines)


class _TooLargeError(Exception):
    """A file is larger than what may still be given."""


def _module(name: str) -> str:
    """The name under which a file is imported; empty if it is not."""
    first, _, rest = name.partition(os.sep)
    return first if rest == "__init__.py" else first.removesuffix(".py") if not rest and first.endswith(".py") else ""


def _content(submission: Submission, name: str, most: int) -> bytes:
    with ordinary(submission.folder / name) as (file, about):
        if about.st_size > most:
            raise _TooLargeError(f"with it, the files are larger than {MOST_OF_FILES >> 20} MB")
        return file.read(most)
