"""The forms of an assignment show a part, refuse what it does not ask, and say what is open; questions are simplest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.assignment.analysis import read
from tarasoff.assignment.parts import Part, QuestionSet
from tarasoff.widgets.view import View, script

# More than that is a list to scroll past, and the check below the form names them all.
_FEW = 3


class PartForm(View):
    """A form for one part of an assignment."""

    def __init__(self, part: Part, assignment: str, folder: Path) -> None:
        self.part = part
        super().__init__(part.part, {**self.shown(), "title": part.title}, assignment, folder)

    def shown(self) -> dict[str, Any]:
        """The part as plain data for the browser."""
        raise NotImplementedError

    def refuse(self, answer: Mapping[str, Any]) -> str | None:
        """Refuse what the part does not ask."""
        problems = read(self.part, answer).problems
        return problems[0] if problems else None

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is still open."""
        still_open = read(self.part, answer).open
        if not still_open:
            return {"text": "Everything here is answered. It is not marked yet; you can change it until you hand in."}
        named = f": {'; '.join(still_open)}" if len(still_open) <= _FEW else self.where(answer)
        return {"text": f"{len(still_open)} still open{named}."}

    def where(self, answer: Mapping[str, Any]) -> str:
        """Say where much is still open; empty where that is plain to see."""
        del answer
        return ""


class QuestionForm(PartForm):
    """Choice questions, one under the other; nothing says which answer is right."""

    _esm = script("question_form")
    part: QuestionSet

    def shown(self) -> dict[str, Any]:
        """Stems and options."""
        return {
            "questions": [
                {
                    "id": question.id,
                    "stem": question.stem,
                    "options": [{"id": option, "text": text} for option, text in question.options.items()],
                }
                for question in self.part.questions
            ]
        }

    def text(self) -> str:
        """Stems and options in words."""
        return "\n\n".join(
            "\n".join(
                [
                    f"{question.id}: {question.stem}",
                    *(f"  {option}. {text}" for option, text in question.options.items()),
                ]
            )
            for question in self.part.questions
        )
