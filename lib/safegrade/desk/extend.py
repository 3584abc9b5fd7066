"""More time for one student, before or after the work was handed in."""

from datetime import timedelta
from pathlib import Path

from safegrade.contract import number
from safegrade.desk.asking import assignment_in
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.opening import GradebookError
from safegrade.gradebook.rows import SubmissionRows
from safegrade.intake.hand_ins import submitted_folders
from safegrade.intake.scan import printable
from safegrade.settings import load_app


def give_more_time(course: Path, student: str, assignment: str, hours: float) -> str:
    """Give a student more time, and take back what being late has cost where it no longer does.

    Args:
        course: the course folder.
        student: the id.
        assignment: its name.
        hours: in all; 0 takes back what was given.

    Returns:
        What was done, in a sentence.

    Raises:
        LookupError: there is no such gradebook, assignment or student.
    """
    app = load_app(course.resolve())
    folder = app.coursedir
    with assignment_in(app, assignment) as (gradebook, row):
        known = {student.id for student in gradebook.students}
        if student not in known and student not in submitted_folders(folder, assignment):
            raise GradebookError(
                f"The gradebook has no student {printable(student)!r}.", "Write the id as formgrader shows it."
            )
        ends, identity = row.duedate, row.id
        gradebook.db.rollback()
        with gradebook.engine.begin() as connection:
            SubmissionRows(gradebook.engine, identity, ()).extend(connection, student, timedelta(hours=hours))
        settle(gradebook, folder, app, assignment, student)
    until = f": until {ends + timedelta(hours=hours):%Y-%m-%d %H:%M} UTC" if ends else "; it has no date when it is due"
    return f"{printable(student)} has {number(hours)} h more for {assignment}{until}."
