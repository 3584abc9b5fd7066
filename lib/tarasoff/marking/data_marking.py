"""Mark a table or a figure that a student's code made. Pure, and no code of a student runs: it is data by now."""

from collections.abc import Mapping
from typing import Any

from safegrade.contract import Line, verdict
from tarasoff.assignment.data.figure_reading import LABELS, FigureFound, Point
from tarasoff.assignment.data.parts import DataPart, Figure, Table, as_number, within
from tarasoff.assignment.data.table_reading import Row, TableFound
from tarasoff.knowledge.wording import listed
from tarasoff.marking.data_keys import DataKey, DrawnKey, LabelKey, NumbersKey, RowsKey, Slip

_OPEN = "Nothing was handed in here, or nothing that could be read."

# Enough to see which; a class can pick a hundred.
_NAMED = 8

# Places of a figure, or rows of a table, to the numbers there.
_Numbers = Mapping[float, float]


def mark_data(
    part: DataPart, key: DataKey, made: TableFound | FigureFound | None, beside: Mapping[Any, Any]
) -> list[Line]:
    """Mark what was made: a line for each thing that earns points.

    ``beside`` holds the student's answers to all parts, since a figure may draw a table that is wrong.
    """
    if part.table is not None:
        table = made if isinstance(made, TableFound) else None
        rows = [] if key.rows is None else [_picked(part.table, key.rows, table)]
        return [*rows, *(_column(part.table, name, key, table) for name in key.columns)]
    figure = made if isinstance(made, FigureFound) else None
    asked = part.figure
    if asked is None or key.drawn is None:
        return []
    labels = [_label(asked, name, key.labels[name], figure) for name in LABELS]
    return [*labels, _drawn(asked, key.drawn, figure, _own_table(asked, beside))]


def _line(about: str, key: NumbersKey | RowsKey | LabelKey, credit: float | None, *why: str) -> Line:
    """One line of the report; no credit means that nothing was handed in."""
    found = ("open", (_OPEN,)) if credit is None else (verdict(credit), why)
    return Line(about, key.points, (credit or 0) * key.points, *found, "data", read=key.section, sources=key.sources)


def _picked(asked: Table, key: RowsKey, table: TableFound | None) -> Line:
    """Each right row earns its share, and each row too many costs as much."""
    about = f"Rows that were picked, by {asked.rows.name}"
    if table is None:
        return _line(about, key, None)
    right = set(key.values)
    lacking = len(right - set(table.rows))
    extra = [str(row) for row in table.rows if row not in right]
    why = [key.why] if not lacking and not extra else []
    if lacking:
        why.append(f"{lacking} of the {len(right)} rows are missing. {key.lacking}")
    if extra:
        shown = ", ".join(extra[:_NAMED]) + f" and {len(extra) - _NAMED} more" * (len(extra) > _NAMED)
        why.append(f"{'This row is' if len(extra) == 1 else 'These rows are'} not among them: {shown}. {key.extra}")
    return _line(about, key, max(0.0, (len(right) - lacking - len(extra)) / len(right)), *why)


def _column(asked: Table, name: str, key: DataKey, table: TableFound | None) -> Line:
    column = next(column for column in asked.columns if column.name == name)
    about = f"{name}: {column.label}"
    if table is None:
        return _line(about, key.columns[name], None)
    if name not in table.columns:
        return _line(about, key.columns[name], 0.0, f"The table has no column {name}.")
    rows: tuple[Row, ...] = asked.rows.given if key.rows is None else key.rows.values
    found = {row: table.cells.get((row, name)) for row in rows}
    return _line(about, key.columns[name], *_numbers(key.columns[name], asked.rows.name, found, column.tolerance))


def _numbers(
    key: NumbersKey, rows: str, found: Mapping[Any, float | str | None], tolerance: float
) -> tuple[float, *tuple[str, ...]]:
    """The credit for some numbers, and why; rows of which the same is to be said share a sentence."""
    total = 0.0
    said: dict[str, list[str]] = {}
    for place, (row, number) in enumerate(found.items()):
        credit, why = _number(key, place, number, tolerance)
        total += credit
        said.setdefault(why, []).append(f"{row:g}" if isinstance(row, float | int) else str(row))
    if len(said) == 1:
        return total / len(found), next(iter(said))
    # What is said of all that is right need not be so of some.
    said = {"This is right." if why == key.why else why: names for why, names in said.items()}
    return total / len(found), *(f"{rows} {listed(names, 'and')}: {why}" for why, names in said.items())


def _number(key: NumbersKey, place: int, number: float | str | None, tolerance: float) -> tuple[float, str]:
    if not isinstance(number, float):
        return 0.0, "No number is there."
    if within(number, key.values[place], tolerance):
        return 1.0, key.why
    slip = _slip(key, place, number, tolerance)
    return (0.0, key.otherwise) if slip is None else (slip.credit, slip.why)


