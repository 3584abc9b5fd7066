"""The steps with which nbgrader runs code in sandboxes, and checks outside of them."""

import atexit
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float, Integer

from tarasoff.grading.code_checks import Verdict
from tarasoff.grading.code_grading import Outcome, files_in, is_check, name_of, plan_of, run
from tarasoff.grading.mending import MARK
from tarasoff.grading.sandbox import UNSAFE, Limits, SandboxError, Warm

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

PERSON = "needs a person"


class RunCodeOutside(NbGraderPreprocessor):
    """Runs a student's cells in a sandbox, and the checks outside of it. Stands where nbgrader's Execute stands."""

    unsafe = Bool(default_value=False, help="Run students' code without a sandbox, as you.").tag(config=True)
    timeout = Float(30, help="Seconds that a cell or a check may take.").tag(config=True)
    total = Float(300, help="Seconds that a submission may take.").tag(config=True)
    memory = Integer(1024, help="Megabytes of memory that a submission may use.").tag(config=True)
    disk = Integer(128, help="Megabytes of files that a submission may write.").tag(config=True)
    processes = Integer(48, help="Processes that a submission may have at a time.").tag(config=True)

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Run the notebook, or leave it, if every check in it is marked already."""
        marked = resources["nbgrader"].get("marked", [])
        restore(nb, resources["nbgrader"])
        if all(name_of(cell) in marked for cell in nb.cells if is_check(cell)):
            return nb, resources
        course: CourseDirectory = self.parent.parent.coursedir
        student, assignment = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        source = Path(course.root) / course.format_path(course.source_directory, ".", assignment)
        handed = files_in(
            Path(course.root) / course.format_path(course.submitted_directory, student, assignment), course.ignore
        )
        teachers = files_in(source, [*course.ignore, "*.ipynb", "keys"])
        warm = self._warm()
        notebook = source / f"{resources['nbgrader']['notebook']}.ipynb"
        names = plan_of(nbformat.read(notebook, as_version=4) if notebook.is_file() else None)
        outcome = run(nb, names, handed.held, teachers.held, warm, skipped=marked)
        outcome.lines += [_writable(line) for line in handed.lines]
        if self.unsafe:
            outcome.lines.append(UNSAFE)
        self._write(nb, outcome, (student, assignment))
        return nb, resources

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
                cell.metadata[MARK] = {PERSON: verdict.why}
                outcome.lines.append(line)
            else:
                cell.metadata.pop(MARK, None)
        if outcome.lines:
            nb.metadata.setdefault(MARK, {"lines": []})["lines"] += outcome.lines
        for line in outcome.lines:
            self.log.warning("%s, %s: %s", *who, line)


def restore(nb: Any, ours: dict[str, str]) -> None:
    """Let the gradebook say which code cells are the teacher's, and what they hold.

    Args:
        nb: a notebook; what it says of its cells may be anything.
        ours: where the gradebook is, and which notebook of which assignment this is.
    """
    with Gradebook(ours["db_url"]) as gradebook:
        kept = gradebook.find_notebook(ours["notebook"], ours["assignment"])
        sources = {one.name: one for one in kept.source_cells}
        points = {one.name: float(one.max_score) for one in kept.grade_cells}
        answers = {one.name for one in kept.solution_cells}
        seen = set()
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            said = cell.metadata.pop("nbgrader", None)
            name = said.get("grade_id") if isinstance(said, dict) else None
            source = sources.get(name) if isinstance(name, str) else None
            if source is None or source.cell_type != "code" or name in seen:
                continue
            seen.add(name)
            meta = {"grade_id": name, "grade": name in points, "solution": name in answers, "locked": source.locked}
            more = {"points": points[name]} if name in points else {}
            meta |= {"task": False, "schema_version": said.get("schema_version", 3), "cell_type": "code", **more}
            cell.metadata["nbgrader"] = nbformat.from_dict({**meta, "checksum": source.checksum})
            if source.locked:
                cell.source = source.source


_KEPT: dict[tuple[int, Limits, bool], Warm] = {}


def warm_for(limits: Limits, *, unsafe: bool = False) -> Warm:
    """The warm process of this process; it is started once, and ends with it."""
    # A worker that was forked must not use that of its parent.
    key = (os.getpid(), limits, unsafe)
    if key not in _KEPT:
        _KEPT[key] = Warm(limits, unsafe=unsafe)
        atexit.register(_KEPT[key].close)
    return _KEPT[key]


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


def _writable(text: str) -> str:
    """A line as a file can hold it: half of a pair of characters it cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _mark(number: float) -> Any:
    return new_output("execute_result", {"text/plain": repr(number)}, execution_count=None)


class LeaveToAPerson(NbGraderPreprocessor):
    """Leaves to a person what could not be checked. Stands behind nbgrader's SaveAutoGrades."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Take back the marks of checks that were not run."""
        ours = resources["nbgrader"]
        left = [name_of(cell) for cell in nb.cells if is_check(cell) and PERSON in cell.metadata.get(MARK, {})]
        if left:
            with Gradebook(ours["db_url"]) as gradebook:
                for name in left:
                    grade = gradebook.find_grade(name, ours["notebook"], ours["assignment"], ours["student"])
                    grade.auto_score, grade.needs_manual_grade = None, grade.manual_score is None
                gradebook.db.commit()
        return nb, resources
