"""The finding: one span of what may be, explained; right by hand-worked cases, and never wrong by silence."""

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from tarasoff.engine.advice import least_intrusive
from tarasoff.engine.find import changes, find
from tarasoff.engine.finding import KINDS
from tarasoff.engine.finding_text import as_text
from tarasoff.engine.places import PlaceError, place_of, places
from tarasoff.knowledge import library
from tarasoff.knowledge.facts import FACT_KINDS, ContradictionError, Facts
from tarasoff.knowledge.law_words import ELSEWHERE

# A client of a psychologist says that he will kill a named person.
THREAT = Facts(
    threatened="another",
    identifiable="named",
    told_by="client",
    harm="grave",
    danger="yes",
    imminent="yes",
    intent="yes",
    means="yes",
    consent="no",
    abuse="none",
    can_hold="no",
    setting="private_practice",
    profession="psychologist",
)
LEVELS = ["no basis", "permission", "duty"]

some_place = st.sampled_from(sorted(places()))
some_day = st.sampled_from(["1970-01-01", "1980-01-01", "1995-06-30", "2010-01-01", "2018-07-01", "2026-01-01"])
any_facts = st.builds(Facts, **{kind.id: st.sampled_from([None, *kind.values]) for kind in FACT_KINDS.values()})


# Worked by hand from the tables.


BY_HAND = [
    ("CA", {}, "duty"),
    # Section 43.92 does not ask for imminence.
    ("CA", {"imminent": "no"}, "duty"),
    # Ewing: a close relative's report counts.
    ("CA", {"told_by": "relative", "imminent": "no"}, "duty"),
    ("CA", {"told_by": "nobody", "imminent": "no"}, "no basis"),
    # No duty without a threat, but HIPAA permits what is serious and imminent.
    ("CA", {"told_by": "nobody"}, "permission"),
    ("CA", {"identifiable": "no", "imminent": "no"}, "no basis"),
    ("TX", {}, "permission"),
    ("TX", {"imminent": "no"}, "no basis"),
    # Arizona asks for intent and ability.
    ("AZ", {"means": "no", "imminent": "yes"}, "permission"),
    ("AZ", {}, "duty"),
    # Maine needs no name, and no threat either, but what the client said.
    ("ME", {"identifiable": "no", "imminent": "no"}, "duty"),
    ("ME", {"told_by": "nobody", "identifiable": "no", "imminent": "no"}, "unsettled"),
    # A threat that nobody takes for a serious danger is none where the text says serious.
    ("CA", {"danger": "no", "imminent": "no", "plan": "no"}, "no basis"),
    # A rule that lists professions was not read to cover the others.
    ("CA", {"profession": "other"}, "unsettled"),
    ("CT", {}, "unsettled"),
    ("CT", {"identifiable": "no"}, "permission"),
    # A grandmother told of it; in South Carolina a reason to know is enough.
    ("SC", {"told_by": "relative"}, "duty"),
    ("FL", {}, "duty"),
    ("NY", {"told_by": "nobody", "identifiable": "no", "imminent": "no"}, "duty"),
    ("HI", {}, "unsettled"),
    ("GA", {}, "unsettled"),
    ("GA", {"can_hold": "yes", "setting": "hospital"}, "unsettled"),
    ("ND", {}, "unsettled"),
    # Alabama's statutes cover two professions; for psychologists nothing was read.
    ("AL", {}, "unsettled"),
    ("AL", {"profession": "counselor"}, "duty"),
    # Suicide is no third party's danger; HIPAA permits what is serious and imminent.
    ("CA", {"threatened": "self", "identifiable": None, "imminent": "no"}, "no basis"),
    ("CA", {"threatened": "self", "identifiable": None}, "permission"),
    ("ME", {"threatened": "self", "identifiable": None}, "duty"),
    ("CA", {"threatened": "nobody", "identifiable": None, "told_by": None, "harm": None, "danger": None,
            "intent": None, "imminent": None, "abuse": "child"}, "duty"),
    ("CA", {"threatened": "nobody", "identifiable": None, "told_by": None, "harm": None, "danger": None,
            "intent": None, "imminent": None, "abuse": "adult"}, "unsettled"),
    ("CA", {"threatened": "nobody", "identifiable": None, "told_by": None, "harm": None, "danger": None,
            "intent": None, "imminent": None, "consent": "yes"}, "permission"),
    ("CA", {"threatened": "nobody", "identifiable": None, "told_by": None, "harm": None, "danger": None,
            "intent": None, "imminent": None}, "no basis"),
    ("CANADA", {}, "permission"),
    ("CANADA", {"imminent": "no"}, "no basis"),
    ("CANADA", {"consent": "yes", "imminent": "no"}, "permission"),
    # Whether a law of Canada says something of a client's own danger was not read: that is no no.
    ("CANADA", {"threatened": "self", "identifiable": None}, "unsettled"),
    ("CANADA", {"abuse": "child"}, "unsettled"),
    ("UK", {"abuse": "child", "profession": "physician"}, "duty"),
    ("UK", {"consent": "yes", "danger": None, "imminent": None}, "permission"),
    ("UK", {"imminent": "no", "identifiable": "no"}, "permission"),
]  # fmt: skip


