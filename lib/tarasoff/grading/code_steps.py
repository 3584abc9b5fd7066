"""The steps with which nbgrader runs code in sandboxes, and checks outside of them."""

import atexit
import math
import threading
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, Float, Integer

from tarasoff.grading.code_checks import Verdict
from tarasoff.grading.code_grading import Outcome, files_in, is_check, name_of, plan_of, run
from tarasoff.grading.code_names import Plan
from tarasoff.grading.mending import MARK
from tarasoff.grading.sandbox import UNSAFE, Limits, SandboxError, Warm

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

PERSON = "needs a person"
# Where the reason stands in the metadata of a check.
_LEFT = "tarasoff-left-to-a-person"


class RunCodeOutside(NbGraderPreprocessor):
    """Runs a student's cells in a sandbox, and the checks outside of it. Stands where nbgrader's Execute stands."""

    unsafe = Bool(default_value=False, help="Run students' code without a sandbox, as you.").tag(config=True)
    timeout = Float(30, help="Seconds that a cell or a check may take.").tag(config=True)
    total = Float(300, help="Seconds that a submission may take.").tag(config=True)
    memory = Integer(1024, help="Megabytes of memory that a submission may use.").tag(config=True)
    disk = Integer(128, help="Megabytes of files that a submission may write.").tag(config=True)
    processes = Integer(48, help="Processes that a submission may have at a time.").tag(config=True)

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Run the notebook, or leave it, if there is nothing in it that anybody has still to mark."""
        marked = resources["nbgrader"].get("marked", [])
        # Of code that a person marks, that person wants to see what it does.
        if all(name_of(cell) in marked for cell in nb.cells if cell.cell_type == "code" and is_grade(cell)):
            return nb, resources
        course: CourseDirectory = self.parent.parent.coursedir
        student, assignment = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        source = Path(course.root) / course.format_path(course.source_directory, ".", assignment)
        handed = files_in(
            Path(course.root) / course.format_path(course.submitted_directory, student, assignment),
            [*course.ignore, "*.ipynb"],
        )
        teachers = files_in(source, [*course.ignore, "*.ipynb", "keys"])
        names = self.plan(source / f"{resources['nbgrader']['notebook']}.ipynb")
        if language := _other_language(nb):
            outcome = _left_to_a_person(nb, marked, f"it is in {language}, and only Python is run here")
        else:
            outcome = run(nb, names, handed.held, teachers.held, self._warm(), skipped=marked)
        outcome.lines += handed.lines
        if self.unsafe:
            outcome.lines.append(UNSAFE)
        self._write(nb, outcome, (student, assignment))
        return nb, resources

    def plan(self, notebook: Path) -> Plan:
        """What a teacher's notebook says about names."""
        return plan_of(nbformat.read(notebook, as_version=4) if notebook.is_file() else None)

    def _warm(self) -> Warm:
        limits = Limits(
            memory=self.memory << 20,
            disk=self.disk << 20,
            processes=self.processes,
            seconds=self.total,
            cell_seconds=self.timeout,
        )
        if self.unsafe:
            self.log.critical(UNSAFE)
        try:
            return warm_for(limits, unsafe=self.unsafe)
        except SandboxError as error:
            self.log.critical(str(error))
            raise

    def _write(self, nb: Any, outcome: Outcome, who: tuple[str, str]) -> None:
        for place, outputs in outcome.outputs.items():
            nb.cells[place].outputs = [nbformat.from_dict(one) for one in outputs]
        for place, verdict in outcome.verdicts.items():
            cell = nb.cells[place]
            cell.outputs = shown(verdict, cell.metadata["nbgrader"]["points"])
            if verdict.kind == "person":
                line = f"The check {name_of(cell)} {PERSON}: {verdict.why}."
                cell.metadata[_LEFT] = verdict.why
                outcome.lines.append(line)
            else:
                cell.metadata.pop(_LEFT, None)
                outcome.lines += [f"The check {name_of(cell)}: {verdict.why}"] if verdict.why else []
        if outcome.lines:
            nb.metadata.setdefault(MARK, {"lines": []})["lines"] += outcome.lines
        for line in outcome.lines:
            self.log.warning("%s, %s: %s", *who, line)


def _other_language(nb: Any) -> str:
    """The language of a notebook, if it is not Python. nbgrader has put back what the teacher's notebook says."""
    kernel = nb.metadata.get("kernelspec", {})
    language = str(kernel.get("language") or "python").casefold()
    return "" if language.startswith("python") else language


def _left_to_a_person(nb: Any, marked: Container[str], why: str) -> Outcome:
    checks = {place for place, cell in enumerate(nb.cells) if is_check(cell) and name_of(cell) not in marked}
    return Outcome(verdicts={place: Verdict("person", why=why) for place in checks})


_KEPT: dict[tuple[Limits, bool], Warm] = {}
# A Dask worker has several threads.
_one_at_a_time = threading.Lock()


def warm_for(limits: Limits, *, unsafe: bool = False) -> Warm:
    """The warm process of this process, or of the one that it is a copy of; it is started once, and ends with it."""
    with _one_at_a_time:
        if (limits, unsafe) not in _KEPT:
            _KEPT[limits, unsafe] = Warm(limits, unsafe=unsafe)
            atexit.register(_KEPT[limits, unsafe].close)
        return _KEPT[limits, unsafe]


def shown(verdict: Verdict, points: float) -> list[Any]:
    """The outputs from which nbgrader reads the mark of a check.

    Args:
        verdict: what became of it.
        points: what it is worth.
    """
    outputs = [new_output("stream", name="stdout", text=verdict.printed)] if verdict.printed else []
    if verdict.kind == "person":
        text = f"This check was not run; it {PERSON}: {verdict.why}.\n"
        # The mark stands only until the next step leaves the cell to a person.
        return [*outputs, new_output("stream", name="stdout", text=text), _mark(0.0)]
    if verdict.kind == "failed":
        name, text, lines = verdict.error or ("Error", "", [])
        return [*outputs, new_output("error", ename=name, evalue=text, traceback=lines or [f"{name}: {text}"])]
    if verdict.credit is not None and math.isfinite(verdict.credit):
        return [*outputs, _mark(min(max(verdict.credit, 0.0), float(points)))]
    if verdict.shown:
        outputs.append(new_output("display_data", {"text/plain": verdict.shown}))
    return [*outputs, _mark(float(points))]


def _mark(number: float) -> Any:
    return new_output("execute_result", {"text/plain": repr(number)}, execution_count=None)


class LeaveToAPerson(NbGraderPreprocessor):
    """Leaves to a person what could not be checked. Stands behind nbgrader's SaveAutoGrades."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Take back the marks of checks that were not run."""
        ours = resources["nbgrader"]
        left = [name_of(cell) for cell in nb.cells if is_check(cell) and _LEFT in cell.metadata]
        if left:
            with Gradebook(ours["db_url"]) as gradebook:
                for name in left:
                    grade = gradebook.find_grade(name, ours["notebook"], ours["assignment"], ours["student"])
                    grade.auto_score, grade.needs_manual_grade = None, True
                gradebook.db.commit()
        return nb, resources
