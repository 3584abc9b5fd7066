"""Explorers: the browser gets every picture that one move can lead to, and nothing wrong is kept."""

import json

import pytest

from tarasoff.widgets.explorer import (
    BalanceMap,
    BreakEven,
    ClinicYears,
    DisclosureSimulator,
    PeopleGrid,
    RocBoard,
    ThresholdExplorer,
    TrustLedger,
)

ALL = (DisclosureSimulator, BreakEven, TrustLedger, ClinicYears, PeopleGrid, RocBoard, ThresholdExplorer, BalanceMap)
by_explorer = pytest.mark.parametrize("make", ALL)
pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.slow
@by_explorer
def test_each_slider_has_a_scene_for_each_of_its_places(make):
    view = make()
    rows = view.summary["rows"]
    for slider in view.content["sliders"]:
        assert len(rows[slider["id"]]) == len(slider["values"]) == len(slider["said"])
        # Where it stands, every row shows the same scene.
        assert rows[slider["id"]][view.summary["at"][slider["id"]]]["says"] == view.summary["text"]
    json.dumps(view.content), json.dumps(view.summary)


@pytest.mark.slow
@by_explorer
def test_moving_a_slider_moves_the_others_rows(make):
    view = make()
    slider = view.content["sliders"][0]
    wanted = view.summary["rows"][slider["id"]][-1]["says"]
    view.answer = {slider["id"]: slider["values"][-1]}
    assert view.summary["text"] == wanted
    assert view.note["text"] == "Saved."
    assert make().summary["text"] == wanted, "what was moved is there when the cell runs again"


@by_explorer
def test_what_is_no_place_of_a_slider_is_refused_and_changes_nothing(make):
    view = make()
    name = view.content["sliders"][0]["id"]
    before = view.summary["text"]
    complaints = []
    for wrong in ("0.5", 17.3, True, float("nan"), [1]):
        # What was said of the one before is not to stand for this one.
        view.note = {}
        view.answer = {name: wrong}
        if view.note.get("tone") != "problem" or "It goes from" not in view.note["text"]:
            complaints.append(f"{wrong!r}: said is {view.note}")
        if view.summary["text"] != before:
            complaints.append(f"{wrong!r}: it moves the slider")
    assert not complaints, "\n".join(complaints)


def test_a_slider_that_is_not_there_is_named():
    view = BreakEven()
    view.answer = {"mm": 0.5}
    assert "There is no slider 'mm' here. Move one of: m, e_private, e_report." in view.note["text"]


def test_examples_stand_where_sliders_can_stand():
    for make in ALL:
        content = make().content
        values = {one["id"]: one["values"] for one in content["sliders"]}
        for preset in content["presets"]:
            assert all(value in values[name] for name, value in preset["at"].items())


@by_explorer
def test_an_explorer_says_in_words_what_it_shows(make):
    view = make()
    text = view.text()
    assert view.summary["text"] in text
    for slider in view.content["sliders"]:
        assert slider["label"] in text


def test_the_sources_are_one_click_away():
    content = PeopleGrid().content
    assert {"V13", "V14", "B03"} <= {row for slider in content["sliders"] for row in slider["rows"]}
    assert all(source["links"] for source in content["sources"])
