"""Whose marks changed, by how much and why; and whose feedback page no longer shows what holds."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from attrs import frozen
from nbgrader.api import Gradebook

from safegrade.desk.asking import assignment_in
from safegrade.feedback.making import make_pages
from safegrade.gradebook.changes import CAUSES, Change, noted
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.opening import gradebook_of
from safegrade.gradebook.shown import fresh_pages, in_gradebook, make_table
from safegrade.intake.scan import printable
from safegrade.settings import load_app


@frozen
class Moved:
    """What has changed in an assignment.

    Args:
        changes: every mark that changed, the newest first.
        stale: students whose feedback page no longer shows what holds.
        is_marked: whether there are any marks at all.
        made: students whose page was made anew just now.
    """

    changes: tuple[Change, ...]
    stale: tuple[str, ...]
    is_marked: bool
    made: tuple[str, ...] = ()

    def last(self) -> tuple[Change, ...]:
        """Those of the last time that something changed."""
        return tuple(one for one in self.changes if one.at == self.changes[0].at)


def moved(course: Path, assignment: str, *, feedback: bool = False) -> Moved:
    """Look up what has changed, and whose page is stale.

    Args:
        course: the course folder.
        assignment: its name.
        feedback: whether to make the stale pages anew; then none is stale.

    Raises:
        LookupError: there is no such gradebook or assignment.
        nbgrader.converters.base.NbGraderException: a page could not be made.
    """
    app = load_app(course.resolve())
    with assignment_in(app, assignment) as (gradebook, row):
        settle(gradebook, app.coursedir, app, assignment)
        identity, is_marked = row.id, row.num_submissions > 0
        changes = tuple(noted(gradebook.engine, identity))
        stale = stale_pages(gradebook, identity, app.coursedir, assignment)
    before = stale
    if feedback and stale:
        make_pages(app, assignment, stale)
        with gradebook_of(app.coursedir, "") as gradebook:
            stale = stale_pages(gradebook, identity, app.coursedir, assignment)
    return Moved(changes, stale, is_marked, tuple(one for one in before if one not in stale))


def stale_pages(gradebook: Gradebook, row: str, folders: Any, assignment: str) -> tuple[str, ...]:
    """The students with a feedback page that does not show, or is not known to show, what holds now.

    Args:
        gradebook: nbgrader's, open.
        row: the id of the assignment's row.
        folders: nbgrader's course directory.
        assignment: its name.
    """
    gradebook.db.rollback()
    make_table(gradebook.engine)
    with gradebook.engine.connect() as connection:
        now = in_gradebook(connection, row)
        fresh = fresh_pages(connection, now)
    return tuple(
        sorted(
            {
                student
                for student, notebook in now.keys() - fresh
                if _page(folders, student, assignment, notebook).is_file()
            }
        )
    )


def _page(folders: Any, student: str, assignment: str, notebook: str) -> Path:
    made = folders.format_path(folders.feedback_directory, student, assignment)
    return Path(folders.root, made, f"{notebook}.html")


# So many names are shown in a line.
_NAMED = 12


def in_words(changes: Iterable[Change]) -> Iterator[str]:
    """The changes in lines: when, which part and why, and under that whose mark it was, from what to what."""
    for at, of_then in groupby(changes, key=lambda one: one.at):
        several = list(of_then)
        count = f"{len(several)} {'mark' if len(several) == 1 else 'marks'} changed"
        yield f"{at:%Y-%m-%d %H:%M} UTC: {count}, of {len({one.student for one in several})} submissions."
        alike: dict[tuple[Any, ...], list[Change]] = {}
        for one in several:
            alike.setdefault((one.cell, one.cause, one.why), []).append(one)
        for (cell, cause, why), same in alike.items():
            yield printable(f"{cell}, since {CAUSES[cause]}:", 500)
            yield from (f"    {printable(reason, 500)}" for reason in why)
            yield from (f"  {printable(str(one), 500)}" for one in same)


def stale_in_words(assignment: str, stale: tuple[str, ...]) -> str:
    """Say whose page is stale and what to do; empty if none is.

    >>> stale_in_words("ps", ("ada",))
    '1 feedback page does not show what holds now: ada. Make it anew: tarasoff changes ps --feedback'
    """
    if not stale:
        return ""
    one = len(stale) == 1
    return (
        f"{'1 feedback page does' if one else f'{len(stale)} feedback pages do'} not show what holds now: "
        f"{named(stale)}. Make {'it' if one else 'them'} anew: tarasoff changes {assignment} --feedback"
    )


def named(students: Iterable[str]) -> str:
    """Name students in a line; of many, the first.

    >>> named(["ada", "bob"]), named(map(str, range(14)))
    ('ada, bob', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more')
    """
    several = list(map(printable, students))
    more = f" and {len(several) - _NAMED} more" if len(several) > _NAMED else ""
    return ", ".join(several[:_NAMED]) + more
