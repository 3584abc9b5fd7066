"""Marks that changed: noted in the transaction that changes them, with what was there before, and why."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from math import isclose
from typing import Any

from attrs import asdict, evolve, frozen
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from safegrade.contract import Line, Report, number

_CHANGES = Table(
    "safegrade_change",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("assignment_id", String(32), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("student_id", String(128), nullable=False),
    Column("cell", String(128), nullable=False),
    Column("old", Float),
    Column("new", Float),
    Column("stands", Float),
    Column("cause", String(16), nullable=False),
    Column("why", Text, nullable=False),
)

COURSE, HAND_IN, BOTH, AGAIN, PERSON, RUBRIC = "course", "hand-in", "both", "again", "person", "rubric"
CAUSES = {
    COURSE: "the key, the notebook, the settings or the software changed",
    HAND_IN: "it was handed in anew",
    BOTH: "it was handed in anew, and the key, the notebook, the settings or the software changed",
    AGAIN: "it was marked again",
    PERSON: "a person changed it",
    RUBRIC: "its rubric changed",
}


@frozen
class Change:
    """A mark that changed.

    Args:
        student: the id.
        cell: the part, by its ``grade_id``.
        old: what the marking gave before; None if it waited for a person.
        new: what it gives now.
        cause: what had changed, one of `CAUSES`.
        why: what is judged otherwise now, in sentences; empty if nothing more is known.
        stands: what a teacher has given, and still counts; None if nothing was given.
        at: when, in UTC.
    """

    student: str
    cell: str
    old: float | None
    new: float | None
    cause: str
    why: tuple[str, ...] = ()
    stands: float | None = None
    at: datetime = datetime.min  # noqa: DTZ901  as nbgrader's, without a zone

    def __str__(self) -> str:
        said = f"{self.student}: {_points(self.old)} → {_points(self.new)}"
        return said if self.stands is None else f"{said}; {number(self.stands)} by hand still counts: look again"

    def as_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return {**asdict(self), "at": f"{self.at:%Y-%m-%d %H:%M:%S}"}


def _points(mark: float | None) -> str:
    return "waits for a person" if mark is None else number(mark)


# A mark as it stood: what the marking gave, and what a teacher gave.
Mark = tuple[float | None, float | None]
Marks = Mapping[tuple[str, str, str], Mark]


def cause_of(before: str, now: str) -> str:
    """What has changed between two fingerprints, whose first half is of the course, and the second of the hand-in.

    >>> cause_of("a" * 64, "a" * 32 + "b" * 32), cause_of("ab", "ab")
    ('hand-in', 'again')
    """
    half = max(len(before), len(now)) // 2
    course, hand_in = before[:half] != now[:half], before[half:] != now[half:]
    return BOTH if course and hand_in else COURSE if course else HAND_IN if hand_in else AGAIN


def changed(before: Marks, after: Marks, causes: Mapping[str, str]) -> Iterator[tuple[str, Change]]:
    """The marks that are others than before, each with its notebook; of who was not marked before there are none.

    Args:
        before: the marks before, by student, notebook and cell.
        after: the marks now.
        causes: what has changed, by student.
    """
    for (student, notebook, cell), (old, _) in before.items():
        new, stands = after.get((student, notebook, cell), (old, None))
        if not _same(old, new):
            yield notebook, Change(student, cell, old, new, causes[student], (), stands)


def _same(old: float | None, new: float | None) -> bool:
    return old is new if old is None or new is None else isclose(old, new, abs_tol=1e-6)


def judged_otherwise(old: Report | None, new: Report | None) -> tuple[str, ...]:
    """What a report judges otherwise than one before, in sentences.

    >>> before = Report("p", "P", 2, (Line("Call", 2, 0, "not met", ("No.",)),))
    >>> judged_otherwise(before, before._replace(lines=(Line("Call", 2, 1, "partly", ("In part.",)),)))
    ('Call: 0 → 1 of 2. In part.',)
    """
    if old is None or new is None:
        return ()
    return tuple(
        f"{line.about}: {number(was.earned) if was else 'not asked'} → {number(line.earned)} of {number(line.points)}."
        + "".join(f" {why}" for why in line.why[:_REASONS])
        for was, line in _pairs(old.lines, new.lines)
        if was is None or not isclose(was.earned, line.earned, abs_tol=1e-6) or was.points != line.points
    )


# So many reasons of a line are repeated; the page has all of them.
_REASONS = 2


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[Line | None, Line]]:
    """Each line with the one that stood there before. What does not fit together stands last, and has no points."""
    old, new = ([line for line in lines if line.points] for lines in (old, new))
    yield from ((was, line) for was, line in zip_longest(old, new) if line is not None)


def make_table(engine: Engine) -> None:
    """Make the table, if it is not there yet."""
    _CHANGES.metadata.create_all(engine)


def note(connection: Connection, assignment: str, at: datetime, changes: Iterable[Change]) -> None:
    """Note changes of an assignment, by the id of its row."""
    rows = [
        {
            "assignment_id": assignment, "at": at, "student_id": one.student, "cell": one.cell, "old": one.old,
            "new": one.new, "stands": one.stands, "cause": one.cause, "why": json.dumps(one.why),
        }
        for one in changes
    ]
    if rows:
        connection.execute(insert(_CHANGES), rows)


def noted(engine: Engine, assignment: str, since: datetime | None = None) -> list[Change]:
    """The changes of an assignment, by the id of its row; the newest first, then by student."""
    if not inspect(engine).has_table(_CHANGES.name):
        return []
    held = _CHANGES.c
    query = select(_CHANGES).where(held.assignment_id == assignment).order_by(held.at.desc(), held.student_id, held.id)
    if since is not None:
        query = query.where(held.at >= since)
    with engine.connect() as connection:
        return [
            Change(
                *(one.student_id, one.cell, one.old, one.new, one.cause),
                *(tuple(json.loads(one.why)), one.stands, one.at),
            )
            for one in connection.execute(query)
        ]


def with_reasons(changes: Iterable[Change], before: Mapping[str, Report], now: Mapping[str, Report]) -> list[Change]:
    """Changes in one notebook, with what its reports judge otherwise."""
    return [evolve(one, why=judged_otherwise(before.get(one.cell), now.get(one.cell))) for one in changes]


def this_moment() -> datetime:
    """Now, in UTC and without a zone, as nbgrader keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)
