"""An ordinary course, as an instructor brings it, through nbgrader's own commands: checks outside, the right marks."""

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from safegrade.desk.report import outcomes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ordinary-course")]

PLAIN = """
c = get_config()
c.CourseDirectory.course_id = "ordinary"
"""
OUTSIDE = (
    PLAIN
    + """
from safegrade import configure
configure(c)
c.RunCode.timeout = 1.5
c.RunCode.unsafe = UNSAFE
"""
)
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def cell(make, name, source, *, points=None, **kind):
    meta = {"grade_id": name, "grade": points is not None, "solution": False, "locked": False, "task": False}
    meta = {**meta, **kind, "schema_version": 3, **({"points": points} if points is not None else {})}
    return make(source, id=name, metadata={"nbgrader": meta})


def code(name, source, **kind):
    return cell(new_code_cell, name, source, **kind)


FUNCTIONS = new_notebook(
    metadata=KERNEL,
    cells=[
        new_code_cell("import math\nimport numpy as np", id="imports"),
        code("given", "limit = 10\n\ndef near(a, b):\n    return abs(a - b) < 1e-9", locked=True),
        code(
            "mean",
            "def mean(numbers):\n    ### BEGIN SOLUTION\n    return sum(numbers) / len(numbers)\n    ### END SOLUTION",
            solution=True,
        ),
        code(
            "mean-check",
            "# The mean of some numbers.\nassert near(mean([1, 2, 3]), 2)\n"
            "### BEGIN HIDDEN TESTS\nassert near(mean([limit]), limit)\nassert mean(np.array([1.0, 2.0])) == 1.5\n"
            "try:\n    mean([])\nexcept ZeroDivisionError:\n    pass\nelse:\n    raise AssertionError('no error')\n"
            "### END HIDDEN TESTS",
            points=3,
            locked=True,
        ),
        code(
            "roots",
            "def roots(a, b, c):\n    ### BEGIN SOLUTION\n    d = math.sqrt(b * b - 4 * a * c)\n"
            "    return [(-b - d) / (2 * a), (-b + d) / (2 * a)]\n    ### END SOLUTION",
            solution=True,
        ),
        code(
            "roots-check",
            "# Half a point for each case.\nscore = 0.0\n"
            "cases = {(1, -3, 2): [1, 2], (1, 0, -1): [-1, 1], (2, 0, 0): [0, 0], (1, -2, 1): [1, 1]}\n"
            "for given, wanted in cases.items():\n"
            "    try:\n        score += 0.5 * (sorted(roots(*given)) == wanted)\n"
            "    except Exception:\n        pass\nscore",
            points=2,
            locked=True,
        ),
        cell(new_markdown_cell, "words", "Why?", solution=True, points=4),
        code("sketch", "### BEGIN SOLUTION\nprint('a sketch')\n### END SOLUTION", solution=True, points=2),
    ],
)
TABLES = new_notebook(
    metadata=KERNEL,
    cells=[
        code("load", "import pandas as pd\n\nvisits = pd.read_csv('visits.csv')", locked=True),
        code(
            "answer",
            "### BEGIN SOLUTION\nvisits['share'] = visits['kept'] / visits['booked']\n"
            "by_clinic = visits.groupby('clinic')['kept'].sum()\n\nclass Clinic:\n    beds = 3\n### END SOLUTION",
            solution=True,
        ),
        code(
            "share-check",
            "assert 'share' in visits.columns\n### BEGIN HIDDEN TESTS\n"
            "pd.testing.assert_series_equal(visits['share'], pd.Series([0.5, 1.0, 0.75], name='share'))\n"
            "### END HIDDEN TESTS",
            points=2,
            locked=True,
        ),
        code("sum-check", "assert by_clinic.to_dict() == {'north': 5, 'south': 2}", points=1, locked=True),
        code("live-check", "assert Clinic().beds == 3", points=1, locked=True),
    ],
)
CSV = "clinic,booked,kept\nnorth,4,2\nsouth,2,2\nnorth,4,3\n"

