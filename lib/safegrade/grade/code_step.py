"""The step that runs a student's cells in a sandbox, and hears both witnesses of the teacher's checks."""

import atexit
import math
import os
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, Enum, Float, Integer, default

from safegrade.code.carried.files import MOST_OF_FILES, Files, to_base64
from safegrade.code.reading.plan import is_check, name_of
from safegrade.code.run import HIDDEN, Outcome, Way, run
from safegrade.code.verdict import Judged, Verdict
from safegrade.contract import AssignmentError
from safegrade.grade.files_for_code import files_for_code
from safegrade.intake.mend import MARK, WITNESSES, note
from safegrade.intake.scan import printable
from safegrade.sandbox.host import UNSAFE, Limits, Warm

PERSON = "needs a person"


class RunCode(NbGraderPreprocessor):
    """Runs a student's cells in a sandbox, and the checks outside of it. Stands where nbgrader's Execute stands."""

    # As nbgrader's own step is told, unless this one is told otherwise.
    @default("timeout")
    def _of_execute(self) -> float:
        for name in ("Execute", "ExecutePreprocessor"):
            seconds = self.config.get(name, {}).get("timeout")
            if isinstance(seconds, int | float) and seconds > 0:
                return float(seconds)
        return 30.0

    @default("total")
    def _ten_cells(self) -> float:
        return max(300.0, 10 * float(self.timeout))

    trust = Enum(
        ("both", "inside", "outside"),
        default_value="both",
        help="Whose word counts for a check: that of both witnesses, where they agree; that of the run beside the "
        "student's code, as in nbgrader; or that of the run outside its reach.",
    ).tag(config=True)
    unsafe = Bool(default_value=False, help="Run students' code without a sandbox, as you.").tag(config=True)
    timeout = Float(30, help="Seconds that a cell or a check may take.").tag(config=True)
    total = Float(300, help="Seconds that a submission may take.").tag(config=True)
    memory = Integer(1024, help="Megabytes of memory that a submission may use.").tag(config=True)
    disk = Integer(128, help="Megabytes of files that a submission may write.").tag(config=True)
    processes = Integer(48, help="Processes that a submission may have at a time.").tag(config=True)

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Run the notebook, or leave it, if there is nothing in it that anybody has still to mark."""
        hand = resources["safegrade"]
        # Of code that a person marks, that person wants to see what it does.
        graded = [name_of(cell) for cell in nb.cells if cell.cell_type == "code" and is_grade(cell)]
        if hand.settled and hand.settled.issuperset(graded):
            return nb, resources
        libraries = hand.assignment.marker.libraries
        handed = files_for_code(hand.submission, libraries)
        teachers = _encoded(hand.assignment.files)
        if language := _other_language(nb):
            outcome = _left_to_a_person(nb, hand.reports, f"it is in {language}, and only Python is run here")
        else:
            plan = hand.assignment.plan(hand.sheet.name)
            outcome = run(nb, plan, handed.held, teachers, self._warm(libraries), way=self._way(hand))
        hand.late = outcome.late
        # A file of the course's own says nothing about the student.
        outcome.lines += [line for name, line in handed.lines.items() if name not in teachers]
        if self.unsafe:
            outcome.lines.append(UNSAFE)
        # Not in the notebook: a course may have its metadata cleared before marks are saved.
        hand.left += self._write(nb, outcome)
        return nb, resources

    def _way(self, hand: Any) -> Way:
        delimiters = self.config.get("ClearHiddenTests", {})
        names = ("begin_test_delimeter", "end_test_delimeter")
        begin, end = (str(delimiters.get(name, usual)) for name, usual in zip(names, HIDDEN, strict=True))
        order = tuple(filter(None, map(name_of, hand.sheet.blank.cells)))
        return Way(self.trust, frozenset(hand.reports), hand.sheet.texts, order, (begin, end))

    def _warm(self, libraries: tuple[str, ...]) -> Warm:
        limits = Limits(
            memory=self.memory << 20,
            disk=self.disk << 20,
            processes=self.processes,
            seconds=self.total,
            cell_seconds=self.timeout,
        )
        return warm_for(limits, libraries, unsafe=self.unsafe)

    def _write(self, nb: Any, outcome: Outcome) -> list[str]:
        """Write what became of a notebook into it; give the names of the checks that are left to a person."""
        waiting: dict[str, str] = {}
        for_teacher = []
        for place, outputs in outcome.outputs.items():
            nb.cells[place].outputs = [nbformat.from_dict(output) for output in outputs]
        for place, judged in outcome.checks.items():
            cell, verdict = nb.cells[place], judged.verdict
            cell.outputs = shown(judged, cell.metadata["nbgrader"]["points"])
            cell.metadata[WITNESSES] = _as_dict(judged)
            if verdict.kind == "person":
                waiting[name_of(cell)] = printable(f"The check {name_of(cell)} {PERSON}: {verdict.why}.", 500)
            elif verdict.why:
                for_teacher.append(f"The check {name_of(cell)}: {verdict.why}")
        if outcome.reaches:
            nb.metadata[MARK]["reaches"] = sorted(outcome.reaches)
            used = ", ".join(sorted(outcome.reaches))
            for_teacher.append(f"The student's code uses {used}. Few answers need that: look at it.")
        note(nb, [printable(line, 500) for line in outcome.lines])
        note(nb, [printable(line, 500) for line in for_teacher], for_teacher=True)
        if waiting:
            nb.metadata[MARK]["waiting"] = waiting
        return list(waiting)


def _other_language(nb: Any) -> str:
    """The language of a notebook, if it is not Python. nbgrader has put back what the teacher's notebook says."""
    kernel = nb.metadata.get("kernelspec", {})
    language = str(kernel.get("language") or kernel.get("name") or "python").casefold()
    return "" if "python" in language else language


