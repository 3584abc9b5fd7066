"""A slide, and how much text is spread over how many of them so that the last row can read it."""

import re
from collections.abc import Iterable, Iterator
from math import ceil

from attrs import evolve, frozen

# At the smallest size that the last row can read a slide holds so many lines of so many characters below its title.
_LINES, _WIDTH = 15.0, 78
# What stands between two paragraphs, and between two entries of a list, in lines.
_GAP, _SMALL_GAP = 0.5, 0.2
_ENTRY = re.compile(r"(?:[-*]|\d+\.) ")


@frozen
class Slide:
    """One slide.

    Args:
        section: the heading of the lecture under which it stands, shown small above everything else.
        title: its own heading; empty where it only goes on.
        body: its text in Markdown. HTML in it has no empty line.
        kind: ``opening``, ``text``, ``question``, ``answer``, ``take`` or ``picture``: how it looks.
        begins: whether a section of the lecture begins with it.
        notes: what the teacher has beside it, in Markdown.
    """

    section: str
    title: str
    body: str
    kind: str = "text"
    begins: bool = False
    notes: str = ""


@frozen
class _Piece:
    """What is never parted: a paragraph, an entry of a list, a row of a table.

    Args:
        group: the list or table to which it belongs; 0 if to none.
        head: what a table begins with, on each slide anew.
    """

    text: str
    height: float
    group: int = 0
    head: str = ""


def spread(slide: Slide) -> list[Slide]:
    r"""The same text on as many slides as it needs, each about as full as the others.

    A paragraph, an entry of a list or a row of a table is never parted. Only the first slide has the title.

    >>> [one.title for one in spread(Slide("Trust", "Many", "- A line for each.\n" * 20))]
    ['Many', '']
    """
    pieces = list(_pieces(slide.body))
    if not pieces:
        return [slide]
    whole = sum(piece.height for piece in pieces)
    # None is fuller than it need be: twelve and one are seven and six.
    most = whole / ceil(whole / _LINES) + 1
    several: list[list[_Piece]] = [[]]
    for piece in pieces:
        if several[-1] and sum(one.height for one in several[-1]) + piece.height > most:
            # What leads to a list goes with it.
            leads = len(several[-1]) > 1 and several[-1][-1].text.endswith(":")
            several.append([several[-1].pop()] if leads else [])
        several[-1].append(piece)
    first, *rest = (evolve(slide, body=_joined(some)) for some in several)
    return [first, *(evolve(one, title="", begins=False, notes="") for one in rest)]


def _joined(pieces: Iterable[_Piece]) -> str:
    text, group = "", 0
    for piece in pieces:
        text += f"\n{piece.text}" if piece.group and piece.group == group else f"\n\n{piece.head}{piece.text}"
        group = piece.group
    return text.strip()


def _pieces(body: str) -> Iterator[_Piece]:
    blocks = filter(str.strip, re.split(r"\n\s*\n", body.strip()))
    for group, block in enumerate(blocks, start=1):
        lines = block.split("\n")
        if lines[0].startswith("|"):
            head = "\n".join((*lines[:2], ""))
            yield from (_Piece(row, _height_of_row(row) + _SMALL_GAP, group, head) for row in lines[2:])
        elif _ENTRY.match(lines[0]):
            yield from (_Piece(entry, height_of(entry) + _SMALL_GAP, group) for entry in _entries(lines))
        else:
            yield _Piece(block, height_of(block) + _GAP)


def _entries(lines: Iterable[str]) -> Iterator[str]:
    """The entries of a list, each with the lines that go on with it."""
    entry: list[str] = []
    for line in lines:
        if _ENTRY.match(line) and entry:
            yield "\n".join(entry)
            entry = []
        entry.append(line)
    yield "\n".join(entry)


def height_of(text: str) -> float:
    """How many lines a text takes on a slide; tags take no room.

    >>> height_of("short"), height_of("<b>word</b> " * 30)
    (1, 2)
    """
    return max(1, ceil(len(re.sub(r"<[^>]*>", "", text)) / _WIDTH))


def _height_of_row(row: str) -> float:
    cells = row.strip().strip("|").split("|")
    return max(ceil(len(cell.strip()) * len(cells) / _WIDTH) for cell in cells)
