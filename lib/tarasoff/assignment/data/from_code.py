"""Turn what a student's code made into plain data that can be kept. This runs in the student's own notebook, only.

Nothing here imports pandas or matplotlib: whoever made a table or a figure with them has them.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from inspect import ismodule
from itertools import islice
from typing import Any

from attrs import frozen

from tarasoff.assignment.data.figure_from_code import figure_fields
from tarasoff.assignment.data.json_values import WrongKindError, json_value
from tarasoff.assignment.data.parts import DataPart, Table
from tarasoff.knowledge.wording import short

# More names of columns, and longer ones, help nobody.
_NAMES, _NAME = 20, 60


@frozen
class FromCode:
    """What could be taken.

    Args:
        fields: the fields of the answer; empty if nothing could.
        problems: why not, in words for the student.
    """

    fields: Mapping[str, Any]
    problems: tuple[str, ...] = ()


def from_code(part: DataPart, made: Any) -> FromCode:
    """Take a table or a figure, whatever it is. Nothing that a student made lets this fail.

    Args:
        part: what is asked.
        made: a DataFrame or a figure; or a table typed by hand, such as ``{"rate": [13, 3]}``.

    >>> from tarasoff.assignment.data.parts import Column
    >>> part = DataPart(1, "data-toy", "data", "Toy", 1, "toy", Table((Column("rate", "Rate in percent"),)))
    >>> from_code(part, {"rate": (13, 3.5)}).fields
    {'table': {'rate': [13, 3.5]}, 'others': None}
    >>> from_code(part, "13").problems
    ("'toy' is '13' (str), which is not a table.",)
    """
    refused = f"{part.name!r} is {_what(made)}, which is not a {part.kept_as}."
    if callable(made) or ismodule(made):
        return FromCode({}, (refused,))
    try:
        # A warning on stderr would look to a learner like a failure.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if part.table is not None:
                return FromCode(_table_fields(part.table, made))
            return FromCode(*figure_fields(made))
    except WrongKindError as error:
        return FromCode({}, (str(error) or refused,))
    except Exception as error:  # noqa: BLE001  an object of a student's may raise anything
        return FromCode({}, (f"{part.name!r} could not be read as a {part.kept_as} ({type(error).__name__}).",))


def _what(made: Any) -> str:
    if made is None:
        return "None (nothing)"
    name = type(made).__name__
    if isinstance(made, str | float):
        return f"{short(made)} ({name})"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _table_fields(asked: Table, made: Any) -> dict[str, Any]:
    if hasattr(made, "to_frame") and not hasattr(made, "get_level_values"):
        made = made.to_frame()  # one column of a table
    columns = _frame(asked, made) if hasattr(made, "iloc") and hasattr(made, "columns") else _typed(asked, made)
    wanted = [column.name for column in asked.columns]
    table = {name: _values(asked, columns[name]) for name in wanted if name in columns}
    others = [name[:_NAME] for name in columns if name not in wanted]
    # They help to say what is meant by a column that is missing. None takes away what stood there before.
    return {"table": table, "others": others[:_NAMES] if len(table) < len(wanted) else None}


def _frame(asked: Table, frame: Any) -> dict[str, Any]:
    """The columns of a DataFrame; a level of its index that is asked for is one of them."""
    _few_enough(asked, len(frame))
    columns: dict[str, Any] = {}
    for place, name in enumerate(map(str, frame.columns)):
        # Of two columns of one name, the first.
        columns.setdefault(name, frame.iloc[:, place])
    for column in asked.columns:
        if column.name not in columns and column.name in frame.index.names:
            columns[column.name] = frame.index.get_level_values(column.name)
    return columns


def _typed(asked: Table, made: Any) -> dict[str, Any]:
    """The columns of a table that was written without pandas."""
    if isinstance(made, Mapping):
        return {str(name): values for name, values in made.items()}
    if isinstance(made, str) or not isinstance(made, Iterable):
        raise WrongKindError
    rows = _values(asked, made, each=lambda row: row)
    if rows and all(isinstance(row, Mapping) for row in rows):
        names = dict.fromkeys(str(name) for row in rows for name in row)
        return {name: [row.get(name) for row in rows] for name in names}
    if len(asked.columns) == 1:
        return {asked.rows.name: rows}
    raise WrongKindError


def _values(asked: Table, values: Any, each: Any = json_value) -> list[Any]:
    if hasattr(values, "__len__"):
        _few_enough(asked, 0 if isinstance(values, str) else len(values))
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, str) or not isinstance(values, Iterable):
        values = [values]  # one number, where a list with one was meant
    found: Sequence[Any] = list(islice(values, asked.most + 1))
    _few_enough(asked, len(found))
    return [each(value) for value in found]


def _few_enough(asked: Table, rows: int) -> None:
    if rows > asked.most:
        raise WrongKindError(
            f"The table has {rows:,} rows or more; at most {asked.most} can be kept. Pick the rows first."
        )
