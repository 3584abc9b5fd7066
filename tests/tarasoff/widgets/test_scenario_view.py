"""A scenario as a learner plays it: what is in the page, what is kept, and what becomes of a run later."""

import json
import re
from pathlib import Path

import pytest

from tarasoff.scenarios.files import FOLDER, scenario
from tarasoff.widgets.lecture.scenario import Scenario


@pytest.fixture
def playing(folder, browser):  # noqa: ARG001  it runs in a folder of its own
    """Play the staff door, choice by choice, as a browser does."""

    def playing(*choices, view=None, name="staff-door"):
        view = view or Scenario(name, seed=7)
        window = browser(view)
        field = view.content["id"]
        if view.summary["state"] == "before":
            window.click(**{field: {"runs": [{"version": "", "steps": []}]}})
            window.hear()
        for choice in choices:
            *before, run = window.answer[field]["runs"]
            window.click(**{field: {"runs": [*before, {**run, "steps": [*run["steps"], {"choice": choice}]}]}})
            window.hear()
        return view

    return playing


def in_the_page(view):
    held = [view.content, view.answer, view.summary, view.note, view._repr_mimebundle_()[0]["text/plain"]]
    return json.dumps(held, ensure_ascii=False)


def to_come(story, been, made):
    """Every text that somebody must not find who has been in these scenes and made these choices."""
    yield from (version.title for version in story.versions)
    for scene in story.scenes:
        yield from filter(None, [scene.colleague])
        if scene.id not in been:
            yield from (line.text for line in scene.lines)
            yield from (choice.text for choice in scene.choices if choice.judged)
        for choice in scene.choices:
            yield from [choice.chance.why] if choice.chance else []
            if scene.id not in been or choice.id not in made:
                yield from (judged.why for judged in choice.judged)
                yield from (line.text for line in choice.lines)


@pytest.mark.parametrize(
    ("choices", "been"),
    [
        ((), {"session"}),
        (("who",), {"session"}),
        (("who", "how", "sure", "enough", "honest"), {"session", "limits", "consult"}),
    ],
)
def test_nothing_of_what_may_come_is_in_the_page(playing, choices, been):
    """No text of a scene that was not reached, no judgement of a choice that was not made, and no odds."""
    view = playing(*choices)
    page = in_the_page(view)
    shown = {turn["judged"]["why"] for turn in view.summary["turns"]}
    hidden = [text for text in to_come(scenario("staff-door"), been, choices) if text not in shown]
    assert len(hidden) > 100
    assert [text for text in hidden if json.dumps(text, ensure_ascii=False)[1:-1] in page] == []


def test_a_choice_is_judged_on_what_was_known_and_kept_at_once(playing, saved):
    view = playing("who", "enough")
    assert [turn["judged"]["verdict"] for turn in view.summary["turns"]] == ["fits", "under"]
    (run,) = saved()["scenarios"]["staff-door"]["runs"]
    assert [(step["choice"], step["to"], step["verdict"]) for step in run["steps"]] == [
        ("who", "session", "fits"),
        ("enough", "limits", "under"),
    ]
    assert run["steps"][0]["said"] == "“Who is he, Corin?”", "it must be readable without the scenario"
    assert run["seed"] == 7


def test_a_scene_that_goes_on_does_not_open_again(playing):
    view = playing("who")
    assert view.summary["turns"][0]["lines"]
    assert view.summary["now"]["lines"] == []
    assert view.summary["now"]["head"] == {}


def test_the_case_file_says_what_is_known_open_and_heard(playing):
    before = playing().summary["file"]
    assert "Who is in danger, and can he be found?" in before["open"]
    after = playing("who", "how", "sure", "enough", "honest", "vera", view=playing()).summary["file"]
    assert "Who is in danger, and can he be found?" not in after["open"]
    assert [one["who"] for one in after["heard"]] == ["Vera"]
    assert after["trust"]["least"] < after["trust"]["most"], "trust is a guess, and is shown as one"
    assert after["passed"] == "25 to 40 minutes"  # 23 to 40, by hand


def test_another_window_or_kernel_goes_on_where_it_stopped(playing):
    playing("who", "how")
    again = Scenario("staff-door")
    assert again.summary["state"] == "playing"
    assert len(again.summary["turns"]) == 2
    assert again.summary["note"] == ""
    assert playing("sure", view=again).summary["turns"][2]["judged"]["verdict"] == "fits"


