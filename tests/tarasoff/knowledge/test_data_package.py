"""The tables for others to use: `datapackage.json` describes every one of them, field by field, and is valid."""

import json
import sys

import pytest
from attrs import fields

from tarasoff.engine.criteria import Element
from tarasoff.knowledge.evidence import Study
from tarasoff.knowledge.law import records as law_records
from tarasoff.knowledge.law.steps import Step
from tarasoff.knowledge.law.words import EFFECTS, READ, TOPICS
from tarasoff.knowledge.reading import DATA

KINDS = {
    "jurisdictions": law_records.Jurisdiction,
    "rules": law_records.Rule,
    "elements": Element,
    "steps": Step,
    "cases": law_records.LandmarkCase,
    "codes": law_records.Clause,
    "timeline": law_records.Event,
    "studies": Study,
}


@pytest.fixture(scope="module")
def package():
    return json.loads((DATA / "datapackage.json").read_text("utf-8"))


@pytest.mark.slow
def test_the_data_package_is_valid(package, run):
    # In a process of its own: the import changes how large a cell the csv module takes, for everybody.
    run(sys.executable, "-m", "frictionless", "validate", "datapackage.json", cwd=DATA)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_data_package_describes_every_table_and_field(package):
    assert {one["name"] for one in package["resources"]} == set(KINDS)
    for resource in package["resources"]:
        described = [field["name"] for field in resource["schema"]["fields"]]
        assert described == [field.name for field in fields(KINDS[resource["name"]])]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_rules_stand_in_a_file_for_each_topic_and_use_its_words(package):
    rules = next(one for one in package["resources"] if one["name"] == "rules")
    assert rules["path"] == [f"law/{topic}.csv" for topic in TOPICS]
    words = {field["name"]: field.get("constraints", {}).get("enum") for field in rules["schema"]["fields"]}
    assert (words["topic"], words["effect"], words["read"]) == (list(TOPICS), list(EFFECTS), list(READ))


def test_every_csv_file_stands_in_the_data_package(package):
    paths = (one["path"] for one in package["resources"])
    named = {path for found in paths for path in ([found] if isinstance(found, str) else found)}
    # The support lines are part of the course, and no data.
    assert {str(path.relative_to(DATA)) for path in DATA.rglob("*.csv")} - named == {"support.csv"}
