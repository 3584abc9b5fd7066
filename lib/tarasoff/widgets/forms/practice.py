"""A practice case: the form of an assignment, and then the report that a teacher's course would give."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.assignment.analysis import read
from tarasoff.assignment.practice import practice_case
from tarasoff.marking.key_files import open_key
from tarasoff.marking.keys import CaseKey
from tarasoff.marking.mark import mark
from tarasoff.marking.try_again import taken_back
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.case_words import practice_words
from tarasoff.widgets.forms.report_data import report_data
from tarasoff.widgets.view import COURSE, script

# Beside the answers to the case, what this form keeps: whether the report is shown, and how often it has been.
_MARKED, _TRIES = "marked", "tries"
_MOST_TRIES = 999


class Practice(CaseForm):
    """A case to practise on, with its key in the package: fill it in, have it marked, read why, try again.

    Until it is marked, nothing of the key is in the page. Nobody else sees the mark.

    Args:
        case: its id, such as ``"case-umar"``.

    Raises:
        KeyError: there is no such practice case; the message names those that look alike.

    >>> Practice("case-umar").text().splitlines()[0]
    'Umar and two who ask'
    """

    _esm = script("practice")

    def __init__(self, case: str) -> None:
        super().__init__(practice_case(case), COURSE, Path.cwd())

    def shown(self) -> dict[str, Any]:
        """The case, and the words of what comes after it."""
        shown = super().shown()
        return {**shown, "words": shown["words"] | practice_words()}

    def refuse(self, answer: Mapping[str, Any]) -> str | None:
        """Refuse what the case does not ask, and what is no count of tries."""
        own, answers = _apart(answer)
        if not isinstance(own.get(_MARKED, False), bool):
            return "Whether it was marked cannot be read. Choose Try again."
        tries = own.get(_TRIES, 0)
        if type(tries) is not int or not 0 <= tries <= _MOST_TRIES:
            return "How often it was tried cannot be read. Choose Start again."
        return super().refuse(answers)

    def readable(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What of a stored answer can be shown."""
        own, answers = _apart(answer)
        fine = {field: given for field, given in own.items() if self.refuse({field: given}) is None}
        return {**super().readable(answers), **fine}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is open; once it is marked, the report, and what stays if it is tried again."""
        own, answers = _apart(answer)
        said = super().summarise(answers)
        words = practice_words()
        # Nobody hands this in.
        said["text"] = f"{said['text']} {words['still_open']}" if read(self.part, answers).open else words["ready"]
        if not own.get(_MARKED):
            return {**said, "report": None}
        key = open_key(self.part)
        assert isinstance(key, CaseKey)  # noqa: S101  for the type checker; load_key sees to it
        report = report_data(mark(self.part, key, answers))
        return {**said, "report": {**report, "wrong": taken_back(self.part, key, answers)}}


def _apart(answer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What this form keeps for itself, and the answers to the case."""
    own = {field: answer[field] for field in (_MARKED, _TRIES) if field in answer}
    return own, {field: given for field, given in answer.items() if field not in own}
