"""Try an assignment before it is handed out: the teacher's own solution and the blank one, along the road to a mark."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from attrs import frozen
from nbgrader.converters import Autograde
from nbgrader.utils import is_solution

from safegrade.code.reading.plan import is_check, name_of
from safegrade.contract import GradingError, number
from safegrade.grade.prepare import prepare
from safegrade.grade.worker import mark_one
from safegrade.gradebook.results import MarkedNotebook
from safegrade.intake.mend import WITNESSES
from safegrade.settings import fresh_app

_SOLUTION, _BLANK = "solution", "blank"


class GenerateError(GradingError, RuntimeError):
    """nbgrader could not make the assignment. The problem is what nbgrader said."""


@frozen
class Trouble:
    """A check that would not do for a class.

    Args:
        notebook: its name.
        check: the name of the check.
        problem: what is wrong.
        remedy: what to do.
    """

    notebook: str
    check: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.notebook}.ipynb: {self.check}: {self.problem} {self.remedy}"


def generate(course: Path, assignment: str, to: Path, database: Path | None) -> None:
    """Make what is handed out, as ``nbgrader generate_assignment`` does.

    Args:
        course: the course folder.
        assignment: its name.
        to: the folder in which the assignment's own is made.
        database: a file in which nbgrader notes it; the course's gradebook, if None.

    Raises:
        GenerateError: nbgrader could not make it.
    """
    # nbgrader calls alembic by its name, and a virtual environment need not be active.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603  a folder of the course, whose name was looked up
        [
            *(sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--force"),
            f"--CourseDirectory.release_directory={to}",
            *([f"--CourseDirectory.db_url=sqlite:///{database.resolve()}"] if database else []),
        ],
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip()[-2000:] or done.stdout.strip()[-2000:]
        raise GenerateError(said, f"Mend source/{assignment}, then run this again.")


def has_code(course: Path, assignment: str) -> bool:
    """Whether students are to write code in an assignment."""
    notebooks = sorted((course / "source" / assignment).glob("*.ipynb"))
    cells = (cell for file in notebooks for cell in nbformat.read(file, as_version=4).cells)
    return any(cell.cell_type == "code" and is_solution(cell) for cell in cells)


def rehearse(course: Path, assignment: str) -> list[Trouble]:
    """Mark the teacher's own solution, which must earn all, and the assignment as it is handed out, which must not.

    Only checks of code are looked at; what the course's own marker marks is its own affair. Nothing in the course is
    changed.

    Raises:
        GenerateError: nbgrader could not make the assignment.
        GradingError: it cannot be marked.
    """
    course = course.resolve()
    with tempfile.TemporaryDirectory() as made:
        staged = Path(made).resolve()
        generate(course, assignment, staged / "release", staged / "gradebook.db")
        source = course / "source" / assignment
        for student, folder in {_SOLUTION: source, _BLANK: staged / "release" / assignment}.items():
            shutil.copytree(folder, staged / "submitted" / student / assignment)
        app = fresh_app(course)
        folders = app.coursedir
        for name in ("release", "submitted", "autograded"):
            setattr(folders, f"{name}_directory", str(staged / name))
        folders.db_url = f"sqlite:///{staged / 'gradebook.db'}"
        folders.assignment_id = assignment
        run = prepare(Autograde(coursedir=folders, parent=app), assignment)
        try:
            marked = {job.student: mark_one(run.setup, job).notebooks for job in run.jobs}
        finally:
            run.close()
    pairs = zip(marked[_SOLUTION], marked[_BLANK], strict=True)
    return [trouble for solved, blank in pairs for trouble in _troubles(solved, blank)]


def _troubles(solved: MarkedNotebook, blank: MarkedNotebook) -> Iterator[Trouble]:
    of_blank = {name_of(cell): cell for cell in _checks(blank)}
    for cell in _checks(solved):
        name, points = name_of(cell), float(cell.metadata["nbgrader"]["points"])
        mark, waits = solved.grades[name]
        if waits:
            said = "; ".join(" ".join(output.get("text", "").split()) for output in cell.outputs if "text" in output)
            yield Trouble(
                solved.name,
                name,
                f"For your own solution it would wait for a person. {said}.",
                "Write the check otherwise, or settle it for the class when it is marked: tarasoff accept.",
            )
        elif (mark or 0.0) < points:
            error = next((f" ({output.ename})" for output in cell.outputs if output.output_type == "error"), "")
            yield Trouble(
                solved.name,
                name,
                f"Your own solution earns {number(mark or 0.0)} of {number(points)}{error}.",
                "Mend the solution or the check.",
            )
        earned = blank.grades[name][0] if name in of_blank else 0.0
        if earned:
            yield Trouble(
                solved.name,
                name,
                f"What you hand out earns {number(earned)} of {number(points)} as it is.",
                "Let the check ask for what only an answer gives.",
            )


def _checks(marked: MarkedNotebook) -> list[Any]:
    notebook = nbformat.reads(marked.text, as_version=4)
    return [cell for cell in notebook.cells if is_check(cell) and WITNESSES in cell.metadata]
