"""Comments that a person wrote before, offered again for the same finding. Nothing reaches a student unseen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

from safegrade.desk.asking import assignment_in
from safegrade.desk.by_hand.answers import Answer, ByHandError, answers_to
from safegrade.gradebook.given import Given, give
from safegrade.settings import load_app


@frozen
class Offer:
    """A comment that was written for a finding.

    Args:
        number: by which it is given.
        cell: the cell on which it was written.
        found: what the marking had found there: step and code; none where it found no error.
        comment: what was written.
        times: how often.
        for_whom: students with the same finding, something written, and no comment yet.
    """

    number: int
    cell: str
    found: tuple[tuple[str, str], ...]
    comment: str
    times: int
    for_whom: tuple[str, ...]


def offers(answers: Iterable[Answer]) -> list[Offer]:
    """The comments that can be offered again, those for most students first."""
    several = list(answers)
    written = Counter(
        (one.cell.name, tuple(sorted(one.found)), one.cell.comment) for one in several if one.cell.comment
    )
    found = []
    for (cell, finding, comment), times in written.items():
        same = [one for one in several if one.cell.name == cell and tuple(sorted(one.found)) == finding]
        lacking = tuple(one.student for one in same if not one.cell.comment and one.text.strip())
        if lacking:
            found.append(Offer(0, cell, finding, comment, times, lacking))
    found.sort(key=lambda one: (one.cell, -len(one.for_whom), -one.times, one.comment))
    return [Offer(at, one.cell, one.found, one.comment, one.times, one.for_whom) for at, one in enumerate(found, 1)]


def offered(course: Path, assignment: str, cell: str = "") -> list[Offer]:
    """The comments that can be offered again in an assignment, or for one of its cells.

    Raises:
        LookupError: there is no such gradebook, assignment or cell.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        return offers(answers_to(gradebook, row, app, cell))


def give_again(course: Path, assignment: str, number: int, students: Sequence[str] = (), cell: str = "") -> Offer:
    """Give a comment to those for whom it is offered, or to some of them; it counts as written by the teacher.

    Raises:
        LookupError: there is no such gradebook, assignment, cell or offer.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        found = offers(answers_to(gradebook, row, app, cell))
        offer = next((one for one in found if one.number == number), None)
        if offer is None:
            raise ByHandError(
                f"No comment has the number {number}.", f"Look them up: tarasoff comments {assignment}"
            )
        chosen = tuple(
            one for one in offer.for_whom if not students or any(fnmatchcase(one, pattern) for pattern in students)
        )
        give(gradebook, row, [Given(student, offer.cell, comment=offer.comment) for student in chosen])
    return Offer(offer.number, offer.cell, offer.found, offer.comment, offer.times, chosen)