def _slip(key: NumbersKey, place: int, number: float, tolerance: float) -> Slip | None:
    for slip in key.slips:
        if within(number, slip.values[place], tolerance if slip.tolerance is None else slip.tolerance):
            return slip
    return None


def _label(asked: Figure, name: str, key: LabelKey, figure: FigureFound | None) -> Line:
    about = "Title" if name == "title" else f"Label of the axis for: {asked.x if name == 'x_label' else asked.y}"
    if figure is None:
        return _line(about, key, None)
    text = figure.labels.get(name)
    if text is None:
        return _line(about, key, 0.0, "There is none.")
    written = text.casefold()
    missing = [named.missing for named in key.names if not any(word.casefold() in written for word in named.words)]
    credit = 1 - len(missing) / len(key.names)
    return _line(f"{about}: “{text[:80]}”", key, credit, *(missing or [key.why]))


def _drawn(asked: Figure, key: DrawnKey, figure: FigureFound | None, own: _Numbers) -> Line:
    about = f"What is drawn: {asked.y}"
    if figure is None:
        return _line(about, key, None)
    if not figure.drawn:
        return _line(about, key, 0.0, "Nothing is drawn.")
    # Of several lines the best counts: nobody has to leave out what helps to read a figure.
    credit, *why = max((_series(asked, key, points, own) for points in figure.drawn), key=lambda marked: marked[0])
    return _line(about, key, credit, *why)


def _series(asked: Figure, key: DrawnKey, points: tuple[Point, ...], own: _Numbers) -> tuple[float, *tuple[str, ...]]:
    heights = _at(asked, points)
    credit, *why = _numbers(key, "At", heights, asked.tolerance)
    right = dict(zip(asked.given, key.values, strict=True))
    other_way = _at(asked, tuple((height, place) for place, height in points))
    followed = key.own_table if _worked_out(asked, key, own) else None
    for remark, numbers, wanted in ((followed, heights, own), (key.swapped, other_way, right)):
        if remark is not None and credit < remark.credit and _same(numbers, wanted, asked):
            credit, why = remark.credit, [remark.why]
    return credit, *why


def _worked_out(asked: Figure, key: DrawnKey, own: _Numbers) -> bool:
    """Whether half of the numbers of a table are right or known slips: a table out of the air is no work to follow."""
    known = [
        within(own[place], right, asked.tolerance) or _slip(key, number, own[place], asked.tolerance) is not None
        for number, (place, right) in enumerate(zip(asked.given, key.values, strict=True))
        if place in own
    ]
    return sum(known) >= len(asked.given) / 2


def _at(asked: Figure, points: tuple[Point, ...]) -> dict[float, float | None]:
    """What is drawn at the numbers that are given."""
    return {
        place: next((height for x, height in points if within(x, place, asked.tolerance)), None)
        for place in asked.given
    }


def _same(numbers: Mapping[float, float | None], wanted: _Numbers, asked: Figure) -> bool:
    return all(
        place in wanted and number is not None and within(number, wanted[place], asked.tolerance)
        for place, number in numbers.items()
    )


def _own_table(asked: Figure, beside: Mapping[Any, Any]) -> dict[float, float]:
    """The student's own table that the figure should draw, as far as it holds numbers."""
    if asked.of is None:
        return {}
    part = beside.get(asked.of.part)
    table = part.get("table") if isinstance(part, Mapping) else None
    columns = [table.get(name) if isinstance(table, Mapping) else None for name in (asked.of.x, asked.of.y)]
    if not all(isinstance(column, list | tuple) for column in columns):
        return {}
    pairs = [(as_number(x), as_number(y)) for x, y in zip(*columns, strict=False)]
    return {
        place: y
        for place in asked.given
        for x, y in reversed(pairs)
        if x is not None and y is not None and within(x, place, asked.tolerance)
    }


def data_answers(part: DataPart, key: DataKey, *, best: bool) -> dict[str, Any]:
    """Answers that earn everything, or complete ones that earn nothing. It needs the key, which no student has."""
    # A number that nothing in a course comes near.
    wrong = 1e9
    if part.table is not None:
        first, *others = part.table.columns
        names = list(key.rows.values if key.rows is not None else first.given)
        names = names if best or key.rows is None else ["none of them"]
        table: dict[str, list[Any]] = {first.name: names}
        for column in others:
            right = key.columns[column.name].values if best and column.name in key.columns else (wrong,) * len(names)
            table[column.name] = list(right) if column.holds == "number" else ["-"] * len(names)
        return {"table": table}
    asked = part.figure
    if asked is None or key.drawn is None:
        return {}
    texts = {name: " ".join(named.words[0] for named in key.labels[name].names) if best else "-" for name in LABELS}
    heights = key.drawn.values if best else (wrong,) * len(asked.given)
    points = [list(point) for point in zip(asked.given, heights, strict=True)]
    return {"figure": {**texts, "drawn": [{"kind": "bars", "points": points}]}}
