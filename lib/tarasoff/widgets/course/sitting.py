"""What the review and the mock exam have in common: questions in a row, and a try kept for each answer."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tarasoff.assignment.answers import load_if_readable
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching import library
from tarasoff.progress.sitting import Result
from tarasoff.widgets.view import COURSE, View, expect, first_problem

#: The field that holds the sitting of now.
NOW = "now"


class Sitting(View):
    """Questions in a row. What is kept is the sitting of now, and every try with its time."""

    whole_file = True
    exercise = False

    def file_changed(self) -> None:
        """What is due may have changed."""
        self.summary = self.summarise(self.answer)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``now``, the sitting, and question to ``{"tries": [...]}``."""
        if field == NOW:
            return self._refuse_now(given) if isinstance(given, Mapping) else "This sitting cannot be read. Begin anew."
        if field not in library.questions():
            return unknown(field, library.questions(), "question")
        tries = given.get("tries") if isinstance(given, Mapping) else None
        return None if isinstance(tries, list | tuple) else f"The tries of {field} cannot be read. Answer it again."

    def _refuse_now(self, now: Mapping[str, Any]) -> str | None:
        ids, given = now.get("ids", ()), now.get("given", {})
        if not isinstance(ids, list | tuple) or not isinstance(given, Mapping):
            return "This sitting cannot be read. Begin anew."
        bank = library.questions()
        if strange := [one for one in ids if one not in bank]:
            return unknown(str(strange[0]), bank, "question")
        return first_problem(
            expect(letter, bank[one].lettered, "answer")
            if one in ids
            else unknown(str(one), list(ids), "question here")
            for one, letter in given.items()
        )

    def _answers(self) -> Mapping[str, Any]:
        """All that is kept in the file."""
        return load_if_readable(self.file, COURSE).answers


def saved_at() -> str:
    """When something is saved; the only clock here."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def shown_result(found: Result) -> list[dict[str, Any]]:
    """The result by topic, in words."""
    return [
        {
            "text": f"{one.topic} {one.title}: {one.right} of {one.of} right",
            "all": one.right == one.of,
            "read": list(one.read),
        }
        for one in found.topics
    ]


def topics() -> list[dict[str, str]]:
    """The topics: the lectures that have questions."""
    with_questions = {one.lecture for one in library.questions().values()}
    lectures = [one for one in library.lectures().values() if one.id in with_questions]
    return [{"id": one.id, "label": f"{one.id} {one.title}"} for one in lectures]


def refuse_topic(given: Any) -> str | None:
    """Say that there is no such topic, or None."""
    return None if given == "" else expect(given, [one["id"] for one in topics()], "topic")


def day_of(text: Any) -> date | None:
    """The day that a browser has sent; None if it is none.

    >>> day_of("2026-11-02"), day_of("Monday")
    (datetime.date(2026, 11, 2), None)
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
