"""Collect work from the archive of all submissions that Canvas or Moodle gives: ordinary files, within limits."""

import logging
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen
from nbgrader.apps import ZipCollectApp

from safegrade.desk.platforms.exporting import ExportError, people_of, sort_archive
from safegrade.desk.platforms.people import Class
from safegrade.desk.platforms.uploads import Upload, own_name
from safegrade.intake.copy import LeftOutError, SizeLimits, megabytes
from safegrade.intake.ordinary import reason
from safegrade.intake.submission import copy_submission
from safegrade.intake.unzip import UnpackWithinLimits
from safegrade.settings import load_app, marker_of

_MOST = 10_000


@frozen
class Collected:
    """What became of an archive.

    Args:
        taken: students whose work was collected.
        kept: students whose work was collected before, and is left as it is.
        late: students whose work was late, as the platform says.
        left_out: a file of the archive, or a student, to why it was left out.
    """

    taken: tuple[str, ...]
    kept: tuple[str, ...]
    late: tuple[str, ...]
    left_out: Mapping[str, str] = field(factory=dict)


def collect_uploads(
    course: Path, assignment: str, platform: str, archive: Path, *, names: Path | None = None, update: bool = False
) -> Collected:
    """Collect the submissions in an archive into ``submitted/``.

    Args:
        course: the course folder.
        assignment: its name.
        platform: ``canvas`` or ``moodle``.
        archive: as it was downloaded there.
        names: a table of the platform's that tells whose number is whose.
        update: whether to take again what was collected before.

    Raises:
        LookupError: there is no such gradebook or assignment.
        GradingError: the archive or the table cannot be read.
    """
    app = load_app(course.resolve())
    found = sort_archive(platform, archive, Class(tuple(people_of(app, assignment))), names)
    left_out = dict(found.left_out)
    taken: list[str] = []
    kept: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        unpacked = _unpack(app, archive, Path(made))
        for student, uploads in found.uploads.items():
            dest = _submitted(app.coursedir, student, assignment)
            if dest.exists() and not update:
                kept.append(student)
                continue
            staged = Path(made, "staged", f"{len(taken) + len(left_out)}")
            left_out |= _stage(unpacked, uploads, staged, _expected(app, assignment))
            try:
                without = _copy(app, staged, dest)
            except LeftOutError as error:
                left_out[student] = str(error).rstrip(".")
                continue
            except OSError as error:
                left_out[student] = f"of this: {reason(error)}"
                continue
            if without:
                left_out[student] = f"this of it is no ordinary file, or too large: {without}"
            taken.append(student)
    late = tuple(student for student, uploads in found.uploads.items() if any(one.late for one in uploads))
    return Collected(tuple(taken), tuple(kept), late, left_out)


def _submitted(folders: Any, student: str, assignment: str) -> Path:
    return Path(folders.root, folders.format_path(folders.submitted_directory, student, assignment))


def _unpack(app: Any, archive: Path, made: Path) -> Path:
    """Unpack the archive, and the archives in it, and give the folder in which its files are."""
    into, out = made / "archive", made / "unpacked"
    into.mkdir()
    out.mkdir()
    shutil.copyfile(archive, into / "uploads.zip")
    unpacker = UnpackWithinLimits(parent=ZipCollectApp(parent=app, coursedir=app.coursedir))
    unpacker.log.setLevel(logging.WARNING)
    unpacker.extract(str(into), str(out))
    if not (out / "uploads").is_dir():
        raise ExportError(
            f"{archive} was not unpacked: it is no ordinary archive, or larger than is taken.",
            "Download it again, or raise c.UnpackWithinLimits.max_archive_size.",
        )
    return out / "uploads"


def _expected(app: Any, assignment: str) -> tuple[str, ...]:
    """The names of files that an answer has."""
    folders = app.coursedir
    released = Path(folders.root, folders.format_path(folders.release_directory, ".", assignment))
    return (*(file.name for file in sorted(released.glob("*.ipynb"))), *sorted(marker_of(app.config).own_files))


def _stage(unpacked: Path, uploads: Sequence[Upload], staged: Path, expected: Sequence[str]) -> dict[str, str]:
    """Put a student's files together; of two with one name the last that was uploaded counts."""
    staged.mkdir(parents=True)
    left_out = {}
    for upload in uploads:
        name = own_name(upload, expected)
        source = unpacked / upload.path
        if not source.exists():
            # An archive that was handed in became a folder with its name.
            source, name = source.with_suffix(""), "."
        if not source.exists():
            left_out[upload.path] = "it is not an ordinary file, or too large"
            continue
        to = staged / name
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, dirs_exist_ok=True, symlinks=True)
        else:
            shutil.copyfile(source, to, follow_symlinks=False)
    return left_out


def _copy(app: Any, staged: Path, dest: Path) -> str:
    course = app.coursedir
    largest = 1000 * course.max_dir_size
    remedy = "Ask for less, or raise c.CourseDirectory.max_dir_size; then collect again."
    limits = SizeLimits(
        largest,
        _MOST,
        (f"it is larger than {megabytes(largest)}", remedy),
        (f"it holds more than {_MOST:,} files and folders", remedy),
    )
    dest.parent.mkdir(parents=True, exist_ok=True)
    return copy_submission(staged, dest, limits, course, app.log)
