"""Days, as files and people write them."""

import datetime as dt
import re

from tarasoff.knowledge.mistakes import Mistake


def iso_day(text: str) -> str:
    """Give a day back if it is one, written as an ISO date.

    >>> iso_day("2026-01-31")
    '2026-01-31'
    >>> iso_day("2026-1-1")
    Traceback (most recent call last):
    tarasoff.knowledge.mistakes.Mistake: '2026-1-1' is not a date. Write year-month-day, such as 2026-01-31.
    """
    try:
        # fromisoformat also reads weeks and days without dashes, which do not sort as text.
        day = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise Mistake(f"{text!r} is not a date.", "Write year-month-day, such as 2026-01-31.")
    return text
