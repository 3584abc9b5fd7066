"""Collecting what was handed in, whatever it is: ordinary files only, within limits, each submission on its own.

nbgrader copies what a link points to, be it a key or the gradebook, and stops for the whole class at the first
submission that it cannot take. Here such a submission is left out, with one line that says why and what to do, and the
others are collected.
"""

import fnmatch
import os
import secrets
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol, cast

from attrs import define, field, frozen
from nbgrader.exchange.default import ExchangeCollect
from traitlets import Integer

# On Windows some of these are missing; the exchange is not available there, and zip_collect does without.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = _READ | getattr(os, "O_DIRECTORY", 0)
_CHUNK = 1 << 16

# What a line shows of a name, how many names a line shows, and how many lines say the same.
_SHOWN = 80
_NAMED = 5
_LINES = 20

# Every later step copies these files by their paths, and a path may have 4,096 bytes.
_DEEPEST = 40
_LONGEST_PATH = 1000
_LONGEST_NAME = 255

# What reading a time that a student wrote can end with; AttributeError is how nbgrader itself fails on one.
_MISREAD = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)

Parts = tuple[str, ...]


class NotTakenError(Exception):
    """Something is left out. The message says why, and what to do."""


class TooMuchError(NotTakenError):
    """Something is left out because it is too much."""


class OddFileError(Exception):
    """A file is none. The message says what it is."""


