"""A course on one decision: a client has said something in confidence; may I, must I, must I not pass it on?

Importing this package is cheap: each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tarasoff.widgets.explorer import BalanceMap as BalanceMap
    from tarasoff.widgets.explorer import BreakEven as BreakEven
    from tarasoff.widgets.explorer import ClinicYears as ClinicYears
    from tarasoff.widgets.explorer import DisclosureSimulator as DisclosureSimulator
    from tarasoff.widgets.explorer import PeopleGrid as PeopleGrid
    from tarasoff.widgets.explorer import RocBoard as RocBoard
    from tarasoff.widgets.explorer import ThresholdExplorer as ThresholdExplorer
    from tarasoff.widgets.explorer import TrustLedger as TrustLedger
    from tarasoff.widgets.forms.sheet import Sheet as Sheet
    from tarasoff.widgets.law.case_explorer import CaseExplorer as CaseExplorer
    from tarasoff.widgets.law.criteria_board import CriteriaBoard as CriteriaBoard
    from tarasoff.widgets.law.duty_finder import CompareStates as CompareStates
    from tarasoff.widgets.law.duty_finder import DutyFinder as DutyFinder
    from tarasoff.widgets.law.duty_finder import LawDates as LawDates
    from tarasoff.widgets.law.tile_map import TileMap as TileMap
    from tarasoff.widgets.lecture.consent_script import ConsentScript as ConsentScript
    from tarasoff.widgets.lecture.line_poll import LinePoll as LinePoll
    from tarasoff.widgets.lecture.moments import Moments as Moments
    from tarasoff.widgets.lecture.myths import Myths as Myths
    from tarasoff.widgets.lecture.opinions import Opinions as Opinions
    from tarasoff.widgets.lecture.question import Question as Question
    from tarasoff.widgets.lecture.redactor import Redactor as Redactor
    from tarasoff.widgets.lecture.timeline import Timeline as Timeline
    from tarasoff.widgets.lecture.triage_board import TriageBoard as TriageBoard
    from tarasoff.widgets.sources import Sources as Sources

__version__ = "0.1.0"

_HOME = {
    "BalanceMap": "tarasoff.widgets.explorer",
    "BreakEven": "tarasoff.widgets.explorer",
    "CaseExplorer": "tarasoff.widgets.law.case_explorer",
    "ClinicYears": "tarasoff.widgets.explorer",
    "CompareStates": "tarasoff.widgets.law.duty_finder",
    "ConsentScript": "tarasoff.widgets.lecture.consent_script",
    "CriteriaBoard": "tarasoff.widgets.law.criteria_board",
    "DisclosureSimulator": "tarasoff.widgets.explorer",
    "DutyFinder": "tarasoff.widgets.law.duty_finder",
    "LawDates": "tarasoff.widgets.law.duty_finder",
    "LinePoll": "tarasoff.widgets.lecture.line_poll",
    "Moments": "tarasoff.widgets.lecture.moments",
    "Myths": "tarasoff.widgets.lecture.myths",
    "Opinions": "tarasoff.widgets.lecture.opinions",
    "PeopleGrid": "tarasoff.widgets.explorer",
    "Question": "tarasoff.widgets.lecture.question",
    "Redactor": "tarasoff.widgets.lecture.redactor",
    "RocBoard": "tarasoff.widgets.explorer",
    "Sheet": "tarasoff.widgets.forms.sheet",
    "Sources": "tarasoff.widgets.sources",
    "ThresholdExplorer": "tarasoff.widgets.explorer",
    "TileMap": "tarasoff.widgets.law.tile_map",
    "Timeline": "tarasoff.widgets.lecture.timeline",
    "TriageBoard": "tarasoff.widgets.lecture.triage_board",
    "TrustLedger": "tarasoff.widgets.explorer",
}

# The tables as pandas.
_TABLES = ("law", "evidence")

__all__ = [
    "BalanceMap",
    "BreakEven",
    "CaseExplorer",
    "ClinicYears",
    "CompareStates",
    "ConsentScript",
    "CriteriaBoard",
    "DisclosureSimulator",
    "DutyFinder",
    "LawDates",
    "LinePoll",
    "Moments",
    "Myths",
    "Opinions",
    "PeopleGrid",
    "Question",
    "Redactor",
    "RocBoard",
    "Sheet",
    "Sources",
    "ThresholdExplorer",
    "TileMap",
    "Timeline",
    "TriageBoard",
    "TrustLedger",
]


def __getattr__(name: str) -> Any:
    if name in _TABLES:
        return import_module(f"tarasoff.{name}")
    if name not in _HOME:
        raise AttributeError(f"tarasoff has no {name!r}. It offers {', '.join(__all__)}.")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__", *_TABLES]
