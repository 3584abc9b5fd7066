"""The same clicks in JupyterLab, on the web with Python, and on the web where Python cannot start."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.online, pytest.mark.xdist_group("site")]

TITLE = "The staff door"


def give(view):
    """Answer one of each kind whose answer is kept as it was given."""
    question = view("Question")
    for picked in (1, 3):
        question.get_by_role("radio").nth(picked).check()
    question.get_by_role("button", name="Check").click()
    for label, text in (
        ("Think, then write", "That he “came to me”,\nand no more. 🙂"),
        ("Poll: where would you draw the line?", "Because <he> means it & says so."),
    ):
        box = view(label).get_by_role("textbox")
        box.fill(text)
        box.blur()
    view("Poll: where would you draw the line?").get_by_role("radio").nth(2).check()
    places = view("Triage board").get_by_role("group").first.get_by_role("button")
    for place in (1, 0):
        places.nth(place).click()


def play(view):
    """Guess, and play a story: Python completes what is kept of it."""
    guess = view("Guess first")
    guess.get_by_role("spinbutton").fill("55")
    guess.get_by_role("button").first.click()
    guess.get_by_text("You said 55;").wait_for()
    story = view(TITLE)
    story.get_by_role("button", name="Begin").click()
    story.locator(".tf-now .tf-way-on", has_text="Who is he").click()
    story.locator(".tf-turn").nth(1).wait_for()


def as_kept(document):
    """A document without what says when it was saved."""
    return {name: value for name, value in document.items() if name != "saved"}


def test_the_same_clicks_are_kept_as_the_same_file_in_all_three(new_reader, open_cells, clicks):
    lab = open_cells(*clicks).run_all()
    give(lab.view)
    # One after the other; this was the last.
    lab.until(lambda saved: saved.get("triage") == {"employer-calls": "keep"})
    file = lab.notebook.parent / "answers.json"
    without = as_kept(json.loads(file.read_text("utf-8")))
    play(lab.view)
    lab.until(lambda saved: "Who is he" in json.dumps(saved.get("scenarios", {})))
    kernel = as_kept(json.loads(file.read_text("utf-8")))

    with_python = new_reader().open("course/clicks")
    give(with_python.view)
    play(with_python.view)
    with_python.until(lambda kept: kept == kernel["answers"])
    assert as_kept(with_python.document()) == kernel

    nowhere = new_reader()
    nowhere.context.route("**/python/**", lambda route: route.abort())
    nowhere.open("course/clicks")
    give(nowhere.view)
    nowhere.until(lambda kept: kept == without["answers"])
    assert as_kept(nowhere.document()) == without
    nowhere.view("Triage board").get_by_text("Python could not say what follows").first.wait_for()
    # The browser's console names the files that did not come.
    nowhere.errors.clear()
