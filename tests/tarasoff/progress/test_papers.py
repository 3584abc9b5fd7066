"""What is printed: true, complete, and with nothing in it that could run."""

import re
from weakref import WeakValueDictionary

import pytest

from tarasoff import ToKeep
from tarasoff.knowledge.teaching import library
from tarasoff.progress.papers import consent_paper, note_papers, record_paper
from tarasoff.progress.standing import standing
from tarasoff.widgets.view import View

EVIL = '<script>alert("x")</script> & "you"'


def text_of(paper):
    return re.sub(r"<[^>]+>", "|", paper.html.partition("<h1>")[2])


def test_the_record_says_what_was_done_and_no_more():
    answers = {
        "progress": {"00": True, "03": True},
        "practice": {
            "opening": {"picked": "d", "checked": True},
            "balance": {"picked": "a", "checked": True},
        },
        "reviews": {"balance": {"tries": [{"at": "2026-11-02T09:00:00+00:00", "picked": "b", "right": True}]}},
        "exam": {"past": {"exams": [{"at": "2026-11-03T09:00:00+00:00", "right": 14, "of": 20, "minutes": 18}]}},
        "case-umar": {"marked": True, "tries": 1},
        "scenarios": {"staff-door": {"runs": [{"ended": True}]}, "friday": {"runs": [{"ended": False}]}},
        "line": {"first": {"rung": "none"}},
    }
    said = text_of(record_paper(answers, "2026-11-05"))
    for line in (
        f"Lectures worked through: 2 of {len(standing({}).lectures)}",
        "03 The law where you stand",
        f"In the lectures: 2 of {len(library.questions())} answered, 1 right at the last try",
        "In reviews: 1 answered",
        "Mock exam of 2026-11-03: 14 of 20 right",
        "Umar and two who ask",
        "staff door",
        f"At the start: {library.line().none}",
        "At the end: not answered",
        "Last answer saved on 2026-11-05.",
        "it gives no mark and no credit",
    ):
        assert line in said, line
    assert "friday" not in said, "a scenario that was not played to its end is not in the record"


def test_a_name_stands_there_only_if_it_was_written_and_cannot_run():
    assert "script" in record_paper({}, "", EVIL).html
    assert "<script" not in record_paper({}, "", EVIL).html
    assert "<main><h1>Record of completion</h1><h2>" in record_paper({}, "", " ").html


def test_a_file_note_has_what_was_chosen_in_words_and_what_is_open():
    from tarasoff.assignment.practice import practice_case

    case = practice_case("case-umar")
    first, who, what = case.criteria[0], case.recipients[0], case.items[0]
    fields = {
        "criteria": {first.id: "unclear"},
        "disclosure": {who.id: [what.id]},
        "rationale": EVIL,
        "marked": True,
        "tries": 3,
    }
    note = note_papers({"case-umar": fields})["case-umar"]
    said = text_of(note)
    assert note.title == "File note: Umar and two who ask"
    assert "<script" not in note.html
    assert "unclear" in said
    assert "Still open" in said
    assert note_papers({"case-umar": {"tries": 1}}) == {}, "a case in which nothing was answered has no note"


def test_the_file_note_on_corin_is_what_was_written():
    note = note_papers({"reflections": {"file-note-for-corin": f"He was told first.\n{EVIL}"}})["file-note-for-corin"]
    assert "He was told first." in note.html
    assert "<script" not in note.html
    assert note_papers({"reflections": {"file-note-for-corin": " "}}) == {}


def test_the_consent_script_stands_there_as_it_was_put_together():
    material = library.consent_material()
    fine = next(phrase for phrase in material.phrases if not phrase.problem)
    paper = consent_paper({"consent": {"phrases": [fine.id, "gone"]}})
    assert fine.text in paper.html.replace("&#x27;", "'").replace("&quot;", '"')
    assert "What it does not explain yet" in paper.html
    assert consent_paper({"consent": {"phrases": 5}}) is None


@pytest.mark.parametrize("place", ["MI", "ENGLAND"])
def test_the_law_is_that_of_the_state_that_was_chosen(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(View, "_views", WeakValueDictionary())
    (tmp_path / "answers.json").write_text(f'{{"schema": 2, "answers": {{"you": {{"place": "{place}"}}}}}}', "utf-8")
    view = ToKeep()
    view.answer = {"shown": "law"}
    assert view.summary["paper"]["html"].startswith("<!doctype html>")
    assert "choose your state" not in view.text()
    assert [one["id"] for one in view.summary["papers"]] == ["law", "record"]


def test_what_is_missing_is_said_with_where_to_see_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    view = ToKeep()
    assert len(view.summary["missing"]) == 3
    assert view.summary["paper"] is None
