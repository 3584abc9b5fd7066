"""A mark that changes is noted with what it was and why; a mark that stays, and a first mark, are not."""

from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from safegrade.contract import Line, Report
from safegrade.gradebook import changes
from safegrade.gradebook.changes import AGAIN, BOTH, COURSE, HAND_IN, cause_of, changed, judged_otherwise

HALF = st.text("abcdef", min_size=4, max_size=4)


@given(HALF, HALF, HALF, HALF)
def test_the_cause_is_told_from_the_half_that_differs(course, hand_in, new_course, new_hand_in):
    expected = {(False, False): AGAIN, (True, False): COURSE, (False, True): HAND_IN, (True, True): BOTH}
    found = cause_of(course + hand_in, new_course + new_hand_in)
    assert found == expected[course != new_course, hand_in != new_hand_in]


@pytest.mark.parametrize(("old", "new"), list(product((None, 0.0, 1.0), repeat=2)))
def test_only_what_is_another_mark_has_changed(old, new):
    key = ("ada", "sheet", "check")
    found = list(changed({key: (old, None)}, {key: (new, 2.0)}, {"ada": COURSE}))
    expected = [("sheet", old, new, 2.0)] if old != new else []
    assert [(name, one.old, one.new, one.stands) for name, one in found] == expected


def test_a_first_mark_is_no_change():
    assert list(changed({}, {("ada", "sheet", "check"): (1.0, None)}, {})) == []


def test_what_fits_no_longer_together_does_not_shift_the_steps():
    clash = Line("What does not fit together", 0, 0, "clash", ("Odd.",))
    act, tell = Line("Act", 1, 0, "not met", ("No.",)), Line("Tell", 1, 1, "met", ("Yes.",))
    before, now = Report("p", "P", 2, (act, tell)), Report("p", "P", 2, (act, tell, clash))
    assert judged_otherwise(before, now) == judged_otherwise(now, before) == ()


def test_a_step_that_is_worth_more_or_is_new_is_said():
    line = Line("Act", 1, 1, "met", ("Yes.",))
    before = Report("p", "P", 1, (line,))
    now = Report("p", "P", 3, (line._replace(points=2), line._replace(about="Tell", earned=0.5)))
    assert judged_otherwise(before, now) == ("Act: 1 → 1 of 2. Yes.", "Tell: not asked → 0.5 of 1. Yes.")


def test_changes_come_back_the_newest_first(gradebook):
    engine, one = gradebook.engine, changes.Change("ada", "check", 1.0, None, COURSE, ("Why: 1 → 0 of 1. ☂",), 2.0)
    assert changes.noted(engine, "a") == [], "of a course that has noted none"
    changes.make_table(engine)
    first, then = changes.this_moment(), changes.this_moment()
    with engine.begin() as connection:
        changes.note(connection, "a", first, [one])
        changes.note(connection, "a", then, [evolve(one, new=0.5)])
        changes.note(connection, "b", then, [one])
    assert changes.noted(engine, "a") == [evolve(one, new=0.5, at=then), evolve(one, at=first)]
    assert changes.noted(engine, "a", since=then) == [evolve(one, new=0.5, at=then)]
