"""The Tarasoff case as something to move through: what happened, and who knew what by then."""

from typing import Any

from attrs import asdict

from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching.library import story
from tarasoff.widgets.view import View, expect, script


class Timeline(View):
    r"""The dated events, one at a time, with who knew what; the place where one stopped is kept.

    >>> Timeline().text().count("\n")
    29
    """

    _esm = script("timeline")

    def __init__(self) -> None:
        self._events = {event.id: event for event in law.timeline()}
        people = dict.fromkeys(name.strip() for event in law.timeline() for name in event.who.split(";"))
        self._people = [name for name in people if name]
        super().__init__(
            "timeline",
            {
                "people": self._people,
                "lanes": [asdict(lane) for lane in story().lanes],
                "events": [
                    {
                        "id": event.id,
                        "date": event.date,
                        "event": event.event,
                        "who": [name.strip() for name in event.who.split(";")],
                        "known": event.what_was_known,
                        "pleaded": event.pleaded == "yes",
                        "confidence": event.confidence,
                        "links": list(event.sources),
                    }
                    for event in law.timeline()
                ],
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``at`` (an event) and ``who`` (the person who is followed)."""
        if field == "who":
            return expect(given, self._people, "person")
        if field != "at" or not isinstance(given, str):
            return "This place in the timeline cannot be read. Choose an event again."
        return None if given in self._events else unknown(given, self._events, "event")

    def text(self) -> str:
        """All events in one list."""
        return "\n".join(
            ["What happened, and who knew?"] + [f"{event.date}: {event.event}" for event in self._events.values()]
        )
