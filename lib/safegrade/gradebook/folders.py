"""Laying out ``autograded/``: on one side until everything is whole, then in place, and back again if need be."""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from safegrade.gradebook.results import Result


class GradedFolders:
    """The folders of an assignment in ``autograded/``.

    Args:
        converter: nbgrader's converter with the course's settings.
        assignment: its name.
        given: files of the course's own, which stand in the place of a student's of the same name: path to content.
    """

    def __init__(self, converter: Any, assignment: str, given: Mapping[str, bytes]) -> None:
        self._converter, self._course, self._assignment, self._given = converter, converter.coursedir, assignment, given
        self._mode = int(str(converter.permissions), 8)
        self._placed: list[str] = []

    def folder(self, student: str) -> Path:
        """Where the autograded submission of a student lies."""
        return Path(self._course.format_path(self._course.autograded_directory, student, self._assignment))

    def lay_out(self, results: Iterable[Result]) -> None:
        """Write the folders of some students on one side: a full disk shows here.

        Raises:
            OSError: one could not be written.
        """
        self._placed.clear()
        laid: dict[str, str] = {}
        for result in results:
            self._lay_out(result, laid)

    def _lay_out(self, result: Result, laid: dict[str, str]) -> None:
        new = _beside(self.folder(result.student), "new")
        _remove(new)
        new.mkdir(parents=True)
        for path, source in result.files.items():
            if path not in self._given:
                to = _within(new, path)
                shutil.copyfile(source, to)
                os.chmod(to, self._mode)  # noqa: PTH101
        for path, content in self._given.items():
            # The same for everybody: one file under a name for each, since to make files takes as long as to mark.
            to = _within(new, path)
            try:
                os.link(laid[path], to)
            except (KeyError, OSError):
                write_file(to, content, self._mode)
                laid[path] = to
        for notebook in result.notebooks:
            write_file(_within(new, f"{notebook.name}.ipynb"), notebook.text.encode(), self._mode)

    def put_in_place(self, student: str) -> None:
        """Put a folder that was laid out where it belongs; what stood there waits on one side.

        Raises:
            OSError: it could not be moved.
        """
        folder = self.folder(student)
        old = _beside(folder, "old")
        _remove(old)
        if folder.exists():
            folder.rename(old)
        self._placed.append(student)
        _beside(folder, "new").rename(folder)
        if self._course.groupshared:
            self._converter.set_permissions(self._assignment, student)

    def put_back(self) -> None:
        """Take back what was put in place since the last `lay_out`."""
        for student in self._placed:
            folder = self.folder(student)
            with suppress(OSError):
                _remove(folder)
                if (old := _beside(folder, "old")).exists():
                    old.rename(folder)

    def tidy(self, students: Iterable[str]) -> None:
        """Leave nothing on one side."""
        for student in students:
            for word in ("new", "old"):
                with suppress(OSError):
                    _remove(_beside(self.folder(student), word))


def _beside(folder: Path, word: str) -> Path:
    # nbgrader does not look at names that begin with a dot.
    return folder.with_name(f".{folder.name}.{word}")


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _within(folder: Path, path: str) -> str:
    to = os.path.join(folder, path)  # noqa: PTH118  thousands of these
    if os.sep in path:
        Path(to).parent.mkdir(parents=True, exist_ok=True)
    return to


def write_file(path: str, content: bytes, mode: int) -> None:
    """Write a new file, which those may read whom the mode names."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123
        view = memoryview(content)
        while view:
            view = view[file.write(view) :]
        os.fchmod(descriptor, mode)
