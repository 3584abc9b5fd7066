"""You are there: seven moments of the Tarasoff case, what each person knew, and what could be done."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching.library import story
from tarasoff.knowledge.teaching.story import Moment
from tarasoff.widgets.view import View, expect, first_problem, script, ticked

_KINDS = {
    "treatment": "treatment",
    "consult": "consultation",
    "hold": "a hold",
    "police": "the police",
    "warn": "a warning",
    "record": "the record",
}
_BASIS = {
    "pleaded": "as the complaint says",
    "secondary": "by secondary accounts",
    "reasons unknown": "reasons unknown",
}


# Of one moment there is nothing to sum up.
_ENOUGH = 4


def _options(moment: Moment) -> dict[str, str]:
    return {option.id: option.text for option in moment.options}


class Moments(View):
    """Choose what you would do with what was known then; nothing is marked, for nobody knew the end.

    >>> Moments().text().splitlines()[0]
    'What could be done, with what was known then?'
    """

    _esm = script("moments")

    def __init__(self) -> None:
        self._moments = {moment.id: moment for moment in story().moments}
        super().__init__(
            "moments",
            {
                "moments": [
                    {
                        "id": moment.id,
                        "when": moment.when,
                        "people": [
                            {
                                "who": person.who,
                                "knew": person.knew,
                                "not": person.not_known,
                                "basis": _BASIS[person.basis],
                            }
                            for person in moment.people
                        ],
                        "options": [{"id": option, "label": text} for option, text in _options(moment).items()],
                        "after": moment.after,
                        "links": list(moment.urls),
                    }
                    for moment in self._moments.values()
                ]
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is moment id to ``{"chosen": [options], "shown": bool}``."""
        if field not in self._moments:
            return unknown(field, self._moments, "moment")
        chosen = ticked(given, "chosen", "shown")
        if chosen is None:
            return f"The answer to the moment {field} cannot be read. Choose again."
        options = _options(self._moments[field])
        return first_problem(expect(option, options, "option") for option in chosen)

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say to what the learner turned, over all moments."""
        chosen = [
            option.kind
            for moment, given in answer.items()
            for option in self._moments[moment].options
            if option.id in given.get("chosen", [])
        ]
        counts = {kind: chosen.count(kind) for kind in _KINDS if kind in chosen}
        if sum(bool(given.get("chosen")) for given in answer.values()) < _ENOUGH:
            return {}
        told = ", ".join(f"{_KINDS[kind]} {count}" for kind, count in counts.items())
        never = [_KINDS[kind] for kind in _KINDS if kind not in chosen]
        rest = f" Never to: {', '.join(never)}." if never else ""
        return {"text": f"You turned to: {told}.{rest}"}

    def text(self) -> str:
        """Each moment with what could be done."""
        return "\n".join(
            ["What could be done, with what was known then?"]
            + [
                line
                for moment in self._moments.values()
                for line in (moment.when, *(f"  - {text}" for text in _options(moment).values()))
            ]
        )
