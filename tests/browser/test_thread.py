"""Three clients, the end of a lecture and a picture that waits for a guess, by keyboard in a real Chromium."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_a_card_is_answered_by_keys_and_is_there_again(open_cells, page, axe):
    lab = open_cells("from tarasoff import Close, Figure, ThreadCard", 'ThreadCard("04")', 'Close("04")',
                     'Figure("word", guess="which-word-changed")').run_all()  # fmt: skip
    cells = lab.cells()
    cards = lab.view("Your three clients")
    expect(cards).to_contain_text("who comes to my door?")
    expect(cards).not_to_contain_text("The law there, today")
    cards.get_by_role("radio", name="Keep it").focus()
    for key in ("Space", "ArrowDown", "d", "d"):
        page.keyboard.press(key)
    expect(cards.get_by_role("radio", name="Ask more")).to_be_checked()
    cards.get_by_role("button", name="Show what fits").focus()
    page.keyboard.press("Enter")
    expect(cards.locator(".tf-feedback")).to_contain_text("Ask what he expects to happen to his words")
    expect(cards.locator("[aria-live]")).to_contain_text("Ask what he expects")
    end = lab.view("Your ladder, and your phrase book")
    end.get_by_label("To whoever answers").fill("She is here with me.")
    end.get_by_label("To the client").focus()
    lab.until(lambda saved: saved.get("closes", {}).get("04", {}).get("hearer") == "She is here with me.")
    word = lab.view("1974 and 1976")
    expect(word.locator("del")).to_have_count(0)
    word.get_by_role("radio").first.check()
    word.get_by_role("button", name="Show").click()
    expect(word.locator("del")).to_have_text("warn")
    for _ in lab.themes():
        for view in ("Your three clients", "Your ladder, and your phrase book", "1974 and 1976"):
            assert axe(page, f'.tarasoff[aria-label="{view}"]') == []
    assert lab.cells() == cells

    def all_there():
        expect(lab.view("Your three clients").get_by_role("button", name="Corin, Fits")).to_be_visible()
        expect(lab.view("Your ladder, and your phrase book")).to_contain_text("Your phrase book: 1 of 10 lectures")

    lab.survives(all_there)
