"""A copy taken along and brought back, by the view, as a learner does it."""

import json
from weakref import WeakValueDictionary

import pytest

from tarasoff import Progress, Question
from tarasoff.widgets.view import View

WRONG = {"opening": {"picked": "a", "checked": True}}


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(View, "_views", WeakValueDictionary())
    return tmp_path / "answers.json"


def ask(view, **request):
    view.answer = {**view.answer, **request}
    return view.note


def copy_of(view):
    ask(view, copy=0.5)
    return view.summary["copy"]["text"]


def test_a_copy_brings_all_of_it_back_after_the_file_was_lost(file):
    question, progress = Question("opening"), Progress("00")
    question.answer, progress.answer = WRONG, {"00": True}
    before, text = file.read_bytes(), copy_of(progress)
    file.unlink()
    note = ask(progress, bring=text)
    assert note["text"] == "2 answers that were not here came in. Nothing was lost."
    assert json.loads(file.read_text("utf-8"))["answers"] == json.loads(before)["answers"]
    assert (progress.answer, question.answer) == ({"00": True}, WRONG)
    assert "copy" not in progress.summary, "an old copy is not given again"


def test_what_is_asked_for_is_never_kept_as_an_answer(file):
    progress = Progress("00")
    progress.answer = {"00": True}
    ask(progress, bring=copy_of(progress))
    assert json.loads(file.read_text("utf-8"))["answers"] == {"progress": {"00": True}}


def test_other_views_show_what_came_back():
    question, progress = Question("opening"), Progress()
    question.answer = WRONG
    text = copy_of(progress)
    question.answer = {"opening": None}
    assert "0 questions" not in progress.text()
    ask(progress, bring=text)
    assert question.answer == WRONG
    assert "1 question answered, 0 right at the last try" in progress.text()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text[: len(text) // 2], "This copy is damaged at line"),
        (lambda _: " ", "This copy is damaged at line 1"),
        (lambda text: text.replace('"schema": 2', '"schema": 3'), "saved by a newer version of the course"),
        (lambda text: text.replace('"assignment": "course"', '"assignment": "ps1-limits"'), "holds answers to 'ps1-li"),
        (lambda _: "[]", "This copy does not hold a set of answers."),
    ],
)
def test_a_copy_that_is_none_changes_nothing_and_says_why(file, change, says):
    progress = Progress("00")
    progress.answer = {"00": True}
    text = copy_of(progress)
    before = file.read_bytes()
    note = ask(progress, bring=change(text))
    assert note["tone"] == "problem"
    assert says in note["text"]
    assert "Nothing was changed." in note["text"]
    assert file.read_bytes() == before


def test_a_copy_from_another_beginning_waits_for_a_word(file, tmp_path):
    progress = Progress("00")
    progress.answer = {"00": True}
    theirs = copy_of(progress)
    file.rename(tmp_path / "elsewhere.json")
    again = Progress("00")
    again.answer = {"01": True}
    copy_of(again)
    before = file.read_bytes()
    ask(again, bring=theirs)
    assert "somebody else's" in again.summary["strange"]
    assert file.read_bytes() == before
    note = ask(again, bring=theirs, all_the_same=True)
    assert note["text"] == "One answer that was not here came in. Nothing was lost."
    assert again.answer == {"00": True, "01": True}


def test_where_nothing_was_answered_there_is_nothing_to_copy(file):
    note = ask(Progress(), copy=0.5)
    assert note["text"] == "There is nothing to copy yet. Answer something first."
    assert not file.exists()


def test_a_damaged_file_of_ones_own_is_left_as_it_is(file):
    file.write_text("{", encoding="utf-8")
    note = ask(Progress(), bring='{"schema": 2, "answers": {"progress": {"00": true}}}')
    assert "answers.json is damaged" in note["text"]
    assert file.read_text("utf-8") == "{"
