"""What is sent about a submission: its mark, and what a teacher wrote. Pure."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from attrs import frozen

from safegrade.contract import number
from safegrade.desk.platforms.marks_out import said_of
from safegrade.gradebook.standing import Cell, Standing

FINAL, WAITS = "FullyGraded", "PendingManual"


@frozen
class Score:
    """What a platform is told about one student.

    Args:
        student: the id in the course.
        user: the platform's id.
        points: the points that count; None as long as a person has to give some.
        most: what the assignment is worth.
        comment: in words; empty if there is nothing to say.
    """

    student: str
    user: str
    points: float | None
    most: float
    comment: str = ""

    @property
    def digest(self) -> str:
        """The same for the same mark and comment to the same person, and for nothing else."""
        told = json.dumps([self.user, self.points, self.most, self.comment], ensure_ascii=False)
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def at(self, when: datetime) -> dict[str, Any]:
        """The score as it is sent. Of two, the platform keeps the later one.

        >>> score = Score("ada", "u1", 3.5, 5)
        >>> score.at(datetime(2026, 11, 27, 9, tzinfo=UTC))["timestamp"]
        '2026-11-27T09:00:00.000+00:00'
        >>> "scoreGiven" in Score("ada", "u1", None, 5).at(datetime(2026, 11, 27, 9, tzinfo=UTC))
        False
        """
        given = {} if self.points is None else {"scoreGiven": self.points}
        said = {"comment": self.comment} if self.comment else {}
        return {
            "userId": self.user,
            **given,
            "scoreMaximum": self.most,
            **said,
            "timestamp": written(when),
            "activityProgress": "Completed",
            "gradingProgress": WAITS if self.points is None else FINAL,
        }


def written(when: datetime) -> str:
    """A time as it is sent, in UTC."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")


def later(than: str, now: datetime) -> datetime:
    """Now, or a second after what was sent before: some platforms go by seconds, and refuse what is not later.

    >>> written(later("2026-11-27T09:00:00.250+00:00", datetime(2026, 11, 27, 9, 0, 0, 900_000, tzinfo=UTC)))
    '2026-11-27T09:00:01.250+00:00'
    """
    return max(now, datetime.fromisoformat(than) + timedelta(seconds=1)) if than else now


def score_of(standing: Standing, user: str, most: float) -> Score:
    """What to tell the platform about a submission."""
    if standing.provisional:
        return Score(standing.student, user, None, most, said_of(standing, most))
    # In a sum of decimals the last digits are noise, and no mark has so many.
    return Score(standing.student, user, round(standing.score, 4), most, comment_of(standing))


def comment_of(standing: Standing) -> str:
    r"""What a teacher wrote, and what being late has cost; the marking's own reasons stand on the feedback page.

    >>> cells = (Cell("ps", "why", 3, None, 2, 0, look=False, comment="Say who."),)
    >>> comment_of(Standing("ada", "", "", "", "", penalty=0.5, cells=cells))
    'Say who.\n\nLate penalty: 0.5.'
    """
    several = [cell for cell in standing.cells if cell.comment.strip()]
    said = [_comment(cell, named=len(several) > 1) for cell in several]
    if standing.penalty:
        said.append(f"Late penalty: {number(standing.penalty)}.")
    return "\n\n".join(said)


def _comment(cell: Cell, *, named: bool) -> str:
    plain = "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in cell.comment.strip())
    return f"{cell.name}: {plain}" if named else plain
