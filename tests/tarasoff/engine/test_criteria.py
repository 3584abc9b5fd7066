"""Criteria: three values, and an unknown fact that never counts as no."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.engine.criteria import all_judged, elements, elements_of, parse
from tarasoff.knowledge.law.facts import FACT_KINDS, ContradictionError, Facts, FactsFile
from tarasoff.knowledge.law.tables import rules
from tarasoff.knowledge.reading import DataFileError, read_yaml

imminent, intent, serious_danger = map(parse, ("imminent", "intent", "serious_danger"))

VALUES = {True: "yes", False: "no", None: None}


def facts_like():
    """Any facts, each known or not."""
    return st.builds(Facts, **{kind.id: st.sampled_from([None, *kind.values]) for kind in FACT_KINDS.values()})


# Kleene's strong logic, worked by hand: Kleene, Introduction to Metamathematics (1952), section 64.
AND = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, False): False,
    (False, None): False,
    (None, None): None,
}
OR = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, False): False,
    (False, None): None,
    (None, None): None,
}


def test_both_and_either_are_kleenes():
    complaints = []
    for pair in itertools.product([True, False, None], repeat=2):
        facts = Facts(danger=VALUES[pair[0]], imminent=VALUES[pair[1]])
        both, either = (serious_danger & imminent).judge(facts).value, (serious_danger | imminent).judge(facts).value
        if both is not AND.get(pair, AND.get(pair[::-1])):
            complaints.append(f"both of {pair} is {both}")
        if either is not OR.get(pair, OR.get(pair[::-1])):
            complaints.append(f"either of {pair} is {either}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(("given_", "wanted"), [("yes", False), ("no", True), (None, None)])
def test_not_turns_yes_and_no_and_leaves_the_unknown(given_, wanted):
    assert (~imminent).judge(Facts(imminent=given_)).value is wanted


@given(facts_like())
def test_de_morgan_holds(facts):
    assert (~(imminent & intent)).judge(facts).value == (~imminent | ~intent).judge(facts).value


@given(facts_like(), st.sampled_from([rule.when for rule in rules()]), st.data())
def test_finding_out_more_never_unsettles_a_criterion(facts, when, data):
    criterion = parse(when)
    before = criterion.judge(facts).value
    known = {one: data.draw(st.sampled_from(list(FACT_KINDS[one].values)), one) for one in facts.open()}
    after = criterion.judge(Facts(**{**facts.known(), **known})).value
    assert before is None or after == before


@given(facts_like(), st.sampled_from([rule.when for rule in rules()]))
def test_what_decides_a_criterion_does_decide_it(facts, when):
    judged = parse(when).judge(facts)
    assert set(judged.decided_by) <= set(judged.elements)
    assert judged.decided_by
    # Those facts alone come to the same, whatever else was known.
    alone = Facts(**{one.fact: getattr(facts, one.fact) for one in judged.decided_by if one.fact})
    assert parse(when).judge(alone).value == judged.value
    # The short way, without reasons, comes to the same.
    assert parse(when).value(all_judged(facts)) is judged.value


def test_an_element_knows_its_fact_and_values():
    complaints = []
    for name, element in elements().items():
        if element.fact:
            possible = set(FACT_KINDS[element.fact].values)
            impossible = (element.met | element.open_in_law) - possible
            complaints += [f"{name}: {value!r} is not a value of {element.fact}" for value in impossible]
            twice = element.met & element.open_in_law
            complaints += [f"{name}: {value!r} is both met and open" for value in twice]
            if element.on(Facts()).value is not None:
                complaints.append(f"{name}: it is decided although nothing is known")
        if element.open_in_law and not element.why_open:
            complaints.append(f"{name}: it does not say why it is open")
    assert not complaints, "\n".join(complaints)


def test_every_rule_can_be_read():
    complaints = []
    for rule in rules():
        try:
            if not list(elements_of(parse(rule.when))):
                complaints.append(f"{rule.id}: it has no elements")
        except ValueError as error:
            complaints.append(f"{rule.id}: {error}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("imminent and intent", "is not a criterion. Write names of elements"),
        ("imminent &", "is not a criterion"),
        ("1", "is not a criterion"),
        ("__import__('os')", "is not a criterion"),
        ("imminent.judge", "is not a criterion"),
        ("identifable_victim", "Did you mean identifiable_victim"),
    ],
)
def test_a_criterion_that_is_none_says_what_can_be_written(text, problem):
    with pytest.raises(ValueError, match=problem):
        parse(text)


# Facts.


def read(tmp_path, text):
    path = tmp_path / "facts.yaml"
    path.write_text(f"schema: 1\nfacts: {{{text}}}\n", encoding="utf-8")
    return read_yaml(path, FactsFile).facts


def test_facts_are_read_as_people_write_them(tmp_path):
    facts = read(tmp_path, "imminent: true, intent: no, plan: unknown, profession: Social worker, age: 15, means: ")
    assert facts.known() == {"imminent": "yes", "intent": "no", "age": "age_15", "profession": "social_worker"}


@pytest.mark.parametrize(
    ("years", "band"), [(3, "under_12"), (12, "age_12"), (17, "age_17"), (18, "adult"), (60, "age_60"), (70, "age_65")]
)
def test_an_age_in_years_is_read_as_the_band_that_laws_ask_for(years, band):
    assert Facts(age=years).age == Facts(age=str(years)).age == band


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("profession: psycologist", "'psycologist' is not an answer to 'profession'. Did you mean psychologist?"),
        ("imminent: maybe", "'maybe' is not an answer to 'imminent'. Possible: yes, soon, no, unknown"),
        ("imminent: [yes]", "is not an answer to 'imminent'"),
        ("imminant: yes", "'imminant' is not a field here"),
    ],
)
def test_a_fact_that_is_none_says_what_can_be_written(tmp_path, text, problem):
    with pytest.raises(DataFileError) as error:
        read(tmp_path, text)
    assert problem in str(error.value)


def test_contradictions_are_all_named_and_none_is_resolved():
    facts = Facts(threatened="nobody", imminent="yes", harm="grave")
    assert len(facts.contradictions()) == 2
    with pytest.raises(ContradictionError, match=r"Who is in danger: nobody. Imminent: yes. / .*What harm: death"):
        facts.check()


@given(facts_like())
def test_what_is_not_known_contradicts_nothing(facts):
    named = facts.contradictions()
    for one in facts.known():
        fewer = Facts(**{name: value for name, value in facts.known().items() if name != one})
        assert set(fewer.contradictions()) <= set(named)