@pytest.fixture
def own(folder):
    """A file of one's own, which can be changed."""

    def own(change=lambda text: text):
        text = (FOLDER / "staff-door.yaml").read_text("utf-8").replace("id: staff-door", "id: mine", 1)
        (Path(folder) / "mine.yaml").write_text(change(text), encoding="utf-8")
        return "mine.yaml"

    return own


def test_a_run_survives_a_changed_file_with_one_clear_line(playing, own):
    playing("who", "how", name=own())
    reworded = own(lambda text: text.replace("My father's crossbow.", "An old crossbow."))
    again = Scenario(reworded)
    assert again.summary["note"] == (
        "This scenario was changed since you began. Your path holds all the same, and you can go on."
    )
    assert len(again.summary["turns"]) == 2
    gone = own(lambda text: text.replace("id: how\n", "id: by-what-means\n"))
    lost = Scenario(gone)
    assert lost.summary["state"] == "lost"
    assert [step["said"] for step in lost.summary["read"]] == ["“Who is he, Corin?”", "“How would you do it?”"]
    assert "play again" in lost.summary["note"]
    fresh = playing(view=lost)
    fresh.answer = {"mine": {"runs": [*fresh.answer["mine"]["runs"], {"version": "", "steps": []}]}}
    assert (fresh.summary["state"], len(fresh.summary["earlier"])) == ("playing", 1)


def test_other_facts_are_another_story(playing):
    view = playing()
    view.answer = {"staff-door": {"runs": [{"version": "words-only", "steps": [{"choice": "how"}]}]}}
    assert "would not know how" in view.summary["turns"][0]["after"][0]["text"]


def test_chance_is_drawn_again_and_the_judgement_stays(playing):
    view = playing("who", "how", "sure", "enough", "honest", "vera", "call-both", "needed", "call-him")
    before = view.summary["turns"][-1]
    assert re.search(r"this happens in 1 of 2", before["chance"])
    scenes, judged = set(), []
    for draw in range(1, 8):
        *earlier, run = view.answer["staff-door"]["runs"]
        steps = [*run["steps"][:8], {"choice": "call-him", "draw": draw}]
        view.answer = {"staff-door": {"runs": [*earlier, run, {**run, "steps": steps}]}}
        scenes.add(view.summary["now"]["scene"])
        judged.append(view.summary["turns"][-1]["judged"])
    assert scenes == {"reached", "missed"}
    assert all(one == before["judged"] for one in judged)
    assert len(view.summary["earlier"]) == 7, "the play as it was is kept"


def test_the_end_looks_back_on_every_decision(playing):
    choices = ("who", "how", "sure", "enough", "honest", "vera", "offer-ward", "what-they-need", "report", "account")
    view = playing(*choices, "five-lines", "ward")
    assert view.summary["state"] == "ended"
    debrief = view.summary["debrief"]
    assert debrief["counts"] == "11 decisions, each judged on what you knew then: fits 11."
    first, fourth = debrief["points"][0], debrief["points"][3]
    elements = {one["label"]: one["met"] for one in first["criteria"]}
    assert elements["The client appears able to do it"] is None
    assert {one["label"]: one["met"] for one in fourth["criteria"]}["The client appears able to do it"] is True
    assert {one["who"] for one in debrief["heard"]} == {"Corin", "Vera", "The ward", "The hotline"}
    assert debrief["governs"][0]["sources"]


def test_what_was_thought_aloud_is_kept_and_comes_back_in_the_end(playing, saved):
    view = playing("who", "how", "sure", "enough")
    view.answer = {**view.answer, "staff-door/session": "He means it."}
    assert saved()["scenarios"]["staff-door/session"] == "He means it."
    rest = ("honest", "vera", "offer-ward", "what-they-need", "report", "account", "five-lines", "ward")
    done = playing(*rest, view=view)
    assert done.summary["debrief"]["points"][0]["thought"] == "He means it."


def test_another_scenario_in_the_same_file_is_left_alone(playing, own, saved):
    playing("who")
    playing("who", "how", name=own())
    held = saved()["scenarios"]
    assert (len(held["staff-door"]["runs"][0]["steps"]), len(held["mine"]["runs"][0]["steps"])) == (1, 2)
    assert len(Scenario("staff-door").summary["turns"]) == 1
