"""Explorers as a learner moves them: by keys and by mouse, predicting first, and there again after reload."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Each explorer, the lecture it stands in, and a slider to move.
EXPLORERS = {
    "04-trust": (("Who still tells?", "m: what is still told"),),
    "models": (
        ("When does a reporting rule avert more?", "Harm averted where it is passed on"),
        ("A ledger of trust", "Confidences kept before the breach"),
        ("A clinic over twenty years", "Of what is told"),
        ("Harms averted, confidences lost", "Harm averted where a confidence"),
    ),
    "05b-prediction": (
        ("What a base rate does", "Base rate"),
        ("Where to draw the line", "The line"),
        ("How sure must one be?", "p: how probable"),
    ),
}

# Everything that would move if the layout did.
PLACES = """(view) => [...view.querySelectorAll('input[type=range], figure, summary')].map((one) => {
  const box = one.getBoundingClientRect(), top = view.getBoundingClientRect();
  return [Math.round(box.left - top.left), Math.round(box.top - top.top), Math.round(box.width)].join(' ');
})"""


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def hears_what_it_says(page, view):
    """Both follow the slider, on a busy machine some steps apart; so the two are read anew until they agree."""
    for _ in range(100):
        spoken, says = (" ".join(view.locator(one).text_content().split()) for one in ("[aria-live]", ".tf-says"))
        if spoken == says:
            return
        page.wait_for_timeout(100)
    assert spoken == says


@pytest.mark.parametrize("name", EXPLORERS)
def test_sliders_move_by_keys_and_the_sentence_follows(open_lab, page, axe, name):
    lab = open_lab("course", name).run_all()
    cells = lab.cells()
    for title, label in EXPLORERS[name]:
        view = lab.view(title)
        if view.locator(".tf-guess-first").count():
            lab.guess(view)
        says = view.locator(".tf-says")
        before = says.inner_text()
        slider = view.get_by_role("slider", name=label)
        slider.scroll_into_view_if_needed()
        places = view.evaluate(PLACES)
        slider.focus()
        # A guess may start a slider at its right end.
        key = "ArrowLeft" if view.locator(".tf-guess-first").count() else "ArrowRight"
        page.keyboard.press(key)
        page.keyboard.press(key)
        expect(says).not_to_have_text(before)
        # A screen reader hears the sentence, and the slider its value in words.
        hears_what_it_says(page, view)
        shown = slider.evaluate("(one) => one.closest('.tf-slider').querySelector('.tf-shown').textContent")
        assert slider.get_attribute("aria-valuetext") == shown
        assert view.evaluate(PLACES) == places, "something jumped while the slider moved"
        # In JupyterLab "d d" deletes a cell.
        page.keyboard.press("d")
        page.keyboard.press("d")
        expect(view.locator(".tf-note")).to_have_text("Saved.")
    assert lab.cells() == cells
    assert lab.errors() == []
    for fold in page.locator(".tarasoff details").all():
        fold.evaluate("(one) => { one.open = true; }")
    for _ in lab.themes():
        for title, _ in EXPLORERS[name]:
            assert axe(page, f'.tarasoff[aria-label="{title}"]') == []


def test_a_slider_stands_where_it_was_after_reload_and_restart(open_lab, page):
    lab = open_lab("course", "models").run_all()
    lab.guess(lab.view("When does a reporting rule avert more?"))
    slider = lab.view("When does a reporting rule avert more?").get_by_role("slider", name="m: what")
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    lab.until(lambda saved: saved.get("explorer-break-even-report-must-avert", {}).get("m") == 0.5)

    def all_there():
        view = lab.view("When does a reporting rule avert more?")
        expect(view.locator(".tf-says")).to_contain_text("With m = 0.5 a reporting rule must avert 86%")

    lab.survives(all_there)
    assert lab.errors() == []


def test_a_view_that_waits_shows_nothing_of_its_result_before_the_guess(open_lab):
    lab = open_lab("course", "05b-prediction").run_all()
    view = lab.view("What a base rate does")
    expect(view.get_by_role("button", name="Show")).to_be_visible()
    assert "would harm" not in view.inner_html()
    view.get_by_role("button", name="Show").click()
    expect(view.locator("[aria-live]")).to_contain_text("Guess a number from 0 to 100.")
    assert "would harm" not in view.inner_html()
    lab.guess(view, 63)
    expect(view.locator(".tf-says")).to_contain_text("275 would harm")
    assert lab.errors() == []


def test_predicting_first_hides_the_answer_until_something_is_said(open_lab, page):
    lab = open_lab("course", "models").run_all()
    view = lab.view("Harms averted, confidences lost")
    view.get_by_role("checkbox", name="Predict first").check()
    expect(view.locator(".tf-says")).to_be_hidden()
    view.get_by_role("button", name="Show").click()
    expect(view.locator("[aria-live]")).to_have_text("Type a number first.")
    view.get_by_role("spinbutton").fill("63")
    page.keyboard.press("Enter")
    expect(view.locator(".tf-says")).to_be_visible()
    expect(view).to_contain_text("You said 63.")
    # Moving on asks again.
    view.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(view.locator(".tf-says")).to_be_hidden()
    assert lab.errors() == []


def test_an_example_sets_the_sliders_and_every_number_has_its_row(open_lab, page):
    lab = open_lab("course", "05b-prediction").run_all()
    view = lab.view("What a base rate does")
    lab.guess(view)
    view.get_by_label("Examples, from studies and others").select_option(
        label="Homicide in ten years after a conviction for threatening to kill"
    )
    expect(view.locator(".tf-says")).to_contain_text("4.6% would harm")
    view.get_by_text("Where the numbers come from").click()
    expect(view).to_contain_text("[V13]")
    assert view.locator(".tf-sources a[href^='http']").count() > 5
    view.get_by_role("button", name="Start over").click()
    expect(view.locator(".tf-says")).to_contain_text("37.4% would harm")
    # At the ends there is a sentence, and no picture of nothing.
    slider = view.get_by_role("slider", name="Base rate")
    slider.focus()
    page.keyboard.press("Home")
    expect(view.locator(".tf-says")).to_contain_text("Nobody would harm")
    assert lab.errors() == []


def test_a_held_key_ends_where_it_was_let_go(open_lab, page):
    lab = open_lab("course", "models").run_all()
    view = lab.view("Harms averted, confidences lost")
    view.get_by_text("More assumptions").click()
    slider = view.get_by_role("slider", name="Harm averted by treatment alone")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight", delay=1)
    lab.until(lambda saved: saved.get("explorer-balance", {}).get("e_private") == 0.85)
    page.wait_for_timeout(500)
    # On a busy machine the last steps are still under way.
    expect(slider).to_have_attribute("aria-valuetext", "85%", timeout=15_000)
    assert lab.errors() == []
