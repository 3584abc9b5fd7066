"""The tables of law: complete, sourced, honest about what was not read, and one with the rules beside them."""

import csv
import io
import re

import pytest
from attrs import evolve

import tarasoff.law
from tarasoff.engine.criteria import can_be_met, parse
from tarasoff.engine.in_force import in_force
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.reading import DATA, DataFileError
from tarasoff.knowledge.teaching import library

# The row's codes describe today's rules, on a day on which nothing of them is open.
NOW = "2026-11-01"

def test_the_tables_are_whole():
    assert len(law.jurisdictions()) == 51
    assert len(law.landmark_cases()) == 30
    assert len(law.timeline()) == 29
    assert len(law.clauses()) > 80
    assert [event.order for event in law.timeline()] == list(range(1, 30))


def test_contested_rows_say_about_what():
    for code, state in law.jurisdictions().items():
        assert state.standing == "settled" or state.disagreement, code
        assert state.note, code


def test_no_cell_rests_on_nobody():
    # "R" was an unattributed table, and "memory" no source at all: a lead for whoever gathered, no fact for a reader.
    for path in (DATA / "jurisdictions.csv", DATA / "cases.csv", DATA / "codes.csv", *(DATA / "law").glob("*.csv")):
        text = path.read_text("utf-8")
        assert not re.search(r"\bmemory\b|\(R\)|\bper R\b|\bfrom R\b|\bthe audit\b", text), path.name


def test_a_clause_that_nobody_read_is_not_there():
    assert not {"apa_4_06", "cpa_i_45", "cpa_ii_42"} & set(law.clauses())


def test_a_rule_rests_on_what_is_there():
    known = set(library.sources())
    complaints = [f"{rule.id}: there is no {name}" for rule in law.rules() for name in rule.cases if name not in known]
    for rule in law.rules():
        if rule.read != "not read" and not rule.url:
            complaints.append(f"{rule.id}: it was read, and no page shows it")
        if rule.read == "secondary" and rule.confidence == "high":
            complaints.append(f"{rule.id}: what others write cannot be high")
    assert not complaints, "\n".join(complaints)


def test_what_was_not_read_is_never_a_met_rule():
    for rule in law.rules():
        if rule.read == "not read":
            assert not can_be_met(parse(rule.when)), rule.id


@pytest.mark.parametrize("topic", ["protect", "self", "evaluation", "firearms", "child_abuse", "adult_abuse", "minors"])
def test_every_state_has_a_row_on_every_topic_that_says_what_was_read_or_where_it_stands(topic):
    now = {rule.place for rule in law.rules() if rule.topic == topic and in_force(rule, NOW) is not False}
    assert not set(law.jurisdictions()) - now


@pytest.mark.parametrize("topic", ["protect", "evaluation", "child_abuse", "adult_abuse"])
def test_every_state_was_read_on_the_topics_that_matter_most(topic):
    unread = {
        code
        for code in law.jurisdictions()
        if not any(rule.topic == topic and rule.place == code and rule.read != "not read" for rule in law.rules())
    }
    assert not unread


def test_a_permission_or_duty_names_whom():
    without = [
        rule.id
        for rule in law.rules()
        if rule.effect in ("duty", "permission") and rule.read != "not read" and not rule.whom and not rule.until
    ]
    assert not without


def test_a_rule_that_follows_another_begins_where_that_one_ends():
    # California's duty: each day since Tarasoff I has a rule on danger to others.
    days = ["1975-01-01", "1979-01-01", "1982-01-01", "2005-01-01", "2010-01-01", NOW]
    for day in days:
        assert [
            rule.id
            for rule in law.rules()
            if rule.place == "CA" and rule.topic == "protect" and rule.effect == "duty" and in_force(rule, day)
        ], day


# Mistakes in the files.


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("since", "soon", "'soon' is not a possible since. Write it such as 2019-09-19"),
        ("until", "sometime", "'sometime' is not a possible until"),
        ("topic", "gone", "'gone' is not a possible topic"),
        ("covers", "plumber", "It covers 'plumber', which is not a profession"),
        ("effect", "must", "'must' is not a possible effect"),
        ("read", "heard", "'heard' is not a possible read"),
        ("url", "", "url is empty"),
        ("quote", "word " * 26, "The quotation has 26 words"),
    ],
)
def test_a_wrong_cell_names_row_field_and_remedy(tmp_path, monkeypatch, field, value, problem):
    (tmp_path / "law").mkdir()
    path = tmp_path / "law" / "protect.csv"
    rows = list(csv.DictReader(io.StringIO((DATA / "law" / "protect.csv").read_text("utf-8"))))
    first = next(row for row in rows if row["covers"] and row["read"] != "not read")
    broken = {**first, field: value}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, broken)
        writer.writeheader()
        writer.writerow(broken)
    monkeypatch.setattr(law, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=rf"protect.csv, row 2 \(id {first['id']}\).*{problem}"):
        law.rules.__wrapped__()


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("when", "imminant", "There is no element 'imminant'. Did you mean imminent"),
        ("steps", "warn_everybody", "There is no step 'warn_everybody'"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_named(monkeypatch, field, value, problem):
    from tarasoff.engine import on_topic

    name = next(rule.id for rule in law.rules() if rule.place == "TX" and rule.topic == "protect")
    broken = [evolve(rule, **{field: value}) if rule.id == name else rule for rule in law.rules()]
    monkeypatch.setattr(on_topic, "rules", lambda: broken)
    with pytest.raises(DataFileError, match=rf"protect.csv, id {name}: {problem}"):
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
