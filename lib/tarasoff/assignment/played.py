"""The play of a story that was handed in, as far as it can be followed. Nothing that is in it makes this fail."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.parts import ScenarioPart
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.wording import short
from tarasoff.scenarios.graded import Way, way_of
from tarasoff.scenarios.log import Log, LogError, read_log

#: What a play that cannot be followed is: neither right nor wrong.
NOT_FOLLOWED = "This play cannot be followed, so nothing is said of what it is worth: a person has to look at it."


def way_taken(part: ScenarioPart, given: Mapping[Any, Any], problems: list[str]) -> Way | None:
    """The way of the play that counts: the last that came to an end, else the last.

    Args:
        part: what was asked.
        given: the part's answers.
        problems: what cannot be read is added here, in words for the student.

    Returns:
        None if there is no play, or none that can be followed.
    """
    try:
        log = log_taken(part, given)
        return way_of(part.story, log) if log else None
    except Mistake as mistake:
        problems.append(f"{mistake.problem} {NOT_FOLLOWED}")
        return None


def log_taken(part: ScenarioPart, given: Mapping[Any, Any]) -> Log | None:
    """The play that counts, as it was kept: the last that came to an end, else the last. None if there is none.

    Raises:
        LogError: it cannot be read.
    """
    entry = given.get(part.story.id)
    if entry is None:
        return None
    runs = entry.get("runs") if isinstance(entry, Mapping) else None
    if not isinstance(runs, list | tuple) or not runs:
        raise LogError(f"{short(entry)} is not a play that can be read.", "Play it again.")
    ended = [run for run in runs if isinstance(run, Mapping) and run.get("ended") is True]
    return read_log((ended or runs)[-1])
