"""The form for a set of choice questions in an assignment."""

from typing import Any

from tarasoff.assignment.parts import QuestionSet
from tarasoff.widgets.forms.part_form import PartForm
from tarasoff.widgets.view import script


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
                    "options": [{"id": one, "text": text} for one, text in question.options.items()],
                }
                for question in self.part.questions
            ]
        }

    def text(self) -> str:
        """Stems and options in words."""
        return "\n\n".join(
            "\n".join(
                [f"{question.id}: {question.stem}", *(f"  {one}. {text}" for one, text in question.options.items())]
            )
            for question in self.part.questions
        )
