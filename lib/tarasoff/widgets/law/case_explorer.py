"""What later courts did: filter the landmark cases, compare two, change one fact and see what would shift."""

from functools import cache
from typing import Any

from tarasoff.engine.places import place_name
from tarasoff.engine.replay import OUTCOMES, Replayed, replay, shifts
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.names import unknown
from tarasoff.widgets.view import View, script


class CaseExplorer(View):
    r"""The landmark cases, two side by side, and what one other fact would do to all of them.

    >>> CaseExplorer().text().count("\n")
    30
    """

    _esm = script("case_explorer")

    def __init__(self) -> None:
        self._cases = {row.case.id: row for row in replay()}
        super().__init__("cases", _content())

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``a`` and ``b`` (cases), and ``change`` (a fact and its value, such as ``imminent=no``)."""
        if field not in ("a", "b", "change"):
            return "This choice cannot be read. Choose again."
        changes = [f"{kind.id}={value}" for kind in FACT_KINDS.values() for value in kind.values]
        possible, what = (changes, "change") if field == "change" else (list(self._cases), "case")
        return None if str(given) in possible else unknown(given, possible, what)

    def text(self) -> str:
        """The cases with their holdings."""
        return "\n".join(
            ["Landmark cases"]
            + [f"{row.case.name} ({row.case.decided}): {row.case.holding}" for row in self._cases.values()]
        )


@cache
def _content() -> dict[str, Any]:
    rows = replay()
    moved = shifts(rows)
    return {
        "facts": [
            {
                "id": kind.id,
                "name": kind.name,
                "shifts": any(moved[kind.id].values()),
                "values": [{"id": v, "label": t} for v, t in kind.values.items()],
            }
            for kind in FACT_KINDS.values()
        ],
        "start": {"a": "tarasoff_1976", "b": "thompson_alameda_1980", "change": "identifiable=no"},
        "shifts": moved,
        "cases": [_case(row) for row in rows],
    }


def _case(row: Replayed) -> dict[str, Any]:
    case, finding = row.case, row.finding
    told = ("id", "name", "decided", "court", "holding", "teaches", "note", "citation", "confidence")
    return {
        **{field: getattr(case, field) for field in told},
        "place": place_name(finding.place),
        "outcome": OUTCOMES[case.outcome],
        "threatened": finding.facts.threatened or "",
        "facts": {fact: FACT_KINDS[fact].values[value] for fact, value in finding.facts.known().items()},
        "finding": finding.kind,
        "why": row.why,
        "acted": case.therapist_acted,
        "links": list(case.sources),
    }
