"""How a class did, one row a submission: a mark, or one line that says what is wrong and what to do."""

import csv
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import nbformat
from attrs import frozen
from nbgrader.api import MissingEntry

from safegrade.contract import number
from safegrade.gradebook.lateness import late_line, settle
from safegrade.gradebook.opening import gradebook_of
from safegrade.gradebook.rows import written_anew
from safegrade.gradebook.sheets import in_order
from safegrade.intake.hand_ins import refused, submitted_folders
from safegrade.intake.mend import lines_of
from safegrade.intake.scan import printable
from safegrade.settings import load_app


@frozen
class Outcome:
    """What became of one submission.

    Args:
        student: the student's id.
        marks: part to points; None where a person has to mark.
        mark: the points so far, after any late penalty; None if it was not graded.
        points: what the assignment is worth.
        by_hand: points that a person has yet to give.
        lines: what was wrong and what to do; empty if nothing was.
    """

    student: str
    marks: dict[str, float | None]
    mark: float | None
    points: float
    by_hand: float
    lines: tuple[str, ...]


def outcomes(course: Path, assignment: str) -> list[Outcome]:
    """Look at every submission of an assignment, in the gradebook and in the folders.

    Args:
        course: the course folder, with ``nbgrader_config.py``, ``submitted/`` and ``autograded/``.
        assignment: its name.

    Raises:
        LookupError: there is no gradebook, it cannot be read, or it has no such assignment.
    """
    app = load_app(course.resolve())
    folder = app.coursedir
    with gradebook_of(folder, f"run: nbgrader generate_assignment {assignment} --force") as gradebook:
        with suppress(MissingEntry):
            settle(gradebook, folder, app, assignment)
        return _rows(gradebook, folder, assignment)


def students_of(course: Path) -> list[str]:
    """The ids of the students in the gradebook.

    Raises:
        LookupError: there is no gradebook, it cannot be read, or there is nobody in it.
    """
    folder = load_app(course.resolve()).coursedir
    with gradebook_of(folder, "give the students in a file: --students FILE") as gradebook:
        names = sorted(student.id for student in gradebook.students)
    if not names:
        raise LookupError("There is nobody in the gradebook. Run: nbgrader db student import, or give --students FILE")
    return names


def _rows(gradebook: Any, folder: Any, assignment: str) -> list[Outcome]:
    try:
        asked = gradebook.find_assignment(assignment)
        points, names = asked.max_score, [notebook.name for notebook in asked.notebooks]
        found = {submission.student_id: submission for submission in gradebook.assignment_submissions(assignment)}
    except MissingEntry as error:
        raise LookupError(
            f"The gradebook has no assignment {assignment!r}. Run: nbgrader generate_assignment {assignment}"
        ) from error
    rows = []
    handed_in, anew = submitted_folders(folder, assignment), written_anew(gradebook.engine)
    for student in sorted({*handed_in, *found}):
        if student in handed_in and (why := refused(folder, student, handed_in[student])):
            rows.append(Outcome(printable(student), {}, None, points, 0.0, (why,)))
            continue
        place = Path(folder.root, folder.format_path(folder.autograded_directory, student, assignment))
        graded = [place / f"{name}.ipynb" for name in names]
        if student not in found or not all(notebook.exists() for notebook in graded):
            shown = printable(student)
            line = f"Not graded. Run: nbgrader autograde {assignment} --student {shown}, and read what it says."
            rows.append(Outcome(shown, {}, None, points, 0.0, (line,)))
            continue
        submission = found[student]
        read = [nbformat.read(notebook, as_version=4) for notebook in graded]
        grades = in_order(
            [grade for notebook in submission.notebooks for grade in notebook.grades],
            read,
            lambda grade: grade.cell.name,
        )
        waiting = [grade for grade in grades if grade.manual_score is None and grade.auto_score is None]
        settled = {grade.cell.name for grade in grades if not grade.needs_manual_grade}
        noted = (lines_of(notebook, for_teacher=True, settled=settled) for notebook in read)
        lines = list(dict.fromkeys(chain.from_iterable(noted)))
        lines += [
            f"{grade.cell.name} has changed since it was marked by hand; {number(grade.score)} of "
            f"{number(grade.max_score)} stands until you look again."
            for grade in grades
            if grade.needs_manual_grade and (grade.notebook_id, grade.cell_id) in anew
        ]
        if submission.total_seconds_late > 0:
            penalty = submission.late_submission_penalty or 0.0
            lines.append(late_line(submission.total_seconds_late, penalty))
        rows.append(
            Outcome(
                printable(student),
                {grade.cell.name: None if grade in waiting else grade.score for grade in grades},
                max(0.0, submission.score - (submission.late_submission_penalty or 0.0)),
                points,
                sum(grade.max_score for grade in waiting),
                tuple(printable(line, 500) for line in lines),
            )
        )
    return rows


def read_kinds(course: Path) -> dict[str, str]:
    """Read which invented student is of which kind; empty for a course that is not invented."""
    path = course / "invented.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student"]: row["kind"] for row in csv.DictReader(file)}
