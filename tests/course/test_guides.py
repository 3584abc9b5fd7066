"""The teacher's guides: what they name is there, and the hour is an hour."""

import json
import re

import pytest

import tarasoff
from tarasoff.knowledge.teaching import library

NUMBERS = [lecture.id for lecture in library.lectures().values() if not lecture.beside]
PARTS = ["Aims", "Before the class", "Fifty minutes", "To discuss", "Where they go wrong", "Which assignment fits"]
# What else stands between backticks.
COMMANDS = re.compile(r"tarasoff [a-z].*|answers\.json")
HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)


@pytest.fixture(params=NUMBERS)
def lecture(request):
    return library.lectures()[request.param]


@pytest.fixture
def guide(root, lecture):
    return (root / "docs" / "guides" / f"{lecture.id}.md").read_text("utf-8")


@pytest.fixture
def cells(root, lecture):
    found = json.loads((root / "course" / lecture.file).read_text("utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in found]


@pytest.fixture
def plan(guide):
    table = re.search(r"## Fifty minutes\n\n((?:\|.*\n)+)", guide)[1]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def test_every_lecture_has_a_guide_and_no_guide_is_left_over(root):
    assert sorted(file.stem for file in (root / "docs" / "guides").glob("*.md")) == sorted(NUMBERS)


def test_a_guide_has_its_parts_and_fits_on_two_pages(guide, lecture):
    assert guide.startswith(f"# {lecture.id} {lecture.title}: a guide for the teacher\n")
    assert re.findall(r"^## (.+)$", guide, re.MULTILINE) == PARTS
    assert 40 <= len(guide.splitlines()) <= 90


def test_the_plan_takes_fifty_minutes(plan):
    assert sum(int(minutes) for minutes, _, _ in plan) == 50


def test_the_plan_names_sections_of_the_lecture_in_their_order(plan, cells):
    headings = [one for kind, text in cells if kind == "markdown" for one in HEADING.findall(text)]
    named = [section for _, _, where in plan for section in re.findall(r"\*([^*]+)\*", where)]
    assert all(re.search(r"\*[^*]+\*", where) for _, _, where in plan), "a row does not say where"
    assert [section for section in named if section not in headings] == []
    places = [headings.index(section) for section in named]
    assert places == sorted(places)


def test_the_plan_names_views_that_stand_in_those_sections(plan, cells):
    section, views = "", {}
    for kind, text in cells:
        if kind == "markdown":
            section = [section, *HEADING.findall(text)][-1]
        else:
            views.setdefault(section, set()).update(re.findall(r"\b([A-Z]\w+)\(", text))
    headings = list(dict.fromkeys(one for _, text in cells for one in HEADING.findall(text)))
    for _, _, where in plan:
        named = re.findall(r"\*([^*]+)\*", where)
        here = {view for one in headings if one in named for view in views.get(one, ())}
        assert {*re.findall(r"`([A-Z]\w+)`", where)} <= here, where


def test_whatever_else_is_named_is_there(guide, root):
    assignments = {path.name for path in (root / "source").iterdir() if path.is_dir()}
    for name in re.findall(r"`([^`]+)`", guide):
        if name in tarasoff.__all__ or COMMANDS.fullmatch(name):
            continue
        if name.startswith("ps"):
            assert name in assignments
        else:
            assert name in library.questions(), f"{name} is no question"


def test_the_assignment_is_the_one_that_is_due_and_takes_as_long(guide, lecture):
    fits = guide.partition("## Which assignment fits")[2]
    if lecture.due:
        assert f"`{lecture.due.assignment}`" in fits.splitlines()[2]
        assert f"about {lecture.due.minutes} minutes" in fits
    else:
        assert "follows lecture" in fits


def test_the_minutes_alone_are_those_of_the_lecture(guide, lecture):
    assert f"takes {lecture.minutes} minutes alone" in guide


def test_what_goes_wrong_rests_on_questions_of_the_lecture_or_an_earlier_one(guide, lecture):
    wrong = guide.partition("## Where they go wrong")[2].partition("## Which")[0]
    named = re.findall(r"\(((?:`[a-z0-9-]+`(?:, )?)+)\)", wrong)
    for question in (one for several in named for one in re.findall(r"`([a-z0-9-]+)`", several)):
        where = library.questions()[question].section.partition(" ")[0]
        assert NUMBERS.index(where) <= NUMBERS.index(lecture.id), f"{question} belongs to lecture {where}"
    assert not re.search(r"\b(most|many|half|often|usually|\d+ ?%|percent) (of )?(the )?students\b", wrong)
