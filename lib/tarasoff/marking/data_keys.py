"""The key of a part that is answered with code: the right numbers, known slips, and what a label should name."""

import math
from collections.abc import Iterator

from attrs import field, frozen

from tarasoff.assignment.data.figure_reading import LABELS
from tarasoff.assignment.data.parts import DataPart
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import not_empty, not_negative, schema_1, zero_to_one


@frozen
class Remark:
    """What one thing that was not asked for earns all the same, and why."""

    credit: float = field(validator=zero_to_one)
    why: str = field(validator=not_empty)


@frozen
class Slip:
    """A known way to go wrong, such as a share where percent was asked.

    Args:
        values: what it gives, a number for each row.
        tolerance: how near a number must be to count as this slip; that of the column, unless told otherwise.
    """

    values: tuple[float, ...]
    credit: float = field(validator=zero_to_one)
    why: str = field(validator=not_empty)
    tolerance: float | None = None


@frozen(kw_only=True)
class _Worth:
    """What all of these say.

    Args:
        points: what it is worth.
        section: lecture and heading in which to read.
        why: what a student reads who has it right.
    """

    points: float = field(validator=not_negative)
    section: str = field(validator=not_empty)
    sources: tuple[str, ...]
    why: str = field(validator=not_empty)


@frozen(kw_only=True)
class RowsKey(_Worth):
    """Which rows were to be picked.

    Args:
        values: their names.
        lacking: what a student reads who misses some.
        extra: what a student reads who has others.
    """

    values: tuple[str, ...] = field(validator=not_empty)
    lacking: str = field(validator=not_empty)
    extra: str = field(validator=not_empty)


@frozen(kw_only=True)
class NumbersKey(_Worth):
    """The right numbers of a column or of a figure, one for each that is given.

    Args:
        otherwise: what a student reads for any other number.
        slips: other numbers that are known.
    """

    values: tuple[float, ...] = field(validator=not_empty)
    otherwise: str = field(validator=not_empty)
    slips: tuple[Slip, ...] = ()


@frozen(kw_only=True)
class DrawnKey(NumbersKey):
    """What a figure should draw.

    Args:
        own_table: for wrong numbers that are those of the student's own table, if half of that table is right or a
            slip named in ``slips``.
        swapped: for the right points with the axes the other way round.
    """

    own_table: Remark | None = None
    swapped: Remark | None = None


@frozen
class Named:
    """Something that a label should name.

    Args:
        words: any of these is enough, in capitals or not.
        missing: what a student reads who names none of them.
    """

    words: tuple[str, ...] = field(validator=not_empty)
    missing: str = field(validator=not_empty)


@frozen(kw_only=True)
class LabelKey(_Worth):
    """What a title or the label of an axis should name; each thing earns the same."""

    names: tuple[Named, ...] = field(validator=not_empty)


@frozen
class DataKey:
    """The key of a part that is answered with code.

    Args:
        rows: for a table whose rows were to be picked.
        columns: for a table, by the name of the column.
        labels: for a figure: ``title``, ``x_label`` and ``y_label``.
        drawn: for a figure.
    """

    schema: int = field(validator=schema_1)
    part: str
    rows: RowsKey | None = None
    columns: dict[str, NumbersKey] = field(factory=dict)
    labels: dict[str, LabelKey] = field(factory=dict)
    drawn: DrawnKey | None = None

    @property
    def worth(self) -> tuple[_Worth, ...]:
        """Everything that earns points."""
        alone = (key for key in (self.rows, self.drawn) if key is not None)
        return (*self.columns.values(), *self.labels.values(), *alone)


def data_differences(part: DataPart, key: DataKey) -> Iterator[Mistake]:
    """Every way in which a key does not answer exactly what the part asks."""
    total = sum(scored.points for scored in key.worth)
    if not math.isclose(total, part.points):
        yield Mistake(f"The points of the key add up to {total:g}, not {part.points:g}.", "Change one of them.")
    if part.table is not None:
        yield from _nothing_else("labels" * bool(key.labels) or "drawn" * (key.drawn is not None), "a table")
        given = part.table.rows.given
        if (key.rows is None) != bool(given):
            wrong = "names rows that are given" if given else "does not say which rows are right"
            yield Mistake(f"The key {wrong}.", "Write rows exactly where the part gives none.")
        length = len(given) if key.rows is None else len(key.rows.values)
        numbers = {column.name for column in part.table.columns[1:] if column.holds == "number"}
        for name, column in key.columns.items():
            if name not in numbers:
                yield Mistake(f"The key has the column {name!r}, which holds no numbers here.", "Correct the name.")
            yield from _long_enough(f"column {name}", column, length)
    if part.figure is not None:
        yield from _nothing_else("rows" * (key.rows is not None) or "columns" * bool(key.columns), "a figure")
        if set(key.labels) != set(LABELS) or key.drawn is None:
            yield Mistake(f"The key of a figure needs drawn, and the labels {', '.join(LABELS)}.", "Write them all.")
        if key.drawn is not None:
            yield from _long_enough("drawn", key.drawn, len(part.figure.given))


def _nothing_else(strange: str, what: str) -> Iterator[Mistake]:
    if strange:
        yield Mistake(f"The part asks for {what}, and the key has {strange}.", "Remove it.")


def _long_enough(where: str, key: NumbersKey, length: int) -> Iterator[Mistake]:
    for values in (key.values, *(slip.values for slip in key.slips)):
        if len(values) != length:
            yield Mistake(f"The key of {where} has {len(values)} numbers for {length} rows.", "Write one for each.")
