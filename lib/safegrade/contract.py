"""The result of marking one part: a mark, and a line for each criterion that says what, why and where to read."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from math import fsum
from typing import Any

from attrs import fields, frozen

# Not "met": that is what a student may have answered about a criterion.
WORDS = {
    "met": "Full credit",
    "partly": "Part credit",
    "not met": "No credit",
    "open": "Not answered",
    "clash": "Look again",
}
SIGNS = {"met": "✓", "partly": "◐", "not met": "✗", "open": "○", "clash": "≠"}
_A_PARAGRAPH = 4
BREACHES = {
    "over": "Over-breach: this says, or leads to saying, too much.",
    "under": "Under-breach: this says or does too little.",
}


@frozen
class Line:
    """One criterion of a mark.

    Args:
        about: what was judged.
        points: what it is worth.
        earned: from 0 to ``points``.
        verdict: ``met``, ``partly``, ``not met``, ``open`` (not answered) or ``clash`` (it does not fit another answer,
            and has no points of its own).
        breach: ``over``, ``under`` or none.
        why: reasons, in sentences.
        read: lecture and heading in which to read.
        sources: ids of what the reasons rest on.
    """

    about: str
    points: float
    earned: float
    verdict: str
    why: tuple[str, ...]
    breach: str | None = None
    read: str = ""
    sources: tuple[str, ...] = ()


def verdict(credit: float) -> str:
    """Which verdict a credit is; never ``open``.

    >>> verdict(1), verdict(0.5), verdict(0)
    ('met', 'partly', 'not met')
    """
    return "met" if credit >= 1 else "partly" if credit > 0 else "not met"


@frozen
class Report:
    """What marking one part found.

    Args:
        part: the part's id.
        title: its title.
        points: what it is worth.
        lines: one for each criterion.
        notes: what could not be read, and what happened to the file, in words for the student.
    """

    part: str
    title: str
    points: float
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> float:
        """Points earned: a plain float from 0 to ``points``, to four decimals.

        >>> Report("p", "P", 2, (Line("a", 1, 0.5, "partly", ("Because.",)), Line("b", 1, 1, "met", ()))).mark
        1.5
        """
        return round(min(max(fsum(line.earned for line in self.lines), 0.0), float(self.points)), 4)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, with the mark."""
        plain = {name: getattr(self, name) for name in _FIELDS}
        lines = []
        for line in self.lines:
            fields_of = {name: getattr(line, name) for name in _LINE_FIELDS}
            lines.append(fields_of | {"why": list(line.why), "sources": list(line.sources)})
        return {"part": self.part, "mark": self.mark, **plain, "lines": lines, "notes": list(self.notes)}


# What attrs' asdict would find out anew for each of many lines.
_FIELDS, _LINE_FIELDS = (tuple(one.name for one in fields(kind)) for kind in (Report, Line))


def as_text(report: Report) -> str:
    """Write a report for a terminal or a screen reader.

    >>> print(as_text(Report("p", "Part", 1, (Line("Q", 1, 0, "not met", ("No.",), "over", "01 Who"),))))
    Part: 0 of 1
    ✗ No credit, 0 of 1: Q
        No. Over-breach: this says, or leads to saying, too much. Read: 01 Who.
    """
    lines = [
        f"{report.title}: {number(report.mark)} of {number(report.points)}",
        *(f"! {note}" for note in report.notes),
    ]
    return "\n".join([*lines, *map(_line_text, report.lines)])


# Many students choose the same, and get the same line.
@lru_cache(2000)
def _line_text(line: Line) -> str:
    said = f"{SIGNS[line.verdict]} {WORDS[line.verdict]}, {number(line.earned)} of {number(line.points)}: {line.about}"
    words = " ".join(_sentences(line))
    return f"{said}\n    {words}" if words else said


@lru_cache(2000)
def _line_html(line: Line) -> str:
    return (
        f"<li><strong>{SIGNS[line.verdict]} {WORDS[line.verdict]}</strong>, "
        f"{number(line.earned)} of {number(line.points)}: {escape(line.about)}"
        f"{_reasons(_sentences(line))}</li>"
    )


def as_html(report: Report) -> str:
    """Write a report as HTML; everything that came from a file or a person is escaped."""
    rows = "".join(map(_line_html, report.lines))
    return (
        '<div class="tarasoff-report">'
        f"<p><strong>{escape(report.title)}: {number(report.mark)} of {number(report.points)} points</strong></p>"
        f"{notes_html(report.notes)}<ul>{rows}</ul></div>"
    )


def _reasons(sentences: list[str]) -> str:
    # A few sentences read as a paragraph; many are about many things, and read as a list.
    if len(sentences) <= _A_PARAGRAPH:
        return f"<br>{escape(' '.join(sentences))}"
    return notes_html(sentences)


def notes_html(notes: Iterable[str]) -> str:
    """Write notes as an HTML list, or nothing where there are none."""
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<ul>{rows}</ul>" if rows else ""


@lru_cache(1000)
def number(value: float) -> str:
    """Write points without needless zeros.

    >>> number(2.0), number(0.6667)
    ('2', '0.67')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _sentences(line: Line) -> list[str]:
    return [
        *line.why,
        *([BREACHES[line.breach]] if line.breach else []),
        *([f"Read: {line.read}."] if line.read and line.verdict != "met" else []),
    ]
