"""Where would you draw the line? Asked at the start, kept, and asked again at the end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.assignment.answers import load_if_readable
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.view import COURSE, View, expect, script

_LONGEST = 2000


class LinePoll(View):
    """A ladder of situations; the learner chooses the rung at which they would first tell somebody.

    Args:
        again: at the end of the course: ask anew, and show the first answer beside the new one.

    >>> LinePoll().text().splitlines()[-1]
    '  * I would not tell anybody at any of these.'
    """

    _esm = script("line_poll")

    def __init__(self, *, again: bool = False) -> None:
        self._line = library.line()
        self._when = "again" if again else "first"
        super().__init__(
            "line",
            {
                "question": self._line.question,
                "rungs": [{"id": rung, "text": text} for rung, text in self._line.words.items()],
                "why": self._line.why,
                "when": self._when,
                "longest": _LONGEST,
            },
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """When it is asked."""
        return (self._when,)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``first`` or ``again`` to ``{"rung": id, "why": text}``."""
        if (problem := expect(field, ["first", "again"], "time to be asked")) is not None:
            return problem
        if not isinstance(given, Mapping):
            return "This answer cannot be read. Choose again."
        if given.get("rung") is not None and (problem := expect(given["rung"], self._line.words, "answer")) is not None:
            return problem
        why = given.get("why", "")
        if not isinstance(why, str):
            return "Your reason is not text. Write it again."
        return f"Your reason is too long. Keep it under {_LONGEST} characters." if len(why) > _LONGEST else None

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say that it is kept; the second time, once the line is drawn anew, show where it was first."""
        first, again = answer.get("first", {}), answer.get("again", {}).get("rung")
        if self._when == "first":
            kept = "Your line is kept. You will meet it again at the end of the course."
            return {"text": kept} if first.get("rung") else {}
        if not first.get("rung"):
            return {"text": "You did not draw a line in lecture 00, so there is nothing to compare with."}
        if not again:
            return {"text": "Draw it first, without looking back. Then the line from the start appears beside it."}
        words = self._line.words
        rungs = list(words)
        reason = f" Your reason was: {first['why']}" if first.get("why") else ""
        steps = rungs.index(again) - rungs.index(first["rung"])
        return {
            "first": first["rung"],
            "text": f"At the start you drew it here: {words[first['rung']]}{reason} Now here: {words[again]} "
            f"{_moved(steps)}",
        }

    def text(self) -> str:
        """The question and the rungs."""
        rungs = [f"  {number}. {rung.text}" for number, rung in enumerate(self._line.rungs, start=1)]
        return "\n".join([self._line.question, *rungs, f"  * {self._line.none}"])


def own_line(file: Path) -> dict[str, str]:
    """The rungs at which the learner drew the line: ``first``, and ``again`` at the end of the course.

    Args:
        file: where the answers are kept.
    """
    line = load_if_readable(file, COURSE).fields("line")
    answers = ((when, line.get(when)) for when in ("first", "again"))
    drawn = {when: given.get("rung") for when, given in answers if isinstance(given, Mapping)}
    return {when: rung for when, rung in drawn.items() if rung in list(library.line().words)}


def _moved(steps: int) -> str:
    if steps == 0:
        return "You drew it where it was."
    count = "one rung" if abs(steps) == 1 else f"{abs(steps)} rungs"
    return f"You moved it by {count}: you would now tell {'later' if steps > 0 else 'sooner'}."
