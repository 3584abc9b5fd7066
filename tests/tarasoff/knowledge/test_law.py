"""The tables of law: complete, sourced, honest about what was not read, and one with the rules beside them."""

import csv
import json
import re
import sys

import pytest
from attrs import evolve, fields

import tarasoff.law
from tarasoff.engine.criteria import Element
from tarasoff.engine.find import find
from tarasoff.engine.in_force import in_force
from tarasoff.knowledge import law, law_records, library
from tarasoff.knowledge.evidence import Study
from tarasoff.knowledge.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law_words import DUTIES, Step
from tarasoff.knowledge.reading import DATA, DataFileError

# The row's codes describe today's rules, on a day on which nothing of them is open.
NOW = "2026-11-01"

# Everything that any rule asks for.
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
)


def test_the_tables_are_whole():
    assert len(law.jurisdictions()) == 51
    assert len(law.landmark_cases()) == 30
    assert len(law.timeline()) == 29
    assert len(law.clauses()) > 80
    assert [event.order for event in law.timeline()] == list(range(1, 30))


def test_counts_are_those_of_the_survey():
    duties = [one.duty for one in law.jurisdictions().values()]
    assert {duty: duties.count(duty) for duty in DUTIES} == {"mandatory": 36, "permissive": 12, "unsettled": 3}


def test_contested_rows_stand_as_contested_and_say_about_what():
    standing = {code: one.standing for code, one in law.jurisdictions().items() if one.standing != "settled"}
    assert standing == {
        **dict.fromkeys(["GA", "IL", "IA", "NC", "NM", "KS"], "contested"),
        **dict.fromkeys(["HI", "ND"], "unsettled"),
    }
    assert all(law.jurisdictions()[code].disagreement for code in standing)


def test_no_cell_rests_on_nobody():
    # "R" was an unattributed table, and "memory" no source at all: a lead for whoever gathered, no fact for a reader.
    for name in ("jurisdictions", "rules", "cases", "codes", "timeline"):
        text = (DATA / f"{name}.csv").read_text("utf-8")
        assert not re.search(r"\bmemory\b|\(R\)|\bper R\b|\bfrom R\b|[;,\" ]R[;,\"\n]", text), name


def test_a_clause_that_nobody_read_is_not_there():
    assert not {"apa_4_06", "cpa_i_45", "cpa_ii_42"} & set(law.clauses())


def test_a_rule_rests_on_sources_that_are_there():
    known = set(library.sources())
    complaints = [
        f"{rule.id}: it rests on {rule.sources or 'nothing'}"
        for rule in law.rules()
        if not rule.sources or set(rule.sources) - known
    ]
    assert not complaints, "\n".join(complaints)


def test_every_jurisdiction_has_a_rule_in_force():
    assert not set(law.jurisdictions()) - {rule.place for rule in law.rules() if in_force(rule, NOW)}


# The table and the rules say the same, twice: once as codes for counting, once as criteria for judging.


def applied_with(state, **facts):
    professions = {one for rule in law.rules() if rule.place == state.code for one in rule.covers}
    settings = ("clinic", "commitment")
    found = []
    for profession in professions or {"psychologist"}:
        for setting in settings:
            hold = "no" if setting == "clinic" else "yes"
            case = evolve(ALL_MET, profession=profession, setting=setting, can_hold=hold, **facts)
            found += [one for one in find(case, state.code, NOW).applied if one.rule.route == "protect"]
    found = [one for one in found if one.rule.place == state.code and one.rule.effect != "none"]
    # A rule that ends so is open whatever the facts: it is no way to the duty or permission that the row describes.
    return [one for one in found if not one.rule.when.endswith("& unsettled")] or found


def test_with_everything_met_a_state_gives_what_its_row_says():
    complaints = []
    for code, state in law.jurisdictions().items():
        most = max((one.least for one in applied_with(state)), default=0)
        row_says = {"mandatory": 2, "permissive": 1, "unsettled": 0}[state.duty]
        # North Dakota's one section was read, for one profession: a duty. The state as a whole stays unsettled.
        # Iowa's section says may in one clause, and speaks of a duty in another: sure is only the permission.
        wanted = {"ND": 2, "IA": 1}.get(code, row_says)
        if most != wanted:
            complaints.append(f"{code}: {most}, not {wanted}")
    assert not complaints, "\n".join(complaints)


def test_georgia_had_a_duty_with_power_to_hold_until_its_case_was_overruled_in_part():
    held = evolve(ALL_MET, profession="psychiatrist", can_hold="yes", setting="hospital")
    assert find(evolve(ALL_MET, profession="psychiatrist"), "GA", "2018-06-01").kind == "unsettled"
    assert find(held, "GA", "2018-06-01").kind == "duty"
    assert find(held, "GA").possible == ("permission", "duty")


def test_iowa_is_sure_only_of_a_permission():
    assert find(evolve(ALL_MET, profession="psychologist"), "IA").possible == ("permission", "duty")


REQUIRED = {
    "communicated_threat_required": {"told_by": "nobody"},
    "identifiable_victim_required": {"identifiable": "no"},
    "imminence_required": {"imminent": "no"},
    "serious_physical_harm_required": {"harm": "violence"},
}

