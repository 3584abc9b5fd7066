"""Where one stands, a copy kept and brought back, and what was wrong coming back, in a real Chromium."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_a_copy_is_kept_and_brings_everything_back_after_the_file_was_deleted(open_cells, page, axe, tmp_path):
    lab = open_cells("from tarasoff import Progress, Question", 'Question("opening")', 'Progress("00")').run_all()
    progress = lab.view("Where you stand")
    expect(progress).to_contain_text("0 of 11 lectures worked through.")
    question = lab.view("Question")
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check").click()
    expect(progress).to_contain_text("1 question answered, 0 right")
    expect(progress).to_contain_text("One question comes back today.")
    progress.get_by_role("checkbox").check()
    expect(progress).to_contain_text("1 of 11 lectures worked through")
    before = lab.until(lambda saved: saved.get("progress") == {"00": True})
    with page.expect_download() as download:
        progress.get_by_role("button", name="Keep a copy").click()
    copy = tmp_path / download.value.suggested_filename
    download.value.save_as(copy)
    assert json.loads(copy.read_text("utf-8"))["answers"] == before
    (lab.notebook.parent / "answers.json").unlink()
    lab.restart_kernel()
    lab.run_all()
    expect(progress).to_contain_text("0 of 11 lectures worked through.")
    half = tmp_path / "half.json"
    half.write_bytes(copy.read_bytes()[:90])
    for file, says in ((half, "This copy is damaged"), (copy, "2 answers that were not here came in.")):
        with page.expect_file_chooser() as chooser:
            progress.get_by_role("button", name="Bring one back").click()
        chooser.value.set_files(file)
        expect(progress).to_contain_text(says)
    assert lab.saved() == before
    expect(progress).to_contain_text("1 of 11 lectures worked through")
    expect(question.get_by_role("radio").first).to_be_checked()
    for _ in lab.themes():
        assert axe(page, '.tarasoff[aria-label="Where you stand"]') == []
    assert lab.errors() == []


def test_a_wrong_answer_is_due_and_the_review_asks_it_again(open_cells, page, axe):
    lab = open_cells(
        "from tarasoff import Progress, Question, Review", 'Question("opening")', "Review()", "Progress()"
    ).run_all()
    question = lab.view("Question")
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check").click()
    # Right at the second try does not undo that it was wrong.
    question.get_by_role("button", name="Try again").click()
    question.get_by_role("radio", name="To protect public safety").check()
    question.get_by_role("button", name="Check").click()
    lab.until(lambda saved: saved["practice"]["opening"] == {"picked": "d", "checked": True, "missed": ["a"]})
    expect(lab.view("Where you stand")).to_contain_text("One question comes back today.")
    review = lab.view("Review")
    expect(review).to_contain_text("1 question comes back today; 1 was wrong at the last try.")
    cells = lab.cells()
    review.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    expect(review.locator(".tf-stem")).to_be_focused()
    review.get_by_role("radio", name="To protect public safety").focus()
    for key in ("Space", "d", "d"):
        page.keyboard.press(key)
    review.get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")
    expect(review).to_contain_text("1 of 1 right.")
    saved = lab.until(lambda saved: "opening" in saved.get("reviews", {}))
    assert [one["right"] for one in saved["reviews"]["opening"]["tries"]] == [True]
    expect(lab.view("Where you stand")).to_contain_text("Nothing comes back today; the next question on ")
    for _ in lab.themes():
        assert axe(page, '.tarasoff[aria-label="Review"]') == []
    review.get_by_role("button", name="Back to the beginning").click()
    expect(review).to_contain_text("No questions come back today; none were wrong at the last try.")
    assert lab.cells() == cells
    assert lab.errors() == []
