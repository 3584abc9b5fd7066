"""The views of lecture 05 on criteria and on the least that is needed, without a browser."""

import pytest

from tarasoff.engine.every_state import CRITERIA
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import KINDS
from tarasoff.widgets.law.criteria_board import CriteriaBoard
from tarasoff.widgets.law.duty_finder import DutyFinder
from tarasoff.widgets.lecture.redactor import Redactor


@pytest.fixture(autouse=True)
def _in_a_folder(folder):
    """Each view keeps its answers in a folder of its own."""


def kinds(view):
    return {one["kind"]: one["count"] for one in view.summary["kinds"]}


# The board of criteria.


def test_a_criterion_says_whether_it_is_met_and_by_which_fact():
    view = CriteriaBoard()
    view.answer = {"imminent": "no"}
    found = {one["label"]: one for one in view.summary["criteria"]}
    assert len(found) == len(CRITERIA)
    assert found["It is about to happen"] == {"label": "It is about to happen", "met": False, "said": "Imminent: no"}
    assert found["The victim can be identified"]["met"] is True
    assert found["There is a definite act or plan"]["met"] is None
    values = [one["met"] for one in found.values()]
    counted = f"{values.count(True)} met, {values.count(False)} not met, {values.count(None)} not known"
    assert view.summary["counted"] == counted


def test_the_states_are_counted_and_named():
    view = CriteriaBoard()
    view.answer = {"imminent": "yes", "intent": "yes", "means": "yes", "plan": "yes"}
    assert list(kinds(view)) == list(KINDS)
    assert sum(kinds(view).values()) == view.summary["of"] == 51
    for one in view.summary["kinds"]:
        assert len(one["states"]) == one["count"]
    named = {one["kind"]: one["states"] for one in view.summary["kinds"]}
    assert "California" in named["duty"]
    assert "Texas" in named["permission"]
    contested = {f"{state.name} *" for state in jurisdictions().values() if state.contested}
    assert contested <= {state for states in named.values() for state in states}
    told = ", ".join(f"{kind} {count}" for kind, count in kinds(view).items())
    assert view.summary["text"].endswith(f"Of 51 jurisdictions: {told}.")


def test_it_agrees_with_the_finder():
    board, finder = CriteriaBoard(), DutyFinder()
    for facts in ({}, {"imminent": "yes"}, {"identifiable": "no", "imminent": "no"}):
        board.answer = facts
        finder.answer = {**facts, "place": "FL"}
        kind = finder.summary["findings"][0]["kind"]
        assert next(one["kind"] for one in board.summary["kinds"] if "Florida" in one["states"]) == kind


def test_what_is_open_is_asked_for_and_what_was_not_read_is_counted_apart():
    view = CriteriaBoard()
    turns = next(line for line in view.summary["open"] if line.startswith("Is it about to happen?"))
    assert turns.startswith("Is it about to happen? It turns on that in ")
    view.answer = {"imminent": "yes", "intent": "yes", "means": "yes", "plan": "yes", "history": "no"}
    for line in view.summary["open"]:
        assert "turns on that" in line or "the law itself leaves it open" in line or "not read in" in line


def test_contradictory_facts_are_named_and_nothing_is_counted():
    view = CriteriaBoard()
    view.answer = {"threatened": "nobody"}
    assert "These facts cannot all be so" in view.summary["problem"]
    assert "kinds" not in view.summary
    assert "cannot all be so" in view.text()


def test_a_client_in_danger_is_owed_care_and_told_whom_to_call():
    view = CriteriaBoard()
    assert view.summary["care"] == []
    view.answer = {"threatened": "self"}
    assert "owe the client care" in view.summary["care"][0]
    assert "988" in view.summary["care"][1]


def test_what_was_not_asked_is_said():
    view = CriteriaBoard()
    assert "Is abuse or neglect suspected?" not in view.summary["not_asked"]
    view.answer = {"abuse": "unknown"}
    assert "Is abuse or neglect suspected?" in view.summary["not_asked"]


