"""The page that a student gets back, in a real browser: readable at every width, printed whole, and nothing else."""

import nbformat
import pytest
from nbformat.v4 import new_notebook

from safegrade.feedback.page import Booked, Comment, Grade, page, reports
from safegrade.feedback.steps import FeedbackPage
from safegrade.intake.mend import MARK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "A teacher's comment. " * 200 + "w" * 400
# A4 at 96 dots an inch, less the margins of the page.
A4 = {"width": 794 - 121, "height": 1123 - 144}


@pytest.fixture(scope="module", params=["01", "02", "05"])
def file(request, root, tmp_path_factory):
    """The page of an invented student, with all that a teacher can add."""
    graded = root / "autograded" / f"invented-{request.param}" / "ps1-limits" / "ps1-limits.ipynb"
    notebook = nbformat.read(graded, as_version=4)
    for cell in notebook.cells:
        if MARK in cell.metadata:
            cell.metadata[MARK]["support"] = "If this is close to you, talk to somebody."
    found = reports(notebook)
    assert found
    grades = {name: Grade(one.points, one.mark) for name, one in found.items()} | {"reflection": Grade(5, None, 4)}
    booked = Booked(
        "invented",
        sum(one.score for one in grades.values()),
        grades,
        {"reflection": Comment(LONG, by_teacher=True)},
        "3 h 20 min",
        1,
    )
    shown = page(notebook, booked)
    html, _ = FeedbackPage().from_notebook_node(new_notebook(), resources={"feedback": shown})
    path = tmp_path_factory.mktemp("page") / "feedback.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def opened(new_page, file):
    new_page.messages, new_page.fetched = [], []
    new_page.on("console", lambda message: new_page.messages.append(message.text))
    new_page.on("request", lambda request: new_page.fetched.append(request.url))
    new_page.goto(file.as_uri())
    return new_page


# 320 is what a window of 640 leaves at 200 % zoom, and 1280 at 400 %.
@pytest.mark.every
def test_it_can_be_read_at_every_width_and_by_everybody(opened, axe):
    complaints = []
    for width in (1280, 640, 320):
        opened.set_viewport_size({"width": width, "height": 900})
        if not opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            complaints.append((width, "wider than its window"))
        complaints += [(width, found) for found in axe(opened, "html")]
    assert complaints == []


def test_it_needs_nothing_but_itself(opened, file):
    assert opened.fetched == [file.as_uri()]
    assert opened.messages == []


def test_it_prints_on_a4_with_no_line_cut_off(opened):
    opened.set_viewport_size(A4)
    opened.emulate_media(media="print")
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    cut = opened.evaluate(
        """(height) => [...document.querySelectorAll('.line, li, tr, .note, .support, h1, h2, h3')]
             .filter(one => getComputedStyle(one).breakInside === 'avoid' && one.offsetHeight > height)
             .map(one => one.textContent.slice(0, 80))""",
        A4["height"],
    )
    assert cut == [], "these are kept together, and are higher than a page"
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_every_part_can_be_reached_from_the_table_with_the_keyboard(opened):
    links = opened.locator("table a")
    for number in range(links.count()):
        opened.keyboard.press("Tab")
        assert links.nth(number).evaluate("one => one === document.activeElement")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.querySelector(':target').tagName") == "H2"


def test_without_colours_signs_and_words_say_it_all(opened):
    for line in opened.locator(".line").all():
        said = line.inner_text()
        assert any(said.startswith(sign) for sign in "✓◐✗○≠")
        assert any(words in said for words in ("Full credit", "Part credit", "No credit", "Not answered", "Look again"))
