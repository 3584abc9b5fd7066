"""The web edition as a learner meets it: a real Chromium, no kernel, no other host, and in the end no network."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.online, pytest.mark.xdist_group("site")]


def test_a_question_is_answered_and_kept_without_python(reader):
    reader.open("course/00-start")
    question = reader.view("Question")
    question.get_by_role("radio").nth(3).check()
    question.get_by_role("button", name="Check").click()
    question.get_by_text("Saved.").wait_for()
    assert question.locator(".tf-reason").first.is_visible()
    assert reader.kept() == {"practice": {"opening": {"picked": "d", "checked": True}}}
    reader.page.reload()
    reader.view("Question").locator(".tf-reason").first.wait_for()
    assert reader.page.workers == [], "Python was started where nothing needs it"


def test_a_guess_starts_python_which_is_said_and_what_it_says_is_there_again(reader, tmp_path, monkeypatch):
    reader.open("course/00-start")
    status = reader.page.locator(".course-status")
    reader.view("Guess first").get_by_role("spinbutton").fill("55")
    reader.view("Guess first").get_by_role("button").first.click()
    reader.page.wait_for_function("() => document.querySelector('.course-status').textContent.includes('Python')")
    reader.view("Guess first").get_by_text("You said 55;").wait_for()
    assert status.text_content() == ""
    reader.guess(60)
    monkeypatch.chdir(tmp_path)
    from tarasoff import Guess

    kernel = Guess("told-their-clinician")
    kernel.answer = {"told-their-clinician": 60.0}
    assert reader.kept() == json.loads((tmp_path / "answers.json").read_text("utf-8"))["answers"]
    assert reader.view("Guess first").get_by_text(kernel.summary["gate"]["said"]).is_visible()
    reader.page.reload()
    reader.view("Guess first").get_by_text("You said 60;").wait_for()
    assert reader.page.workers == [], "what Python has said of the same guess was not remembered"


def test_another_tab_shows_what_was_answered_in_this_one(reader):
    reader.open("course/00-start")
    other = reader.context.new_page()
    other.goto(reader.page.url)
    other.locator(".tarasoff input[type=radio]").first.wait_for()
    reader.view("Question").get_by_role("radio").nth(1).check()
    other.wait_for_function("() => document.querySelectorAll('.tarasoff input[type=radio]')[1].checked")
