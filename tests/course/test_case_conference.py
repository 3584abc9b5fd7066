"""Lecture 07: its stories say of the law what the law engine says, and their sources stand below them."""

import json
import re

import pytest

from tarasoff.engine.find import find
from tarasoff.knowledge.teaching import library
from tarasoff.scenarios.files import scenario
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.walk import walk

STORIES = ("staff-door", "after-friday", "a-paper-for-bram")


@pytest.fixture(scope="module")
def book(root):
    cells = json.loads((root / "course" / "07-case-conference.ipynb").read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def kinds(name, version="", place=""):
    """What the law comes to at each point of a story: which facts are known, and what was found."""
    plot = Plot(scenario(name), version)
    at = {plot.facts(one): one.known for one in walk(plot).situations}
    return [(known, find(facts, place or plot.scenario.place).kind) for facts, known in at.items()]


def test_whoever_plays_a_story_in_the_lecture_finds_its_sources_below(book):
    assert re.findall(r'Scenario\("([\w-]+)"\)', "\n".join(book)) == list(STORIES)
    cited = {source for name in STORIES for source in library.cited_by(scenario(name))}
    assert cited <= set(library.sources_of("07"))


def test_the_lecture_takes_at_least_as_long_as_its_stories(book):
    said = int(re.search(r"About (\d+) minutes", book[0])[1])
    assert said >= sum(scenario(name).minutes for name in STORIES)


@pytest.mark.slow
def test_nothing_that_one_can_know_of_bram_lets_one_tell_but_his_own_consent():
    for known, kind in kinds("a-paper-for-bram"):
        assert kind == ("permission" if "lawyer" in known else "no basis"), known


@pytest.mark.slow
def test_nobody_must_tell_of_ilse_and_on_the_night_that_does_not_hold_one_may():
    found = kinds("after-friday")
    assert {kind for _, kind in found} == {"facts missing", "law open", "permission"}
    for known, kind in found:
        over = known & {"key-away", "evaluated"}
        if "agreed" in known or ("night" in known and not over):
            assert kind == "permission", known


def test_of_brams_aunt_one_must_tell_and_before_she_is_spoken_of_one_may_not():
    for known, kind in kinds("a-paper-for-bram", "aunt"):
        assert kind == ("duty" if "aunt" in known else "no basis"), known


def test_once_it_is_to_be_tonight_one_may_tell_of_ilse_without_her_yes():
    found = kinds("after-friday", "tonight")
    assert "duty" not in {kind for _, kind in found}
    for known, kind in found:
        if "tonight" in known and not known & {"key-away", "evaluated", "in-ward"}:
            assert kind == "permission", known


def test_of_wren_one_must_tell_on_the_night_that_she_names_and_otherwise_not():
    for version, kind_then in (("", "duty"), ("no-day", "no basis")):
        found = [kind for known, kind in kinds("wren", version) if known & {"tonight", "no-day"}]
        assert set(found) == {kind_then}


def test_of_davor_neither_law_lets_one_tell_while_he_names_no_night():
    # Both forbid what their exceptions do not list (FL-protect-11, AK-protect-8).
    for place in ("FL", "AK"):
        found = [kind for known, kind in kinds("camera-on", "no-night", place) if {"near", "no-intent"} <= known]
        assert set(found) == {"bar"}
