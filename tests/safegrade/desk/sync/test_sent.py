"""What was sent is remembered, whatever becomes of the file on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from safegrade.desk.sync.scores import Score, comment_of, later, written
from safegrade.desk.sync.sent import sent_of
from safegrade.desk.sync.settings import SyncError
from safegrade.gradebook.standing import Cell, Standing

NOW = datetime(2026, 11, 27, 9, 0, 0, 123_000, tzinfo=UTC)
ADA = Score("ada", "u1", 3.5, 5)
COLUMN = "https://lms.org/items/1"


def note(course, *steps):
    sent = sent_of(course, "ps")
    with sent.writing():
        for step, score, when in steps:
            sent.note(step, COLUMN, score, when)


def test_only_what_has_arrived_was_sent(tmp_path):
    note(tmp_path, ("sending", ADA, NOW))
    assert not sent_of(tmp_path, "ps").has(COLUMN, ADA)
    note(tmp_path, ("sent", ADA, NOW))
    sent = sent_of(tmp_path, "ps")
    assert sent.has(COLUMN, ADA)
    assert not sent.has("https://lms.org/items/2", ADA), "another column has not got it"
    for other in ({"points": 4.0}, {"comment": "Well."}, {"user": "u2"}, {"points": None}):
        assert not sent.has(COLUMN, evolve(ADA, **other))


def test_what_may_have_arrived_is_sent_with_the_same_time_and_anything_else_with_a_later_one(tmp_path):
    note(tmp_path, ("sending", ADA, NOW))
    sent, much_later = sent_of(tmp_path, "ps"), NOW + timedelta(days=1)
    assert sent.time_of(COLUMN, ADA, much_later) == NOW
    assert sent.time_of(COLUMN, evolve(ADA, points=4.0), much_later) == much_later
    assert sent.time_of(COLUMN, evolve(ADA, points=4.0), NOW) == NOW + timedelta(seconds=1)
    note(tmp_path, ("refused", ADA, NOW))
    assert sent_of(tmp_path, "ps").time_of(COLUMN, ADA, much_later) == much_later


@given(cut=st.integers(1, 400))
def test_a_line_that_was_not_written_whole_is_as_if_it_had_not_been_begun(tmp_path_factory, cut):
    course = tmp_path_factory.mktemp("course")
    note(course, ("sending", ADA, NOW), ("sent", ADA, NOW))
    file = course / "sent" / "ps.jsonl"
    data = file.read_bytes()
    file.write_bytes(data[:-cut])
    sent = sent_of(course, "ps")
    assert not sent.has(COLUMN, ADA), "the last line has lost at least its end"
    note(course, ("sending", ADA, NOW), ("sent", ADA, NOW))
    assert sent_of(course, "ps").has(COLUMN, ADA)


def test_a_damaged_line_in_the_middle_is_named(tmp_path):
    note(tmp_path, ("sent", ADA, NOW), ("sent", evolve(ADA, points=4.0), NOW))
    file = tmp_path / "sent" / "ps.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('{"step"', '{step"', 1), encoding="utf-8")
    with pytest.raises(SyncError, match=r"Line 2 of .*ps\.jsonl is damaged\. Put a copy of it back"):
        sent_of(tmp_path, "ps")


def test_a_file_of_a_later_version_is_not_guessed_at(tmp_path):
    note(tmp_path)
    file = tmp_path / "sent" / "ps.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"schema": 1', '"schema": 2'), encoding="utf-8")
    with pytest.raises(SyncError, match="written by another version, with schema 2"):
        sent_of(tmp_path, "ps")


def test_who_got_which_mark_is_nobody_elses_to_read(tmp_path):
    note(tmp_path, ("sent", ADA, NOW))
    assert (tmp_path / "sent" / "ps.jsonl").stat().st_mode & 0o077 == 0


TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(TIMES, TIMES)
def test_each_time_is_a_second_later_than_the_one_before_or_more(before, now):
    found = datetime.fromisoformat(written(later(written(before), now)))
    assert found - datetime.fromisoformat(written(before)) >= timedelta(seconds=1)
    assert found >= datetime.fromisoformat(written(now))


def test_a_comment_says_what_a_person_wrote_and_no_more():
    cells = (
        Cell("ps", "check", 2, 1.0, None, 0, look=False, suggested="Partly."),
        Cell("ps", "why", 3, None, 2.0, 0, look=False, comment="Say who.\nAnd when.\x1b[2J"),
        Cell("ps", "draw", 3, None, 2.0, 0, look=False, comment="Fine."),
    )
    one = Standing("ada", "", "", "", "", cells=cells)
    assert comment_of(one) == "why: Say who.\nAnd when.\ufffd[2J\n\ndraw: Fine."
    assert comment_of(evolve(one, cells=cells[:1])) == ""
    late = evolve(one, cells=cells[1:2], penalty=1.5)
    assert comment_of(late) == "Say who.\nAnd when.\ufffd[2J\n\nLate penalty: 1.5."