class _Reads(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def shown(name: str) -> str:
    r"""What a student called something, fit for a line of a log.

    >>> shown("a\x1b[2J\udce9b"), len(shown("a" * 200))
    ('a?[2J?b', 80)
    """
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    if len(text) <= _SHOWN:
        return text
    # The end tells what kind of file it is.
    return f"{text[: _SHOWN - 30]}…{text[-29:]}"


def is_student(name: object) -> bool:
    r"""Whether a folder of submissions can have this name: one folder, that can be seen, in the course.

    >>> [is_student(name) for name in ("ada", "a+b@c.org", "..", ".ada", "../source", "", "a\nb")]
    [True, True, False, False, False, False, False]
    """
    if not isinstance(name, str) or not name or name.startswith(".") or name != name.strip():
        return False
    return not {"/", os.sep} & set(name) and _wrong_with((name,)) is None


def _wrong_with(parts: Parts) -> str | None:
    """What is wrong with a name, the last of these, below the others."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in parts[-1]):
        return "a name that cannot be shown"
    if len(os.fsencode(parts[-1])) > _LONGEST_NAME:
        return "too long a name"
    if len(parts) > _DEEPEST or len(os.fsencode("/".join(parts))) > _LONGEST_PATH:
        return "too deep"
    return None


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,g} MB"


def _too_large(most: int) -> str:
    return f"larger than the {_megabytes(most)} of c.CourseDirectory.max_file_size"


def _kind(mode: int) -> str:
    return "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no ordinary file"


def _reason(error: OSError) -> str:
    name = f"'{shown(Path(os.fsdecode(error.filename)).name)}': " if isinstance(error.filename, str | bytes) else ""
    return f"{name}{shown(error.strerror or str(error))}"


def _hidden(place: Path) -> Path:
    """A name beside another that no command of nbgrader finds."""
    return place.with_name(f".{secrets.token_hex(8)}")


@contextmanager
def _ordinary(name: str | Path, folder: int | None = None) -> Iterator[tuple[IO[bytes], os.stat_result]]:
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
        raise OddFileError(_kind(about.st_mode))
    with open(os.open(name, _READ, dir_fd=folder), "rb") as file:  # noqa: PTH123  a descriptor
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OddFileError(_kind(about.st_mode))
        yield file, about


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
        self.without.append(f"'{shown(name)}' ({why})")

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
            while chunk := source.read(_CHUNK):
                here += len(chunk)
                if self.size + here > self.limits.size:
                    raise TooMuchError(self.limits.too_large)
                if most and here > most:
                    break
                file.write(chunk)
        if most and here > most:
            place.unlink()
            self.leave("/".join(parts), _too_large(most))
        else:
            self.size += here

    def said(self) -> str:
        """What was left out, in words."""
        more = len(self.without) - _NAMED
        return ", ".join(self.without[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


class CollectOrdinaryFiles(ExchangeCollect):
    """nbgrader's collect, which otherwise copies what links point to, and stops at what it cannot copy."""

    max_entries = Integer(
        10_000,
        help="How many files and folders a submission may hold. One that holds more is left out, with a warning.",
    ).tag(config=True)

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the newest submission of each student."""
        self._odd: list[str] = []
        super().init_src()
        self.src_records = [record for record in self.src_records if not record["wrong"]]
        for line in self._odd[:_LINES]:
            self.log.warning("%s", line)
        if len(self._odd) > _LINES:
            self.log.warning("So it is with %s more in the inbound folder.", f"{len(self._odd) - _LINES:,}")

    def _path_to_record(self, path: str) -> dict[str, Any]:
        name = Path(path).name
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            wrong = self._wrong_with_entry(path, record["username"])
        except _MISREAD:
            record = {"username": name.partition("+")[0], "filename": name, "timestamp": datetime.min}  # noqa: DTZ901  as nbgrader's
            wrong = "its name holds no time"
        if wrong:
            self._odd.append(
                f"'{shown(name)}' in the inbound folder was not collected, because {wrong}. "
                "Remove it, and ask for the assignment to be handed in with nbgrader."
            )
        return {**record, "wrong": wrong}

    def _wrong_with_entry(self, path: str, student: str) -> str | None:
        try:
            mode = Path(path).lstat().st_mode
        except OSError as error:
            return f"it cannot be looked at ({_reason(error)})"
        if not stat.S_ISDIR(mode):
            return f"it is {_kind(mode)}"
        if not is_student(student):
            return "no folder of a student can be named so"
        # nbgrader looks for the name of the assignment anywhere in the name of the folder.
        if Path(path).name.rsplit("+", 3)[1] != self.coursedir.assignment_id:
            return f"its name is not one of {self.coursedir.assignment_id}"
        return None

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # What cannot be collected does not hide what can: anybody may put a link there, in anybody's name.
        sortable = [record for record in records if not record["wrong"]] or records
        return cast("list[dict[str, Any]]", super()._sort_by_timestamp(sortable))

    def copy_files(self) -> None:
        """Collect each submission, or say why not."""
        assignment = self.coursedir.assignment_id
        if self.src_records:
            self.log.info("Processing %s submissions of '%s'", len(self.src_records), assignment)
        else:
            self.log.warning("No submissions of '%s' for course '%s' to collect", assignment, self.coursedir.course_id)
        left = 0
        for record in self.src_records:
            student = shown(record["username"])
            try:
                without = self._collect(record)
            except NotTakenError as error:
                left += 1
                self.log.warning("%s, %s: Not collected, because %s", student, assignment, error)
            except OSError as error:
                left += 1
                self.log.warning(
                    "%s, %s: Not collected, because of this: %s. Mend it, or ask for it to be handed in again.",
                    *(student, assignment, _reason(error)),
                )
            else:
                if without:
                    self.log.warning(
                        "%s, %s: Collected without %s. If it is needed, ask for it again, as an ordinary file.",
                        *(student, assignment, without),
                    )
        if left:
            self.log.warning("%s of %s submissions were not collected; see above.", left, len(self.src_records))

    def _collect(self, record: dict[str, Any]) -> str:
        student, assignment = record["username"], self.coursedir.assignment_id
        source = Path(self.inbound_path) / record["filename"]
        dest = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        if self.check_owner:
            self._compare_owner(source, student)
        if not dest.is_dir():
            self.log.info("Collecting submission: %s %s", shown(student), assignment)
        elif self._is_wanted(dest, record["timestamp"]):
            self.log.info("Updating submission: %s %s", shown(student), assignment)
        else:
            why = "No newer submission to collect" if self.update else "Submission already exists, use --update"
            self.log.info("%s: %s %s", why, shown(student), assignment)
            return ""
        dest.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self.do_copy(str(source), str(dest))
        finally:
            # It is empty only if nothing of this student has ever been collected.
            with suppress(OSError):
                dest.parent.rmdir()

    def _compare_owner(self, source: Path, student: str) -> None:
        try:
            owner = source.owner()
        except KeyError:
            owner = "unknown id"
        if owner != student:
            self.log.warning(
                "'%s' claims to be submitted by %s but is owned by %s; cheating attempt? "
                "Where one account plays the whole class, set c.ExchangeCollect.check_owner = False.",
                *(shown(source.name), shown(student), owner),
            )

    def _is_wanted(self, dest: Path, new: datetime) -> bool:
        try:
            existing = self.coursedir.get_existing_timestamp(str(dest))
        except (OSError, *_MISREAD):
            existing = None  # a student can write what no one can read
        if self.update and (existing is None or new > existing):
            return True
        return bool(self.before_duedate and existing != new)

    def do_copy(self, src: str, dest: str, log: Any = None) -> str:  # noqa: ARG002  nbgrader's own
        """Copy the ordinary files of a submission; what stood there before goes only when all is copied.

        Args:
            src: the folder that was handed in; in a shared exchange, the student can change it all the while.
            dest: where it belongs.
            log: not used.

        Returns:
            What was left out, in words.
        """
        limits = Limits(
            1000 * self.coursedir.max_dir_size,
            self.max_entries,
            f"it is larger than {_megabytes(1000 * self.coursedir.max_dir_size)}. "
            "Ask for less, or raise c.CourseDirectory.max_dir_size; then collect again.",
            f"it holds more than {self.max_entries:,} files and folders. "
            "Ask for less, or raise c.CollectOrdinaryFiles.max_entries; then collect again.",
        )
        made = _hidden(Path(dest))
        taken = Taken(made, limits)
        folder = os.open(src, _FOLDER)
        try:
            made.mkdir()
            self._take_folder(folder, (), taken, os.fstat(folder).st_uid)
            if self.coursedir.groupshared:
                self._share(made)
            self._put(made, Path(dest))
        finally:
            os.close(folder)
            shutil.rmtree(made, ignore_errors=True)
        return taken.said()

    def _take_folder(self, folder: int, parts: Parts, taken: Taken, owner: int) -> None:
        with os.scandir(folder) as found:
            entries = list(islice(found, self.max_entries + 1))
        taken.count(len(entries))
        for entry in sorted(entries, key=lambda one: one.name):
            inner = (*parts, entry.name)
            if _matches(entry.name, self.coursedir.ignore):
                self.log.debug("Ignoring '%s' (see CourseDirectory.ignore)", shown("/".join(inner)))
            elif wrong := _wrong_with(inner):
                taken.leave("/".join(inner), wrong)
            elif entry.is_dir(follow_symlinks=False):
                taken.folder(inner)
                inside = os.open(entry.name, _FOLDER, dir_fd=folder)
                try:
                    self._take_folder(inside, inner, taken, owner)
                finally:
                    os.close(inside)
            else:
                try:
                    self._take_file(folder, inner, taken, owner)
                except OddFileError as error:
                    taken.leave("/".join(inner), str(error))

    def _take_file(self, folder: int, parts: Parts, taken: Taken, owner: int) -> None:
        course = self.coursedir
        with _ordinary(parts[-1], folder) as (file, about):
            if course.include and not _matches(parts[-1], course.include):
                self.log.debug("Ignoring '%s' (see CourseDirectory.include)", shown("/".join(parts)))
            elif about.st_nlink > 1 and about.st_uid != owner:
                # A second name of a file of somebody else, which only some systems forbid.
                taken.leave("/".join(parts), "a file of somebody else")
            elif course.max_file_size and about.st_size > 1000 * course.max_file_size:
                taken.leave("/".join(parts), _too_large(1000 * course.max_file_size))
            else:
                taken.file(parts, file, 1000 * course.max_file_size)

    def _share(self, made: Path) -> None:
        for where, _, names in os.walk(made):
            for place, rights in [(Path(where), 0o2770), *((Path(where, name), 0o660) for name in names)]:
                try:
                    place.chmod(stat.S_IMODE(place.stat().st_mode) | rights)
                except PermissionError:
                    self.log.warning("Could not update permissions of %s to make it groupshared", shown(place.name))

    def _put(self, made: Path, dest: Path) -> None:
        old = None
        if dest.exists():
            old = _hidden(dest)
            dest.rename(old)
        try:
            made.rename(dest)
        except BaseException:
            if old:
                old.rename(dest)
            raise
        if old:
            shutil.rmtree(old, ignore_errors=True)
            if old.exists():
                self.log.warning("What was collected before could not be removed all: %s. Remove it by hand.", old)


def configure_collecting(config: Any) -> None:
    """Collect with the classes above. What a course has set before stays, and what it sets afterwards wins.

    Args:
        config: what ``get_config()`` gives in ``nbgrader_config.py``.
    """
    for section, name, ours in (
        # nbgrader collect, and Collect in formgrader. A course with an exchange of another kind names that.
        ("ExchangeFactory", "collect", CollectOrdinaryFiles),
    ):
        if name not in config[section]:
            config[section][name] = ours
