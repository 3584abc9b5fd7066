"""Lectures 02 and 03 and the Atlas as a learner works with them: map, finder, timeline in a real Chromium, by keys."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    return page.evaluate("() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def spoken(view):
    return view.locator("[aria-live]")


@pytest.mark.every
def test_the_timeline_is_moved_through_and_is_where_it_was_after_reload_and_restart(open_lab, page):
    lab = open_lab("course", "02-tarasoff").run_all()
    cells = lab.cells()
    timeline = lab.view("Timeline of the Tarasoff case")
    expect(timeline).to_contain_text("September 1967")
    timeline.get_by_role("button", name="Next").focus()
    press(page, "Enter")
    expect(timeline.locator(".tf-where")).to_have_text("Event 2 of 29")
    expect(spoken(timeline)).to_contain_text("Who knew what by then")
    timeline.get_by_label("Follow one person").select_option("Dr Powelson")
    expect(spoken(timeline)).to_contain_text("1 event with Dr Powelson")
    expect(timeline.locator(".tf-card")).to_contain_text("According to the complaint, Dr Harvey Powelson")
    expect(timeline.locator(".tf-card")).to_contain_text("Pleaded: an allegation of the complaint")
    # In JupyterLab "d d" deletes a cell, "b" and "a" insert one.
    timeline.get_by_role("button", name="Event 13 of 29").focus()
    press(page, "d", "d", "b", "a")
    lab.until(lambda saved: saved.get("timeline", {}).get("at") == "1969-08-director-order")
    assert lab.cells() == cells, "a key went past the view to the notebook, and a cell is gone or new"

    def all_there():
        expect(lab.view("Timeline of the Tarasoff case").locator(".tf-where")).to_have_text("Event 13 of 29")

    lab.survives(all_there)
    assert lab.errors() == []


def test_the_story_of_1969_myths_and_cases_answer_what_is_chosen(open_lab, page):
    lab = open_lab("course", "02-tarasoff").run_all()
    cells = lab.cells()
    story = lab.view("August 1969")
    expect(story).not_to_contain_text("International House")
    story.get_by_role("button", name="Begin").focus()
    press(page, "Enter", "d", "d")
    expect(story).to_contain_text("He lives at International House.")
    expect(story).not_to_contain_text("Cowell Memorial")

    myths = lab.view("True, half true or false?")
    myths.get_by_role("button", name="True", exact=True).click()
    expect(myths.locator(".tf-feedback")).to_contain_text("Not so. False. The measure is a serious danger")
    expect(myths.locator(".tf-summary")).to_have_text("1 of 6 judged, 0 right.")

    cases = lab.view("Landmark cases")
    cases.get_by_label("First case").select_option("peck_1985")
    cases.get_by_label("Second case").select_option("volk_2016")
    expect(cases).to_contain_text("Peck: property, nobody's body")
    expect(cases).not_to_contain_text("The court:")
    cases.get_by_label("First case").select_option("tarasoff_1976")
    cases.get_by_label("Second case").select_option("thompson_alameda_1980")
    cases.get_by_role("radio", name="Can the person be identified").check()
    cases.get_by_role("button", name="Change it").click()
    thompson = cases.get_by_role("article", name="Thompson v. County of Alameda")
    expect(thompson).to_contain_text("The court: duty rejected.")
    expect(thompson.locator(".tf-word").last).to_have_text("duty")
    assert lab.cells() == cells
    assert lab.errors() == []


def test_the_map_by_keyboard_alone(open_lab, page):
    lab = open_lab("course", "atlas").run_all()
    cells = lab.cells()
    view = lab.view("Map of the states")
    view.get_by_role("button", name="California: Danger to others: duty").focus()
    press(page, "ArrowRight", "ArrowRight", "d", "d", "b")
    assert focused(page) == "Colorado: Danger to others: duty"
    press(page, "Enter")
    expect(view.get_by_role("article")).to_contain_text("Colo. Rev. Stat. § 13-21-117")
    expect(spoken(view)).to_contain_text("Colorado: Danger to others: duty")
    press(page, "ArrowUp")
    assert focused(page).startswith("Wyoming")
    press(page, "Tab")
    assert "Wyoming" not in focused(page), "fifty-one tiles are fifty-one tab stops"
    view.get_by_label("The tiles show").select_option("imminence")
    expect(spoken(view)).to_contain_text("Danger to others: needs imminence. yes:")
    expect(view.get_by_role("button", name="California: Danger to others: needs imminence: no")).to_be_visible()
    view.get_by_text("The same as a table").click()
    expect(view.get_by_role("region", name="The states as a table").get_by_role("row")).to_have_count(52)
    assert lab.cells() == cells
    assert lab.errors() == []


def test_the_finder_says_what_the_law_comes_to_and_keeps_the_facts(open_lab, page):
    lab = open_lab("course", "atlas").run_all()
    cells = lab.cells()
    finder = lab.view("Duty finder")
    expect(finder.get_by_role("article")).to_contain_text("Duty.")
    state = finder.get_by_label("State")
    state.focus()
    page.keyboard.type("Tex")
    expect(finder.get_by_role("article")).to_contain_text("Texas")
    expect(finder.get_by_role("article")).to_contain_text("Find out first: Is it about to happen?")
    expect(spoken(finder)).to_contain_text("facts missing", ignore_case=True)
    finder.get_by_label("Is it about to happen?").select_option("yes")
    expect(finder.get_by_role("article")).to_contain_text("Permission.")
    expect(finder.get_by_role("article")).to_contain_text("personnel what the emergency needs or notify the police")
    finder.get_by_label("Who may come to harm?").select_option("nobody")
    expect(finder).to_contain_text("These facts cannot all be so")
    finder.get_by_label("Who may come to harm?").select_option("another")
    finder.get_by_text("More facts").click()
    finder.get_by_label("Does the client agree that it is passed on?").select_option("yes")
    expect(finder.get_by_role("article")).to_contain_text("what the client agrees to, and nobody else")

    border = lab.view("Two states side by side")
    expect(border.locator(".tf-short").nth(1)).to_contain_text("You may pass it on")
    expect(border).not_to_contain_text("Under both you may tell")
    border.get_by_role("checkbox", name="the police").check()
    border.get_by_role("button", name="Show").click()
    expect(border).to_contain_text("That is what you ticked.")

    dates = lab.view("One state on two days")
    dates.get_by_role("button", name="Maine").click()
    expect(dates.locator(".tf-short").nth(1)).to_contain_text("You must act")
    expect(dates.get_by_role("table", name="What differs")).to_contain_text("notify the police")
    lab.until(lambda saved: saved.get("finder", {}).get("consent") == "yes" and "dates" in saved)
    assert lab.cells() == cells

    def all_there():
        expect(lab.view("Duty finder").get_by_label("State")).to_have_value("TX")
        expect(lab.view("Duty finder").get_by_role("article")).to_contain_text("Texas")
        expect(lab.view("One state on two days").locator(".tf-short").nth(1)).to_contain_text("Maine")

    lab.survives(all_there)
    assert lab.errors() == []


# As when a kernel is busy: what is typed meanwhile must not be taken from under the hand.
BUSY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.requestExecute({ code: 'import time; time.sleep(1.5)', store_history: false });
}"""


