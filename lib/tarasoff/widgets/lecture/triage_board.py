"""Twelve short situations: keep, consult, seek consent, may act or must act. Every choice is answered."""

from collections.abc import Mapping
from typing import Any

from attrs import asdict

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching import library
from tarasoff.models.triage import NAMES, tally
from tarasoff.widgets.view import View, expect, script


class TriageBoard(View):
    r"""The board: one situation at a time, five places to put it, and a reason for each place.

    >>> TriageBoard().text().count("\n\n")
    12
    """

    _esm = script("board")

    def __init__(self) -> None:
        self._board = library.situations()
        super().__init__(
            "triage",
            {
                "title": "Triage board",
                "one": "Situation",
                "ask": "Where does it belong?",
                "choices": [{"id": choice.id, "label": choice.label} for choice in self._board.choices],
                "names": dict(NAMES),
                "situations": [
                    {
                        "id": situation.id,
                        "text": situation.text,
                        "section": situation.section,
                        "feedback": {choice: asdict(feedback) for choice, feedback in situation.feedback.items()},
                    }
                    for situation in self._board.situations
                ],
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is situation id to choice id."""
        ids = [situation.id for situation in self._board.situations]
        if field not in ids:
            return unknown(field, ids, "situation")
        return expect(given, [choice.id for choice in self._board.choices], "place")

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Count what was placed; from the sixth on by verdict, with the side to which errors lean."""
        found = tally(self._board, answer)
        if not found.placed:
            return {}
        if not found.lean:
            return {"text": f"{found.placed} of {found.of} placed. After the sixth you see to which side you lean."}
        return {"text": f"{found} {found.lean}"}

    def text(self) -> str:
        """The situations and the places."""
        places = ", ".join(choice.label for choice in self._board.choices)
        return "\n\n".join(
            [f"Where does each belong? {places}."]
            + [f"{number}. {situation.text}" for number, situation in enumerate(self._board.situations, start=1)]
        )
