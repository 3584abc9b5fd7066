"""Facts, a place and a day, and what the law comes to: for one place, for two, or on two days."""

from collections.abc import Mapping
from typing import Any, ClassVar

from tarasoff.engine.advice import how
from tarasoff.engine.find import GATHERED, changes, find
from tarasoff.engine.finding import Finding
from tarasoff.engine.finding_text import as_text, disagreement_is, how_sure, notes, parts, support_lines
from tarasoff.engine.places import place_name
from tarasoff.knowledge.facts import ContradictionError
from tarasoff.widgets.law.facts_view import CASE, FactsView, Slot
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import script


class DutyFinder(FactsView):
    """State, profession, setting and facts, and a card with what the law comes to.

    >>> DutyFinder().summary["findings"][0]["kind"]
    'duty'
    """

    _esm = script("duty_finder")

    title = "Duty finder"
    section_name = "finder"
    slots: ClassVar[tuple[Slot, ...]] = (
        Slot("place", "State", "place", "CA"),
        Slot("day", "On the day", "day", GATHERED),
    )
    #: Place and day of each card, as slots.
    cards: ClassVar[tuple[tuple[str, str], ...]] = (("place", "day"),)

    def findings(self, answer: Mapping[str, Any]) -> list[Finding]:
        """The finding on each card.

        Raises:
            ContradictionError: the facts contradict each other.
        """
        facts, given = self.facts_of(answer), self.given(answer)
        return [find(facts, given[place], given[day]) for place, day in self.cards]

    def truth(self) -> str:
        """What it comes to on the first card."""
        return self.findings({})[0].kind

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The cards, or what contradicts."""
        try:
            found = self.findings(answer)
        except ContradictionError as error:
            return {"problem": str(error), "text": str(error), "findings": []}
        return {
            "findings": [_card(finding) for finding in found],
            "text": " ".join(f"{place_name(finding.place)} on {finding.day}: {_kind(finding)}." for finding in found),
        }

    def text(self) -> str:
        """The findings as words."""
        try:
            return "\n\n".join(as_text(finding) for finding in self.findings(self.answer))
        except ContradictionError as error:
            return str(error)


class CompareStates(DutyFinder):
    """The client moves across the border: the same facts under the law of two places.

    >>> [card["kind"] for card in CompareStates().summary["findings"]]
    ['duty', 'permission']
    """

    title = "Two states side by side"
    section_name = "border"
    slots = (
        Slot("home", "Where you are", "place", "CA"),
        Slot("client", "Where the client is", "place", "TX"),
        Slot("day", "On the day", "day", GATHERED),
    )
    cards = (("home", "day"), ("client", "day"))
    facts: ClassVar[Mapping[str, str]] = {**CASE, "imminent": "yes"}


class LawDates(DutyFinder):
    """The law has a date: the same facts in one state on two days.

    >>> [card["kind"] for card in LawDates().summary["findings"]]
    ['not read', 'duty']
    """

    title = "One state on two days"
    section_name = "dates"
    slots = (
        Slot("place", "State", "place", "FL"),
        Slot("before", "On the first day", "day", "2014-12-01"),
        Slot("after", "On the second day", "day", GATHERED),
    )
    cards = (("place", "before"), ("place", "after"))
    facts: ClassVar[Mapping[str, str]] = {**CASE, "imminent": "yes", "intent": "yes", "means": "yes"}
    presets = (
        ("Florida", {"place": "FL", "before": "2014-12-01", "after": GATHERED}),
        ("Maine", {"place": "ME", "before": "2019-09-18", "after": "2019-09-19", "imminent": "no"}),
        ("Nevada", {"place": "NV", "before": "2014-01-01", "after": GATHERED}),
        (
            "Washington",
            {"place": "WA", "before": "2016-12-21", "after": "2016-12-22", "told_by": "nobody", "imminent": "no"},
        ),
        ("Vermont", {"place": "VT", "before": "2016-12-01", "after": "2017-05-30", "identifiable": "group"}),
        ("Pennsylvania", {"place": "PA", "before": "2020-07-20", "after": "2020-07-21", "identifiable": "group"}),
        ("Tennessee", {"place": "TN", "before": "2023-12-31", "after": GATHERED, "identifiable": "group"}),
        ("California", {"place": "CA", "before": "1974-12-22", "after": "1974-12-23"}),
    )


def _kind(finding: Finding) -> str:
    return f"{finding.kind}, contested" if finding.contested else finding.kind


def _card(finding: Finding) -> dict[str, Any]:
    return {
        **{field: getattr(finding, field) for field in ("day", "kind", "verdict", "disagreement")},
        "place": place_name(finding.place),
        "disagreement_is": disagreement_is(finding),
        "how": how(finding),
        "care": [*filter(None, [finding.care]), *support_lines(finding)],
        "parts": [{"name": name, "said": list(said)} for name, said in parts(finding)],
        "elements": [
            {"label": element.label, "met": element.value, "said": element.said} for element in finding.elements
        ],
        "changes": [str(change) for change in changes(finding)],
        "notes": list(notes(finding)),
        "codes": list(finding.codes_add),
        "how_sure": how_sure(finding),
        "sources": source_lines(finding.sources),
    }
