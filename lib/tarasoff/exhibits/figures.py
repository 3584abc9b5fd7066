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

# Who is told of it in each picture: a psychologist in a clinic, by an adult who agrees to nothing.
_TOLD: Mapping[str, str] = {
    "consent": "no",
    "age": "adult",
    "setting": "clinic",
    "came_for": "mental_health",
    "profession": "psychologist",
    "qualified": "yes",
    "special": "no",
}
# A grave danger of which the client speaks; whose it is, and whether it is near, is left to the picture.
_GRAVE: Mapping[str, str] = {
    **_TOLD,
    "told_by": "client",
    "harm": "grave",
    "danger": "yes",
    "intent": "yes",
    "means": "yes",
    "abuse": "none",
}
_THREAT: Mapping[str, str] = {**_GRAVE, "threatened": "another", "identifiable": "named"}
# A suspicion, and no danger to anybody else.
_SUSPECTED: Mapping[str, str] = {**_TOLD, "threatened": "nobody", "told_by": "nobody"}
_WHOSE: Mapping[str, Facts] = MappingProxyType(
    {
        "A child: abuse is suspected": Facts(**_SUSPECTED, abuse="child", child_seen="yes"),
        "An adult of 70 who relies on others: abuse is suspected": Facts(
            **_SUSPECTED, abuse="adult", abused_age="age_70", dependent="yes", adult_seen="yes"
        ),
        "Another person, named: a threat, and it is near": Facts(
            **_THREAT, imminent="yes", threat="explicit", plan="yes", mental_disorder="yes", firearm="no"
        ),
        "The client: grave, and it is near": Facts(
            **_GRAVE, threatened="self", imminent="yes", mental_disorder="yes", refuses="no", capacity="yes"
        ),
    }
)


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
    return _columns(
        {
            "Whether it is near, nobody knows": Facts(**_THREAT),
            "It is not near": Facts(**_THREAT, imminent="no"),
        }
    )


def _whose() -> dict[str, Any]:
    """Four kinds of danger in each place."""
    return _columns(_WHOSE)


def _columns(patterns: Mapping[str, Facts]) -> dict[str, Any]:
    return {"columns": [{"name": name, "kinds": _by_kind(facts)} for name, facts in patterns.items()]}


def _by_kind(facts: Facts) -> list[dict[str, Any]]:
    found = across(facts).by_kind
    return [{"kind": kind, "places": [finding.place for finding in found[kind]]} for kind in KINDS if found[kind]]


_DRAWN_FROM: Mapping[str, Callable[[], dict[str, Any]]] = MappingProxyType(
    {"ladder": _ladder, "places": _places, "whose-danger": _whose}
)
