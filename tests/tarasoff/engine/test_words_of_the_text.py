"""What a text asks for is asked for: an explicit threat, an identified victim, an age, a special case, a day."""

import re
from datetime import date, timedelta
from itertools import islice

import pytest
from attrs import evolve
from tests.tarasoff.engine.facts_that_meet import facts_that_meet
from tests.tarasoff.engine.test_finding import CALM, THREAT

from tarasoff.engine.find import find
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.tables import rules


@pytest.mark.parametrize(
    ("place", "given", "fact", "met", "not_met"),
    [
        # "An explicit threat to kill or inflict serious bodily injury".
        ("MA", {}, "threat", "explicit", "implied"),
        ("ID", {"profession": "counselor"}, "threat", "explicit", "vague"),
        # "An actual threat of physical violence".
        ("UT", {}, "threat", "implied", "vague"),
        # A person of 60 or over; and of 65 or over.
        ("RI", {"threatened": "nobody", "abuse": "adult"}, "abused_age", "age_60", "under_60"),
        ("OR", {"threatened": "nobody", "abuse": "adult", "profession": "counselor"}, "abused_age", "age_65", "age_60"),
    ],
)
def test_a_word_of_the_text_that_nobody_asked_about_leaves_the_duty_open(place, given, fact, met, not_met):
    facts = evolve(THREAT, **given)
    if facts.threatened == "nobody":
        facts = evolve(CALM, special="no", **given)
    topic = "adult_abuse" if facts.abuse == "adult" else "protect"
    on = {value: find(evolve(facts, **{fact: value}), place).topic(topic) for value in (met, not_met, None)}
    assert on[met].kind == "duty"
    assert on[not_met].kind != "duty"
    assert on[None].kind == "facts missing"
    assert fact in on[None].open_facts()


@pytest.mark.parametrize(
    ("place", "topic", "given"),
    [
        # Violence at a school, and nowhere else.
        ("AR", "protect", {**THREAT.known(), "identifiable": "place", "plan": "no"}),
        # Land or a building.
        ("NH", "protect", {**THREAT.known(), "threatened": "property", "harm": "property", "identifiable": None}),
        # Another child is to be protected.
        ("TX", "child_abuse", {**CALM.known(), "abuse": "past_child"}),
        # A disclosure, where the child was not seen.
        ("PA", "child_abuse", {**CALM.known(), "abuse": "child", "child_seen": "no"}),
        # Somebody in a programme.
        ("RI", "adult_abuse", {**CALM.known(), "abuse": "adult", "abused_age": "under_60"}),
        # Lapses of consciousness.
        ("CA", "driving", {**CALM.known(), "hazard": "driving", "profession": "physician"}),
    ],
)
def test_a_duty_of_a_special_case_waits_for_the_answer_whether_it_is_that_case(place, topic, given):
    on = {special: find(Facts(**{**given, "special": special}), place).topic(topic) for special in ("yes", "no", None)}
    assert on["yes"].kind == "duty"
    assert on["no"].kind != "duty"
    assert (on[None].kind, "special" in on[None].open_facts()) == ("facts missing", True)


def test_where_the_text_says_identified_a_person_who_only_can_be_identified_leaves_the_law_open():
    worker = evolve(THREAT, profession="social_worker", qualified="yes")
    assert find(worker, "LA").topic("protect").kind == "duty"
    assert find(evolve(worker, identifiable="readily"), "LA").topic("protect").kind == "law open"
    assert find(evolve(worker, identifiable="readily"), "CA").topic("protect").kind == "duty"


def test_an_age_is_read_in_years_or_as_a_band():
    assert [Facts(abused_age=age).abused_age for age in (59, "72", 65, "age_60", "unknown")] == [
        *("under_60", "age_70", "age_65", "age_60", None)
    ]


def test_on_the_day_before_a_rule_began_nobody_is_told_that_there_was_none_unless_that_was_read():
    complaints, days = [], 0
    for rule in rules():
        if rule.effect not in ("duty", "permission") or not re.fullmatch(r"\d{4}(-\d\d-\d\d)?", rule.since):
            continue
        first = date.fromisoformat(rule.since if "-" in rule.since else f"{rule.since}-01-01")
        for facts in islice(facts_that_meet(rule), 1):
            days += 1
            on = find(facts, rule.place, str(first - timedelta(days=1))).topic(rule.topic)
            if on and on.kind == "no basis" and not any(one.rule.effect == "none" and one.value for one in on.applied):
                complaints.append(rule.id)
    assert days > 200
    assert not complaints
