"""A play as it is kept: small, versioned, readable without the scenario, and played on from where it stopped."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import asdict, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.play import Move, Play, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.records import Scenario

SCHEMA = 1
#: No log is longer: no play is, by far.
MOST_STEPS = 200

CHANGED = "This scenario was changed since you began. Your path holds all the same, and you can go on."
BROKEN = (
    "This scenario was changed since you played it, and your path no longer leads through it. "
    "You can still read it below, and play again."
)


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


@frozen
class Resumed:
    """A play that was taken up again.

    Args:
        play: None if the log no longer leads through the scenario.
        note: what a person should know of it; empty if all is as it was.
    """

    play: Play | None
    log: Log
    note: str = ""


def log_of(now: Play) -> Log:
    """The log of a play."""
    steps = (
        Kept(
            scene=step.scene.id,
            choice=step.choice.id,
            to=step.to.scene,
            title=step.scene.title,
            said=step.choice.text,
            draw=step.move.draw,
            verdict=step.judged.verdict if step.judged else "",
        )
        for step in now.steps
    )
    scenario = now.plot.scenario
    return Log(scenario.id, now.plot.version, now.seed, scenario.checksum, tuple(steps), now.ended)


def as_data(log: Log) -> dict[str, Any]:
    """The log as plain data, for a file."""
    return {"schema": SCHEMA, **asdict(log, value_serializer=lambda *given: _plain(given[-1]))}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


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
    if not all(isinstance(one, str) for one in named) or not isinstance(seed, int) or isinstance(seed, bool):
        raise LogError("This run of a scenario cannot be read.", "Play it again.")
    return Log(named[0], named[1], seed, named[2], kept, data.get("ended") is True)


def _kept(data: Any) -> Kept:
    texts = ("scene", "choice", "to", "title", "said", "verdict")
    found = {field: data.get(field, "") for field in texts} if isinstance(data, Mapping) else {}
    again = data.get("draw", 0) if isinstance(data, Mapping) else None
    if not all(isinstance(one, str) for one in found.values()) or not isinstance(again, int) or not found:
        raise LogError("A step of this run cannot be read.", "Play it again.")
    return Kept(**found, draw=max(0, again))


def resume(scenario: Scenario, log: Log) -> Resumed:
    """Take up a play again, from its log alone; a scenario that was changed since is noticed, and said."""
    try:
        now = play(Plot(scenario, log.version), log.seed, _moves(log.steps))
    except (Mistake, KeyError):
        return Resumed(None, log, BROKEN)
    kept = log_of(now)
    if [(step.scene, step.to) for step in kept.steps] != [(step.scene, step.to) for step in log.steps]:
        return Resumed(None, log, BROKEN)
    return Resumed(now, log, CHANGED if log.file and log.file != kept.file else "")


def _moves(steps: Iterable[Kept]) -> Iterable[Move]:
    return (Move(step.choice, step.draw) for step in steps)
