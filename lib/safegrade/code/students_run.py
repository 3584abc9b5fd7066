"""A student's notebook while it runs in a sandbox: each cell in turn, and copies of the process for questions later."""

import json
import socket
import time
from typing import Any, TypeVar

from attrs import AttrsInstance

from safegrade.code import messages as say
from safegrade.code.carried.files import Files
from safegrade.code.carried.outputs import clean, error
from safegrade.code.messages import RefusedError, ask, unpack
from safegrade.sandbox.channel import ChannelError, LateError
from safegrade.sandbox.host import Warm
from safegrade.sandbox.processor import Stopwatch
from safegrade.sandbox.terms import CUT, INTERRUPT

# What runs in the sandbox, by name: the host never imports it.
STUDENT = "safegrade.code.student_side:prepare"

GRACE_SECONDS = 2.0
# Characters of all outputs of a submission together.
_MOST_OUTPUT = 20_000_000
_Answer = TypeVar("_Answer", bound=AttrsInstance)


class StudentsRun:
    """A student's notebook while it runs, with its files beside it. So many copies of it will be kept for checks."""

    def __init__(self, warm: Warm, files: Files, copies: int) -> None:
        self.place = warm.start(STUDENT, copies)
        self._characters_left = _MOST_OUTPUT
        self._limits = warm.limits
        self.ended = ""
        # Whether something took too long, and may have been kept from its processor by others.
        self.late = False
        self._all_of_it = Stopwatch(warm.limits.seconds, self.place)
        self.lines: list[str] = []
        try:
            self._ask(say.StartStudent(files, self._limits.output), say.Done, self._limits.cell_seconds)
        except ChannelError:
            self.ended = "the files could not be laid out"

    def _ask(self, message: Any, awaited: type[_Answer], seconds: float, descriptor: int | None = None) -> _Answer:
        return ask(self.place.channel, message, awaited, deadline=time.monotonic() + seconds, descriptor=descriptor)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; give its outputs, whatever became of it, as long as those of all cells are not too large."""
        return self._within_limit(self._run(source))

    def _run(self, source: str) -> list[dict[str, Any]]:
        if self.ended:
            return [error("DeadKernelError", f"Not run: {self.ended}.")]
        limits = self._limits
        watch = Stopwatch(limits.cell_seconds, self.place)
        try:
            return clean(self._ask(say.RunCell(source), say.CellOutputs, limits.cell_seconds).outputs, limits.output)
        except LateError:
            self.late = self.late or watch.kept_waiting
            self.place.tell(INTERRUPT)
        except ChannelError as why:
            return [self._end(why)]
        try:
            answer = unpack(self.place.channel.receive(time.monotonic() + GRACE_SECONDS), say.CellOutputs)
            outputs = clean(answer.outputs, limits.output)
        except ChannelError:
            self.place.tell(CUT)
            outputs = []
            self.ended = "an earlier cell ran on and on"
        outputs = [output for output in outputs if output.get("ename") != "KeyboardInterrupt"]
        self.lines.append(f"A cell did not end within {limits.cell_seconds:g} seconds.")
        text = f"The cell did not end within {limits.cell_seconds:g} seconds."
        return [*outputs, error("CellTimeoutError", text)]

    def _within_limit(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = []
        for output in outputs:
            self._characters_left -= len(json.dumps(output))
            # What went wrong is small, and a mark may depend on it.
            if self._characters_left < 0 and output["output_type"] != "error":
                self.lines.append("The cells show more than is kept.")
                break
            kept.append(output)
        return kept

    def copy(self) -> socket.socket | None:
        """A connection to a copy of the process as it is now; None if the process has ended."""
        if self.ended:
            return None
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._ask(say.MakeCopy(), say.Done, GRACE_SECONDS + 3, theirs.fileno())
        except ChannelError as why:
            ours.close()
            self._end(why)
            return None
        return ours

    def _end(self, why: ChannelError) -> dict[str, Any]:
        """Nothing more is run; give the error that says so."""
        if isinstance(why, RefusedError):
            # Something else than our own program speaks there.
            self.place.tell(CUT)
        self.late = self.late or self._all_of_it.kept_waiting
        self.ended = self.place.reason() or "the process has ended"
        return error("DeadKernelError", f"The cell ended the program: {self.ended}.")
