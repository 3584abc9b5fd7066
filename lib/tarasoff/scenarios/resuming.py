"""A play taken up again from its log, and the log of a play."""

from attrs import frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.log import Kept, Log
from tarasoff.scenarios.play import Move, Play, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.records import Scenario

CHANGED = "This scenario was changed since you began. Your path holds all the same, and you can go on."
BROKEN = (
    "This scenario was changed since you played it, and your path no longer leads through it. "
    "You can still read it below, and play again."
)


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
            verdict=step.verdict,
        )
        for step in now.steps
    )
    scenario = now.plot.scenario
    return Log(scenario.id, now.plot.version, now.seed, scenario.checksum, tuple(steps), now.ended)


def resume(scenario: Scenario, log: Log) -> Resumed:
    """Take up a play again, from its log alone; a scenario that was changed since is noticed, and said."""
    try:
        now = play(Plot(scenario, log.version), log.seed, (Move(step.choice, step.draw) for step in log.steps))
    except (Mistake, KeyError):
        return Resumed(None, log, BROKEN)
    kept = log_of(now)
    if [(step.scene, step.to) for step in kept.steps] != [(step.scene, step.to) for step in log.steps]:
        return Resumed(None, log, BROKEN)
    return Resumed(now, log, CHANGED if log.file and log.file != kept.file else "")
