"""A student asks for another look: the report lists it until it is answered, and the answer is on the page."""

import os

import pytest

from safegrade.desk.by_hand.answering import answer_look
from safegrade.desk.changes import moved
from safegrade.desk.report import outcomes
from safegrade.feedback.another_look import asked_in

pytestmark = pytest.mark.slow

ASKED = "Please look at the price again.\n<b>It is 1.</b>"


@pytest.fixture
def asks(course, hand_in):
    hand_in("ada", "An essay.")

    def asks(text=ASKED):
        (course / "submitted" / "ada" / "ps" / "another-look.txt").write_text(text, encoding="utf-8")

    return asks


def asking(course):
    return {one.student: one.asks for one in outcomes(course, "ps") if one.asks}


def test_it_is_listed_until_it_is_answered_and_again_when_something_else_is_asked(course, asks):
    assert asking(course) == {}
    asks()
    assert asking(course) == {"ada": ASKED}
    answer_look(course, "ada", "ps", " It stands. ")
    assert asking(course) == {}
    asks("And the essay?")
    assert asking(course) == {"ada": "And the essay?"}


def test_question_and_answer_stand_on_the_page_and_nothing_of_them_runs(course, asks):
    from safegrade.feedback.making import make_pages
    from safegrade.settings import load_app

    asks()
    make_pages(load_app(course), "ps", ["ada"])
    page = course / "feedback" / "ada" / "ps" / "sheet.html"
    assert "Nobody has answered yet." in page.read_text(encoding="utf-8")
    answer_look(course, "ada", "ps", "It <i>stands</i>.")
    assert moved(course, "ps").stale == ("ada",), "the page does not show the answer yet"
    moved(course, "ps", feedback=True)
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;It is 1.&lt;/b&gt;" in html
    assert "It &lt;i&gt;stands&lt;/i&gt;." in html


def test_who_has_not_asked_and_who_has_no_marks_are_said(course, hand_in):
    hand_in("ada")
    with pytest.raises(LookupError, match=r"ada has not asked.*another-look.txt in submitted/ada/ps"):
        answer_look(course, "ada", "ps", "No.")
    with pytest.raises(LookupError, match=r"bob has no marks for ps yet"):
        answer_look(course, "bob", "ps", "No.")


def test_what_is_no_plain_text_asks_nothing(tmp_path):
    assert asked_in(tmp_path) == ""
    (tmp_path / "secret").write_text("the gradebook", encoding="utf-8")
    (tmp_path / "another-look.txt").symlink_to(tmp_path / "secret")
    assert asked_in(tmp_path) == ""
    (tmp_path / "another-look.txt").unlink()
    os.mkfifo(tmp_path / "another-look.txt")
    assert asked_in(tmp_path) == ""
    (tmp_path / "another-look.txt").unlink()
    (tmp_path / "another-look.txt").write_bytes(b"\xff\xfe\x1b[2J" + b"a" * 100_000)
    assert len(asked_in(tmp_path)) == 4000
    assert "\x1b" not in asked_in(tmp_path)
