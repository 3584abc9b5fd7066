"""A scenario in JupyterLab: by keyboard, after a reload and a new kernel, with nothing of what may come in the page."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "The staff door"
WAY = ("Who is he", "How would you", "Do you mean it now", "I have to think with you", "I cannot keep this")
REST = (
    *("Ask Vera", "Call Corin and offer", "Ring the ward", "Call the hotline of the county tonight: what"),
    *("Listen. Then", "What was said; what"),
)


@pytest.fixture
def played(open_cells):
    """The scenario, run and begun."""
    lab = open_cells("from tarasoff import Scenario", 'Scenario("staff-door", seed=7)').run_all()
    view = lab.view(TITLE)
    view.get_by_role("button", name="Begin").click()
    view.get_by_role("group", name="What do you say next?").wait_for()
    return lab, view


def choose(view, words):
    from playwright.sync_api import expect

    turns = view.locator(".tf-turn").count()
    view.locator(".tf-now .tf-way-on", has_text=words).click()
    expect(view.locator(".tf-turn")).to_have_count(turns + 1)


def test_a_whole_play_by_keyboard_and_no_key_reaches_the_notebook(played, page):
    lab, view = played
    cells = lab.cells()
    page.keyboard.press("Tab")
    box = view.get_by_role("textbox")
    box.focus()
    page.keyboard.type("dd He means it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the coach opens
    assert view.locator(".tf-coach[open]").count() == 1
    first = view.get_by_role("button", name="Who is he, Corin?")
    first.focus()
    for key in ("d", "d", "b", "Enter"):
        page.keyboard.press(key)
    chosen = view.locator(".tf-chose").first
    chosen.wait_for()
    # What is new has the focus, so that a screen reader goes on from there; no key goes to the notebook.
    assert chosen.evaluate("node => node === document.activeElement")
    assert "Fits." in view.locator("[aria-live]").inner_text()
    for key in ("d", "d", "b"):
        page.keyboard.press(key)
    assert lab.cells() == cells
    lab.until(lambda saved: saved["scenarios"].get("staff-door/session") == "dd He means it.")


def test_a_play_goes_on_after_a_reload_and_with_a_new_kernel_and_ends_with_a_look_back(played, page, axe):
    lab, view = played
    for words in WAY:
        choose(view, words)
    for hidden in ("Which of these ways protects the man", "almost half of those", "On the ward, by agreement"):
        assert hidden not in page.content()
    lab.survives(lambda: lab.view(TITLE).get_by_role("group", name="Whom do you turn to first?").wait_for())
    view = lab.view(TITLE)
    assert view.locator(".tf-chose").count() == len(WAY)
    for words in REST:
        choose(view, words)
    view.locator(".tf-now .tf-first").click()
    looked = view.locator(".tf-looking")
    looked.get_by_text("Looking back: The ward, by agreement").wait_for()
    assert looked.locator(".tf-folds > details").count() == len(WAY) + len(REST)
    looked.locator(".tf-folds > details").first.locator("summary").first.click()
    for theme in lab.themes():
        found = axe(page, ".tarasoff")
        assert found == [], theme
    # Only now is it offered with other facts; nothing of the first play is on the screen any more, and it is kept.
    view.get_by_role("button", name="He has no means and does not mean it").click()
    view.get_by_role("group", name="What do you say next?").wait_for()
    assert view.locator(".tf-chose").count() == 0
    lab.until(lambda saved: [one["version"] for one in saved["scenarios"]["staff-door"]["runs"]] == ["", "words-only"])
    assert lab.errors() == []


def test_it_fits_a_telephone(played, page):
    lab, view = played
    lab.command("application:toggle-left-area")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("node => node.clientWidth < 380", arg=view.element_handle())
    inside, outside = view.evaluate("node => [node.scrollWidth, node.clientWidth]")
    lab.command("application:toggle-left-area")
    assert outside > 200
    assert inside <= outside + 1
