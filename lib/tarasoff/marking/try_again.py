"""What stays when a case is tried again: what was right, and nothing else. Pure."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.analysis import Reading, read
from tarasoff.assignment.parts import Case
from tarasoff.marking.keys import CaseKey, choice_keys
from tarasoff.marking.step_keys import LadderKey


def taken_back(part: Case, key: CaseKey, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What to change in the answers to a case so that only what earned all its credit stays.

    Args:
        part: what was asked.
        key: its key.
        answers: what was answered.

    Returns:
        Field to what is left of it; None takes a field, or a criterion, back. What is right throughout is not there.
    """
    reading = read(part, answers)
    return {**_choices(key, reading), **_picks(key, reading), **_disclosure(part, key, reading)}


def _choices(key: CaseKey, reading: Reading) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for (group, entry), choice in choice_keys(key).items():
        chosen = reading.choices.get((group, entry))
        if chosen is None or choice.options[chosen].credit == 1:
            continue
        if entry:
            changes.setdefault(group, {})[entry] = None
        else:
            changes[group] = None
    return changes


def _picks(key: CaseKey, reading: Reading) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for step, step_key in key.picks.items():
        picked = reading.picked.get(step, ())
        if isinstance(step_key, LadderKey):
            right = _in_order(step_key, picked)
        else:
            right = [pick for pick in picked if str(pick) in {*step_key.needed, *step_key.fine}]
        if right != list(picked):
            changes[step] = right or None
    return changes


def _in_order(key: LadderKey, picked: tuple[Any, ...]) -> list[Any]:
    """Right actions as far as they climb: one that comes after a later rung is left out, since its place is wrong."""
    rung_of = {way: number for number, rung in enumerate(key.ladder) for way in rung.ways}
    right, reached = [], 0
    for action in picked:
        rung = rung_of.get(action, reached)
        if key.options[action].credit == 1 and rung >= reached:
            right.append(action)
            reached = rung
    return right


def _disclosure(part: Case, key: CaseKey, reading: Reading) -> dict[str, Any]:
    if key.disclosure is None or reading.disclosure is None:
        return {}
    necessary = {pair.pair for pair in key.disclosure.necessary}
    fine = necessary | {pair.pair for pair in key.disclosure.acceptable}
    if reading.disclosure <= fine and (reading.disclosure or not necessary):
        return {}
    left: dict[str, list[str]] = {}
    for to in part.recipients:
        for item in part.items:
            if (to.id, item.id) in reading.disclosure & fine:
                left.setdefault(to.id, []).append(item.id)
    return {"disclosure": left or None}
