"""Unpack what a learning platform hands over, within limits: archives are counted as they come out, not as they say.

nbgrader unpacks without limit, and stops for the whole class at the first archive that it cannot read.
"""

import bz2
import gzip
import lzma
import os
import re
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from attrs import define, field
from nbgrader.plugins import ExtractorPlugin
from traitlets import Integer

from safegrade.intake.copy import (
    CHUNK,
    Limits,
    Names,
    NotTakenError,
    OddFileError,
    Parts,
    Taken,
    TooMuchError,
    hidden,
    kind,
    matches,
    megabytes,
    ordinary,
    reason,
    wrong_with,
)
from safegrade.intake.scan import printable

# What Macs put into archives beside the files themselves.
_OF_MACS = ("__MACOSX", "._*", ".DS_Store")

# What one entry takes in the list of a zip, and in a tar beside its content: far more than it ever needs.
_PER_ENTRY = 4096
_LONGEST_HEADER = 8192

# Archives in one archive that may turn out too large: each costs the time that it takes to find out.
_TRIES = 10

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
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
)


@define
class _Room:
    """What may still come out of an archive, and of the archives in it."""

    size: int
    entries: int
    tries: int = _TRIES


class UnpackWithinLimits(ExtractorPlugin):
    """nbgrader's extractor, which otherwise unpacks without limit, and stops at what it cannot unpack."""

    max_archive_size = Integer(
        500_000,
        help="How much may come out of an archive, in kilobytes. A larger one is left out, with a warning.",
    ).tag(config=True)
    max_entries = Integer(
        20_000,
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
        self._leave(Path(error.filename).name, f"of this: {reason(error)}. Mend it, then run zip_collect again.")

    def _is_open(self, folder: Path, inner: Path) -> bool:
        parts = (*inner.parts, folder.name)
        wrong = "a link" if folder.is_symlink() else wrong_with(parts)
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
            self._leave(name, f"of this: {reason(error)}. Mend it, then run zip_collect again with --force.")

    def _leave(self, name: str, why: str) -> None:
        self.log.warning("'%s' was left out, because %s", printable(name), why)

    def _take(self, place: Path, into: Path, inner: Path) -> None:
        if wrong := wrong_with((*inner.parts, place.name)):
            raise NotTakenError(_unless(wrong))
        try:
            with ordinary(place) as (file, about):
                into.mkdir(parents=True, exist_ok=True)
                room = _Room(1000 * self.max_archive_size, self.max_entries)
                if about.st_size > room.size:
                    raise TooMuchError(self._limits(room).too_large)
                if self._is_archive(place.name):
                    self.log.info("Extracting from: %s", printable((inner / place.name).as_posix()))
                    self._unpack(file, into / _stem(place.name), room, (inner / place.name).as_posix(), 0)
                else:
                    self.log.info("Copying from: %s", printable((inner / place.name).as_posix()))
                    self._copy(file, into / place.name, room)
        except OddFileError as error:
            raise NotTakenError(_unless(str(error))) from error

    def _copy(self, file: IO[bytes], dest: Path, room: _Room) -> None:
        if os.path.lexists(dest):
            raise NotTakenError(_THERE)
        made = hidden(dest)
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
            f"it comes to more than {megabytes(1000 * self.max_archive_size)}. "
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
        made = hidden(dest)
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
                *(printable(path), out.said()),
            )

    def _ignored(self) -> list[str]:
        return list(self.parent.coursedir.ignore) if self.parent else []

    def _unpack_inner(self, out: "_Unpacking", room: _Room, path: str, depth: int) -> None:
        archives = [parts for parts in out.files if self._is_archive(parts[-1])]
        if archives and depth >= self.max_depth:
            self.log.warning(
                "'%s' holds %s more, such as '%s': too deep, so it was left as it is. "
                "Unpack it by hand, or raise c.UnpackWithinLimits.max_depth.",
                *(printable(path), "one archive" if len(archives) == 1 else f"{len(archives):,} archives"),
                printable("/".join(archives[0])),
            )
            return
        for parts in archives:
            place, inner = out.into.joinpath(*parts), f"{path}/{'/'.join(parts)}"
            with self._or_left_out(inner):
                dest = (*parts[:-1], _stem(parts[-1]))
                if not out.names.take(dest, folder=True):
                    raise NotTakenError(_THERE)
                try:
                    with ordinary(place) as (file, _):
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
    names: Names = field(factory=Names)

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
            why = printable(str(error) or type(error).__name__)
            raise NotTakenError(
                f"it is damaged, or no archive that can be read here ({why}). Ask for it again, as a zip."
            ) from error

    def _unzip(self, file: IO[bytes]) -> None:
        listed = _PER_ENTRY * self.limits.entries
        with zipfile.ZipFile(cast("IO[bytes]", _Sparing(file, listed, self.limits.too_many))) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise NotTakenError("it is locked with a password. Ask for it without one.")
            for entry in archive.infolist():
                mode = stat.S_IFMT(entry.external_attr >> 16)
                odd = kind(mode) if mode not in {0, stat.S_IFREG, stat.S_IFDIR} else None
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
            while chunk := tape.read(CHUNK):
                if chunk.strip(b"\0"):
                    raise tarfile.ReadError("there is more after its end")

    def _place(self, name: str, odd: str | None, *, folder: bool) -> Parts | None:
        """The place of a file that is to be taken; a folder is made at once."""
        self.count()
        parts = tuple(part for part in name.split("/") if part not in {"", "."})
        if not parts or any(matches(part, self.ignored) for part in parts):
            return None
        if name.startswith("/") or ".." in parts or re.fullmatch("[A-Za-z]:", parts[0]):
            odd = "a name that leads elsewhere"
        wrong = odd or next(filter(None, (wrong_with(parts[: end + 1]) for end in range(len(parts)))), None)
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
        while self._at < place and self.read(min(CHUNK, place - self._at)):
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
