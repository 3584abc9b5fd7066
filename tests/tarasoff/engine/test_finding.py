"""The finding: one span of what may be, explained; right by hand-worked cases, and never wrong by silence."""

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.tarasoff.engine.facts_that_meet import facts_that_meet

from tarasoff.engine.advice import how, said_of
from tarasoff.engine.apply_rule import apply_rule
from tarasoff.engine.criteria import can_be_met, elements_of, needs, parse
from tarasoff.engine.find import changes, find
from tarasoff.engine.finding_text import as_text, notes, parts
from tarasoff.engine.on_topic import LADDER
from tarasoff.engine.places import PlaceError, place_of, places
from tarasoff.knowledge.law.facts import FACT_KINDS, ContradictionError, Facts
from tarasoff.knowledge.law.tables import GATHERED, jurisdictions, rules
from tarasoff.knowledge.law.words import KINDS
from tarasoff.knowledge.teaching import library

# A client of a psychologist says that he will kill a named person.
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
    consent="no",
    abuse="none",
    can_hold="no",
    setting="private_practice",
    profession="psychologist",
)
# A client who may take his own life.
SUICIDE = evolve(THREAT, threatened="self", identifiable=None, threat=None)
# Nobody is in danger, and everything that could open a topic was asked and answered.
CALM = Facts(
    threatened="nobody",
    consent="no",
    abuse="none",
    age="adult",
    hazard="none",
    grave_disability="no",
    setting="private_practice",
    profession="psychologist",
)

some_place = st.sampled_from(sorted(places()))
some_day = st.sampled_from(["1970-01-01", "1980-01-01", "1995-06-30", "2010-01-01", "2018-07-01", "2026-01-01"])
any_facts = st.builds(Facts, **{kind.id: st.sampled_from([None, *kind.values]) for kind in FACT_KINDS.values()})


def on(topic, facts, place, day=""):
    """What one topic comes to by itself."""
    return find(facts, place, day).topic(topic).kind


# Worked by hand from the texts.


@pytest.mark.parametrize("profession", ["psychologist", "social_worker", "counselor", "psychiatrist"])
def test_words_that_nobody_takes_for_a_danger_oblige_to_nothing(profession):
    facts = evolve(
        THREAT, danger="no", intent="no", means="no", imminent="no", came_for="mental_health", profession=profession
    )
    obliged = [place for place in jurisdictions() if on("protect", facts, place) == "duty"]
    assert not obliged


@pytest.mark.parametrize(
    ("place", "lacking"),
    [
        ("TN", {"means": "no"}),
        ("ID", {"means": "no"}),
        ("AR", {"means": "no"}),
        ("FL", {"intent": "no"}),
        ("FL", {"means": "no"}),
        ("LA", {"means": "no"}),
    ],
)
def test_without_apparent_intent_or_ability_there_is_no_duty_where_the_text_asks_for_it(place, lacking):
    facts = evolve(THREAT, came_for="mental_health", qualified="yes", special="no")
    assert on("protect", facts, place) == "duty"
    assert on("protect", evolve(facts, **lacking), place) != "duty"


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        # A counselor's client who is a danger to himself.
        ("MN", evolve(SUICIDE, profession="counselor", imminent="no")),
        # 16 Del. C. § 5403 lets the police be told without a named victim.
        ("DE", evolve(THREAT, identifiable="no", imminent="no", intent="no", profession="psychologist")),
        # A driver with epilepsy.
        ("CA", evolve(CALM, hazard="driving", profession="physician")),
        # An explicit threat that is not imminent.
        ("AZ", evolve(THREAT, imminent="no")),
        # Somebody who may be taken to an emergency evaluation.
        ("MD", evolve(SUICIDE, imminent="no", mental_disorder="yes", profession="psychologist", qualified="yes")),
        ("FL", evolve(SUICIDE, imminent="no", mental_disorder="yes", profession="psychologist", qualified="yes")),
        ("VA", evolve(SUICIDE, imminent="no", mental_disorder="yes", profession="psychologist", qualified="yes")),
    ],
)
def test_where_a_rule_exists_nobody_is_told_to_keep_the_confidence(place, facts):
    found = find(facts, place)
    assert found.kind not in ("no basis", "bar")
    assert "Keep the confidence" not in as_text(found)


def test_new_york_has_more_than_the_report_to_the_county():
    found = find(evolve(THREAT, mental_disorder="yes", firearm="yes", refuses="yes"), "NY")
    owed = " ".join(said_of(found.owed))
    assert "director of community services" in owed
    told = " ".join((*said_of(found.allowed), *said_of(found.perhaps)))
    assert "police" in told
    assert "evaluation" in told or "hospital" in told


