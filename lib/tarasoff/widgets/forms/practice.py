"""A practice case: the form of an assignment, and then the report that a teacher's course would give."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safegrade.contract import Report
from tarasoff.assignment.analysis import read
from tarasoff.assignment.changes import merged
from tarasoff.assignment.practice import practice_case
from tarasoff.marking.key_files import open_key
from tarasoff.marking.keys import CaseKey
from tarasoff.marking.mark import mark
from tarasoff.marking.try_again import taken_back
from tarasoff.widgets.forms.case_form import CaseForm
from tarasoff.widgets.forms.case_words import practice_words
from tarasoff.widgets.forms.report_data import report_data
from tarasoff.widgets.view import COURSE, script

# Beside the answers to the case, what this form keeps: whether the report is shown, how often it has been, and what of
# the last try was kept, step by step, with whether that was right.
_MARKED, _TRIES, _AGAIN = "marked", "tries", "again"
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
        if not _is_kept(own.get(_AGAIN, {})):
            return "What was kept of the last try cannot be read. Choose Start again."
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
            return {**said, "steps": _with_kept(said["steps"], own.get(_AGAIN, {}), answers), "report": None}
        key = open_key(self.part)
        assert isinstance(key, CaseKey)  # noqa: S101  for the type checker; load_key sees to it
        wrong = taken_back(self.part, key, answers)
        left = merged(answers, wrong)
        wrong[_AGAIN] = _kept(mark(self.part, key, left), left)
        return {**said, "report": {**report_data(mark(self.part, key, answers)), "wrong": wrong}}


def _apart(answer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What this form keeps for itself, and the answers to the case."""
    own = {field: answer[field] for field in (_MARKED, _TRIES, _AGAIN) if field in answer}
    return own, {field: given for field, given in answer.items() if field not in own}


def _kept(found: Report, left: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """What is left of each step after a try, and whether that is all of it."""
    marked = {line.step for line in found.lines}
    off = {line.step for line in found.lines if line.verdict != "met"}
    return {step: [answer, step not in off] for step, answer in left.items() if step in marked} or None


def _is_kept(given: Any) -> bool:
    return isinstance(given, Mapping) and all(
        isinstance(one, list | tuple) and len(one) == len(("answer", "right")) for one in given.values()
    )


def _with_kept(
    steps: Mapping[str, Mapping[str, Any]], kept: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The state of each step; of one that is as it was kept, what it was worth."""
    said = {step: dict(state) for step, state in steps.items()}
    for step, (answer, right) in kept.items():
        if step in said and said[step]["answered"] and answers.get(step) == answer:
            said[step] = {"answered": right, "text": practice_words()["still_right" if right else "partly_right"]}
    return said
