"""The commands about law, as somebody types them."""

import json

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from tarasoff.cli import main
from tarasoff.engine.replay import replay
from tarasoff.exhibits.catalogue import catalogue
from tarasoff.knowledge.cases import coded_cases
from tarasoff.knowledge.law.facts import FACT_KINDS, UNKNOWN
from tarasoff.knowledge.law.tables import landmark_cases

FIGURES = ("tile-map-protect", "topic-counts", "timeline", "criteria-bar")

FACTS = {
    "threatened": "another",
    "identifiable": "named",
    "told_by": "client",
    "harm": "grave",
    "danger": "yes",
    "profession": "psychologist",
}


def call(*arguments):
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


@pytest.fixture
def facts(tmp_path):
    def write(**changes):
        path = tmp_path / "facts.yaml"
        path.write_text(json.dumps({"schema": 1, "facts": {**FACTS, **changes}}), encoding="utf-8")
        return path

    return write


def test_find_gives_the_finding_as_json_alone_on_stdout(facts):
    done = call("find", "--state", "CA", "--facts", facts(), "--date", "2026-01-01", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["kind"], found["place"], found["date"]) == ("duty", "CA", "2026-01-01")
    assert found["sources"]
    told = {"kind", "verdict", "must", "may", "protects", "why", "rules", "not_read", "changes", "confidence"}
    assert told <= set(found)
    assert done.stderr == ""


def test_a_file_from_before_a_fact_had_a_word_means_what_it_meant(facts):
    # Idaho asks for an explicit threat; the older files had no word for how it was made.
    meant = {"imminent": "yes", "intent": "yes", "means": "yes", "identifiable": "named", "told_by": "client"}
    kinds = []
    for more in ({}, {"threat": "unknown"}, {"threat": "vague", "intent": "unknown"}):
        done = call("find", "--state", "ID", "--facts", facts(**meant | more), "--json")
        kinds.append(json.loads(done.stdout)["kind"])
    assert kinds[:2] == ["duty", "facts missing"]
    assert kinds[2] != "duty"


def test_find_speaks_in_words_too(facts):
    done = call("find", "--state", "Texas", "--facts", facts(imminent="yes"))
    assert done.output.startswith("Texas, law of 2026-11-01: PERMISSION.")
    assert "(the lowest of the rules used), as of 2026-11." in done.output


def test_law_prints_the_sheet_of_a_place_and_writes_it_as_a_page(tmp_path):
    assert call("law", "Vermont").output.startswith("Vermont: what the law says of a confidence")
    page = tmp_path / "vt.html"
    assert call("law", "VT", "--html", page).exit_code == 0
    assert "not legal advice" in page.read_text("utf-8")
    assert "Did you mean Vermont?" in " ".join(call("law", "Vermount").stderr.split())
    assert call("law", "VT", "--html", tmp_path / "no" / "vt.html").exit_code == 2


@pytest.mark.parametrize(
    ("state", "changes", "day", "problem"),
    [
        ("Californa", {}, "", "Did you mean California?"),
        ("CA", {"profession": "psycologist"}, "", "facts.yaml, line 1, field facts: 'psycologist' is not an answer"),
        ("CA", {"told_bye": "client"}, "", "field facts.told_bye: 'told_bye' is not a field here"),
        ("CA", {"threatened": "nobody"}, "", "facts.yaml: These facts cannot all be so: Who is in danger: nobody."),
        ("CA", {}, "1.1.2026", "'1.1.2026' is not a date. Write year-month-day"),
    ],
)
def test_wrong_use_of_find_says_what_to_do(facts, state, changes, day, problem):
    done = call("find", "--state", state, "--facts", facts(**changes), "--date", day, "--json")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert problem in " ".join(done.stderr.split())


def test_replay_prints_a_row_a_case():
    done = call("replay", "--json")
    rows = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [row["case"] for row in rows] == list(landmark_cases())
    assert {"case", "outcome", "finding", "agreement", "why"} <= set(rows[0])
    table = call("replay").output
    assert all(row.case.id in table for row in replay())


def test_a_disagreement_without_a_reason_is_for_somebody_to_look_at(monkeypatch):
    from attrs import evolve

    rows = tuple(evolve(row, why="") for row in replay())
    monkeypatch.setattr("tarasoff.engine.replay.replay", lambda: rows)
    assert call("replay", "--json").exit_code == 1


@pytest.mark.slow
def test_figures_are_written_by_one_command(tmp_path):
    done = call("figures", tmp_path / "slides")
    assert done.exit_code == 0
    names = {path.name for path in (tmp_path / "slides").iterdir()}
    assert names == {
        f"{name}.{kind}" for name in (*FIGURES, *(one.id for one in catalogue())) for kind in ("svg", "png", "txt")
    }


def test_figures_cannot_be_written_into_a_file(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call("figures", tmp_path / "file" / "slides")
    assert done.exit_code == 2
    assert "cannot be written" in " ".join(done.output.split())


def test_facts_that_stand_at_the_top_of_the_file_are_sent_below_facts(tmp_path):
    file = tmp_path / "facts.yaml"
    for flat, problem, remedy in (
        ("age: adult\nabuse: none\n", "'abuse' and 'age' are not fields here.", "Write them below facts:"),
        ("age: adult\n", "'age' is not a field here.", "Write it below facts:"),
        ("agee: adult\n", "'agee' is not a field here.", "Correct or remove it."),
    ):
        file.write_text(f"schema: 1\n{flat}", encoding="utf-8")
        done = call("find", "--state", "CA", "--facts", file)
        assert done.exit_code == 2
        assert f"{problem} {remedy}" in " ".join(done.stderr.split())


# The format of facts, as docs/ gives it.


@pytest.fixture(scope="session")
def schema(root):
    return json.loads((root / "docs" / "facts.schema.json").read_text("utf-8"))


def test_the_schema_of_facts_knows_each_fact_and_its_answers(schema):
    described = schema["properties"]["facts"]["properties"]
    assert list(described) == list(FACT_KINDS)
    for kind in FACT_KINDS.values():
        one = described[kind.id]
        values = [value["const"] for value in one["oneOf"] if "const" in value] if "oneOf" in one else one["enum"]
        assert {value for value in values if isinstance(value, str)} == {*kind.values, UNKNOWN}
        assert one["description"] == kind.question


def test_the_example_in_the_docs_is_valid_and_is_read(root, schema, tmp_path):
    text = (root / "docs" / "formats.md").read_text("utf-8")
    example = text.split("## Facts of a case")[1].split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "facts.yaml"
    path.write_text(example, encoding="utf-8")
    jsonschema.validate(yaml.safe_load(example), schema)
    assert json.loads(call("find", "--state", "CA", "--facts", path, "--json").stdout)["kind"] == "duty"


def test_the_landmark_cases_are_written_as_the_schema_says(schema):
    rules = jsonschema.Draft202012Validator(schema)
    documents = {name: {"schema": 1, "facts": case.facts.known()} for name, case in coded_cases().items()}
    assert len(documents) >= 30
    assert [(name, one.message) for name, facts in documents.items() for one in rules.iter_errors(facts)] == []
