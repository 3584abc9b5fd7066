"""The questions of a sitting, and what it leaves in the file."""

import json
from collections import Counter
from weakref import WeakValueDictionary

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff import MockExam, Review
from tarasoff.knowledge.teaching import library
from tarasoff.progress.sitting import drawn, result
from tarasoff.widgets.view import View

BANK = library.questions()


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(View, "_views", WeakValueDictionary())
    return tmp_path / "answers.json"


def go(view, **now):
    view.answer = {**view.answer, "now": {**view.answer.get("now", {}), **now}}
    assert view.note["tone"] == "fine", view.note


@given(st.integers(1, len(BANK) + 5), st.text(max_size=3))
def test_an_exam_is_drawn_evenly_and_asks_nothing_twice(size, seed):
    ids = drawn(size, seed)
    assert len(ids) == len(set(ids)) == min(size, len(BANK))
    asked, there = Counter(BANK[one].lecture for one in ids), Counter(one.lecture for one in BANK.values())
    # A topic may have two fewer than another only if it has no more questions.
    most = max(asked.values())
    assert all(asked[one] >= most - 1 or asked[one] == there[one] for one in there)


def test_twenty_over_nine_topics_are_two_or_three_each():
    assert set(Counter(BANK[one].lecture for one in drawn(20, "0 20")).values()) == {2, 3}


def test_what_was_not_answered_is_not_right_and_says_what_to_read():
    found = result(["opening", "balance", "trust-why"], {"opening": "d", "balance": "a"})
    assert (found.right, found.of) == (1, 3)
    (start,) = found.topics
    assert start.read == ("00 Where would you draw the line?",)


def test_before_the_end_of_an_exam_the_page_holds_no_reason():
    exam = MockExam()
    go(exam, size=20, timed=False)
    shown = json.dumps(exam.summary) + json.dumps(exam.content)
    reasons = [option.reason for one in exam.answer["now"]["ids"] for option in BANK[one].options]
    assert [reason for reason in reasons if json.dumps(reason)[1:-1] in shown] == []
    assert not any(option["right"] for one in exam.summary["questions"] for option in one["options"])
    go(exam, over=True)
    assert exam.summary["questions"][0]["options"][0]["reason"]


def test_an_exam_ends_with_a_result_and_its_wrong_ones_come_back(file):
    exam = MockExam()
    go(exam, size=20, timed=True)
    first, second, *_ = exam.answer["now"]["ids"]
    wrong = next(letter for letter in "ab" if letter != BANK[second].right)
    go(exam, given={first: BANK[first].right, second: wrong})
    go(exam, over=True)
    assert exam.summary["end"]["text"] == "1 of 20 right."
    assert exam.summary["past"][0].endswith("1 of 20 right, in 1 minute.")
    saved = json.loads(file.read_text("utf-8"))["answers"]["exam"]
    assert {one: saved[one]["tries"][0]["right"] for one in (first, second)} == {first: True, second: False}
    assert Review().text() == "Review: 2 questions are waiting, 1 of them wrong at the last try. Ten a day or fewer."


def test_handing_in_twice_counts_once():
    exam = MockExam()
    go(exam, size=20, timed=False)
    go(exam, over=True)
    go(exam, over=True)
    assert len(exam.summary["past"]) == 1


def test_the_next_exam_asks_others():
    exam = MockExam()
    go(exam, size=20, timed=False)
    before = exam.answer["now"]["ids"]
    go(exam, over=True)
    exam.answer = {**exam.answer, "now": None}
    assert "now" not in exam.answer
    go(exam, size=20, timed=False)
    assert exam.answer["now"]["ids"] != before


def test_each_answer_of_a_review_is_one_try_however_often_it_is_sent():
    review = Review()
    go(review, day="2026-11-02", kind="all", topic="00")
    ids = review.answer["now"]["ids"]
    assert {BANK[one].lecture for one in ids} == {"00"}
    go(review, given={ids[0]: "a"})
    go(review, given={ids[0]: "a", ids[1]: "b"})
    assert [len(review.answer[one]["tries"]) for one in ids[:2]] == [1, 1]
    assert "end" not in review.summary
    go(review, given=dict.fromkeys(ids, "a"))
    assert review.summary["end"]["text"].endswith(f" of {len(ids)} right.")


def test_a_review_of_nothing_ends_at_once():
    review = Review()
    go(review, day="2026-11-02", kind="due", topic="")
    assert review.summary["end"]["text"] == "Nothing is waiting here."
