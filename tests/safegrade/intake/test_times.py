"""A time is read as it was meant, whoever wrote it; what is no time, or may be two, is said."""

from datetime import datetime

import pytest

from safegrade.intake.times import TimeError, read_time


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-09 17:00:00 UTC", 17),
        ("2026-10-09 17:00:00", 17),
        ("2026-10-09 17:00:00.123456 UTC", 17),
        ("2026-10-09 17:00:00 +0200", 15),
        ("2026-10-09 17:00:00 +02:00", 15),
        ("2026-10-09T17:00:00+02:00", 15),
        ("2026-10-09T17:00:00Z", 17),
        ("2026-10-09 17:00 -0330", 20),
        ("2026-10-09 17:00 UTC+2", 15),
        ("2026-10-09 17:00 GMT-3", 20),
        ("2026-10-09 17:00:00 CEST", 15),
        ("2026-10-09 17:00:00 CET", 16),
        ("2026-10-09 10:00:00 PST", 18),
        ("2026-10-09 10:00:00 PDT", 17),
        ("2026-10-09 17:00:00 Europe/Berlin", 15),
        ("2026-10-09 5:00 PM", 17),
        ("2026-10-09 5:00 AM", 5),
        ("2026-10-09 12:00 AM", 0),
        ("Oct 9, 2026 5:00 PM CEST", 15),
        ("9 October 2026 5 pm", 17),
        ("Fri, 09 Oct 2026 17:00:00 +0200", 15),
        ("Fri Oct  9 17:00:00 UTC 2026", 17),
        ("2026-10-09-17-00-00", 17),
        ("  2026-10-09 17:00:00 UTC\r\n", 17),
    ],
)
def test_a_time_is_read_with_its_zone(text, hour):
    assert read_time(text).replace(minute=0, second=0, microsecond=0) == datetime(2026, 10, 9, hour)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["9.10.2026 17:00", "09/10/2026 5:00 PM", "9-10-2026 17:00 UTC", "9.10.26 17:00"])
def test_which_is_the_day_is_not_guessed(text):
    with pytest.raises(TimeError, match="begins with the day or with the month, and does not say which"):
        read_time(text)


@pytest.mark.parametrize("text", ["25.10.2026 17:00", "10/25/2026 17:00", "25-10-2026 5 PM"])
def test_where_only_one_can_be_the_day_it_is(text):
    assert read_time(text) == datetime(2026, 10, 25, 17)  # noqa: DTZ001
    assert read_time("10.10.2026 17:00") == datetime(2026, 10, 10, 17)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["soon", "17:00", "2026", "5", "", "1760000000", "2026-13-40 17:00", "2026-13-40-17-00-00", "9" * 500, "\0"]
)
def test_what_is_no_time_is_said(text):
    with pytest.raises(TimeError, match=r"holds no time|lacks a part of the date"):
        read_time(text)


@pytest.mark.parametrize("name", ["CST", "IST", "XYZ"])
def test_a_zone_that_may_be_several_is_said_unless_the_course_has_one(name):
    with pytest.raises(TimeError, match=f"names the zone {name}, which is not known, or not one alone"):
        read_time(f"2026-01-09 17:00:00 {name}")
    assert read_time("2026-01-09 10:00:00 CST", "America/Chicago").hour == 16
    assert read_time("2026-01-09 10:00:00 CST", "Asia/Shanghai").hour == 2
    assert read_time("2026-01-09 10:00:00 IST", "Asia/Kolkata").hour == 4


def test_a_place_that_is_none_is_said():
    with pytest.raises(TimeError, match="names the zone Nowhere/Land, which is not known"):
        read_time("2026-01-09 10:00:00 Nowhere/Land")