@pytest.mark.slow
@pytest.mark.parametrize("label", [label for label, _ in CriteriaBoard.presets])
def test_each_example_contradicts_nothing_and_comes_to_something_of_its_own(label):
    counts = {}
    for one, values in CriteriaBoard.presets:
        view = CriteriaBoard()
        view.answer = {**dict.fromkeys(view.content["start"]), **values}
        assert "problem" not in view.summary
        assert set(values) <= set(FACT_KINDS)
        counts[one] = tuple(kinds(view).values())
    assert list(counts.values()).count(counts[label]) == 1


def test_the_board_in_words_says_the_same():
    view = CriteriaBoard()
    text = view.text()
    assert "Imminent: not known" in text
    for kind, count in kinds(view).items():
        assert f"{kind}: {count}" in text
    assert "Is it about to happen? It turns on that in " in text


# The redactor.


def checked(view, pair, *said):
    view.answer = {"at": pair, pair: {"said": list(said), "checked": True}}
    return view.summary


def test_nothing_is_judged_before_it_is_checked():
    view = Redactor()
    view.answer = {"at": "ruben/gerd", "ruben/gerd": {"said": ["threat", "love"], "checked": False}}
    assert view.summary["to"] == "Gerd"
    assert view.summary["hears"].startswith("Today he said: “On Saturday")
    assert set(view.summary) == {"at", "to", "hears", "done"}
    assert "needed" not in str(view.content), "the content gives the answers away"
    assert "why" not in str(view.content["notes"][0]["sentences"])


def test_too_much_and_too_little_are_both_named():
    found = checked(Redactor(), "ruben/gerd", "threat", "love", "knife")
    assert found["too_much"] == ["whom he loves"]
    assert found["too_little"] == ["who he is"]
    assert found["lines"]["love"]["name"] == "Over-breach"
    assert found["lines"]["who"]["name"] == "Under-breach"
    assert found["lines"]["knife"]["name"] == "Defensible"
    assert found["lines"]["health"]["name"] == "Fits"
    assert "the whole family" in found["lines"]["love"]["why"]
    assert found["lines"]["love"]["sources"].startswith("American Counseling Association, B.2.e")
    assert "In Texas" in found["ground"]
    assert found["text"].startswith("Gerd. Too much: whom he loves. Too little: who he is")
    assert found["done"] == "1 of 8 recipients checked, 0 without an error."


def test_another_tick_takes_the_verdicts_back_and_can_be_checked_again():
    view = Redactor()
    checked(view, "ruben/gerd", "threat")
    view.answer = {**view.answer, "ruben/gerd": {"said": ["threat", "who"], "checked": False}}
    assert "lines" not in view.summary
    found = checked(view, "ruben/gerd", "threat", "who")
    assert (found["too_much"], found["too_little"]) == ([], [])
    assert found["done"] == "1 of 8 recipients checked, 1 without an error."


def test_whoever_has_no_ground_hears_nothing():
    view = Redactor()
    found = checked(view, "ida/insurer")
    assert (found["hears"], found["too_much"], found["too_little"]) == ("", [], [])
    assert "Paying is no consent" in found["ground"]
    assert checked(view, "ida/insurer", "consent")["too_much"] == ["how far her consent goes"]


def test_each_recipient_keeps_its_own_ticks(saved):
    view = Redactor()
    checked(view, "ida/ruth", "plan")
    view.answer = {**view.answer, "at": "ida/colleague", "ida/colleague": {"said": ["attempt"], "checked": False}}
    assert view.summary["to"] == "A colleague outside the centre"
    assert saved()["redactor"]["ida/ruth"] == {"said": ["plan"], "checked": True}
    assert Redactor().summary == view.summary


def test_the_notes_in_words_say_who_hears_and_do_not_judge():
    text = Redactor().text()
    for note in Redactor().content["notes"]:
        assert note["setting"] in text
        assert all(one["text"] in text for one in note["sentences"])
        assert all(one["label"] in text for one in note["recipients"])
    assert "Call or text 988" in text
    assert "Fits" not in text
