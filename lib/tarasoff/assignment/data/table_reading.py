"""Reading the table that a student's code made, beside the one that is asked for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tarasoff.assignment.data.parts import Column, Table, as_number
from tarasoff.knowledge.wording import listed, short

#: What names a row: a number, or a text such as the id of a study.
Row = float | str

# More names are a list that nobody reads.
_NAMES = 12


@frozen
class TableFound:
    """A table as far as it can be read.

    Args:
        cells: (row, column) to a number or a text; what could not be read is not there.
        columns: those of the columns asked for that are there.
    """

    rows: tuple[Row, ...]
    cells: Mapping[tuple[Row, str], float | str]
    columns: tuple[str, ...]

    @property
    def size(self) -> int:
        """How much could be read."""
        return len(self.rows) + len(self.cells)

    def __str__(self) -> str:
        """Say what there is."""
        rows = f"{len(self.rows)} row{'' if len(self.rows) == 1 else 's'}"
        return f"a table with {rows}, and of the columns asked for: {', '.join(self.columns) or 'none'}"


def read_table(asked: Table, kept: Mapping[Any, Any], names: Sequence[Any], problems: list[str]) -> TableFound | None:
    """Read a table as far as it can be; None if nothing of it can be used.

    What cannot be read or is missing is added to ``problems``. ``names`` are those of all the student's columns.
    """
    columns = _columns(asked, kept, names, problems)
    length = max(map(len, columns.values()), default=0)
    if length > asked.most:
        problems.append(f"The table has {length:,} rows; at most {asked.most} are read.")
        return None
    if columns and not length:
        problems.append("The table has no rows.")
    if len(set(map(len, columns.values()))) > 1:
        lengths = ", ".join(f"{name} {len(values)}" for name, values in columns.items())
        problems.append(f"The columns are not of one length ({lengths}).")
    rows = _rows(asked.rows, columns, length, problems)
    if rows is None:
        return None
    cells: dict[tuple[Row, str], float | str] = {}
    for column in asked.columns[1:]:
        values = columns.get(column.name)
        for place, row in rows.items() if values is not None else ():
            value = _value(column, values[place] if values is not None and place < len(values) else None)
            if isinstance(value, _Problem):
                problems.append(f"{_row_name(asked.rows, row)}: {column.name} {value.says}")
            else:
                cells[row, column.name] = value
    return TableFound(tuple(rows.values()), cells, tuple(columns))


def _columns(
    asked: Table, kept: Mapping[Any, Any], names: Sequence[Any], problems: list[str]
) -> dict[str, Sequence[Any]]:
    columns: dict[str, Sequence[Any]] = {}
    for column in asked.columns:
        values = kept.get(column.name)
        if column.name not in kept:
            problems.append(_no_column(column, names))
        elif not isinstance(values, list | tuple):
            problems.append(f"The column {column.name!r} is {short(values)}, not a list of values.")
        else:
            columns[column.name] = values
    return columns


def _no_column(column: Column, names: Sequence[Any]) -> str:
    there = [name for name in names if isinstance(name, str)]
    alike = [name for name in there if _bare(name) == _bare(column.name)]
    if alike:
        return f"There is no column {column.name!r}, but there is {alike[0]!r}. Write the name exactly so."
    listing = f"There are: {', '.join(map(short, there[:_NAMES]))}." if there else "There is none at all."
    return f"There is no column {column.name!r} ({column.label}). {listing}"


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _rows(
    first: Column, columns: Mapping[str, Sequence[Any]], length: int, problems: list[str]
) -> dict[int, Row] | None:
    """Place to what names the row there; None if nothing does."""
    if first.name not in columns:
        # Without their names, the rows can only be those asked for, in their order.
        return dict(enumerate(first.given)) if length == len(first.given) else None
    rows: dict[int, Row] = {}
    for place, raw in enumerate(columns[first.name]):
        row = _row(first, raw)
        if isinstance(row, _Problem):
            problems.append(f"Row {place + 1}: {first.name} {row.says}")
            if row.meant is None:
                continue
            row = row.meant
        if row in rows.values():
            problems.append(f"{_row_name(first, row)} stands there more than once; the first is taken.")
        else:
            rows[place] = row
    problems += [f"There is no row for {first.name} {at:g}." for at in first.given if at not in rows.values()]
    return rows


def _row(first: Column, raw: Any) -> "Row | _Problem":
    value = _value(first, raw)
    if not first.given or not isinstance(value, float):
        return value
    row = first.nearest(value)
    if row is not None:
        return row
    meant = first.nearest(value * 100)
    if meant is not None:
        return _Problem(f"is {value:g}. Write {meant:g}: {first.label}.", meant)
    return _Problem(f"is {value:g}. Asked are {listed((f'{number:g}' for number in first.given), 'and')}.")


def _row_name(first: Column, row: Row) -> str:
    return f"{first.name} {row:g}" if isinstance(row, float | int) else f"{first.name} {short(row)}"


@frozen
class _Problem:
    """Why a value cannot be used, or which one was meant; the sentence goes on after the name of the column."""

    says: str
    meant: float | None = None


def _value(column: Column, raw: Any) -> float | str | _Problem:
    number = as_number(raw)
    if raw is None or (isinstance(raw, float) and number is None):
        return _Problem("is empty, or not a number (NaN).")
    if column.holds == "text":
        if isinstance(raw, str) and raw.strip():
            return raw.strip()
        return _Problem(f"is {short(raw)}, not a text.")
    if number is not None:
        return number
    if isinstance(raw, str):
        return _Problem(f"is the text {short(raw)}. Write numbers without quotes.")
    return _Problem(f"is {short(raw)}, not a number.")
