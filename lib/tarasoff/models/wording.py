"""Putting words together."""

from collections.abc import Iterable


def listed(items: Iterable[str], word: str) -> str:
    """Join items as a sentence does.

    >>> listed(["a", "b", "c"], "or")
    'a, b or c'
    """
    *first, last = dict.fromkeys(items) or ("",)
    return f"{', '.join(first)} {word} {last}" if first else last
