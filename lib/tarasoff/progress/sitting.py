"""One sitting: some questions in a row, answered one by one, and what came of it. For the review and the mock exam."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from attrs import frozen

from tarasoff.knowledge.teaching import library


@frozen
class TopicResult:
    """What came of the questions of one lecture.

    Args:
        topic: the lecture's number.
        title: its title.
        read: the sections of the questions that were not right.
    """

    topic: str
    title: str
    right: int
    of: int
    read: tuple[str, ...]


@frozen
class Result:
    """What came of a sitting."""

    topics: tuple[TopicResult, ...]

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(one.right for one in self.topics)

    @property
    def of(self) -> int:
        """How many there were."""
        return sum(one.of for one in self.topics)


def result(ids: Iterable[str], picked: Mapping[str, Any]) -> Result:
    """What came of a sitting; what was not answered is not right.

    Args:
        ids: the questions.
        picked: question to letter.

    >>> found = result(["opening", "balance"], {"opening": "d"})
    >>> found.right, found.of, found.topics[0].read
    (1, 2, ('00 Where would you draw the line?',))
    """
    bank = library.questions()
    asked = [bank[one] for one in ids]
    lectures = {one.id: one.title for one in library.lectures().values()}
    topics = []
    for number in dict.fromkeys(sorted(one.lecture for one in asked)):
        here = [one for one in asked if one.lecture == number]
        wrong = [one for one in here if picked.get(one.id) != one.right]
        read = tuple(dict.fromkeys(one.section for one in wrong))
        topics.append(TopicResult(number, lectures.get(number, number), len(here) - len(wrong), len(here), read))
    return Result(tuple(topics))


def drawn(size: int, seed: str) -> tuple[str, ...]:
    """Questions for a mock exam, evenly over the topics, as far as each has as many.

    Args:
        size: how many; all of the bank if it holds no more.
        seed: the same one draws the same.

    >>> len(drawn(20, "one")), drawn(20, "one") == drawn(20, "one"), drawn(20, "one") == drawn(20, "two")
    (20, True, False)
    """
    chance = Random(seed)  # noqa: S311  nothing secret: the same exam must come back
    left: dict[str, list[str]] = {}
    for question in library.questions().values():
        left.setdefault(question.lecture, []).append(question.id)
    for ids in left.values():
        chance.shuffle(ids)
    chosen: list[str] = []
    while len(chosen) < size and any(left.values()):
        # In another order each round, so that no topic always gets the one more.
        for ids in chance.sample(list(left.values()), len(left)):
            if ids and len(chosen) < size:
                chosen.append(ids.pop())
    chance.shuffle(chosen)
    return tuple(chosen)


def with_tries(
    fields: Mapping[str, Any], picked: Mapping[str, str], at: str
) -> dict[str, Any]:
    """Add a try for each question that was answered.

    Args:
        fields: what is kept: question to ``{"tries": [...]}``, and more.
        picked: question to letter.
        at: when it is saved, as an ISO date and time.

    >>> with_tries({}, {"opening": "a"}, "2026-11-02T09:00:00+00:00")
    {'opening': {'tries': [{'at': '2026-11-02T09:00:00+00:00', 'picked': 'a', 'right': False}]}}
    """
    bank = library.questions()
    more = {
        question: {
            "tries": [
                *_before(fields.get(question)),
                {"at": at, "picked": letter, "right": letter == bank[question].right},
            ]
        }
        for question, letter in picked.items()
    }
    return {**fields, **more}


def _before(given: Any) -> list[Any]:
    tries = given.get("tries") if isinstance(given, Mapping) else None
    return list(tries) if isinstance(tries, list | tuple) else []
