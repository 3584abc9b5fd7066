"""Open ordinary files and folders only: never through a link, and nothing that would make the reader wait."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from safegrade.intake.scan import printable

# On Windows some of these are missing; the exchange is not available there, and zip_collect does without.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = _READ | getattr(os, "O_DIRECTORY", 0)


class NotOrdinaryError(OSError):
    """Something else stands where an ordinary file was expected, such as "a link"."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.problem, self.remedy = f"it is {kind}", "Put an ordinary file in its place."
        super().__init__(self.problem)


def kind_of(mode: int) -> str:
    """Say what something is that is not an ordinary file, from its mode as ``os.stat`` gives it."""
    return "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "not an ordinary file"


def reason(error: OSError) -> str:
    """Say in a few words what the system reports, fit for a line of a log; the file is named without its folder."""
    name = f"'{printable(Path(os.fsdecode(error.filename)).name)}': " if isinstance(error.filename, str | bytes) else ""
    return f"{name}{printable(error.strerror or str(error))}"


@contextmanager
def ordinary(name: str | Path, folder: int | None = None) -> Iterator[tuple[IO[bytes], os.stat_result]]:
    """Open an ordinary file for reading, even while somebody else is exchanging it for another thing.

    Its name is a path, or one within an open folder. With the file comes what the system says of it.

    Raises:
        NotOrdinaryError: it is a link, a folder, a pipe or a device.
        OSError: it is not there, cannot be read, or has just become a link.
    """
    # To open a pipe or a device can be to wait, or to change something: so look first, and again once it is open.
    _see_that_ordinary(os.stat(name, dir_fd=folder, follow_symlinks=False))
    with open(os.open(name, _READ, dir_fd=folder), "rb") as file:  # noqa: PTH123  a descriptor
        about = os.fstat(file.fileno())
        _see_that_ordinary(about)
        yield file, about


def _see_that_ordinary(about: os.stat_result) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise NotOrdinaryError(kind_of(about.st_mode))


@contextmanager
def open_folder(name: str | Path, folder: int | None = None) -> Iterator[int]:
    """Open a folder, of which the files can then be opened although its path may lead elsewhere by now.

    Raises:
        OSError: it is a link, not a folder, or cannot be read.
    """
    descriptor = os.open(name, _FOLDER, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