@pytest.mark.every
def test_a_date_is_typed_while_the_kernel_is_busy_and_what_was_open_stays_open(open_lab, page):
    lab = open_lab("course", "atlas").run_all()
    finder = lab.view("Duty finder")
    card = finder.get_by_role("article")
    expect(card).to_contain_text("Duty.")
    card.get_by_text("What would change it").click()
    expect(card.get_by_text("→ permission").first).to_be_visible()
    page.evaluate(BUSY)
    finder.get_by_label("Can the person in danger be identified?").select_option("no")
    finder.get_by_label("On the day").focus()
    page.keyboard.type("12012018", delay=120)
    expect(card).to_contain_text("facts missing", ignore_case=True)
    expect(finder.get_by_label("On the day")).to_have_value("2018-12-01")
    press(page, "Enter")
    expect(card.get_by_role("heading", level=4)).to_have_text("California, 2018-12-01")
    expect(card.locator("details[open] summary")).to_have_text("What would change it")
    # A year before all law is a slip, and the day stays.
    page.keyboard.type("12010018")
    press(page, "Tab", "Tab", "Tab")
    expect(finder.get_by_label("On the day")).to_have_value("2018-12-01")
    # A fact that changes nothing is heard to have been taken all the same.
    finder.get_by_text("More facts").click()
    finder.get_by_label("Is violence in the past known of?").select_option("yes")
    expect(spoken(finder)).to_contain_text("Saved. California on 2018-12-01: facts missing.")
    lab.until(lambda saved: saved["finder"].get("day") == "2018-12-01")
    finder.get_by_role("button", name="Start over").click()
    expect(finder.get_by_label("On the day")).to_have_value("2026-11-01")
    lab.until(lambda saved: not saved.get("finder"))
    assert lab.errors() == []


@pytest.mark.every
@pytest.mark.parametrize("name", ["02-tarasoff", "03-law", "atlas"])
def test_axe_finds_nothing_in_any_view(open_lab, page, axe, name):
    lab = open_lab("course", name).run_all()
    # Answered and opened, so that what comes only then is looked at as well.
    if name == "02-tarasoff":
        lab.view("August 1969").get_by_role("button", name="Begin").click()
        lab.view("True, half true or false?").get_by_role("button", name="True", exact=True).click()
        lab.view("Timeline of the Tarasoff case").get_by_label("Follow one person").select_option("Dr Moore")
    elif name == "03-law":
        finder = lab.view("Duty finder")
        expect(finder.get_by_role("article")).to_have_count(0)
        finder.get_by_label("You must act.").check()
        finder.get_by_role("button", name="Show").click()
        expect(finder.get_by_role("article")).to_contain_text("Michigan")
    else:
        lab.view("Map of the states").get_by_role("button", name="Georgia").click()
        lab.view("Duty finder").get_by_label("State").select_option("GA")
    page.evaluate("() => document.querySelectorAll('.tarasoff details').forEach((one) => { one.open = true; })")
    views = page.locator(".tarasoff")
    assert views.count() > 2
    for view in views.all():
        view.scroll_into_view_if_needed()
        assert view.get_attribute("aria-label")
    for _ in lab.themes():
        assert axe(page, ".tarasoff") == []