MEAN = "def mean(numbers):\n    return sum(numbers) / len(numbers)"
ROOTS = "def roots(a, b, c):\n    d = (b * b - 4 * a * c) ** 0.5\n    return [(-b - d) / (2 * a), (-b + d) / (2 * a)]"
FORGED = """
import ast, builtins
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
get_ipython().showtraceback = lambda *a, **k: None
near = lambda a, b: True
class Yes(float):
    __eq__ = __lt__ = __le__ = lambda self, other: True
    __radd__ = __add__ = __rmul__ = __mul__ = lambda self, other: Yes(2)
def mean(numbers): return Yes(2)
"""
# student: (cells of the first assignment, its marks, cells of the second, its marks); None is "needs a person".
TABLE = "visits['share'] = visits['kept'] / visits['booked']\n"
SUM = "by_clinic = visits.groupby('clinic')['kept'].sum()\n"
CLINIC = "class Clinic: beds = 3\n"
STUDENTS = {
    "careful": ({"mean": MEAN, "roots": ROOTS}, (3, 2), {"answer": TABLE + SUM + CLINIC}, (2, 1, 1)),
    "half": ({"mean": MEAN, "roots": "def roots(a, b, c): return [-1, 1]"}, (3, 0.5), {"answer": TABLE}, (2, 0, 0)),
    "visible-only": (
        {"mean": "def mean(numbers): return 2", "roots": "def roots(a, b, c): raise ValueError"},
        (0, 0),
        {"answer": "visits['share'] = 0.5\nby_clinic = {'north': 5, 'south': 2}"},
        (0, 0, 0),
    ),
    "blank": ({}, (0, 0), {}, (0, 0, 0)),
    "forger": (
        {"mean": FORGED, "roots": "def roots(*a): return Yes(2)"},
        (None, 0),
        {"answer": FORGED},
        (None, None, None),
    ),
    "quitter": ({"mean": MEAN, "roots": "import os\nos._exit(0)"}, (3, 0), {"answer": "while True: pass"}, (0, 0, 0)),
}
CHECKS = {"functions": ("mean-check", "roots-check"), "tables": ("share-check", "sum-check", "live-check")}


