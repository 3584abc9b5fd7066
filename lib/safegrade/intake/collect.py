"""Collecting what was handed in, whatever it is: ordinary files only, within limits, each submission on its own.

nbgrader copies what a link points to, be it a key or the gradebook, and stops for the whole class at what it cannot
take. Here such a submission is left out, with one line that says why and what to do.
"""

import os
import stat
from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Integer, List, Unicode

from safegrade.contract import GradingError
from safegrade.intake.copy import LeftOutError, SizeLimits, megabytes
from safegrade.intake.names import NamesInFolder, is_student, read_otherwise, wrong_with
from safegrade.intake.ordinary import kind_of, reason
from safegrade.intake.scan import TIME, printable
from safegrade.intake.submission import copy_submission
from safegrade.intake.times import TimeError, handed_in_at, read_time
from safegrade.intake.unzip import UnpackWithinLimits
from safegrade.settings import course_zone

# How many lines say much the same.
_MOST_LINES = 20

# What reading a time that a student wrote can end with, in nbgrader's own way.
_MISREAD = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)


class CollectOrdinaryFiles(ExchangeCollect):
    """nbgrader's collect, which otherwise copies what links point to, and stops at what it cannot copy."""

    max_entries = Integer(
        10_000,
        help="How many files and folders a submission may hold. One that holds more is left out, with a warning.",
    ).tag(config=True)

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the newest submission of each student."""
        self._not_collected: list[str] = []
        super().init_src()
        self.src_records = [record for record in self.src_records if not record["wrong"]]
        for line in self._not_collected[:_MOST_LINES]:
            self.log.warning("%s", line)
        if (more := len(self._not_collected) - _MOST_LINES) > 0:
            self.log.warning("The same goes for %s more in the inbound folder.", f"{more:,}")

    def _path_to_record(self, path: str) -> dict[str, Any]:
        name = Path(path).name
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            # nbgrader's own way reads +0200 as 200 seconds, and CEST as UTC.
            record["timestamp"] = read_time(name.rsplit("+", 3)[2], course_zone(self.config))
            wrong = self._wrong_with_entry(path, record["username"])
        except _MISREAD:
            record = {"username": name.partition("+")[0], "filename": name, "timestamp": datetime.min}  # noqa: DTZ901  as nbgrader's
            wrong = "its name holds no time"
        if wrong:
            self._not_collected.append(
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
            return f"it is {kind_of(mode)}"
        if not is_student(student):
            return "a student's folder cannot have that name"
        # nbgrader looks for the name of the assignment anywhere in the name of the folder.
        if Path(path).name.rsplit("+", 3)[1] != self.coursedir.assignment_id:
            return f"it was not handed in for {self.coursedir.assignment_id}"
        return self._wrong_with_owner(Path(path), student) if self.check_owner else None

    @staticmethod
    def _wrong_with_owner(path: Path, student: str) -> str | None:
        try:
            owner = path.owner()
        except KeyError:
            owner = "an account without a name"
        except NotImplementedError:
            return None  # on Windows
        if owner == student:
            return None
        return (
            f"it claims to be submitted by {printable(student)} but is owned by {printable(owner)} (where one account "
            "plays the whole class, set c.ExchangeCollect.check_owner = False)"
        )

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
            except LeftOutError as error:
                why = str(error)
            except OSError as error:
                why = f"of this: {reason(error)}. Mend it, or ask for it to be handed in again."
            else:
                if without:
                    self.log.warning(
                        "%s, %s: Collected without %s. If it is needed, ask for it again, as an ordinary file.",
                        *(student, assignment, without),
                    )
                continue
            left += 1
            self.log.warning("%s, %s: Not collected, because %s", student, assignment, why)
        if left:
            self.log.warning("%s of %s submissions were not collected; see above.", left, len(self.src_records))

    def _collect(self, record: dict[str, Any]) -> str:
        student, assignment = record["username"], self.coursedir.assignment_id
        source = Path(self.inbound_path) / record["filename"]
        dest = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
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
            return self.do_copy(str(source), str(dest), when=record["timestamp"])
        finally:
            # It is empty only if nothing of this student has ever been collected.
            with suppress(OSError):
                dest.parent.rmdir()

    def _is_wanted(self, dest: Path, new: datetime) -> bool:
        try:
            existing = handed_in_at(dest, course_zone(self.config))
        except OSError:
            existing = None  # a student can write what no one can read
        if self.update and (existing is None or new > existing):
            return True
        return bool(self.before_duedate and existing != new)

    def do_copy(self, src: str, dest: str, log: Any = None, when: datetime | None = None) -> str:  # noqa: ARG002
        """Copy the ordinary files of a submission, within limits, and return in words what was left out.

        What nbgrader itself gives is the same but for the time at which it was handed in.
        """
        largest = 1000 * self.coursedir.max_dir_size
        remedy = "Ask for less, or raise c.{}; then collect again."
        too_large = f"it is larger than {megabytes(largest)}", remedy.format("CourseDirectory.max_dir_size")
        many = f"it holds more than {self.max_entries:,} files and folders"
        too_many = many, remedy.format("CollectOrdinaryFiles.max_entries")
        limits = SizeLimits(largest, self.max_entries, too_large, too_many)
        return copy_submission(Path(src), Path(dest), limits, self.coursedir, self.log, when=when)


class CollectWithinSubmitted(FileNameCollectorPlugin):
    """nbgrader's collector, which otherwise lets the name of a file lead out of the folder of submissions."""

    valid_ext = List(
        Unicode(),
        [".ipynb", ".json"],
        help="List of valid submission filename extensions to collect. Answers are in answers.json.",
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._names: defaultdict[str, NamesInFolder] = defaultdict(NamesInFolder)
        self._timed: set[str] = set()

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Read from the name of a file, as nbgrader does, which student it is from and which file it is.

        None where its name leads elsewhere, or the file is left out.
        """
        info: dict[str, Any] | None = super().collect(submitted_file)
        # If the expression names neither, nbgrader says so.
        if not info or not {"student_id", "file_id"} <= info.keys():
            return info
        wrong = self._wrong_with_info(info, Path(submitted_file).suffix) or self._read_otherwise(info, submitted_file)
        if wrong:
            self.log.warning(
                "'%s' was not collected, because %s. Rename it or unpack it by hand, or change "
                "c.FileNameCollectorPlugin.named_regexp; then run zip_collect again with --force.",
                *(printable("/".join(Path(submitted_file).parts[-3:])), wrong),
            )
            return None
        # nbgrader's own way reads +0200 as 200 seconds, and CEST as UTC.
        return {**info, "timestamp": self._time(info)} if "timestamp" in info else info

    def _time(self, info: dict[str, Any]) -> datetime | None:
        return read_time(info["timestamp"], course_zone(self.config)) if info.get("timestamp") else None

    def _read_otherwise(self, info: dict[str, Any], name: str) -> str | None:
        other = read_otherwise(self.named_regexp, name, self._known)
        if other is None:
            return None
        said = [f"{printable(str(way['student_id']))}'s{_at(way.get('timestamp'))}" for way in (info, other)]
        return f"it may be {said[0]} as well as {said[1]}, and a student can have written either"

    @cached_property
    def _known(self) -> frozenset[str]:
        """The ids of the students in the gradebook, if there is one."""
        from safegrade.gradebook.opening import gradebook_of  # noqa: PLC0415  it reads what was collected

        if self.parent is None:
            return frozenset()
        with suppress(GradingError), gradebook_of(self.parent.coursedir, "") as gradebook:
            return frozenset(student.id for student in gradebook.students)
        return frozenset()

    def _wrong_with_info(self, info: dict[str, Any], suffix: str) -> str | None:
        student, file = info["student_id"], info["file_id"]
        if not is_student(student):
            return f"no student can be named '{printable(str(student))}'"
        if not isinstance(file, str):
            return "its name does not say which file it is"
        parts = tuple((os.path.splitext(file)[0] + suffix).replace(os.sep, "/").split("/"))  # noqa: PTH122  as nbgrader
        # When it was handed in is not for a student to say.
        if {"", ".", ".."} & set(parts) or parts == (TIME,) or wrong_with(parts):
            return f"no file can be named '{printable(file)}'"
        try:
            timed = self._time(info) is not None
        except TimeError as error:
            return f"'{printable(str(info['timestamp']))}' in its name is not a time: it {error.problem}"
        # nbgrader keeps the newer of two, but where it cannot tell, it stops, and nobody's are collected.
        known = parts in self._names[student]
        if not self._names[student].add(parts, folder=False) and not (known and timed and student in self._timed):
            return f"{printable(student)} has handed in another with its name"
        if timed:
            self._timed.add(student)
        return None


def _at(time: str | None) -> str:
    return f" of {printable(time)}" if time else ""


def configure_collecting(config: Any) -> None:
    """Collect with the classes above. What a course has set before stays, and what it sets afterwards wins."""
    for section, name, ours in (
        # nbgrader collect, and Collect in formgrader. A course with an exchange of another kind names that.
        ("ExchangeFactory", "collect", CollectOrdinaryFiles),
        ("ZipCollectApp", "extractor_plugin", UnpackWithinLimits),
        ("ZipCollectApp", "collector_plugin", CollectWithinSubmitted),
    ):
        if name not in config[section]:
            config[section][name] = ours
