"""Runs a student's notebook in one sandbox and its checks in another, and says what became of each check.

The cells are run first, all of them; where a check stands, a copy of the process is kept as it is then. Only after
the last cell has been run do the checks put their questions to these copies. So nothing that a student gets to see
can depend on what a check has asked.
"""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from attrs import AttrsInstance, define, field
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from safegrade.code import messages as say
from safegrade.code.files import Files
from safegrade.code.messages import RefusedError, ask, pack, unpack
from safegrade.code.names import Plan, UnreadableError, bound, parsed, plan, quickly_parsed, seldom
from safegrade.code.outputs import MORE, clean, error
from safegrade.code.solution import definitions
from safegrade.code.verdict import Verdict
from safegrade.sandbox.channel import ChannelError, LateError
from safegrade.sandbox.host import Place, SandboxError, Warm
from safegrade.sandbox.terms import CUT, INTERRUPT

# What runs in the sandboxes, by name: the host never imports it.
STUDENT, CHECKER = "safegrade.code.student_side:prepare", "safegrade.code.checker_side:prepare"

_GRACE_SECONDS = 2.0
# Characters of all outputs of a submission together.
_MOST_OUTPUT = 20_000_000
_Answer = TypeVar("_Answer", bound=AttrsInstance)


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell holds a teacher's check."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and not is_task(cell)


def name_of(cell: NotebookNode) -> str:
    """The ``grade_id`` of a cell."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def plan_of(notebook: NotebookNode | None) -> Plan:
    """What a teacher's notebook says about names; without a notebook, that nothing is known."""
    if notebook is None:
        return Plan()
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_check(cell)]
    return plan(
        (cell.source for cell in code if not is_locked(cell)), (cell.source for cell in code if is_locked(cell))
    )


@define
class Outcome:
    """What became of a notebook: of its cells and checks, by their place; and what somebody should know."""

    outputs: dict[int, list[dict[str, Any]]] = field(factory=dict)
    verdicts: dict[int, Verdict] = field(factory=dict)
    lines: list[str] = field(factory=list)


class _StudentsRun:
    """A student's notebook while it runs, with its files beside it. So many copies of it will be kept for checks."""

    def __init__(self, warm: Warm, files: Files, copies: int) -> None:
        self.place = warm.start(STUDENT, copies)
        self._characters_left = _MOST_OUTPUT
        self._limits = warm.limits
        self.ended = ""
        self.lines: list[str] = []
        try:
            self._ask(say.StartStudent(files, self._limits.output), say.Done, self._limits.cell_seconds)
        except ChannelError:
            self.ended = "the files could not be laid out"

    def _ask(self, message: Any, awaited: type[_Answer], seconds: float, descriptor: int | None = None) -> _Answer:
        return ask(self.place.channel, message, awaited, deadline=time.monotonic() + seconds, descriptor=descriptor)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; give its outputs, whatever became of it."""
        if self.ended:
            return [error("DeadKernelError", f"Not run: {self.ended}.")]
        limits = self._limits
        try:
            return clean(self._ask(say.RunCell(source), say.CellOutputs, limits.cell_seconds).outputs, limits.output)
        except LateError:
            self.place.tell(INTERRUPT)
        except ChannelError as why:
            return [self._end(why)]
        try:
            answer = unpack(self.place.channel.receive(time.monotonic() + _GRACE_SECONDS), say.CellOutputs)
            outputs = clean(answer.outputs, limits.output)
        except ChannelError:
            self.place.tell(CUT)
            outputs = []
            self.ended = "an earlier cell ran on and on"
        outputs = [output for output in outputs if output.get("ename") != "KeyboardInterrupt"]
        self.lines.append(f"A cell did not end within {limits.cell_seconds:g} seconds.")
        text = f"The cell did not end within {limits.cell_seconds:g} seconds."
        return [*outputs, error("CellTimeoutError", text)]

    def within_limit(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The outputs of a cell, as long as those of all cells together are not too large."""
        kept = []
        for output in outputs:
            self._characters_left -= len(json.dumps(output))
            if self._characters_left < 0:
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
                self._ask(say.MakeCopy(), say.Done, _GRACE_SECONDS + 3, theirs.fileno())
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
        self.ended = self.place.reason() or "the process has ended"
        return error("DeadKernelError", f"The cell ended the program: {self.ended}.")


