"""A practice case in a real Chromium: filled in, marked, read, tried again, and there after a reload."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SIZE = {"width": 1280, "height": 1400}
CASE, TITLE = "case-umar", "Umar and two who ask"
CELLS = ("from tarasoff import Practice", f'Practice("{CASE}")')


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_a_case_is_filled_in_marked_tried_again_and_is_there_after_a_reload(open_cells, page, axe):
    lab = open_cells(*CELLS).run_all()
    view = lab.view(TITLE)
    view.get_by_label("In none of them did he speak").check()
    for name, judgement in (("Injury is imminent", "Not met"), ("As far as you know", "Met")):
        view.get_by_role("group", name=name).get_by_label(judgement, exact=True).check()
    view.get_by_label("Mr Pell: That he came to you").check()
    lab.until(lambda saved: saved.get(CASE, {}).get("disclosure") == {"pell": ["client"]})
    # The reason that a report would give is nowhere yet.
    assert page.get_by_text("It may cost him the flat").count() == 0
    view.get_by_role("button", name="Have it marked").click()

    title = view.get_by_role("heading", name="of 12 points")
    expect(title).to_be_focused()
    expect(view.locator("[aria-live]")).to_contain_text("Marked.")
    told = view.get_by_role("listitem").filter(has_text="Mr Pell: “That he came to you”").last
    expect(told).to_contain_text("Too much")
    expect(told).to_contain_text("It may cost him the flat, and protects nobody.")
    expect(view.get_by_text("Over-breach", exact=True).first).to_be_visible()
    link = view.get_by_role("link", name="lecture 01, The promise and its limits: “Who may hear what”").first
    assert link.get_attribute("href") == "01-promise.ipynb#Who-may-hear-what"
    expect(view.get_by_role("checkbox")).to_have_count(0)
    for _ in lab.themes():
        assert axe(page, ".tarasoff") == []
    page.set_viewport_size({"width": 700, "height": 844})
    found = view.get_by_role("region", name="of 12 points")
    assert found.evaluate("(region) => region.scrollHeight - region.clientHeight") <= 1, "a box scrolls in the page"
    page.set_viewport_size(SIZE)

    view.get_by_role("button", name="Try again, keep what was right").click()
    expect(view.get_by_role("group", name="Injury is imminent").get_by_label("Not met", exact=True)).to_be_checked()
    expect(view.get_by_role("group", name="As far as you know").get_by_role("radio", checked=True)).to_have_count(0)
    expect(view.locator("summary").filter(has_text="The case").first).to_be_focused()
    expect(view.get_by_role("heading", name="The sentences that matter")).to_contain_text("Right so far: go on")
    kept = {"facts": [2], "criteria": {"imminent": "not_met"}, "tries": 1}
    lab.until(lambda saved: {**saved[CASE], "again": None} == {**kept, "again": None})
    assert page.get_by_text("It may cost him the flat").count() == 0

    view.get_by_label("Nobody is told anything.").check()
    view.get_by_role("button", name="Have it marked").click()
    expect(title).to_be_visible()

    def all_there():
        again = lab.view(TITLE)
        expect(again.get_by_role("heading", name="of 12 points")).to_be_visible()
        expect(again.get_by_text("Try 2")).to_be_visible()
        expect(again.get_by_text("Nobody is told anything. There is nobody to protect")).to_be_visible()

    lab.survives(all_there)
    lab.view(TITLE).get_by_role("button", name="Start again, empty form").click()
    lab.until(lambda saved: saved[CASE] == {"tries": 2})
    expect(lab.view(TITLE).get_by_role("radio", checked=True)).to_have_count(0)
