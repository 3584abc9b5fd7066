"""After a changed key every changed mark is there with its reason, and just the stale pages are made anew."""

import json

import nbformat
import pytest

from safegrade.contract import Line, Report
from safegrade.desk.changes import in_words, moved
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.writer import GradebookWriter
from safegrade.intake.mend import MARK

SETTINGS = "from safegrade import configure\n\nc = get_config()\nconfigure(c)\n"
EVIL = "=1+1,<\u202eb>[c"


@pytest.fixture
def mark(course, gradebook, sheets, converter_with):
    """Mark the check of some students, as grading does, with the reason that the key gives."""
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    gradebook.db.rollback()

    def mark(marks, reason="No.", stamp="a"):
        writer = GradebookWriter(gradebook, converter_with(), "ps", sheets, {})
        results = []
        for student, value in marks.items():
            notebook = nbformat.from_dict(json.loads(json.dumps(sheets[0].blank)))
            check = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "check")
            report = Report("check", "Price", 2, (Line("The price", 2, value, "partly", (reason,)),))
            check.metadata[MARK] = json.loads(json.dumps(report.as_dict()))
            marked = MarkedNotebook("sheet", nbformat.writes(notebook), {"check": (value, False)}, {}, ())
            results.append(Result(student, stamp * 32 + "b" * 32, notebooks=(marked,)))
        writer.write(results)

    return mark


def pages(course):
    return {file.parts[-3]: file.stat().st_mtime_ns for file in course.glob("feedback/*/ps/sheet.html")}


def test_a_changed_key_says_who_moved_and_why(course, mark):
    mark({"ada": 1.0, "bob": 1.0, EVIL: 0.0})
    assert moved(course, "ps").changes == (), "a first mark is no change"
    mark({"ada": 1.5, "bob": 1.0, EVIL: 0.5}, "Half of it.", "c")
    found = moved(course, "ps").changes
    assert [(one.student, one.cell, one.old, one.new, one.cause) for one in found] == [
        (EVIL, "check", 0.0, 0.5, "course"),
        ("ada", "check", 1.0, 1.5, "course"),
    ]
    assert found[1].why == ("The price: 1 → 1.5 of 2. Half of it.",)
    said = "\n".join(in_words(found))
    assert "2 marks changed, of 2 submissions." in said
    assert "\u202e" not in said


@pytest.mark.slow
def test_just_the_stale_pages_are_made_anew(course, mark):
    mark({"ada": 1.0, "bob": 1.0, "eve": 1.0})
    assert moved(course, "ps").stale == (), "nobody has a page"
    from safegrade.feedback.making import make_pages
    from safegrade.settings import load_app

    make_pages(load_app(course), "ps", ["ada", "bob"])
    assert moved(course, "ps").stale == ()
    mark({"ada": 1.5, "bob": 1.0, "eve": 1.5}, stamp="c")
    before = pages(course)
    assert moved(course, "ps").stale == ("ada",)
    made = moved(course, "ps", feedback=True)
    assert (made.stale, made.made) == ((), ("ada",))
    after = pages(course)
    assert [one for one in before if before[one] != after[one]] == ["ada"]
    assert "1.5 of" in (course / "feedback" / "ada" / "ps" / "sheet.html").read_text(encoding="utf-8")


def test_a_page_is_stale_too_when_only_a_reason_or_a_persons_mark_has_changed(course, mark, gradebook):
    from safegrade.feedback.making import make_pages
    from safegrade.settings import load_app

    mark({"ada": 1.0, "bob": 1.0})
    make_pages(load_app(course), "ps", ["ada", "bob"])
    mark({"ada": 1.0}, "Better said.", "c")
    grade = gradebook.find_grade("why", "sheet", "ps", "bob")
    grade.manual_score, grade.needs_manual_grade = 2.0, False
    gradebook.db.commit()
    now = moved(course, "ps")
    assert now.stale == ("ada", "bob")
    assert now.changes == (), "no mark of the marking's own"


def test_a_page_made_before_anything_was_noted_is_not_trusted(course, mark):
    mark({"ada": 1.0})
    page = course / "feedback" / "ada" / "ps" / "sheet.html"
    page.parent.mkdir(parents=True)
    page.write_text("old", encoding="utf-8")
    assert moved(course, "ps").stale == ("ada",)
    assert moved(course, "ps", feedback=True).stale == ()


def test_an_assignment_that_is_not_there_is_said(course):
    with pytest.raises(LookupError, match=r"no assignment 'odd'.*generate_assignment odd"):
        moved(course, "odd")
