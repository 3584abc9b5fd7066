"""Work that came late: how late, and what the course's own plugin takes for it."""

from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.utils.importstring import import_item


def seconds_late(due: datetime | None, handed_in: datetime | None, extension: timedelta | None) -> float:
    """How late a submission is, in seconds; 0 if it is not, or if either time is not known.

    >>> seconds_late(datetime(2026, 10, 9, 17), datetime(2026, 10, 9, 18), timedelta(minutes=20))
    2400.0
    """
    if due is None or handed_in is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())


class LatePenalty:
    """What a course takes for late work, by nbgrader's plugin for it.

    Args:
        converter: nbgrader's converter with the course's settings.
    """

    def __init__(self, converter: Any) -> None:
        listed = (import_item(step) if isinstance(step, str) else step for step in converter.autograde_preprocessors)
        step = next((kind for kind in listed if isinstance(kind, type) and issubclass(kind, AssignLatePenalties)), None)
        self._step = step(parent=converter) if step else None

    @property
    def applies(self) -> bool:
        """Whether the course takes anything at all."""
        return self._step is not None and bool(self._step.enabled)

    def of(self, student: str, score: float, late: float) -> float | None:
        """Points that are taken of a notebook's score for some seconds, more than 0; None if none are.

        Raises:
            Exception: whatever a plugin of the course raises.
        """
        if self._step is None:
            return None
        # Anew each time, as nbgrader does: a plugin may keep something.
        self._step.init_plugin()
        penalty = self._step.plugin_inst.late_submission_penalty(student, score, late)
        return None if penalty is None else min(max(float(penalty), 0.0), score)


def settle(gradebook: Gradebook, course: Any, app: Any, assignment: str, student: str = "") -> None:
    """Take for late work what the course takes, of the marks that a person has given since as well.

    A penalty is what is taken of all points that a notebook has now: however often this is done, it is taken once.

    Args:
        gradebook: nbgrader's, open.
        course: nbgrader's course directory.
        app: nbgrader's application, with the course's settings.
        assignment: the name of the assignment.
        student: whose; everybody's, if empty.

    Raises:
        Exception: whatever a plugin of the course raises.
    """
    penalty = LatePenalty(Autograde(coursedir=course, parent=app))
    row = gradebook.find_assignment(assignment)
    if not penalty.applies or row.duedate is None:
        return
    late = gradebook.db.query(SubmittedAssignment).filter(
        SubmittedAssignment.assignment_id == row.id, SubmittedAssignment.timestamp > row.duedate
    )
    for submission in late.filter(SubmittedAssignment.student_id == student) if student else late:
        seconds = seconds_late(row.duedate, submission.timestamp, submission.extension)
        for book in submission.notebooks:
            taken = penalty.of(submission.student_id, book.score, seconds) if seconds and book.score else None
            if (taken or 0.0) != (book.late_submission_penalty or 0.0):
                book.late_submission_penalty = taken
    gradebook.db.commit()


def late_line(seconds: float, penalty: float) -> str:
    """Say how late a submission is, and how many points that costs.

    >>> late_line(12_000, 1.5)
    'Handed in 3 h 20 min late; penalty 1.5.'
    """
    return f"Handed in {hours(seconds)} late; penalty {penalty:g}."


def hours(seconds: float) -> str:
    """Write a time in words.

    >>> hours(12_000)
    '3 h 20 min'
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min"
