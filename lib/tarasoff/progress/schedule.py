"""When a question comes back: after a wrong answer soon, after each right one later (FSRS, by the library ``fsrs``).

A question that was wrong in a lecture is due at once. From its first review on, the tries with their times decide.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from attrs import frozen
from fsrs import Card, Rating, Scheduler

from tarasoff.knowledge.teaching import library
from tarasoff.progress.standing import QUESTIONS, fields_of, right_at_last, wrong_ones

#: The parts that hold tries with their times: question to ``{"tries": [{"at", "picked", "right"}]}``.
REVIEWS, EXAM = "reviews", "exam"
#: No day asks for more.
A_DAY = 10

# Whole days, the same each time, and never further off than a course is remembered to be of use.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False)
_AT_ONCE = date.min


@frozen
class Try:
    """One answer in a review.

    Args:
        at: when it was saved.
    """

    at: datetime
    right: bool


@frozen
class Waiting:
    """A question that comes back.

    Args:
        due: the day from which on it is due; ``date.min`` if it is due whatever the day.
        tries: how often it was reviewed.
    """

    question: str
    due: date
    tries: int


def due_after(tries: Iterable[Try]) -> date:
    """The day on which a question is due again.

    Args:
        tries: at least one, in any order.

    >>> monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    >>> due_after([Try(monday, right=False)]), due_after([Try(monday, right=True)])
    (datetime.date(2026, 11, 3), datetime.date(2026, 11, 4))
    """
    in_order = sorted(tries, key=lambda one: one.at)
    # Both are given, since the library would read the clock for them.
    card = Card(card_id=1, due=in_order[0].at)
    for one in in_order:
        card, _ = _SCHEDULER.review_card(card, Rating.Good if one.right else Rating.Again, one.at)
    return card.due.date()


def tries_of(given: Any) -> tuple[Try, ...]:
    """The tries that are kept of one question; what cannot be read is left out.

    >>> tries_of({"tries": [{"at": "2026-11-02T09:00:00+00:00", "right": True, "picked": "a"}, 5]})[0].right
    True
    """
    kept = given.get("tries") if isinstance(given, Mapping) else None
    return tuple(filter(None, map(_try, kept))) if isinstance(kept, list | tuple) else ()


def _every_try(answers: Mapping[str, Any], question: str) -> tuple[Try, ...]:
    return tuple(one for part in (REVIEWS, EXAM) for one in tries_of(fields_of(answers, part).get(question)))


def _try(kept: Any) -> Try | None:
    if not isinstance(kept, Mapping) or not isinstance(kept.get("right"), bool):
        return None
    try:
        at = datetime.fromisoformat(kept.get("at", ""))
    except (TypeError, ValueError):
        return None
    return Try(at.astimezone(UTC), kept["right"]) if at.tzinfo else None


def waiting(answers: Mapping[str, Any]) -> tuple[Waiting, ...]:
    """What comes back, the longest due first: the wrong ones, then what was tried again, then what was only answered.

    Args:
        answers: as in `Stored.answers`.

    >>> [one.question for one in waiting({"practice": {"opening": {"picked": "a", "checked": True}}})]
    ['opening']
    """
    kept = fields_of(answers, QUESTIONS)
    wrong = set(wrong_ones(answers))
    found = []
    for question in library.questions().values():
        tries = _every_try(answers, question.id)
        if tries:
            found.append(Waiting(question.id, due_after(tries), len(tries)))
        elif question.id in wrong:
            found.append(Waiting(question.id, _AT_ONCE, 0))
        elif right_at_last(question, kept.get(question.id)):
            # Right the first time: worth one more look, after all that is worth more.
            found.append(Waiting(question.id, date.max, 0))
    return tuple(sorted(found, key=lambda one: one.due))


def reviewed_on(answers: Mapping[str, Any], day: date) -> int:
    """How many questions were reviewed on a day."""
    kept = fields_of(answers, REVIEWS).values()
    return sum(any(one.at.date() == day for one in tries_of(given)) for given in kept)


def reviewed_by_day(answers: Mapping[str, Any]) -> dict[str, int]:
    """How many questions were reviewed on the last three days on which any was: the browser knows which is today.

    >>> tried = {"tries": [{"at": "2026-11-02T09:00:00+00:00", "right": True, "picked": "a"}]}
    >>> reviewed_by_day({"reviews": {"opening": tried}})
    {'2026-11-02': 1}
    """
    days = {one.at.date() for given in fields_of(answers, REVIEWS).values() for one in tries_of(given)}
    return {day.isoformat(): reviewed_on(answers, day) for day in sorted(days)[-3:]}


def for_today(answers: Mapping[str, Any], day: date, of_topic: str = "") -> tuple[str, ...]:
    """What to review on a day: what is due, then what was right the first time; ten a day or fewer, all told.

    Args:
        answers: as in `Stored.answers`.
        day: which day it is.
        of_topic: the number of a lecture, to review its questions alone; empty for all.

    >>> for_today({"practice": {"opening": {"picked": "a", "checked": True}}}, date(2026, 11, 2))
    ('opening',)
    """
    left = max(0, A_DAY - reviewed_on(answers, day))
    bank = library.questions()
    fit = [one for one in waiting(answers) if one.due <= day or one.due == date.max]
    return tuple(one.question for one in fit if of_topic in ("", bank[one.question].lecture))[:left]


def mine_wrong(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """My wrong ones: wrong in a lecture and not reviewed since, or wrong at the last review; in the bank's order."""
    lectures = set(wrong_ones(answers))

    def wrong(question: str) -> bool:
        tries = sorted(_every_try(answers, question), key=lambda one: one.at)
        return not tries[-1].right if tries else question in lectures

    return tuple(question for question in library.questions() if wrong(question))