def test_tennessee_asks_for_two_things_at_once():
    found = find(evolve(THREAT, qualified="yes"), "TN")
    owed = " ".join(said_of(found.owed))
    assert "warn the person in danger" in owed
    assert "notify the police" in owed


def test_minnesota_has_an_order_the_person_in_danger_first():
    owed = " ".join(said_of(find(THREAT, "MN").owed))
    assert owed.index("warn the person in danger") < owed.index("if that cannot be done") < owed.index("police")


def test_wisconsin_needs_nobody_named():
    assert on("protect", evolve(THREAT, identifiable="no"), "WI") == "duty"


def test_texas_lets_medical_personnel_mental_health_personnel_and_the_police_be_told_and_nobody_else():
    found = find(THREAT, "TX")
    assert on("protect", THREAT, "TX") == "permission"
    said = " ".join(said_of(found.allowed))
    assert "law enforcement" in said
    assert "the person in danger" not in " ".join(found.may_be_told)


def test_california_says_the_duty_and_the_safe_harbour_apart():
    found = find(THREAT, "CA")
    assert any("Tarasoff" in said and "reasonable" in said for said in said_of(found.owed))
    assert any("43.92(b)" in said for said in said_of(found.protects))
    assert not any("43.92(b)" in said for said in said_of(found.owed))


def test_illinois_withholds_an_immunity_and_creates_no_duty_to_warn():
    found = find(THREAT, "IL")
    assert not [rule for rule in found.owed if rule.rule.topic == "protect" and "warn_victim" in rule.rule.steps]
    assert found.protects


@pytest.mark.parametrize("place", ["NY", "PA"])
def test_a_report_of_elder_abuse_is_voluntary_where_the_law_says_so(place):
    assert on("adult_abuse", evolve(CALM, abuse="adult"), place) in ("permission", "facts missing")


def test_every_state_obliges_somebody_to_report_the_abuse_of_a_child():
    seen = evolve(CALM, abuse="child", child_seen="yes", qualified="yes", profession="physician")
    assert {on("child_abuse", seen, place) for place in jurisdictions()} <= {"duty", "facts missing"}


def test_the_law_has_a_date():
    assert on("protect", THREAT, "FL", "2026-01-01") == "duty"
    assert on("protect", THREAT, "FL", "2018-01-01") != "duty"
    calm = evolve(THREAT, imminent="no")
    assert on("protect", calm, "ME", "2019-09-18") == "no basis"
    assert on("protect", calm, "ME", "2019-09-19") == "duty"
    assert on("protect", calm, "CA", "1975-01-01") == "duty"
    group = evolve(calm, identifiable="group", imminent="yes")
    assert on("protect", group, "PA", "2020-07-20") != "duty"
    assert on("protect", group, "PA", "2020-07-21") == "duty"


def test_a_day_before_the_law_says_so():
    text = as_text(find(THREAT, "CA", "1970-01-01"))
    assert "the law of California on 1970-01-01 was not read" in text
    assert "No court had found a duty to protect before Tarasoff I" in text


def test_a_day_to_come_says_that_nobody_knows():
    assert "gathered in 2026-11" in as_text(find(THREAT, "CA", "2030-01-01"))


def test_what_is_not_known_stays_open_and_is_named():
    found = find(evolve(THREAT, imminent=None, told_by=None), "FL")
    assert found.kind == "facts missing"
    assert {"told_by", "imminent"} <= set(found.open_facts)
    assert "Who told the professional of a threat?" in found.why


def test_a_topic_that_nobody_asked_about_is_named_and_not_counted():
    found = find(evolve(THREAT, abuse=None, consent=None, setting=None), "CA")
    assert {"abuse", "consent", "setting", "age", "hazard"} <= set(found.not_asked)
    assert "Is abuse or neglect suspected?" in as_text(found)


def test_part_2_stands_in_the_way_of_every_other_topic():
    found = find(evolve(THREAT, setting="part_2"), "CA")
    assert found.barred
    assert found.kind != "duty"
    assert "Tell nobody in a way that shows that the client is in the programme." in how(found)
    assert "You must not pass it on. (42 U.S.C. 290dd-2" in as_text(found)
    child = find(evolve(THREAT, setting="part_2", abuse="child", qualified="yes"), "CA")
    assert child.kind == "duty"
    agreed = find(evolve(THREAT, setting="part_2", consent="yes"), "CA")
    assert "those to whom the client agrees" in agreed.may_be_told


def test_of_several_ways_the_one_by_which_the_confidence_travels_least_is_named_first():
    said = how(find(evolve(THREAT, qualified="yes"), "NJ"))
    assert "One of the ways" in said
    first = said.partition("First ")[2].partition(", if that protects")[0]
    assert "seek admission to hospital" in first
    assert "police" not in first


