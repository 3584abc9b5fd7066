"""A guess as the browser shows it: before it is given the question alone, and after it what is so."""

from typing import Any

from attrs import asdict

from tarasoff.knowledge.evidence import numbers
from tarasoff.knowledge.names import known
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.asking import GuessWords
from tarasoff.models.guess import Truth, compared, refuse
from tarasoff.widgets.forms.case_words import words as words_of_forms
from tarasoff.widgets.sources import source_lines

#: The field in which a view that waits for a guess keeps it.
GUESS = "guess"

# How a list is put in order, in the words of the forms.
_ORDERING = (
    *("chosen", "none_chosen", "free", "none_free", "add", "up", "down", "out", "added", "moved", "taken_out"),
    *("order", "no_order", "one", "is_first", "is_last", "full"),
)
# Here nobody says what they would do.
_PUTTING = {
    "chosen": "In order so far: {count} of {most}",
    "none_chosen": "Nothing yet. Add what comes first.",
    "free": "Still to be placed",
}


class Gate:
    """One guess of ``guesses.yaml`` and its answer.

    Args:
        words: what is asked.
        truth: what is so.
        field: under which name the guess is kept.
    """

    def __init__(self, words: GuessWords, truth: Truth, field: str = GUESS) -> None:
        self.words, self.truth = words, truth
        forms = words_of_forms()
        #: What the browser may hold before there is a guess.
        self.asked: dict[str, Any] = {
            **{name: getattr(words, name) for name in ("kind", "low", "high")},
            **{name: _filled_in(getattr(words, name)) for name in ("question", "setting", "unit")},
            "field": field,
            "options": [asdict(one) for one in words.options],
            "words": {**{name: forms[name] for name in _ORDERING}, **_PUTTING} if words.kind == "order" else {},
        }

    def refuse(self, given: Any) -> str | None:
        """Say what is wrong with a guess, in words for the learner, or None."""
        return refuse(self.words, given)

    def told(self, given: Any) -> dict[str, Any]:
        """What the browser is told once there is a guess."""
        cited = dict.fromkeys((*filter(None, [self.words.study]), *self.words.sources))
        said, order = _filled_in(compared(self.words, given, self.truth)), []
        if self.words.kind == "order" and list(given) != list(self.words.order):
            # Six steps in one sentence are hard to read: they stand below it, one to a line.
            named = {one.id: one.label for one in self.words.options}
            said, order = f"{said.partition(':')[0]}:", [_filled_in(named[step]) for step in self.words.order]
        return {
            "said": said,
            "order": order,
            "after": _filled_in(self.words.after),
            "sources": source_lines(cited),
        }

    def text(self) -> str:
        """The question in words."""
        options = (f"  - {one.label}" for one in self.words.options)
        return "\n".join((*filter(None, [self.asked["setting"]]), self.asked["question"], *options))


def _filled_in(text: str) -> str:
    """A text with the numbers that it names."""
    return text.format_map(numbers())


def words_of(guess: str, view: str = "") -> GuessWords:
    """The words of a guess.

    Args:
        guess: its id.
        view: the view that waits for it; empty where none does.

    Raises:
        KeyError: there is no such guess, or it belongs to another view.
    """
    found = library.guesses()[known(guess, library.guesses(), "guess")]
    if found.view != view:
        call = f'{found.view}(guess="{guess}")' if found.view else f'Guess("{guess}")'
        raise KeyError(f"The guess {guess!r} is not one for {view or 'Guess'}. Write {call}.")
    return found
