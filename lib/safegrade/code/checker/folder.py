"""The files of a check: what it writes goes to the student's process, what that has made comes here when it is read."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from safegrade.code import messages as say
from safegrade.code.carried.files import read_file, write_files
from safegrade.code.checker.process import StudentProcess

_LOOKS = {"os.listdir", "os.scandir", "glob.glob", "os.walk"}
_REMOVES = {"os.remove", "os.rmdir", "shutil.rmtree", "os.rename"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_MOST_FETCHED = 64 << 20  # bytes in a check
_SETTINGS = {"matplotlib", "ipython"}


class Folder:
    """The folder in which a check works, and the temporary one.

    Nothing is imported from there: what the student's process has made lies in it.

    Args:
        student: the process.
        teachers: the teacher's own files, of which the student's process cannot make others.
    """

    def __init__(self, student: StudentProcess, teachers: Iterable[str]) -> None:
        self._student = student
        self._folder, self._temporary = Path.cwd(), Path(tempfile.gettempdir())
        # By place: the other side says what its files are called, and one place has many names.
        self._teachers = {self._place(name) for name in teachers}
        self._written: dict[Path, tuple[int, int] | None] = {}
        self._there: dict[str, list[int]] = {}
        self._busy = False
        self._bytes = 0
        student.before_asking.append(self._tell)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Something has been asked of the file system."""
        if self._busy or not arguments:
            return
        place = self._place(arguments[0] if arguments[0] is not None else ".")
        if place is None:
            return
        if event == "open":
            mode, flags = arguments[1], arguments[2]
            if (isinstance(mode, str) and {*mode} & {*"wax+"}) or (isinstance(flags, int) and flags & _WRITES):
                self._written.setdefault(place, None)
                if isinstance(mode, str) and "a" in mode:
                    self.fetch()
            else:
                self.fetch()
        elif event == "os.mkdir" or event in _REMOVES:
            self._written[place] = None
        elif event in _LOOKS:
            self.fetch()

    def looking(self, stat: Callable[..., Any]) -> Callable[..., Any]:
        """``os.stat``, but the student's files are here before it looks."""

        def looks(path: Any, *more: Any, **named: Any) -> Any:
            if not self._busy and self._place(path) is not None:
                self.fetch()
            return stat(path, *more, **named)

        return looks

    def _place(self, path: Any) -> Path | None:
        """The place of a path in one of the two folders."""
        if not isinstance(path, (str, os.PathLike)):
            return None
        place = Path(os.path.normpath(self._folder / path))
        if place.is_relative_to(self._folder):
            return place
        if place.is_relative_to(self._temporary) and not self._folder.is_relative_to(self._temporary):
            return None if _SETTINGS & {*place.relative_to(self._temporary).parts[:1]} else place
        return None

    def _name(self, place: Path) -> str:
        return str(place.relative_to(self._folder) if place.is_relative_to(self._folder) else place)

    def _tell(self) -> None:
        """Send what the check has written."""
        if self._busy or not self._written:
            return
        self._busy = True
        try:
            for place, sent in list(self._written.items()):
                if not place.exists():
                    if sent is None or sent[1] != -2:  # noqa: PLR2004  it has been said that it is gone
                        self._written[place] = (0, -2)
                        self._student.ask(say.PutFile(self._name(place), None, exists=False), say.Done)
                    continue
                about = place.stat()
                now = (about.st_mtime_ns, about.st_size)
                if now != sent:
                    self._written[place] = now
                    content = None if place.is_dir() else read_file(str(place))
                    if content is None and not place.is_dir():
                        self._student.refuse("it writes a file that is too large to be carried over")
                    self._student.ask(say.PutFile(self._name(place), content, exists=True), say.Done)
        finally:
            self._busy = False

    def fetch(self) -> None:
        """Bring what has changed there."""
        if not self._student.may_have_written:
            return
        self._student.may_have_written = False
        self._tell()
        self._busy = True
        try:
            found = self._student.ask(say.ListFiles(), say.FileList).files
            for name, about in sorted(found.items()):
                place = self._place(name)
                if about[1:] and about != self._there.get(name) and place is not None and place not in self._teachers:
                    self._take(name, place, is_folder=about[1] < 0)
            for name in self._there.keys() - found.keys():
                place = self._place(name)
                if place is not None and place not in self._teachers and place.is_file():
                    place.unlink()
            self._there = found
        finally:
            self._busy = False

    def _take(self, name: str, place: Path, *, is_folder: bool) -> None:
        with contextlib.suppress(OSError, ValueError):
            if is_folder:
                place.mkdir(parents=True, exist_ok=True)
                return
            held = self._student.ask(say.AskFile(name), say.FileContent, say.Missing)
            if isinstance(held, say.FileContent):
                self._bytes += len(held.content)
                if self._bytes > _MOST_FETCHED:
                    self._student.refuse("the student's code makes more files than are carried over")
                place.unlink(missing_ok=True)
                write_files({str(place): held.content})
                if place in self._written:
                    about = place.stat()
                    self._written[place] = (about.st_mtime_ns, about.st_size)
