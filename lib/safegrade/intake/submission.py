"""Copy one submission out of a shared exchange, where its student can change it all the while."""

import os
import shutil
import stat
from datetime import datetime
from itertools import islice
from logging import Logger
from pathlib import Path
from typing import Any

from attrs import define, field

from safegrade.intake.copy import CopyOut, SizeLimits, too_large_for
from safegrade.intake.names import PathParts, hidden, matches, wrong_with
from safegrade.intake.ordinary import NotOrdinaryError, open_folder, ordinary
from safegrade.intake.scan import TIME, printable


def copy_submission(
    source: Path, dest: Path, limits: SizeLimits, course: Any, log: Logger, *, when: datetime | None = None
) -> str:
    """Copy the ordinary files of a submission; what stood there before goes only when all is copied.

    The course, nbgrader's ``CourseDirectory``, says what is ignored and how large a file may be. What was left out
    and why is given in words. When it was handed in is written beside it, in place of what a student wrote there.

    Raises:
        TooMuchError: it is more than the limits allow; nothing is changed then.
        OSError: something cannot be read or written; nothing is changed then.
    """
    made = hidden(dest)
    with open_folder(source) as folder:
        owner = os.fstat(folder).st_uid
        copy = _SubmissionCopy(made, limits, course=course, log=log, owner=owner, timed=when is not None)
        try:
            made.mkdir()
            copy.copy_folder(folder)
            if when is not None:
                (made / TIME).write_text(f"{when.isoformat(' ')} UTC", encoding="utf-8")
            if course.groupshared:
                _share_with_group(made, log)
            _put_in_place(made, dest, log)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return copy.left_out_in_words()


@define
class _SubmissionCopy(CopyOut):
    """A copy of what a student handed in, from an account of this number; without its time, if that is known better."""

    course: Any = field(kw_only=True)
    log: Logger = field(kw_only=True)
    owner: int = field(kw_only=True)
    timed: bool = field(kw_only=True)

    def copy_folder(self, folder: int, parts: PathParts = ()) -> None:
        """Copy what is in an open folder, which has this path within the submission."""
        with os.scandir(folder) as found:
            entries = list(islice(found, self.limits.entries + 1))
        self.count(len(entries))
        for entry in sorted(entries, key=lambda entry: entry.name):
            inner = (*parts, entry.name)
            if inner == (TIME,) and self.timed:
                continue
            if matches(entry.name, self.course.ignore):
                self.log.debug("Ignoring '%s' (see CourseDirectory.ignore)", printable("/".join(inner)))
            elif wrong := wrong_with(inner):
                self.leave_out("/".join(inner), wrong)
            elif entry.is_dir(follow_symlinks=False):
                self.make_folder(inner)
                with open_folder(entry.name, folder) as inside:
                    self.copy_folder(inside, inner)
            else:
                try:
                    self._copy_from(folder, inner)
                except NotOrdinaryError as error:
                    self.leave_out("/".join(inner), error.kind)

    def _copy_from(self, folder: int, parts: PathParts) -> None:
        largest = 1000 * self.course.max_file_size
        with ordinary(parts[-1], folder) as (file, about):
            if self.course.include and not matches(parts[-1], self.course.include):
                self.log.debug("Ignoring '%s' (see CourseDirectory.include)", printable("/".join(parts)))
            elif about.st_nlink > 1 and about.st_uid != self.owner:
                # A second name of a file of somebody else, which only some systems forbid.
                self.leave_out("/".join(parts), "a file of somebody else")
            elif largest and about.st_size > largest:
                self.leave_out("/".join(parts), too_large_for(largest))
            else:
                self.copy_file(parts, file, largest)


def _share_with_group(folder: Path, log: Logger) -> None:
    for where, _, names in os.walk(folder):
        for place, rights in [(Path(where), 0o2770), *((Path(where, name), 0o660) for name in names)]:
            try:
                place.chmod(stat.S_IMODE(place.stat().st_mode) | rights)
            except PermissionError:
                log.warning("Could not update permissions of %s to make it groupshared", printable(place.name))


def _put_in_place(made: Path, dest: Path, log: Logger) -> None:
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
            log.warning("What was collected before could not all be removed: %s. Remove it by hand.", old)
