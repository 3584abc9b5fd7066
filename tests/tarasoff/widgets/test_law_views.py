"""The views of lectures 02 and 03: what they say of law, of cases and of people, without a browser."""

import json

import pytest

from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.teaching.library import story
from tarasoff.widgets.law.case_explorer import CaseExplorer
from tarasoff.widgets.law.duty_finder import DutyFinder
from tarasoff.widgets.law.side_by_side import CompareStates, LawDates
from tarasoff.widgets.law.tile_map import TileMap
from tarasoff.widgets.lecture.myths import Myths
from tarasoff.widgets.lecture.opinions import Opinions


@pytest.fixture(autouse=True)
def _in_a_folder(folder):
    """Each view keeps its answers in a folder of its own."""


def card(view, number=0):
    return view.summary["findings"][number]


def test_the_card_changes_with_the_state_and_says_how_sure_it_is():
    view = DutyFinder()
    assert card(view)["kind"] == "duty"
    view.answer = {"place": "TX", "imminent": "yes"}
    assert (card(view)["place"], card(view)["kind"]) == ("Texas", "permission")
    assert "the lowest of the rules used" in card(view)["how_sure"]
    assert card(view)["sources"][0]["links"]
    may = next(part["said"] for part in card(view)["parts"] if part["name"] == "What you may do")
    assert "law enforcement" in may[0]


def test_what_is_owed_allowed_and_protected_stand_apart():
    view = DutyFinder()
    parts = {part["name"]: " ".join(part["said"]) for part in card(view)["parts"]}
    assert "Tarasoff" in parts["What you owe"]
    assert "43.92(b)" in parts["Protects you from liability, and asks for nothing"]
    assert "43.92(b)" not in parts["What you owe"]


def test_a_contested_state_says_so_on_its_card():
    view = DutyFinder()
    view.answer = {"place": "GA"}
    assert card(view)["disagreement"]
    assert card(view)["disagreement_is"] == "Contested"
    assert "contested" in view.summary["text"]


def test_what_was_not_read_stands_on_the_card_with_where_it_stands():
    view = DutyFinder()
    view.answer = {"place": "CA", "threatened": "nobody", "identifiable": "unknown", "told_by": "unknown",
                   "harm": "unknown", "danger": "unknown", "hazard": "hiv", "day": "1970-01-01"}  # fmt: skip
    found = card(view)
    assert found["kind"] == "not read"
    assert any(part["name"] == "Not read" for part in found["parts"])
    assert "Confidence" not in found["how_sure"]


def test_contradictory_facts_are_said_and_the_card_goes():
    view = DutyFinder()
    view.answer = {"threatened": "nobody"}
    assert "These facts cannot all be so" in view.summary["problem"]
    assert view.summary["findings"] == []
    assert "cannot all be so" in view.text()
    view.answer = {"threatened": "another"}
    assert card(view)["kind"] == "duty"


