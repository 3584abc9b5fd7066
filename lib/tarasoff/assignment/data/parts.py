"""What a part asks that is answered with a little code: a table or a figure. No keys, no marks, no files."""

from math import isfinite
from numbers import Real
from typing import Any, Literal

from attrs import Attribute, field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import not_empty, not_negative, schema_1


def _a_name(_: Any, attribute: "Attribute[str]", value: str) -> None:
    if not value.isidentifier():
        raise Mistake(f"{value!r} is not a {attribute.name} in Python.", "Write letters, digits and _ only.")


@frozen
class Column:
    """A column that a table should have.

    Args:
        label: what it holds, with its unit.
        holds: ``number`` or ``text``.
        tolerance: how far a number may be from the right one and still count. Students see it.
        given: for the first column, the numbers that stand in it; each of them names a row.
    """

    name: str = field(validator=not_empty)
    label: str = field(validator=not_empty)
    holds: Literal["number", "text"] = "number"
    tolerance: float = field(default=0.0, validator=not_negative)
    given: tuple[float, ...] = ()

    def nearest(self, number: float) -> float | None:
        """The given number that this one matches within the tolerance; None if it matches none of them.

        >>> Column("rate", "Rate in percent", tolerance=0.1, given=(13, 3)).nearest(13.04)
        13
        """
        return next((given for given in self.given if within(number, given, self.tolerance)), None)


def within(number: float, right: float, tolerance: float) -> bool:
    """Whether a number counts as another one.

    >>> within(37.4, 37.5, 0.1)
    True
    """
    # A little more, since 37.5 - 37.4 is not quite 0.1 in a computer.
    return abs(number - right) <= tolerance + 1e-9


def as_number(raw: Any) -> float | None:
    """A number as a float; None for a truth value, NaN, infinity and anything else.

    >>> as_number(3), as_number(float("nan")), as_number("3"), as_number(True)
    (3.0, None, None, None)
    """
    if isinstance(raw, bool) or not isinstance(raw, Real):
        return None
    try:
        number = float(raw)
    except OverflowError:
        return None
    return number if isfinite(number) else None


@frozen
class Table:
    """A table that is asked for. Its first column names the rows; any other columns are left alone.

    Args:
        most: how many rows it may have.
    """

    columns: tuple[Column, ...] = field(validator=not_empty)
    most: int = 200

    def __attrs_post_init__(self) -> None:
        if any(column.given for column in self.columns[1:]):
            raise Mistake("Only the first column can have numbers that are given.", "Move it to the front.")

    @property
    def rows(self) -> Column:
        """The column that names the rows."""
        return self.columns[0]


@frozen
class TableOf:
    """Two columns of the table that a figure draws: the part, what lies across and what goes up."""

    part: str
    x: str
    y: str


@frozen
class Figure:
    """A figure that is asked for, with a title, two labels, and a line, bars or points.

    Args:
        x: what lies along the horizontal axis, with its unit. Bars that lie have it along the other.
        given: at which numbers on the first axis something has to be drawn.
        of: the table that it draws, where a student makes one.
    """

    x: str = field(validator=not_empty)
    y: str = field(validator=not_empty)
    given: tuple[float, ...] = field(validator=not_empty)
    tolerance: float = field(validator=not_negative)
    of: TableOf | None = None


@frozen
class DataPart:
    """A part of an assignment that is answered with a little code, and kept as the data that the code made.

    Args:
        name: what students call the table or the figure in their notebook.
        table: the table that is asked for, or
        figure: the figure.
    """

    schema: int = field(validator=schema_1)
    part: str
    kind: Literal["data"]
    title: str
    points: float = field(validator=not_negative)
    name: str = field(validator=_a_name)
    table: Table | None = None
    figure: Figure | None = None

    def __attrs_post_init__(self) -> None:
        if (self.table is None) == (self.figure is None):
            raise Mistake("A part of this kind asks for one thing.", "Write a table or a figure.")

    @property
    def kept_as(self) -> str:
        """The field of the answers in which it is kept: ``table`` or ``figure``."""
        return "figure" if self.table is None else "table"

    @property
    def asks(self) -> tuple[Any, ...]:
        """Nothing here is a choice."""
        return ()
