"""When something was handed in: a time that somebody wrote, read with its zone, or said to be none."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from json import detect_encoding
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser

from safegrade.intake.scan import TIME, printable

# Hours from UTC of what people and computers write behind a time. Of CST and IST there are several.
_ZONES = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "AWST": 8, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13,
}
# Blackboard's, and that of nbgrader's example.
_DASHED = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(\d\d?)-(\d\d?)-(\d\d?)")
# As nbgrader writes it, and so do we.
_OURS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})? UTC")
_AREA = re.compile(r"(.*\d)\s+([A-Za-z_]+(?:/[A-Za-z_]+)+)")
_UTC_AND = re.compile(r"\b(?:UTC|GMT)\s*(?=[+-]\d)")
# 9.10.2026: two numbers of which each may be the day.
_SHORT = re.compile(r"(?<![\d:.-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d.-])")
_MONTHS = 12
_LONGEST = 1000
_REMEDY = "Write when it was handed in, or remove the file; then mark again"
# Two days that have no part in common: what is read otherwise beside the one and the other was not written.
_ONE, _OTHER = datetime(2001, 1, 2), datetime(2002, 3, 4)  # noqa: DTZ001  as nbgrader keeps them


class TimeError(ValueError):
    """What was written is no time, or one of several.

    Args:
        problem: what is wrong, as the end of a sentence: "holds no time".
        remedy: what to write instead, a sentence.
    """

    def __init__(self, problem: str) -> None:
        self.problem, self.remedy = problem, "Write it as 2026-10-09 17:00:00 +0200."
        super().__init__(f"It {problem}. {self.remedy}")


def read_time(text: str, zone: str = "") -> datetime:
    """Read a time.

    Args:
        text: what was written. Without a zone it is UTC, as in nbgrader.
        zone: of the course, such as ``Europe/Berlin``: it settles a name that several zones have.

    Returns:
        The time in UTC, without a zone, as nbgrader keeps times.

    Raises:
        TimeError: it is no time, or may be one of several.

    >>> [read_time(f"2026-10-09 05:00 {zone}").hour for zone in ("", "+0200", "CEST", "PST", "PM", "UTC+2")]
    [5, 3, 3, 13, 17, 3]
    >>> read_time("9.10.2026 17:00")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    safegrade.intake.times.TimeError: It begins with the day or with the month, and does not say which. Write it as ...
    """
    text = " ".join(text.split())
    if _OURS.fullmatch(text):
        return _checked(lambda: datetime.fromisoformat(text.removesuffix(" UTC")))
    if dashed := _DASHED.fullmatch(text):
        return _checked(lambda: datetime(*map(int, dashed.groups())))  # type: ignore[arg-type]  # noqa: DTZ001
    short = _SHORT.search(text)
    first, second = (int(short[1]), int(short[3])) if short else (0, 0)
    if short and first <= _MONTHS and second <= _MONTHS and first != second:
        raise TimeError("begins with the day or with the month, and does not say which")
    if area := _AREA.fullmatch(text):
        text, zone = area.groups()
        found = [_parsed(text, begins, zone).replace(tzinfo=_area(zone)) for begins in (_ONE, _OTHER)]
    else:
        # Others write UTC+2 for what is two hours ahead; the parser takes it for two hours behind.
        text = _UTC_AND.sub("", text)
        found = [_parsed(text, begins, zone, day_first=first > _MONTHS) for begins in (_ONE, _OTHER)]
    if found[0] != found[1]:
        raise TimeError("lacks a part of the date")
    return _utc(found[0])


def _checked(make: Any) -> datetime:
    try:
        made: datetime = make()
    except TimeError:
        raise
    # What the parser stumbles on in a text that holds no time.
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
        raise TimeError("holds no time") from error
    return made


def _parsed(text: str, begins: datetime, zone: str, *, day_first: bool = False) -> datetime:
    def zone_of(name: str | None, offset: int | None) -> Any:
        if offset is not None:
            return offset
        return _named_zone(name, zone, text)

    return _checked(lambda: parser.parse(text, default=begins, dayfirst=day_first, tzinfos=zone_of))


def _named_zone(name: str | None, zone: str, text: str) -> int | tzinfo | None:
    if name is None:
        return None
    if zone and zone != "UTC":
        there = _area(zone)
        when = parser.parse(text.replace(name, ""), default=_ONE)
        if when.replace(tzinfo=there).tzname() == name:
            return there
    if name.upper() not in _ZONES:
        raise TimeError(f"names the zone {printable(name)}, which is not known, or not one alone")
    return int(timedelta(hours=_ZONES[name.upper()]).total_seconds())


def _area(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeError(f"names the zone {printable(name)}, which is not known") from error


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def handed_in_at(folder: Path, zone: str = "") -> datetime | None:
    """When a submission was handed in, as nbgrader has noted it beside it; None if that was not noted.

    Raises:
        OSError: nbgrader would follow a link here, wait for ever, or stop at what is no time.
    """
    place = folder / TIME
    if not place.exists() and not place.is_symlink():
        return None
    if place.is_symlink() or not place.is_file() or place.stat().st_size > _LONGEST:
        raise OSError(0, f"{TIME} is not an ordinary file with a time in it. {_REMEDY}", TIME)
    content = place.read_bytes()
    try:
        text = content.decode(detect_encoding(content)).strip()
        return read_time(text, zone) if text else None
    except TimeError as error:
        raise OSError(0, f"{TIME} {error.problem}. {_REMEDY}", TIME) from error
    except UnicodeDecodeError as error:
        raise OSError(0, f"{TIME} holds no time. {_REMEDY}", TIME) from error
