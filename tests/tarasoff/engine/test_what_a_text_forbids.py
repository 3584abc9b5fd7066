"""Texts that forbid what they do not list, and findings that say for what a permission is good, and for what not."""

import re

import pytest
from attrs import evolve

from tarasoff.engine.advice import how, rule_says
from tarasoff.engine.find import changes_in_words, find
from tarasoff.engine.finding_text import as_text, parts
from tarasoff.engine.places import places
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law.tables import jurisdictions, rules
from tarasoff.knowledge.law.words import PURPOSES

THREAT = Facts(
    threatened="another",
    identifiable="named",
    told_by="client",
    threat="explicit",
    harm="grave",
    danger="yes",
    imminent="yes",
    intent="yes",
    means="yes",
    plan="yes",
    consent="no",
    age="adult",
    abuse="none",
    hazard="none",
    special="no",
    qualified="yes",
    can_hold="no",
    grave_disability="no",
    mental_disorder="no",
    firearm="no",
    came_for="mental_health",
    setting="private_practice",
    profession="psychologist",
)
CALM = Facts(
    threatened="nobody",
    age="adult",
    consent="no",
    abuse="none",
    hazard="none",
    grave_disability="no",
    special="no",
    qualified="yes",
    came_for="mental_health",
    setting="private_practice",
    profession="psychologist",
)


def protect(place, **facts):
    return find(evolve(THREAT, **facts), place).topic("protect").kind


@pytest.mark.parametrize(
    ("place", "profession", "short_of_it"),
    [
        ("AK", "psychologist", {"identifiable": "no"}),
        ("WY", "psychologist", {"imminent": "soon"}),
        ("WY", "counselor", {"identifiable": "no"}),
        ("DC", "social_worker", {"imminent": "soon"}),
        ("DC", "psychiatrist", {"harm": "violence"}),
        ("NM", "psychologist", {"harm": "violence"}),
        ("IL", "nurse", {"harm": "violence", "told_by": "nobody", "threat": None}),
    ],
)
def test_a_text_that_forbids_all_but_its_exceptions_bars_what_is_short_of_them(place, profession, short_of_it):
    assert not find(evolve(THREAT, profession=profession), place).forbidden
    found = find(evolve(THREAT, profession=profession, **short_of_it), place)
    assert found.topic("protect").bars
    assert found.least == "no basis"
    assert not any(applied.rule.topic == "hipaa" for applied in found.allowed)
    agreed = find(evolve(THREAT, profession=profession, consent="yes", **short_of_it), place)
    assert not agreed.topic("protect").bars


@pytest.mark.parametrize("told_by", ["relative", "other"])
def test_what_others_say_of_the_client_is_neither_surely_barred_nor_surely_free(told_by):
    for place, profession in (("AK", "psychologist"), ("WY", "counselor"), ("FL", "psychiatrist")):
        found = find(evolve(THREAT, profession=profession, told_by=told_by), place)
        assert found.topic("protect").bars_perhaps, (place, told_by)
        assert not any(applied.rule.topic == "hipaa" for applied in found.allowed)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"identifiable": "no", "told_by": "nobody", "threat": None, "intent": "no"}, "duty"),
        ({"imminent": "no", "told_by": "nobody", "threat": None, "intent": "no"}, "duty"),
        ({"imminent": "no", "identifiable": "no"}, "no basis"),
        ({"danger": "no", "imminent": "no", "intent": "no", "means": "no", "plan": "no"}, "no basis"),
    ],
)
def test_new_jerseys_board_obliges_psychologists_in_imminent_danger_or_toward_somebody_who_can_be_known(facts, kind):
    assert protect("NJ", **facts) == kind
    assert protect("NJ", **facts, profession="psychiatrist") == "no basis"


def test_who_is_outside_a_list_by_a_rule_of_its_own_is_outside_it():
    child = evolve(CALM, abuse="child", child_seen="yes")
    for profession in ("psychologist", "psychiatrist"):
        found = find(evolve(child, profession=profession), "OR")
        assert not found.unread, profession
        assert not found.owed, profession
    assert find(evolve(child, profession="other"), "OR").kind == "duty"
    assert find(evolve(child, profession="other", qualified="no"), "OR").kind != "duty"


def test_who_is_spared_a_duty_reads_why_and_how_far():
    found = find(evolve(CALM, abuse="child", child_seen="yes", told_by="client", threatened=None), "OR")
    assert (found.kind, found.topic("child_abuse").kind) == ("permission", "permission")
    assert "You are not required to report what was told to you under privilege." in as_text(found)
    assert "OR-child_abuse-2" in found.sources


def test_since_2023_idaho_asks_for_no_report_of_self_neglect():
    neglects = evolve(CALM, abuse="self_neglect", dependent="yes", adult_seen="yes", profession="nurse")
    assert find(neglects, "ID").most != "duty"
    assert find(evolve(neglects, abuse="adult"), "ID").kind == "duty"


def test_the_law_of_one_state_says_nothing_of_the_others():
    child = evolve(CALM, abuse="child", child_seen="yes")
    found = find(child, "AUSTRALIA")
    assert found.kind == "not read"
    assert "other States" in how(found)
    assert find(evolve(child, special="yes"), "AUSTRALIA").kind == "duty"


