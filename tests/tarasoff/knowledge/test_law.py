"""The tables of law: complete, sourced, and honest about what was not read."""

import csv
import re

import pytest
from attrs import evolve

import tarasoff.law
from tarasoff.engine import on_topic
from tarasoff.engine.find import find
from tarasoff.engine.in_force import in_force
from tarasoff.engine.standing import standings
from tarasoff.knowledge import law, library
from tarasoff.knowledge.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law_words import TOPICS
from tarasoff.knowledge.reading import DATA, DataFileError

NOW = "2026-11-01"

# Everything that any rule on danger to others asks for.
ALL_MET = Facts(
    threatened="another",
    identifiable="named",
    told_by="client",
    harm="grave",
    danger="yes",
    imminent="yes",
    intent="yes",
    means="yes",
    plan="yes",
    history="yes",
    can_hold="no",
    consent="no",
    abuse="none",
    setting="clinic",
    came_for="mental_health",
    profession="psychologist",
)


def test_the_tables_are_whole():
    assert len(law.jurisdictions()) == 51
    assert len(law.landmark_cases()) == 30
    assert len(law.timeline()) == 29
    assert len(law.clauses()) > 80
    assert [event.order for event in law.timeline()] == list(range(1, 30))
    assert {rule.topic for rule in law.rules()} == set(TOPICS)


def test_a_row_on_which_sources_disagree_says_about_what():
    contested = [state for state in law.jurisdictions().values() if state.contested]
    assert contested
    assert not [state.code for state in contested if not state.disagreement]


def test_no_cell_rests_on_nobody():
    # "R" was an unattributed table, and "memory" no source at all: a lead for whoever gathered, no fact for a reader.
    for path in (*DATA.glob("*.csv"), *DATA.glob("law/*.csv")):
        text = path.read_text("utf-8")
        assert not re.search(r"\bfrom memory\b|\(R\)|\bper R\b|\bfrom R\b", text), path.name


def test_a_clause_that_nobody_read_is_not_there():
    assert not {"apa_4_06", "cpa_i_45", "cpa_ii_42"} & set(law.clauses())


def test_a_rule_rests_on_pages_and_on_cases_that_are_there():
    known = set(library.sources())
    assert not {rule.id: set(rule.cases) - known for rule in law.rules() if set(rule.cases) - known}
    assert not [rule.id for rule in law.rules() if rule.read != "not read" and not rule.url]


def test_what_was_not_read_is_no_source():
    unread = {rule.id for rule in law.rules() if rule.read == "not read"}
    assert unread
    assert not unread & set(library.sources())


def test_every_jurisdiction_has_a_rule_on_danger_to_others_in_force():
    here = {rule.place for rule in law.rules() if rule.topic == "protect" and in_force(rule, NOW)}
    assert not set(law.jurisdictions()) - here
    assert not {code for code, place in standings("protect").items() if place.kind not in ("duty", "permission")}


def test_georgia_ties_its_duty_to_the_power_to_hold():
    held = evolve(ALL_MET, profession="psychiatrist", can_hold="yes", setting="hospital")
    assert find(held, "GA", "2018-06-01").kind == "duty"
    assert find(held, "GA").kind == "duty"
    assert find(evolve(ALL_MET, profession="psychiatrist"), "GA").kind != "duty"


def test_iowa_is_sure_only_of_a_permission():
    found = find(evolve(ALL_MET, qualified="yes"), "IA")
    assert (found.least, found.most) == ("permission", "duty")


NAMED = {"identifiable": "named", "told_by": "client", "imminent": "no", "plan": "no", "history": "no"}
UNNAMED = {"identifiable": "no", "told_by": "client", "imminent": "yes", "plan": "yes", "history": "no"}


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("IN", (NAMED, UNNAMED)),
        ("KY", (NAMED, UNNAMED)),
        ("MA", ({"told_by": "client", "history": "no"}, {"told_by": "nobody", "history": "yes"})),
        ("NJ", ({"told_by": "client", "history": "no"}, {"told_by": "nobody", "history": "yes"})),
    ],
)
def test_alternative_triggers_are_two_ways_and_not_one(code, ways):
    for facts in ways:
        found = find(evolve(ALL_MET, **facts), code).topic("protect")
        assert any(one.value and one.rule.effect == "duty" for one in found.applied), facts


