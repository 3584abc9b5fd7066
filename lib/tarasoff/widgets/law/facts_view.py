"""The base of the views that judge facts: a menu for each fact, and a place or a day where one is asked for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from tarasoff.assignment.your_place import chosen_here
from tarasoff.engine.places import places
from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.law.facts import FACT_KINDS, UNKNOWN, Facts
from tarasoff.models.guess import Truth
from tarasoff.widgets.gate import Gate, words_of
from tarasoff.widgets.view import View, expect


@frozen
class Slot:
    """A place or a day that the learner chooses."""

    id: str
    label: str
    kind: str
    start: str


# No rule in the tables is older by far; an earlier year is a slip of the finger.
_EARLIEST = "1900-01-01"

# Asked at once; the rest lies one click away.
_FIRST = ("threatened", "identifiable", "told_by", "harm", "danger", "imminent", "profession", "setting")

#: The case with which a view begins: a client has told a psychologist of a threat to somebody named.
CASE: Mapping[str, str] = {
    "threatened": "another",
    "identifiable": "named",
    "told_by": "client",
    "threat": "explicit",
    "harm": "grave",
    "danger": "yes",
    "consent": "no",
    "abuse": "none",
    "age": "adult",
    "grave_disability": "no",
    "hazard": "none",
    "setting": "clinic",
    "came_for": "mental_health",
    "profession": "psychologist",
    "qualified": "yes",
    "special": "no",
}


class FactsView(View):
    """A view on the facts of a case. A subclass says what they come to.

    Args:
        guess: what the learner has to guess first, of ``guesses.yaml``; without, the result is shown at once.
        state: the place with which the first menu of places begins, such as ``"NM"``. If none is given, the state
            that the learner has chosen, or the view's own.

    Raises:
        KeyError: there is no such guess, or it belongs to another view.
        ValueError: the guess, or the state, is no fact or place here.
    """

    title: ClassVar[str]
    section_name: ClassVar[str]
    slots: ClassVar[tuple[Slot, ...]] = ()
    facts: ClassVar[Mapping[str, str]] = CASE
    presets: ClassVar[tuple[tuple[str, Mapping[str, str]], ...]] = ()

    def __init__(self, *, guess: str = "", state: str | None = None) -> None:
        self._start, gate = self._begins_in(state), None
        if guess:
            words = words_of(guess, type(self).__name__)
            if problem := self.refuse(words.at):
                raise ValueError(f"The guess {guess!r} does not start with facts. {problem}")
            # The guess is about the place that it names.
            self._start |= {field: str(value) for field, value in words.at.items()}
            gate = Gate(words, self.truth())
        super().__init__(
            "-".join(filter(None, (self.section_name, guess))),
            {
                "title": self.title,
                "slots": [{"id": slot.id, "label": slot.label, "kind": slot.kind} for slot in self.slots],
                "places": [{"id": code, "label": name} for code, name in places().items()],
                "facts": [
                    {
                        "id": kind.id,
                        "label": kind.question,
                        "first": kind.id in _FIRST,
                        "values": [{"id": v, "label": t} for v, t in kind.values.items()],
                    }
                    for kind in FACT_KINDS.values()
                ],
                "start": self.given({}),
                "earliest": _EARLIEST,
                "presets": [{"label": label, "values": dict(values)} for label, values in self.presets],
            },
            gate=gate,
        )

    def _begins_in(self, state: str | None) -> dict[str, str]:
        place = next((slot.id for slot in self.slots if slot.kind == "place"), None)
        state = state or chosen_here()
        if state is None or place is None:
            return {}
        if problem := self.refuse({place: state}):
            raise ValueError(f"The view cannot begin in {state!r}. {problem}")
        return {place: state}

    def truth(self) -> Truth:
        """What there is to guess, with the facts with which the view starts."""
        raise NotImplementedError

    def given(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What is chosen in each field: the answer, and for the rest what the view begins with."""
        facts = {fact: self.facts.get(fact, UNKNOWN) for fact in FACT_KINDS}
        return {**facts, **{slot.id: slot.start for slot in self.slots}, **self._start, **answer}

    def facts_of(self, answer: Mapping[str, Any]) -> Facts:
        """The facts that are chosen."""
        given = self.given(answer)
        return Facts(**{fact: given[fact] for fact in FACT_KINDS})

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a slot or a fact to its value."""
        slots = {slot.id: slot.kind for slot in self.slots}
        if slots.get(field) == "day":
            try:
                day = iso_day(given if isinstance(given, str) else repr(given))
            except ValueError as error:
                return str(error)
            return f"{day} is too early. Choose a day from {_EARLIEST} on." if day < _EARLIEST else None
        if field not in slots and field not in FACT_KINDS:
            return f"{field!r} is neither a fact nor a place here. Choose again."
        return expect(given, list(places()) if field in slots else [*FACT_KINDS[field].values, UNKNOWN], "answer")
