"""Unpack what a learning platform hands over, within limits."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrs import define
from nbgrader.plugins import ExtractorPlugin
from traitlets import Integer

from safegrade.intake.archive import ArchiveCopy
from safegrade.intake.copy import CopyOut, LeftOutError, SizeLimits, TooMuchError, megabytes
from safegrade.intake.names import hidden, wrong_with
from safegrade.intake.ordinary import NotOrdinaryError, ordinary, reason
from safegrade.intake.scan import printable

# What Macs put into archives beside the files themselves.
_OF_MACS = ("__MACOSX", "._*", ".DS_Store")

# Archives in one archive that may turn out too large: each costs the time that it takes to find out.
_TRIES = 10


@define
class _RoomLeft:
    """What may still come out of an archive, and of the archives in it."""

    size: int
    entries: int
    tries: int = _TRIES


class UnpackWithinLimits(ExtractorPlugin):
    """nbgrader's extractor, which otherwise unpacks without limit, and stops for the whole class at what it cannot."""

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
        """Unpack the archives of a folder, and copy its other files; each that cannot be taken is named in the log."""
        top = Path(archive_path)
        if not any(top.iterdir()):
            self.log.warning("No files found in directory: %s", archive_path)
        for where, folders, names in os.walk(top, onerror=self._warn_of_closed_folder):
            inner = Path(where).relative_to(top)
            folders[:] = [name for name in sorted(folders) if self._can_be_entered(Path(where, name), inner)]
            for name in sorted(names):
                with self._or_left_out((inner / name).as_posix()):
                    self._unpack_or_copy(Path(where, name), Path(extracted_path) / inner, inner)

    def _warn_of_closed_folder(self, error: OSError) -> None:
        self._warn(Path(error.filename).name, f"of this: {reason(error)}. Mend it, then run zip_collect again.")

    def _can_be_entered(self, folder: Path, inner: Path) -> bool:
        parts = (*inner.parts, folder.name)
        wrong = "a link" if folder.is_symlink() else wrong_with(parts)
        if wrong:
            self._warn("/".join(parts), str(_not_ordinary(wrong)))
        return not wrong

    @contextmanager
    def _or_left_out(self, name: str) -> Iterator[None]:
        try:
            yield
        except LeftOutError as error:
            self._warn(name, str(error))
        except NotOrdinaryError as error:
            self._warn(name, str(_not_ordinary(error.kind)))
        except OSError as error:
            self._warn(name, f"of this: {reason(error)}. Mend it, then run zip_collect again with --force.")

    def _warn(self, name: str, why: str) -> None:
        self.log.warning("'%s' was left out, because %s", printable(name), why)

    def _unpack_or_copy(self, place: Path, into: Path, inner: Path) -> None:
        if wrong := wrong_with((*inner.parts, place.name)):
            raise _not_ordinary(wrong)
        with ordinary(place) as (file, about):
            into.mkdir(parents=True, exist_ok=True)
            room = _RoomLeft(1000 * self.max_archive_size, self.max_entries)
            name = (inner / place.name).as_posix()
            if about.st_size > room.size:
                raise TooMuchError(*self._limits(room).too_large)
            if self._is_archive(place.name):
                self.log.info("Extracting from: %s", printable(name))
                self._unpack(file, into / _folder_name(place.name), room, name, 0)
            else:
                self.log.info("Copying from: %s", printable(name))
                with _in_the_making(into / place.name) as made:
                    CopyOut(into, self._limits(room)).copy_file((made.name,), file)

    def _is_archive(self, name: str) -> bool:
        return Path(name).suffix.lower() in self.zip_ext

    def _limits(self, room: _RoomLeft) -> SizeLimits:
        remedy = "Ask for less, unpack it by hand, or raise c.UnpackWithinLimits."
        return SizeLimits(
            room.size,
            room.entries,
            (f"it comes to more than {megabytes(1000 * self.max_archive_size)}", f"{remedy}max_archive_size."),
            (f"it comes to more than {self.max_entries:,} files and folders", f"{remedy}max_entries."),
        )

    def _unpack(self, file: IO[bytes], dest: Path, room: _RoomLeft, path: str, depth: int) -> None:
        """Unpack an archive that lies so deep in others, and the archives in it. Its path is for a person to read."""
        ignored = self.parent.coursedir.ignore if self.parent else ()
        with _in_the_making(dest) as made:
            copy = ArchiveCopy(made, self._limits(room), ignored=(*ignored, *_OF_MACS))
            made.mkdir()
            copy.unpack(file)
            room.size -= copy.size
            room.entries -= copy.entries
            self._unpack_inner(copy, room, path, depth)
        if copy.left_out:
            self.log.warning(
                "'%s' was unpacked without %s. If it is needed, ask for it again, as an ordinary file.",
                *(printable(path), copy.left_out_in_words()),
            )

    def _unpack_inner(self, copy: ArchiveCopy, room: _RoomLeft, path: str, depth: int) -> None:
        archives = [parts for parts in copy.files if self._is_archive(parts[-1])]
        if archives and depth >= self.max_depth:
            self.log.warning(
                "'%s' holds %s more, such as '%s': too deep, so it was left as it is. "
                "Unpack it by hand, or raise c.UnpackWithinLimits.max_depth.",
                *(printable(path), "one archive" if len(archives) == 1 else f"{len(archives):,} archives"),
                printable("/".join(archives[0])),
            )
            return
        for parts in archives:
            place, inner = copy.into.joinpath(*parts), f"{path}/{'/'.join(parts)}"
            with self._or_left_out(inner):
                dest = (*parts[:-1], _folder_name(parts[-1]))
                if not copy.names.add(dest, folder=True):
                    raise _name_in_use()
                try:
                    with ordinary(place) as (file, _):
                        self._unpack(file, copy.into.joinpath(*dest), room, inner, depth + 1)
                except TooMuchError:
                    room.tries -= 1
                    if room.tries >= 0:
                        raise
                else:
                    place.unlink()
            if room.tries < 0:
                raise LeftOutError(f"it holds more than {_TRIES} archives that are too large", "Look at it by hand.")


def _folder_name(archive: str) -> str:
    """Name the folder that an archive becomes, as nbgrader does."""
    stem = Path(archive).stem
    return Path(stem).stem if Path(stem).suffix.lower() == ".tar" else stem


@contextmanager
def _in_the_making(dest: Path) -> Iterator[Path]:
    """A hidden place beside this one, which takes its name once all has gone well, and is gone if not."""
    if os.path.lexists(dest):
        raise _name_in_use()
    made = hidden(dest)
    try:
        yield made
        made.rename(dest)
    finally:
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        else:
            made.unlink(missing_ok=True)


def _name_in_use() -> LeftOutError:
    remedy = "Rename one of them, then run zip_collect again with --force."
    return LeftOutError("something with its name is there already", remedy)


def _not_ordinary(wrong: str) -> LeftOutError:
    return LeftOutError(
        f"it is not an ordinary file with an ordinary name ({wrong})",
        "Put one there if it is needed, then run zip_collect again with --force.",
    )
