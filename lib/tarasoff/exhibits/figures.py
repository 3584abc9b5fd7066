"""What the pictures in the lectures' text are drawn from, as plain data."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import asdict

from tarasoff.engine.across import across
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.words import KINDS
from tarasoff.knowledge.names import known
from tarasoff.knowledge.teaching import library

# A grave threat against somebody named, told by the client; whether it is near is left to the picture.
_THREAT: Mapping[str, str] = {
    "threatened": "another",
    "identifiable": "named",
    "told_by": "client",
    "harm": "grave",
    "danger": "yes",
    "intent": "yes",
    "means": "yes",
    "consent": "no",
    "abuse": "none",
    "age": "adult",
    "setting": "clinic",
    "came_for": "mental_health",
    "profession": "psychologist",
    "qualified": "yes",
    "special": "no",
}


def figure(name: str) -> dict[str, Any]:
    """One picture as plain data.

    Args:
        name: its id in ``figures.yaml``.

    Raises:
        KeyError: there is no such picture.

    >>> [item["name"] for item in figure("word")["items"]]
    ['1974', '1976']
    """
    words = library.figures()[known(name, library.figures(), "figure")]
    return {**asdict(words), **_DRAWN_FROM.get(name, dict)()}


def _ladder() -> dict[str, Any]:
    line = library.line()
    return {"items": [{"name": rung.text, "id": rung.id} for rung in line.rungs], "none": line.none}


def _places() -> dict[str, Any]:
    """The same facts in each place, when the time is not known and when it is not near."""
    times = (("Whether it is near, nobody knows", None), ("It is not near", "no"))
    return {
        "columns": [
            {"name": name, "kinds": _by_kind(Facts(**{**_THREAT, **({"imminent": value} if value else {})}))}
            for name, value in times
        ]
    }


def _by_kind(facts: Facts) -> list[dict[str, Any]]:
    found = across(facts).by_kind
    return [{"kind": kind, "places": [finding.place for finding in found[kind]]} for kind in KINDS if found[kind]]


_DRAWN_FROM: Mapping[str, Callable[[], dict[str, Any]]] = MappingProxyType({"ladder": _ladder, "places": _places})
