"""What every command at the desk begins with: the gradebook, and an assignment in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry

from safegrade.gradebook.opening import GradebookError, gradebook_of


@contextmanager
def assignment_in(app: Any, assignment: str) -> Iterator[tuple[Gradebook, Assignment]]:
    """The course's gradebook, open for a while, and the row of an assignment.

    Args:
        app: nbgrader's application, with the course's settings.
        assignment: its name.

    Raises:
        GradebookError: there is no such gradebook, or it has no such assignment.
    """
    with gradebook_of(app.coursedir, f"run: nbgrader generate_assignment {assignment} --force") as gradebook:
        try:
            row = gradebook.find_assignment(assignment)
        except MissingEntry as error:
            there = ", ".join(sorted(one.name for one in gradebook.assignments))
            raise GradebookError(
                f"The gradebook has no assignment {assignment!r}{f', only {there}' if there else ''}.",
                f"Look at the name, or run: nbgrader generate_assignment {assignment}",
            ) from error
        yield gradebook, row
