"""The same facts under each criterion, and in every state: what is met, and how many states it comes to what in."""

from collections.abc import Mapping
from typing import Any

from tarasoff.engine.criteria import Judged
from tarasoff.engine.every_state import Across, across, criteria
from tarasoff.engine.finding import Finding
from tarasoff.engine.finding_text import support_lines
from tarasoff.engine.places import place_name
from tarasoff.knowledge.law.facts import FACT_KINDS, ContradictionError
from tarasoff.knowledge.law.tables import AS_OF
from tarasoff.knowledge.law.words import KINDS
from tarasoff.widgets.law.facts_view import FactsView
from tarasoff.widgets.view import script

_WORDS = {True: "met", False: "not met", None: "not known"}
_MEANT = {"intent": "yes", "means": "yes"}

_ASIDE = (
    f"Law as gathered in {AS_OF}. The duty finder shows the rule of each state, with its sources and how sure it is. "
    "That many states come to something does not make it right."
)


class CriteriaBoard(FactsView):
    """Facts, the criteria that they meet, and what they come to in each jurisdiction.

    >>> sum(kind["count"] for kind in CriteriaBoard().summary["kinds"])
    51
    """

    _esm = script("law/criteria_board")

    title = "Criteria board"
    section_name = "criteria"
    presets = (
        ("Named, and about to happen", {**_MEANT, "plan": "yes", "imminent": "yes"}),
        ("Named, and not soon", {**_MEANT, "imminent": "no"}),
        ("Nobody named", {**_MEANT, "identifiable": "no", "imminent": "yes"}),
        ("A relative tells", {**_MEANT, "told_by": "relative", "imminent": "yes"}),
        ("A figure of speech", {"danger": "no", "intent": "no", "imminent": "no"}),
        ("The client in danger", {**_MEANT, "threatened": "self", "identifiable": "unknown", "imminent": "yes"}),
    )

    def truth(self) -> int:
        """In how many jurisdictions it comes to a duty."""
        return len(across(self.facts_of({})).by_kind["duty"])

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The criteria and what they come to, or what contradicts."""
        facts = self.facts_of(answer)
        try:
            found = across(facts)
        except ContradictionError as error:
            return {"problem": str(error), "text": str(error)}
        judged = criteria(facts)
        client = found.findings[0]
        return {
            "criteria": [{"label": element.label, "met": element.value, "said": element.said} for element in judged],
            "counted": _counted(judged),
            "kinds": [_kind(kind, states) for kind, states in found.by_kind.items()],
            "of": len(found.findings),
            "open": _open(found),
            "not_asked": [FACT_KINDS[fact].question for fact in client.not_asked],
            "care": [*filter(None, [client.care]), *support_lines(client)],
            "notes": list(found.notes),
            "aside": _ASIDE,
            "text": f"Of {len(judged)} criteria {_counted(judged)}. Of {len(found.findings)} jurisdictions: {found}.",
        }

    def text(self) -> str:
        """The criteria and what they come to, as words."""
        found = self.summarise(self.answer)
        if "problem" in found:
            return str(found["problem"])
        return "\n".join(
            [
                *(f"{element['label']}: {_WORDS[element['met']]} ({element['said']})" for element in found["criteria"]),
                f"The same facts in {found['of']} jurisdictions:",
                *(
                    f"{kind['kind']}: {kind['count']}{': ' if kind['states'] else ''}{', '.join(kind['states'])}"
                    for kind in found["kinds"]
                ),
                *found["open"],
                *found["care"],
                *found["notes"],
                found["aside"],
            ]
        )


_FEW = 10


def _counted(judged: tuple[Judged, ...]) -> str:
    values = [element.value for element in judged]
    return ", ".join(f"{values.count(value)} {word}" for value, word in _WORDS.items())


def _kind(kind: str, states: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "kind": kind,
        "meaning": KINDS[kind],
        "count": len(states),
        "states": [f"{place_name(finding.place)}{' *' if finding.contested else ''}" for finding in states],
        # Few places that come to it are what one wonders about.
        "why": [f"{place_name(one.place)}: {_rests_on(one)}" for one in states] if len(states) <= _FEW else [],
    }


def _rests_on(finding: Finding) -> str:
    asked = dict.fromkeys(element.label for element in finding.elements if element.value)
    cited = dict.fromkeys(applied.rule.citation for applied in finding.governing)
    return f"{'; '.join(cited) or 'no rule applies'}{': ' if asked else ''}{'; '.join(asked)}"


def _open(found: Across) -> list[str]:
    """What leaves it unsettled, a line each."""
    lines = [f"{FACT_KINDS[fact].question} It turns on that in {count}." for fact, count in found.open_facts.items()]
    left = len(found.by_kind["law open"])
    law = [f"In {left} the law itself leaves it open."] if left else []
    unread = [f"{topic}: not read in {count}." for topic, count in found.not_read.items()]
    return [*lines, *law, *unread]
