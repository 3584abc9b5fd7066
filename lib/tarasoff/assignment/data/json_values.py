"""Values of any kind as JSON can hold them."""

from numbers import Real
from typing import Any

from tarasoff.assignment.data.parts import as_number

_TEXT = 120

# Beyond that, a float no longer holds every whole number.
_EXACT = 2**53


class WrongKindError(Exception):
    """What a student made is not what was asked for. The message, if there is one, is for the student."""


def json_value(value: Any) -> bool | int | float | str | None:
    """A value as JSON can hold it: NaN and its like become None, and any other object its text, shortened.

    >>> json_value(float("nan")), json_value(3), json_value("a" * 200)[-1], json_value([1])
    (None, 3, '…', '[1]')
    """
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "item"):
        value = value.item()
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < _EXACT:
        return int(value)
    if isinstance(value, Real):
        return as_number(value)
    text = value if isinstance(value, str) else repr(value)
    return str(text) if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
