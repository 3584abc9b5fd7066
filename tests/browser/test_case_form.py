"""A whole case in a real Chromium: by keyboard alone, after reload and restart, in two tabs, in both themes."""

import shutil

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Nothing here is an answer to anything that students get.
CASE = """
schema: 1
part: case-toy
kind: case
title: "Ada and the kite"
points: 14
place: CO
day: "2026-11-01"
setting: "You mind a shop."
cast: [{id: ada, label: "Ada, a child"}, {id: boss, label: "The boss"}]
rule: "Toys may be shown."
story: ["The sun shines.", "Ada wants the big red kite.", "The boss is out, and back at noon."]
support: "Call the shop next door."
sentences: true
criteria: [{id: big, label: "It is big"}, {id: red, label: "It is red"}]
rules: [{id: shop, label: "What a shop may do"}, {id: street, label: "What anybody may do"}]
actions:
  - {id: keep, label: "Keep it"}
  - {id: show, label: "Show it to her, and say what it costs; the price is on the box, and the string is not in it"}
  - {id: sell, label: "Sell it"}
order: 2
recipients: [{id: boss, label: "The boss"}, {id: press, label: "The press"}]
items: [{id: name, label: "Her name"}, {id: price, label: "The price"}]
record: [{id: shown, label: "What was shown"}, {id: liked, label: "Whether it was liked"}]
rationale: "In ten words: why?"
"""
CELLS = ('from tarasoff import Sheet\n\nsheet = Sheet("ps")', 'sheet.form("case-toy")', 'sheet.check("case-toy")')
TITLE, TEXT = "Ada and the kite", "Because she asked, and it is for sale."
ANSWERS = {
    "facts": [1, 3],
    "criteria": {"big": "met", "red": "not_met"},
    "rule": "street",
    "actions": ["show", "keep"],
    "disclosure": {"boss": ["name"]},
    "record": ["liked"],
    "rationale": TEXT,
}
# What lies beyond the right edge of the view, and not in something that scrolls.
BEYOND = """(view) => {
  const edge = (one) => one.getBoundingClientRect().right;
  return [...view.querySelectorAll('p, li, label, h4, textarea, button')]
    .filter((one) => !one.closest('.tf-scroll, .tf-live') && edge(one) > edge(view) + 1)
    .map((one) => one.outerHTML.slice(0, 80));
}"""


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def spoken(view):
    return view.locator("[aria-live]")


def focused(page):
    """The name of the control that has the focus."""
    return page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.innerText")


@pytest.fixture
def case_lab(open_lab, tmp_path):
    folder = tmp_path / "whole"
    folder.mkdir()
    (folder / "case-toy.yaml").write_text(CASE, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(one) for one in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, folder / "whole.ipynb")
    return open_lab(folder, "whole").run_all()


def settled(lab, page, **fields):
    """Wait until this is saved, and the note on it is on the screen."""
    lab.until(lambda saved: fields.items() <= saved.get("case-toy", {}).items())
    page.wait_for_timeout(300)


def by_keys(lab, page, view):
    """Answer the whole case with the keys alone, as somebody would who never touches a mouse."""
    view.get_by_role("checkbox", name="The sun shines.").focus()
    # In JupyterLab "d d" deletes a cell, "b" and "a" insert one.
    press(page, "Space", "d", "d", "b", "a", "Tab", "Tab", "Space")
    expect(spoken(view)).to_have_text("Saved. 7 still open, in steps 2, 3, 4, 5, 6 and 7.")
    press(page, "Tab", "Space", "Tab", "Space", "ArrowRight")
    press(page, "Tab", "Space", "ArrowDown")
    # The list is empty, so that the next stop is the first thing to add.
    press(page, "Tab")
    assert focused(page) == "Add: Keep it"
    press(page, "Enter")
    expect(spoken(view)).to_contain_text("Added as number 1: Keep it. Your order: 1, Keep it. Saved.")
    assert focused(page).startswith("Add: Show it"), "the focus did not stay where things are added"
    press(page, "Enter")
    expect(spoken(view)).to_contain_text("Your order: 1, Keep it; 2, Show it to her, and")
    assert focused(page) == "Add: Sell it"
    settled(lab, page, actions=["keep", "show"])
    press(page, "Enter")
    expect(spoken(view)).to_have_text("You have chosen 2, and no more count. Take one out first.")
    press(page, "Shift+Tab", "Shift+Tab", "Enter")
    expect(spoken(view)).to_have_text("It is last already.")
    press(page, "Shift+Tab", "Enter")
    expect(spoken(view)).to_contain_text("Now number 1: Show it to her")
    expect(spoken(view)).to_contain_text("; 2, Keep it. Saved.")
    assert focused(page).startswith("Move up: Show it"), "what was moved lost the focus"
    settled(lab, page, actions=["show", "keep"])
    press(page, "d", "d", "Enter")
    expect(spoken(view)).to_have_text("It is first already.")
    # Out with the last one, and in again.
    press(page, "Tab", "Tab", "Tab", "Tab", "Tab")
    assert focused(page) == "Take out: Keep it"
    press(page, "Space")
    expect(spoken(view)).to_contain_text("Taken out: Keep it. Your order: 1, Show it")
    assert focused(page).startswith("Take out: Show it")
    press(page, "Tab")
    assert focused(page) == "Add: Keep it"
    press(page, "Space")
    expect(spoken(view)).to_contain_text("Added as number 2: Keep it.")
    # "Nobody", the table, its first box, and past the other three.
    press(page, *["Tab"] * 3, "Space", *["Tab"] * 5, "Space")
    press(page, "Tab")
    page.keyboard.type(TEXT, delay=5)
    expect(view.get_by_text("8 words")).to_be_visible()
    press(page, "Tab")


