"""A notebook of its own with what is guessed and written: by keyboard, after a restart, and with a kernel gone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CELLS = (
    "from tarasoff import DisclosureSimulator, Guess, Question, Reflection",
    'DisclosureSimulator(guess="who-still-tells")',
    'Guess("who-had-heard")',
    'Reflection("passed-on")',
    'Question("opening")',
    'Question.about("00")',
)
GATED, ALONE, BOX = "Who still tells?", "Guess first", "Think, then write"


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


@pytest.fixture
def notebook(open_cells):
    """The notebook, open and not run."""
    return open_cells(*CELLS)


def test_nothing_is_in_the_page_until_the_guess_and_then_both_are(notebook, page):
    lab = notebook.run_all()
    cells = lab.cells()
    view = lab.view(GATED)
    expect(view).to_contain_text("How many of the 100 tell if all is reported?")
    outputs = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON())"
    for held in (page.content(), page.evaluate(outputs)):
        assert "harm is averted" not in held
        assert "29 of 100" not in held
    box = view.get_by_role("spinbutton")
    box.focus()
    # In JupyterLab "d d" deletes a cell, "b" inserts one, "m" makes it Markdown.
    for key in ("d", "d", "b", "m", "Tab", "d", "d", "Enter"):
        page.keyboard.press(key)
    expect(view.locator("[aria-live]")).to_have_text("Guess a number from 0 to 100.")
    for key in ("6", "0", "Enter"):
        page.keyboard.press(key)
    verdict = view.locator("[data-verdict]")
    expect(verdict).to_have_text("You said 60; it is 29 of 100.")
    # A screen reader reads what has the focus; and no key goes to the notebook from there.
    expect(verdict).to_be_focused()
    for key in ("d", "d", "b", "m"):
        page.keyboard.press(key)
    expect(view.locator(".tf-says")).to_contain_text("all reported, 29 tell")
    view.get_by_role("spinbutton").fill("30")
    view.get_by_role("button", name="Guess again").click()
    expect(verdict).to_have_text("You said 30; it is 29 of 100.")
    alone = lab.view(ALONE)
    alone.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(alone.locator("[data-verdict]")).to_have_text("That is right.")
    written = lab.view(BOX).get_by_role("textbox")
    written.click()
    page.keyboard.type("I told dd less.")
    page.keyboard.press("Tab")
    lab.until(lambda saved: saved.get("reflections") == {"passed-on": "I told dd less."})
    assert lab.saved()["explorer-disclosure-who-still-tells"] == {"guess": 30}
    assert lab.saved()["guesses"] == {"who-had-heard": "police"}
    assert lab.cells() == cells

    def all_there():
        expect(lab.view(GATED).locator("[data-verdict]")).to_have_text("You said 30; it is 29 of 100.")
        expect(lab.view(GATED).locator(".tf-says")).to_contain_text("all reported, 29 tell")
        expect(lab.view(ALONE).locator("[data-verdict]")).to_have_text("That is right.")
        expect(lab.view(BOX).get_by_role("textbox")).to_have_value("I told dd less.")

    lab.survives(all_there)


def test_the_deck_hears_of_the_question_above_it_and_raises_no_alarm(notebook):
    lab = notebook.run_all()
    alone, deck = lab.view("Question"), lab.view("Practice questions")
    alone.get_by_role("radio").first.check()
    alone.get_by_role("button", name="Check").click()
    expect(deck.locator(".tf-summary")).to_contain_text("1 of")
    deck.get_by_role("radio").nth(1).check()
    deck.get_by_role("button", name="Check").click()
    expect(deck.locator(".tf-note")).to_have_text("Saved.")
    expect(alone.get_by_role("radio").nth(1)).to_be_checked()
    # Both were wrong, and both come back in the reviews.
    kept = {"picked": "b", "checked": True, "missed": ["a", "b"]}
    lab.until(lambda saved: saved.get("practice", {}).get("opening") == kept)
    assert lab.errors() == []


@pytest.mark.every
def test_what_is_answered_to_a_kernel_that_has_gone_is_warned_of_there_and_sent_when_it_is_back(notebook):
    lab = notebook.run_all()
    question = lab.view("Question")
    expect(question.get_by_role("radio").first).to_be_visible()
    lab.restart_kernel()
    question.get_by_role("radio").nth(2).check()
    # Beside what was chosen, and not only at the foot.
    warning = question.locator("fieldset .tf-unsent")
    expect(warning).to_contain_text("Not saved yet", timeout=15_000)
    assert lab.saved() == {}
    lab.run_all()
    lab.until(lambda saved: saved.get("practice", {}).get("opening") == {"picked": "c", "checked": False})
    expect(lab.view("Question").get_by_role("radio").nth(2)).to_be_checked()
    expect(lab.view("Question").locator(".tf-unsent")).to_have_count(0)
    assert lab.errors() == []


@pytest.mark.every
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_before_and_after_a_guess(notebook, page, axe, theme):
    page.evaluate(
        "async (theme) => await window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    lab = notebook.run_all()
    lab.view(BOX)
    assert axe(page, ".tarasoff") == []
    lab.view(GATED).get_by_role("spinbutton").fill("60")
    lab.view(GATED).get_by_role("button", name="Show").click()
    lab.view(ALONE).get_by_role("radio").first.check()
    lab.view(ALONE).get_by_role("button", name="Show").click()
    expect(lab.view(ALONE).locator("[data-verdict]")).to_contain_text("You chose another answer.")
    expect(lab.view(GATED).locator(".tf-says")).to_be_visible()
    assert axe(page, ".tarasoff") == []
