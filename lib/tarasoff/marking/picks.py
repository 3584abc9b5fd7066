"""What a student picked and missed in a case, for a teacher who looks at a class. It names what was needed."""

from collections.abc import Iterator
from typing import Any

from safegrade.contract import Pick
from tarasoff.assignment.analysis import read
from tarasoff.assignment.parts import Case, Pair, Part
from tarasoff.marking.keys import CaseKey, DisclosureKey, Key
from tarasoff.marking.step_keys import LadderKey, PickKey

CHOSEN, MISSED, TOO_MUCH = "chosen", "missed", "too much"


def picks_of(part: Part, key: Key, answers: Any) -> Iterator[Pick]:
    """What was picked, missed and too much in the steps of a case; nothing of a step that is not answered.

    Args:
        part: what was asked.
        key: its key.
        answers: the part's answers as they came from ``answers.json``.
    """
    if not (isinstance(part, Case) and isinstance(key, CaseKey)):
        return
    reading = read(part, answers)
    for step, step_key in key.picks.items():
        if (given := reading.picked.get(step)) is None:
            continue
        words = {str(pick): text for pick, text in part.picks[step].items()}
        if isinstance(step_key, LadderKey):
            yield from _ladder(step, step_key, list(map(str, given)), words)
        else:
            yield from _several(step, step_key, list(map(str, given)), words)
    if key.disclosure is not None and reading.disclosure is not None:
        yield from _told(part, key.disclosure, reading.disclosure)


def _several(step: str, key: PickKey, given: list[str], words: dict[str, str]) -> Iterator[Pick]:
    for pick, text in words.items():
        said = f"Sentence {pick}: {text}" if step == "facts" else text
        if pick in key.needed and pick not in given:
            yield Pick(step, MISSED, said)
        elif pick in given and pick not in key.needed and pick not in key.fine:
            yield Pick(step, TOO_MUCH, said)


def _ladder(step: str, key: LadderKey, given: list[str], words: dict[str, str]) -> Iterator[Pick]:
    yield from (Pick(step, CHOSEN, words[action]) for action in given)
    for rung in key.ladder:
        if not set(rung.ways) & set(given):
            best = max(rung.ways, key=lambda way: key.options[way].credit)
            yield Pick(step, MISSED, words[best])


def _told(part: Case, key: DisclosureKey, told: frozenset[Pair]) -> Iterator[Pick]:
    necessary = {pair.pair for pair in key.necessary}
    missed = necessary - told
    too_much = told - necessary - {pair.pair for pair in key.acceptable}
    if wrong := missed | too_much:
        for who in part.recipients:
            for what in part.items:
                if (pair := (who.id, what.id)) in wrong:
                    yield Pick("disclosure", MISSED if pair in missed else TOO_MUCH, f"{who.label}: “{what.label}”")
