"""The two Tarasoff opinions side by side, as a table to read."""

from html import escape

from tarasoff.knowledge.teaching.library import story
from tarasoff.widgets.sources import LEFT, html_table, links


class Opinions:
    """What the opinions of 1974 and 1976 say, aspect by aspect, with where it was read.

    >>> print(str(Opinions()).splitlines()[1])
    Date and status | 23 December 1974. The court granted a rehearing; the decision was withdrawn and replaced. | \
1 July 1976. This is the opinion that counts.
    """

    def __init__(self) -> None:
        self._rows = story().opinions

    def __str__(self) -> str:
        rows = (f"{row.aspect} | {row.first} | {row.second}" for row in self._rows)
        return "\n".join(["Aspect | Tarasoff I (1974) | Tarasoff II (1976)", *rows])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = (
            f'<tr><th scope="row" {LEFT}>{escape(row.aspect)}</th><td {LEFT}>{escape(row.first)}</td>'
            f"<td {LEFT}>{escape(row.second)}</td><td {LEFT}>{links(row.urls, row.aspect)}</td></tr>"
            for row in self._rows
        )
        head = ("Aspect", "Tarasoff I (1974)", "Tarasoff II (1976)", "Read at")
        return html_table("opinions", "The two opinions, paraphrased.", head, rows)
