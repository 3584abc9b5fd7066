"""Who asks for another look and has no answer yet; and the answer, which goes on the feedback page."""

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from safegrade.desk.asking import assignment_in
from safegrade.feedback.another_look import FILE, look_of
from safegrade.feedback.page import Look
from safegrade.gradebook.given import make_tables, note_answer
from safegrade.gradebook.opening import GradebookError
from safegrade.gradebook.shown import forget_pages
from safegrade.gradebook.shown import make_table as make_pages_table
from safegrade.intake.scan import printable
from safegrade.settings import load_app


def looks(gradebook: Gradebook, folders: Any, assignment: str, handed_in: dict[str, str]) -> dict[str, Look]:
    """The requests in an assignment that nobody has answered yet, by student.

    Args:
        gradebook: nbgrader's, open.
        folders: nbgrader's course directory.
        assignment: its name.
        handed_in: the folder of each student.
    """
    asking = {student for student, folder in handed_in.items() if Path(folder, FILE).is_file()}
    found = {student: look_of(gradebook, folders, assignment, student) for student in sorted(asking)}
    return {student: look for student, look in found.items() if look is not None and not look.answer}


def answer_look(course: Path, student: str, assignment: str, answer: str) -> Look:
    """Answer a student who asked for another look; the answer goes on the feedback page.

    Raises:
        LookupError: there is no such gradebook, assignment or request.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, _):
        look = look_of(gradebook, app.coursedir, assignment, student)
        try:
            submission = gradebook.find_submission(assignment, student)
            identity, books = submission.id, [notebook.id for notebook in submission.notebooks]
        except MissingEntry as error:
            raise GradebookError(
                f"{printable(student)} has no marks for {assignment} yet.", f"Run: tarasoff grade {assignment}"
            ) from error
        if look is None:
            raise GradebookError(
                f"{printable(student)} has not asked for another look.",
                f"A request is {FILE} in submitted/{printable(student)}/{assignment}; save what was sent to you there.",
            )
        gradebook.db.rollback()
        make_tables(gradebook.engine)
        make_pages_table(gradebook.engine)
        with gradebook.engine.begin() as connection:
            note_answer(connection, identity, look.asked, answer.strip())
            forget_pages(connection, books)
    return Look(look.asked, answer.strip())