def test_a_whole_case_by_keyboard_alone_and_it_is_there_after_reload_and_restart(case_lab, page, axe):
    cells = case_lab.cells()
    view = case_lab.view(TITLE)
    expect(view.get_by_role("heading", name="1. The sentences that matter")).to_contain_text("Open")
    for words in ("Colorado, 1 November 2026.", "Ada, a child. The boss", "Call the shop next door."):
        expect(view.get_by_text(words)).to_be_visible()
    by_keys(case_lab, page, view)
    assert case_lab.until(lambda saved: "rationale" in saved.get("case-toy", {}))["case-toy"] == ANSWERS
    assert case_lab.cells() == cells, "a key went past the form to the notebook, and a cell is gone or new"

    def all_there():
        again = case_lab.view(TITLE)
        expect(again.get_by_role("checkbox", checked=True)).to_have_count(4)
        expect(again.get_by_role("radio", checked=True)).to_have_count(3)
        expect(again.get_by_role("list", name="Chosen").get_by_role("listitem")).to_contain_text(["Show it", "Keep it"])
        expect(again.get_by_role("textbox")).to_have_value(TEXT)
        expect(again.locator(".tf-state")).to_have_text(["Answered"] * 7)
        expect(page.get_by_text(f"{TITLE}: complete, not marked.")).to_be_visible()

    case_lab.survives(all_there)
    assert case_lab.saved() == {"case-toy": ANSWERS}
    for _ in case_lab.themes():
        assert axe(page, ".tarasoff") == []


@pytest.mark.every
def test_axe_finds_nothing_in_a_whole_case_with_nothing_answered_and_half_answered(case_lab, page, axe):
    view = case_lab.view(TITLE)
    for _ in case_lab.themes():
        assert axe(page, ".tarasoff") == []
    view.get_by_role("group", name="It is big").get_by_label("Unclear").check()
    for name in ("Add: Keep it", "Add: Sell it"):
        view.get_by_role("button", name=name).click()
    expect(view.get_by_role("heading", name="2. The criteria")).to_contain_text("Open: 1 of 2 answered")
    expect(view.locator(".tf-note")).to_have_text("Saved.")
    for _ in case_lab.themes():
        assert axe(page, ".tarasoff") == []
    # Beside the file browser there is little room; nothing may lie beyond the edge.
    page.set_viewport_size({"width": 640, "height": 2600})
    for _ in case_lab.themes():
        assert view.evaluate(BEYOND) == []
        assert axe(page, ".tarasoff") == []


