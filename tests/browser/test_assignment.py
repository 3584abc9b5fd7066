"""The form of ps1 in a real Chromium: filled in, reloaded, kernel started anew, and in two windows at once."""

import shutil

import pytest

from tarasoff.assignment.files import load_part

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

QUESTIONS, AMAL = "Eight questions", "Amal and the new shop"


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


@pytest.fixture
def shown(root):
    """The ids that can be chosen, in the order in which a salt shows them: of each question, and of each list."""
    release = root / "release" / "ps1-limits"
    questions, amal = (load_part(release / f"{name}.yaml") for name in ("questions", "case-amal"))
    lists = {name: [one.id for one in getattr(amal, name)] for name in ("actions", "recipients", "items")}
    return {one.id: list(one.options) for one in questions.questions} | lists


def fill(lab):
    questions = lab.view(QUESTIONS)
    for number in range(8):
        questions.get_by_role("group").nth(number).get_by_role("radio").nth(number % 4).check()
    expect(questions.locator(".tf-summary")).to_contain_text("Everything here is answered. It is not marked yet")
    # The check below follows the form, and nobody has to run it again.
    expect(lab.page.get_by_text("Eight questions: complete, not marked.")).to_be_visible()
    case = lab.view(AMAL)
    for name in ("The client herself communicated a threat", "There are means and a plan"):
        case.get_by_role("group", name=name).get_by_label("Unclear").check()
    case.get_by_label("Bring the case to Friday's team meeting").check()
    case.get_by_label("The police: That she has her brother's pistol").check()
    return lab.until(lambda saved: "disclosure" in saved.get("case-amal", {}))


def test_the_form_is_saved_at_once_and_survives_reload_and_restart(open_lab, page, axe):
    lab = open_lab("release/ps1-limits", "ps1-limits").run_all()
    cells = lab.cells()
    saved = fill(lab)
    assert len(saved["questions"]) == 8
    assert saved["case-amal"]["disclosure"] == {"police": ["pistol"]}

    def all_there():
        expect(lab.view(QUESTIONS).get_by_role("radio", checked=True)).to_have_count(8)
        case = lab.view(AMAL)
        expect(case.get_by_role("radio", checked=True)).to_have_count(3)
        expect(case.get_by_label("The police: That she has her brother's pistol")).to_be_checked()
        expect(page.get_by_text("Eight questions: complete, not marked.")).to_be_visible()

    lab.survives(all_there)
    assert lab.saved() == saved
    assert axe(page, ".tarasoff") == []
    assert lab.cells() == cells


def test_the_case_by_keyboard_alone(open_lab, page, shown):
    lab = open_lab("release/ps1-limits", "ps1-limits").run_all()
    cells = lab.cells()
    case = lab.view(AMAL)
    case.get_by_role("group", name="The client herself communicated a threat").get_by_role("radio").first.focus()
    for key in ("Space", "ArrowRight", "d", "d", "Tab", "Space", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    for key in ("ArrowDown", "b", "x"):
        page.keyboard.press(key)
    case.get_by_label("Nobody is told anything.").focus()
    page.keyboard.press("Space")
    saved = lab.until(lambda saved: "disclosure" in saved.get("case-amal", {}))["case-amal"]
    assert saved["criteria"] == {"communicated": "not_met", "serious": "met"}
    assert saved["action"] == shown["actions"][1]
    assert saved["disclosure"] == {}
    assert lab.cells() == cells


@pytest.mark.every
def test_a_second_window_does_not_overwrite_the_first(open_lab, new_page, shown):
    lab = open_lab("release/ps1-limits", "ps1-limits").run_all()
    twin = lab.notebook.with_name("second-window.ipynb")
    shutil.copyfile(lab.notebook, twin)
    other = type(lab)(new_page, lab.server, twin).open().run_all()
    lab.view(QUESTIONS).get_by_role("group").nth(0).get_by_role("radio").nth(1).check()
    expect(lab.view(QUESTIONS).locator(".tf-note")).to_have_text("Saved.")
    theirs = other.view(QUESTIONS)
    # A click, since the answer may be put back before "check" has looked at it.
    theirs.get_by_role("group").nth(0).get_by_role("radio").nth(3).click()
    expect(theirs.locator(".tf-problem")).to_contain_text("changed in another")
    expect(theirs.get_by_role("group").nth(0).get_by_role("radio").nth(1)).to_be_checked()
    theirs.get_by_role("group").nth(1).get_by_role("radio").nth(2).check()
    chosen = {"waiting-room": shown["waiting-room"][1], "insurer-letter": shown["insurer-letter"][2]}
    lab.until(lambda saved: saved["questions"] == chosen)


def test_the_questions_by_keyboard_alone_and_every_change_is_announced(open_lab, page, shown):
    lab = open_lab("release/ps1-limits", "ps1-limits").run_all()
    cells = lab.cells()
    questions = lab.view(QUESTIONS)
    questions.get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown", "d", "d", "b", "a", "m", "Tab", "Space", "x"):
        page.keyboard.press(key)
    chosen = {"waiting-room": shown["waiting-room"][1], "insurer-letter": shown["insurer-letter"][0]}
    lab.until(lambda saved: saved.get("questions") == chosen)
    expect(questions.locator("[aria-live]")).to_contain_text("6 still open")
    case = lab.view(AMAL)
    case.get_by_role("group", name="What do you do first?").get_by_role("radio").first.focus()
    for key in ("Space", "d", "d", "Tab", "Space", "Tab", "Tab", "Space", "b"):
        page.keyboard.press(key)
    # Tab: "nobody", then the table, which scrolls, then its first box.
    saved = lab.until(lambda saved: saved.get("case-amal", {}).get("disclosure"))
    told = {shown["recipients"][0]: [shown["items"][0]]}
    assert saved["case-amal"] == {"action": shown["actions"][0], "disclosure": told}
    expect(case.locator("[aria-live]")).to_contain_text("7 still open")
    assert lab.cells() == cells, "a key went past the form to the notebook"


@pytest.mark.every
def test_axe_finds_nothing_in_the_forms_in_the_dark(open_lab, page, axe):
    lab = open_lab("release/ps1-limits", "ps1-limits")
    page.evaluate(
        "async () => await window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })"
    )
    lab.run_all()
    fill(lab)
    assert page.locator(".tarasoff").count() == 3
    assert axe(page, ".tarasoff") == []
