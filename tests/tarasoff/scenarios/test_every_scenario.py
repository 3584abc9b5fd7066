"""Each scenario of the course, walked down every way. A new file in the folder is walked too."""

import gc
import json
import re
from functools import cache

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tarasoff.knowledge.law.tables import rules
from tarasoff.scenarios.debrief import debrief
from tarasoff.scenarios.faults import faults, missing_texts
from tarasoff.scenarios.files import FOLDER, scenarios
from tarasoff.scenarios.log import as_data, read_log
from tarasoff.scenarios.play import Move, draw, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import log_of, resume
from tarasoff.scenarios.walk import MOST_STEPS, on_the_way, walk

# One process walks a story once for all of its tests.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stories")]

#: Of 1969 there is one ending: the record.
ONE_ENDING = 1

every = pytest.mark.parametrize("name", scenarios())
VERSIONS = [
    (name, version)
    for name, one in scenarios().items()
    for version in ("", *(version.id for version in one.versions))
]


@cache
def walked(name, version):
    return walk(Plot(scenarios()[name], version))


@pytest.fixture(scope="module", autouse=True)
def _no_garbage():
    """All that is walked is kept to the end: looking through it for garbage takes as long as the walk."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def _walked_once(monkeypatch):
    monkeypatch.setattr("tarasoff.scenarios.walk.walk", lambda plot: walked(plot.scenario.id, plot.version))


@every
@pytest.mark.usefixtures("_walked_once")
def test_every_scene_can_be_reached_and_every_way_ends(name):
    scenario = scenarios()[name]
    assert faults(scenario) == ()
    assert [str(fault) for fault in on_the_way(scenario)] == []


@every
def test_no_text_that_a_learner_looks_for_is_missing(name):
    assert [str(fault) for fault in missing_texts(scenarios()[name])] == []


@every
def test_it_is_as_long_as_the_course_promises(name):
    scenario = scenarios()[name]
    assert len(scenario.scenes) >= 15
    assert 10 <= scenario.minutes <= 20
    endings = [scene for scene in scenario.scenes if scene.ending]
    assert len(endings) >= (1 if scenario.number == ONE_ENDING else 3)


@pytest.mark.every
@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_no_play_is_longer_than_anybody_would_play(name, version):
    assert walked(name, version).longest <= MOST_STEPS


@every
def test_law_is_cited_only_from_rows_that_were_read(name):
    read = {rule.id: rule.read for rule in rules()}
    scenario = scenarios()[name]
    cited = {source for one in scenario.governs for source in one.sources}
    for scene in scenario.scenes:
        for choice in scene.choices:
            cited |= {source for judged in choice.judged for source in judged.sources}
    assert {source for source in cited & set(read) if read[source] not in {"official", "copy", "opinion"}} == set()


@every
def test_an_instructors_editor_accepts_it(name, root):
    schema = json.loads((root / "docs" / "scenario.schema.json").read_text("utf-8"))
    raw = YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(raw)] == []


def fitting(name, version):
    """Each choice that can fit or be defended, whatever happened before."""
    plot = Plot(scenarios()[name], version)
    return {
        (at.scene, choice.id)
        for at in walked(name, version).situations
        for choice in plot.choices(at)
        if (judged := plot.judged(at, choice)) and judged.verdict in {"fits", "defensible"}
    }


@pytest.mark.parametrize(("name", "version"), [pair for pair in VERSIONS if pair[1]])
def test_with_other_facts_something_else_fits(name, version):
    assert fitting(name, version) - fitting(name, "")


def test_every_story_but_that_of_1969_can_be_played_with_other_facts():
    alone = [name for name, one in scenarios().items() if not one.versions]
    assert alone == ["august-1969"], "it has no other facts than the record"


def test_of_1969_no_thought_is_told_that_no_source_has():
    story = scenarios()["august-1969"]
    told = [one.says for one in story.known] + [line.text for scene in story.scenes for line in scene.lines]
    thoughts = [one for one in told if re.search(r"\b(thought|believed|wanted|feared|hoped)\b", one)]
    assert [one for one in thoughts if "not stated in any source" not in one] == []
    assert next(one.says for one in story.known if one.id == "reasons").startswith("The reasons are not stated")


@pytest.mark.every
@pytest.mark.parametrize(("name", "version"), VERSIONS)
def test_a_choice_is_judged_alike_whatever_comes_of_it(name, version):
    """No hindsight: every outcome of every chance, in every situation in which it can be drawn."""
    plot = Plot(scenarios()[name], version)
    for at in walked(name, version).situations:
        for choice in plot.choices(at):
            if choice.chance is None:
                continue
            draws = {draw(choice.chance, 1, 0, again): again for again in range(400)}
            assert set(draws) == set(range(len(choice.chance.outcomes))), "an outcome with stated odds never comes"
            steps = [play_from(plot, at, Move(choice.id, again)) for again in draws.values()]
            assert {step.to for step in steps} == {way.to for way in plot.ways(at, choice)}
            assert len({step.judged for step in steps}) == 1
            break


def play_from(plot, at, move):
    from attrs import evolve

    return evolve(play(plot, 1), here=at).after(move).steps[-1]


def best(now):
    """Choose what fits, else what can be defended, else what leads on."""
    order = {"fits": 0, "defensible": 1, "open": 2, None: 3, "over": 9, "under": 9}

    def worth(choice):
        judged = now.plot.judged(now.here, choice)
        return order[judged.verdict if judged else None]

    return Move(min(now.plot.choices(now.here), key=worth).id)


@given(which=st.sampled_from(VERSIONS), seed=st.integers(0, 10**6))
def test_who_decides_well_has_decided_well_whatever_chance_gives(which, seed):
    name, version = which
    now = play(Plot(scenarios()[name], version), seed)
    while not now.ended:
        now = now.after(best(now))
    assert {one.step.verdict for one in debrief(now).points} <= {"fits", "defensible", "open"}


@st.composite
def plays(draw_):
    name, version = draw_(st.sampled_from(VERSIONS))
    now = play(Plot(scenarios()[name], version), draw_(st.integers(0, 10**6)))
    for _ in range(draw_(st.integers(0, MOST_STEPS))):
        if now.ended:
            break
        now = now.after(Move(draw_(st.sampled_from(now.plot.choices(now.here))).id))
    return now


@given(now=plays())
@settings(deadline=None)
def test_a_play_is_saved_and_taken_up_where_it_stopped(now):
    data = json.loads(json.dumps(as_data(log_of(now))))
    again = resume(now.plot.scenario, read_log(data))
    assert again.note == ""
    assert (again.play.here, again.play.trust, again.play.passed) == (now.here, now.trust, now.passed)
    assert [step.judged for step in again.play.steps] == [step.judged for step in now.steps]


@given(now=plays())
@settings(deadline=None)
def test_every_ending_has_a_debrief_and_looks_back_only_on_what_was_known(now):
    while not now.ended:
        now = now.after(best(now))
    looked = debrief(now)
    assert len(looked.points) == len(now.decisions)
    assert looked.ending.changed
    for point in looked.points:
        assert len(point.known) == len(point.step.at.known)


@given(now=plays())
def test_trust_and_time_stay_on_their_scales(now):
    if now.trust:
        assert 0 <= now.trust.least <= now.trust.most <= 8
    assert 0 <= now.passed.least <= now.passed.most