def test_reasonable_care_is_no_menu_of_which_one_is_enough():
    said = how(find(THREAT, "CA"))
    assert "Where reasonable care is owed, do as much of it as the danger needs." in said
    assert "One of the ways" not in said


def test_two_duties_do_not_hide_each_other():
    found = find(evolve(THREAT, abuse="child", qualified="yes"), "CA")
    assert {"protect", "child_abuse"} <= {rule.rule.topic for rule in found.owed}


@pytest.mark.parametrize("place", ["CA", "ME", "NE", "TX", "US"])
def test_a_client_in_danger_is_first_of_all_owed_care(place):
    found = find(SUICIDE, place)
    assert "assess, treat, and plan for safety" in as_text(found)
    assert "suicide_standard_of_care" in found.sources
    assert "plan for safety" not in as_text(find(THREAT, place))


@pytest.mark.parametrize(
    ("place", "day", "facts", "topic"),
    [
        ("CA", "1960-01-01", {"threatened": "self", "identifiable": None}, "self"),
        ("CA", "1960-01-01", {"abuse": "child"}, "child_abuse"),
        ("TX", "1960-01-01", {"consent": "yes"}, "consent"),
        ("ENGLAND", "1980-01-01", {}, "protect"),
    ],
)
def test_a_day_whose_law_was_not_read_says_no_to_nothing(place, day, facts, topic):
    found = find(evolve(THREAT, **facts), place, day)
    assert found.topic(topic).kind == "not read"
    assert found.kind not in ("no basis", "bar")


def test_nobody_is_told_how_sure_an_unread_law_is():
    found = find(THREAT, "ENGLAND", "1980-01-01")
    assert found.kind in ("not read", "facts missing")
    assert "Confidence" not in as_text(found)


def test_the_code_of_the_profession_is_added():
    social_worker = find(evolve(THREAT, profession="social_worker"), "CA")
    assert "nasw_1_07_c" in social_worker.clauses
    assert any("Tell client before disclosing (requires)" in said for said in social_worker.codes_add)
    assert "apa_4_05_b" in find(THREAT, "CA").clauses
    # The editions that were read are those of 2014 to 2018.
    assert find(THREAT, "CA", "1990-01-01").clauses == ()


def test_what_would_change_the_finding_changes_it():
    found = find(THREAT, "FL")
    moved = changes(found)
    assert moved
    for change in moved:
        assert find(evolve(found.facts, **{change.fact: change.value}), "FL").kind == change.kind != found.kind


def test_hipaa_opens_nothing_that_a_state_forbids_and_is_not_sure_where_it_may_forbid():
    # Iowa lets the police be told of an identified victim, and nobody else of anything.
    iowa = find(evolve(THREAT, identifiable="no", mental_disorder="no", qualified="yes"), "IA")
    assert not [rule for rule in iowa.allowed if rule.rule.topic == "hipaa"]
    # Georgia's privilege may forbid it; whether it does is open in law.
    georgia = find(evolve(THREAT, mental_disorder="no"), "GA")
    assert georgia.kind == "law open"
    assert not georgia.allowed
    assert [rule for rule in georgia.perhaps if rule.rule.topic == "hipaa"]


def test_what_rests_on_hipaa_alone_says_so_and_is_never_sure():
    for place in jurisdictions():
        found = find(evolve(THREAT, identifiable="no", mental_disorder="no", firearm="no"), place)
        if found.kind == "permission" and {rule.rule.topic for rule in found.allowed} == {"hipaa"}:
            assert found.confidence != "high", place
            assert "gives way to a stricter law" in how(found), place


def test_a_duty_names_what_it_is_about():
    assert find(THREAT, "IL").verdict == "You must act, because of the law on firearms."
    assert "danger to others" in find(THREAT, "CA").verdict


def test_a_rule_that_turns_on_a_gun_alone_waits_until_somebody_asks():
    found = find(evolve(SUICIDE, mental_disorder="yes", examined="yes"), "MD")
    assert "firearm" in found.not_asked
    assert "firearm" not in found.open_facts


def test_confidence_is_the_lowest_of_the_rows_used():
    for place in jurisdictions():
        found = find(THREAT, place)
        used = {rule.rule.confidence for rule in found.governing if rule.read}
        if found.confidence:
            lowest = next(level for level in ("low", "medium", "high") if level in used)
            assert found.confidence == lowest or (found.confidence, lowest) == ("medium", "high"), place


# Properties.


@given(any_facts, some_place, some_day, st.data())
def test_finding_out_more_only_narrows_what_may_be(facts, place, day, data):
    assume(not facts.contradictions() and facts.open())
    fact = data.draw(st.sampled_from(facts.open()))
    more = evolve(facts, **{fact: data.draw(st.sampled_from(list(FACT_KINDS[fact].values)))})
    assume(not more.contradictions())
    before, after = find(facts, place, day), find(more, place, day)
    # A topic that nobody had asked about was named, so that its answer is no surprise.
    if fact not in before.not_asked and "bar" not in (before.kind, after.kind):
        low, least, most, high = map(LADDER.index, (before.least, after.least, after.most, before.most))
        assert low <= least <= most <= high
    # What was not read never turns into a no because somebody found out more.
    assert not (before.kind == "not read" and after.kind == "no basis")


