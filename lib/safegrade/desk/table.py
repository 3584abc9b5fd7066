"""The report as a table: on a terminal, and as CSV that a spreadsheet cannot be made to run."""

import csv
import re
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

# A sign with which a formula begins, in the letters of East Asia as well, at the beginning or behind a separator.
_FORMULA = re.compile("(^|[;,|\t])(?= *[\t=+\\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
# More columns than this leave no room for what there is to do.
_PARTS_AT_MOST = 6


def print_table(assignment: str, table: list[dict[str, Any]]) -> None:
    """Print the rows, as `safegrade.desk.report.outcomes` gives them, each with its ``kind`` in an invented class."""
    parts = _columns(table)
    title = f"{assignment}: {len(table)} submissions"
    if len(parts) > _PARTS_AT_MOST:
        # What there is to do stands last, and must not be squeezed out.
        parts, title = [], f"{title}. The marks of its {len(parts)} parts: --csv or --json"
    grid = Table(title=title, title_justify="left")
    has_kinds = any(row["kind"] for row in table)
    for name in ["student", *(["invented as"] if has_kinds else [])]:
        grid.add_column(name, no_wrap=True)
    for part in [*parts, "mark"]:
        grid.add_column(part, justify="right", no_wrap=True)
    grid.add_column("what to know, what to do", ratio=1)
    for row in table:
        marks = [_shown(row["marks"][part]) if part in row["marks"] else "" for part in parts]
        total = "none" if row["mark"] is None else f"{row['mark']:.2f}/{row['points'] - row['by_hand']:g}"
        # Text, not markup: a student's file name may hold brackets.
        cells = [row["student"], *([row["kind"]] if has_kinds else []), *marks, total, " ".join(row["lines"])]
        grid.add_row(*(Text(cell) for cell in cells))
    Console(width=None if sys.stdout.isatty() else 150).print(grid)


def write_csv(path: Path, table: list[dict[str, Any]]) -> None:
    """Write the same table to a file.

    Raises:
        OSError: it cannot be written.
    """
    parts = _columns(table)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["student", "kind", *map(as_text, parts), "mark", "points", "by_hand", "lines"])
        for row in table:
            marks = [_shown(row["marks"][part]) if part in row["marks"] else "" for part in parts]
            total = "" if row["mark"] is None else f"{row['mark']:.2f}"
            points = [f"{row[name]:g}" for name in ("points", "by_hand")]
            cells = [row["student"], row["kind"], *marks, total, *points, " ".join(row["lines"])]
            writer.writerow([as_text(cell) for cell in cells])


def _columns(table: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(part for row in table for part in row["marks"]))


def _shown(value: float | None) -> str:
    return "by hand" if value is None else f"{value:.2f}"


def as_text(cell: str) -> str:
    r"""A cell of a table as text: a spreadsheet would run what begins like a formula.

    Also behind a separator, since where people write decimals with a comma a spreadsheet parts cells at semicolons.

    >>> as_text("=1+1"), as_text("-0.25"), as_text("ada"), as_text("a;=1+1"), as_text("\x1b[2J")
    ("'=1+1", '-0.25', 'ada', "a;'=1+1", '�[2J')
    """
    if _is_number(cell):
        return cell
    # A return alone would begin a new row, in which the rest is looked at anew.
    plain = "".join(" " if one in "\r\n" else one if one.isprintable() or one == "\t" else "\ufffd" for one in cell)
    return _FORMULA.sub(r"\1'", plain)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
