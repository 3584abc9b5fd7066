"""Putting words together."""

from collections.abc import Iterable


def listed(items: Iterable[str], word: str) -> str:
    """Join items as a sentence does.

    >>> listed(["a", "b", "c"], "or")
    'a, b or c'
    """
    *first, last = dict.fromkeys(items) or ("",)
    return f"{', '.join(first)} {word} {last}" if first else last


def short(value: object) -> str:
    """Show a value in about half a line.

    >>> short("a" * 50)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"
    """
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004  about half a line
