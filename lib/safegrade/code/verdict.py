"""What became of a check, and what the value is worth that it ends in."""

import math
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import define


@define
class Verdict:
    """What became of a check.

    Args:
        kind: ``passed``, ``failed``, or ``person`` if somebody has to look.
        credit: the number that the check ended in, if it did.
        printed: what it printed.
        error: the name, text and lines of the error in which it ended.
        why: why a person has to look, or why it was ended.
        shown: the text of what it ended in, if that is not a number.
    """

    kind: Literal["passed", "failed", "person"]
    credit: float | None = None
    printed: str = ""
    error: tuple[str, str, list[str]] | None = None
    why: str = ""
    shown: str = ""


def credit_of(value: Any) -> float | None:
    """The marks that a check gives which ends in this value; None if it is not a number.

    >>> credit_of(0.5), credit_of(-1), credit_of(False), credit_of(True)
    (0.5, 0.0, 0.0, None)
    """
    np = sys.modules.get("numpy")
    if np is not None and isinstance(value, np.generic) and value.dtype.kind in "biuf":
        value = value.item()
    if not isinstance(value, (bool, int, float, Decimal, Fraction)):
        return None
    if isinstance(value, bool):
        # nbgrader gives full marks for a check that ends in False.
        return None if value else 0.0
    try:
        number = float(value)
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0


def is_true(value: Any) -> bool:
    """Whether a value is True, or numpy's."""
    np = sys.modules.get("numpy")
    return value is True or (np is not None and isinstance(value, np.bool_) and bool(value))
