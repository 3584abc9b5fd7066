"""The invented class, through nbgrader's own commands: every submission ends with a mark or with a line."""

import csv
import json
import re

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("class")]

# What becomes of each kind: (has a mark above 0, what its line says). None: no line at all.
EXPECTED = {
    "careful": (True, None),
    "over-breaching": (True, None),
    "under-breaching": (True, None),
    "half-finished": (True, None),
    "blank": (False, r"No answers\.json was handed in"),
    "typed in Python": (True, None),
    "older schema": (True, "older schema"),
    "malformed JSON": (False, r"answers\.json is damaged at line \d+"),
    "deleted cell": (True, "is not in this notebook; it was put back"),
    "duplicated cell": (True, "stands there more than once"),
    "renamed notebook": (True, r"renamed to ps1-limits \(1\) FINAL\.ipynb"),
    "empty folder": (False, "The folder is empty. Ask for the work"),
    "not a notebook": (True, "is not a notebook that can be opened"),
    "late": (True, r"Handed in \d+ h \d+ min late"),
}


@pytest.fixture(scope="module")
def graded(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "course"
    run("tests/workflow/goldens.sh", folder)
    return folder


@pytest.fixture(scope="module")
def table(graded, run):
    done = run("tarasoff", "report", "ps1-limits", "--course", graded, "--json", ok=(1,))
    return {row["kind"]: row for row in json.loads(done.stdout)}


def test_nobody_is_lost(table):
    assert set(table) == set(EXPECTED)
    assert all(row["mark"] is not None for row in table.values())


def test_each_kind_ends_with_its_mark_and_its_line(table):
    complaints = []
    for kind, (has_mark, says) in EXPECTED.items():
        row, lines = table[kind], " ".join(table[kind]["lines"])
        if (row["mark"] > 0) is not has_mark or not (re.search(says, lines) if says else not lines):
            complaints.append((kind, row))
    assert complaints == []


def test_a_careful_student_stands_above_both_who_breach(table):
    assert table["careful"]["mark"] > max(table["over-breaching"]["mark"], table["under-breaching"]["mark"])


def test_the_reflection_waits_for_a_person(table):
    by_hand = {kind: row["by_hand"] for kind, row in table.items() if kind != "empty folder"}
    expected = dict.fromkeys(EXPECTED.keys() - {"empty folder"}, 5)
    # Answers that cannot be read are not wrong ones.
    expected["malformed JSON"] = 25
    assert by_hand == expected, "five points would be lost without anybody having read the reflection"


def test_everybody_stands_in_nbgrader_s_own_export(graded, table):
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "ps1-limits"}
    for row in table.values():
        assert float(rows[row["student"]]["score"]) == pytest.approx(row["mark"])


def test_everybody_gets_feedback_that_names_criteria_and_hides_the_scheme(graded, table):
    for row in table.values():
        (page,) = (graded / "feedback" / row["student"] / "ps1-limits").glob("*.html")
        text = page.read_text(encoding="utf-8")
        assert "A victim is reasonably identifiable" in text
        assert "MARK SCHEME" not in text
        assert "Do not mark how private" not in text
        assert "Traceback (most recent" not in text


def shown(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "invented-" in file.as_posix()
    }


@pytest.mark.parametrize("folder", ["submitted", "autograded"])
def test_the_same_class_is_graded_as_before(graded, root, folder):
    """If this fails on purpose: make goldens, and read the diff."""
    fresh, kept = shown(graded / folder), shown(root / folder)
    assert sorted(fresh) == sorted(kept)
    assert [name for name in fresh if fresh[name] != kept[name]] == []


def test_a_second_run_changes_no_mark(graded, run, table):
    run("nbgrader", "autograde", "ps1-limits", "--force", cwd=graded)
    again = json.loads(run("tarasoff", "report", "ps1-limits", "--course", graded, "--json", ok=(1,)).stdout)
    assert {row["kind"]: row for row in again} == table


def test_what_the_class_handed_in_is_as_the_published_schema_says(root):
    """The damaged file and the one of an older schema are what they are; all others have to fit."""
    from jsonschema import Draft202012Validator

    rules = Draft202012Validator(json.loads((root / "docs" / "answers.schema.json").read_text(encoding="utf-8")))
    fits = []
    for file in sorted((root / "submitted").glob("*/*/answers.json")):
        try:
            fits.append(rules.is_valid(json.loads(file.read_text(encoding="utf-8"))))
        except json.JSONDecodeError:
            continue
    assert fits.count(False) == 1, "the answers of schema 1"
    assert len(fits) == 11