def test_a_case_worked_by_hand():
    complaints = []
    for place, facts, kind in BY_HAND:
        found = find(evolve(THREAT, **facts), place).kind
        if found != kind:
            complaints.append(f"{place} with {facts}: {found}, not {kind}")
    assert not complaints, "\n".join(complaints)


def test_the_law_has_a_date():
    assert find(THREAT, "FL", "2026-01-01").kind == "duty"
    assert find(THREAT, "FL", "2018-01-01").kind == "permission"
    calm = evolve(THREAT, imminent="no")
    assert find(calm, "ME", "2019-09-18").kind == "no basis"
    assert find(calm, "ME", "2019-09-19").kind == "duty"
    assert find(calm, "CA", "1975-01-01").kind == "duty"
    unnamed = evolve(calm, identifiable="group", told_by="client", imminent="yes")
    assert find(unnamed, "PA", "2020-07-20").kind == "unsettled"
    assert find(unnamed, "PA", "2020-07-21").kind == "duty"


def test_a_day_before_the_law_says_so():
    found = find(THREAT, "CA", "1970-01-01")
    assert found.kind == "unsettled"
    text = as_text(found)
    assert "Danger to others: what the law of California was on 1970-01-01 was not read." in text
    assert "since 1974-12-23" in text
    assert "No court had found a duty to protect before Tarasoff I" in text


def test_a_day_to_come_says_that_nobody_knows():
    assert "gathered in 2026-11" in as_text(find(THREAT, "CA", "2030-01-01"))


def test_what_is_not_known_stays_open_and_is_named():
    found = find(evolve(THREAT, imminent=None, told_by=None), "CA")
    assert (found.kind, found.possible) == ("unsettled", ("no basis", "permission", "duty"))
    assert set(found.open_facts) == {"told_by", "imminent"}
    assert "Who told the professional of a threat? Is it about to happen?" in found.why


def test_a_route_that_nobody_asked_about_is_named_and_not_counted():
    found = find(evolve(THREAT, abuse=None, consent=None, setting=None), "CA")
    assert found.kind == "duty"
    assert set(found.not_asked) == {"abuse", "consent", "setting"}
    assert "Not asked yet: consent, abuse and setting." in as_text(found)


def test_part_2_stands_in_the_way_and_shows_nobody_to_tell():
    found = find(evolve(THREAT, setting="part_2"), "CA")
    assert (found.kind, found.barred, found.may_be_told) == ("unsettled", True, ())
    assert "a report that does not identify the person as a patient" in as_text(found)
    assert "part2_2_20" in found.sources
    child = find(evolve(THREAT, setting="part_2", abuse="child"), "CA")
    assert (child.kind, child.may_be_told) == ("duty", ("child protective services, or the police",))
    agreed = find(evolve(THREAT, setting="part_2", consent="yes"), "CA")
    assert agreed.may_be_told == ("those to whom the client agrees",)


