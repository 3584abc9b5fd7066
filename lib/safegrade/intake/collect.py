"""Collecting what was handed in, whatever it is: ordinary files only, within limits, each submission on its own.

nbgrader copies what a link points to, be it a key or the gradebook; it unpacks without limit, takes names from a file's
name as they are, and stops for the whole class at the first submission that it cannot take. Here such a submission is
left out, with one line that says why and what to do, and the others are collected.
"""

import os
import shutil
import stat
from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import parse_utc
from traitlets import Integer, List, Unicode

from safegrade.intake.copy import (
    FOLDER,
    Limits,
    Names,
    NotTakenError,
    OddFileError,
    Parts,
    Taken,
    hidden,
    is_student,
    kind,
    matches,
    megabytes,
    ordinary,
    reason,
    too_large_for,
    wrong_with,
)
from safegrade.intake.scan import printable
from safegrade.intake.unzip import UnpackWithinLimits

# How many lines say the same.
_LINES = 20

# What reading a time that a student wrote can end with; AttributeError is how nbgrader itself fails on one.
MISREAD = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)


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
        except MISREAD:
            record = {"username": name.partition("+")[0], "filename": name, "timestamp": datetime.min}  # noqa: DTZ901  as nbgrader's
            wrong = "its name holds no time"
        if wrong:
            self._odd.append(
                f"'{printable(name)}' in the inbound folder was not collected, because {wrong}. "
                "Remove it, and ask for the assignment to be handed in with nbgrader."
            )
        return {**record, "wrong": wrong}

    def _wrong_with_entry(self, path: str, student: str) -> str | None:
        try:
            mode = Path(path).lstat().st_mode
        except OSError as error:
            return f"it cannot be looked at ({reason(error)})"
        if not stat.S_ISDIR(mode):
            return f"it is {kind(mode)}"
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
            student = printable(record["username"])
            try:
                without = self._collect(record)
            except NotTakenError as error:
                left += 1
                self.log.warning("%s, %s: Not collected, because %s", student, assignment, error)
            except OSError as error:
                left += 1
                self.log.warning(
                    "%s, %s: Not collected, because of this: %s. Mend it, or ask for it to be handed in again.",
                    *(student, assignment, reason(error)),
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
            self.log.info("Collecting submission: %s %s", printable(student), assignment)
        elif self._is_wanted(dest, record["timestamp"]):
            self.log.info("Updating submission: %s %s", printable(student), assignment)
        else:
            why = "No newer submission to collect" if self.update else "Submission already exists, use --update"
            self.log.info("%s: %s %s", why, printable(student), assignment)
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
                *(printable(source.name), printable(student), owner),
            )

    def _is_wanted(self, dest: Path, new: datetime) -> bool:
        try:
            existing = self.coursedir.get_existing_timestamp(str(dest))
        except (OSError, *MISREAD):
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
            f"it is larger than {megabytes(1000 * self.coursedir.max_dir_size)}. "
            "Ask for less, or raise c.CourseDirectory.max_dir_size; then collect again.",
            f"it holds more than {self.max_entries:,} files and folders. "
            "Ask for less, or raise c.CollectOrdinaryFiles.max_entries; then collect again.",
        )
        made = hidden(Path(dest))
        taken = Taken(made, limits)
        folder = os.open(src, FOLDER)
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
            if matches(entry.name, self.coursedir.ignore):
                self.log.debug("Ignoring '%s' (see CourseDirectory.ignore)", printable("/".join(inner)))
            elif wrong := wrong_with(inner):
                taken.leave("/".join(inner), wrong)
            elif entry.is_dir(follow_symlinks=False):
                taken.folder(inner)
                inside = os.open(entry.name, FOLDER, dir_fd=folder)
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
        with ordinary(parts[-1], folder) as (file, about):
            if course.include and not matches(parts[-1], course.include):
                self.log.debug("Ignoring '%s' (see CourseDirectory.include)", printable("/".join(parts)))
            elif about.st_nlink > 1 and about.st_uid != owner:
                # A second name of a file of somebody else, which only some systems forbid.
                taken.leave("/".join(parts), "a file of somebody else")
            elif course.max_file_size and about.st_size > 1000 * course.max_file_size:
                taken.leave("/".join(parts), too_large_for(1000 * course.max_file_size))
            else:
                taken.file(parts, file, 1000 * course.max_file_size)

    def _share(self, made: Path) -> None:
        for where, _, names in os.walk(made):
            for place, rights in [(Path(where), 0o2770), *((Path(where, name), 0o660) for name in names)]:
                try:
                    place.chmod(stat.S_IMODE(place.stat().st_mode) | rights)
                except PermissionError:
                    self.log.warning("Could not update permissions of %s to make it groupshared", printable(place.name))

    def _put(self, made: Path, dest: Path) -> None:
        old = None
        if dest.exists():
            old = hidden(dest)
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


class CollectWithinSubmitted(FileNameCollectorPlugin):
    """nbgrader's collector, which otherwise lets the name of a file lead out of the folder of submissions."""

    valid_ext = List(
        Unicode(),
        [".ipynb", ".json"],
        help="List of valid submission filename extensions to collect. Answers are in answers.json.",
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names: defaultdict[str, Names] = defaultdict(Names)
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
                *(printable("/".join(Path(submitted_file).parts[-3:])), wrong),
            )
            return None
        return info

    def _wrong_with_info(self, info: dict[str, Any], suffix: str) -> str | None:
        student, file = info["student_id"], info["file_id"]
        if not is_student(student):
            return f"no student can be named '{printable(str(student))}'"
        if not isinstance(file, str):
            return "its name does not say which file it is"
        parts = tuple((os.path.splitext(file)[0] + suffix).replace(os.sep, "/").split("/"))  # noqa: PTH122  as nbgrader
        if {"", ".", ".."} & set(parts) or any(wrong_with(parts[: end + 1]) for end in range(len(parts))):
            return f"no file can be named '{printable(file)}'"
        try:
            timed = parse_utc(info.get("timestamp") or None) is not None
        except MISREAD:
            return f"'{printable(str(info['timestamp']))}' in its name is no time"
        # nbgrader keeps the newer of two, but where it cannot tell, it stops, and nobody's are collected.
        known = parts in self._names[student]
        if not self._names[student].take(parts, folder=False) and not (known and timed and student in self._timed):
            return f"{printable(student)} has handed in another of its name"
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
