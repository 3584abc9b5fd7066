"""What is wrong with something that a person wrote, and what to do about it: two sentences that are never joined."""

from collections.abc import Callable, Iterator
from typing import Any


class Mistake(ValueError):  # noqa: N818  the word for it; it is the writer's, not the program's
    """A file, a record or an answer that cannot be so.

    Args:
        problem: what is wrong, a sentence.
        remedy: what to do about it, a sentence.

    >>> print(Mistake("'sure' is not a confidence.", "Write high, medium or low."))
    'sure' is not a confidence. Write high, medium or low.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


def caught(check: Callable[..., object], *given: Any) -> Iterator[Mistake]:
    """The mistake that a check raises, if it raises one: for whoever wants to hear of all of them at once."""
    try:
        check(*given)
    except Mistake as mistake:
        yield mistake
