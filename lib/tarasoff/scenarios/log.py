"""A play as it is kept: small, versioned, and readable without the scenario."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from attrs import asdict, frozen

from tarasoff.knowledge.mistakes import Mistake

SCHEMA = 1
#: No log is longer: no play is, by far.
MOST_STEPS = 200
# Nor is any id, or any number that is drawn from. What is beyond that was not written by a play.
_LONGEST_ID, _LARGEST = 200, 2**63


class LogError(Mistake):
    """A log that cannot be read."""


@frozen
class Kept:
    """One step as the log keeps it: the ids by which it replays, and the words by which it is read.

    Args:
        to: the scene that followed, so that a changed file is noticed.
        verdict: what it was worth; empty if it decided nothing.
    """

    scene: str
    choice: str
    to: str
    title: str
    said: str
    draw: int = 0
    verdict: str = ""


@frozen
class Log:
    """A play as it is kept.

    Args:
        scenario: the id of the scenario.
        version: the id of its version; empty for the scenario as it is.
        file: the checksum of the scenario as it was played.
    """

    scenario: str
    version: str
    seed: int
    file: str
    steps: tuple[Kept, ...] = ()
    ended: bool = False


def as_data(log: Log) -> dict[str, Any]:
    """The log as plain data, for a file."""
    as_json = asdict(log, value_serializer=lambda _, __, held: list(held) if isinstance(held, tuple) else held)
    return {"schema": SCHEMA, **as_json}


def read_log(data: Any) -> Log:
    """Read a log from plain data.

    Raises:
        LogError: it is no log, or of a newer version of the course.

    >>> read_log({"schema": 9})
    Traceback (most recent call last):
    tarasoff.scenarios.log.LogError: This run was saved by a newer version of the course. Update the course to read it.
    """
    if not isinstance(data, Mapping):
        raise LogError("This is no run of a scenario.", "Play it again.")
    if isinstance(data.get("schema"), int) and data["schema"] > SCHEMA:
        raise LogError("This run was saved by a newer version of the course.", "Update the course to read it.")
    steps = data.get("steps", [])
    if not isinstance(steps, list | tuple) or len(steps) > MOST_STEPS:
        raise LogError("The steps of this run cannot be read.", "Play it again.")
    kept = tuple(map(_kept, steps))
    named = [data.get(field, "") for field in ("scenario", "version", "file")]
    seed = data.get("seed")
    if not all(isinstance(one, str) for one in named) or not _is_number(seed):
        raise LogError("This run of a scenario cannot be read.", "Play it again.")
    return Log(named[0], named[1], seed, named[2], kept, data.get("ended") is True)


def _kept(data: Any) -> Kept:
    texts = ("scene", "choice", "to", "title", "said", "verdict")
    found = {field: data.get(field, "") for field in texts} if isinstance(data, Mapping) else {}
    again = data.get("draw", 0) if isinstance(data, Mapping) else None
    if not all(isinstance(one, str) for one in found.values()) or not _is_number(again) or not found:
        raise LogError("A step of this run cannot be read.", "Play it again.")
    if max(len(found[field]) for field in ("scene", "choice", "to")) > _LONGEST_ID:
        raise LogError("A step of this run cannot be read.", "Play it again.")
    return Kept(**found, draw=max(0, again))


def _is_number(given: Any) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool) and abs(given) < _LARGEST
