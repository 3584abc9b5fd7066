"""The steps with which nbgrader runs code in sandboxes, and checks outside of them."""

import atexit
import base64
import math
import os
import threading
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import find_all_files, is_grade
from traitlets import Bool, Float, Integer, default

from safegrade.code.files import MOST_OF_FILES
from safegrade.code.names import Plan
from safegrade.code.run import Outcome, files_in, is_check, name_of, plan_of, run
from safegrade.code.verdict import Verdict
from safegrade.intake.mend import MARK
from safegrade.intake.scan import printable
from safegrade.sandbox.host import UNSAFE, Limits, SandboxError, Warm
from tarasoff.assignment.answers import FILE
from tarasoff.knowledge.reading import DataFileError

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

PERSON = "needs a person"
# The names of the course's libraries are the course's to say; so far nobody asks it.
_LIBRARIES = ("tarasoff",)


class RunCodeOutside(NbGraderPreprocessor):
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
        graded = [name_of(cell) for cell in nb.cells if cell.cell_type == "code" and is_grade(cell)]
        if marked and all(name in marked for name in graded):
            return nb, resources
        course: CourseDirectory = self.parent.parent.coursedir
        student, assignment = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        source = Path(course.root) / course.format_path(course.source_directory, ".", assignment)
        handed = files_in(
            Path(course.root) / course.format_path(course.submitted_directory, student, assignment),
            [*course.ignore, "*.ipynb"],
            _LIBRARIES,
        )
        teachers = self.files_of_the_course(source, assignment)
        names = self.plan(source / f"{resources['nbgrader']['notebook']}.ipynb")
        if language := _other_language(nb):
            outcome = _left_to_a_person(nb, marked, f"it is in {language}, and only Python is run here")
        else:
            outcome = run(nb, names, handed.held, teachers, self._warm(), skipped=marked)
        # A file of the course's own says nothing about the student.
        outcome.lines += [line for line in handed.lines if line.partition(" has the name")[0] not in teachers]
        if self.unsafe:
            outcome.lines.append(UNSAFE)
        # Not in the notebook: a course may have its metadata cleared before marks are saved.
        resources["nbgrader"]["left"] = self._write(nb, outcome, (student, assignment))
        return nb, resources

    def files_of_the_course(self, source: Path, assignment: str) -> dict[str, str]:
        """The files of source/ that stand in the place of a student's, in base64."""
        course: CourseDirectory = self.parent.parent.coursedir
        theirs = {FILE, *map(os.path.normpath, self.parent.parent.exclude_overwriting.get(assignment, []))}
        held, size = {}, 0
        for path in find_all_files(str(source), [*course.ignore, "*.ipynb", "keys"]):
            name = os.path.relpath(path, source)
            if name in theirs:
                continue
            content = Path(path).read_bytes()
            size += len(content)
            if size > MOST_OF_FILES:
                raise DataFileError(
                    Path(path), "", f"With it, the files of {assignment} are larger than {MOST_OF_FILES >> 20} MB.",
                    "No more go into a sandbox: make them smaller.",
                )  # fmt: skip
            held[name.replace(os.sep, "/")] = base64.b64encode(content).decode("ascii")
        return held

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

    def _write(self, nb: Any, outcome: Outcome, who: tuple[str, str]) -> list[str]:
        """Write what became of a notebook into it; give the names of the checks that are left to a person."""
        left = []
        for place, outputs in outcome.outputs.items():
            nb.cells[place].outputs = [nbformat.from_dict(one) for one in outputs]
        for place, verdict in outcome.verdicts.items():
            cell = nb.cells[place]
            cell.outputs = shown(verdict, cell.metadata["nbgrader"]["points"])
            if verdict.kind == "person":
                line = f"The check {name_of(cell)} {PERSON}: {verdict.why}."
                left.append(name_of(cell))
                outcome.lines.append(line)
            elif verdict.why:
                outcome.lines.append(f"The check {name_of(cell)}: {verdict.why}")
        outcome.lines = [printable(line, 500) for line in outcome.lines]
        if outcome.lines:
            nb.metadata.setdefault(MARK, {"lines": []})["lines"] += outcome.lines
        for line in outcome.lines:
            self.log.warning("%s, %s: %s", *who, line)
        return left


def _other_language(nb: Any) -> str:
    """The language of a notebook, if it is not Python. nbgrader has put back what the teacher's notebook says."""
    kernel = nb.metadata.get("kernelspec", {})
    language = str(kernel.get("language") or kernel.get("name") or "python").casefold()
    return "" if "python" in language else language


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
            _KEPT[limits, unsafe] = Warm(limits, unsafe=unsafe, libraries=_LIBRARIES)
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
        if left := ours.get("left"):
            with Gradebook(ours["db_url"]) as gradebook:
                for name in left:
                    grade = gradebook.find_grade(name, ours["notebook"], ours["assignment"], ours["student"])
                    grade.auto_score, grade.needs_manual_grade = None, True
                gradebook.db.commit()
        return nb, resources