def test_federal_law_alone_never_tells_anybody_to_keep_the_confidence():
    for facts in (CALM, evolve(CALM, hazard="driving"), evolve(CALM, age="age_15"), evolve(THREAT, imminent="no")):
        found = find(facts, "US")
        assert found.kind == "no basis"
        assert "Keep the confidence" not in how(found)
        assert "your state" in how(found)


@pytest.mark.parametrize(("place", "too_young", "old_enough"), [("NM", "age_13", "age_14"), ("HI", "age_13", "age_14")])
def test_a_confidence_of_a_minor_who_cannot_consent_is_not_kept_from_the_parent_by_rote(place, too_young, old_enough):
    asks = evolve(CALM, own_consent="yes", capacity="yes", profession="counselor")
    young, old = (find(evolve(asks, age=age), place) for age in (too_young, old_enough))
    assert "No rule that was read lets this minor consent alone" in dict(parts(young))["Whose confidence it is"][0]
    assert "toward others" in how(young)
    assert "can consent alone, so" in dict(parts(old))["Whose confidence it is"][0]
    assert "Keep the confidence. " in how(old)


def test_nobody_is_said_to_be_too_young_while_the_law_on_it_is_open_or_was_not_read():
    for place in jurisdictions():
        found = find(evolve(CALM, age="age_15", own_consent="yes", capacity="yes"), place)
        told = "lets this minor consent alone" in as_text(found)
        effects = {(applied.rule.effect, applied.value) for applied in found.topic("minors").applied}
        assert told is (not effects & {("consents", True), ("consents", None)} and found.topic("minors").read), place
        assert ("Keep the confidence. " in how(found)) <= bool(found.consents), place


def test_a_text_that_forbids_to_treat_a_minor_is_not_read_as_keeping_it_from_parents():
    found = find(evolve(CALM, age="age_15", own_consent="yes"), "ID")
    assert not found.forbidden
    assert "parents may not be denied" in as_text(found)


def test_a_permission_for_an_evaluation_alone_says_that_it_goes_no_further():
    seen = 0
    for place in places():
        found = find(evolve(THREAT, imminent="no", mental_disorder="yes", examined="yes"), place)
        if found.kind == "permission":
            narrow = {applied.rule.topic for applied in found.allowed} <= PURPOSES.keys()
            assert narrow is ("lets you go further" in found.verdict), place
            seen += narrow
    assert seen


def test_where_a_state_obliges_in_danger_hipaa_is_not_read_out_beside_it():
    for place in jurisdictions():
        found = find(THREAT, place)
        if any(applied.rule.topic in ("protect", "self") for applied in found.owed):
            assert not any(applied.rule.topic == "hipaa" for applied in found.allowed), place


def test_an_adult_who_tells_of_the_own_childhood_raises_the_question_of_children_today():
    for place in places():
        assert "in danger from the same person today" in how(find(evolve(CALM, abuse="past_child"), place)), place


def test_what_rules_say_can_be_read_aloud():
    for rule in rules():
        said = rule_says(rule)
        assert not re.search(r"\b(must|may) (do not|not)\b(?! (tell|pass))", said), said
        assert said.count("(") == said.count(")"), said
        assert "  " not in said, said


def test_what_would_change_it_is_said_once_for_each_fact_and_kind():
    for place in ("KY", "CA", "ENGLAND"):
        said = changes_in_words(find(THREAT, place))
        heads = [(line.split(": ")[0], line.rsplit(" → ")[1]) for line in said]
        assert len(set(heads)) == len(heads)
        assert {name for name, _ in heads} <= {kind.name for kind in FACT_KINDS.values()}


def test_what_was_not_read_is_told_once():
    found = find(THREAT, "SCOTLAND")
    said = as_text(found)
    for entry in found.unread:
        assert said.count(entry.what) == 1
        assert entry.citation in how(found)


def test_what_is_a_matter_of_one_rule_is_asked_with_its_name():
    asked = how(find(evolve(CALM, hazard="driving", profession="physician", special=None), "NJ"))
    assert "Is it the special case of N.J. Stat. Ann. § 39:3-10.4? Only for recurrent convulsive seizures" in asked
    asked = how(find(evolve(THREAT, profession="social_worker", qualified=None, setting=None), "ME"))
    assert "Some rules" not in asked
    for place in ("FL", "CA", "KY"):
        asked = how(find(evolve(THREAT, profession="social_worker", qualified=None), place))
        assert "Are you one of those whom" in asked, place
        assert "Some rules" not in asked, place


@pytest.mark.parametrize("facts", [{}, {"danger": "no"}])
def test_in_ohio_a_minor_who_came_alone_and_is_in_no_danger_keeps_it_from_the_parents(facts):
    asks = evolve(CALM, age="age_14", own_consent="yes", profession="counselor", **facts)
    assert find(asks, "OH").topic("minors").kind == "bar"
    grave = evolve(asks, threatened="self", danger="yes")
    assert find(grave, "OH").topic("minors").kind == "permission"
