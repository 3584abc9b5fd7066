"""Where a class parted ways in a story that counts, as one picture for its teacher."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from safegrade.contract import Picture
from tarasoff.assignment.parts import ScenarioPart
from tarasoff.assignment.played import log_taken
from tarasoff.marking.scenario_keys import ScenarioKey, with_key
from tarasoff.scenarios.log import Log, LogError
from tarasoff.scenarios.pictures.class_plays import HOW_TO_READ, TooFewError, class_plays
from tarasoff.scenarios.pictures.drawing import svg


def parting(part: ScenarioPart, key: ScenarioKey, answers: Iterable[Any]) -> Picture | None:
    """Where a class parted ways, from the play of each student that counts for the mark.

    Args:
        part: what was asked.
        key: its key, which says what each choice is worth.
        answers: of each student, the part's answers as they came from ``answers.json``.

    Returns:
        None if fewer than five plays can be followed.
    """
    story = with_key(part.story, key)
    try:
        plays = class_plays(story, _logs(part, answers))
    except TooFewError:
        return None
    return Picture("Where the class parted ways", f"{plays.said} {HOW_TO_READ}", svg(story, plays.counts))


def _logs(part: ScenarioPart, answers: Iterable[Any]) -> Iterator[Log]:
    for given in answers:
        try:
            log = log_taken(part, given) if isinstance(given, Mapping) else None
        except LogError:
            continue  # One play that cannot be read must not keep the others from being seen.
        if log:
            yield log
