"""A report in words: plain text, and HTML in which everything that came from a file or a person is escaped."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from math import fsum

from safegrade.contract import MARKS, SIGNS, WORDS, Item, Line, Report, number, to_read

# More sentences than this read better as a list.
_A_PARAGRAPH = 4


def together(lines: Iterable[Line]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Lines whose points are told together, under their heading; each other line under an empty one.

    >>> lines = [Line("a", 1, 1, "met", (), among="Both"), Line("b", 1, 0, "not met", (), among="Both"),
    ...          Line("c", 1, 1, "met", ())]
    >>> [(heading, [line.about for line in some]) for heading, some in together(lines)]
    [('Both', ['a', 'b']), ('', ['c'])]
    """
    for heading, some in groupby(lines, key=lambda line: line.among):
        if heading:
            yield heading, tuple(some)
        else:
            yield from (("", (line,)) for line in some)

def as_text(report: Report) -> str:
    """Write a report for a terminal or a screen reader.

    >>> line = Line("Q", 1, 0, "not met", ("No.",), remark=("Over-breach", "too much."), read="01 Who")
    >>> print(as_text(Report("p", "Part", 1, (line,))))
    Part: 0 of 1
    ✗ No credit, 0 of 1: Q
        No. Over-breach: too much. Read: 01 Who.
    """
    head = f"{report.title}: {number(report.mark)} of {number(report.points)}"
    said = [head, *(f"! {note}" for note in _notes(report))]
    for heading, lines in together(report.lines):
        said += [f"{heading}, {points_said(lines)}"] if heading else []
        said += map(_line_text, lines)
    return "\n".join(said)


def points_said(lines: Iterable[Line]) -> str:
    """What some lines earn together, and what they are worth.

    >>> points_said([Line("a", 0.25, 0.25, "met", ()), Line("b", 0.25, 0, "not met", ())])
    '0.25 of 0.5'
    """
    lines = tuple(lines)
    return f"{number(fsum(line.earned for line in lines))} of {number(fsum(line.points for line in lines))}"


def _notes(report: Report) -> tuple[str, ...]:
    if report.written is None:
        return report.notes
    return (*report.notes, f"Rationale, marked by hand: {report.written or 'nothing was written.'}")


def _verdict_said(line: Line) -> str:
    points = "" if line.among or not line.points else f", {points_said([line])}"
    return f"{WORDS[line.verdict]}{points}"


# Many students choose the same, and get the same line.
@lru_cache(2000)
def _line_text(line: Line) -> str:
    said = [f"{SIGNS[line.verdict]} {_verdict_said(line)}: {line.about}"]
    said += [f"    {line.asked}"] * bool(line.asked)
    said += [f"    {sign} {word}: {rest}" for sign, word, rest in map(_item_said, line.items)]
    words = " ".join(_sentences(line))
    return "\n".join([*said, f"    {words}"] if words else said)


def _item_said(item: Item) -> tuple[str, str, str]:
    return (*MARKS[item.mark], item_said(item))


def item_said(item: Item) -> str:
    """What an item is, and its reason.

    >>> item_said(Item("over", "The press: “Her name”", "No.")), item_said(Item("under", "", "More."))
    ('The press: “Her name”. No.', 'More.')
    """
    # What somebody says ends inside its quotation marks.
    ended = item.text.rstrip("”").endswith((".", "?", "!"))
    return " ".join(filter(None, (item.text if ended or not item.text else f"{item.text}.", item.why)))


@lru_cache(2000)
def _line_html(line: Line) -> str:
    asked = f"{escape(line.asked)}<br>" if line.asked else ""
    items = "".join(
        f"<li>{sign} <strong>{word}.</strong> {escape(rest)}</li>" for sign, word, rest in map(_item_said, line.items)
    )
    return (
        f"<li>{asked}<strong>{SIGNS[line.verdict]} {WORDS[line.verdict]}</strong>"
        f"{_verdict_said(line).removeprefix(WORDS[line.verdict])}: {escape(line.about)}"
        f"{f'<ul>{items}</ul>' if items else ''}{_reasons(_sentences(line), broken=not items)}</li>"
    )


def as_html(report: Report) -> str:
    """Write a report as HTML; everything that came from a file or a person is escaped."""
    rows = ""
    for heading, lines in together(report.lines):
        inner = "".join(map(_line_html, lines))
        rows += f"<li>{escape(heading)}, {points_said(lines)}<ul>{inner}</ul></li>" if heading else inner
    return (
        '<div class="tarasoff-report">'
        f"<p><strong>{escape(report.title)}: {number(report.mark)} of {number(report.points)} points</strong></p>"
        f"{notes_html(_notes(report))}<ul>{rows}</ul></div>"
    )


def _reasons(sentences: list[str], *, broken: bool) -> str:
    # A few sentences read as a paragraph; many are about many things, and read as a list.
    if len(sentences) <= _A_PARAGRAPH:
        return "<br>" * (broken and bool(sentences)) + escape(" ".join(sentences))
    return notes_html(sentences)


def notes_html(notes: Iterable[str]) -> str:
    """Write notes as an HTML list, or nothing where there are none."""
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<ul>{rows}</ul>" if rows else ""


def _sentences(line: Line) -> list[str]:
    return [
        *line.why,
        *([": ".join(line.remark)] if line.remark else []),
        *([f"Read: {line.read}."] if to_read(line) else []),
    ]
