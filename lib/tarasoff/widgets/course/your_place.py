"""Your state, chosen once: the views of the law begin there."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.your_place import FIELD, PART
from tarasoff.engine.places import place_name, places
from tarasoff.knowledge.names import unknown
from tarasoff.widgets.view import View, script


class YourPlace(View):
    """Where you work, so that the views of the law need not ask each time.

    >>> YourPlace().text()
    'Where do you work? No place is chosen yet; the views of the law begin in California.'
    """

    _esm = script("course/your_place")
    exercise = False

    def __init__(self) -> None:
        options = [{"id": code, "label": name} for code, name in places().items()]
        super().__init__(PART, {"title": "Your state", "field": FIELD, "asks": "Where do you work?", "places": options})

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``place``, the code of one."""
        return None if field == FIELD and given in places() else unknown(str(given), places(), "place")

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Where the views of the law begin."""
        place = answer.get(FIELD)
        if place is None:
            return {"text": "No place is chosen yet; the views of the law begin in California."}
        return {"text": f"{place_name(place)}: the views of the law begin there when they open."}

    def text(self) -> str:
        """The question, and what was chosen."""
        return f"Where do you work? {self.summary['text']}"
