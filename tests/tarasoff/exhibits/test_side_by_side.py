"""Two laws on the same facts: who may hear of it under both, and what is said where they do not meet."""

import pytest

from tarasoff.engine.find import find
from tarasoff.exhibits.side_by_side import overlap, recipients, rows
from tarasoff.knowledge.law.facts import Facts

# A grave threat to somebody named, by an adult who means it and can do it, now.
THREAT = {
    "threatened": "another", "identifiable": "named", "told_by": "client", "threat": "explicit", "harm": "grave",
    "danger": "yes", "imminent": "yes", "intent": "yes", "means": "yes", "consent": "no", "abuse": "none",
    "age": "adult", "hazard": "none", "grave_disability": "no", "setting": "clinic", "came_for": "mental_health",
    "profession": "psychologist", "qualified": "yes", "special": "no",
}
DAY = "2026-11-01"


def under(place, **more):
    return find(Facts(**{**THREAT, **more}), place, DAY)


def test_whoever_both_laws_name_can_be_told_and_that_can_be_a_way_to_meet_the_duty():
    found = overlap(under("AR"), under("CA"))
    assert (found.both, found.right) == (("the police",), ("the person in danger",))
    ways = [f"In {place} that is a way to meet the duty." for place in ("Arkansas", "California")]
    assert found.said == " ".join(["Under both you may tell the police.", *ways])


def test_where_the_laws_name_different_people_less_is_left():
    said = overlap(under("DC"), under("IL")).said
    assert said.startswith("Nobody is named by both. The client's consent, closer treatment")


def test_where_one_law_names_nobody_whom_the_other_names_can_be_among_them():
    said = overlap(under("AK"), under("AZ")).said
    assert "Alaska names nobody: you may tell whoever can prevent the harm. Whom Arizona names can be" in said


def test_what_is_still_open_comes_first():
    assert overlap(under("AL"), under("CA")).said == "Alabama is still open: settle that first, and then ask again."


@pytest.mark.parametrize(("age", "told"), [("adult", False), ("age_15", True)])
def test_nobody_tells_the_parents_of_an_adult(age, told):
    assert ("the minor's parent or guardian" in recipients(under("DC", age=age))) is told


def test_what_both_laws_say_is_no_difference():
    same = rows(under("CA"), under("CA"))
    assert same
    assert not any(row.differs for row in same)
