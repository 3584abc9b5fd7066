"""A report of marking as plain data for the browser: who shows it knows no key."""

from typing import Any

from safegrade.contract import MARKS, WORDS, Line, Report, number, to_read
from safegrade.in_words import item_said, points_said, together
from tarasoff.marking.comments import address, reading

# How each verdict and each mark of a thing looks.
_LOOKS = {"met": "fits", "partly": "defensible", "not met": "wrong", "open": "open", "clash": "wrong"}
_MARKED = {"partly": "defensible", "off": "wrong", "free": "open"}
_ERRORS = ("over", "under")
# Lectures lie beside the notebook that shows this.
_BESIDE = "{notebook}.ipynb#{heading}"


def report_data(report: Report) -> dict[str, Any]:
    """The report as the view draws it: the mark, both errors, each line, and the sentences that decide."""
    return {
        "title": f"{number(report.mark)} of {number(report.points)} points",
        "errors": [
            {"kind": code, "name": lines[0].remark[0], "where": _where(lines)}
            for code in _ERRORS
            if (lines := [line for line in report.lines if line.code == code])
        ],
        "groups": [
            {"heading": heading, "points": points_said(lines) if heading else "", "lines": list(map(_line, lines))}
            for heading, lines in together(report.lines)
        ],
        "balanced": not any(map(_is_off_or_open, report.lines)),
        "decisive": sorted(report.decisive),
        "written": report.written,
    }


def _is_off_or_open(line: Line) -> bool:
    """Says too much or too little, as a whole or in a part; or is not answered, so that nobody can tell."""
    return line.verdict == "open" or line.code in _ERRORS or any(item.mark in _ERRORS for item in line.items)


def _where(lines: list[Line]) -> str:
    """In which steps: of criteria by name, of a choice without what was chosen."""
    return "; ".join(dict.fromkeys(line.about.removesuffix(f": {line.chosen}") for line in lines))


def _line(line: Line) -> dict[str, Any]:
    return {
        "look": _LOOKS[line.verdict],
        "verdict": WORDS[line.verdict],
        "points": "" if line.among or not line.points else points_said([line]),
        "about": line.about,
        "items": [
            {"look": _MARKED.get(item.mark, item.mark), "mark": MARKS[item.mark][1], "text": item_said(item)}
            for item in line.items
        ],
        "why": " ".join(line.why),
        "remark": ": ".join(line.remark),
        "read": reading(line.read) if to_read(line) else "",
        "link": address(line.read, _BESIDE) if to_read(line) else "",
    }
