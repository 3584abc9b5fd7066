"""Work that came late costs what the course's own plugin says, and never more than was earned."""

from datetime import datetime, timedelta

import pytest
from nbgrader.plugins import LateSubmissionPlugin

from safegrade.gradebook.lateness import LatePenalty, late_line, seconds_late

DUE = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them


@pytest.mark.parametrize(
    ("handed_in", "extension", "late"),
    [
        (DUE + timedelta(hours=1), None, 3600),
        (DUE + timedelta(days=1, seconds=1), timedelta(hours=23), 3601),
        (DUE + timedelta(hours=1), timedelta(hours=1), 0),
        (DUE, None, 0),
        (DUE - timedelta(minutes=5), None, 0),
        (DUE - timedelta(minutes=5), timedelta(minutes=-10), 300),
        (None, timedelta(hours=1), 0),
    ],
)
def test_how_late_counts_from_the_time_that_this_student_has(handed_in, extension, late):
    assert seconds_late(DUE, handed_in, extension) == late


def test_where_nothing_is_due_nobody_is_late():
    assert seconds_late(None, DUE, None) == 0


class ByTheHour(LateSubmissionPlugin):
    """A course's own: a point an hour, more than a student may have; early birds of another kind get one."""

    asked = []  # noqa: RUF012

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        self.asked.append((student_id, score, total_seconds_late))
        return {"never": None, "bird": -1}.get(student_id, total_seconds_late / 3600)


@pytest.fixture
def by_the_hour(converter_with):
    ByTheHour.asked.clear()
    return LatePenalty(converter_with(AssignLatePenalties={"plugin_class": ByTheHour}))


def test_the_courses_own_plugin_is_asked_with_seconds(by_the_hour):
    assert by_the_hour.of("ada", 5, 7200) == 2
    assert ByTheHour.asked == [("ada", 5, 7200)]


def test_a_penalty_takes_no_more_than_was_earned_and_gives_nothing(by_the_hour):
    assert by_the_hour.of("ada", 5, 36_000) == 5
    assert by_the_hour.of("bird", 5, 3600) == 0
    assert by_the_hour.of("never", 5, 3600) is None


@pytest.mark.parametrize(("method", "penalty"), [("zero", 5), ("none", None)])
def test_what_nbgrader_offers_does_what_it_says(converter_with, method, penalty):
    late = LatePenalty(converter_with(LateSubmissionPlugin={"penalty_method": method}))
    assert late.applies
    assert late.of("ada", 5, 60) == penalty


def test_a_course_that_took_the_step_out_takes_nothing(converter_with):
    late = LatePenalty(converter_with(Autograde={"autograde_preprocessors": []}))
    assert not late.applies
    assert late.of("ada", 5, 60) is None


def test_the_line_says_how_late_in_hours():
    assert late_line(59 * 60 + 45, 0) == "Handed in 1 h 0 min late; penalty 0."
