"""Copy ordinary files out of what was handed in, within limits, and say what was left out and why."""

import fnmatch
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from attrs import define, field, frozen

from safegrade.intake.scan import printable

# On Windows some of these are missing; the exchange is not available there, and zip_collect does without.
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
FOLDER = READ | getattr(os, "O_DIRECTORY", 0)
CHUNK = 1 << 16

# How many names a line shows.
_NAMED = 5

# Every later step copies these files by their paths, and a path may have 4,096 bytes.
_DEEPEST = 40
_LONGEST_PATH = 1000
_LONGEST_NAME = 255

Parts = tuple[str, ...]


class NotTakenError(Exception):
    """Something is left out. The message says why, and what to do."""


class TooMuchError(NotTakenError):
    """Something is left out because it is too much."""


class OddFileError(Exception):
    """A file is none. The message says what it is."""


class _Reads(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def is_student(name: object) -> bool:
    r"""Whether a folder of submissions can have this name: one folder, that can be seen, in the course.

    >>> [is_student(name) for name in ("ada", "a+b@c.org", "..", ".ada", "../source", "", "a\nb")]
    [True, True, False, False, False, False, False]
    """
    if not isinstance(name, str) or not name or name.startswith(".") or name != name.strip():
        return False
    return not {"/", os.sep} & set(name) and wrong_with((name,)) is None


def wrong_with(parts: Parts) -> str | None:
    """What is wrong with a name, the last of these, below the others."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in parts[-1]):
        return "a name that cannot be printable"
    if len(os.fsencode(parts[-1])) > _LONGEST_NAME:
        return "too long a name"
    if len(parts) > _DEEPEST or len(os.fsencode("/".join(parts))) > _LONGEST_PATH:
        return "too deep"
    return None


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is one of those that patterns stand for."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def megabytes(size: int) -> str:
    """A number of bytes, in words.

    >>> megabytes(2_500_000)
    '2.5 MB'
    """
    return f"{size / 1_000_000:,g} MB"


def too_large_for(most: int) -> str:
    """What to say of a file that has more bytes than the course allows."""
    return f"larger than the {megabytes(most)} of c.CourseDirectory.max_file_size"


def kind(mode: int) -> str:
    """What something is that is no ordinary file, from its mode."""
    return "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no ordinary file"


def reason(error: OSError) -> str:
    """What the system says of a file, fit for a line."""
    name = f"'{printable(Path(os.fsdecode(error.filename)).name)}': " if isinstance(error.filename, str | bytes) else ""
    return f"{name}{printable(error.strerror or str(error))}"


def hidden(place: Path) -> Path:
    """A name beside another that no command of nbgrader finds."""
    return place.with_name(f".{secrets.token_hex(8)}")


@contextmanager
def ordinary(name: str | Path, folder: int | None = None) -> Iterator[tuple[IO[bytes], os.stat_result]]:
    """Open a file where it lies, whatever it becomes meanwhile.

    Args:
        name: its name.
        folder: the open folder that it is in, unless the name is a path.

    Raises:
        OddFileError: it is a link, or no ordinary file.
    """
    # To open a pipe or a device can be to wait, or to change something.
    about = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISREG(about.st_mode):
        raise OddFileError(kind(about.st_mode))
    with open(os.open(name, READ, dir_fd=folder), "rb") as file:  # noqa: PTH123  a descriptor
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OddFileError(kind(about.st_mode))
        yield file, about


class Names:
    """The names taken in a folder. On some disks, two that differ only in capitals or accents are one file."""

    def __init__(self) -> None:
        self._taken: dict[Parts, tuple[Parts, bool]] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def __contains__(self, parts: Parts) -> bool:
        return self._taken.get(tuple(map(self._folded, parts))) == (parts, False)

    def take(self, parts: Parts, *, folder: bool) -> bool:
        """Take a name and the folders above it, unless something else stands in its place."""
        wanted = {}
        for depth in range(1, len(parts) + 1):
            key = tuple(map(self._folded, parts[:depth]))
            wanted[key] = (parts[:depth], folder or depth < len(parts))
            if key in self._taken and (self._taken[key] != wanted[key] or not wanted[key][1]):
                return False
        self._taken.update(wanted)
        return True

    @staticmethod
    def _folded(name: str) -> str:
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@frozen
class Limits:
    """How much is taken at most.

    Args:
        size: in bytes.
        entries: files and folders.
        too_large: what to say of what is larger.
        too_many: what to say of what holds more.
    """

    size: int
    entries: int
    too_large: str
    too_many: str


@define
class Taken:
    """What was taken of a submission or of an archive.

    Args:
        into: the folder to which it is copied.
        limits: how much that may be.
        size: bytes copied so far.
        entries: files and folders seen so far.
        without: what was left out, and why.
    """

    into: Path
    limits: Limits
    size: int = 0
    entries: int = 0
    without: list[str] = field(factory=list)

    def count(self, entries: int = 1) -> None:
        """Note that there are so many more files and folders."""
        self.entries += entries
        if self.entries > self.limits.entries:
            raise TooMuchError(self.limits.too_many)

    def leave(self, name: str, why: str) -> None:
        """Note what is left out."""
        self.without.append(f"'{printable(name)}' ({why})")

    def folder(self, parts: Parts) -> None:
        """Make a folder."""
        self.into.joinpath(*parts).mkdir(parents=True, exist_ok=True)

    def file(self, parts: Parts, source: _Reads, most: int = 0) -> None:
        """Copy a file.

        Args:
            parts: its place.
            source: its content; what was said about its size is not relied on.
            most: the bytes it may have, if that is limited.
        """
        self.folder(parts[:-1])
        place = self.into.joinpath(*parts)
        here = 0
        # Not with the rights that the student gave it: a program would then run with those of the teacher.
        with place.open("xb") as file:
            while chunk := source.read(CHUNK):
                here += len(chunk)
                if self.size + here > self.limits.size:
                    raise TooMuchError(self.limits.too_large)
                if most and here > most:
                    break
                file.write(chunk)
        if most and here > most:
            place.unlink()
            self.leave("/".join(parts), too_large_for(most))
        else:
            self.size += here

    def said(self) -> str:
        """What was left out, in words."""
        more = len(self.without) - _NAMED
        return ", ".join(self.without[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
