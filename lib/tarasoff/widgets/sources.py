"""A table of sources: who says it, what, where it was read, how sure we are, and when it was gathered."""

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from tarasoff.knowledge.records import Source
from tarasoff.knowledge.teaching import library

# JupyterLab sets tables flush right, which is for numbers; an output cannot bring a style sheet along.
_LEFT = 'style="text-align:left;vertical-align:top"'


class Sources:
    """The sources that a lecture rests on, shown as a table.

    Args:
        ids: ids of sources, such as ``apa_4_02``.

    Raises:
        KeyError: there is no such source.

    >>> print(Sources("apa_4_02"))
    American Psychological Association, 4.02(a)-(b) (2002 code, amended 2010 and 2016 (in force 2017); \
text read in a copy of the code). Confidence: medium, as of 2026-11.
    """

    def __init__(self, *ids: str) -> None:
        self._sources = [library.source(source) for source in ids]

    @classmethod
    def about(cls, *lectures: str) -> "Sources":
        """All sources of some lectures: what their exercises cite, and what only their text does.

        Args:
            lectures: the number of each, such as ``"01"``.

        Raises:
            KeyError: there is no such lecture.
        """
        for lecture in lectures:
            if not library.sources_of(lecture):
                raise KeyError(f"There is no lecture {lecture!r}. Write its number in quotes, such as '01'.")
        return cls(*dict.fromkeys(source for lecture in lectures for source in library.sources_of(lecture)))

    def __str__(self) -> str:
        return "\n".join(map(str, self._sources))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = ("Source", "What it says", "Read at", "Confidence")
        columns = "".join(f'<th scope="col" {_LEFT}>{column}</th>' for column in head)
        return (
            f'<details><summary>{len(self._sources)} sources</summary><table class="tarasoff-sources">'
            "<caption>Paraphrased. Check the current text before you rely on one.</caption>"
            f"<thead><tr>{columns}</tr></thead><tbody>{''.join(map(_row, self._sources))}</tbody></table></details>"
        )


def _row(source: Source) -> str:
    cells = (
        f"<strong>{escape(source.who)}</strong><br>{escape(source.what)}<br>{escape(source.version)}",
        escape(source.says),
        links(source.urls, f"{source.who}, {source.what}"),
        f'{source.confidence}<br><span style="white-space:nowrap">as of {escape(source.as_of)}</span>',
    )
    return f"<tr>{''.join(f'<td {_LEFT}>{cell}</td>' for cell in cells)}</tr>"


def links(urls: Iterable[str], about: str) -> str:
    """Links to pages, named by what was read there; the host is told to whoever points at one.

    Args:
        urls: where it was read. Anything but a web address is left out.
        about: what was read.

    >>> links(["javascript:alert(1)"], "a clause")
    ''
    """
    pages = [url for url in urls if urlsplit(url).scheme in ("http", "https")]
    names = ["the page"] if len(pages) == 1 else [f"page {number}" for number in range(1, len(pages) + 1)]
    return ", ".join(
        f'<a href="{escape(url, quote=True)}" title="{escape(_host(url), quote=True)}" rel="noopener noreferrer" '
        f'aria-label="{escape(f"{name} on {about}", quote=True)}" target="_blank">{name}</a>'
        for name, url in zip(names, pages, strict=True)
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def source_lines(ids: Iterable[str]) -> list[dict[str, Any]]:
    """Sources as plain data, for views that draw them: each with its name, its confidence and where it was read.

    Two results of one paper are one source.

    >>> source_lines(["jaffee_1996"])[0]["confidence"]
    'high, as of 2026-11'
    """
    read: dict[tuple[str, str], dict[str, None]] = {}
    for source in map(library.source, ids):
        sure = f"{source.confidence}, as of {source.as_of}"
        read.setdefault((source.title, sure), {}).update(dict.fromkeys(source.urls))
    return [{"text": text, "confidence": sure, "links": list(links)} for (text, sure), links in read.items()]