class _ChecksRun:
    """The teacher's checks while they run; ``given`` is every name that they and the locked cells give."""

    def __init__(self, warm: Warm, plan: Plan, files: Files, given: set[str]) -> None:
        self._warm, self._limits = warm, warm.limits
        self._start = say.StartChecker(
            *(files, warm.limits.output, plan.known, list(plan.imports), sorted(given)),
            *(dict(plan.classes), dict(plan.docstrings), sorted(plan.reads)),
        )
        self._theirs = sorted(plan.theirs)
        self.definitions: dict[str, str] = {}
        # The locked cells that have been run: where a check has to be ended, the next needs them again.
        self._cells_run: list[str] = []
        self._place: Place | None = None

    def check(self, source: str, before: list[str], copy: socket.socket | None) -> Verdict:
        """Run a check against a copy of the student's process, which ends with it."""
        if copy is None:
            text = "An earlier cell ended the program, so that this check could not be run."
            return Verdict("failed", error=("DeadKernelError", text, []))
        seconds = self._limits.cell_seconds
        self._cells_run += before
        cells = before if self._place else list(self._cells_run)
        question = say.RunCheck(source, cells, [], self._theirs, self.definitions, seconds)
        place = self._place or self._begin()
        deadline = time.monotonic() + seconds + _GRACE_SECONDS + 3
        try:
            with copy:
                verdict = ask(place.channel, question, Verdict, deadline=deadline, descriptor=copy.fileno())
            return _printable(verdict)
        except ChannelError:
            # It was in a step that nothing interrupts, or ran out of memory: of what it was given, most likely.
            why = f"The check was ended: {place.reason() or 'it did not end in time'}."
            self.close()
            return Verdict("failed", error=("RuntimeError", why, []), why=why)

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
    data = json.dumps(pack(verdict), ensure_ascii=False).encode("utf-8", "replace")
    return unpack(json.loads(data), Verdict)


def run(
    notebook: NotebookNode,
    names: Plan,
    handed_in: Files,
    teachers: Files,
    warm: Warm,
    *,
    skipped: Iterable[str] = (),
) -> Outcome:
    """Run a notebook and its checks, but those skipped, by name. The notebook is left as it is.

    What its metadata says of a cell is believed, so it has to come from the gradebook. The teacher's files are laid
    over those handed in.

    Raises:
        SandboxError: a sandbox cannot be made.
    """
    outcome = Outcome()
    copies: list[tuple[int, list[str], socket.socket | None]] = []
    before: list[str] = []
    with contextlib.ExitStack() as ending:
        student = _StudentsRun(warm, {**handed_in, **teachers}, sum(map(is_check, notebook.cells)))
        ending.callback(student.place.end)
        for place, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or name_of(cell) in skipped:
                continue
            if is_check(cell):
                if copy := student.copy():
                    ending.enter_context(copy)
                copies.append((place, before, copy))
                before = []
                continue
            outcome.outputs[place] = student.within_limit(student.run(cell.source))
            if any(MORE in output.get("text", "") for output in outcome.outputs[place]):
                student.lines.append("A cell printed more than is kept.")
            if is_locked(cell):
                before.append(cell.source)
        student.place.tell(CUT)
        given = _found_in(notebook, lambda source: bound(parsed(source)), locked=True)
        checks = ending.enter_context(contextlib.closing(_ChecksRun(warm, names, teachers, given)))
        for place, earlier, copy in copies:
            before_it = [cell for cell in notebook.cells[:place] if cell.cell_type == "code" and not is_locked(cell)]
            checks.definitions = definitions(cell.source for cell in before_it)
            outcome.verdicts[place] = checks.check(notebook.cells[place].source, earlier, copy)
    outcome.lines += student.lines
    if student.ended:
        outcome.lines.append(f"The student's code did not run to its end: {student.ended}.")
    if odd := _found_in(notebook, lambda source: seldom(quickly_parsed(source)), locked=False) - names.seldom:
        outcome.lines.append(f"The student's code uses {', '.join(sorted(odd))}. Few answers need that: look at it.")
    return outcome


def _found_in(notebook: NotebookNode, look: Callable[[str], set[str]], *, locked: bool) -> set[str]:
    """What is found in the code of the teacher's locked cells and checks, or in that of all other cells."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and bool(is_locked(cell)) == locked:
            with contextlib.suppress(UnreadableError):
                found |= look(cell.source)
    return found
