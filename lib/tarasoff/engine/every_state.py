"""The criteria judged on the facts of a case, and what the same facts come to in every state."""

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from tarasoff.engine.criteria import Judged, elements
from tarasoff.engine.find import find
from tarasoff.engine.finding import Finding
from tarasoff.engine.finding_text import notes
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.tables import GATHERED, jurisdictions
from tarasoff.knowledge.law.words import KINDS

#: The criteria that are looked at first, in the order in which one would ask.
CRITERIA: tuple[str, ...] = (
    "danger_to_another",
    "danger_to_self",
    "threat_communicated",
    "identifiable_victim",
    "imminent",
    "grave_harm",
    "serious_danger",
    "intent",
    "ability",
    "plan",
    "recent_act",
    "firearm",
    "held",
    "mental_disorder",
    "refuses",
    "consent_given",
)


def criteria(facts: Facts) -> tuple[Judged, ...]:
    """Judge each of `CRITERIA`, with the fact that decides it.

    >>> [(judged.element, judged.value) for judged in criteria(Facts(imminent="no"))][3:5]
    [('identifiable_victim', None), ('imminent', False)]
    """
    return tuple(judged for element in CRITERIA for judged in elements()[element].judge(facts).elements)


@frozen
class Across:
    """What the same facts come to in every state."""

    findings: tuple[Finding, ...]

    @property
    def by_kind(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings of each kind; every kind is there, also one that no state comes to."""
        return {kind: tuple(finding for finding in self.findings if finding.kind == kind) for kind in KINDS}

    @property
    def open_facts(self) -> Mapping[str, int]:
        """Each fact on which it turns in some states, with in how many; the most common first."""
        counts = Counter(fact for finding in self.findings for fact in finding.open_facts)
        return dict(counts.most_common())

    @property
    def not_read(self) -> Mapping[str, int]:
        """Each topic that was not read and could apply, with in how many states."""
        topics = ({entry.topic.name for entry in finding.unread} for finding in self.findings)
        return dict(Counter(name for names in topics for name in names).most_common())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know wherever the case plays."""
        first, *others = map(notes, self.findings)
        return tuple(note for note in first if all(note in told for told in others))

    def __str__(self) -> str:
        """How many states come to each kind.

        >>> str(across(Facts(threatened="nobody", imminent="no"))).startswith("duty 0, permission 0, no basis")
        True
        """
        return ", ".join(f"{kind} {len(found)}" for kind, found in self.by_kind.items())


def across(facts: Facts, day: str = GATHERED) -> Across:
    """Find what the law of each state, and of the District of Columbia, says about the facts.

    Raises:
        ContradictionError: the facts contradict each other.
        Mistake: the day is not an ISO date.
    """
    return Across(tuple(find(facts, code, day) for code in jurisdictions()))