@pytest.fixture(scope="module")
def blank(tmp_path_factory, run):
    """The course, released, before anybody has handed in."""
    folder = tmp_path_factory.mktemp("blank") / "course"
    for name, notebook in {"functions": FUNCTIONS, "tables": TABLES}.items():
        (folder / "source" / name).mkdir(parents=True)
        nbformat.write(notebook, folder / "source" / name / f"{name}.ipynb")
    (folder / "source" / "tables" / "visits.csv").write_text(CSV, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(PLAIN, encoding="utf-8")
    for name in CHECKS:
        run("nbgrader", "generate_assignment", name, cwd=folder)
    return folder


def made(folder, blank, config):
    shutil.copytree(blank, folder)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return folder


def hand_in(course, student, assignment, cells, change=lambda _: None):
    folder = course / "submitted" / student / assignment
    shutil.copytree(course / "release" / assignment, folder)
    file = folder / f"{assignment}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    for one in notebook.cells:
        name = one.metadata.get("nbgrader", {}).get("grade_id")
        one.source = cells.get(name, one.source)
    change(notebook)
    file.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def meddled(notebook):
    """A kernel of the student's own, and checks that are always met."""
    notebook.metadata["kernelspec"] = {"name": "mine", "display_name": "Mine", "language": "bash"}
    for one in notebook.cells:
        if "check" in one.id:
            one.source = "4.0"


def retyped(notebook):
    """Checks that say they are none."""
    for one in notebook.cells:
        if "check" in one.id:
            one.metadata["nbgrader"]["task"] = True


def planted(notebook):
    """Cells that say they are the teacher's."""
    forged = {"grade": False, "solution": False, "task": False, "locked": True, "schema_version": 3}
    source = "near = lambda a, b: True\nmean = roots = None\nimport builtins\nbuiltins.sorted = lambda x: 0"
    for number, place in enumerate((2, 4)):
        meta = {"nbgrader": {**forged, "grade_id": f"planted-{number}"}}
        notebook.cells.insert(place, new_code_cell(source, metadata=meta))


@pytest.fixture(scope="module")
def handed_in(request, tmp_path_factory, blank):
    """The course, when everybody has handed in."""
    request.getfixturevalue("sandbox")
    course = made(tmp_path_factory.mktemp("handed-in") / "course", blank, OUTSIDE.replace("UNSAFE", "False"))
    for student, (first, _, second, _) in STUDENTS.items():
        written = {"words": "My words.", "sketch": "print('a sketch of mine')"}
        hand_in(course, student, "functions", {**written, **first} if first else {})
        hand_in(course, student, "tables", second)
    folder = hand_in(course, "meddler", "functions", {"mean": "def mean(n): return 0"}, meddled)
    (folder / "tarasoff.py").write_text("raise SystemExit", encoding="utf-8")
    (folder / "math.py").write_text("sqrt = lambda x: 0", encoding="utf-8")
    (folder / "gradebook.db").symlink_to("../../../gradebook.db")
    hand_in(course, "retyper", "functions", {"mean": "def mean(n): return 0"}, retyped)
    hand_in(course, "planter", "functions", {"mean": "def mean(n): return 0"}, planted)
    return course


@pytest.fixture(scope="module")
def course(tmp_path_factory, run, handed_in):
    """The course, graded by nbgrader's own command."""
    course = Path(shutil.copytree(handed_in, tmp_path_factory.mktemp("ordinary") / "course", symlinks=True))
    for assignment in CHECKS:
        run("nbgrader", "autograde", assignment, cwd=course)
    return course


def marks(course, student, assignment):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = [gradebook.find_grade(name, assignment, assignment, student) for name in CHECKS[assignment]]
        assert all(one.needs_manual_grade == (one.auto_score is None) for one in found)
        return tuple(one.auto_score for one in found)


def test_everybody_gets_the_marks_that_were_earned(course):
    found = {student: [marks(course, student, name) for name in ("functions", "tables")] for student in STUDENTS}
    assert found == {student: [functions, tables] for student, (_, functions, _, tables) in STUDENTS.items()}


WAYS = [
    ("with our steps", [*STUDENTS]),
    pytest.param("as it was brought", [*STUDENTS], marks=pytest.mark.every),
]


@pytest.mark.parametrize(("config", "students"), WAYS)
def test_tarasoff_grade_gives_the_same(handed_in, course, run, tmp_path, assert_same, config, students):
    other = Path(shutil.copytree(handed_in, tmp_path / "course", symlinks=True))
    if config == "as it was brought":
        (other / "nbgrader_config.py").write_text(PLAIN + "c.RunCode.timeout = 1.5", encoding="utf-8")
    for assignment in CHECKS:
        some = [] if config == "with our steps" else ["--students", ",".join(students)]
        run("tarasoff", "grade", assignment, "--jobs", 2, *some, cwd=other, ok=(1,))
    for student in students:
        _, functions, _, tables = STUDENTS[student]
        assert (marks(other, student, "functions"), marks(other, student, "tables")) == (functions, tables), student
    if config == "with our steps":
        assert_same(course, other)


# What formgrader's button does, in a server with threads of its own: workers cannot be copies of that.
BUTTON = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
from nbgrader.apps import NbGraderApp
from nbgrader.apps.api import NbGraderAPI
app = NbGraderApp.instance()
app.initialize([])
api = NbGraderAPI(app.coursedir, config=app.config, parent=app)
assert api.autograde("functions", "half")["success"]
"""


def test_formgrader_s_button_gives_the_same(handed_in, run, tmp_path):
    other = Path(shutil.copytree(handed_in, tmp_path / "course", symlinks=True))
    run(sys.executable, "-c", BUTTON, cwd=other)
    assert marks(other, "half", "functions") == STUDENTS["half"][1]


def test_code_that_a_person_marks_is_run_for_that_person(course):
    notebook = nbformat.read(course / "autograded" / "careful" / "functions" / "functions.ipynb", as_version=4)
    sketch = next(one for one in notebook.cells if one.id == "sketch")
    assert sketch.outputs[0].text == "a sketch of mine\n"


def test_a_student_who_meddles_with_the_notebook_gains_nothing(course):
    # What is planted stands beside the student's code only: there the check passes, and so a person looks.
    earned = {"meddler": (0, 0), "retyper": (0, 0), "planter": (None, None)}
    assert {one: marks(course, one, "functions") for one in earned} == earned


def test_what_a_link_leads_to_is_not_copied_and_whoever_grades_is_told(course):
    folder = course / "autograded" / "meddler" / "functions"
    assert not (folder / "gradebook.db").exists()
    row = next(one for one in outcomes(course, "functions") if one.student == "meddler")
    assert "gradebook.db is a link; it was left out." in row.lines
    assert "The cell mean-check is not as it was handed out; it was put back." in row.lines


def test_cells_that_a_person_marks_are_left_to_one(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for name in ("words", "sketch"):
            assert gradebook.find_grade(name, "functions", "functions", "careful").needs_manual_grade, name
            assert not gradebook.find_grade(name, "functions", "functions", "blank").needs_manual_grade, name


def test_the_reason_why_a_person_is_needed_stands_in_the_notebook(course):
    notebook = nbformat.read(course / "autograded" / "forger" / "tables" / "tables.ipynb", as_version=4)
    assert notebook.metadata["safegrade"]["waiting"]["sum-check"] == (
        "The check sum-check needs a person: beside the student's code it passes, from outside it fails (NameError)."
    )
    nbformat.validate(notebook)


def test_grading_again_changes_nothing(course, run):
    run("nbgrader", "autograde", "tables", "--student", "careful", "--force", cwd=course)
    assert marks(course, "careful", "tables") == STUDENTS["careful"][3]


def test_feedback_and_export_work_and_hidden_checks_stay_out_of_what_cells_show(course, run):
    run("nbgrader", "generate_feedback", "functions", cwd=course)
    run("nbgrader", "export", cwd=course)
    assert "careful" in (course / "grades.csv").read_text(encoding="utf-8")


def test_nbgrader_s_own_step_gives_honest_students_the_same_marks(course, blank, run, tmp_path):
    stock = made(tmp_path / "stock", blank, PLAIN)
    for student in ("careful", "half"):
        for assignment in CHECKS:
            shutil.copytree(course / "submitted" / student / assignment, stock / "submitted" / student / assignment)
    for assignment in CHECKS:
        run("nbgrader", "autograde", assignment, cwd=stock)
    for student in ("careful", "half"):
        assert marks(stock, student, "functions") == marks(course, student, "functions")
        for ours, theirs in zip(marks(course, student, "tables"), marks(stock, student, "tables"), strict=True):
            assert ours in (theirs, None)


SETTINGS = """
c.Autograde.exclude_overwriting = {"tables": ["notes.txt"]}
c.ClearMetadataPreprocessor.enabled = True
c.ClearMetadataPreprocessor.preserve_cell_metadata_mask = ["nbgrader"]
"""
ASKS = "print(open('notes.txt').read(), open('visits.csv').read()[:6])\n"


def test_what_the_course_sets_holds_in_the_sandbox_as_well(blank, run, tmp_path):
    """A linked data set is there, a student's own file stays the student's, and nothing hangs on a cell's metadata."""
    folder = made(tmp_path / "set", blank, OUTSIDE.replace("UNSAFE", "False") + SETTINGS)
    source = folder / "source" / "tables"
    (source / "visits.csv").rename(folder / "elsewhere.csv")
    (source / "visits.csv").symlink_to(folder / "elsewhere.csv")
    (source / "notes.txt").write_text("of the course", encoding="utf-8")
    handed = hand_in(folder, "careful", "tables", {"answer": ASKS + TABLE + SUM + CLINIC})
    (handed / "notes.txt").write_text("of the student", encoding="utf-8")
    (handed / "visits.csv").write_text("", encoding="utf-8")
    run("nbgrader", "autograde", "tables", cwd=folder)
    assert marks(folder, "careful", "tables") == (2, 1, 1)
    notebook = nbformat.read(folder / "autograded" / "careful" / "tables" / "tables.ipynb", as_version=4)
    assert next(one for one in notebook.cells if one.id == "answer").outputs[0].text == "of the student clinic\n"


@pytest.mark.parametrize("mistake", ["no_such_name", "c.Autograde.autograde_preprocessors = []"])
def test_after_a_mistake_in_the_settings_no_code_runs_as_the_teacher(blank, run, tmp_path, mistake):
    wrong = made(tmp_path / "wrong", blank, OUTSIDE.replace("UNSAFE", "False") + mistake)
    hand_in(wrong, "careful", "functions", {"mean": f"open({str(tmp_path / 'ran')!r}, 'w')\n{MEAN}"})
    done = run("nbgrader", "autograde", "functions", cwd=wrong, ok=(1,))
    assert re.search("Nothing was marked: .*(the steps of configure.c. are missing|lacks Execute)", done.stderr)
    assert not (tmp_path / "ran").exists()


def test_without_a_sandbox_it_refuses_and_grades_nobody(blank, run, tmp_path):
    lonely = made(tmp_path / "lonely", blank, OUTSIDE.replace("UNSAFE", "False") + NO_BUBBLEWRAP)
    hand_in(lonely, "careful", "functions", STUDENTS["careful"][0])
    done = run("nbgrader", "autograde", "functions", cwd=lonely, ok=(1,))
    assert "bubblewrap (bwrap) was not found. A student's code is not run without a sandbox." in done.stderr
    assert not (lonely / "autograded" / "careful" / "functions").exists()


def test_tarasoff_grade_refuses_as_well_unless_it_is_told(blank, run, tmp_path):
    lonely = made(tmp_path / "lonely", blank, OUTSIDE.replace("UNSAFE", "False") + NO_BUBBLEWRAP)
    hand_in(lonely, "careful", "functions", STUDENTS["careful"][0])
    done = run("tarasoff", "grade", "functions", cwd=lonely, ok=(2,))
    assert "A student's code is not run without a sandbox." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (lonely / "autograded").exists()
    done = run("tarasoff", "grade", "functions", "--unsafe", "--json", cwd=lonely, ok=(1,))
    assert "UNSAFE: students' code runs WITHOUT A SANDBOX" in done.stderr
    assert marks(lonely, "careful", "functions") == (3, 2)


def test_unsafe_grades_all_the_same_and_says_so_loudly(blank, run, tmp_path):
    loud = made(tmp_path / "loud", blank, OUTSIDE.replace("UNSAFE", "True") + NO_BUBBLEWRAP)
    hand_in(loud, "careful", "functions", STUDENTS["careful"][0])
    done = run("nbgrader", "autograde", "functions", cwd=loud)
    assert "UNSAFE: students' code runs WITHOUT A SANDBOX" in done.stderr
    assert marks(loud, "careful", "functions") == (3, 2)
    notebook = nbformat.read(loud / "autograded" / "careful" / "functions" / "functions.ipynb", as_version=4)
    assert any("WITHOUT A SANDBOX" in line for line in notebook.metadata["safegrade"]["lines"])


NO_BUBBLEWRAP = """
from safegrade.sandbox import host as sandbox
sandbox.find_bubblewrap = lambda: None
"""