def test_washington_has_two_tracks():
    unnamed = evolve(ALL_MET, identifiable="no", told_by="nobody", imminent="no")
    assert find(unnamed, "WA").kind == "duty"
    committed = evolve(unnamed, setting="commitment", can_hold=None)
    assert find(committed, "WA").topic("protect").least == 0
    named = evolve(ALL_MET, setting="commitment", can_hold=None)
    assert find(named, "WA").kind == "duty"


# Mistakes in the files.


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("since", "soon", "'soon' is not a possible since. Write it such as 2019-09-19"),
        ("until", "sometime", "'sometime' is not a possible until"),
        ("topic", "gone", "'gone' is not a possible topic"),
        ("covers", "plumber", "It covers 'plumber', which is not a profession"),
        ("effect", "must", "'must' is not a possible effect"),
        ("read", "memory", "'memory' is not a possible read"),
        ("closed", "yes", "covers and closed do not go together. Say with yes or no"),
        ("quote", "word " * 26, "The quotation has 26 words. Quote at most 25 words"),
        ("url", "", "url is empty. Name a page that shows the text"),
        ("place", "XX", "There is no place 'XX'. Write a state's code, or US"),
    ],
)
def test_a_wrong_cell_names_row_field_and_remedy(tmp_path, monkeypatch, field, value, problem):
    law.jurisdictions()
    with (DATA / "law" / "protect.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    broken = {**first, field: value}
    (tmp_path / "law").mkdir()
    with (tmp_path / "law" / "protect.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, broken)
        writer.writeheader()
        writer.writerow(broken)
    monkeypatch.setattr(law, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=rf"protect.csv, .*id {first['id']}\b.*{re.escape(problem)}"):
        law.rules.__wrapped__()


def test_a_rule_in_the_file_of_another_topic_is_refused(tmp_path, monkeypatch):
    (tmp_path / "law").mkdir()
    text = (DATA / "law" / "self.csv").read_text("utf-8")
    (tmp_path / "law" / "protect.csv").write_text(text, encoding="utf-8")
    law.jurisdictions()
    monkeypatch.setattr(law, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=r"It is on self. Move it to the file of that topic"):
        law.rules.__wrapped__()


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("when", "imminant", "id TX-protect-1: There is no element 'imminant'. Did you mean imminent"),
        ("steps", "warn_everybody", "id TX-protect-1: There is no step 'warn_everybody'"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_named(monkeypatch, field, value, problem):
    broken = [evolve(one, **{field: value}) if one.id == "TX-protect-1" else one for one in law.rules()]
    monkeypatch.setattr(on_topic, "rules", lambda: broken)
    with pytest.raises(DataFileError, match=rf"protect.csv, {problem}"):
        on_topic.rules_of.__wrapped__("TX")


# For those who count, and those who cite.


@pytest.mark.parametrize(
    ("name", "rows"), [("jurisdictions", 51), ("cases", 30), ("timeline", 29), ("codes", None), ("rules", None)]
)
def test_a_table_comes_as_pandas(name, rows):
    table = tarasoff.law.table(name)
    assert rows is None or len(table) == rows
    assert set(table["as_of"]) == {"2026-11"}


def test_a_table_that_is_not_there_says_which_there_are():
    with pytest.raises(KeyError, match=r"There is no table 'jurisdiction'. Did you mean jurisdictions"):
        tarasoff.law.table("jurisdiction")


def test_each_fact_has_a_question_and_its_answers():
    for kind in FACT_KINDS.values():
        assert kind.question.endswith("?")
        assert len(kind.values) >= 2
