"""What a browser may have on its screen when it sends an answer.

Several changes can be on their way before the browser hears what became of the first. Each note that Python shows is
counted, and for each count it is remembered what the answer file held then: an answer is compared with what its browser
knew, not with what another window has saved since.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tarasoff.assignment.changes import merged


class OnScreen:
    """What the file held at each note that may still be on a screen; the last one counts.

    Args:
        held: what the file holds at the start, field by field.

    >>> shown = OnScreen({"a": 1})
    >>> shown.noted({"a": 1, "b": 2})
    1
    >>> shown.known([0, 1]), shown.held
    ({'a': 1}, {'a': 1, 'b': 2})
    """

    def __init__(self, held: dict[str, Any]) -> None:
        self._at: dict[int, dict[str, Any]] = {0: held}
        self._heard: Sequence[Any] = []

    @property
    def last(self) -> int:
        """The count of the last note."""
        return max(self._at)

    @property
    def held(self) -> dict[str, Any]:
        """What the file held at the last note."""
        return self._at[self.last]

    def replace(self, held: dict[str, Any]) -> None:
        """Take in what the file holds now, where no new note is shown for it."""
        self._at[self.last] = held

    def noted(self, held: dict[str, Any] | None = None) -> int:
        """Count one note more, of a file that holds this; without it, of one that holds the same as before."""
        count = self.last + 1
        self._at[count] = self.held if held is None else held
        return count

    def known(self, seen: Sequence[Any]) -> dict[str, Any]:
        """What the file held as far as the sender of an answer knew.

        Args:
            seen: which note was on its screen, and a number that is new with every answer; empty, or the same as
                before, if the answer was set in Python, which knows what is shown.
        """
        if seen == self._heard:
            self._at = {self.last: self.held}
            return self.held
        self._heard = seen
        # Notes come in order: an older one is on no screen any more.
        self._at = {note: held for note, held in self._at.items() if note >= seen[0] or note == self.last}
        return self._at.get(seen[0], self.held)

    def sent(self, changes: Mapping[str, Any]) -> None:
        """A browser knows of its own changes, whatever note it has on its screen."""
        last = self.last
        self._at |= {count: merged(held, changes) for count, held in self._at.items() if count != last}
