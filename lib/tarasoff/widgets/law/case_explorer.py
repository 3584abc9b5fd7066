"""Two landmark cases: which facts differ, which of them made the difference, and what follows if it is changed."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from tarasoff.engine.places import place_name
from tarasoff.engine.replay import OUTCOMES, Replayed, replay, with_fact
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.names import unknown
from tarasoff.widgets.view import View, script

_START = {"a": "tarasoff_1976", "b": "thompson_alameda_1980"}
_NOT_STATED = "not stated"


class CaseExplorer(View):
    r"""Two landmark cases side by side. Guess which fact made the difference; then it is changed in both.

    What the courts held comes after the guess.

    >>> CaseExplorer().text().count("\n")
    30
    """

    _esm = script("law/case_explorer")

    def __init__(self) -> None:
        cases = [
            {"id": row.case.id, "label": f"{row.case.name} ({place_name(row.finding.place)}, {row.case.decided[:4]})"}
            for row in _cases().values()
        ]
        super().__init__("cases", {"cases": cases, "start": _START})

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``a`` and ``b`` (cases), and ``fact`` (the one that made the difference)."""
        possible: Mapping[str, tuple[Any, str]] = {
            "a": (_cases(), "case"),
            "b": (_cases(), "case"),
            "fact": (FACT_KINDS, "fact"),
        }
        if field not in possible:
            return "This choice cannot be read. Choose again."
        among, what = possible[field]
        return None if isinstance(given, str) and given in among else unknown(given, among, what)

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The two cases and the facts that differ; what was held, once a fact was named."""
        two = tuple(_cases()[answer.get(field) or start] for field, start in _START.items())
        differs = [fact for fact in FACT_KINDS if _given(two[0], fact) != _given(two[1], fact)]
        same = [fact for fact in FACT_KINDS if fact not in differs and _given(two[0], fact) is not None]
        fact = answer.get("fact")
        return {
            "pair": [_told(row) for row in two],
            "differs": [
                {"id": fact, "name": FACT_KINDS[fact].name, "values": [_said(row, fact) for row in two]}
                for fact in differs
            ],
            "same": [f"{FACT_KINDS[fact].name}: {_said(two[0], fact)}" for fact in same],
            "after": [_after(row, other, fact) for row, other in (two, two[::-1])] if fact in differs else [],
        }

    def text(self) -> str:
        """The cases with their holdings."""
        return "\n".join(
            ["Landmark cases"]
            + [f"{row.case.name} ({row.case.decided}): {row.case.holding}" for row in _cases().values()]
        )


@cache
def _cases() -> Mapping[str, Replayed]:
    return MappingProxyType({row.case.id: row for row in replay()})


def _given(row: Replayed, fact: str) -> str | None:
    value: str | None = getattr(row.finding.facts, fact)
    return value


def _said(row: Replayed, fact: str) -> str:
    value = _given(row, fact)
    return _NOT_STATED if value is None else FACT_KINDS[fact].values[value]


def _told(row: Replayed) -> dict[str, str]:
    case = row.case
    name = case.name.partition(" (")[0]
    court = f"{case.court}, {case.decided}"
    return {"name": name, "short": name.partition(" v")[0], "court": court, "done": case.therapist_acted}


def _after(row: Replayed, other: Replayed, fact: str) -> dict[str, Any]:
    """What was held, and what the case would come to with the other's fact."""
    case = row.case
    return {
        **{field: getattr(case, field) for field in ("holding", "teaches", "note", "citation", "confidence")},
        "name": _told(row)["name"],
        "outcome": OUTCOMES[case.outcome],
        "kind": row.kind,
        "differs": row.why,
        "if": f"{FACT_KINDS[fact].name}: {_said(other, fact)}",
        "then": with_fact(row, fact, _given(other, fact)),
        "links": list(case.sources),
    }
