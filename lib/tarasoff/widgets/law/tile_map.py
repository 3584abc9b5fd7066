"""The states as tiles: what each asks, and one card for the state that is chosen."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.law import jurisdictions
from tarasoff.knowledge.law_records import Jurisdiction
from tarasoff.knowledge.law_words import COMBINE, DUTIES, TILES, known_steps
from tarasoff.knowledge.names import unknown
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, expect, script

_REQUIRED = {"yes": ("yes", "yes"), "no": ("no", "no"), "unclear": ("unclear", "?")}

#: What the tiles can show: its name, and for each value its word and its mark on a tile.
SHOWN: Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]] = {
    "duty": ("Duty, permission or unsettled", {kind: (duty.word, duty.mark) for kind, duty in DUTIES.items()}),
    "communicated_threat_required": ("Needs a communicated threat", _REQUIRED),
    "identifiable_victim_required": ("Needs an identifiable victim", _REQUIRED),
    "imminence_required": ("Needs imminence", _REQUIRED),
    "serious_physical_harm_required": ("Needs death or serious injury", _REQUIRED),
}


class TileMap(View):
    r"""A tile for each state and the District of Columbia, with a table beside it and a card for one of them.

    >>> TileMap().text().count("\n")
    51
    """

    _esm = script("tile_map")

    def __init__(self) -> None:
        super().__init__(
            "map",
            {
                "shown": [
                    {
                        "id": one,
                        "label": label,
                        "values": [{"id": v, "label": t, "mark": m} for v, (t, m) in values.items()],
                    }
                    for one, (label, values) in SHOWN.items()
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
        """Each state with its duty class."""
        lines = ["Duty to protect by state"]
        for state in jurisdictions().values():
            contested = ", contested" if state.contested else ""
            lines.append(f"{state.name}: {DUTIES[state.duty].word}{contested}; {state.citation}")
        return "\n".join(lines)


def _state(state: Jurisdiction) -> dict[str, Any]:
    row, column = TILES[state.code]
    told = ("code", "name", "contested", "citation", "covers", "since", "note", "disagreement", "confidence")
    return {
        **{field: getattr(state, field) for field in (*told, *SHOWN)},
        "row": row,
        "column": column,
        "meaning": DUTIES[state.duty].meaning,
        "steps": [known_steps()[step].does for step in state.discharge],
        "combine": COMBINE[state.combine],
        "sources": source_lines([f"law_{state.code}"]),
    }
