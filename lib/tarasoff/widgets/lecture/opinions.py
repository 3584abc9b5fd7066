"""The two Tarasoff opinions side by side, point by point."""

from collections.abc import Iterator
from typing import Any

from tarasoff.knowledge.teaching.library import story
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, script

_NAMES = ("1974, taken back", "1976, the one that counts")
_OPEN = "○ open"


class Opinions(View):
    """What the opinions of 1974 and 1976 say, point by point, with where it was read.

    >>> print(Opinions().text().splitlines()[1])
    Date and status. 1974, taken back: 23 December 1974. The court granted a rehearing; the decision was withdrawn \
and replaced. 1976, the one that counts: 1 July 1976. This is the opinion that counts.
    """

    _esm = script("opinions")
    exercise = False

    def __init__(self) -> None:
        self._rows = story().opinions
        cited = dict.fromkeys(source for row in self._rows for source in row.sources)
        super().__init__(
            "opinions",
            {
                "title": "Two opinions, point by point",
                "names": list(_NAMES),
                "rows": [
                    {"aspect": row.aspect, "says": [row.first or _OPEN, row.second or _OPEN], "links": list(row.urls)}
                    for row in self._rows
                ],
                "sources": source_lines(cited),
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """There is nothing to answer."""
        del given
        return f"{field!r} is no answer to the two opinions."

    def text(self) -> str:
        """Each point, as each of the two has it."""
        return "\n".join(["The two opinions, paraphrased.", *self._lines()])

    def _lines(self) -> Iterator[str]:
        for row in self._rows:
            yield f"{row.aspect}. {_NAMES[0]}: {row.first or _OPEN} {_NAMES[1]}: {row.second or _OPEN}"