def test_texas_lets_nobody_tell_the_person_in_danger():
    found = find(THREAT, "TX")
    assert found.may_be_told == ("medical personnel", "the police")
    assert "the person in danger" not in least_intrusive(found)


def test_the_least_intrusive_step_is_the_one_by_which_the_confidence_travels_least():
    assert "hospital" in least_intrusive(find(THREAT, "ME"))
    assert "police" not in least_intrusive(find(THREAT, "ME"))
    california = least_intrusive(find(THREAT, "CA"))
    assert "warn the person in danger" in california
    assert "notify the police" in california
    # In Virginia counselling until the danger passes can be enough: nobody has to hear of it.
    assert "counsel the client in the session" in least_intrusive(find(THREAT, "VA"))


def test_two_duties_do_not_hide_each_other():
    found = find(evolve(THREAT, abuse="child"), "CA")
    assert "the person in danger" in found.may_be_told
    assert "child protective services, or the police" in found.may_be_told


def test_a_permission_beside_a_duty_is_shown():
    found = find(evolve(THREAT, abuse="child"), "TX")
    assert found.may_be_told == ("child protective services, or the police",)
    assert "also lets you tell medical personnel or the police." in as_text(found)
    # Florida: the police must be told, the person in danger may be.
    florida = find(THREAT, "FL")
    assert florida.may_be_told == ("the police",)
    assert "also lets you tell the person in danger." in as_text(florida)
    assert find(THREAT, "TX").beside == ()
    # Texas does not let the person in danger be told, so what HIPAA lets everybody tell is not held out beside it.
    assert "somebody able to prevent the harm" not in as_text(found)


def test_what_is_sure_stands_beside_what_is_open():
    iowa = find(THREAT, "IA")
    assert "you may tell the police" in least_intrusive(iowa)
    assert "open is whether there is a duty beside it" in least_intrusive(iowa)
    assert "Who would be told, if the most of it is met: the police." in as_text(iowa)


@pytest.mark.parametrize("place", ["CA", "ME", "NE", "TX", "US"])
def test_a_client_in_danger_is_first_of_all_owed_care(place):
    found = find(evolve(THREAT, threatened="self", identifiable=None), place)
    assert "assess, treat and plan for safety" in as_text(found)
    assert "suicide_standard_of_care" in found.sources
    assert "duty of care" not in as_text(find(THREAT, place))


@pytest.mark.parametrize(
    ("place", "day", "facts"),
    [
        ("CA", "1995-01-01", {"threatened": "self", "identifiable": None}),
        ("CA", "1970-01-01", {"abuse": "child"}),
        ("TX", "1960-01-01", {"consent": "yes"}),
        ("UK", "1980-01-01", {}),
    ],
)
def test_a_day_whose_law_was_not_read_says_no_to_nothing(place, day, facts):
    found = find(evolve(THREAT, **facts), place, day)
    assert found.kind == "unsettled"
    assert f"on {day} was not read" in found.why
    # Today's note and confidence belong to today's law.
    assert not found.confidence
    assert found.notes == () or "2018" not in "".join(found.notes)


def test_a_finding_that_rests_on_nothing_says_so():
    found = find(THREAT, "UK", "1980-01-01")
    assert found.sources == ()
    assert "It rests on no source: no rule was read." in as_text(found)


def test_the_code_of_the_profession_is_added():
    social_worker = find(evolve(THREAT, profession="social_worker"), "CA")
    assert "nasw_1_07_c" in social_worker.clauses
    assert any("Tell client before disclosing (requires)" in one for one in social_worker.codes_add)
    assert "Tell client before disclosing" in as_text(social_worker)
    assert "apa_4_05_b" in find(THREAT, "CA").clauses
    # The editions that were read are those of 2014 to 2018.
    assert find(THREAT, "CA", "1990-01-01").clauses == ()


def test_what_would_change_the_finding_changes_it():
    found = find(evolve(THREAT, imminent="no"), "CA")
    moved = changes(found)
    assert ("told_by", "nobody", "no basis") in {(one.fact, one.value, one.kind) for one in moved}
    for one in moved:
        assert find(evolve(found.facts, **{one.fact: one.value}), "CA").kind == one.kind != found.kind


