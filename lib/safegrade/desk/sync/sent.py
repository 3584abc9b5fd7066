"""What was sent, a line for each step, on the disk before the step is taken: whatever happens, nothing is sent twice.

Before a score is sent, a line says which and with what time; when it has arrived, another says so. Where the second is
missing, the same score is sent again with the same time, which to the platform is no other score.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import filelock
from attrs import asdict, frozen

from safegrade.desk.sync.scores import Score, later, written
from safegrade.desk.sync.settings import SyncError

_SCHEMA = 1
_FOLDER = "sent"


@frozen
class _Line:
    """A step that was taken for one student.

    Args:
        step: ``sending`` before it is known whether it has arrived, then ``sent``, or ``refused``.
        column: the address of the platform's column.
        student: the id.
        digest: of what was sent.
        time: that it was sent with.
    """

    step: Literal["sending", "sent", "refused"]
    column: str
    student: str
    digest: str
    time: str


class Sent:
    """What was sent of an assignment, in a file that grows. Several threads may use it, but one process alone."""

    def __init__(self, file: Path, assignment: str) -> None:
        self._file, self._assignment = file, assignment
        self._opened: int | None = None
        self._one_at_a_time = threading.Lock()
        self._last = _last_of(file)

    def has(self, column: str, score: Score) -> bool:
        """Whether a score has arrived in a column, and nothing else after it."""
        last = self._last.get((column, score.student))
        return last is not None and (last.step, last.digest) == ("sent", score.digest)

    def time_of(self, column: str, score: Score, now: datetime) -> datetime:
        """The time to send a score with: the same again, if it may have arrived, else a later one than any before."""
        last = self._last.get((column, score.student))
        if last is None:
            return now
        if (last.step, last.digest) == ("sending", score.digest):
            return datetime.fromisoformat(last.time)
        return later(last.time, now)

    def note(self, step: Literal["sending", "sent", "refused"], column: str, score: Score, when: datetime) -> None:
        """Write down a step; when this returns, it is on the disk.

        Raises:
            SyncError: it cannot be written.
        """
        line = _Line(step, column, score.student, score.digest, written(when))
        with self._one_at_a_time:
            if self._opened is None:
                raise RuntimeError("A step is written within writing() alone.")
            try:
                _append(self._opened, asdict(line))
            except OSError as error:
                raise SyncError(
                    f"{self._file} cannot be written: {error.strerror}.",
                    "What is not written down is not sent. Make room, then run this again: it goes on.",
                ) from error
            self._last[column, score.student] = line

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one who sends, for a while.

        Raises:
            SyncError: somebody else sends.
            OSError: nothing can be written there.
        """
        self._file.parent.mkdir(exist_ok=True)
        lock = filelock.FileLock(f"{self._file}.lock", timeout=0)
        try:
            with lock:
                # Whoever was sending until now has written more.
                self._last = _last_of(self._file)
                self._opened = self._open()
                try:
                    yield
                finally:
                    os.close(self._opened)
                    self._opened = None
        except filelock.Timeout:
            raise SyncError(
                f"Another sync of {self._assignment} is running.", "Wait until it has ended, then run this again."
            ) from None

    def _open(self) -> int:
        # What is in there says who got which mark when.
        opened = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        # Of a step that was being written when the power went, nothing is kept.
        whole = self._file.read_bytes().rfind(b"\n") + 1
        os.ftruncate(opened, whole)
        os.lseek(opened, whole, os.SEEK_SET)
        if not whole:
            _append(opened, {"schema": _SCHEMA, "assignment": self._assignment})
        return opened


def sent_of(course: Path, assignment: str) -> Sent:
    """What was sent of an assignment.

    Raises:
        SyncError: the file with it cannot be read.
    """
    return Sent(course / _FOLDER / f"{assignment}.jsonl", assignment)


def _append(opened: int, line: dict[str, Any]) -> None:
    os.write(opened, json.dumps(line).encode() + b"\n")
    os.fsync(opened)


def _last_of(file: Path) -> dict[tuple[str, str], _Line]:
    """The last step for each student in each column."""
    return {(line.column, line.student): line for line in _read(file)}


def _read(file: Path) -> Iterator[_Line]:
    try:
        data = file.read_bytes() if file.exists() else b""
    except OSError as error:
        raise SyncError(f"{file} cannot be read: {error.strerror}.", "Mend its rights, then run this again.") from error
    # Behind the last end of a line stands a step that was not written whole.
    for number, text in enumerate(data[: data.rfind(b"\n") + 1].splitlines(), start=1):
        try:
            told = json.loads(text)
            if number == 1:
                _check_schema(told, file)
            else:
                yield _Line(told["step"], *(str(told[name]) for name in ("column", "student", "digest", "time")))
        except (ValueError, TypeError, KeyError) as error:
            raise SyncError(
                f"Line {number} of {file} is damaged.",
                "Put a copy of it back, or remove the file: then everything is sent once more, with the same marks.",
            ) from error


def _check_schema(told: Any, file: Path) -> None:
    if told["schema"] != _SCHEMA:
        raise SyncError(f"{file} was written by another version, with schema {told['schema']}.", "Use that version.")
