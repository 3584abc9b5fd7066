"""The same facts under two laws: of two places, or of one place on two days. What differs is shown first."""

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import asdict

from tarasoff.engine.find import find
from tarasoff.engine.finding import Finding
from tarasoff.engine.finding_text import as_text
from tarasoff.engine.places import place_name
from tarasoff.exhibits.side_by_side import overlap, recipients, rows
from tarasoff.knowledge.law.facts import ContradictionError
from tarasoff.knowledge.law.tables import GATHERED
from tarasoff.widgets.law.duty_finder import card, said_in_short
from tarasoff.widgets.law.facts_view import CASE, FactsView, Slot
from tarasoff.widgets.view import script

# Ability and intent are known, or half of the states would be open.
_CASE: Mapping[str, str] = {**CASE, "imminent": "yes", "intent": "yes", "means": "yes"}


class _SideBySide(FactsView):
    """Two findings on the same facts."""

    _esm = script("law/side_by_side")

    #: Place and day of each finding, as slots.
    two: ClassVar[tuple[tuple[str, str], tuple[str, str]]]
    facts: ClassVar[Mapping[str, str]] = _CASE

    def findings(self, answer: Mapping[str, Any]) -> tuple[Finding, Finding]:
        """The two findings.

        Raises:
            ContradictionError: the facts contradict each other.
        """
        facts, given = self.facts_of(answer), self.given(answer)
        left, right = (find(facts, given[place], given[day]) for place, day in self.two)
        return left, right

    def named(self, finding: Finding) -> str:
        """What tells one of the two from the other."""
        raise NotImplementedError

    def asked(self, answer: Mapping[str, Any], left: Finding, right: Finding) -> dict[str, Any]:
        """What is asked about the two, and what is so once it was answered; empty where nothing is."""
        del answer, left, right
        return {}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What differs and what does not, or what contradicts."""
        try:
            left, right = self.findings(answer)
        except ContradictionError as error:
            return {"problem": str(error), "text": str(error), "findings": []}
        found = rows(left, right)
        return {
            "names": [self.named(left), self.named(right)],
            "differs": [asdict(row) for row in found if row.differs],
            "same": [asdict(row) for row in found if not row.differs],
            "findings": [card(left), card(right)],
            "text": f"{said_in_short(left)} {said_in_short(right)}",
            **self.asked(answer, left, right),
        }

    def text(self) -> str:
        """Both findings as words."""
        try:
            return "\n\n".join(map(as_text, self.findings(self.answer)))
        except ContradictionError as error:
            return str(error)


class CompareStates(_SideBySide):
    """The client moves across the border: the same facts under the law of two places.

    Args:
        state: where you are; California if none is given.

    >>> [row["asks"] for row in CompareStates().summary["differs"]][:2]
    ['You must', 'By when']
    """

    title = "Two states side by side"
    section_name = "border"
    slots = (
        Slot("home", "Where you are", "place", "CA"),
        Slot("client", "Where the client is", "place", "TX"),
        Slot("day", "On the day", "day", GATHERED),
    )
    two = (("home", "day"), ("client", "day"))

    def named(self, finding: Finding) -> str:
        """The place."""
        return place_name(finding.place)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a slot or a fact to its value, or ``under_both`` to the recipients who were ticked."""
        if field != "under_both":
            return super().refuse_field(field, given)
        readable = isinstance(given, list | tuple) and all(isinstance(one, str) for one in given)
        return None if readable else "Whom you ticked cannot be read. Tick again."

    def facts_of(self, answer: Mapping[str, Any]) -> Any:
        """The facts that are chosen."""
        return super().facts_of({field: value for field, value in answer.items() if field != "under_both"})

    def asked(self, answer: Mapping[str, Any], left: Finding, right: Finding) -> dict[str, Any]:
        """Who may hear of it under both."""
        offered = sorted({*recipients(left), *recipients(right)})
        ticked = answer.get("under_both")
        if ticked is None:
            return {"offered": offered, "overlap": None}
        found = overlap(left, right)
        known = [who for who in ticked if who in offered]
        missed = [who for who in found.both if who not in known]
        wrong = [who for who in known if who not in found.both]
        return {"offered": offered, "overlap": {**asdict(found), "missed": missed, "wrong": wrong}}


class LawDates(_SideBySide):
    """The law has a date: the same facts in one state on two days.

    Args:
        state: which state; Florida if none is given.

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
    two = (("place", "before"), ("place", "after"))
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

    def named(self, finding: Finding) -> str:
        """The place and the day."""
        return f"{place_name(finding.place)}, {finding.day}"