# Properties.


@given(any_facts, some_place, some_day, st.data())
def test_finding_out_more_only_narrows_what_may_be(facts, place, day, data):
    assume(not facts.contradictions() and facts.open())
    fact = data.draw(st.sampled_from(facts.open()))
    more = evolve(facts, **{fact: data.draw(st.sampled_from(list(FACT_KINDS[fact].values)))})
    assume(not more.contradictions())
    before, after = find(facts, place, day), find(more, place, day)
    # A route that nobody had asked about was named, so that its answer is no surprise.
    if fact not in before.not_asked:
        assert set(after.possible) <= set(before.possible)
    else:
        assert not (before.kind == "duty" and after.kind == "no basis")


@given(any_facts, some_place, some_day)
def test_a_finding_explains_itself(facts, place, day):
    assume(not facts.contradictions())
    found = find(facts, place, day)
    assert found.kind in KINDS
    assert (found.kind == "unsettled") == (len(found.possible) > 1)
    if found.kind == "unsettled":
        assert found.open_facts or found.open_law
    assert found.sources or place in ELSEWHERE
    assert not set(found.sources) - set(library.sources())
    assert found.why
    assert least_intrusive(found)
    if found.confidence:
        assert found.confidence in ("high", "medium", "low")
        assert f"Confidence: {found.confidence}, as of 2026-11." in as_text(found)
    if not found.barred and any(one.most for one in found.governing):
        assert found.steps
    for words in ("None", "see the note and", "  "):
        assert words not in found.why


@given(any_facts, some_place)
def test_every_open_fact_can_be_found_out(facts, place):
    assume(not facts.contradictions())
    found = find(facts, place)
    for one in found.open_facts:
        assert getattr(facts, one) is None


@pytest.mark.parametrize(("code", "word"), [("IL", "Contested: "), ("GA", "Contested: "), ("HI", "Sources disagree: ")])
def test_a_contested_state_says_so_on_its_finding(code, word):
    found = find(THREAT, code)
    assert f"\n{word}" in as_text(found)
    assert found.contested == (word == "Contested: ")


def test_a_state_on_which_sources_agree_says_nothing_of_it():
    assert "disagree" not in as_text(find(THREAT, "CA"))
    # Nor does today's disagreement belong to a day before the rule.
    assert not find(THREAT, "GA", "1970-01-01").contested


# Wrong use.


@pytest.mark.parametrize(
    ("given_", "code"), [("CA", "CA"), (" ca ", "CA"), ("new york", "NY"), ("District of Columbia", "DC"), ("uk", "UK")]
)
def test_a_place_is_known_by_code_and_name(given_, code):
    assert place_of(given_) == code


@pytest.mark.parametrize(
    ("given_", "near"),
    [("Californa", "California"), ("Masachusetts", "Massachusetts"), ("XX", "There are"), ("", "There is no place")],
)
def test_an_unknown_place_names_those_that_look_like_it(given_, near):
    with pytest.raises(PlaceError, match=near):
        find(THREAT, given_)


@pytest.mark.parametrize("day", ["2026-13-01", "01.02.2026", "2026-1-1", "20260101", "2026", "yesterday", "2026-W01-1"])
def test_what_is_no_date_says_how_to_write_one(day):
    with pytest.raises(ValueError, match=r"is not a date. Write year-month-day"):
        find(THREAT, "CA", day)


@pytest.mark.parametrize(
    "facts",
    [
        {"protective": "yes", "imminent": "yes"},
        {"danger": "no", "imminent": "no", "plan": "yes"},
        {"threatened": "nobody", "identifiable": None, "told_by": None, "harm": None, "danger": None, "imminent": None},
    ],
)
def test_facts_that_cannot_all_be_so_are_refused(facts):
    with pytest.raises(ContradictionError, match=r"cannot all be so"):
        find(evolve(THREAT, **facts), "CA")


def test_contradictory_facts_are_named():
    with pytest.raises(ContradictionError, match=r"Who is in danger: property, nobody's body. What harm: death"):
        find(evolve(THREAT, threatened="property"), "CA")
