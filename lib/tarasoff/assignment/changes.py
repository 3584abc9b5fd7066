"""What changes between two sets of answers, and what two writers have both changed. Pure; the file is elsewhere."""

from collections.abc import Mapping
from typing import Any

# The entries of these fields are answers of their own, and change one by one.
_BY_ENTRY = frozenset({"criteria"})


def merged(fields: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change some fields; None takes one away.

    >>> merged({"action": "show", "criteria": {"big": "met"}}, {"action": None, "criteria": {"red": "unclear"}})
    {'criteria': {'big': 'met', 'red': 'unclear'}}
    """
    nested = {field: merged(_entries(fields, field), changes[field]) for field in _by_entry(changes)}
    after = {**fields, **changes, **nested}
    return {field: answer for field, answer in after.items() if answer is not None}


def changed(answer: Mapping[str, Any], shown: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Say what an answer changes. A field that it leaves out stays as it is.

    Args:
        answer: field to answer; None takes an answer back.
        shown: what was on the screen before.
        seen: what the file held. A criterion that could not be shown goes when the criteria change.

    >>> changed({"action": "show", "criteria": {"big": "met", "red": "met"}}, {"criteria": {"red": "met"}}, {})
    {'action': 'show', 'criteria': {'big': 'met'}}
    """
    changes = {field: value for field, value in answer.items() if value != shown.get(field)}
    for field in _by_entry(changes):
        on_screen = _entries(shown, field)
        gone = {entry: None for entry in _entries(seen, field) if entry not in on_screen}
        changes[field] = gone | changed(answer[field], on_screen, {})
    return changes


def uncontested(changes: Mapping[str, Any], held: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what somebody else has changed to something else.

    Args:
        changes: field to answer.
        held: what the file holds now.
        seen: what it held when the writer last looked.

    >>> uncontested({"action": "show", "other": "a"}, {"action": "hide", "other": "b"}, {"other": "b"})
    {'other': 'a'}
    """
    nested = {
        field: uncontested(changes[field], _entries(held, field), _entries(seen, field)) for field in _by_entry(changes)
    }
    return {
        field: nested.get(field, answer)
        for field, answer in changes.items()
        if field in nested or held.get(field) in (seen.get(field), answer)
    }


def _by_entry(fields: Mapping[str, Any]) -> list[str]:
    return [field for field in fields if field in _BY_ENTRY and isinstance(fields[field], Mapping)]


def _entries(fields: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    held = fields.get(field)
    return held if isinstance(held, Mapping) else {}
