"""How a class did, in a real browser: read by everybody, at every width, in light and dark, and nothing is fetched."""

import pytest

from safegrade.contract import Line, Pick, Picture, Report
from safegrade.desk.class_page.drawing import draw
from safegrade.desk.class_page.page import class_page
from safegrade.desk.report import Outcome
from safegrade.gradebook.standing import Cell

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "Whoever hears a threat must always warn the person threatened, in every state and without delay. " * 3


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    several, picks = [], {}
    for number in range(40):
        right = number % 3 > 0
        breach = ("over", "Over-breach") if number % 2 else ("under", "Under-breach")
        lines = (
            Line(f"The rule: {LONG}", 1, 0, "not met", ("No.",), "rule", breach[0], (breach[1], "so."), LONG),
            Line("What you do", 2, 2 if right else 1, "met" if right else "partly", ("So.",), "actions"),
        )
        found = Report("case", "A case with a rather long title: " + "w" * 60, 3, lines)
        case = Cell("ps", "case", 3, found.mark, None, 0, look=False)
        cells = (case, Cell("ps", "essay", 2, None, None, 0, look=True))
        student = f"s{number}"
        several.append(Outcome(student, {}, found.mark, 5, 2, (), {"essay": True}, 0.0, {"case": found}, cells))
        picks[student] = {"case": [Pick("facts", "missed", LONG), Pick("facts", "too much", "مرحبا (2)")]}
    path = tmp_path_factory.mktemp("class") / "class.html"
    wide = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2000 400" width="2000" role="img" aria-label="Ways"/>'
    pictures = {"case": Picture("Where the class parted ways", LONG, wide)}
    path.write_text(draw(class_page("ps", several, picks, ("under", "over"), pictures)), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_at_every_width_and_by_everybody(new_page, axe, file, scheme):
    fetched = []
    new_page.on("request", lambda request: fetched.append(request.url))
    new_page.emulate_media(color_scheme=scheme)
    new_page.goto(file.as_uri())
    new_page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    complaints = []
    for width in (1280, 640, 390, 320):
        new_page.set_viewport_size({"width": width, "height": 900})
        if not new_page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            complaints.append((width, "wider than its window"))
        complaints += [(width, found) for found in axe(new_page, "html")]
    assert complaints == []
    assert fetched == [file.as_uri()]
