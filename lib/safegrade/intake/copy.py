"""Copy files within limits, and keep account of what was left out and why."""

from pathlib import Path
from typing import IO

from attrs import define, field, frozen

from safegrade.intake.names import PathParts
from safegrade.intake.scan import printable

CHUNK = 1 << 16

# How many names a line shows.
_NAMED = 5


class LeftOutError(Exception):
    """A submission, an archive or a file is left out.

    Args:
        problem: why, as the end of a sentence: "it is larger than 2 MB".
        remedy: what a teacher can do about it: a sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem, self.remedy = problem, remedy


class TooMuchError(LeftOutError):
    """Something is left out because it is more than the course allows."""


def megabytes(size: int) -> str:
    """Write a number of bytes as a person would.

    >>> megabytes(2_500_000)
    '2.5 MB'
    """
    return f"{size / 1_000_000:,g} MB"


def too_large_for(largest: int) -> str:
    """Say that a file has more bytes than the course allows."""
    return f"larger than the {megabytes(largest)} of c.CourseDirectory.max_file_size"


@frozen
class SizeLimits:
    """How many bytes, and files and folders, may be copied; and problem and remedy, where there are more."""

    size: int
    entries: int
    too_large: tuple[str, str]
    too_many: tuple[str, str]


@define
class CopyOut:
    """A copy in the making, of a submission or of an archive: bytes, and files and folders, so far."""

    into: Path
    limits: SizeLimits
    size: int = 0
    entries: int = 0
    left_out: list[str] = field(factory=list)

    def count(self, entries: int = 1) -> None:
        """Count so many more files and folders.

        Raises:
            TooMuchError: there are too many now.
        """
        self.entries += entries
        if self.entries > self.limits.entries:
            raise TooMuchError(*self.limits.too_many)

    def leave_out(self, name: str, why: str) -> None:
        """Note that something is left out, and why, as in "a link"."""
        self.left_out.append(f"'{printable(name)}' ({why})")

    def make_folder(self, parts: PathParts) -> None:
        """Make a folder, and those above it."""
        self.into.joinpath(*parts).mkdir(parents=True, exist_ok=True)

    def copy_file(self, parts: PathParts, source: IO[bytes], largest: int = 0) -> None:
        """Copy a file; one larger than the course allows (``largest``, in bytes; 0 allows any) is left out.

        Its bytes are counted as they are read, since what was said of its size may not be true.

        Raises:
            TooMuchError: there are too many bytes now in all.
        """
        self.make_folder(parts[:-1])
        place = self.into.joinpath(*parts)
        size = 0
        # Not with the rights that the student gave it: a program would then run with those of the teacher.
        with place.open("xb") as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if self.size + size > self.limits.size:
                    raise TooMuchError(*self.limits.too_large)
                if largest and size > largest:
                    break
                file.write(chunk)
            else:
                self.size += size
                return
        place.unlink()
        self.leave_out("/".join(parts), too_large_for(largest))

    def left_out_in_words(self) -> str:
        """Name the first few things that were left out, and how many more there are; "" if there are none."""
        more = len(self.left_out) - _NAMED
        return ", ".join(self.left_out[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
