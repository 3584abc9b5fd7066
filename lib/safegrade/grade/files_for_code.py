"""The files beside a student's notebook, as a sandbox takes them."""

import os
import sys
from collections.abc import Iterable, Mapping

from attrs import frozen

from safegrade.code.carried.files import MOST_OF_FILES, Files, to_base64
from safegrade.intake.ordinary import ordinary, reason
from safegrade.intake.scan import Submission, printable

_LIBRARIES = {*sys.stdlib_module_names, "IPython", "matplotlib", "nbgrader", "numpy", "pandas", "safegrade", "scipy"}


@frozen
class FilesForCode:
    """What is given to a student's program; and by name, what was left out or is odd, and why."""

    held: Files
    lines: Mapping[str, str]


def files_for_code(submission: Submission, libraries: Iterable[str] = ()) -> FilesForCode:
    """Read the ordinary files of a submission, as many as a sandbox takes; one with a library's name is pointed out."""
    held: Files = {}
    lines: dict[str, str] = {}
    known = {*_LIBRARIES, *libraries}
    left = MOST_OF_FILES
    for name in submission.beside:
        try:
            with ordinary(submission.folder / name) as (file, about):
                if about.st_size > left:
                    raise OSError(0, f"with it, the files are larger than {MOST_OF_FILES >> 20} MB")  # noqa: TRY301
                content = file.read(left)
        except OSError as error:
            lines[name] = f"{printable(name)} was not given to the program: {reason(error)}."
            continue
        left -= len(content)
        held[name.replace(os.sep, "/")] = to_base64(content)
        if (module := _module(name)) in known:
            lines[name] = f"{printable(name)} has the name of the library {module}. Few answers need that: look at it."
    return FilesForCode(held, lines)


def _module(name: str) -> str:
    """The name under which a file is imported; empty if it is not."""
    first, _, rest = name.partition(os.sep)
    return first if rest == "__init__.py" else first.removesuffix(".py") if not rest and first.endswith(".py") else ""
