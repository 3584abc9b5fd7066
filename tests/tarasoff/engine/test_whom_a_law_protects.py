"""A law for some is not given to all: dependent adults, minors in a case of their own, partners, relatives."""

import re

import pytest
from attrs import evolve
from tests.tarasoff.engine.test_finding import CALM, SUICIDE, THREAT, on

from tarasoff.engine.advice import how
from tarasoff.engine.find import find
from tarasoff.engine.finding_text import as_text, notes
from tarasoff.engine.places import places
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law.steps import parse_steps, steps_in
from tarasoff.knowledge.law.tables import rules
from tarasoff.knowledge.law.words import TOPICS

ABUSED = evolve(CALM, abuse="adult", abused_age="age_70", adult_seen="yes", capacity="yes")


def steps_on(topic: str, facts: Facts, place: str) -> set[str]:
    """What the duties and permissions that are met ask for or allow."""
    met = (one.rule for one in find(facts, place).topic(topic).applied if one.least)
    return {step.id for rule in met for step in steps_in(parse_steps(rule.steps))}


@pytest.mark.parametrize(
    "place",
    [*("NC", "NM", "MO", "SC", "WA", "HI", "ND", "WV", "FL", "DC"), *("IN", "KS", "LA", "MI", "MN", "NH", "OH", "OK")],
)
def test_a_healthy_elder_is_not_reported_where_the_law_protects_only_those_who_rely_on_others(place):
    doctor = evolve(ABUSED, profession="physician")
    assert on("adult_abuse", evolve(doctor, dependent="yes"), place) == "duty"
    assert on("adult_abuse", evolve(doctor, dependent="no"), place) not in ("duty", "permission")
    unknown = find(doctor, place)
    assert unknown.kind == "facts missing"
    assert "dependent" in unknown.open_facts


@pytest.mark.parametrize(
    ("place", "of_age", "younger"),
    [
        ("SD", "age_65", "age_60"),
        ("VA", "age_60", "under_60"),
        ("GA", "age_65", "age_60"),
        ("CA", "age_65", "age_60"),
        ("UT", "age_65", "age_60"),
        ("MT", "age_60", "under_60"),
    ],
)
def test_where_age_alone_is_enough_a_younger_adult_must_rely_on_others(place, of_age, younger):
    fit = evolve(ABUSED, dependent="no")
    assert on("adult_abuse", evolve(fit, abused_age=of_age), place) == "duty"
    assert on("adult_abuse", evolve(fit, abused_age=younger), place) != "duty"
    assert on("adult_abuse", evolve(fit, abused_age=younger, dependent="yes"), place) == "duty"


def test_in_new_jersey_an_adult_who_relies_on_others_but_can_decide_is_not_plainly_protected():
    dependent = evolve(ABUSED, dependent="yes")
    assert on("adult_abuse", evolve(dependent, capacity="no"), "NJ") == "duty"
    assert on("adult_abuse", dependent, "NJ") == "law open", "who cannot carry out a decision may be protected, too"
    assert on("adult_abuse", evolve(ABUSED, dependent="no", capacity="no"), "NJ") != "duty"
    assert "capacity" in find(evolve(dependent, capacity=None), "NJ").open_facts


@pytest.mark.parametrize(("place", "otherwise"), [("IA", "permission"), ("MD", "law open"), ("MT", "law open")])
def test_an_abused_adult_whom_the_professional_does_not_know_from_work_makes_no_duty_where_the_law_says_so(
    place, otherwise
):
    dependent = evolve(ABUSED, dependent="yes")
    assert on("adult_abuse", dependent, place) == "duty"
    assert on("adult_abuse", evolve(dependent, adult_seen="no"), place) == otherwise
    assert "adult_seen" in find(evolve(dependent, adult_seen=None), place).open_facts


@pytest.mark.parametrize(
    ("place", "age", "profession"),
    [
        # An emotional crisis, two visits; a substance use programme; two weeks of assessment; alcohol or drugs.
        ("FL", "age_15", "psychologist"),
        ("DE", "age_15", "psychologist"),
        ("NM", "age_13", "psychologist"),
        ("MS", "age_16", "psychologist"),
        ("RI", "age_16", "psychologist"),
    ],
)
def test_a_confidence_is_not_called_the_minors_where_only_a_special_case_makes_it_so(place, age, profession):
    minor = evolve(CALM, age=age, own_consent="yes", profession=profession, came_for="mental_health")
    found = {special: find(evolve(minor, special=special), place) for special in ("yes", "no", None)}
    assert found["yes"].consents
    assert not found["no"].consents
    assert not found[None].consents
    perhaps = [one.rule for one in found[None].perhaps if one.rule.effect == "consents"]
    assert perhaps
    assert perhaps[0].note in notes(found[None])


