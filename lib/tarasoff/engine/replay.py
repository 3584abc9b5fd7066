"""The landmark cases once more: what the court said, what the engine finds under the law of that day, why they part.

Where a case made the law, the law of its day is the rule that the case announced. So agreement says that the rule as it
is written here, applied to the facts as they are coded, comes to what the court came to; it does not prove foresight.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tarasoff.engine.find import changes, find
from tarasoff.engine.finding import Finding
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law import landmark_cases
from tarasoff.knowledge.law_records import LandmarkCase
from tarasoff.knowledge.library import coded_cases

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
        agreement: ``agrees``, ``differs``, ``open`` (the engine says that it cannot be said) or ``not asked`` (the case
            is about something else).
        why: the listed reason, where they do not agree.
    """

    case: LandmarkCase
    finding: Finding
    agreement: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        """One row, as plain data."""
        return {
            "case": self.case.id,
            "name": self.case.name,
            "decided": self.case.decided,
            "place": self.finding.place,
            "outcome": self.case.outcome,
            "finding": self.finding.kind,
            "open_facts": list(self.finding.open_facts),
            "open_law": list(self.finding.open_law),
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
    return Replayed(case, finding, _agreement(case.outcome, finding), coded.differs)


def _agreement(outcome: str, finding: Finding) -> str:
    if outcome not in AGREES:
        return "not asked"
    # Between a permission and nothing it may be open, and a court that rejected a duty is right all the same.
    agreeing = [kind in AGREES[outcome] for kind in finding.possible]
    return "agrees" if all(agreeing) else "open" if any(agreeing) else "differs"


def tally(rows: tuple[Replayed, ...]) -> dict[str, int]:
    """Count the rows by agreement.

    >>> sum(tally(replay()).values())
    30
    """
    kinds = ("agrees", "differs", "open", "not asked")
    return {kind: sum(row.agreement == kind for row in rows) for kind in kinds}


def shifts(rows: tuple[Replayed, ...]) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Change each fact to each of its values in every case, one at a time, under the law of the case's day.

    Returns:
        Fact to value to case to the new kind; only cases whose finding shifts. A change that would contradict
        another fact of the case is left out.

    >>> shifts(replay())["told_by"]["nobody"]["ewing_goldstein_2004"]
    'unsettled'
    """
    found: dict[str, dict[str, dict[str, str]]] = {
        kind.id: {value: {} for value in kind.values} for kind in FACT_KINDS.values()
    }
    for row in rows:
        for change in changes(row.finding):
            found[change.fact][change.value][row.case.id] = change.kind
    return found
