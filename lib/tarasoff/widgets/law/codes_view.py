"""Twelve codes as a matrix to filter: what each permits, for whose danger, to whom, and whether the client is told."""

from collections.abc import Mapping
from typing import Any

from attrs import asdict

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.gate import Gate, words_of
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, expect, script

#: What can be asked for, and the words of each answer.
FILTERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "who": (
        "Whom it binds",
        {
            "psychologists": "psychologists",
            "counselors": "counselors",
            "social workers": "social workers",
            "family therapists": "family therapists",
            "physicians": "physicians",
            "everybody": "everybody there",
        },
    ),
    "does": ("What it does", {"permits": "permits", "guides": "guides", "forbids": "forbids, with exceptions"}),
    "danger": ("For whose danger", {"client": "the client's", "others": "other people's", "none": "not said"}),
    "asks": (
        "What it asks of the harm",
        {"serious": "serious", "foreseeable": "foreseeable", "imminent": "imminent", "none": "none of these"},
    ),
    "whom": ("To whom", {"named": "it says to whom", "none": "not said"}),
    "told": ("Is the client told", {"start": "at the start", "before": "before it happens", "none": "not said"}),
}


class CodesView(View):
    """Codes and rules of twelve bodies, row by row, and menus that leave only some of them.

    Args:
        guess: what the learner has to guess first, of ``guesses.yaml``; without, the matrix is shown at once.

    Raises:
        KeyError: there is no such guess, or it belongs to another view.

    >>> CodesView().summary["text"]
    '12 of 12 codes.'
    """

    _esm = script("law/codes")

    def __init__(self, *, guess: str = "") -> None:
        self._codes = library.codes().codes
        gate = Gate(words_of(guess, "CodesView"), float(self.requiring())) if guess else None
        super().__init__(
            "-".join(filter(None, ("codes", guess))),
            {
                "title": "Twelve codes",
                "filters": [
                    {"id": name, "label": label, "values": [{"id": v, "label": t} for v, t in values.items()]}
                    for name, (label, values) in FILTERS.items()
                ],
                "codes": [{**asdict(code), "sources": source_lines(code.sources)} for code in self._codes],
            },
            gate=gate,
        )

    def requiring(self) -> int:
        """How many of the codes require by themselves that somebody is warned."""
        return sum(code.does == "requires" for code in self._codes)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a filter to one of its values."""
        if field not in FILTERS:
            return unknown(field, FILTERS, "filter")
        return expect(given, FILTERS[field][1], "choice")

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Which codes are left."""
        wanted = {name: value for name, value in answer.items() if value is not None}
        left = [code.id for code in self._codes if all(value in _values(code, name) for name, value in wanted.items())]
        return {"left": left, "text": f"{len(left)} of {len(self._codes)} codes."}

    def text(self) -> str:
        """Each code with what it says."""
        return "\n".join(f"{code.name} ({code.clause}): {code.says}" for code in self._codes)


def _values(code: Any, name: str) -> tuple[str, ...]:
    """What a code has of one filter."""
    found = getattr(code, name)
    if name == "whom":
        return ("named",) if found else ("none",)
    return (found,) if isinstance(found, str) else found or ("none",)