@pytest.mark.every
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_case_is_no_taller_than_the_window_and_its_story_stays_in_sight(open_lab, page, size):
    """What is judged and the story on which it is judged are on the screen together, on a telephone as well."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    lab = open_lab("release/ps4-criteria", "ps4-criteria").run_all()
    # On a telephone nobody has the list of files open.
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    view = lab.view("Anouk and the canal road")
    window = page.locator(".jp-WindowedPanel-outer").first
    assert view.bounding_box()["height"] <= window.bounding_box()["height"]
    view.get_by_label("Nobody is told anything.").scroll_into_view_if_needed()
    assert view.get_by_text("The case", exact=True).is_visible()
    story, panes = view.locator(".tf-story").bounding_box(), view.locator(".tf-beside").bounding_box()
    assert story["y"] == pytest.approx(panes["y"], abs=2), "the story scrolled away with what is asked"


def test_a_text_is_saved_at_a_pause_and_when_it_is_left_but_not_at_each_key(case_lab, page):
    view = case_lab.view(TITLE)
    times = []
    page.evaluate(
        """() => { window.sent = 0; const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...all) { window.sent += 1; return send.apply(this, all); }; }"""
    )
    view.get_by_role("textbox").focus()
    for words in ("Because ", "she asked."):
        before = page.evaluate("window.sent")
        page.keyboard.type(words, delay=20)
        times.append(page.evaluate("window.sent") - before)
        case_lab.until(lambda saved, words=words: saved.get("case-toy", {}).get("rationale", "").endswith(words))
    assert max(times) <= 1, "something was sent at each key"
    expect(view.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(" So.")
    press(page, "Tab")
    case_lab.until(lambda saved: saved["case-toy"]["rationale"] == "Because she asked. So.")
    view.get_by_role("textbox").fill("  ")
    press(page, "Tab")
    case_lab.until(lambda saved: saved["case-toy"] == {})
    expect(view.get_by_role("heading", name="7. Your rationale")).to_contain_text("Open")


@pytest.fixture
def second_tab(case_lab, new_page):
    """The same answers in another notebook, with a kernel of its own."""
    twin = case_lab.notebook.with_name("second-tab.ipynb")
    shutil.copyfile(case_lab.notebook, twin)
    new_page.set_viewport_size({"width": 1280, "height": 2600})
    return type(case_lab)(new_page, case_lab.server, twin).open().run_all()


def test_in_two_tabs_nothing_is_lost_and_a_text_is_not_written_over(case_lab, second_tab, page, axe):
    mine, theirs = case_lab.view(TITLE), second_tab.view(TITLE)
    mine.get_by_label("The sun shines.").check()
    theirs.get_by_role("button", name="Add: Sell it").click()
    theirs.get_by_role("textbox").fill("Theirs.")
    theirs.get_by_role("textbox").blur()
    case_lab.until(lambda saved: saved.get("case-toy") == {"facts": [1], "actions": ["sell"], "rationale": "Theirs."})
    mine.get_by_role("textbox").fill("Mine.")
    expect(mine.locator(".tf-problem")).to_contain_text("changed in another window")
    expect(mine.get_by_role("textbox")).to_have_value("Mine.")
    expect(mine.get_by_role("blockquote")).to_have_text("Theirs.")
    # What the other tab chose has come along.
    expect(mine.get_by_role("list", name="Chosen").get_by_role("listitem")).to_contain_text(["Sell it"])
    assert axe(page, ".tarasoff") == []
    mine.get_by_role("button", name="Keep the one in the box").click()
    case_lab.until(lambda saved: saved["case-toy"]["rationale"] == "Mine.")
    expect(mine.get_by_role("blockquote")).to_be_hidden()
    theirs.get_by_role("textbox").fill("Theirs again.")
    expect(theirs.get_by_role("blockquote")).to_have_text("Mine.")
    theirs.get_by_role("button", name="Take this text").click()
    expect(theirs.get_by_role("textbox")).to_have_value("Mine.")
    expect(theirs.get_by_role("textbox")).to_be_focused()
    second_tab.page.wait_for_timeout(1500)
    assert case_lab.saved()["case-toy"] == {"facts": [1], "actions": ["sell"], "rationale": "Mine."}


@pytest.mark.every
def test_what_was_typed_while_the_kernel_was_gone_comes_back(case_lab, page):
    case_lab.view(TITLE).get_by_role("textbox").fill("Before.")
    case_lab.until(lambda saved: saved.get("case-toy") == {"rationale": "Before."})
    session = "window.jupyterapp.shell.currentWidget.sessionContext"
    page.evaluate(f"async () => {{ await {session}.shutdown(); }}")
    view = case_lab.view(TITLE)
    view.get_by_role("textbox").fill("Before. And after.")
    expect(view.locator(".tf-unsent")).to_contain_text("Not saved yet", timeout=15_000)
    assert case_lab.saved()["case-toy"] == {"rationale": "Before."}
    page.evaluate(f"async () => {{ await {session}.changeKernel({{ name: 'python3' }}); }}")
    case_lab.run_all()
    expect(case_lab.view(TITLE).get_by_role("textbox")).to_have_value("Before. And after.")
    case_lab.until(lambda saved: saved["case-toy"] == {"rationale": "Before. And after."})
    assert case_lab.errors() == []


def test_what_was_typed_just_before_the_view_goes_is_saved(case_lab, page):
    case_lab.view(TITLE).get_by_role("textbox").fill("Before.")
    # A box that has the focus says itself that it was changed, at least in Chromium.
    case_lab.view(TITLE).get_by_role("textbox").blur()
    case_lab.until(lambda saved: saved.get("case-toy") == {"rationale": "Before."})
    # In one go, so that no pause in the writing saves it first.
    page.evaluate(
        """async () => { const box = document.querySelector('.tarasoff textarea');
        box.value = 'Before. And after.';
        box.dispatchEvent(new Event('input', { bubbles: true }));
        await window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs'); }"""
    )
    expect(page.locator(".tarasoff")).to_have_count(0)
    case_lab.until(lambda saved: saved["case-toy"] == {"rationale": "Before. And after."})