def _left_to_a_person(nb: Any, marked: Container[str], why: str) -> Outcome:
    checks = {place for place, cell in enumerate(nb.cells) if is_check(cell) and name_of(cell) not in marked}
    return Outcome(checks={place: Judged(Verdict("person", why=why)) for place in checks})


def _as_dict(judged: Judged) -> dict[str, Any]:
    """What a person needs to settle a check, and what a student may see of it: both as JSON."""
    said = {"inside": judged.inside, "outside": judged.outside}
    witnesses = {name: {"kind": told.kind, "credit": told.credit} for name, told in said.items() if told}
    return {**witnesses, **({} if judged.visible is None else {"visible": judged.visible})}


@lru_cache(4)
def warm_for(limits: Limits, libraries: tuple[str, ...] = (), *, unsafe: bool = False) -> Warm:
    """The warm process of this process, or of the one that it is a copy of; it is started once, and ends with it."""
    warm = Warm(limits, unsafe=unsafe, libraries=libraries)
    atexit.register(warm.close)
    return warm


def _encoded(files: Mapping[str, bytes]) -> Files:
    """The files of the course's own as they go into a sandbox, in base64.

    Raises:
        AssignmentError: they are too large.
    """
    if (size := sum(map(len, files.values()))) > MOST_OF_FILES:
        raise AssignmentError(
            f"The files of the assignment in source/ come to {size / (1 << 20):.0f} MB.",
            f"No more than {MOST_OF_FILES >> 20} MB go into a sandbox: make them smaller.",
        )
    return {name.replace(os.sep, "/"): to_base64(held) for name, held in files.items()}


def shown(judged: Judged, points: float) -> list[Any]:
    """The outputs of a check: what the witnesses found, for the teacher, and what nbgrader reads the mark from."""
    verdict = judged.verdict
    outputs = [_text(verdict.printed)] if verdict.printed else []
    if verdict.kind == "person":
        witnesses = {"Beside the student's code": judged.inside, "From outside": judged.outside}
        said = [f"{where}: {_in_words(told)}\n" for where, told in witnesses.items() if told is not None]
        # The mark stands only until the next step leaves the cell to a person.
        why = "".join(said) or f"{verdict.why}.\n"
        return [*outputs, _text(f"This check {PERSON}.\n{why}"), _mark(0.0)]
    if verdict.kind == "failed":
        name, text, lines = verdict.error or ("Error", "", [])
        return [*outputs, new_output("error", ename=name, evalue=text, traceback=lines or [f"{name}: {text}"])]
    if verdict.credit is not None and math.isfinite(verdict.credit):
        return [*outputs, _mark(min(max(verdict.credit, 0.0), float(points)))]
    if verdict.shown:
        outputs.append(new_output("display_data", {"text/plain": verdict.shown}))
    return [*outputs, _mark(float(points))]


def _in_words(verdict: Verdict) -> str:
    match verdict:
        case Verdict(kind="person"):
            return f"it cannot be said, for {verdict.why}"
        case Verdict(kind="failed", error=(name, text, _)):
            return f"it failed with {name}: {text}"
        case Verdict(kind="passed", credit=float(credit)):
            return f"it gave {credit:g}"
    return f"it {verdict.kind}"


def _text(text: str) -> Any:
    return new_output("stream", name="stdout", text=text)


def _mark(number: float) -> Any:
    return new_output("execute_result", {"text/plain": repr(number)}, execution_count=None)
