"""A course on one decision: a client has said something in confidence; may I, must I, must I not pass it on?

Importing this package is cheap: each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "widgets.explorer": (
        *("BalanceMap", "BreakEven", "ClinicYears", "DisclosureSimulator"),
        *("PeopleGrid", "RocBoard", "ThresholdExplorer", "TrustLedger"),
    ),
    "widgets.course.mock_exam": ("MockExam",),
    "widgets.course.next_lecture": ("Next",),
    "widgets.course.progress": ("Progress",),
    "widgets.course.review": ("Review",),
    "widgets.course.to_keep": ("ToKeep",),
    "widgets.course.your_place": ("YourPlace",),
    "widgets.figure": ("Figure",),
    "widgets.forms.practice": ("Practice",),
    "widgets.forms.sheet": ("Sheet",),
    "widgets.law.case_explorer": ("CaseExplorer",),
    "widgets.law.codes_view": ("CodesView",),
    "widgets.law.criteria_board": ("CriteriaBoard",),
    "widgets.law.duty_finder": ("DutyFinder",),
    "widgets.law.side_by_side": ("CompareStates", "LawDates"),
    "widgets.law.tile_map": ("TileMap",),
    "widgets.lecture.consent_script": ("ConsentScript",),
    "widgets.lecture.guess": ("Guess",),
    "widgets.lecture.line_poll": ("LinePoll",),
    "widgets.lecture.myths": ("Myths",),
    "widgets.lecture.opinions": ("Opinions",),
    "widgets.lecture.question": ("Question",),
    "widgets.lecture.redactor": ("Redactor",),
    "widgets.lecture.reflection": ("Reflection",),
    "widgets.lecture.scenario": ("Scenario",),
    "widgets.lecture.timeline": ("Timeline",),
    "widgets.lecture.triage_board": ("TriageBoard",),
    "widgets.sources": ("Sources",),
    "widgets.thread.close": ("Close",),
    "widgets.thread.thread_card": ("ThreadCard",),
}
_HOME = dict(sorted((name, f"tarasoff.{module}") for module, names in _NAMES.items() for name in names))
# The tables as pandas.
_TABLES = ("law", "evidence")

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name in _TABLES:
        return import_module(f"tarasoff.{name}")
    if name not in _HOME:
        raise AttributeError(f"tarasoff has no {name!r}. It offers {', '.join(__all__)}.")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__", *_TABLES]
