"""Collecting what was handed in, whatever it is: ordinary files only, within limits, each submission on its own.

nbgrader copies what a link points to, be it a key or the gradebook; it unpacks without limit, takes names from a file's
name as they are, and stops for the whole class at the first submission that it cannot take. Here such a submission is
left out, with one line that says why and what to do, and the others are collected.
"""

import bz2
import fnmatch
import gzip
import lzma
import os
import re
import secrets
import shutil
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol, cast

from attrs import define, field, frozen
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import parse_utc
from traitlets import Integer, List, Unicode

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

# What Macs put into archives beside the files themselves.
_OF_MACS = ("__MACOSX", "._*", ".DS_Store")

# What one entry takes in the list of a zip, and in a tar beside its content: far more than it ever needs.
_PER_ENTRY = 4096
_LONGEST_HEADER = 8192

# Archives in one archive that may turn out too large: each costs the time that it takes to find out.
_TRIES = 10

# What reading a time that a student wrote can end with; AttributeError is how nbgrader itself fails on one.
_MISREAD = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)

# What Python's own modules say of an archive that is damaged, or made to look like one.
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    MemoryError,
    RuntimeError,
    *_MISREAD,
)

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


class _Names:
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


@define
class _Room:
    """What may still come out of an archive, and of the archives in it."""

    size: int
    entries: int
    tries: int = _TRIES


