"""A story that counts: it is played without a word on what a choice is worth, and the play is handed in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.assignment.parts import ScenarioPart
from tarasoff.scenarios.resuming import Resumed
from tarasoff.widgets.lecture.scenario import Player

KEPT = (
    "Your choices are kept. They are marked on what you knew when you made them; what came of them does not count. "
    "Until you hand in you can play again. The last play that has come to its end is the one that counts."
)


class ScenarioForm(Player):
    """The form for a part that is a story to play.

    Args:
        part: what is asked.
        assignment: the assignment's name.
        folder: where the answers lie.
    """

    def __init__(self, part: ScenarioPart, assignment: str, folder: Path) -> None:
        self.part = part
        super().__init__(part.story, part.part, assignment, folder)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """As in a lecture; but nothing is asked after the end."""
        return super().refuse_field(field, given) if field in self.part.fields else f"There is no field {field!r:.60}."

    def told(self, found: Resumed, thoughts: Mapping[str, str]) -> dict[str, Any]:
        """What the browser is told of the last play, and what becomes of it."""
        told = super().told(found, thoughts)
        return {**told, "kept": {**told["kept"], "note": KEPT}} if "kept" in told else told
