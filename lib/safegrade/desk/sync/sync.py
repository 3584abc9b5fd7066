"""Send the marks of an assignment to a learning platform: first what would be sent, then, if that is right, sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from http import HTTPStatus
from math import isclose
from pathlib import Path
from typing import Any

from attrs import field, frozen

from safegrade.desk.platforms.exporting import marks_of
from safegrade.desk.platforms.marks_out import Marks, person_of
from safegrade.desk.sync.connection import Connection, RequestError
from safegrade.desk.sync.key import read_key
from safegrade.desk.sync.matching import Matched, by_number, match
from safegrade.desk.sync.scores import Score, score_of
from safegrade.desk.sync.sent import Sent, sent_of
from safegrade.desk.sync.services import Column, find_column, make_column, members, result_of, send_score
from safegrade.desk.sync.settings import LearningPlatform, platform_of
from safegrade.settings import load_app

# After so many failures in a row it is not about one student.
_IN_A_ROW = 5


@frozen
class Plan:
    """What there is to send.

    Args:
        platform: where it goes.
        column: the column of its gradebook.
        points: what the assignment is worth.
        to_send: what is new there.
        unchanged: students whose mark was sent before, and is the same.
        held_back: students whose mark is not final, and is left out.
        unmatched: students with a mark whom the platform's course does not have, and why.
        strangers: members of that course who are no students here.
    """

    platform: LearningPlatform
    column: Column
    points: float
    to_send: tuple[Score, ...] = ()
    unchanged: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    unmatched: Mapping[str, str] = field(factory=dict)
    strangers: tuple[str, ...] = ()


@frozen
class Done:
    """What became of it.

    Args:
        sent: students whose mark has arrived.
        failed: student to why it has not.
        not_tried: students who were not tried any more, since too many had failed in a row.
    """

    sent: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(factory=dict)
    not_tried: tuple[str, ...] = ()


def plan(
    marks: Marks, matched: Matched, column: Column, sent: Sent, platform: LearningPlatform, *, provisional: bool
) -> Plan:
    """Find out what there is to send, without sending anything.

    Args:
        marks: of the assignment.
        matched: who of the platform's course is which student.
        column: where the marks go.
        sent: what was sent before.
        platform: where it goes.
        provisional: whether to say of a mark that is not final that it waits for a person.
    """
    to_send: list[Score] = []
    unchanged, held, unmatched = [], [], {}
    for student, one in marks.standings.items():
        if not one.cells:
            continue
        if student not in matched.users:
            unmatched[student] = matched.why[student]
        elif one.provisional and not provisional:
            held.append(student)
        else:
            score = score_of(one, matched.users[student], marks.points)
            if sent.has(column.address, score):
                unchanged.append(student)
            else:
                to_send.append(score)
    return Plan(
        platform, column, marks.points, tuple(to_send), tuple(unchanged), tuple(held), unmatched, matched.strangers
    )


@contextmanager
def connected(course: Path) -> Iterator[tuple[Any, LearningPlatform, Connection]]:
    """The course's settings, and its platform, open for a while.

    Args:
        course: the course folder, absolute.

    Raises:
        SyncError: the settings or the key cannot be used.
    """
    app = load_app(course)
    platform = platform_of(app.config)
    connection = Connection(platform, read_key(course / Path(platform.key_file).expanduser()))
    try:
        yield app, platform, connection
    finally:
        connection.close()


def sync(
    course: Path,
    assignment: str,
    *,
    send: bool = False,
    provisional: bool = False,
    students: Sequence[str] = (),
    told: Callable[[int], object] = lambda _: None,
) -> tuple[Plan, Done]:
    """Send the marks of an assignment.

    Args:
        course: the course folder.
        assignment: its name.
        send: whether to send; else it is only found out what there would be to send.
        provisional: whether to say of a mark that is not final that it waits for a person.
        students: patterns of ids; everybody if there are none.
        told: is called after each mark, with how many there are to send.

    Raises:
        LookupError: there is no such gradebook or assignment.
        GradingError: the settings, the key or the file with what was sent cannot be used, or the platform refuses.
        OSError: it cannot be written down what is sent.
    """
    course = course.resolve()
    with connected(course) as (app, platform, connection):
        marks = marks_of(app, assignment)
        people = tuple(map(person_of, marks.standings.values()))
        matched = match(people, members(connection, platform)) if platform.members_url else by_number(people)
        if students:
            some = {one: of for one, of in marks.standings.items() if any(fnmatchcase(one, p) for p in students)}
            marks = Marks(marks.assignment, marks.points, some)
        column = find_column(connection, platform, assignment)
        sent = sent_of(course, assignment)
        if not send:
            return plan(marks, matched, column, sent, platform, provisional=provisional), Done()
        with sent.writing():
            found = plan(marks, matched, column, sent, platform, provisional=provisional)
            if found.to_send and not column.address:
                column = make_column(connection, platform, assignment, marks.points)
            return found, send_all(connection, column, found.to_send, sent, at_a_time=platform.at_a_time, told=told)


def send_all(
    connection: Connection,
    column: Column,
    scores: Sequence[Score],
    sent: Sent,
    *,
    at_a_time: int,
    told: Callable[[int], object],
) -> Done:
    """Send scores, several at a time; a failure of one stops no other."""
    arrived: list[str] = []
    failed: dict[str, str] = {}
    left = list(scores)
    in_a_row = 0
    with ThreadPoolExecutor(at_a_time) as pool:
        while left and in_a_row < _IN_A_ROW:
            # Not all at once: when too many fail, or on Ctrl-C, the rest has not been begun.
            some, left = left[: at_a_time * 4], left[at_a_time * 4 :]
            running = {pool.submit(_send, connection, column, score, sent): score for score in some}
            for one in as_completed(running):
                told(len(scores))
                if why := one.result():
                    failed[running[one].student] = why
                    in_a_row += 1
                else:
                    arrived.append(running[one].student)
                    in_a_row = 0
    return Done(tuple(sorted(arrived)), dict(sorted(failed.items())), tuple(score.student for score in left))


def _send(connection: Connection, column: Column, score: Score, sent: Sent) -> str:
    """Send one score; why it has not arrived, or nothing."""
    when = sent.time_of(column.address, score, datetime.now(UTC))
    sent.note("sending", column.address, score, when)
    try:
        send_score(connection, column, score.at(when))
    except RequestError as error:
        if error.status == HTTPStatus.CONFLICT and _stands(connection, column, score):
            sent.note("sent", column.address, score, when)
            return ""
        if error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            sent.note("refused", column.address, score, when)
        if error.status == HTTPStatus.CONFLICT:
            return _NEWER
        return str(error)
    sent.note("sent", column.address, score, when)
    return ""


_NEWER = (
    "the platform has a later mark for this student: somebody has changed it there, or the clock here is slow. To put "
    "ours in its place, run this again"
)


def _stands(connection: Connection, column: Column, score: Score) -> bool:
    """Whether just this mark stands there: the platform refuses what is not newer, also what it has already."""
    try:
        share = result_of(connection, column, score.user)
    except RequestError:
        return False
    if score.points is None or share is None:
        return score.points is None and share is None
    return isclose(share, score.points / score.most if score.most else 0, abs_tol=1e-4)
