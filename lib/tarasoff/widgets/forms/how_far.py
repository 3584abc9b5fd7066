"""How far a student is, as a cell of the notebook says it, without a word on what is right."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from IPython.display import HTML, DisplayHandle, display

from safegrade.in_words import notes_html
from tarasoff.assignment.analysis import read
from tarasoff.assignment.parts import Part

COMPLETE, OPEN, NOT_BEGUN = "complete, not marked", "not complete yet", "not begun"


class Following:
    """Outputs of cells that say how the answers stand, and follow them while the kernel runs.

    Without this, a check would go on naming as open what the form above it has long been given.
    """

    def __init__(self) -> None:
        self._outputs: dict[str, tuple[DisplayHandle, Callable[[], str]]] = {}

    def show(self, name: str, words: Callable[[], str]) -> None:
        """Show in the cell that runs now what a function says, and show it anew whenever `again` is called.

        Args:
            name: of the output. The cell that showed it last is the one that follows.
            words: gives HTML.
        """
        handle = display(HTML(words()), display_id=True)
        # Outside a notebook there is nothing that could follow.
        if handle is not None:
            self._outputs[name] = handle, words

    def again(self, *names: str) -> None:
        """Show some of them as the answers stand now; those that were never shown are left out."""
        for name in names:
            if name in self._outputs:
                handle, words = self._outputs[name]
                handle.update(HTML(words()))


def check_html(lines: Iterable[str]) -> str:
    """What a check says of one part where there is no key: a heading, and what there is to say.

    >>> check_html(["Toys: complete, not marked."])
    '<p><strong>Toys: complete, not marked.</strong></p>'
    """
    heading, *said = lines
    return f"<p><strong>{escape(heading)}</strong></p>{notes_html(said)}"


def overview_html(parts: Iterable[Part], answers: Mapping[str, Any]) -> str:
    """Which parts are complete, and how much is open in the others."""
    rows, complete = [], 0
    for part in parts:
        reading = read(part, answers.get(part.part))
        complete += reading.complete
        state = COMPLETE if reading.complete else f"{len(reading.open)} still open"
        rows.append(f"{part.title}: {state if answers.get(part.part) else NOT_BEGUN}")
    return f"<p><strong>{complete} of {len(rows)} parts are complete.</strong></p>{notes_html(rows)}"
