"""What became of a check: what each witness says, what both together come to, and what a number at its end is worth."""

import math
import re
import sys
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import define, evolve, frozen

# ``both``: a check counts where both witnesses agree. ``inside``: as nbgrader, in the sandbox. ``outside``: out of the
# reach of the student's code.
Trust = Literal["both", "inside", "outside"]

_SAME_CREDIT = 1e-9
# How a number may look as the last line of a cell.
_WRAPPED = re.compile(r"(?:np\.\w+|Decimal|numpy\.\w+)\('?([^()']+)'?\)")
_FRACTION = re.compile(r"Fraction\((-?\d+), (\d+)\)")


@define
class Verdict:
    """What a witness says of a check, or what both come to.

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


@frozen
class Judged:
    """A check with both of its witnesses; what each says stays in view, for a person to decide.

    Args:
        verdict: what counts.
        inside: what the run beside the student's code says; None if it was not asked.
        outside: what the run out of the student's reach says; None if it was not asked.
        visible: the outputs of the part that students can see, run beside the student's code; None if there is none.
    """

    verdict: Verdict
    inside: Verdict | None = None
    outside: Verdict | None = None
    visible: list[dict[str, Any]] | None = None


def judged(inside: Verdict | None, outside: Verdict | None, *, is_blank: bool = False) -> Verdict:
    r"""What two witnesses come to: their word where they agree, and else a person's.

    Args:
        inside: beside the student's code.
        outside: out of its reach.
        is_blank: whether nothing was written. A check that fails then has failed, whoever can say so.

    >>> judged(Verdict("passed"), Verdict("passed")).kind
    'passed'
    >>> judged(Verdict("passed", credit=1), Verdict("passed", credit=0.5)).why
    "beside the student's code it gives 1, from outside it gives 0.5"
    >>> judged(Verdict("failed"), Verdict("person", why="it hands over a class"), is_blank=True).kind
    'failed'
    """
    if inside is None or outside is None:
        return inside or outside or Verdict("person", why="nobody has run it")
    if inside.kind == outside.kind and inside.kind != "person" and _same_credit(inside.credit, outside.credit):
        return evolve(outside, printed=inside.printed or outside.printed)
    if is_blank and inside.kind == "failed":
        return inside
    said = outside.why if outside.kind == "person" else f"from outside it {_says(outside)}"
    return Verdict("person", why=f"beside the student's code it {_says(inside)}, {said}")


def _same_credit(credit: float | None, other: float | None) -> bool:
    return credit is other or (credit is not None and other is not None and abs(credit - other) < _SAME_CREDIT)


def _says(verdict: Verdict) -> str:
    if verdict.kind == "passed":
        return "passes" if verdict.credit is None else f"gives {verdict.credit:g}"
    return f"fails ({verdict.error[0]})" if verdict.error else "fails"


def of_outputs(outputs: Sequence[dict[str, Any]]) -> Verdict:
    """What a cell that ran beside the student's code says, read as nbgrader reads its outputs.

    What goes to stderr costs nothing here: most of it are warnings, for which a student does not answer.

    >>> of_outputs([{"output_type": "execute_result", "data": {"text/plain": "0.5"}}]).credit
    0.5
    >>> of_outputs([{"output_type": "error", "ename": "NameError", "evalue": "f", "traceback": []}]).kind
    'failed'
    """
    printed = "".join(output["text"] for output in outputs if output["output_type"] == "stream")
    for output in outputs:
        if output["output_type"] == "error":
            error = (output["ename"], output["evalue"], list(output["traceback"]))
            return Verdict("failed", printed=printed, error=error)
    shown = next((output["data"].get("text/plain", "") for output in outputs if is_result(output)), "")
    credit = _credit_of_text(shown)
    return Verdict("passed", credit=credit, printed=printed, shown="" if credit is not None else shown)


def is_result(output: dict[str, Any]) -> bool:
    """Whether an output is what a cell ended in."""
    return bool(output["output_type"] == "execute_result")


def _credit_of_text(text: str) -> float | None:
    if text in {"False", "np.False_"}:
        return 0.0
    bare = wrapped[1] if (wrapped := _WRAPPED.fullmatch(text)) else text
    try:
        fraction = _FRACTION.fullmatch(text)
        return credit_of(int(fraction[1]) / int(fraction[2]) if fraction else float(bare))
    except (ValueError, ArithmeticError):
        return None


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
