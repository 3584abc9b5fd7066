import json
import sys

import pytest
from click.testing import CliRunner

from tarasoff.authoring.invented_class import Student, make_class
from tarasoff.cli import main


def call(*arguments):
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def test_a_key_may_be_named_from_inside_its_folder(tmp_path, texts, monkeypatch):
    (tmp_path / "keys").mkdir()
    (tmp_path / "case-toy.yaml").write_text(texts["part"], encoding="utf-8")
    (tmp_path / "keys" / "case-toy.yaml").write_text(texts["key"], encoding="utf-8")
    document = {"schema": 2, "assignment": "ps", "answers": {"case-toy": {"action": "show"}}}
    (tmp_path / "answers.json").write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "keys")
    done = call("mark", "case-toy.yaml", "../answers.json", "--json")
    assert json.loads(done.output)["mark"] == 2


def test_a_class_cannot_be_made_in_a_file(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call("class", tmp_path / "file")
    assert done.exit_code == 2
    assert "is not an empty folder. Name a new folder" in done.output.replace("\n", " ")


def test_a_gradebook_that_is_none_is_said_with_a_remedy(tmp_path):
    (tmp_path / "gradebook.db").write_text("not a database" * 100, encoding="utf-8")
    done = call("report", "ps", "--course", tmp_path)
    assert done.exit_code == 2
    assert "remove it and run: nbgrader generate_assignment ps" in " ".join(done.output.split())


def test_a_table_that_cannot_be_written_is_said_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr("safegrade.desk.report.outcomes", lambda *_: [])
    done = call("report", "ps", "--course", tmp_path, "--csv", tmp_path / "none" / "table.csv")
    assert done.exit_code == 2
    assert "Name a file in a folder that is there." in " ".join(done.output.split())


def test_without_nbgrader_a_report_says_what_to_install(tmp_path, monkeypatch):
    for name in list(sys.modules):
        if name.startswith("safegrade.desk.report"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbgrader.api", None)
    done = call("report", "ps", "--course", tmp_path)
    assert done.exit_code == 2
    assert "Run: python -m pip install 'tarasoff[course]'" in " ".join(done.output.split())


@pytest.mark.parametrize(("students", "first"), [(2, "invented-01"), (101, "invented-001")])
def test_the_ids_of_a_class_sort_as_its_numbers_do(tmp_path, monkeypatch, students, first):
    monkeypatch.setattr("tarasoff.authoring.invented_class._hand_in", lambda *_: None)
    for folder in ("source", "release"):
        (tmp_path / folder / "ps").mkdir(parents=True)
    made = make_class(tmp_path, tmp_path / "class", students, 7, "ps")
    assert made[0] == Student(first, "careful")
    assert [one.id for one in made] == sorted(one.id for one in made)