@given(any_facts, some_place, some_day)
def test_a_finding_explains_itself(facts, place, day):
    assume(not facts.contradictions())
    found = find(facts, place, day)
    assert found.kind in KINDS
    assert found.settled == (found.least == found.most)
    if not found.settled:
        assert found.open_facts or found.open_law or found.unread
    assert not set(found.sources) - set(library.sources())
    assert found.why
    assert found.verdict.endswith(".")
    text = "\n".join([how(found), *(entry for _, said in parts(found) for entry in said), *notes(found)])
    for words in ("None", "see the note and", "  ✓ It covers this professional ()"):
        assert words not in text


@given(any_facts, some_place)
def test_every_effect_names_the_rule_and_what_decides_it(facts, place):
    assume(not facts.contradictions())
    found = find(facts, place)
    for rule in (*found.owed, *found.allowed, *found.forbidden):
        assert rule.decided_by, rule.rule.id
        assert rule.rule.id in found.sources
        assert any(rule.rule.citation in entry for _, said in parts(found) for entry in said)


@given(any_facts, some_place)
def test_nothing_says_keep_it_while_what_could_apply_was_not_read(facts, place):
    assume(not facts.contradictions())
    found = find(facts, place)
    if "Keep the confidence" in how(found):
        assert found.kind == "no basis"
        for topic in found.topics:
            assert topic.read or topic.matters is False or not topic.unread(0), (place, topic.topic.id)


@given(any_facts, some_place)
def test_nobody_outside_a_closed_list_gets_its_effect(facts, place):
    assume(not facts.contradictions())
    for topic in find(facts, place).topics:
        for applied in topic.applied:
            listed = {name.rstrip("?") for name in applied.rule.covers}
            if listed and applied.rule.closed == "yes" and facts.profession not in {None, *listed}:
                assert applied.value is False, applied.rule.id


@given(any_facts, some_place)
def test_every_open_fact_can_be_found_out(facts, place):
    assume(not facts.contradictions())
    for fact in find(facts, place).open_facts:
        assert getattr(facts, fact) is None


# Pairs that differ in one element, for every rule that has it.


GIVING = [rule for rule in rules() if rule.effect in ("duty", "permission", "bar", "safe_harbour") and not rule.until]


@pytest.mark.slow
def test_a_rule_stops_where_an_element_that_it_needs_is_not_met():
    complaints, pairs = [], 0
    for rule in GIVING:
        criterion = parse(rule.when)
        for facts in facts_that_meet(rule):
            if apply_rule(rule, facts, GATHERED).value is not True:
                continue
            for element in dict.fromkeys(elements_of(criterion)):
                if not (element.fact and needs(criterion, (element.id,))):
                    continue
                for value in set(FACT_KINDS[element.fact].values) - element.met - element.open_in_law:
                    pairs += 1
                    other = evolve(facts, **{element.fact: value})
                    if apply_rule(rule, other, GATHERED).value is not False:
                        complaints.append(f"{rule.id} is met although {element.id} is not ({value})")
                unknown = apply_rule(rule, evolve(facts, **{element.fact: None}), GATHERED)
                if unknown.value is not None:
                    complaints.append(f"{rule.id} is decided although nobody knows of {element.id}")
    assert not complaints, "\n".join(complaints)
    assert pairs > 1000


def test_a_rule_that_was_read_can_be_met():
    never = [
        rule.id
        for rule in GIVING
        if rule.read != "not read" and can_be_met(parse(rule.when)) and not any(facts_that_meet(rule))
    ]
    assert not never


@pytest.mark.parametrize(("code", "word"), [("GA", "Contested: "), ("IA", "Sources disagree: ")])
def test_what_sources_disagree_about_is_said_on_the_finding(code, word):
    found = find(THREAT, code)
    assert f"\n{word}" in as_text(found)


def test_a_state_on_which_sources_agree_says_nothing_of_it():
    assert "disagree" not in as_text(find(THREAT, "ME"))
    # Nor does today's disagreement belong to a day before the rule.
    assert not find(THREAT, "GA", "1970-01-01").contested


# Wrong use.


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ("CA", "CA"),
        (" ca ", "CA"),
        ("new york", "NY"),
        ("District of Columbia", "DC"),
        ("uk", "ENGLAND"),
        ("qc", "CANADA-QC"),
    ],
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
        {"mental_disorder": "no", "grave_disability": "yes"},
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
