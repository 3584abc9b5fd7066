import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.engine.criteria import elements
from tarasoff.engine.every_state import CRITERIA, across, criteria
from tarasoff.engine.find import find
from tarasoff.knowledge.law.facts import FACT_KINDS, ContradictionError, Facts
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import KINDS

THREAT = {
    "threatened": "another",
    "identifiable": "named",
    "told_by": "client",
    "harm": "grave",
    "danger": "yes",
    "consent": "no",
    "abuse": "none",
    "setting": "clinic",
    "profession": "psychologist",
}
any_facts = st.fixed_dictionaries({kind.id: st.sampled_from([None, *kind.values]) for kind in FACT_KINDS.values()}).map(
    lambda given: Facts(**given)
)


def test_every_criterion_is_judged_by_the_fact_that_decides_it():
    found = {one.element: one for one in criteria(Facts(**THREAT, imminent="no"))}
    assert list(found) == list(CRITERIA)
    assert found["identifiable_victim"].value is True
    assert (found["imminent"].value, found["imminent"].said) == (False, "Imminent: no")
    assert (found["plan"].value, found["plan"].said) == (None, "Plan: not known")
    assert all(one.fact in FACT_KINDS for one in found.values())
    assert set(CRITERIA) <= set(elements())


def test_what_the_law_leaves_open_is_not_known_and_says_why():
    found = {one.element: one for one in criteria(Facts(**{**THREAT, "told_by": "relative"}))}
    assert found["threat_communicated"].value is None
    assert "it leaves open" in found["threat_communicated"].said


def test_the_states_are_counted_as_the_finder_finds_them():
    facts = Facts(**THREAT, imminent="yes")
    found = across(facts)
    assert list(found.by_kind) == list(KINDS)
    for kind, findings in found.by_kind.items():
        assert [one.place for one in findings] == [code for code in jurisdictions() if find(facts, code).kind == kind]


def test_what_nobody_knows_yet_is_named_with_how_many_states_turn_on_it():
    found = across(Facts(**THREAT))
    assert found.open_facts["imminent"] == sum("imminent" in finding.open_facts for finding in found.findings) > 0
    assert list(found.open_facts.values()) == sorted(found.open_facts.values(), reverse=True)


def test_what_was_not_read_is_counted_by_topic():
    found = across(Facts(**THREAT, imminent="yes", intent="yes", means="yes"))
    for topic, count in found.not_read.items():
        assert count == sum(topic in {entry.topic.name for entry in finding.unread} for finding in found.findings)


def test_finding_out_more_never_unsettles_a_state():
    def open_in(facts):
        return {finding.place for finding in across(facts).findings if not finding.settled}

    assert open_in(Facts(**THREAT, imminent="yes", intent="yes")) < open_in(Facts(**THREAT))


def test_a_day_can_be_chosen():
    assert len(across(Facts(**THREAT, imminent="yes"), "1974-01-01").by_kind["duty"]) == 0


def test_what_holds_in_every_state_is_said_once():
    notes = across(Facts(**{**THREAT, "setting": "part_2"}, imminent="yes")).notes
    assert notes[0].startswith("42 CFR Part 2 bars disclosure")
    assert across(Facts(**THREAT)).notes == ()


def test_facts_that_contradict_each_other_are_named():
    with pytest.raises(ContradictionError, match=r"Who is in danger: nobody\. Imminent: yes\."):
        across(Facts(threatened="nobody", imminent="yes"))


@given(any_facts)
def test_every_state_is_counted_once_whatever_the_facts(facts):
    if facts.contradictions():
        return
    found = across(facts)
    assert sum(len(findings) for findings in found.by_kind.values()) == len(jurisdictions()) == 51
