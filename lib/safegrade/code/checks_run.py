"""The teacher's checks while they run in a sandbox of their own, out of the student's reach."""

import json
import socket
import time
from typing import Any

from attrs import frozen

from safegrade.code import messages as say
from safegrade.code.carried.files import Files
from safegrade.code.messages import ask, pack, unpack
from safegrade.code.reading.plan import Plan
from safegrade.code.students_run import GRACE_SECONDS
from safegrade.code.verdict import Verdict
from safegrade.sandbox.channel import ChannelError
from safegrade.sandbox.host import Place, SandboxError, Warm
from safegrade.sandbox.processor import Stopwatch

# What runs in the sandbox, by name: the host never imports it.
CHECKER = "safegrade.code.checker_side:prepare"


@frozen
class Asked:
    """What is asked of the outside witness.

    Args:
        source: the check.
        before: all the teacher's locked cells before it that are no checks, in order.
        earlier: all checks before it, in order.
        theirs: the names that come from the student.
        kept: names that earlier checks have given beside the student's code.
        definitions: the text of the student's functions and classes, by name; empty where no check reads it.
    """

    source: str
    before: list[str]
    earlier: list[str]
    theirs: frozenset[str]
    kept: frozenset[str]
    definitions: dict[str, str]


class ChecksRun:
    """The teacher's checks while they run; ``given`` is every name that they and the locked cells give."""

    def __init__(self, warm: Warm, plan: Plan, files: Files, given: set[str], student: Place) -> None:
        self._warm, self._limits, self._student = warm, warm.limits, student
        # Whether something took too long, and may have been kept from its processor by others.
        self.late = False
        self._start = say.StartChecker(
            *(files, warm.limits.output, plan.known, list(plan.imports), sorted(given)),
            *(dict(plan.classes), dict(plan.docstrings), sorted(plan.reads), sorted(plan.writes)),
        )
        # How many of the locked cells, and of the checks, the process that is there has been told of.
        self._told = (0, 0)
        self._place: Place | None = None

    def check(self, asked: Asked, copy: socket.socket | None) -> Verdict:
        """Run a check against a copy of the student's process, which ends with it; None if that had ended by then."""
        if copy is None:
            text = "An earlier cell ended the program, so that this check could not be run."
            return Verdict("failed", error=("DeadKernelError", text, []))
        seconds = self._limits.cell_seconds
        cells, checks = self._told
        self._told = len(asked.before), len(asked.earlier)
        new = asked.before[cells:], asked.earlier[checks:]
        names = sorted(asked.theirs), sorted(asked.kept)
        question = say.RunCheck(asked.source, *new, *names, asked.definitions, seconds)
        place = self._place or self._begin()
        deadline = time.monotonic() + seconds + GRACE_SECONDS + 3
        watch = Stopwatch(seconds, self._student, place)
        try:
            with copy:
                verdict = ask(place.channel, question, Verdict, deadline=deadline, descriptor=copy.fileno())
            return _printable(verdict)
        except ChannelError:
            # It was in a step that nothing interrupts, or ran out of memory: of what it was given, most likely.
            why = f"The check was ended: {place.reason() or 'it did not end in time'}."
            self.close()
            self._told = (0, 0)
            return Verdict("failed", error=("RuntimeError", why, []), why=why)
        finally:
            self.late = self.late or watch.kept_waiting

    def _begin(self) -> Place:
        self._place = self._warm.start(CHECKER)
        deadline = time.monotonic() + self._limits.cell_seconds
        try:
            ask(self._place.channel, self._start, say.Done, deadline=deadline)
        except ChannelError as why:
            raise SandboxError(f"The checks do not start: {why}.") from why
        return self._place

    def close(self) -> None:
        """End the process."""
        if self._place is not None:
            self._place.end()
            self._place = None


def _printable(verdict: Verdict) -> Verdict:
    """The same, without half characters, which cannot be written to a file."""
    data: Any = json.loads(json.dumps(pack(verdict), ensure_ascii=False).encode("utf-8", "replace"))
    return unpack(data, Verdict)
