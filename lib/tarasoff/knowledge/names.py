"""Names and days that somebody typed: say what is meant when one is wrong."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any


def unknown(given: object, known: Iterable[str], what: str) -> str:
    """Say that an id is unknown, and which ones look like it.

    >>> unknown("openning", ["opening", "privilege"], "question")
    "There is no question 'openning'. Did you mean opening?"
    """
    from difflib import get_close_matches  # noqa: PLC0415  only needed once something is wrong

    known = list(known)
    near = get_close_matches(str(given), known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known[:12])}."
    return f"There is no {what} {given!r}. {hint}"


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


def iso_day(text: str) -> str:
    """Give a day back if it is one, written as an ISO date.

    Raises:
        ValueError: such as for ``2026-13-01``.

    >>> iso_day("2026-01-31")
    '2026-01-31'
    >>> iso_day("2026-1-1")
    Traceback (most recent call last):
    ValueError: '2026-1-1' is no date. Write year-month-day, such as 2026-01-31.
    """
    try:
        # fromisoformat also reads weeks and days without dashes, which do not sort as text.
        day = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{text!r} is no date. Write year-month-day, such as 2026-01-31.")
    return text
