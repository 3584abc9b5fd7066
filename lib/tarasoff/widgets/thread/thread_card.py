"""Corin, Ilse and Bram come back: their last words, five answers, and what fits now."""

from collections.abc import Mapping
from typing import Any

from tarasoff.engine.find import find
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.thread import Card
from tarasoff.models.triage import NAMES
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, expect, script

_LONGEST = 500


class ThreadCard(View):
    """The cards of one lecture, one client at a time. What fits comes after an answer, with the law of the place.

    Args:
        lecture: its number, such as ``"04"``.

    Raises:
        KeyError: no card belongs to this lecture.

    >>> print(ThreadCard("04").text().splitlines()[0])
    Corin: “Work was busy.” And after a long pause: “If I tell you, who comes to my door?”
    """

    _esm = script("thread/card")

    def __init__(self, lecture: str) -> None:
        self._thread = library.thread()
        lectures = {card.lecture for card in self._thread.cards}
        self._cards = {card.id: card for card in self._thread.of(known(lecture, lectures, "lecture"))}
        self._clients = {client.id: client for client in self._thread.clients}
        self._labels = {reply.id: reply.label for reply in self._thread.answers}
        super().__init__(
            "thread",
            {
                "title": "Your three clients",
                "longest": _LONGEST,
                "answers": [{"id": reply, "label": label} for reply, label in self._labels.items()],
                "cards": [
                    {
                        "id": card.id,
                        "name": self._clients[card.client].name,
                        "who": self._clients[card.client].who,
                        "says": card.says,
                        "ask": card.ask,
                    }
                    for card in self._cards.values()
                ],
            },
        )

    @property
    def name(self) -> str:
        """The lecture: the cards of all lectures are kept in one section."""
        return f"{self.section} {' '.join(self._cards)}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its cards."""
        return tuple(self._cards)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a card's id to ``{"choice": one of five, "why": text}``; the cards of other lectures too."""
        ids = [card.id for card in self._thread.cards]
        if field not in ids:
            return unknown(field, ids, "card")
        if not isinstance(given, Mapping) or not {"choice", "why"}.issuperset(given):
            return f"The answer to {field} cannot be read. Choose again."
        if not isinstance(given.get("why", ""), str) or len(given.get("why", "")) > _LONGEST:
            return f"Your reason cannot be kept. Write up to {_LONGEST} characters."
        return expect(given["choice"], self._labels, "answer") if given.get("choice") is not None else None

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What was chosen before, and for each card that was answered what fits."""
        chosen = {card: given["choice"] for card, given in answer.items() if given.get("choice")}
        told = {card.id: self._told(card, chosen[card.id]) for card in self._cards.values() if card.id in chosen}
        before = {card.id: said for card in self._cards.values() if (said := self._before(card, chosen))}
        return {"before": before, "told": told}

    def text(self) -> str:
        """The clients' last words, and the five answers."""
        cards = [f"{self._clients[card.client].name}: {card.says}" for card in self._cards.values()]
        return "\n".join([*cards, *(f"  - {label}" for label in self._labels.values())])

    def _before(self, card: Card, chosen: Mapping[str, str]) -> str:
        earlier = self._thread.before(card)
        if earlier is None or earlier.id not in chosen:
            return ""
        return f"In lecture {earlier.lecture} your answer was: {self._labels[chosen[earlier.id]]}."

    def _told(self, card: Card, choice: str) -> dict[str, Any]:
        judged = card.answers[choice]
        fitting = [self._labels[reply] for reply, one in card.answers.items() if one.verdict == "fits"]
        return {
            "verdict": judged.verdict,
            "name": NAMES[judged.verdict],
            "why": judged.why,
            "fitting": "" if judged.verdict == "fits" else " or ".join(fitting),
            "because": "" if judged.verdict == "fits" else _reason(card),
            "law": self._law(card),
            "sources": source_lines(card.sources),
        }

    def _law(self, card: Card) -> dict[str, str] | None:
        if not card.finding:
            return None
        client = self._clients[card.client]
        found = find(Facts(**{**client.facts, **card.facts}), client.place, self._thread.day)
        cited = dict.fromkeys(applied.rule.citation for applied in found.governing)
        return {"kind": found.kind, "verdict": found.verdict, "cited": "; ".join(cited)}


def _reason(card: Card) -> str:
    return next(one.why for one in card.answers.values() if one.verdict == "fits")
