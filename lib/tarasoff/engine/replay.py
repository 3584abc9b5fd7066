"""The landmark cases once more: what the court said, what the engine finds under the law of that day, why they part.

Where a case made the law, the law of its day is the rule that the case announced. So agreement says that the rule as it
is written here, applied to the facts as they are coded, comes to what the court came to; it does not prove foresight.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from tarasoff.engine.find import find
from tarasoff.engine.finding import SETTLED, Finding
from tarasoff.engine.on_topic import OnTopic
from tarasoff.knowledge.cases import coded_cases
from tarasoff.knowledge.law.records import LandmarkCase
from tarasoff.knowledge.law.tables import landmark_cases

#: What each outcome of a court asks of the engine: the kinds that agree with it. An outcome that is not here is about
#: something else than disclosure to protect.
AGREES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "duty_recognised": ("duty",),
        "duty_rejected": ("no basis", "permission"),
        "disclosure_justified": ("permission", "duty"),
    }
)

#: The outcomes in words.
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "duty_recognised": "duty recognised",
        "duty_rejected": "duty rejected",
        "disclosure_justified": "disclosure justified",
        "privilege_upheld": "privilege upheld",
        "other": "split",
    }
)


@frozen
class Replayed:
    """One landmark case, replayed.

    Args:
        finding: the engine's finding, on the day of the decision.
        kind: what it comes to on what the court decided: danger to others, or to the client.
        agreement: ``agrees``, ``differs``, ``open`` (the engine does not settle it, which is no agreement) or ``not
            asked`` (the case is about something else).
        why: the listed reason, where they do not agree.
    """

    case: LandmarkCase
    finding: Finding
    kind: str
    agreement: str
    why: str

    @property
    def on(self) -> OnTopic | None:
        """What the law of that day comes to on what the court decided; None where federal law alone governs."""
        return _on(self.finding)

    def as_dict(self) -> dict[str, Any]:
        """One row, as plain data."""
        return {
            "case": self.case.id,
            "name": self.case.name,
            "decided": self.case.decided,
            "place": self.finding.place,
            "outcome": self.case.outcome,
            "finding": self.kind,
            "whole_finding": self.finding.kind,
            "open_facts": list(self.on.open_facts()) if self.on else [],
            "open_law": list(self.on.open_law()) if self.on else [],
            "not_read": list(map(str, self.on.unread())) if self.on else [],
            "agreement": self.agreement,
            "why": self.why,
        }


def replay() -> tuple[Replayed, ...]:
    """Replay every landmark case, in the order of the table.

    >>> [row.agreement for row in replay() if row.case.id == "tarasoff_1976"]
    ['agrees']
    """
    return tuple(_replayed(case) for case in landmark_cases().values() if case.id in coded_cases())


def _replayed(case: LandmarkCase) -> Replayed:
    coded = coded_cases()[case.id]
    finding = find(coded.facts, coded.place, case.decided)
    kind = _kind(finding)
    return Replayed(case, finding, kind, _agreement(case.outcome, kind), coded.differs)


def _on(finding: Finding) -> OnTopic | None:
    # Other topics of the day, such as evaluation, were not before the court.
    return finding.topic("self" if finding.facts.threatened == "self" else "protect")


def _kind(finding: Finding) -> str:
    on = _on(finding)
    return on.kind if on else finding.kind


def _agreement(outcome: str, kind: str) -> str:
    if outcome not in AGREES:
        return "not asked"
    if kind not in SETTLED:
        return "open"
    return "agrees" if kind in AGREES[outcome] else "differs"


def tally(rows: tuple[Replayed, ...]) -> dict[str, int]:
    """Count the rows by agreement.

    >>> sum(tally(replay()).values())
    30
    """
    kinds = ("agrees", "differs", "open", "not asked")
    return {kind: sum(row.agreement == kind for row in rows) for kind in kinds}


def with_fact(row: Replayed, fact: str, value: str | None) -> str | None:
    """What a case would come to if one fact had been otherwise, under the law of its day.

    Args:
        row: the case.
        fact: which fact.
        value: the fact's other value; None if it had not been known.

    Returns:
        The kind, on what the court decided; None if the case's other facts contradict it.

    >>> rows = {row.case.id: row for row in replay()}
    >>> with_fact(rows["thompson_alameda_1980"], "identifiable", "named")
    'duty'
    """
    facts = evolve(row.finding.facts, **{fact: value})
    if facts.contradictions():
        return None
    return _kind(find(facts, row.finding.place, row.finding.day))
