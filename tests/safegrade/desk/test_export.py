"""The table of grades is as nbgrader's, but that no spreadsheet runs it, and that it says what is not final yet."""

import csv

import pytest
from nbgrader.plugins import CsvExportPlugin

from safegrade.desk.export import ExportSafely
from safegrade.desk.platforms.exporters import ToBlackboard, ToCanvas, ToMoodle
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows

EVIL = '=HYPERLINK("http://example.org"),a;b'


@pytest.fixture
def marked(gradebook, sheets):
    """Two students who were marked, of whom a teacher has finished one, and one with an odd name."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()
    notebook = MarkedNotebook("sheet", "", {"check": (1.5, False), "why": (None, True)}, {}, ())
    results = [Result(student, "f", notebooks=(notebook,)) for student in ("ada", "bob")]
    with gradebook.engine.begin() as connection:
        rows.write_notebooks(connection, results, rows.write_submissions(connection, results))
    for name in ("why", "draw"):
        grade = gradebook.find_grade(name, "sheet", "ps", "bob")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
    gradebook.add_student(EVIL, first_name="=1+1", last_name="a\nb", email="+1@x")
    gradebook.db.commit()
    return gradebook


@pytest.fixture
def exported(marked, tmp_path):
    """The rows of the table that a plugin writes."""

    def exported(plugin=ExportSafely, **settings):
        plugin(to=str(tmp_path / "grades.csv"), **settings).export(marked)
        with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return exported


def test_it_says_the_same_as_nbgraders(exported):
    ours, theirs = exported(student=["ada", "bob"]), exported(CsvExportPlugin, student=["ada", "bob"])
    assert [{name: value for name, value in row.items() if name != "provisional"} for row in ours] == theirs
    assert list(ours[0])[:-1] == list(theirs[0])


def test_it_says_which_marks_are_not_final(exported):
    found = {(row["student_id"], row["assignment"]): row["provisional"] for row in exported()}
    assert found["ada", "ps"] == "2"
    assert found["bob", "ps"] == "0"


def test_names_and_ids_run_nothing_and_part_nothing(exported):
    row = next(row for row in exported(assignment=["ps"]) if "HYPERLINK" in row["student_id"])
    assert row["student_id"] == f"'{EVIL}"
    assert (row["first_name"], row["last_name"], row["email"]) == ("'=1+1", "a b", "'+1@x")
    assert row["score"] == "0.0"


def test_only_what_was_asked_for_is_written(exported):
    assert {row["assignment"] for row in exported(assignment=["ps"])} == {"ps"}
    assert {row["student_id"] for row in exported(student=["ada"])} == {"ada"}


@pytest.mark.parametrize(("plugin", "id_of"), [(ToCanvas, "SIS Login ID"), (ToMoodle, "Username"),
                                               (ToBlackboard, "Username")])  # fmt: skip
def test_a_platforms_table_comes_out_of_nbgraders_command_as_well(exported, plugin, id_of, caplog):
    marks = {row[id_of]: row["ps"] for row in exported(plugin, assignment=["ps"]) if row[id_of]}
    assert marks == {"ada": "", "bob": "5.5"}, "what is not final is held back"
    assert f"Provisional marks left out: 1. To write them too: --{plugin.__name__}.provisional=True" in caplog.text
    assert "is left out, because its id would run as a formula" in caplog.text
    assert [row[id_of] for row in exported(plugin, student=["bob"]) if row[id_of]] == ["bob"]
