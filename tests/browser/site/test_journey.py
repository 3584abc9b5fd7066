"""A learner on a phone without a network: a lecture, a case and a story; then the copy, and on in JupyterLab."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.online, pytest.mark.xdist_group("site")]

CASE, CASE_TITLE = "case-umar", "Umar and two who ask"
STORY = "The staff door"
WAY = ("Who is he", "How would you", "Do you mean it now")


def read_the_lecture(phone):
    """Lecture 05 from its first view to its last."""
    phone.open("course/05-criteria")
    decks = phone.page.locator('.tarasoff[aria-label="Practice questions"]')
    for number, deck in enumerate(decks.all()):
        for question in range((3, 2, 2)[number]):
            deck.get_by_role("radio").nth(question % 2).check()
            deck.get_by_role("button", name="Check").click()
            deck.locator(".tf-reason").first.wait_for()
            if deck.get_by_role("button", name="Next").is_enabled():
                deck.get_by_role("button", name="Next").click()
    question = phone.view("Question")
    question.get_by_role("radio").nth(1).check()
    question.get_by_role("button", name="Check").click()
    board = phone.view("Criteria board")
    board.get_by_role("spinbutton").fill("25")
    board.get_by_role("button", name="Show").click()
    board.get_by_text("You said 25;").wait_for()
    board.get_by_label("Is it about to happen?").select_option("unknown")
    board.get_by_text("not known: It is about to happen").wait_for()
    phone.view("Think, then write").get_by_role("textbox").fill("Is it today that you mean?")
    steps = phone.view("Guess first")
    for _ in range(5):
        steps.get_by_role("button", name="Add").first.click()
    steps.get_by_role("button", name="Show").click()
    phone.until(lambda kept: "how-far-it-travels" in json.dumps(kept))
    note = phone.view("Redactor")
    for sentence in (0, 3):
        note.get_by_role("checkbox").nth(sentence).check()
    note.get_by_role("button", name="Check").click()
    note.get_by_text("Under-breach").first.wait_for()
    ladder = phone.view("Your ladder, and your phrase book")
    ladder.get_by_role("radio").nth(1).check()
    ladder.get_by_role("textbox").first.fill("I cannot keep this to myself. You hear it from me first.")
    ladder.get_by_role("textbox").first.blur()
    place = phone.view("Where you stand")
    place.get_by_role("checkbox").check()
    place.get_by_text("1 of 11 lectures worked through").wait_for()
    assert fits(phone)


def have_a_case_marked(phone):
    phone.open("course/practice")
    case = phone.view(CASE_TITLE)
    case.get_by_label("In none of them did he speak").check()
    case.get_by_label("Mr Pell: That he came to you").check()
    case.get_by_role("button", name="Have it marked").click()
    case.get_by_role("heading", name="of 12 points").wait_for()
    assert fits(phone)


def play(phone):
    phone.open("course/07-case-conference")
    story = phone.view(STORY)
    story.get_by_role("button", name="Begin").click()
    for turn, words in enumerate(WAY, start=1):
        story.locator(".tf-now .tf-way-on", has_text=words).click()
        story.locator(".tf-turn").nth(turn).wait_for()
    assert fits(phone)


def fits(phone):
    return phone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def keep_a_copy(phone, folder):
    with phone.page.expect_download() as download:
        phone.view("Where you stand").get_by_role("button", name="Keep a copy").click()
    copy = folder / download.value.suggested_filename
    download.value.save_as(copy)
    return copy


def test_what_was_done_on_a_phone_without_a_network_goes_on_in_jupyterlab(phone, open_lab, page, tmp_path):
    phone.open("index").go_offline()
    read_the_lecture(phone)
    have_a_case_marked(phone)
    play(phone)
    copy = keep_a_copy(phone, tmp_path)
    done = json.loads(copy.read_text("utf-8"))["answers"]
    assert done == phone.kept()
    assert {"practice", "redactor", CASE, "scenarios", "progress"} <= set(done)

    lab = open_lab("course", "07-case-conference").run_all()
    with page.expect_file_chooser() as chooser:
        lab.view("Where you stand").get_by_role("button", name="Bring one back").click()
    chooser.value.set_files(copy)
    lab.until(lambda saved: saved == done)
    story = lab.view(STORY)
    assert story.locator(".tf-chose").count() == len(WAY)
    story.locator(".tf-now .tf-way-on", has_text="I have to think with you").click()
    story.locator(".tf-chose").nth(len(WAY)).wait_for()
    lab = open_lab("course", "practice").run_all()
    case = lab.view(CASE_TITLE)
    case.get_by_role("heading", name="of 12 points").wait_for()
    case.get_by_role("button", name="Try again, keep what was right").click()
    saved = lab.until(lambda saved: saved[CASE].get("tries") == 1)
    assert saved["redactor"] == done["redactor"]
    assert lab.errors() == []
