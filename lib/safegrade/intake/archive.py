"""What comes out of one archive, counted as it comes out and not as the archive says.

A zip, and a tar however it is packed, are told by how they begin: students rename one to the other.
"""

import bz2
import gzip
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from typing import IO, Any, cast

from attrs import define, field

from safegrade.intake.copy import CHUNK, CopyOut, LeftOutError, SizeLimits, TooMuchError
from safegrade.intake.names import NamesInFolder, PathParts, matches, wrong_with
from safegrade.intake.ordinary import kind_of
from safegrade.intake.scan import printable

# What one entry takes in the list of a zip, and in a tar beside its content: far more than it ever needs.
_PER_ENTRY = 4096
_LONGEST_HEADER = 8192

# What Python's own modules say of an archive that is damaged, or made to look like one.
_DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, struct.error),
    *(EOFError, MemoryError, RuntimeError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError),
)

# How a tar that is packed begins, and what opens it.
_PACKED: dict[bytes, Any] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


@define
class ArchiveCopy(CopyOut):
    """What was copied out of an archive; patterns of names that are ignored are left out without a word."""

    ignored: tuple[str, ...] = ()
    files: list[PathParts] = field(factory=list)
    names: NamesInFolder = field(factory=NamesInFolder)

    def unpack(self, file: IO[bytes]) -> None:
        """Copy what is in an archive, which is at its beginning.

        Raises:
            LeftOutError: it is damaged, locked or not an archive; some of it may have been copied by then.
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
            raise LeftOutError(
                f"it is damaged, or not an archive that can be read here ({why})", "Ask for it again, as a zip."
            ) from error

    def _unzip(self, file: IO[bytes]) -> None:
        with zipfile.ZipFile(cast("IO[bytes]", _ZipFile(file, self.limits))) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise LeftOutError("it is locked with a password", "Ask for it without one.")
            for entry in archive.infolist():
                mode = stat.S_IFMT(entry.external_attr >> 16)
                odd = kind_of(mode) if mode not in {0, stat.S_IFREG, stat.S_IFDIR} else None
                # The others unpack all that they have read at once, which can be a million times as much.
                if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    odd = "packed in an unusual way"
                # Some programs on Windows write names so.
                name = entry.filename.replace("\\", "/")
                if parts := self._place_for_file(name, odd, folder=name.endswith("/")):
                    with archive.open(entry) as source:
                        self.copy_file(parts, source)

    def _untar(self, file: IO[bytes]) -> None:
        tape = _TarFile(file, self.limits)
        with tarfile.TarFile(fileobj=cast("IO[bytes]", tape)) as archive:
            for member in archive:
                odd = "a link" if member.issym() or member.islnk() else "not an ordinary file"
                usual = member.isreg() or member.isdir()
                if parts := self._place_for_file(member.name, None if usual else odd, folder=member.isdir()):
                    tape.in_a_file = True
                    self.copy_file(parts, cast("IO[bytes]", archive.extractfile(member)))
                    tape.in_a_file = False
            # tarfile takes the first damage for the end.
            tape.in_a_file = True
            while chunk := tape.read(CHUNK):
                if chunk.strip(b"\0"):
                    raise tarfile.ReadError("there is more after its end")

    def _place_for_file(self, name: str, odd: str | None, *, folder: bool) -> PathParts | None:
        """Find where a file is to be copied, or say why it is left out; a folder is made at once."""
        self.count()
        parts = tuple(part for part in name.split("/") if part not in {"", "."})
        if not parts or any(matches(part, self.ignored) for part in parts):
            return None
        if name.startswith("/") or ".." in parts or re.fullmatch("[A-Za-z]:", parts[0]):
            odd = "a name that leads elsewhere"
        wrong = odd or wrong_with(parts)
        before = len(self.names)
        if not wrong and not self.names.add(parts, folder=folder):
            wrong = "another has its name, or nearly"
        if wrong:
            self.leave_out(name, wrong)
            return None
        # The folders above it, where the archive does not list them.
        self.count(max(len(self.names) - before - 1, 0))
        if folder:
            self.make_folder(parts)
            return None
        self.files.append(parts)
        return parts


class _TarFile:
    """A tar, read from its beginning to its end, and only so much of it.

    Also what is left out must be unpacked, to see where the next file begins.
    """

    def __init__(self, file: IO[bytes], limits: SizeLimits) -> None:
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
            raise TooMuchError(*self._too_large)
        return content

    def seek(self, place: int) -> None:
        if place < self._at:
            raise tarfile.ReadError("it leads back")
        before, self.in_a_file = self.in_a_file, True
        while self._at < place and self.read(min(CHUNK, place - self._at)):
            pass
        self.in_a_file = before


class _ZipFile:
    """A zip of which only so much is read at once: zipfile reads the list of all entries in one go."""

    def __init__(self, file: IO[bytes], limits: SizeLimits) -> None:
        self._file, self._too_many = file, limits.too_many
        self._most = max(_PER_ENTRY * limits.entries, 1 << 20)
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise TooMuchError(*self._too_many)
        return self._file.read(size)