class UnpackWithinLimits(ExtractorPlugin):
    """nbgrader's extractor, which otherwise unpacks without limit, and stops at what it cannot unpack."""

    max_archive_size = Integer(
        100_000,
        help="How much may come out of an archive, in kilobytes. A larger one is left out, with a warning.",
    ).tag(config=True)
    max_entries = Integer(
        2000,
        help="How many files and folders an archive may hold. One that holds more is left out, with a warning.",
    ).tag(config=True)
    max_depth = Integer(
        1,
        help="How deep archives in an archive are unpacked: 1 is those in it, and none in those.",
    ).tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack the archives of a folder, and copy the other files; what cannot be taken is left out.

        Args:
            archive_path: the folder.
            extracted_path: where to.
        """
        top = Path(archive_path)
        if not any(top.iterdir()):
            self.log.warning("No files found in directory: %s", archive_path)
        for where, folders, names in os.walk(top, onerror=self._closed):
            inner = Path(where).relative_to(top)
            folders[:] = [one for one in sorted(folders) if self._is_open(Path(where, one), inner)]
            for name in sorted(names):
                with self._or_left_out((inner / name).as_posix()):
                    self._take(Path(where, name), Path(extracted_path) / inner, inner)

    def _closed(self, error: OSError) -> None:
        self._leave(Path(error.filename).name, f"of this: {_reason(error)}. Mend it, then run zip_collect again.")

    def _is_open(self, folder: Path, inner: Path) -> bool:
        parts = (*inner.parts, folder.name)
        wrong = "a link" if folder.is_symlink() else _wrong_with(parts)
        if wrong:
            self._leave("/".join(parts), _unless(wrong))
        return not wrong

    @contextmanager
    def _or_left_out(self, name: str) -> Iterator[None]:
        try:
            yield
        except NotTakenError as error:
            self._leave(name, str(error))
        except OSError as error:
            self._leave(name, f"of this: {_reason(error)}. Mend it, then run zip_collect again with --force.")

    def _leave(self, name: str, why: str) -> None:
        self.log.warning("'%s' was left out, because %s", shown(name), why)

    def _take(self, place: Path, into: Path, inner: Path) -> None:
        if wrong := _wrong_with((*inner.parts, place.name)):
            raise NotTakenError(_unless(wrong))
        try:
            with _ordinary(place) as (file, about):
                into.mkdir(parents=True, exist_ok=True)
                room = _Room(1000 * self.max_archive_size, self.max_entries)
                if about.st_size > room.size:
                    raise TooMuchError(self._limits(room).too_large)
                if self._is_archive(place.name):
                    self.log.info("Extracting from: %s", shown((inner / place.name).as_posix()))
                    self._unpack(file, into / _stem(place.name), room, (inner / place.name).as_posix(), 0)
                else:
                    self.log.info("Copying from: %s", shown((inner / place.name).as_posix()))
                    self._copy(file, into / place.name, room)
        except OddFileError as error:
            raise NotTakenError(_unless(str(error))) from error

    def _copy(self, file: IO[bytes], dest: Path, room: _Room) -> None:
        if os.path.lexists(dest):
            raise NotTakenError(_THERE)
        made = _hidden(dest)
        try:
            Taken(dest.parent, self._limits(room)).file((made.name,), file)
            made.rename(dest)
        finally:
            made.unlink(missing_ok=True)

    def _is_archive(self, name: str) -> bool:
        return Path(name).suffix.lower() in self.zip_ext

    def _limits(self, room: _Room) -> Limits:
        return Limits(
            room.size,
            room.entries,
            f"it comes to more than {_megabytes(1000 * self.max_archive_size)}. "
            "Ask for less, unpack it by hand, or raise c.UnpackWithinLimits.max_archive_size.",
            f"it comes to more than {self.max_entries:,} files and folders. "
            "Ask for less, unpack it by hand, or raise c.UnpackWithinLimits.max_entries.",
        )

    def _unpack(self, file: IO[bytes], dest: Path, room: _Room, path: str, depth: int) -> None:
        """Unpack an archive.

        Args:
            file: the archive.
            dest: the folder that it becomes.
            room: how much may come out of it, and of those in it.
            path: where it was found, for a person to read.
            depth: how many archives it is in.
        """
        if os.path.lexists(dest):
            raise NotTakenError(_THERE)
        made = _hidden(dest)
        out = _Unpacking(made, self._limits(room), ignored=(*self._ignored(), *_OF_MACS))
        try:
            made.mkdir()
            out.unpack(file)
            room.size -= out.size
            room.entries -= out.entries
            self._unpack_inner(out, room, path, depth)
            made.rename(dest)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        if out.without:
            self.log.warning(
                "'%s' was unpacked without %s. If it is needed, ask for it again, as an ordinary file.",
                *(shown(path), out.said()),
            )

    def _ignored(self) -> list[str]:
        return list(self.parent.coursedir.ignore) if self.parent else []

    def _unpack_inner(self, out: "_Unpacking", room: _Room, path: str, depth: int) -> None:
        archives = [parts for parts in out.files if self._is_archive(parts[-1])]
        if archives and depth >= self.max_depth:
            self.log.warning(
                "'%s' holds %s more, such as '%s': too deep, so it was left as it is. "
                "Unpack it by hand, or raise c.UnpackWithinLimits.max_depth.",
                *(shown(path), "one archive" if len(archives) == 1 else f"{len(archives):,} archives"),
                shown("/".join(archives[0])),
            )
            return
        for parts in archives:
            place, inner = out.into.joinpath(*parts), f"{path}/{'/'.join(parts)}"
            with self._or_left_out(inner):
                dest = (*parts[:-1], _stem(parts[-1]))
                if not out.names.take(dest, folder=True):
                    raise NotTakenError(_THERE)
                try:
                    with _ordinary(place) as (file, _):
                        self._unpack(file, out.into.joinpath(*dest), room, inner, depth + 1)
                except TooMuchError:
                    room.tries -= 1
                    if room.tries >= 0:
                        raise
                else:
                    place.unlink()
            if room.tries < 0:
                raise NotTakenError(f"it holds more than {_TRIES} archives that are too large. Look at it by hand.")


def _stem(name: str) -> str:
    """The name of the folder that an archive becomes, as nbgrader calls it."""
    stem = Path(name).stem
    return Path(stem).stem if Path(stem).suffix.lower() == ".tar" else stem


_THERE = "something of its name is there already. Rename one of them, then run zip_collect again with --force."


def _unless(wrong: str) -> str:
    return (
        f"it is no ordinary file with an ordinary name ({wrong}). "
        "Put one there if it is needed, then run zip_collect again with --force."
    )


@define
class _Unpacking(Taken):
    """What was taken of an archive.

    Args:
        ignored: names, or patterns of them, that are left out without a word.
        files: what was taken.
        names: the names of the files and folders.
    """

    ignored: tuple[str, ...] = ()
    files: list[Parts] = field(factory=list)
    names: _Names = field(factory=_Names)

    def unpack(self, file: IO[bytes]) -> None:
        """Take what is in an archive.

        Raises:
            NotTakenError: it is damaged, locked, or none; something may have been taken.
            TooMuchError: it is too much.
        """
        try:
            start = file.read(512)
            file.seek(0)
            packed = next((opened for magic, opened in _PACKED.items() if start.startswith(magic)), None)
            if packed:
                with packed(file) as content:
                    self._untar(content)
            elif start[257:262] == b"ustar":
                self._untar(file)
            else:
                self._unzip(file)
        except _DAMAGED as error:
            raise NotTakenError(
                f"it is damaged, or no archive that can be read here ({shown(str(error) or type(error).__name__)}). "
                "Ask for it again, as a zip."
            ) from error

    def _unzip(self, file: IO[bytes]) -> None:
        listed = _PER_ENTRY * self.limits.entries
        with zipfile.ZipFile(cast("IO[bytes]", _Sparing(file, listed, self.limits.too_many))) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise NotTakenError("it is locked with a password. Ask for it without one.")
            for entry in archive.infolist():
                mode = stat.S_IFMT(entry.external_attr >> 16)
                odd = _kind(mode) if mode not in {0, stat.S_IFREG, stat.S_IFDIR} else None
                # The others unpack all that they have read at once, which can be a million times as much.
                if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    odd = "packed in an unusual way"
                # Some programs on Windows write names so.
                name = entry.filename.replace("\\", "/")
                if place := self._place(name, odd, folder=name.endswith("/")):
                    with archive.open(entry) as source:
                        self.file(place, source)

    def _untar(self, file: IO[bytes]) -> None:
        tape = _Tape(file, self.limits)
        with tarfile.TarFile(fileobj=cast("IO[bytes]", tape)) as archive:
            for member in archive:
                odd = "a link" if member.issym() or member.islnk() else "no ordinary file"
                usual = member.isreg() or member.isdir()
                if place := self._place(member.name, None if usual else odd, folder=member.isdir()):
                    tape.in_a_file = True
                    self.file(place, cast("IO[bytes]", archive.extractfile(member)))
                    tape.in_a_file = False
            # tarfile takes the first damage for the end.
            tape.in_a_file = True
            while chunk := tape.read(_CHUNK):
                if chunk.strip(b"\0"):
                    raise tarfile.ReadError("there is more after its end")

    def _place(self, name: str, odd: str | None, *, folder: bool) -> Parts | None:
        """The place of a file that is to be taken; a folder is made at once."""
        self.count()
        parts = tuple(part for part in name.split("/") if part not in {"", "."})
        if not parts or any(_matches(part, self.ignored) for part in parts):
            return None
        if name.startswith("/") or ".." in parts or re.fullmatch("[A-Za-z]:", parts[0]):
            odd = "a name that leads elsewhere"
        wrong = odd or next(filter(None, (_wrong_with(parts[: end + 1]) for end in range(len(parts)))), None)
        before = len(self.names)
        if not wrong and not self.names.take(parts, folder=folder):
            wrong = "another has its name, or nearly"
        if wrong:
            self.leave(name, wrong)
            return None
        # The folders above it, where the archive does not list them.
        self.count(max(len(self.names) - before - 1, 0))
        if folder:
            self.folder(parts)
            return None
        self.files.append(parts)
        return parts


# How a tar that is packed begins, and what opens it.
_PACKED: dict[bytes, Any] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


class _Tape:
    """A tar, read from its beginning to its end, and no more of it than so much.

    Args:
        file: the tar.
        limits: how much may come out of it. Also what is left out must be unpacked, to see where the next file begins.
    """

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._file, self._at, self._too_large = file, 0, limits.too_large
        self._left = limits.size + _PER_ENTRY * (limits.entries + 10)
        # Long headers make tarfile search for hours, and a header may have headers.
        self._headers = _PER_ENTRY * (limits.entries + 10) // 2
        self.in_a_file = False

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        if not self.in_a_file:
            self._headers -= size
            if size > _LONGEST_HEADER or self._headers < 0:
                raise tarfile.ReadError("a header is too long")
        content = self._file.read(size)
        self._at += len(content)
        self._left -= len(content)
        if self._left < 0:
            raise TooMuchError(self._too_large)
        return content

    def seek(self, place: int) -> None:
        if place < self._at:
            raise tarfile.ReadError("it leads back")
        before, self.in_a_file = self.in_a_file, True
        while self._at < place and self.read(min(_CHUNK, place - self._at)):
            pass
        self.in_a_file = before


class _Sparing:
    """A file of which no more than so much is read at once: zipfile reads the list of all entries in one go."""

    def __init__(self, file: IO[bytes], most: int, too_many: str) -> None:
        self._file, self._most, self._too_many = file, max(most, 1 << 20), too_many
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise TooMuchError(self._too_many)
        return self._file.read(size)


class CollectWithinSubmitted(FileNameCollectorPlugin):
    """nbgrader's collector, which otherwise lets the name of a file lead out of the folder of submissions."""

    valid_ext = List(
        Unicode(),
        [".ipynb", ".json"],
        help="List of valid submission filename extensions to collect. Answers are in answers.json.",
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names: defaultdict[str, _Names] = defaultdict(_Names)
        self._timed: set[str] = set()

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Read from the name of a file whose it is and what, unless that leads elsewhere.

        Args:
            submitted_file: the file, in the folder of unpacked ones.

        Returns:
            What nbgrader's own collector gives, or None where the file is left out.
        """
        info: dict[str, Any] | None = super().collect(submitted_file)
        # If the expression names neither, nbgrader says so.
        if not info or not {"student_id", "file_id"} <= info.keys():
            return info
        wrong = self._wrong_with_info(info, Path(submitted_file).suffix)
        if wrong:
            self.log.warning(
                "'%s' was not collected, because %s. Rename it or unpack it by hand, or change "
                "c.FileNameCollectorPlugin.named_regexp; then run zip_collect again with --force.",
                *(shown("/".join(Path(submitted_file).parts[-3:])), wrong),
            )
            return None
        return info

    def _wrong_with_info(self, info: dict[str, Any], suffix: str) -> str | None:
        student, file = info["student_id"], info["file_id"]
        if not is_student(student):
            return f"no student can be named '{shown(str(student))}'"
        if not isinstance(file, str):
            return "its name does not say which file it is"
        parts = tuple((os.path.splitext(file)[0] + suffix).replace(os.sep, "/").split("/"))  # noqa: PTH122  as nbgrader
        if {"", ".", ".."} & set(parts) or any(_wrong_with(parts[: end + 1]) for end in range(len(parts))):
            return f"no file can be named '{shown(file)}'"
        try:
            timed = parse_utc(info.get("timestamp") or None) is not None
        except _MISREAD:
            return f"'{shown(str(info['timestamp']))}' in its name is no time"
        # nbgrader keeps the newer of two, but where it cannot tell, it stops, and nobody's are collected.
        known = parts in self._names[student]
        if not self._names[student].take(parts, folder=False) and not (known and timed and student in self._timed):
            return f"{shown(student)} has handed in another of its name"
        if timed:
            self._timed.add(student)
        return None


def configure_collecting(config: Any) -> None:
    """Collect with the classes above. What a course has set before stays, and what it sets afterwards wins.

    Args:
        config: what ``get_config()`` gives in ``nbgrader_config.py``.
    """
    for section, name, ours in (
        # nbgrader collect, and Collect in formgrader. A course with an exchange of another kind names that.
        ("ExchangeFactory", "collect", CollectOrdinaryFiles),
        ("ZipCollectApp", "extractor_plugin", UnpackWithinLimits),
        ("ZipCollectApp", "collector_plugin", CollectWithinSubmitted),
    ):
        if name not in config[section]:
            config[section][name] = ours
