"""The states as tiles: what the law of each comes to on a topic, and one card for the state that is chosen."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.your_place import chosen_here
from tarasoff.engine.position import ASKED, POSITIONS, TOLD, positions
from tarasoff.knowledge.law.records import Jurisdiction
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import TILES, TOPICS
from tarasoff.knowledge.names import unknown
from tarasoff.widgets.view import View, expect, script

_NEEDED = {"yes": ("yes", "yes"), "no": ("no", "no"), "?": ("no rule to ask", "?")}
_STANDS = {kind: (word, mark) for kind, (word, mark, _) in POSITIONS.items() if kind != "consents"}
_MINORS = {kind: (word, mark) for kind, (word, mark, _) in POSITIONS.items()}

#: What the tiles can show: its name, and for each value its word and its mark on a tile.
SHOWN: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    **{topic: (TOPICS[topic].name, _MINORS if topic == "minors" else _STANDS) for topic in TOLD},
    **{asked: (f"Danger to others: needs {asked}", _NEEDED) for asked in ASKED},
}


class TileMap(View):
    r"""A tile for each state and the District of Columbia, with a table beside it and a card for one of them.

    Args:
        state: whose card is shown first, such as ``"NM"``. If none is given, that of the state that the
            learner has chosen, or California's.

    Raises:
        ValueError: there is no such state.

    >>> TileMap().text().count("\n")
    51
    """

    _esm = script("law/tile_map")

    def __init__(self, *, state: str | None = None) -> None:
        if state is not None and (problem := self.refuse({"at": state})):
            raise ValueError(f"The map cannot begin with {state!r}. {problem}")
        mine = chosen_here()
        super().__init__(
            "map",
            {
                "start": state or (mine if mine in jurisdictions() else "CA"),
                "shown": [
                    {
                        "id": name,
                        "label": label,
                        "values": [{"id": v, "label": t, "mark": m} for v, (t, m) in values.items()],
                    }
                    for name, (label, values) in SHOWN.items()
                ],
                "states": [_state(state) for state in jurisdictions().values()],
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``at`` (a state) and ``by`` (what the tiles show)."""
        if field == "at":
            return None if str(given) in jurisdictions() else unknown(given, jurisdictions(), "state")
        if field == "by":
            return expect(given, SHOWN, "view of the map")
        return "This choice cannot be read. Choose again."

    def text(self) -> str:
        """Each state with what its law comes to on danger to others."""
        lines = ["Danger to others by state"]
        for state in jurisdictions().values():
            found = positions("protect")[state.code]
            contested = ", contested" if state.contested else ""
            lines.append(f"{state.name}: {POSITIONS[found.kind][0]}{contested}; {found.citation}")
        return "\n".join(lines)


def _state(state: Jurisdiction) -> dict[str, Any]:
    row, column = TILES[state.code]
    found = {topic: positions(topic)[state.code] for topic in TOLD}
    return {
        **{field: getattr(state, field) for field in ("code", "name", "contested", "note", "disagreement")},
        **{topic: place.kind for topic, place in found.items()},
        **{asked: found["protect"].needs(asked) for asked in ASKED},
        "row": row,
        "column": column,
        "meaning": POSITIONS[found["protect"].kind][2],
        "confidence": found["protect"].confidence or "not read",
        "rules": [
            {
                "topic": TOPICS[topic].name,
                "word": POSITIONS[place.kind][0],
                "cited": [{"text": rule.citation, "link": next(iter(rule.url), "")} for rule in place.rules],
            }
            for topic, place in found.items()
        ],
    }
