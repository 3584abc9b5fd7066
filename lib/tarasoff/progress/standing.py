"""Where a learner stands: what was worked through, answered, right and wrong, and where to go on."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tarasoff.knowledge.records import Question
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.lectures import Lecture

#: The part that holds the lectures a learner has ticked as worked through: number to True.
WORKED_THROUGH = "progress"
#: The part in which the questions of the lectures are kept.
QUESTIONS = "practice"


@frozen
class LectureStanding:
    """One lecture.

    Args:
        done: whether it was ticked as worked through.
        answered: how many of its questions were checked.
        right: how many of these were right at the last try.
    """

    lecture: Lecture
    done: bool
    answered: int
    right: int

    @property
    def begun(self) -> bool:
        """Whether anything of it was done."""
        return self.done or self.answered > 0


@frozen
class Standing:
    """The whole course.

    Args:
        wrong: the questions that were wrong, at the last try or before it, in the order of the bank.
        kinds: what else was done, in words, to how many.
    """

    lectures: tuple[LectureStanding, ...]
    wrong: tuple[str, ...]
    kinds: Mapping[str, int]

    @property
    def answered(self) -> int:
        """How many questions were checked."""
        return sum(one.answered for one in self.lectures)

    @property
    def right(self) -> int:
        """How many were right at the last try."""
        return sum(one.right for one in self.lectures)

    @property
    def go_on(self) -> Lecture | None:
        """The first lecture that is not worked through; None if all are."""
        return next((one.lecture for one in self.lectures if not one.done), None)

    def __str__(self) -> str:
        """The same in one line."""
        done = sum(one.done for one in self.lectures)
        said = [f"{done} of {len(self.lectures)} lectures worked through"]
        if self.answered:
            asked = "1 question" if self.answered == 1 else f"{self.answered} questions"
            said.append(f"{asked} answered, {self.right} right at the last try")
        return ", ".join([*said, *(f"{number} {kind}" for kind, number in self.kinds.items())]) + "."


def standing(answers: Mapping[str, Any]) -> Standing:
    """Where a learner stands. What cannot be read is not counted.

    Args:
        answers: as in `Stored.answers`, part to its fields.

    >>> now = standing({"practice": {"opening": {"picked": "d", "checked": True}}, "progress": {"00": True}})
    >>> str(now).split(", ", 1)[1]
    '1 question answered, 1 right at the last try.'
    >>> now.go_on.title
    'The promise and its limits'
    """
    bank, kept = library.questions(), fields_of(answers, QUESTIONS)
    last = {one: right for one in bank if (right := right_at_last(bank[one], kept.get(one))) is not None}
    worked = fields_of(answers, WORKED_THROUGH)
    lectures = tuple(
        LectureStanding(
            lecture,
            worked.get(lecture.id) is True,
            sum(bank[one].lecture == lecture.id for one in last),
            sum(bank[one].lecture == lecture.id and right for one, right in last.items()),
        )
        for lecture in library.lectures().values()
        if not lecture.beside
    )
    return Standing(lectures, wrong_ones(answers), {kind: number for kind, number in _kinds(answers) if number})


def wrong_ones(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions of the lectures that were wrong at some try, by id.

    >>> wrong_ones({"practice": {"opening": {"picked": "d", "checked": True, "missed": ["a"]}}})
    ('opening',)
    >>> wrong_ones({"practice-07b": {"opening": {"picked": "a", "checked": True}}})
    ('opening',)
    """
    # Asked again before another lecture, a question has an answer of its own there.
    kept = [fields_of(answers, part) for part in answers if part.split("-")[0] == QUESTIONS]
    return tuple(
        one.id
        for one in library.questions().values()
        if any(right_at_last(one, part.get(one.id)) is False or _missed(part.get(one.id)) for part in kept)
    )


def right_at_last(question: Question, given: Any) -> bool | None:
    """Whether the last try was right; None if the question was not checked."""
    if not isinstance(given, Mapping) or given.get("checked") is not True:
        return None
    return bool(given.get("picked") == question.right)


def fields_of(answers: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    """What is kept in one part; empty if nothing is, or if it cannot be read."""
    found = answers.get(part)
    return found if isinstance(found, Mapping) else {}


def scenarios_played(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The scenarios that were played to an end, by id."""
    kept = fields_of(answers, "scenarios")
    return tuple(name for name, given in kept.items() if any(run.get("ended") is True for run in _runs(given)))


def cases_marked(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The practice cases that were marked at least once, by id."""
    return tuple(part for part in answers if part.startswith("case-") and _tries(fields_of(answers, part)))


def _tries(fields: Mapping[str, Any]) -> bool:
    return type(fields.get("tries")) is int and fields["tries"] > 0


def _runs(given: Any) -> list[Mapping[str, Any]]:
    runs = given.get("runs") if isinstance(given, Mapping) else None
    return [run for run in runs if isinstance(run, Mapping)] if isinstance(runs, list) else []


def _missed(given: Any) -> bool:
    return isinstance(given, Mapping) and bool(given.get("missed"))


def _kinds(answers: Mapping[str, Any]) -> list[tuple[str, int]]:
    counted = {
        ("guess", "guesses"): len(fields_of(answers, "guesses"))
        + sum("guess" in fields_of(answers, part) for part in answers),
        ("scenario played", "scenarios played"): len(scenarios_played(answers)),
        ("practice case marked", "practice cases marked"): len(cases_marked(answers)),
        ("text written", "texts written"): len(fields_of(answers, "reflections")),
    }
    return [(one if number == 1 else many, number) for (one, many), number in counted.items()]
