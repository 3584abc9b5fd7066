"""Lectures as a learner works with them: a real Chromium, real keys, a reload, a kernel that is started anew."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

POLL = "Poll: where would you draw the line?"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    return page.evaluate("() => document.activeElement.innerText || document.activeElement.value || ''")


def spoken(view):
    return view.locator("[aria-live]")


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_lecture_01_by_mouse_and_it_is_all_there_after_reload_and_restart(open_lab):
    lab = open_lab("course", "01-promise").run_all()
    question = lab.view("Question")
    question.get_by_label("It is reported").check()
    question.get_by_role("button", name="Check").click()
    expect(question.locator(".tf-reason").first).to_be_visible()
    expect(question.locator(".tf-reason", has_text="Right.")).to_be_visible()

    board = lab.view("Triage board")
    board.get_by_role("button", name="Must act").click()
    expect(board.locator(".tf-feedback")).to_contain_text("Over-breach")
    board.get_by_role("button", name="Next").click()
    board.get_by_role("button", name="Ask for consent").click()
    expect(board.locator(".tf-feedback")).to_contain_text("Fits")
    expect(board.locator(".tf-summary")).to_contain_text("2 of 12 placed")

    script = lab.view("Consent script")
    script.get_by_role("checkbox").nth(0).check()
    script.get_by_role("checkbox").nth(1).check()
    expect(script.get_by_text("This promises what you cannot keep")).to_be_visible()
    expect(script.get_by_role("heading", name="1 of 7 limits explained")).to_be_visible()
    lab.until(lambda saved: len(saved.get("consent", {}).get("phrases", [])) == 2)
    assert lab.errors() == []

    def all_there():
        expect(lab.view("Question").get_by_label("It is reported")).to_be_checked()
        expect(lab.view("Question").locator(".tf-reason").first).to_be_visible()
        expect(lab.view("Triage board").locator(".tf-summary")).to_contain_text("2 of 12 placed")
        expect(lab.view("Consent script").get_by_role("checkbox").nth(1)).to_be_checked()

    lab.survives(all_there)


def test_lecture_01_by_keyboard_alone_and_no_key_reaches_the_notebook(open_lab, page):
    lab = open_lab("course", "01-promise").run_all()
    cells = lab.cells()
    question = lab.view("Question")
    question.get_by_role("radio").first.focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    expect(question.get_by_label("It stays confidential")).to_be_checked()
    # In JupyterLab "d d" deletes a cell, "b" and "a" insert one, "m" makes it Markdown.
    press(page, "d", "d", "b", "a", "m", "Tab")
    assert focused(page) == "Check"
    press(page, "d", "d", "b", "Enter")
    expect(spoken(question)).to_contain_text("Right.")
    assert focused(page) == "Try again", "the focus falls out of the view when its button goes"

    board = lab.view("Triage board")
    board.get_by_role("button", name="Keep it").focus()
    press(page, "Enter", "d", "d")
    expect(spoken(board)).to_contain_text("Fits.")
    press(page, "Tab", "Tab", "Tab", "Tab", "Tab")
    assert "Next" in focused(page)
    press(page, "Space")
    expect(board.locator(".tf-where")).to_contain_text("Situation 2 of 12")

    script = lab.view("Consent script")
    script.get_by_role("checkbox").first.focus()
    press(page, "Space", "Tab", "d", "d", "Space", "x", "b")
    expect(spoken(script)).to_contain_text("1 of 7 limits explained")
    assert lab.cells() == cells, "a key went past the view to the notebook, and a cell is gone or new"
    assert lab.errors() == []


def test_lecture_00_keeps_the_line_and_the_reason(open_lab, page):
    lab = open_lab("course", "00-start").run_all()
    cells = lab.cells()
    poll = lab.view(POLL)
    poll.get_by_role("radio").first.focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "d", "d", "b", "a", "m")
    expect(spoken(poll)).to_contain_text("Your line is kept")
    poll.get_by_role("textbox").click()
    page.keyboard.type('Because "dd" <b>matters</b>')
    page.keyboard.press("Tab")
    kept = {"rung": "despair", "why": 'Because "dd" <b>matters</b>'}
    lab.until(lambda saved: saved.get("line", {}).get("first") == kept)
    lab.restart_kernel()
    lab.run_all()
    expect(lab.view(POLL).get_by_role("textbox")).to_have_value('Because "dd" <b>matters</b>')
    expect(lab.view(POLL).get_by_role("radio").nth(3)).to_be_checked()
    assert lab.cells() == cells
    assert lab.errors() == []


@pytest.mark.every
@pytest.mark.parametrize("name", ["00-start", "01-promise"])
def test_axe_finds_nothing_in_any_view(open_lab, page, axe, name):
    lab = open_lab("course", name).run_all()
    # Answered, so that verdicts, reasons and marks beside them are looked at as well.
    lab.view("Question").get_by_role("radio").first.check()
    lab.view("Question").get_by_role("button", name="Check").click()
    if name == "01-promise":
        lab.view("Triage board").get_by_role("button", name="Must act").click()
        for box in lab.view("Consent script").get_by_role("checkbox").all()[:5]:
            box.check()
    views = page.locator(".tarasoff")
    assert views.count() > 1
    for view in views.all():
        view.scroll_into_view_if_needed()
        assert view.get_attribute("aria-label")
        assert view.locator("[aria-live]").count() == 1
    for _ in lab.themes():
        assert axe(page, ".tarasoff") == []


def test_answers_from_a_newer_version_are_left_alone_and_said(open_lab):
    lab = open_lab("course", "00-start")
    newer = json.dumps({"schema": 99, "assignment": "course", "answers": {"line": {"first": {"rung": "despair"}}}})
    file = lab.notebook.parent / "answers.json"
    file.write_text(newer, encoding="utf-8")
    lab.run_all()
    poll = lab.view(POLL)
    expect(poll.locator(".tf-problem")).to_contain_text("newer version of the course")
    poll.get_by_role("radio").first.check()
    expect(poll.locator(".tf-problem")).to_contain_text("newer version of the course")
    expect(poll.get_by_role("radio").first).to_be_checked()
    assert file.read_text(encoding="utf-8") == newer
    assert lab.errors() == []
