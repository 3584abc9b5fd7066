"""What loads fast is what stands in the files: a stale copy would teach yesterday's law."""

import json
import shutil

import pytest

from tarasoff.authoring.precompile import precompile
from tarasoff.knowledge import reading
from tarasoff.knowledge.precompiled import FILE, checked, parsed
from tarasoff.knowledge.reading import DATA, DataFileError, read_csv, read_yaml
from tarasoff.knowledge.records import Line
from tarasoff.knowledge.steps import Step


def test_the_file_is_the_one_that_the_sources_make():
    assert (DATA / FILE).read_text("utf-8") == precompile(), "run: make knowledge"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of two data files, compiled as they stand."""
    (tmp_path / "teaching").mkdir()
    shutil.copy(DATA / "teaching" / "line.yaml", tmp_path / "teaching")
    shutil.copy(DATA / "steps.csv", tmp_path)
    (tmp_path / FILE).write_text(precompile(tmp_path), encoding="utf-8")
    monkeypatch.setattr(reading, "DATA", tmp_path)
    return tmp_path


def test_both_ways_give_the_same_records(data):
    line, steps = data / "teaching" / "line.yaml", data / "steps.csv"
    fast = read_yaml(line, Line), read_csv(steps, Step)
    assert parsed(data, line, line.read_bytes())
    assert checked(data, steps, steps.read_bytes())
    (data / FILE).write_text("{}", encoding="utf-8")
    assert fast == (read_yaml(DATA / "teaching" / "line.yaml", Line), read_csv(DATA / "steps.csv", Step))


def test_an_edited_file_counts_as_it_stands_and_is_checked(data):
    line, steps = data / "teaching" / "line.yaml", data / "steps.csv"
    line.write_text(line.read_text("utf-8").replace("question: ", "question: Now: ", 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"line.yaml"):
        read_yaml(line, Line)
    steps.write_text(steps.read_text("utf-8") + "nothing,,,0\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="does is empty"):
        read_csv(steps, Step)


def test_it_holds_no_answer_that_counts():
    assert not [name for name in json.loads((DATA / FILE).read_text("utf-8")) if "key" in name or "source" in name]
