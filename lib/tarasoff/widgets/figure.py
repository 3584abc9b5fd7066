"""A picture in a lecture's text: drawn by the one style sheet, and readable as words."""

from collections.abc import Mapping
from typing import Any

from tarasoff.exhibits.figures import figure
from tarasoff.widgets.gate import Gate, words_of
from tarasoff.widgets.lecture.line_poll import own_line
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, script


class Figure(View):
    """One picture.

    Args:
        name: which one, of ``figures.yaml``.
        guess: what the learner has to guess before it is shown, of ``guesses.yaml``; without, it is shown at once.

    Raises:
        KeyError: there is no such picture or guess.

    >>> print(Figure("doors").text().splitlines()[0])
    Four doors lead out of the room. Five more are only painted on the wall.
    """

    _esm = script("figure")
    #: The ladder shows where the learner drew the line.
    also_reads = ("line",)

    def __init__(self, name: str, *, guess: str = "") -> None:
        self._figure = figure(name)
        gate = None
        if guess:
            words = words_of(guess)
            gate = Gate(words, words.option)
        section = "-".join(filter(None, ("figure", name, guess)))
        super().__init__(section, {**self._figure, "sources": source_lines(self._figure["sources"])}, gate=gate)

    @property
    def done(self) -> tuple[int, int]:
        """A picture is there to look at; only its guess is an exercise."""
        return super().done if self.gate else (0, 0)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """A picture has nothing to answer beside its guess."""
        del given
        return f"{field!r} is no answer to a picture."

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The rungs at which the learner drew the line, if this is the ladder; otherwise nothing."""
        del answer
        if self._figure["id"] != "ladder":
            return {}
        line = own_line(self.file)
        moved = "again" in line
        names = {"first": "your line at the start" if moved else "your line", "again": "your line now"}
        return {"own": [{"rung": line[when], "name": name} for when, name in names.items() if when in line]}

    def file_changed(self) -> None:
        """The line may have been drawn only now."""
        if self.gate is None:
            self.summary = self.summarise(self.answer)

    def text(self) -> str:
        """What it shows, and each thing in it."""
        lines = [f"  - {item['name']}{': ' if item.get('about') else ''}{item.get('about', '')}"
                 for item in self._figure["items"]]  # fmt: skip
        counts = [
            f"  - {column['name']}: "
            + ", ".join(f"{len(found['places'])} {found['kind']}" for found in column["kinds"])
            for column in self._figure.get("columns", ())
        ]
        return "\n".join([self._figure["says"], *lines, *counts])