def test_two_states_are_two_cards_on_the_same_facts():
    view = CompareStates()
    assert [(one["place"], one["kind"]) for one in view.summary["findings"]] == [
        ("California", "duty"),
        ("Texas", "permission"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("label", [label for label, _ in LawDates.presets])
def test_each_example_shows_that_the_law_changed(label):
    view = LawDates()
    view.answer = dict(dict(LawDates.presets)[label])
    first, second = view.summary["findings"]
    assert first["kind"] != second["kind"], (first["kind"], second["kind"])


def test_whom_both_laws_name_comes_after_the_ticks():
    view = CompareStates()
    assert view.summary["overlap"] is None
    assert view.summary["offered"] == ["medical personnel", "the person in danger", "the police"]
    view.answer = {"under_both": ["the person in danger"]}
    found = view.summary["overlap"]
    # Texas lets medical and law-enforcement personnel hear of it, and not the person threatened.
    assert (found["left"], found["both"], found["right"]) == (
        ("the person in danger",), ("the police",), ("medical personnel",))  # fmt: skip
    assert (found["wrong"], found["missed"]) == (["the person in danger"], ["the police"])
    assert "In California that is a way to meet the duty." in found["said"]


def test_nothing_is_called_right_under_both_while_one_place_is_open():
    view = CompareStates()
    view.answer = {"home": "MI", "client": "KS", "under_both": []}
    assert view.summary["overlap"]["said"] == "Kansas is still open: settle that first, and then ask again."


def test_what_differs_is_marked_and_what_does_not_stands_apart():
    view = CompareStates()
    view.answer = {"client": "CA"}
    assert view.summary["differs"] == []
    assert "It asks for" in [row["asks"] for row in view.summary["same"]]
    view.answer = {"client": "TX"}
    asks = next(row for row in view.summary["differs"] if row["asks"] == "It asks for")
    alone = [entry["text"] for entry in asks["right"] if not entry["shared"]]
    assert alone == ["It is about to happen"], "of the two, only Texas asks for imminence"


def test_the_facts_begin_in_ones_own_state():
    assert DutyFinder(state="NM").content["start"]["place"] == "NM"
    assert CompareStates(state="NM").content["start"]["home"] == "NM"
    assert DutyFinder(guess="corin-in-michigan", state="NM").content["gate"]["field"] == "guess"
    with pytest.raises(ValueError, match=r"The view cannot begin in 'XX'\. 'XX' is not a possible answer"):
        DutyFinder(state="XX")


def test_another_way_to_a_rule_is_no_miss():
    view = DutyFinder()
    # Florida's rules for a facility have several ways in; that no building is threatened settles nothing.
    view.answer = {"place": "FL"}
    ways = {element["label"]: element["other_way"] for element in card(view)["elements"] if element["met"] is False}
    assert ways == {"A building or a place can be identified": True}
    view.answer = {"place": "FL", "imminent": "no"}
    assert not any(element["other_way"] for element in card(view)["elements"])


def test_every_fact_can_be_set_in_the_finder():
    content = DutyFinder().content
    assert [one["id"] for one in content["facts"]] == list(FACT_KINDS)
    assert set(content["start"]) == {*FACT_KINDS, "place", "day"}


def test_the_map_has_a_tile_for_every_state_and_none_lies_on_another():
    states = TileMap().content["states"]
    assert {one["code"] for one in states} == set(jurisdictions())
    assert len({(one["row"], one["column"]) for one in states}) == 51
    for state in states:
        assert state["confidence"]
        assert all(rule["cited"] for rule in state["rules"])


def test_two_cases_show_only_the_facts_that_differ_and_no_holding_before_a_guess():
    view = CaseExplorer()
    differs = {one["id"]: one["values"] for one in view.summary["differs"]}
    assert differs["identifiable"] == ["not named, but readily identified", "no: anybody, or a broad group"]
    assert "harm" not in differs, "death or serious injury was feared in both"
    assert view.summary["after"] == []
    sent = json.dumps([view.content, view.summary])
    assert "duty recognised" not in sent
    assert "No affirmative duty" not in sent


def test_the_fact_that_was_named_is_changed_in_both_cases():
    view = CaseExplorer()
    view.answer = {"fact": "identifiable"}
    tarasoff, thompson = view.summary["after"]
    # With a victim whom nobody can identify, the rule of Tarasoff would not be met; with one, that of Thompson would.
    assert (tarasoff["kind"], thompson["then"]) == ("duty", "duty")
    assert tarasoff["then"] != "duty"
    assert tarasoff["if"] == "Can the person be identified: no: anybody, or a broad group"


def test_a_fact_that_does_not_differ_in_the_next_pair_shows_nothing():
    view = CaseExplorer()
    view.answer = {"fact": "identifiable", "a": "tarasoff_1976", "b": "tarasoff_1974"}
    assert view.summary["differs"] == []
    assert view.summary["after"] == []


def test_a_claim_is_judged_before_it_is_answered_and_then_explained():
    view = Myths()
    view.answer = {"kept-silent": "true", "no-trial": "true"}
    assert view.summary["text"] == "2 of 6 judged, 1 right."
    feedback = next(one for one in view.content["situations"] if one["id"] == "kept-silent")["feedback"]
    assert feedback["true"]["verdict"] == "wrong"
    assert feedback["true"]["why"].startswith("False. According to the complaint")
    assert feedback["false"]["verdict"] == "fits"


def test_always_the_same_verdict_does_not_win():
    claims = [claim for claim in story().claims if claim.asked]
    for verdict in ("true", "half", "false"):
        view = Myths()
        view.answer = {claim.id: verdict for claim in claims}
        assert int(view.summary["text"].split(", ")[1].split()[0]) <= 3, verdict
    assert [claim.verdict for claim in claims].count("true") == 2
    every = Myths(every=True)
    assert every.summary["text"].startswith("6 of 15 judged"), "what the lecture asked is asked anew"


def test_some_claims_are_asked_by_name_and_the_others_stay_as_they_were_judged(saved):
    Myths(every=True).answer = {"no-trial": "true", "any-threat": "true"}
    some = Myths("any-threat", "should-have-known")
    assert [one["id"] for one in some.content["situations"]] == ["any-threat", "should-have-known"]
    assert some.summary["text"] == "1 of 2 judged, 0 right."
    some.answer = {"any-threat": "false"}
    assert saved()["myths"] == {"no-trial": "true", "any-threat": "false"}
    with pytest.raises(KeyError, match="There is no claim 'any-threats'"):
        Myths("any-threats")


def test_there_are_twelve_myths_among_the_claims():
    verdicts = [claim.verdict for claim in story().claims]
    assert len(verdicts) - verdicts.count("true") == 12
    assert len(verdicts) == 15


def test_the_two_opinions_stand_side_by_side_with_the_pages_on_which_each_point_was_read():
    rows = Opinions().content["rows"]
    assert [row["aspect"] for row in rows] == [one.aspect for one in story().opinions]
    assert all(row["links"] for row in rows)


def test_a_point_that_was_not_found_in_an_opinion_stands_open_and_is_no_sentence():
    police = next(row for row in Opinions().content["rows"] if row["aspect"] == "The police")
    assert police["says"][0] == "○ open"
    assert police["says"][1].startswith("Judgment for all five police defendants is affirmed")
