"""What real classes hand in, taken through nbgrader's own commands in a toy course: everybody gets a mark."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from safegrade.contract import GradingError
from safegrade.desk.report import outcomes
from safegrade.grade.command import open_run
from tarasoff.authoring.invented_class import CONFIG

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("odd-submissions")]

PART = """
schema: 1
part: toys
kind: questions
title: "Two toys"
points: 2
questions:
  - {id: ball, stem: "Which is round?", options: {a: "A ball", b: "A brick"}}
  - {id: kite, stem: "Which flies?", options: {a: "A brick", b: "A kite"}}
"""
KEY = """
schema: 1
part: toys
questions:
  ball: {section: "01 Toys", sources: [a], options: {a: {credit: 1, why: "Round."}, b: {credit: 0, why: "No."}}}
  kite: {section: "01 Toys", sources: [a], options: {a: {credit: 0, why: "No."}, b: {credit: 1, why: "It flies."}}}
"""
ANSWERS = {"schema": 2, "assignment": "ps", "answers": {"toys": {"ball": "a", "kite": "b"}}}
TASK = "Reflect.\n\n=== BEGIN MARK SCHEME ===\nFive for honesty.\n=== END MARK SCHEME ==="


def ours(name, *, grade=False, task=False, points=None):
    meta = {"grade_id": name, "grade": grade, "solution": False, "locked": True, "task": task, "schema_version": 3}
    return {"nbgrader": {**meta, **({"points": points} if points else {})}}


def source():
    return new_notebook(
        cells=[
            new_markdown_cell("# Toys", id="intro", metadata=ours("intro")),
            new_code_cell("form", id="toys-form", metadata=ours("toys-form")),
            new_code_cell("check", id="toys", metadata=ours("toys", grade=True, points=2)),
            new_markdown_cell(TASK, id="reflection", metadata=ours("reflection", task=True, points=5)),
            new_markdown_cell("*Write here.*", id="plain"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def no_check(cells):
    del cells[2]


def only_words(cells):
    del cells[:4]


def twice(cells):
    for place in (2, 0):
        cells.insert(place, nbformat.from_dict({**cells[place], "id": f"copy-{place}"}))


def pasted(cells):
    cells += [
        new_code_cell("1", metadata=ours("elsewhere", grade=True, points=9)),
        new_markdown_cell("", metadata={"nbgrader": None}),
    ]


def versions(cells):
    cells[2].metadata["nbgrader"]["schema_version"] = 99
    cells[1].metadata["nbgrader"]["schema_version"] = 1


def untouched(cells):
    cells[-1].source = "*Write here.*"


def only_run(cells):
    untouched(cells)
    cells[1].execution_count = 1


def delimiters(cells):
    cells += [new_markdown_cell("### BEGIN HIDDEN TESTS"), new_code_cell("# === BEGIN MARK SCHEME ===")]


# Each changes the cells of a notebook in which everything was answered.
CHANGES = {
    "plain": lambda _: None,
    "no-check": no_check,
    "only-words": only_words,
    "twice": twice,
    "pasted": pasted,
    "versions": versions,
    "delimiters": delimiters,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory, run):
    """A course in which everybody has handed in and been graded."""
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    folder = course / "source" / "ps"
    (folder / "keys").mkdir(parents=True)
    (folder / "toys.yaml").write_text(PART, encoding="utf-8")
    (folder / "keys" / "toys.yaml").write_text(KEY, encoding="utf-8")
    # The notebook has another name than its assignment.
    nbformat.write(source(), folder / "sheet.ipynb")
    tried = {**ANSWERS, "answers": {"toys": {"ball": "a", "kite": "a"}}}
    (folder / "answers.json").write_text(json.dumps(tried), encoding="utf-8")
    run("nbgrader", "generate_assignment", "ps", cwd=course)

    def hand_in(student, change=lambda _: None, raw=None, name="sheet.ipynb", answers=ANSWERS, encoding="utf-8"):
        folder = course / "submitted" / student / "ps"
        folder.mkdir(parents=True)
        notebook = nbformat.read(course / "release" / "ps" / "sheet.ipynb", as_version=4)
        notebook.cells[-1].source = "My words."
        change(notebook.cells)
        (folder / name).write_text(raw if raw is not None else json.dumps(notebook), encoding="utf-8")
        if answers:
            (folder / "answers.json").write_text(json.dumps(answers), encoding=encoding)

    for student, change in CHANGES.items():
        hand_in(student, change)
    hand_in("renamed", name="sheet (1).ipynb")
    hand_in("deep", raw="[" * 100_000)
    hand_in("no-answers", answers=None)
    hand_in("only-run", only_run, answers=None)
    hand_in("untouched", untouched, answers=None)
    hand_in("other-answers", answers={**ANSWERS, "assignment": "ps9"})
    (course / "submitted" / "empty" / "ps").mkdir(parents=True)
    run("nbgrader", "autograde", "ps", cwd=course)
    # Windows' editors put a mark of its bytes before a text.
    hand_in("marked-bytes", encoding="utf-8-sig")
    run("tarasoff", "grade", "ps", cwd=course, ok=(0, 1))
    run("nbgrader", "generate_feedback", "ps", cwd=course)
    return course


@pytest.fixture(scope="module")
def results(course):
    return {one.student: one for one in outcomes(course, "ps")}


def test_a_teacher_s_own_answers_and_keys_are_not_released(course):
    assert sorted(file.name for file in (course / "release" / "ps").rglob("*")) == ["sheet.ipynb", "toys.yaml"]


def test_whatever_became_of_the_notebook_the_answers_are_marked(results):
    found = [results[student] for student in (*CHANGES, "renamed", "deep", "marked-bytes")]
    assert [(one.student, one.marks["toys"], one.lines) for one in found if one.marks["toys"] != 2] == []


def test_answers_that_a_mark_of_their_bytes_stands_before_are_answers_like_others(results):
    assert (results["marked-bytes"].marks["toys"], results["marked-bytes"].lines) == (2, ())


def test_where_nothing_was_answered_there_is_a_mark_and_a_reason(results):
    found = [results[student] for student in ("untouched", "empty")]
    assert [(one.student, one.marks["toys"]) for one in found if one.marks["toys"] != 0 or not one.lines] == []


def test_answers_that_were_left_behind_wait_for_a_person_with_a_reason(results):
    for one in (results["no-answers"], results["only-run"]):
        assert one.marks["toys"] is None, f"{one.student} has worked in the notebook, and gets a finished 0"
        assert "No answers.json was handed in, though the notebook was worked in" in " ".join(one.lines)


def test_answers_to_something_else_wait_for_a_person_with_a_reason(results):
    other = results["other-answers"]
    assert other.marks["toys"] is None
    assert "answers.json holds answers to 'ps9', not to 'ps'." in " ".join(other.lines)


def test_the_reflection_of_everybody_waits_for_a_person(course, results):
    expected = {**dict.fromkeys(results, 5), **dict.fromkeys(("other-answers", "no-answers", "only-run"), 7)}
    assert {student: one.by_hand for student, one in results.items()} == expected
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student in results:
            grade = gradebook.find_grade("reflection", "sheet", "ps", student)
            assert grade.needs_manual_grade, f"formgrader would not show what {student} wrote"


def test_the_answers_of_a_student_stay_those_of_the_student(course):
    graded = course / "autograded"
    assert json.loads((graded / "plain" / "ps" / "answers.json").read_text()) == ANSWERS
    assert not (graded / "no-answers" / "ps" / "answers.json").exists()


def test_everybody_gets_feedback_with_their_words_and_without_the_mark_scheme(course, results):
    for student in results:
        page = (course / "feedback" / student / "ps" / "sheet.html").read_text(encoding="utf-8")
        assert "Five for honesty" not in page
        assert ("My words." in page) == (student not in {"deep", "empty", "untouched", "only-run"}), student


def test_a_part_that_is_worth_more_than_its_cell_is_named(course, run):
    part = course / "source" / "ps" / "toys.yaml"
    part.write_text(PART.replace("points: 2", "points: 4"), encoding="utf-8")
    try:
        done = run("nbgrader", "autograde", "ps", "--student", "no-check", "--force", cwd=course, ok=(1,))
    finally:
        part.write_text(PART, encoding="utf-8")
    assert "toys.yaml, field points: The part is worth 4, its cell in the notebook 2." in done.stderr


def test_without_a_release_autograde_says_so_once_and_grades_nobody(course):
    (course / "release").rename(course / "elsewhere")
    try:
        with pytest.raises(GradingError, match="Run: nbgrader generate_assignment ps --force"):
            open_run(course, "ps")
    finally:
        (course / "elsewhere").rename(course / "release")


def test_a_gradebook_that_is_none_is_said(tmp_path):
    (tmp_path / "gradebook.db").write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(LookupError, match="is not a gradebook that can be read"):
        outcomes(tmp_path, "ps")
