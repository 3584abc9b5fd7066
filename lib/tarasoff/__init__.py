"""A course on one decision: a client has said something in confidence; may I, must I, must I not pass it on?

Importing this package is cheap: each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tarasoff.widgets.consent_script import ConsentScript as ConsentScript
    from tarasoff.widgets.line_poll import LinePoll as LinePoll
    from tarasoff.widgets.question import Question as Question
    from tarasoff.widgets.sheet import Sheet as Sheet
    from tarasoff.widgets.sources import Sources as Sources
    from tarasoff.widgets.triage_board import TriageBoard as TriageBoard

__version__ = "0.1.0"

_HOME = {
    "ConsentScript": "tarasoff.widgets.consent_script",
    "LinePoll": "tarasoff.widgets.line_poll",
    "Question": "tarasoff.widgets.question",
    "Sheet": "tarasoff.widgets.sheet",
    "Sources": "tarasoff.widgets.sources",
    "TriageBoard": "tarasoff.widgets.triage_board",
}

__all__ = ["ConsentScript", "LinePoll", "Question", "Sheet", "Sources", "TriageBoard"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"tarasoff has no {name!r}. It offers {', '.join(__all__)}.")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
