"""Think, then write two sentences: a box whose text is kept and never lost. Nobody marks it."""

from typing import Any

from tarasoff.assignment.analysis import LONGEST
from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching import library
from tarasoff.widgets.forms.case_words import words
from tarasoff.widgets.view import View, script


class Reflection(View):
    """A place to write, with the question to write on.

    Args:
        prompt: which question, of ``prompts.yaml``.

    Raises:
        KeyError: there is no such prompt.

    >>> Reflection("passed-on").text().splitlines()[0]
    'Think, then write two sentences.'
    """

    _esm = script("asking/reflection")

    def __init__(self, prompt: str) -> None:
        self._prompt = library.prompts()[known(prompt, library.prompts(), "prompt")]
        writing = ("words", "word", "theirs", "unsaved", "take", "leave")
        super().__init__(
            "reflections",
            {
                "field": prompt,
                "asks": self._prompt.asks,
                "longest": LONGEST,
                "words": {name: words()[name] for name in writing},
            },
        )

    @property
    def name(self) -> str:
        """Its own id: all that is written in lectures is kept in one section."""
        return f"{self.section} {self._prompt.id}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its own id."""
        return (self._prompt.id,)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is the prompt's id to a text."""
        if field != self._prompt.id:
            return unknown(field, [self._prompt.id], "prompt")
        if not isinstance(given, str):
            return "What you wrote is not text. Write it again."
        return f"Your text is too long. Keep it under {LONGEST} characters." if len(given) > LONGEST else None

    def text(self) -> str:
        """What to write on."""
        return f"Think, then write two sentences.\n{self._prompt.asks}"
