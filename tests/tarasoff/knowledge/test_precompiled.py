"""What loads fast is what stands in the files: a stale copy would teach yesterday's law."""

import json
import shutil

import pytest

from tarasoff.authoring.precompile import precompile
from tarasoff.engine import criteria
from tarasoff.knowledge import cases, evidence, precompiled, reading
from tarasoff.knowledge.law import steps
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.precompiled import FILE, compiled
from tarasoff.knowledge.reading import DATA, DataFileError
from tarasoff.knowledge.teaching import library

EVERYTHING = (
    *(law.jurisdictions, law.landmark_cases, law.clauses, law.timeline, law.rules, evidence.studies, evidence.evidence),
    *(library.questions, library.situations, library.consent_material, library.redactions, library.story),
    *(library.exhibits, library.guesses, library.prompts, library.line, library.thread),
    *(library.endings, library.codes, library.figures, cases.coded_cases),
    *(steps.known_steps, criteria.elements),
)


def test_the_file_is_the_one_that_the_sources_make():
    assert (DATA / FILE).read_text("utf-8") == precompile(), "run: make knowledge"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of all data files, which the course reads instead of its own."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    for module in (reading, law, evidence, library, steps, criteria):
        monkeypatch.setattr(module, "DATA", tmp_path)
    monkeypatch.setattr(library, "TEACHING", tmp_path / "teaching")
    yield tmp_path
    precompiled.as_checked.cache_clear()


@pytest.mark.parametrize("load", EVERYTHING, ids=lambda load: load.__name__)
def test_both_ways_give_the_same_records(data, load):
    assert compiled(data, data / "steps.csv")
    fast = load.__wrapped__()
    (data / FILE).unlink()
    precompiled.as_checked.cache_clear()
    # As text: 5 and 5.0 are equal, and look different on a screen.
    assert repr(load.__wrapped__()) == repr(fast)


@pytest.mark.parametrize(
    ("file", "was", "becomes", "load", "problem"),
    [
        ("steps.csv", "notify the police,", ",", steps.known_steps, r"steps.csv, row \d+ \(id notify_police\).*empty"),
        ("teaching/line.yaml", "question: ", "question: Now: ", library.line, "line.yaml, line 3: This is not YAML"),
        # One file is as it was, but cites a row that is gone from another.
        ("studies.csv", "\nT21,", "\nT999,", library.questions, "There is no source 'T21'"),
        ("jurisdictions.csv", "\nTX,", "\nTZ,", law.rules, "There is no place 'TX'"),
    ],
)
def test_once_a_file_is_edited_all_are_checked_as_they_stand(data, monkeypatch, file, was, becomes, load, problem):
    text = (data / file).read_text("utf-8")
    assert was in text
    (data / file).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    for module, name in ((library, "sources"), (library, "studies"), (law, "jurisdictions")):
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)
    with pytest.raises(DataFileError, match=problem):
        load.__wrapped__()


def test_it_holds_no_answer_that_counts():
    assert not [name for name in json.loads((DATA / FILE).read_text("utf-8")) if "key" in name or "source" in name]
