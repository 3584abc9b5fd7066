"""Where a class parted ways in a story that counts, on the page for its teacher: nobody to be told, nothing lost."""

import json
from xml.etree import ElementTree as ET

import pytest

from safegrade.contract import Request
from safegrade.desk.class_page.drawing import draw
from safegrade.desk.class_page.page import class_page
from safegrade.desk.report import Outcome
from safegrade.gradebook.standing import Cell
from safegrade.intake.scan import scan
from tarasoff.assignment.files import load_part
from tarasoff.authoring.invented_class import make_class
from tarasoff.marking.key_files import load_key
from tarasoff.marking.parted_ways import parting
from tarasoff.marking.scenario_marking import played
from tarasoff.nbgrader_plugin import CaseAnalysis

ASSIGNMENT, PART = "ps5-conference", "scenario-lambert"


@pytest.fixture
def both(root):
    part = load_part(root / "source" / ASSIGNMENT / f"{PART}.yaml")
    return part, load_key(root / "source" / ASSIGNMENT / "keys" / f"{PART}.yaml", part)


@pytest.fixture(scope="module")
def requests(root, tmp_path_factory):
    """What the marker is asked of each student of an invented class."""
    course = tmp_path_factory.mktemp("class") / "course"
    students = make_class(root, course, 20, seed=7, assignment=ASSIGNMENT)
    folders = {path.name.partition("+")[0]: path for path in (course / "exchange" / "tarasoff" / "inbound").iterdir()}
    source = root / "source" / ASSIGNMENT
    return [Request(ASSIGNMENT, one.id, source, scan(folders[one.id]), {PART: 4.0}, "1") for one in students]


def play(part, wanted):
    """A play in which the choices of some scenes are given, and the first of any other is taken."""

    def choose(at, choices):
        return next((one for one in choices if one.id == wanted.get(at.scene)), choices[0])

    return played(part, choose)


def strokes(picture):
    """How wide each stroke of a picture is that is wider than one that too few took."""
    drawn = ET.fromstring(picture.svg)  # noqa: S314  our own
    wide = [float(node.get("stroke-width")) for node in drawn.iter() if node.get("marker-end")]
    return sorted(width for width in wide if width > 2)


def test_the_page_of_an_invented_class_shows_where_it_parted_ways(requests):
    marker = CaseAnalysis()
    reports = {request.student: marker.mark(request).reports[PART] for request in requests}
    several = []
    for name, one in reports.items():
        cell = Cell(ASSIGNMENT, PART, 4, one.mark, None, 0, look=False)
        several.append(Outcome(name, {}, one.mark, 4, 4, (), {}, 0.0, {PART: one}, (cell,)))
    pictures = marker.pictures(requests)
    assert set(pictures) == {PART}
    page = draw(class_page(ASSIGNMENT, several, {}, marker.errors, pictures))
    assert "Where the class parted ways" in page
    assert "invented-" not in page
    # As many plays as reports that say what was decided, rounded to fives.
    plays = sum(bool(one.lines[0].chosen) for one in reports.values())
    assert f"About {5 * round(plays / 5)} plays." in pictures[PART].says
    assert len(strokes(pictures[PART])) > 5


def test_the_play_that_counts_is_drawn_and_not_an_earlier_one(both):
    part, key = both
    early, late = play(part, {"office": "fine"}), play(part, {"office": "listen"})
    runs = [*early["lambert"]["runs"], *late["lambert"]["runs"]]
    picture = parting(part, key, [{"lambert": {"runs": runs}}] * 10)
    alone = parting(part, key, [late] * 10)
    assert picture == alone


def test_four_who_went_another_way_are_not_shown(both):
    part, key = both
    # Six, and then all ten: every other way is as thin as one that nobody took.
    plays = [play(part, {})] * 6 + [play(part, {"whom": "nobody"})] * 4
    assert min(strokes(parting(part, key, plays))) == pytest.approx(1.5 + 12 * 5 / 10)


def test_fewer_than_five_plays_make_no_picture(both):
    part, key = both
    assert parting(part, key, [play(part, {})] * 4) is None
    assert parting(part, key, [play(part, {})] * 4 + [None, 3, {}, {"lambert": {"runs": [7]}}, {"lambert": 1}]) is None


def test_nothing_that_was_handed_in_gets_into_the_picture(both):
    part, key = both
    one = json.loads(json.dumps(play(part, {})))
    for step in one["lambert"]["runs"][0]["steps"]:
        step |= {"title": "<script>", "said": "<script>", "verdict": "<script>"}
    assert "<script" not in parting(part, key, [one] * 5).svg