# Where the row says other than the rules, on purpose.
ROW_SAYS_MORE = {
    # No threat is needed, but what the client said; whether the client said something is not among the facts.
    ("ME", "communicated_threat_required"),
}


@pytest.mark.parametrize("column", REQUIRED)
def test_what_a_row_calls_required_its_rules_require(column):
    complaints = []
    for code, state in law.jurisdictions().items():
        values = [one.value for one in applied_with(state, **REQUIRED[column])]
        say = "no" if True in values else "unclear" if None in values else "yes"
        if say != getattr(state, column) and (code, column) not in ROW_SAYS_MORE:
            complaints.append(f"{code}: the row says {getattr(state, column)}, the rules {say}")
    assert not complaints, "\n".join(complaints)


def test_alternative_triggers_are_two_ways_and_not_one():
    named = {"identifiable": "named", "told_by": "client", "imminent": "no", "plan": "no", "history": "no"}
    unnamed = {"identifiable": "no", "told_by": "client", "imminent": "yes", "plan": "yes", "history": "no"}
    for code in ("IN", "KY"):
        for facts in (named, unnamed):
            assert find(evolve(ALL_MET, profession="psychologist", **facts), code).kind == "duty", (code, facts)
    for code in ("AR", "DE"):
        for facts in ({**named, "imminent": "yes"}, unnamed):
            assert find(evolve(ALL_MET, profession="psychologist", **facts), code).kind == "duty", (code, facts)
    threat = {"told_by": "client", "history": "no"}
    inferred = {"told_by": "nobody", "history": "yes"}
    for code in ("MA", "NJ"):
        for facts in (threat, inferred):
            assert find(evolve(ALL_MET, profession="psychologist", **facts), code).kind == "duty", (code, facts)


def test_washington_has_two_tracks():
    unnamed = evolve(ALL_MET, identifiable="no", told_by="nobody", imminent="no", profession="psychologist")
    assert find(unnamed, "WA").kind == "duty"
    assert find(evolve(unnamed, setting="commitment", can_hold=None), "WA").kind == "no basis"
    named = evolve(ALL_MET, setting="commitment", can_hold=None, profession="psychologist")
    assert find(named, "WA").kind == "duty"


# Mistakes in the files.


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("steps", "warn_everybody", "Among the steps is 'warn_everybody', which is not a step. Write one of"),
        ("since", "soon", "'soon' is not a possible since. Write it such as 2019-09-19"),
        ("until", "sometime", "'sometime' is not a possible until"),
        ("route", "gone", "'gone' is not a possible route"),
        ("covers", "plumber", "It covers 'plumber', which is not a profession"),
        ("effect", "must", "'must' is not a possible effect"),
    ],
)
def test_a_wrong_cell_names_row_field_and_remedy(tmp_path, monkeypatch, field, value, problem):
    rows = (DATA / "rules.csv").read_text("utf-8").splitlines()
    first = dict(zip(rows[0].split(","), next(csv.reader([rows[1]])), strict=True))
    broken = {**first, field: value}
    path = tmp_path / "rules.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, broken)
        writer.writeheader()
        writer.writerow(broken)
    monkeypatch.setattr(law, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=rf"rules.csv, row 2 \(id AL-1\).*{problem}"):
        law.rules.__wrapped__()


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("when", "imminant", "id TX-1: There is no element 'imminant'. Did you mean imminent"),
        ("sources", "law_XX", "id TX-1: There is no source 'law_XX'"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_named(monkeypatch, field, value, problem):
    from tarasoff.engine import find as engine

    broken = [evolve(one, **{field: value}) if one.id == "TX-1" else one for one in law.rules()]
    monkeypatch.setattr(engine, "rules", lambda: broken)
    with pytest.raises(DataFileError, match=rf"rules.csv, {problem}"):
        engine.rules_of.__wrapped__("TX")


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


@pytest.fixture(scope="session")
def package():
    return json.loads((DATA / "datapackage.json").read_text("utf-8"))


@pytest.mark.slow
def test_the_data_package_is_valid(package, run):
    # In a process of its own: the import changes how large a cell the csv module takes, for everybody.
    run(sys.executable, "-m", "frictionless", "validate", "datapackage.json", cwd=DATA)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_data_package_describes_every_table_and_field(package):
    kinds = {
        "jurisdictions": law_records.Jurisdiction,
        "rules": law_records.Rule,
        "elements": Element,
        "steps": Step,
        "cases": law_records.LandmarkCase,
        "codes": law_records.Clause,
        "timeline": law_records.Event,
        "studies": Study,
    }
    assert {one["name"] for one in package["resources"]} == set(kinds)
    for resource in package["resources"]:
        described = [field["name"] for field in resource["schema"]["fields"]]
        assert described == [field.name for field in fields(kinds[resource["name"]])]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_each_fact_has_a_question_and_its_answers():
    for kind in FACT_KINDS.values():
        assert kind.question.endswith("?")
        assert len(kind.values) >= 2
