"""Exam-style questions from the public bank: answer, then read the reason for every option."""

from collections.abc import Iterable, Mapping
from typing import Any

from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching import library
from tarasoff.progress.standing import QUESTIONS
from tarasoff.widgets.view import View, expect, first_problem, script


class Question(View):
    """One or more questions from the bank, one at a time, each with a reason for every option.

    Args:
        ids: which questions.
        before: the number of a lecture before which they are asked again. There they have answers of their own:
            whoever has answered them elsewhere has to think anew.

    Raises:
        KeyError: there is no such question or lecture, or no question is named; the message names those that look
            alike.

    >>> Question("opening").text().splitlines()[0].startswith("Question:")
    True
    """

    _esm = script("question")

    def __init__(self, *ids: str, before: str = "") -> None:
        bank = library.questions()
        if not ids:
            raise KeyError(f"No question is named. Name one, such as {next(iter(bank))!r}, or use Question.about().")
        self._questions = {question: bank[known(question, bank, "question")] for question in ids}
        again = f"-{known(before, library.lectures(), 'lecture')}" if before else ""
        super().__init__(QUESTIONS + again, {"questions": shown_questions(ids)})

    @property
    def name(self) -> str:
        """Its own ids: all questions are kept in one section."""
        return " ".join((self.section, *self._questions))

    @property
    def fields(self) -> tuple[str, ...]:
        """Its own ids."""
        return tuple(self._questions)

    @property
    def done(self) -> tuple[int, int]:
        """How many were checked, and how many there are."""
        return sum(given["checked"] for given in self.answer.values()), len(self._questions)

    @classmethod
    def about(cls, lecture: str) -> "Question":
        """All questions of one lecture, to practise.

        Args:
            lecture: its number, such as ``"01"``.

        Raises:
            KeyError: no question belongs to it.
        """
        bank = library.questions().values()
        known(lecture, sorted({question.lecture for question in bank}), "lecture with questions")
        return cls(*(question.id for question in bank if question.lecture == lecture))

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is question id to ``{"picked": letter, "checked": bool}``, and ``missed``: wrong letters before."""
        if field not in self._questions:
            # Other questions keep their answers in the same part of the file.
            return unknown(str(field), self._questions, "question")
        if not isinstance(given, Mapping) or not isinstance(given.get("checked"), bool):
            return f"The answer to {field} cannot be read. Choose again."
        missed = given.get("missed", [])
        if not isinstance(missed, list | tuple):
            return f"What was wrong before in {field} cannot be read. Choose again."
        if given.get("picked") is None and missed and not given["checked"]:
            picked = missed
        else:
            picked = [given.get("picked"), *missed]
        return first_problem(expect(one, self._questions[field].lettered, "answer") for one in picked)

    def text(self) -> str:
        """Stems and options; not the reasons, which come after an answer."""
        return "\n\n".join(
            "\n".join(
                [f"Question: {question.stem}"]
                + [f"  {letter}. {option.text}" for letter, option in question.lettered.items()]
            )
            for question in self._questions.values()
        )


def shown_questions(ids: Iterable[str]) -> list[dict[str, Any]]:
    """Questions of the bank as the browser shows them."""
    bank = library.questions()
    return [
        {
            "id": one,
            "stem": bank[one].stem,
            "section": bank[one].section,
            "options": [
                {"letter": letter, "text": option.text, "right": option.right, "reason": option.reason}
                for letter, option in bank[one].lettered.items()
            ],
        }
        for one in ids
    ]
