"""Guess first: a number, one of several, or an order; then what is so, beside what was said."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.evidence import studies
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching.asking import GuessWords
from tarasoff.models.guess import Truth
from tarasoff.widgets.gate import Gate, words_of
from tarasoff.widgets.view import View, script


class Guess(View):
    """A question to guess at. Until there is a guess, nothing in the page tells the answer.

    Args:
        guess: which one, of ``guesses.yaml``.

    Raises:
        KeyError: there is no such guess, or a view waits for it.

    >>> Guess("told-their-clinician").summary
    {}
    """

    _esm = script("asking/guess")

    def __init__(self, guess: str) -> None:
        self._id = guess
        words = words_of(guess)
        self._guess = Gate(words, truth_of(words), guess)
        super().__init__("guesses", {"title": "Guess first", "gate": self._guess.asked})

    @property
    def name(self) -> str:
        """Its own id: all guesses are kept in one section."""
        return f"{self.section} {self._id}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its own id."""
        return (self._id,)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is the guess's id to a number, an option, or options in order."""
        return self._guess.refuse(given) if field == self._id else unknown(field, [self._id], "guess")

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What is so, once there is a guess."""
        given = answer.get(self._id)
        return {} if given is None else {"gate": self._guess.told(given)}

    def text(self) -> str:
        """The question; not the answer, which comes after a guess."""
        return self._guess.text()


def truth_of(words: GuessWords) -> Truth:
    """What is so, of a guess that has its answer beside it."""
    if words.study:
        return round(studies()[words.study].share * words.of)
    return words.number if words.number is not None else words.option or words.order
