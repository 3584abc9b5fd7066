"""Slides in a real browser, opened from a file: every one within its edges, and large enough for the last row."""

import pytest

from tarasoff.classroom.slides.deck import deck
from tarasoff.classroom.slides.page import page as page_of

pytestmark = pytest.mark.browser

# The height of a slide is 720.
LEAST_TEXT, LEAST_PICTURE = 23, 12

MEASURE = """() => {
  const body = Reveal.getCurrentSlide().querySelector(".body");
  const shown = [...body.querySelectorAll("p, li, td, th, b, small, span, q")];
  const words = shown.filter((one) => one.textContent.trim() && one.offsetParent);
  return {
    title: Reveal.getCurrentSlide().querySelector(".slide").textContent.trim().slice(0, 60),
    over: Math.max(body.scrollHeight - body.clientHeight, body.scrollWidth - body.clientWidth),
    least: Math.min(...words.map((one) => parseFloat(getComputedStyle(one).fontSize)), 99),
    picture: !!body.querySelector(".tarasoff"),
    drawn: [...body.querySelectorAll(".drawn")].every((one) => one.querySelector(".tarasoff figure")),
    loaded: [...body.querySelectorAll("img")].every((one) => one.naturalWidth > 0),
  };
}"""


@pytest.mark.every
@pytest.mark.parametrize("lecture", ["01", "02", "03", "05", "06"])
def test_no_slide_runs_over_its_edge_or_is_too_small_to_read(lecture, root, tmp_path, new_page):
    file = tmp_path / "deck.html"
    file.write_text(page_of(deck(root, lecture), lecture), encoding="utf-8")
    new_page.set_viewport_size({"width": 1280, "height": 720})
    fetched, problems = [], []
    new_page.on("request", lambda request: fetched.append(request.url))
    new_page.on("pageerror", lambda error: problems.append(str(error)))
    new_page.goto(file.as_uri())
    new_page.wait_for_function("window.Reveal && Reveal.isReady()")
    count, found = new_page.evaluate("Reveal.getTotalSlides()"), []
    for _ in range(count):
        found.append(new_page.evaluate(MEASURE))
        new_page.keyboard.press("ArrowRight")
    assert problems == []
    assert [url for url in fetched if not url.startswith(("file:", "blob:", "data:"))] == [], "a hall may be offline"
    assert [one for one in found if one["over"] > 1] == []
    assert [one for one in found if one["least"] < (LEAST_PICTURE if one["picture"] else LEAST_TEXT)] == []
    assert all(one["drawn"] and one["loaded"] for one in found)
    assert len({one["title"] for one in found}) > count / 2, "the arrow key does not go on"


def test_on_paper_each_slide_has_its_page(root, tmp_path, new_page):
    file = tmp_path / "deck.html"
    slides = deck(root, "04")
    file.write_text(page_of(slides, "04"), encoding="utf-8")
    new_page.set_viewport_size({"width": 1280, "height": 720})
    new_page.goto(f"{file.as_uri()}?print-pdf")
    every = "(count) => document.querySelectorAll('.pdf-page .body').length === count"
    new_page.wait_for_function(every, arg=len(slides))
    new_page.wait_for_function(
        "() => [...document.querySelectorAll('.pdf-page .body')].every((one) => one.style.getPropertyValue('--grown'))"
    )
    over = "(all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1 || one.clientHeight > 720).length"
    assert new_page.eval_on_selector_all(".pdf-page .body", over) == 0


def test_the_teacher_sees_beside_the_slide_what_a_reader_finds_folded_away(root, tmp_path, new_page):
    file = tmp_path / "deck.html"
    slides = deck(root, "04")
    place = next(at for at, slide in enumerate(slides) if slide.notes.startswith("**How sure?**"))
    file.write_text(page_of(slides, "04"), encoding="utf-8")
    new_page.goto(file.as_uri())
    new_page.wait_for_function("window.Reveal && Reveal.isReady()")
    go = "(at) => { const { h, v } = Reveal.getIndices(Reveal.getSlides()[at]); Reveal.slide(h, v); }"
    new_page.evaluate(go, place)
    with new_page.expect_popup() as opened:
        new_page.keyboard.press("s")
    opened.value.get_by_text("86 high-risk inpatients").wait_for()
    assert not new_page.get_by_text("86 high-risk inpatients").first.is_visible(), "the notes are on the wall"


@pytest.mark.every
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_a_slide(root, tmp_path, new_page, axe, scheme):
    file = tmp_path / "deck.html"
    file.write_text(page_of(deck(root, "03"), "03"), encoding="utf-8")
    new_page.emulate_media(color_scheme=scheme)
    new_page.set_viewport_size({"width": 1280, "height": 720})
    new_page.goto(file.as_uri())
    new_page.wait_for_function("window.Reveal && Reveal.isReady()")
    count, complaints = new_page.evaluate("Reveal.getTotalSlides()"), []
    for at in range(count):
        if at % 8 == 0 or at == count - 1:
            complaints += [(at, found) for found in axe(new_page, "html")]
        new_page.keyboard.press("ArrowRight")
    assert complaints == []
