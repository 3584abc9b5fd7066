"""What became of a check."""

from typing import Literal

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
