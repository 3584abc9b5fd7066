"""Two witnesses in an ordinary course: what differs waits, is settled at once, and tells students nothing."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safegrade.desk.report import outcomes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("witnesses")]

CONFIG = """
from safegrade import configure
c = get_config()
c.CourseDirectory.course_id = "witnesses"
configure(c)
"""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
SQUARE = "### BEGIN SOLUTION\ndef square(x):\n    return x * x\n### END SOLUTION"
VISIBLE = "assert square(3) == 9"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert square(-17) == 289, 'THE SECRET'\n### END HIDDEN TESTS"
LIVE = "assert square.__code__.co_argcount == 1"
STRIPPED = """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
def square(x): return 0
"""
ANSWERS = {
    "honest": "def square(number):\n    print('SEEN', number)\n    return number ** 2\nsquare(2)",
    "nearly": "def square(x):\n    return x * abs(x)",
    "forging": STRIPPED,
    "wrong": "def square(x):\n    return 2 * x",
}


def cell(make, name, source, *, points=None, **kind):
    meta = {"grade_id": name, "grade": points is not None, "solution": False, "locked": False, "task": False, **kind}
    meta |= {"schema_version": 3, **({"points": points} if points is not None else {})}
    return make(source, id=name, metadata={"nbgrader": meta})


@pytest.fixture(scope="module")
def course(tmp_path_factory, run):
    """A course in which four have handed in and were marked, and have their feedback."""
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (course / "source" / "hw").mkdir(parents=True)
    cells = [
        new_markdown_cell("# Squares", id="title"),
        cell(new_code_cell, "square", SQUARE, solution=True),
        cell(new_code_cell, "square-check", f"{VISIBLE}\n{HIDDEN}", points=2, locked=True),
        cell(new_code_cell, "live-check", LIVE, points=1, locked=True),
    ]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), course / "source" / "hw" / "hw.ipynb")
    run("nbgrader", "generate_assignment", "hw", cwd=course)
    for student, answer in ANSWERS.items():
        notebook = nbformat.read(course / "release" / "hw" / "hw.ipynb", as_version=4)
        notebook.cells[1].source = answer
        place = course / "submitted" / student / "hw" / "hw.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(notebook, place)
    run("safegrade", "grade", "hw", cwd=course, ok=(0, 1))
    run("nbgrader", "generate_feedback", "hw", cwd=course)
    return course


@pytest.fixture(scope="module")
def pages(course):
    return {who: (course / "feedback" / who / "hw" / "hw.html").read_text(encoding="utf-8") for who in ANSWERS}


def test_where_both_agree_it_counts_and_else_it_waits(course):
    marks = {row.student: row.marks["square-check"] for row in outcomes(course, "hw")}
    assert marks == {"honest": 2.0, "nearly": 0.0, "wrong": 0.0, "forging": None}


def test_a_teacher_is_told_what_each_witness_says(course):
    (row,) = (row for row in outcomes(course, "hw") if row.student == "forging")
    waits = "The check square-check needs a person: beside the student's code it passes, from outside it fails"
    assert any(line.startswith(waits) for line in row.lines)
    assert any("get_ipython" in line and "look at it" in line for line in row.lines)
    marked = nbformat.read(course / "autograded" / "forging" / "hw" / "hw.ipynb", as_version=4)
    shown = "".join(output.get("text", "") for output in marked.cells[2].outputs)
    assert "Beside the student's code: it passed" in shown
    assert "From outside: it failed with AssertionError" in shown


def test_a_student_sees_code_and_what_failed_and_nothing_hidden_or_suspected(pages):
    assert "What you can see of this check passed." in pages["honest"]
    assert "This is how what you can see of this check failed" in pages["wrong"]
    assert VISIBLE in pages["wrong"]
    assert "A part of this check that you cannot see failed." in pages["nearly"]
    assert "return x * abs(x)" in pages["nearly"]
    for page in pages.values():
        assert not [word for word in ("SECRET", "289", "-17", "look at it", "beside the student") if word in page]


def test_what_a_student_s_code_shows_is_not_from_a_run_with_hidden_tests(course):
    marked = nbformat.read(course / "autograded" / "honest" / "hw" / "hw.ipynb", as_version=4)
    printed = "".join(output.get("text", "") for output in marked.cells[1].outputs)
    assert "SEEN 2" in printed
    assert "17" not in printed


def test_the_solution_and_a_blank_are_tried_before_it_is_handed_out(course, run):
    done = run("safegrade", "doctor", "hw", cwd=course, ok=(1,))
    said = " ".join(done.stdout.split())
    assert "hw.ipynb: live-check: For your own solution it would wait for a person." in said
    assert "square-check" not in said


def test_a_check_is_settled_for_the_class_but_for_whose_code_reaches_for_things(course, run):
    done = run("safegrade", "accept", "hw", "live-check", cwd=course, ok=(1,))
    assert "forging: left out, because its code uses" in done.stdout
    after = {row.student: row for row in outcomes(course, "hw")}
    assert {who: row.marks["live-check"] for who, row in after.items()} == {
        "honest": 1.0, "nearly": 1.0, "wrong": 1.0, "forging": None,
    }  # fmt: skip
    assert after["honest"].lines == (), "what is settled is not asked again"
