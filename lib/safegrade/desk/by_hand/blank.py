"""Set blank answers aside: where nothing was written, and nothing can have been overlooked, a person need not look."""

from pathlib import Path

from attrs import frozen

from safegrade.desk.asking import assignment_in
from safegrade.desk.by_hand.answers import answers_to
from safegrade.gradebook.given import Given, give
from safegrade.gradebook.lateness import settle
from safegrade.settings import load_app


@frozen
class SetAside:
    """What became of blank answers.

    Args:
        done: cell to the students who were given 0.
        left: students of whom something is to be looked at first, and who wait as before.
    """

    done: dict[str, tuple[str, ...]]
    left: tuple[str, ...]


def set_blank_aside(course: Path, assignment: str) -> SetAside:
    """Give 0 wherever nothing was written for a person to mark; the comment that is suggested there stays.

    Raises:
        LookupError: there is no such gradebook or assignment.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        waiting = [one for one in answers_to(gradebook, row, app) if one.cell.waits and not one.text.strip()]
        sure = [one for one in waiting if not one.doubtful]
        give(gradebook, row, [Given(one.student, one.cell.name, 0.0) for one in sure])
        settle(gradebook, app.coursedir, app, assignment)
    done: dict[str, list[str]] = {}
    for one in sure:
        done.setdefault(one.cell.name, []).append(one.student)
    return SetAside(
        {cell: tuple(students) for cell, students in done.items()},
        tuple(dict.fromkeys(one.student for one in waiting if one.doubtful)),
    )
