"""Asking for something by its id."""

from collections.abc import Iterable
from typing import Any

from tarasoff.knowledge.library import unknown


def known(given: Any, ids: Iterable[str], what: str) -> str:
    """Give an id back if there is such a thing.

    Raises:
        KeyError: there is none, or it is no text; the message says what there is.

    >>> known("openning", ["opening", "privilege"], "question")
    Traceback (most recent call last):
    KeyError: "There is no question 'openning'. Did you mean opening?"
    >>> known(1, ["01"], "lecture")
    Traceback (most recent call last):
    KeyError: "1 is not a text, so it names no lecture. Write it in quotes, such as '01'."
    """
    ids = list(ids)
    if not isinstance(given, str):
        example = f", such as {ids[0]!r}" if ids else ""
        raise KeyError(f"{given!r:.60} is not a text, so it names no {what}. Write it in quotes{example}.")
    if given not in ids:
        raise KeyError(unknown(given, ids, what))
    return given
