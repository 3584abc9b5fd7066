"""Settle a check on which the two witnesses differ, for one student or for a whole class."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import nbformat
from attrs import frozen

from safegrade.contract import number
from safegrade.desk.asking import assignment_in
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.opening import GradebookError
from safegrade.intake.mend import MARK, WITNESSES
from safegrade.intake.scan import printable
from safegrade.settings import load_app

Witness = Literal["inside", "outside"]


@frozen
class Settled:
    """What became of the check in one submission.

    Args:
        student: the id.
        mark: the points that were given; None if it was left out.
        why: why it was left out.
    """

    student: str
    mark: float | None
    why: str = ""

    def __str__(self) -> str:
        if self.mark is None:
            return f"{printable(self.student)}: left out, because {self.why}."
        return f"{printable(self.student)}: {number(self.mark)}"


def accept(course: Path, assignment: str, check: str, students: Sequence[str] = (), *, of: Witness) -> list[Settled]:
    """Give the mark of one witness wherever a check waits for a person; it counts as given by the teacher.

    A submission whose code reaches for things is left out: there the witness inside may say what the student wants.

    Args:
        course: the course folder.
        assignment: its name.
        check: the name of the check, as the report has it.
        students: ids, or patterns of them; everybody, if empty.
        of: the witness whose word is taken.

    Raises:
        LookupError: there is no such gradebook, assignment, check or student.
    """
    app = load_app(course.resolve())
    folder = app.coursedir
    with assignment_in(app, assignment) as (gradebook, row):
        submissions = gradebook.assignment_submissions(assignment)
        names = {cell.name for notebook in row.notebooks for cell in notebook.grade_cells}
        if check not in names:
            raise GradebookError(
                f"{assignment} has no check {printable(check)!r}.", f"Its checks are {', '.join(sorted(names))}."
            )
        chosen = [submission for submission in submissions if _is_chosen(submission.student_id, students)]
        if students and not chosen:
            raise GradebookError(
                f"No submission is by {', '.join(map(printable, students))}.", "Write ids as the report has them."
            )
        settled = [said for submission in chosen for said in _settle(folder, assignment, check, submission, of)]
        gradebook.db.commit()
        settle(gradebook, folder, app, assignment)
    return sorted(settled, key=lambda said: said.student)


def _is_chosen(student: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(student, pattern) for pattern in patterns)


def _settle(folder: Any, assignment: str, check: str, submission: Any, of: Witness) -> Iterable[Settled]:
    student = submission.student_id
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            if grade.cell.name != check or grade.manual_score is not None or not grade.needs_manual_grade:
                continue
            place = Path(folder.root, folder.format_path(folder.autograded_directory, student, assignment))
            mark, why = _word_of(place / f"{notebook.name}.ipynb", check, of, grade.max_score)
            if mark is not None:
                grade.manual_score, grade.needs_manual_grade = mark, False
            yield Settled(student, mark, why)


_WHERE: Mapping[Witness, str] = {"inside": "beside the student's code", "outside": "from outside"}


def _word_of(file: Path, check: str, of: Witness, points: float) -> tuple[float | None, str]:
    """The mark that a witness gives, or why there is none to give."""
    if not file.is_file():
        return None, "it is not marked"
    notebook = nbformat.read(file, as_version=4)
    if reached := notebook.metadata.get(MARK, {}).get("reaches"):
        return None, f"its code uses {', '.join(map(printable, reached))}"
    cells = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == check)
    said = next((cell.metadata.get(WITNESSES, {}).get(of) for cell in cells), None)
    if said is None or said["kind"] == "person":
        return None, f"the run {_WHERE[of]} gives no mark"
    credit = points if said["credit"] is None else min(max(said["credit"], 0.0), points)
    return (credit if said["kind"] == "passed" else 0.0), ""
