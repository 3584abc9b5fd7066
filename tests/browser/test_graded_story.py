"""A story that counts, in a real Chromium: nothing on the way says what a choice is worth, and the play is kept."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "Lambert and the Friday shift"
WAY = (
    *("I would keep him away", "Who will be sorry", "Tell him what you have to do", "Mr. Dorn and the police: you"),
    *("Who threatens whom", "Send him the file", "Say to whom you spoke", "What he said, what you asked"),
)


def choose(view, words):
    from playwright.sync_api import expect

    turns = view.locator(".tf-turn").count()
    view.locator(".tf-now .tf-way-on", has_text=words).click()
    expect(view.locator(".tf-turn")).to_have_count(turns + 1)


def test_a_graded_story_says_nothing_of_its_worth_and_is_kept(open_lab, page, axe, tmp_path):
    from playwright.sync_api import expect

    lab = open_lab("release/ps5-conference", "ps5-conference").run_all()
    view = lab.view(TITLE)
    view.get_by_role("button", name="Begin").click()
    view.get_by_role("group", name="What do you answer?").wait_for()
    for words in WAY:
        choose(view, words)
    view.get_by_role("button", name="See where things stand").click()
    end = view.get_by_text("Your play has come to its end")
    end.wait_for()
    view.screenshot(path=tmp_path / "end.png")
    assert view.locator(".tf-chose").count() == len(WAY)
    shown = view.inner_text()
    assert not [word for word in ("Too much", "Too little", "Fits", "odds", "Trust") if word in shown]
    assert "what came of them does not count" in shown
    expect(page.get_by_text(f"{TITLE}: complete, not marked.").first).to_be_visible()
    run = lab.saved()["scenario-lambert"]["lambert"]["runs"][-1]
    assert (run["ended"], {step["verdict"] for step in run["steps"]}) == (True, {""})
    assert axe(page, f'.tarasoff[aria-label="{TITLE}"]') == []
