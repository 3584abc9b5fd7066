"""Runs a student's notebook in one sandbox and its checks in another, and says what became of each check.

The cells are run first, all of them; where a check stands, a copy of the process is kept as it is then. Only after
the last cell has been run do the checks put their questions to these copies. So nothing that a student gets to see
can depend on what a check has asked.
"""

import base64
import contextlib
import json
import os
import socket
import stat
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import asdict, define, field, frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from safegrade.code.checker_side import Verdict
from safegrade.code.names import Plan, UnreadableError, bound, parsed, plan, quickly_parsed, seldom
from safegrade.code.student_side import MORE, PICTURES
from safegrade.intake.scan import printable
from safegrade.intake.scan import scan as look
from safegrade.sandbox.channel import LateError, LinkError
from safegrade.sandbox.host import Place, SandboxError, Warm, ask

# The files of a submission, all together, and those of the course: both go into one message, in base64.
MOST_OF_FILES = 11 << 20
_GRACE = 2.0
# Characters of all outputs of a submission together.
_MOST_OUTPUT = 20_000_000
_LIBRARIES = {*sys.stdlib_module_names, "IPython", "matplotlib", "nbgrader", "numpy", "pandas", "scipy", "tarasoff"}
_KINDS = ("passed", "failed", "person")


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell holds a teacher's check."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and not is_task(cell)


def name_of(cell: NotebookNode) -> str:
    """The ``grade_id`` of a cell."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def plan_of(notebook: NotebookNode | None) -> Plan:
    """What a teacher's notebook says about names; nothing, without one."""
    if notebook is None:
        return Plan()
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_check(cell)]
    return plan(
        (cell.source for cell in code if not is_locked(cell)), (cell.source for cell in code if is_locked(cell))
    )


@frozen
class Files:
    """The files that lie beside a notebook.

    Args:
        held: name to content, in base64.
        lines: what was left out, and why.
    """

    held: dict[str, str] = field(factory=dict)
    lines: tuple[str, ...] = ()


def files_in(folder: Path, ignored: Iterable[str] = ()) -> Files:
    """Read the ordinary files in a folder, as many as a sandbox takes.

    Args:
        folder: it may hold anything.
        ignored: names, or patterns of them, that are left out.
    """
    held: dict[str, str] = {}
    lines: list[str] = []
    left = MOST_OF_FILES
    for name in look(folder, ignored).files:
        try:
            content = _content(folder / name, left)
        except (OSError, ValueError) as error:
            lines.append(f"{printable(name)} was not given to the program: {error}.")
            continue
        left -= len(content)
        held[name.replace(os.sep, "/")] = base64.b64encode(content).decode("ascii")
        if (module := _module(name)) in _LIBRARIES:
            lines.append(f"{printable(name)} has the name of the library {module}. Few answers need that: look at it.")
    return Files(held, tuple(lines))


def _module(name: str) -> str:
    """The name under which a file is imported, if it is."""
    first, _, rest = name.partition(os.sep)
    return first if rest == "__init__.py" else first.removesuffix(".py") if not rest and first.endswith(".py") else ""


def _content(place: Path, most: int) -> bytes:
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:  # noqa: PTH123  a descriptor
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is no ordinary file")
        if about.st_size > most:
            raise ValueError(f"with it, the files are larger than {MOST_OF_FILES >> 20} MB")
        return file.read(most)


@define
class Outcome:
    """What became of a notebook.

    Args:
        outputs: of each cell that was run, by its place.
        verdicts: of each check, by its place.
        lines: what somebody should know.
    """

    outputs: dict[int, list[dict[str, Any]]] = field(factory=dict)
    verdicts: dict[int, Verdict] = field(factory=dict)
    lines: list[str] = field(factory=list)


