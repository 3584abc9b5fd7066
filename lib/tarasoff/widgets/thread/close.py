"""The end of a lecture: is your line still there, and two sentences for the phrase book."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.thread import Ending
from tarasoff.widgets.lecture.line_poll import own_line
from tarasoff.widgets.view import View, expect, first_problem, script

_LONGEST = 600
_RUNGS: Mapping[str, str] = {
    "same": "My line is where it was",
    "sooner": "I would speak sooner now",
    "later": "I would speak later now",
}
_SENTENCES = ("client", "hearer")


class Close(View):
    """One rung again, one sentence to the client and one to whoever has to hear it; all of them make a phrase book.

    Args:
        lecture: its number, such as ``"03"``.

    Raises:
        KeyError: this lecture has no such end.

    >>> Close("04").text().splitlines()[0]
    'You have decided to call for help for a client who does not want you to.'
    """

    _esm = script("thread/close")
    also_reads = ("line",)

    def __init__(self, lecture: str) -> None:
        self._endings = library.endings()
        self._ending = self._endings[known(lecture, self._endings, "lecture")]
        super().__init__(
            "closes",
            {
                "title": "Your ladder, and your phrase book" if self._ending.rung else "Your phrase book",
                "field": lecture,
                "rung": library.line().words.get(self._ending.rung, ""),
                "choices": [{"id": choice, "label": label} for choice, label in _RUNGS.items()],
                "setting": self._ending.setting,
                "sentences": [
                    {"id": "client", "label": self._ending.to_client},
                    {"id": "hearer", "label": self._ending.to_hearer},
                ],
                "longest": _LONGEST,
            },
        )

    @property
    def name(self) -> str:
        """The lecture: the ends of all lectures are kept in one section."""
        return f"{self.section} {self._ending.lecture}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its lecture."""
        return (self._ending.lecture,)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a lecture to ``{"rung": choice, "client": text, "hearer": text}``."""
        if field not in self._endings:
            return unknown(field, self._endings, "lecture")
        if not isinstance(given, Mapping) or not {"rung", *_SENTENCES}.issuperset(given):
            return f"What was written at the end of lecture {field} cannot be read. Write it again."
        rung = given.get("rung")
        problems = (self._too_long(given.get(sentence, "")) for sentence in _SENTENCES)
        return first_problem([expect(rung, _RUNGS, "answer") if rung is not None else None, *problems])

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Where the line was drawn first, an example beside each own sentence, and the phrase book."""
        own = answer.get(self._ending.lecture, {})
        examples = {"client": self._ending.example_client, "hearer": self._ending.example_hearer}
        return {
            "line": self._line(),
            "examples": {sentence: text for sentence, text in examples.items() if own.get(sentence, "").strip()},
            "book": [
                {"lecture": ending.lecture, "says": says}
                for ending in self._endings.values()
                if (says := _phrases(ending, answer.get(ending.lecture, {})))
            ],
            "of": len(self._endings),
        }

    def text(self) -> str:
        """What to write on."""
        return "\n".join((self._ending.setting, f"  {self._ending.to_client}:", f"  {self._ending.to_hearer}:"))

    def _line(self) -> str:
        """Where this rung stands to the line that was drawn in lecture 00; nothing where no rung is asked about."""
        if not self._ending.rung:
            return ""
        rungs = list(library.line().words)
        first = own_line(self.file).get("first")
        if first is None:
            return "You have not drawn your line yet: lecture 00 asks for it."
        speaks = rungs.index(self._ending.rung) >= rungs.index(first)
        what = "you would tell somebody here" if speaks else "you would keep this"
        return f"By the line that you drew in lecture 00, {what}."

    def _too_long(self, text: Any) -> str | None:
        if isinstance(text, str) and len(text) <= _LONGEST:
            return None
        return f"Your sentence cannot be kept. Write up to {_LONGEST} characters."


def _phrases(ending: Ending, given: Mapping[str, Any]) -> list[dict[str, str]]:
    whom = {"client": ending.to_client, "hearer": ending.to_hearer}
    return [{"to": whom[one], "text": given[one]} for one in _SENTENCES if given.get(one, "").strip()]
