"""A practice case as a learner has it: nothing of the key before it is marked, then all reasons, and another try."""

import json

import pytest

from tarasoff.assignment.practice import practice_case
from tarasoff.marking.key_files import open_key
from tarasoff.marking.mark import model_answers
from tarasoff.widgets.forms.practice import Practice

CASE = "case-umar"


@pytest.fixture
def umar(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Practice(CASE)


def kept(tmp_path):
    return json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))["answers"].get(CASE, {})


def test_nothing_of_the_key_is_in_the_page_before_it_is_marked(umar):
    part = practice_case(CASE)
    umar.answer = model_answers(part, open_key(part))
    page = json.dumps([umar.content, umar.summary, umar.note])
    assert umar.summary["report"] is None
    assert "Everything is answered. Have it marked." in page
    key = open_key(part)
    reasons = [option.why for option in (*key.rule.options.values(), *key.actions.options.values())]
    assert not [why for why in (*reasons, key.disclosure.nobody, *key.facts.needed.values()) if why in page]


def test_the_report_says_what_a_teachers_course_would_say(umar):
    umar.answer = {"facts": [2, 10], "disclosure": {"pell": ["client", "calm"]}, "marked": True, "tries": 1}
    report = umar.summary["report"]
    # Two of 3 sentences lacking and one too many: nothing. Nobody had to hear anything: nothing. So 0 of 12.
    assert report["title"] == "0 of 12 points"
    assert [error["name"] for error in report["errors"]] == ["Over-breach"]
    assert report["errors"][0]["where"] == "Who is told what"
    lines = {line["about"]: line for group in report["groups"] for line in group["lines"]}
    told = lines["Who is told what"]
    assert [item["mark"] for item in told["items"]] == ["Too much", "Too much"]
    assert told["link"] == "01-promise.ipynb#Who-may-hear-what"
    marks = [item["mark"] for item in lines["The sentences that matter"]["items"]]
    assert marks == ["Fits", "Too much", "Too little"]
    assert report["decisive"]


def test_neither_too_much_nor_too_little_is_said_of_a_whole_answer_alone(umar):
    part = practice_case(CASE)
    best = model_answers(part, open_key(part))
    said = []
    # Everything; all but the rule; nothing but a sentence that costs nothing; one sentence too few.
    one_less = {**best, "facts": list(best["facts"])[1:]}
    for given in (best, {**best, "rule": None}, {"facts": [11]}, one_less):
        umar.answer = {**given, "marked": True, "tries": 1}
        said.append(umar.summary["report"]["balanced"])
    assert said == [True, False, False, False]


def test_trying_again_keeps_what_was_right_and_hides_the_report(umar, tmp_path):
    umar.answer = {"rule": "public", "criteria": {"danger": "not_met", "ended": "unclear"}, "marked": True, "tries": 1}
    umar.answer = {**umar.answer, **umar.summary["report"]["wrong"], "marked": None}
    assert umar.summary["report"] is None
    assert {**kept(tmp_path), "again": None} == {"criteria": {"danger": "not_met"}, "tries": 1, "again": None}
    assert umar.answer == kept(tmp_path)


def test_a_step_that_is_tried_again_says_whether_what_was_kept_is_all_of_it(umar):
    # Of the sentences 7 is lacking; the rule was right; what 10 costs is taken back.
    umar.answer = {"facts": [2, 8, 10], "rule": "district", "marked": True, "tries": 1}
    umar.answer = {**umar.answer, **umar.summary["report"]["wrong"], "marked": None}
    states = umar.summary["steps"]
    assert umar.answer["facts"] == [2, 8]
    assert states["facts"] == {"answered": False, "text": "Right so far: go on"}
    assert states["rule"] == {"answered": True, "text": "Right, kept"}
    # What is changed is an answer like any other: whether it is right is said when it is marked.
    umar.answer = {**umar.answer, "facts": [2, 7, 8], "rule": "public"}
    assert [umar.summary["steps"][step]["text"] for step in ("facts", "rule")] == ["Answered", "Answered"]


def test_it_comes_back_as_it_was_left(umar):
    umar.answer = {"rule": "district", "marked": True, "tries": 3}
    again = Practice(CASE)
    assert again.answer == {"rule": "district", "marked": True, "tries": 3}
    assert again.summary["report"]["title"] == umar.summary["report"]["title"] == "1 of 12 points"


NOT_ITS_OWN = ({"marked": "yes"}, {"tries": -1}, {"tries": True}, {"tries": "2"}, {"again": {"rule": 1}})


@pytest.mark.parametrize("own", NOT_ITS_OWN)
def test_what_is_no_count_of_tries_is_refused_and_not_shown(umar, tmp_path, own):
    umar.answer = own
    assert umar.note["tone"] == "problem"
    assert umar.answer == {}
    file = {"schema": 2, "assignment": "course", "answers": {CASE: {"rule": "district", **own}}}
    (tmp_path / "answers.json").write_text(json.dumps(file), encoding="utf-8")
    assert Practice(CASE).answer == {"rule": "district"}