class _Student:
    """The student's notebook while it runs."""

    def __init__(self, warm: Warm, files: dict[str, str], copies: int) -> None:
        self.place = warm.start("student", copies)
        self._left = _MOST_OUTPUT
        self._limits = warm.limits
        self.ended = ""
        self.lines: list[str] = []
        try:
            ask(self.place, {"do": "files", "files": files}, self._limits.cell_seconds)
        except LinkError:
            self.ended = "the files could not be laid out"

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; give its outputs, as far as they are any."""
        if self.ended:
            return [_error("DeadKernelError", f"Not run: {self.ended}.")]
        limit = self._limits.cell_seconds
        try:
            return _clean(ask(self.place, {"do": "run", "source": source}, limit), self._limits.output)
        except LateError:
            self.place.say(b"interrupt")
        except LinkError:
            return [self._dead()]
        try:
            outputs = _clean(self.place.link.receive(time.monotonic() + _GRACE), self._limits.output)
        except LinkError:
            self.place.say(b"cut")
            outputs = []
            self.ended = "an earlier cell ran on and on"
        outputs = [one for one in outputs if one.get("ename") != "KeyboardInterrupt"]
        self.lines.append(f"A cell did not end within {limit:g} seconds.")
        return [*outputs, _error("CellTimeoutError", f"The cell did not end within {limit:g} seconds.")]

    def kept(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The outputs of a cell, as long as those of all cells together are not too large."""
        kept = []
        for one in outputs:
            self._left -= len(json.dumps(one))
            if self._left < 0:
                self.lines.append("The cells show more than is kept.")
                break
            kept.append(one)
        return kept

    def copy(self) -> socket.socket | None:
        """A line to a copy of the process as it is now; nothing, if there is no process."""
        if self.ended:
            return None
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                ask(self.place, {"do": "copy"}, _GRACE + 3, theirs.fileno())
        except LinkError:
            ours.close()
            self._dead()
            return None
        return ours

    def _dead(self) -> dict[str, Any]:
        self.ended = self.place.heard() or "the process has ended"
        return _error("DeadKernelError", f"The cell ended the program: {self.ended}.")


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}


def _clean(answer: Any, most: int) -> list[dict[str, Any]]:
    """Outputs as they may stand in a notebook, whatever came."""
    given = answer.get("outputs") if isinstance(answer, dict) else None
    outputs: list[dict[str, Any]] = []
    for one in given[:300] if isinstance(given, list) else []:
        if not isinstance(one, dict):
            continue
        match one.get("output_type"):
            case "stream" if one.get("name") in {"stdout", "stderr"}:
                outputs.append({"output_type": "stream", "name": one["name"], "text": _short(one.get("text"), most)})
            case "error":
                trace = one.get("traceback")
                lines = [_short(line, 2000) for line in trace[:60]] if isinstance(trace, list) else []
                name, text = _short(one.get("ename"), 200), _short(one.get("evalue"), 2000)
                outputs.append({"output_type": "error", "ename": name, "evalue": text, "traceback": lines})
            case "display_data" | "execute_result" as kind:
                data = _data(one.get("data"), most)
                extra = {"execution_count": None} if kind == "execute_result" else {}
                outputs.append({"output_type": kind, "data": data, "metadata": {}, **extra})
    return outputs


def _data(data: Any, most: int) -> dict[str, str]:
    held = data if isinstance(data, dict) else {}
    shown = {"text/plain": _short(held.get("text/plain"), most)}
    for kind in ("image/png", "image/jpeg"):
        if isinstance(picture := held.get(kind), str) and len(picture) <= PICTURES:
            with contextlib.suppress(ValueError):
                base64.b64decode("".join(picture.split()), validate=True)
                shown[kind] = picture
    return shown


def _short(text: Any, most: int) -> str:
    # Half of a pair of characters cannot be written to a file.
    said = text if isinstance(text, str) else ""
    return said[: most + 100].encode("utf-8", "replace").decode("utf-8")


