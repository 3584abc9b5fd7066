"""The review: what was wrong comes back, after days that grow with each right answer; ten a day or fewer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tarasoff.knowledge.teaching import library
from tarasoff.progress.schedule import A_DAY, REVIEWS, for_today, mine_wrong, reviewed_by_day, waiting
from tarasoff.progress.sitting import result, with_tries
from tarasoff.widgets.course.sitting import (
    NOW,
    Sitting,
    day_of,
    refuse_topic,
    saved_at,
    shown_result,
    topics,
)
from tarasoff.widgets.lecture.question import shown_questions
from tarasoff.widgets.view import expect, first_problem, script

_KINDS = {"due": "What comes back today", "wrong": "My wrong ones", "all": "All questions"}


class Review(Sitting):
    """What to answer again: what comes back today, the wrong ones, or all questions; of all topics or of one.

    >>> print(Review().text())
    Review: 0 questions are waiting, 0 of them wrong at the last try. Ten a day or fewer.
    """

    _esm = script("course/review")

    def __init__(self) -> None:
        kinds = [{"id": kind, "label": label} for kind, label in _KINDS.items()]
        every = [{"id": "", "label": "All lectures"}, *topics()]
        super().__init__(REVIEWS, {"title": "Review", "kinds": kinds, "topics": every, "most": A_DAY})

    def completed(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Add what Python decides: which questions a new sitting has, and when each was answered."""
        if NOW not in answer or answer[NOW] is None:
            return dict(answer)
        now = dict(answer[NOW])
        if "ids" not in now:
            now["ids"] = list(self._chosen(now))
        kept = now.get("kept", [])
        fresh = {one: letter for one, letter in now.get("given", {}).items() if one not in kept}
        now["kept"] = [*kept, *fresh]
        return {**with_tries(answer, fresh, saved_at()), NOW: now}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What is waiting; in a sitting its questions, and at its end what came of it."""
        answers, now = self._answers(), answer.get(NOW)
        found = waiting(answers)
        bank = library.questions()
        fresh = [one for one in found if one.due == date.max]
        days = [(one.due.isoformat(), bank[one.question].lecture) for one in found if one.due < date.max]
        shown: dict[str, Any] = {
            "due": [{"day": day, "topic": of} for day, of in days],
            "fresh": [bank[one.question].lecture for one in fresh],
            "wrong": [bank[one].lecture for one in mine_wrong(answers)],
            "done": reviewed_by_day(answers),
        }
        if not now:
            return shown
        ids, given = now.get("ids", ()), now.get("given", {})
        shown["questions"] = shown_questions(ids)
        if len(given) == len(ids):
            came = result(ids, given)
            again = [one.due for one in found if one.question in ids and one.due < date.max]
            shown["end"] = {
                "text": f"{came.right} of {came.of} right." if came.of else "Nothing is waiting here.",
                "topics": shown_result(came),
                "next": min(again).isoformat() if again else "",
            }
        return shown

    def text(self) -> str:
        """What is waiting, in words."""
        answers = self._answers()
        number, wrong = len(waiting(answers)), len(mine_wrong(answers))
        return f"Review: {number} questions are waiting, {wrong} of them wrong at the last try. Ten a day or fewer."

    def _refuse_now(self, now: Mapping[str, Any]) -> str | None:
        return first_problem(
            (
                None if day_of(now.get("day")) else "The day of this review cannot be read. Begin anew.",
                expect(now.get("kind"), _KINDS, "review"),
                refuse_topic(now.get("topic")),
                None if isinstance(now.get("kept", []), list | tuple) else "This review cannot be read. Begin anew.",
                super()._refuse_now(now),
            )
        )

    def _chosen(self, now: Mapping[str, Any]) -> tuple[str, ...]:
        answers, day = self._answers(), day_of(now["day"])
        if now["kind"] == "due" and day is not None:
            return for_today(answers, day, now["topic"])
        bank = library.questions()
        every = mine_wrong(answers) if now["kind"] == "wrong" else tuple(bank)
        return tuple(one for one in every if now["topic"] in ("", bank[one].lecture))
