"""Lecture 05 as a learner works with it: the board of criteria and the redactor in a real Chromium, by keys too."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def spoken(view):
    return view.locator("[aria-live]")


@pytest.mark.every
def test_the_redactor_by_keyboard_alone_and_it_is_all_there_after_reload_and_restart(open_lab, page, axe):
    lab = open_lab("course", "05-criteria").run_all()
    cells = lab.cells()
    view = lab.view("Redactor")
    view.get_by_label("Who may hear of it").focus()
    press(page, "ArrowDown")
    expect(spoken(view)).to_contain_text("Gerd. You reach Gerd")
    press(page, "Tab", "Space")
    expect(view.get_by_role("heading", name="Gerd would hear")).to_be_visible()
    expect(view.get_by_role("blockquote")).to_contain_text("Ruben, 38")
    expect(view).not_to_contain_text("breach")
    # In JupyterLab "d d" deletes a cell, "b" and "a" insert one.
    press(page, "d", "d", "b", "a")
    view.get_by_role("checkbox").nth(7).focus()
    press(page, "Space")
    view.get_by_role("button", name="Check").focus()
    press(page, "Enter")
    expect(spoken(view)).to_have_text("Gerd. Too much: whom he loves. Too little: the threat. 8 of 10 are fine.")
    expect(view.get_by_text("Over-breach. Not for them.")).to_be_visible()
    expect(view.get_by_text("Under-breach. Needed there.")).to_be_visible()
    assert page.evaluate("() => document.activeElement.innerText") == "Check", "the focus falls out of the view"
    assert axe(page, '.tarasoff[aria-label="Redactor"]') == []
    # Another tick takes the verdicts back, and it can be checked again.
    view.get_by_role("checkbox").nth(7).uncheck()
    expect(view.get_by_text("Under-breach. Needed there.")).to_be_hidden()
    view.get_by_role("checkbox").nth(3).check()
    view.get_by_role("button", name="Check").click()
    expect(view.locator(".tf-result")).to_contain_text("Not too much, and not too little. 10 of 10 sentences are fine.")
    lab.until(lambda saved: saved.get("redactor", {}).get("ruben/gerd", {}).get("said") == ["who", "threat"])
    view.get_by_label("The note").select_option("ida")
    expect(view.locator(".tf-support")).to_contain_text("988")
    expect(view.get_by_role("checkbox").first).not_to_be_checked()
    assert lab.cells() == cells, "a key went past the view to the notebook, and a cell is gone or new"

    def all_there():
        again = lab.view("Redactor")
        expect(again.get_by_role("heading", name="The emergency department would hear")).to_be_visible()
        expect(again.locator(".tf-summary")).to_have_text("1 of 8 recipients checked, 1 without an error.")

    lab.survives(all_there)


def test_the_board_judges_the_criteria_and_counts_the_states(open_lab, page, axe):
    lab = open_lab("course", "05-criteria").run_all()
    view = lab.view("Criteria board")
    criteria = view.get_by_role("article", name="The criteria")
    states = view.get_by_role("article", name="The jurisdictions")
    assert "jurisdictions: duty" not in view.inner_html()
    lab.guess(view, 25)
    view.get_by_label("Is it about to happen?").select_option("unknown")
    expect(criteria).to_contain_text("not known: It is about to happen")
    # How many there are is a matter of the law, and tested with it.
    expect(states).to_contain_text(re.compile(r"Is it about to happen\? It turns on that in \d\d\."))
    view.get_by_label("Is it about to happen?").select_option("yes")
    expect(criteria).to_contain_text("met: It is about to happen")
    expect(states.get_by_role("heading", name=re.compile(r"Permission: \d+"))).to_be_visible()
    expect(states).to_contain_text("Texas")
    expect(spoken(view)).to_contain_text(re.compile(r"Of 51 jurisdictions: duty \d\d"))
    view.get_by_label("Who may come to harm?").select_option("nobody")
    expect(view).to_contain_text("These facts cannot all be so")
    expect(states).to_have_count(0)
    view.get_by_role("button", name="A figure of speech").click()
    expect(states.get_by_role("heading", name=re.compile(r"No basis: \d\d"))).to_be_visible()
    view.get_by_role("button", name="The client in danger").click()
    expect(states).to_contain_text("Call or text 988")
    for _ in lab.themes():
        assert axe(page, '.tarasoff[aria-label="Criteria board"]') == []
    view.get_by_role("button", name="Start over").click()
    expect(states.get_by_role("heading", name=re.compile(r"Duty: \d\d"))).to_be_visible()
    lab.until(lambda saved: not saved.get("criteria"))
    assert lab.errors() == []