def test_a_partner_is_told_only_where_both_are_patients_and_the_client_will_not_tell():
    doctor = evolve(CALM, hazard="hiv", profession="physician", refuses="yes")
    assert steps_on("hiv", evolve(doctor, special="no"), "CT") == {"report_health"}
    assert steps_on("hiv", evolve(doctor, special="yes"), "CT") == {"report_health", "tell_partner"}
    assert steps_on("hiv", evolve(doctor, special="no", refuses="no"), "CT") == set()


def test_a_family_that_takes_no_part_in_the_care_is_not_told_in_iowa():
    facts = evolve(SUICIDE, qualified="yes")
    assert "tell_family" not in steps_on("self", evolve(facts, special="no"), "IA")
    assert "tell_family" in steps_on("self", evolve(facts, special="yes"), "IA")


def test_of_two_professions_each_has_the_words_of_its_own_section():
    arson = evolve(THREAT, threatened="property", harm="property", identifiable=None)
    assert on("protect", evolve(arson, profession="counselor"), "CT") == "permission"
    assert on("protect", evolve(arson, profession="mft"), "CT") != "permission"


def test_what_a_note_says_only_for_some_is_asked():
    opens = {name for topic in TOPICS.values() for name in re.findall(r"\w+", topic.matters)}
    given = ("duty", "permission", "consents")
    complaints = [
        rule.id
        for rule in rules()
        if rule.effect in given
        and re.match(r"Only (where|for|in) ", rule.note)
        and set(re.findall(r"\w+", rule.when)) <= {*opens, "own_consent"}
    ]
    assert not complaints


def test_a_time_or_form_is_read_on_in_the_sentence_that_asks_for_the_step():
    words = (
        r"(at|immediately|promptly|as|in|within|for|with|on|by|once|orally|if|after|before|not|no|without|forthwith)\b"
    )
    timed = [rule for rule in rules() if rule.effect in ("duty", "permission", "safe_harbour") and rule.deadline]
    assert len(timed) > 100
    assert [rule.id for rule in timed if not re.match(words, rule.deadline)] == []


@pytest.mark.parametrize("profession", FACT_KINDS["profession"].values)
def test_words_in_jest_oblige_nobody_and_let_nobody_be_told(profession):
    jest = evolve(
        THREAT,
        threat="vague",
        **dict.fromkeys(("danger", "intent", "means", "plan", "imminent"), "no"),
        qualified="yes",
        firearm="yes",
        profession=profession,
    )
    held = evolve(jest, setting="commitment", can_hold="yes")
    met = [(one.rule.id, one) for place in places() for facts in (jest, held) for one in find(facts, place).applied]
    assert {name for name, one in met if one.least} <= {"SC-protect-4", "VA-evaluation-2"}  # their texts ask for none


def test_the_parents_of_an_adult_are_not_told_and_nobody_is_warned_whom_nobody_can_identify():
    suicide = evolve(SUICIDE, qualified="yes")
    told = {age: find(evolve(suicide, age=age), "NJ").may_be_told for age in ("adult", "age_15", None)}
    parent = "the minor's parent or guardian"
    assert [parent in whom for whom in told.values()] == [False, True, True]
    anybody = find(evolve(THREAT, identifiable="no"), "WI")
    assert anybody.kind == "duty"
    assert "warn the person" not in as_text(anybody)
    assert "the person in danger" not in anybody.may_be_told
    assert "warn the person" in as_text(find(THREAT, "WI"))


@pytest.mark.parametrize("place", ["PA", "MN"])
def test_a_duty_of_mental_health_professionals_does_not_bind_whoever_treats_a_back(place):
    topic, facts = ("protect", THREAT) if place == "PA" else ("self", SUICIDE)
    back = evolve(facts, profession="physician", came_for="other", qualified="no", special="no")
    bound = {care: find(evolve(back, came_for=care), place).topic(topic).least for care in ("other", "mental_health")}
    assert bound["other"] < bound["mental_health"]


@pytest.mark.parametrize(("place", "told_by"), [("KY", "relative"), ("KY", "nobody")])
def test_what_only_hipaa_permits_is_never_said_without_the_stricter_law_of_the_state(place, told_by):
    found = find(evolve(THREAT, told_by=told_by, mental_disorder="yes", profession="mft"), place)
    by = {one.rule.topic for one in found.allowed}
    assert {"hipaa", "evaluation"} <= by
    assert "HIPAA alone permits gives way to a stricter law of the state" in how(found)


def test_a_bar_of_which_the_exceptions_were_not_read_never_says_keep_it():
    found = find(evolve(CALM, hazard="hiv", profession="physician"), "WI")
    assert found.kind == "not read"
    assert "Keep the confidence" not in how(found)
