"""Whether a rule is in force on a day, as far as that was read. Days are ISO dates, which sort as text."""

from functools import lru_cache

from tarasoff.knowledge.law.records import Rule


def in_force(rule: Rule, day: str) -> bool | None:
    """Whether a rule is in force on a day; None if that was not read."""
    return _holds(rule.since, rule.until, day)


@lru_cache(maxsize=4096)
def _holds(since: str, until: str, day: str) -> bool | None:
    has_begun, has_ended = begun(since, day), ended(until, day)
    if has_begun is False or has_ended is True:
        return False
    return True if has_begun and has_ended is False else None


def begun(since: str, day: str) -> bool | None:
    """Whether a rule has begun by a day; None if that was not read. A year after "by" or a slash means its first day.

    >>> begun("2019-09-19", "2019-09-18"), begun("2019", "2019-06-01"), begun("by 2014", "2013-01-01")
    (False, None, None)
    >>> begun("1984-12-27/1990", "1983-09-14"), begun("1984-12-27/1990", "1987-01-01")
    (False, None)
    """
    if since.startswith("by "):
        return True if since.removeprefix("by ") <= day else None
    if "/" in since:
        not_yet, _, shown = since.partition("/")
        return True if shown <= day else False if day <= not_yet else None
    return None if _only_in(since, day) else since <= day


def ended(until: str, day: str) -> bool | None:
    """Whether a rule has ended by a day; None if that was not read. A year after a slash means its first day.

    >>> ended("1984-12-27/1990", "1984-01-01"), ended("1984-12-27/1990", "1987-01-01"), ended("2014", "2015-01-01")
    (False, None, True)
    """
    if not until:
        return False
    if "/" in until:
        last_seen, _, gone = until.partition("/")
        return True if gone <= day else None if last_seen < day else False
    return None if _only_in(until, day) else until <= day


def _only_in(year: str, day: str) -> bool:
    """Whether a day lies in a year of which the exact day was not read."""
    return len(year) < len(day) and day.startswith(year)


def dated(rule: Rule) -> str:
    """From when until when a rule is in force, in words.

    >>> from tarasoff.knowledge.law.tables import rules
    >>> print(*(dated(rule) for rule in rules() if rule.id in ("CO-1990", "PA-1998")), sep="; ")
    since a day between 1984-12-27 and 1990, until 2014; since 1998-11-25, until 2020-07-21
    """
    start = f"seen in force {rule.since}" if rule.since.startswith("by ") else f"since {_spoken(rule.since)}"
    return f"{start}, until {_spoken(rule.until)}" if rule.until else start


def _spoken(text: str) -> str:
    first, _, last = text.partition("/")
    return f"a day between {first} and {last}" if last else text
