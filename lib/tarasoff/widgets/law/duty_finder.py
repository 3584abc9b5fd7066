"""Facts, a place and a day, and what the law comes to there."""

from collections.abc import Mapping
from typing import Any, ClassVar

from tarasoff.engine.advice import how
from tarasoff.engine.criteria import Judged
from tarasoff.engine.find import changes_in_words, find
from tarasoff.engine.finding import Finding
from tarasoff.engine.finding_text import as_text, disagreement_is, how_sure, notes, parts, support_lines
from tarasoff.engine.places import place_name
from tarasoff.knowledge.law.facts import ContradictionError
from tarasoff.knowledge.law.tables import GATHERED
from tarasoff.widgets.law.facts_view import FactsView, Slot
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import script


class DutyFinder(FactsView):
    """State, profession, setting and facts, and a card with what the law comes to.

    >>> DutyFinder().summary["findings"][0]["kind"]
    'duty'
    """

    _esm = script("law/duty_finder")

    title = "Duty finder"
    section_name = "finder"
    slots: ClassVar[tuple[Slot, ...]] = (
        Slot("place", "State", "place", "CA"),
        Slot("day", "On the day", "day", GATHERED),
    )

    def finding(self, answer: Mapping[str, Any]) -> Finding:
        """What the law of the chosen place comes to.

        Raises:
            ContradictionError: the facts contradict each other.
        """
        given = self.given(answer)
        return find(self.facts_of(answer), given["place"], given["day"])

    def truth(self) -> str:
        """What it comes to where the view starts."""
        return self.finding({}).kind

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The card, or what contradicts."""
        try:
            found = self.finding(answer)
        except ContradictionError as error:
            return {"problem": str(error), "text": str(error), "findings": []}
        return {"findings": [card(found)], "text": said_in_short(found)}

    def text(self) -> str:
        """The finding as words."""
        try:
            return as_text(self.finding(self.answer))
        except ContradictionError as error:
            return str(error)


def said_in_short(finding: Finding) -> str:
    """What it comes to, where and when, for whoever hears it."""
    kind = f"{finding.kind}, contested" if finding.contested else finding.kind
    return f"{place_name(finding.place)} on {finding.day}: {kind}."


def _element(element: Judged, finding: Finding) -> dict[str, Any]:
    # Where the rules that govern are met, or may be, an element that is not met is only one of several ways to them.
    other_way = finding.kind not in ("no basis", "bar") and element.value is False
    return {"label": element.label, "met": element.value, "said": element.said, "other_way": other_way}


def card(finding: Finding) -> dict[str, Any]:
    """A finding as plain data, for a view that draws it."""
    return {
        **{field: getattr(finding, field) for field in ("day", "kind", "verdict", "disagreement")},
        "place": place_name(finding.place),
        "disagreement_is": disagreement_is(finding),
        "how": how(finding),
        "care": [*filter(None, [finding.care]), *support_lines(finding)],
        "parts": [{"name": name, "said": list(said)} for name, said in parts(finding)],
        "elements": [
            _element(element, finding) for element in finding.elements
        ],
        "changes": list(changes_in_words(finding)),
        "notes": list(notes(finding)),
        "codes": list(finding.codes_add),
        "how_sure": how_sure(finding),
        "sources": source_lines(finding.sources),
    }
