"""The data assignment through nbgrader's own commands: code is read by people, and only what it made is marked."""

import copy
import json
import shutil

import nbformat
import pytest

from safegrade.desk.report import outcomes
from tarasoff.assignment.files import load_parts
from tarasoff.authoring.invented_class import CONFIG
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import model_answers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("data-assignment")]

NAME = "ps3-trust"
PARTS = {"data-picked": 3, "data-base-rates": 6, "data-figure": 4, "questions": 5}
NONSENSE = {
    "data-picked": {"table": {"id": [None, 5, "<script>alert(1)</script>", {"V01": 1}]}, "others": "all"},
    "data-base-rates": {"table": {"base_rate": ["27.5", True, [13]], "flagged": 1e999, "PPV": [1] * 1000}},
    "data-figure": {"figure": {"title": 5, "drawn": [{"points": [[1]]}, "bars", {"points": {"a": 1}}]}},
    "questions": ["c"],
    "data-else": {"table": {}},
}


@pytest.fixture(scope="module")
def right(root):
    source = root / "source" / NAME
    keys = {name: (part, load_key(source / "keys" / f"{name}.yaml", part)) for name, part in load_parts(source).items()}
    return {name: model_answers(*both) for name, both in keys.items()}


def half(right):
    """One column of the table missing, and the figure as wrong as the table; no claim judged."""
    answers = copy.deepcopy(right)
    del answers["questions"]
    answers["data-picked"]["table"]["id"] = answers["data-picked"]["table"]["id"][:9]
    table = answers["data-base-rates"]["table"]
    table["ppv"] = [63, 63, 63]
    points = [list(point) for point in zip(table["base_rate"], table["ppv"], strict=True)]
    answers["data-figure"]["figure"] |= {"y_label": "", "drawn": [{"kind": "line", "points": points}]}
    return answers


@pytest.fixture(scope="module")
def course(root, run, run_anew, right, tmp_path_factory):
    course = tmp_path_factory.mktemp("data") / "course"
    shutil.copytree(root / "source" / NAME, course / "source" / NAME, ignore=shutil.ignore_patterns("answers.json"))
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    run("nbgrader", "generate_assignment", NAME, cwd=course)

    def hand_in(student, answers, code="picked = 1 / 0"):
        folder = course / "submitted" / student / NAME
        shutil.copytree(course / "release" / NAME, folder)
        notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.id.endswith("-code"):
                cell.source = code
        nbformat.write(notebook, folder / f"{NAME}.ipynb")
        if answers is not None:
            document = {"schema": 2, "assignment": NAME, "answers": answers}
            (folder / "answers.json").write_text(json.dumps(document), encoding="utf-8")

    hand_in("perfect", right)
    hand_in("half", half(right))
    hand_in("blank", None, code="")
    # Code that would speak, stop or forge, were it run.
    ran = course / "ran"
    hand_in(
        "nonsense", NONSENSE, f"open({str(ran)!r}, 'w').close()\nimport os, sys\nsys.stderr.write('x')\nos._exit(0)"
    )
    # Started as from a shell: what other tests do with a copy of a process that is warm has to be the same.
    run_anew("nbgrader", "autograde", NAME, cwd=course)
    run_anew("nbgrader", "generate_feedback", NAME, cwd=course)
    return course


@pytest.fixture(scope="module")
def results(course):
    return {one.student: one for one in outcomes(course, NAME)}


def test_each_gets_the_mark_of_what_was_kept(results):
    marks = {student: {part: one.marks[part] for part in PARTS} for student, one in results.items()}
    assert marks["perfect"] == PARTS
    assert marks["half"] == {"data-picked": pytest.approx(3 * 9 / 17, abs=1e-4), "data-base-rates": 2.0} | {
        "data-figure": 3.5,
        "questions": 0,
    }
    assert marks["blank"] == marks["nonsense"] == dict.fromkeys(PARTS, 0)
    assert {one.by_hand for one in results.values()} == {4}, "the reflection waits for a person"


def test_no_code_of_a_student_has_run(course, results):
    assert set(results) == {"perfect", "half", "blank", "nonsense"}
    assert not (course / "ran").exists()


def test_what_cannot_be_read_is_said_to_whoever_grades(results):
    assert results["perfect"].lines == ()
    assert "No answers.json was handed in" in results["blank"].lines[0]
    told = " ".join(results["nonsense"].lines)
    assert "There are answers to 'data-else', which is not a part of this assignment" in told


def test_feedback_says_why_in_words_and_gives_no_number_of_the_key_away(course, results):
    for student in results:
        page = (course / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        assert "What a base rate does" in page
        assert "MARK SCHEME" not in page
        assert "Traceback (most recent" not in page
        assert "<script>alert(1)" not in page
        if student != "perfect":
            assert not [number for number in ("37.4", "19.05", "4.645", "463.25") if number in page]
    half_done = (course / "feedback" / "half" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "This is the sensitivity." in half_done
    assert "It shows what your table says." in half_done
    assert "8 of the 17 rows are missing." in half_done
