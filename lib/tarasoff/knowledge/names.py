"""Names that somebody typed: say what is meant when one is wrong."""

from collections.abc import Iterable
from typing import Any

from tarasoff.knowledge.mistakes import Mistake


class UnknownError(Mistake, KeyError):
    """There is nothing of that name. The remedy is the names that look like it, or those that there are."""


def unknown(given: object, known: Iterable[str], what: str) -> str:
    """Say that an id is unknown, and which ones look like it.

    >>> unknown("openning", ["opening", "privilege"], "question")
    "There is no question 'openning'. Did you mean opening?"
    """
    return f"There is no {what} {given!r}. {alike(str(given), known)}"


def alike(given: str, known: Iterable[str]) -> str:
    """Ask whether one of the names was meant that look like the one given, or list what there is.

    >>> alike("openning", ["opening", "privilege"]), alike("x", ["opening", "privilege"])
    ('Did you mean opening?', 'There are: opening, privilege.')
    """
    from difflib import get_close_matches  # noqa: PLC0415  only needed once something is wrong

    known = list(known)
    near = get_close_matches(given, known, n=3)
    return f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known[:12])}."


def known(given: Any, ids: Iterable[str], what: str) -> str:
    """Give an id back if there is such a thing.

    Raises:
        UnknownError: nothing has this id, or it is not text; the message lists what there is.

    >>> known("openning", ["opening", "privilege"], "question")
    Traceback (most recent call last):
    tarasoff.knowledge.names.UnknownError: There is no question 'openning'. Did you mean opening?
    >>> known(1, ["01"], "lecture")
    Traceback (most recent call last):
    tarasoff.knowledge.names.UnknownError: 1 is not a text, so it names no lecture. Write it in quotes, such as '01'.
    """
    ids = list(ids)
    if not isinstance(given, str):
        example = f", such as {ids[0]!r}" if ids else ""
        raise UnknownError(f"{given!r:.60} is not a text, so it names no {what}.", f"Write it in quotes{example}.")
    if given not in ids:
        raise UnknownError(f"There is no {what} {given!r}.", alike(given, ids))
    return given
