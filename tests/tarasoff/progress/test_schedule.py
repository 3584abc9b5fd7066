"""When a question comes back. The days were worked out by hand from FSRS 6 and its own parameters.

After a first answer stability is a parameter: 0.212 days after a wrong one, 2.3065 after a right one. At 90 % the
interval is the stability itself, in whole days and at least one: 1 and 2.
"""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tarasoff.knowledge.teaching import library
from tarasoff.progress.schedule import A_DAY, Try, due_after, for_today, mine_wrong, reviewed_on, waiting

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
BANK = list(library.questions())


def kept(*tries):
    return {"tries": [{"at": at.isoformat(), "picked": "a", "right": right} for at, right in tries]}


def test_a_wrong_answer_is_back_tomorrow_a_right_one_the_day_after():
    assert due_after([Try(MONDAY, right=False)]) == date(2026, 11, 3)
    assert due_after([Try(MONDAY, right=True)]) == date(2026, 11, 4)


def test_right_again_on_the_day_it_was_due_lasts_about_eleven_days():
    # D0 = 6.4133 - e^(0.8334 * 2) + 1 = 2.1181; R = 0.9 after 2 days of 2.3065 is 0.9114.
    # S' = S (1 + e^1.8722 (11 - D) S^-0.1666 (e^((1 - R) 0.796) - 1)) = 2.3065 * (1 + 6.503 * 8.882 * 0.870 * 0.0731).
    assert due_after([Try(MONDAY, right=True), Try(MONDAY + timedelta(2), right=True)]) == date(2026, 11, 15)


def test_the_same_tries_in_any_order_give_the_same_day():
    tries = [Try(MONDAY, right=False), Try(MONDAY + timedelta(1), right=True), Try(MONDAY + timedelta(4), right=True)]
    assert due_after(tries) == due_after(reversed(tries))


@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=6))
def test_a_question_is_never_due_before_the_day_after_its_last_try(history):
    tries = [Try(MONDAY + timedelta(days), right=right) for days, right in history]
    last = max(one.at for one in tries)
    assert last.date() < due_after(tries) <= last.date() + timedelta(180)


def test_wrong_in_a_lecture_is_due_at_once_and_after_a_review_when_that_says():
    answers = {"practice": {BANK[0]: {"picked": "a", "checked": True, "missed": ["a"]}}}
    assert waiting(answers)[0].due == date.min
    reviewed = {**answers, "reviews": {BANK[0]: kept((MONDAY, True))}}
    assert waiting(reviewed)[0].due == date(2026, 11, 4)
    assert for_today(reviewed, date(2026, 11, 3)) == ()
    assert for_today(reviewed, date(2026, 11, 4)) == (BANK[0],)


def test_no_day_asks_for_more_than_ten_all_told():
    answers = {"practice": {one: {"missed": ["a"]} for one in BANK[:30]}}
    assert for_today(answers, MONDAY.date()) == tuple(BANK[:A_DAY])
    answers["reviews"] = {one: kept((MONDAY, True)) for one in BANK[:7]}
    assert reviewed_on(answers, MONDAY.date()) == 7
    assert len(for_today(answers, MONDAY.date())) == 3


def test_a_topic_by_itself():
    answers = {"practice": {one: {"missed": ["a"]} for one in BANK}}
    found = for_today(answers, MONDAY.date(), "05b")
    assert found
    assert {library.questions()[one].section.split()[0] for one in found} == {"05b"}


def test_my_wrong_ones_go_once_they_were_right_in_a_review_and_come_again():
    answers = {"practice": {BANK[0]: {"missed": ["a"]}, BANK[1]: {"missed": ["b"]}}}
    answers["reviews"] = {BANK[1]: kept((MONDAY, True)), BANK[2]: kept((MONDAY, True), (MONDAY + timedelta(2), False))}
    assert mine_wrong(answers) == (BANK[0], BANK[2])


def test_tries_that_cannot_be_read_are_left_out():
    odd = {"reviews": {BANK[0]: {"tries": [{"at": "yesterday", "right": True}, {"at": 5, "right": True}, 7]}}}
    assert waiting(odd) == ()