class _Checks:
    """The teacher's checks while they run."""

    def __init__(self, warm: Warm, names: Plan, files: dict[str, str], ours: set[str]) -> None:
        self._warm, self._names, self._files, self._ours = warm, names, files, ours
        # The locked cells that have been run: where a check has to be ended, the next needs them again.
        self._given: list[str] = []
        self._place: Place | None = None

    def check(self, source: str, before: list[str], copy: socket.socket) -> Verdict:
        """Run a check against a copy of the student's process."""
        seconds = self._warm.limits.cell_seconds
        again = [] if self._place else list(self._given)
        self._given += before
        message = {"do": "check", "source": source, "before": [*again, *before], "seconds": seconds}
        place = self._place or self._begin()
        try:
            answer = ask(place, message, seconds + _GRACE + 3, copy.fileno())
            return _verdict(answer)
        except LinkError:
            # It was in a step that nothing interrupts, or ran out of memory: of what it was given, most likely.
            why = place.heard() or "it did not end in time"
            self.end()
            why = f"The check was ended: {why}."
            return Verdict("failed", error=("RuntimeError", why, []), why=why)

    def _begin(self) -> Place:
        self._place = self._warm.start("checker")
        known = [self._names.known, list(self._names.imports), sorted(self._names.theirs), sorted(self._ours)]
        begin = {"do": "begin", "files": self._files, "plan": known, "output": self._warm.limits.output}
        try:
            ask(self._place, begin, self._warm.limits.cell_seconds)
        except LinkError as error:
            raise SandboxError(f"The checks do not start: {error}.") from error
        return self._place

    def end(self) -> None:
        """End the process."""
        if self._place is not None:
            self._place.end()
            self._place = None


def _verdict(answer: dict[str, Any]) -> Verdict:
    given: dict[str, Any] = {name: answer.get(name) for name in asdict(Verdict("passed"))}
    verdict = Verdict(**json.loads(json.dumps(given, ensure_ascii=False).encode("utf-8", "replace")))
    if verdict.kind not in _KINDS:
        raise LinkError("what came is no verdict")
    return verdict


def run(
    notebook: NotebookNode,
    names: Plan,
    handed_in: dict[str, str],
    teachers: dict[str, str],
    warm: Warm,
    *,
    skipped: Iterable[str] = (),
) -> Outcome:
    """Run a notebook and its checks. The notebook is left as it is.

    Args:
        notebook: the student's, with the teacher's checks in it. What its metadata says of a cell is believed, so it
            has to come from the gradebook.
        names: what the teacher's notebook says about names.
        handed_in: the student's files, in base64.
        teachers: the teacher's files, which are laid over them.
        warm: makes the sandboxes.
        skipped: the names of checks that are marked otherwise.

    Raises:
        SandboxError: there is no sandbox.
    """
    outcome = Outcome()
    copies: list[tuple[int, list[str], socket.socket | None]] = []
    before: list[str] = []
    number = sum(is_check(cell) for cell in notebook.cells)
    student = _Student(warm, {**handed_in, **teachers}, number)
    try:
        for place, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or name_of(cell) in skipped:
                continue
            if is_check(cell):
                copies.append((place, before, student.copy()))
                before = []
                continue
            outcome.outputs[place] = student.kept(student.run(cell.source))
            if any(MORE in one.get("text", "") for one in outcome.outputs[place]):
                student.lines.append("A cell printed more than is kept.")
            if is_locked(cell):
                before.append(cell.source)
        student.place.say(b"cut")
        _run_checks(notebook, names, teachers, warm, copies, outcome=outcome)
    finally:
        for _, _, copy in copies:
            if copy is not None:
                copy.close()
        student.place.end()
    outcome.lines += student.lines
    if student.ended:
        outcome.lines.append(f"The student's code did not run to its end: {student.ended}.")
    if odd := _seldom(notebook) - names.seldom:
        outcome.lines.append(f"The student's code uses {', '.join(sorted(odd))}. Few answers need that: look at it.")
    return outcome


def _seldom(notebook: NotebookNode) -> set[str]:
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_locked(cell):
            with contextlib.suppress(UnreadableError):
                found |= seldom(quickly_parsed(cell.source))
    return found


def _given_by(notebook: NotebookNode) -> set[str]:
    """The names that the teacher's locked cells and checks give."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_locked(cell):
            with contextlib.suppress(UnreadableError):
                found |= bound(parsed(cell.source))
    return found


def _run_checks(
    notebook: NotebookNode,
    names: Plan,
    teachers: dict[str, str],
    warm: Warm,
    copies: list[tuple[int, list[str], socket.socket | None]],
    *,
    outcome: Outcome,
) -> None:
    checks = _Checks(warm, names, teachers, _given_by(notebook))
    try:
        for place, before, copy in copies:
            if copy is None:
                text = "An earlier cell ended the program, so that this check could not be run."
                outcome.verdicts[place] = Verdict("failed", error=("DeadKernelError", text, []))
            else:
                outcome.verdicts[place] = checks.check(notebook.cells[place].source, before, copy)
                copy.close()
    finally:
        checks.end()
