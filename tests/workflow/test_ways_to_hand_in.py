"""Honest work that arrives oddly is marked as it is; where it cannot be read, a person looks, and nobody is blamed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from safegrade.desk.report import outcomes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ways-to-hand-in")]

CONFIG = """
from safegrade import configure
c = get_config()
c.CourseDirectory.course_id = "ways"
configure(c)
"""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
DOUBLE = "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION"
HALF = "### BEGIN SOLUTION\ndef half(x):\n    return x / 2\n### END SOLUTION"
ANSWERS = {"q1": "def double(x):\n    return 2 * x", "q2": "def half(x):\n    return x / 2", "essay": "My words."}
RIGHT = {"q1-check": 2.0, "q2-check": 1.0, "essay": None}
NOTHING_SEEN = dict.fromkeys(RIGHT)
BLAME = ("delet", "chang", "calls itself", "cheat", "you ")


def cell(make, name, source, *, points=None, **kind):
    meta = {"grade_id": name, "grade": points is not None, "solution": False, "locked": False, "task": False, **kind}
    meta |= {"schema_version": 3, **({"points": points} if points is not None else {})}
    return make(source, id=f"id-{name}", metadata={"nbgrader": meta})


def source():
    cells = [
        cell(new_markdown_cell, "intro", "# Twice and half", locked=True),
        cell(new_code_cell, "q1", DOUBLE, solution=True),
        cell(new_code_cell, "q1-check", "assert double(4) == 8", points=2, locked=True),
        cell(new_code_cell, "q2", HALF, solution=True),
        cell(new_code_cell, "q2-check", "assert half(4) == 2", points=1, locked=True),
        cell(new_markdown_cell, "essay", "*Write here.*", points=4, solution=True),
        new_markdown_cell("That is all.", id="id-end"),
    ]
    return new_notebook(cells=cells, metadata=KERNEL)


def written(notebook, encoding="utf-8"):
    return json.dumps(notebook, ensure_ascii=False).encode(encoding)


def named(notebook, name):
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)


def stripped(notebook, *names):
    for one in notebook.cells:
        if not names or one.metadata.get("nbgrader", {}).get("grade_id") in names:
            one.metadata = nbformat.from_dict({})
    return notebook


def without_ids(notebook):
    notebook.nbformat_minor = 4
    for one in notebook.cells:
        del one["id"]
    return notebook


def without(notebook, *names):
    notebook.cells = [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") not in names]
    return notebook


def essay_left(notebook):
    named(notebook, "essay").source = "YOUR ANSWER HERE"  # as nbgrader hands it out
    return notebook


def essay_elsewhere(notebook, *, at):
    essay_left(notebook)
    notebook.cells.insert(at, new_markdown_cell("My words."))
    return notebook


def essay_in_its_place(notebook):
    place = notebook.cells.index(named(notebook, "essay"))
    notebook.cells[place] = new_markdown_cell("My words.")
    return notebook


def printed(notebook, megabytes):
    text = "x" * 1000 + "\n"
    outputs = [{"output_type": "stream", "name": "stdout", "text": text * (megabytes * 1000)}]
    named(notebook, "q1").outputs = nbformat.from_dict(outputs)
    return notebook


def odd(notebook):
    for number, one in enumerate(notebook.cells):
        one.id = f"a cell {number}/ü"
        one.kept = True
    named(notebook, "q1").outputs = [nbformat.from_dict({"output_type": "odd"})]
    named(notebook, "q2").execution_count = "5"
    return notebook


def older(notebook):
    notebook = without(notebook, "q2", "q2-check")
    notebook.cells.insert(3, cell(new_code_cell, "q9", "def third(x): ...", solution=True))
    return notebook


def unwritten(notebook):
    blank = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for name in ("q1", "q2"):
        named(blank, name).source = "# YOUR CODE HERE\nraise NotImplementedError()"  # as nbgrader hands it out
    named(blank, "essay").source = "YOUR ANSWER HERE"
    return blank


def moved(notebook):
    cells = notebook.cells
    answer = named(notebook, "q1")
    cells.remove(answer)
    cells.append(answer)
    return notebook


def code_at_the_end(notebook):
    answer = named(notebook, "q1")
    notebook.cells.append(new_code_cell(answer.source))
    answer.source = named(unwritten(notebook), "q1").source
    return notebook


def q1_is(notebook, source):
    named(notebook, "q1").source = source
    return notebook


def without_format(notebook):
    return {"cells": notebook.cells, "metadata": notebook.metadata}


# kind: (what lies in the folder, by path, of an honest notebook; the marks).
WAYS = {
    "plain": (lambda nb: {"hw.ipynb": written(nb)}, RIGHT),
    "a mark of its bytes": (lambda nb: {"hw.ipynb": written(nb, "utf-8-sig")}, RIGHT),
    "UTF-16": (lambda nb: {"hw.ipynb": written(nb, "utf-16")}, RIGHT),
    "UTF-16 without a mark": (lambda nb: {"hw.ipynb": written(nb, "utf-16-be")}, RIGHT),
    "a folder deeper": (lambda nb: {"hw/hw.ipynb": written(nb), "hw/notes.txt": b"", "readme.txt": b""}, RIGHT),
    "two deeper, from a Mac": (
        lambda nb: {"ada/hw/hw.ipynb": written(nb), "__MACOSX/ada/hw/._hw.ipynb": b"\0", ".DS_Store": b""},
        RIGHT,
    ),
    "json behind it": (lambda nb: {"hw.ipynb.json": written(nb)}, RIGHT),
    "txt behind it": (lambda nb: {"hw.ipynb.txt": written(nb)}, RIGHT),
    "json in its place": (lambda nb: {"hw.json": written(nb)}, RIGHT),
    "a number": (lambda nb: {"hw (1).ipynb": written(nb)}, RIGHT),
    "a number and txt": (lambda nb: {"HW-2.ipynb.txt": written(nb)}, RIGHT),
    "another name": (lambda nb: {"Untitled.ipynb": written(nb)}, RIGHT),
    "40 MB of outputs": (lambda nb: {"hw.ipynb": written(printed(nb, 40))}, RIGHT),
    "odd ids and more": (lambda nb: {"hw.ipynb": written(odd(nb))}, RIGHT),
    "no labels": (lambda nb: {"hw.ipynb": written(stripped(nb))}, RIGHT),
    "no labels and no ids": (lambda nb: {"hw.ipynb": written(without_ids(stripped(nb)))}, RIGHT),
    "no labels, renamed": (lambda nb: {"mine.ipynb": written(stripped(nb))}, RIGHT),
    "no label of the essay": (lambda nb: {"hw.ipynb": written(stripped(nb, "essay"))}, RIGHT),
    "no label of an answer, no ids": (lambda nb: {"hw.ipynb": written(without_ids(stripped(nb, "q1")))}, RIGHT),
    "an essay in a new cell": (lambda nb: {"hw.ipynb": written(essay_in_its_place(nb))}, RIGHT),
    "an essay in a cell below": (lambda nb: {"hw.ipynb": written(essay_elsewhere(nb, at=6))}, RIGHT),
    "an essay at the end": (lambda nb: {"hw.ipynb": written(essay_elsewhere(nb, at=7))}, RIGHT),
    "an essay at the beginning": (lambda nb: {"hw.ipynb": written(essay_elsewhere(nb, at=0))}, RIGHT),
    "an essay on paper": (
        lambda nb: {"hw.ipynb": written(essay_left(nb)), "page 1.JPG": b"\xff\xd8"},
        RIGHT,
    ),
    "no essay": (lambda nb: {"hw.ipynb": written(without(nb, "essay"))}, RIGHT),
    "an older version": (lambda nb: {"hw.ipynb": written(older(nb))}, {**RIGHT, "q2-check": None}),
    "a zip beside an unwritten one": (
        lambda nb: {"hw.ipynb": written(unwritten(nb)), "hw.zip": b"PK\3\4"},
        NOTHING_SEEN,
    ),
    "a copy beside an unwritten one": (
        lambda nb: {"hw.ipynb": written(unwritten(nb)), "hw-Copy1.ipynb": written(nb)},
        NOTHING_SEEN,
    ),
    "a folder deeper, beside an unwritten one": (
        lambda nb: {"hw.ipynb": written(unwritten(nb)), "done/hw.ipynb": written(nb)},
        NOTHING_SEEN,
    ),
    "a program beside an unwritten one": (
        lambda nb: {"hw.ipynb": written(unwritten(nb)), "hw.py": b"def double(x): return 2 * x"},
        NOTHING_SEEN,
    ),
    "moved cells": (lambda nb: {"hw.ipynb": written(moved(nb))}, {**RIGHT, "q1-check": None}),
    "code at the end": (lambda nb: {"hw.ipynb": written(code_at_the_end(nb))}, {**RIGHT, "q1-check": None}),
    "a zero byte and a mark in a cell": (
        lambda nb: {"hw.ipynb": written(q1_is(nb, "\ufeff" + ANSWERS["q1"] + "\n# \0"))},
        RIGHT,
    ),
    "marks of a merge in a cell": (
        lambda nb: {"hw.ipynb": written(q1_is(nb, f"<<<<<<< HEAD\n{ANSWERS['q1']}\n=======\n>>>>>>> mine"))},
        {**RIGHT, "q1-check": None},
    ),
    "blanks of a web page": (
        lambda nb: {"hw.ipynb": written(q1_is(nb, ANSWERS["q1"].replace("    ", "\u00a0" * 4)))},
        {**RIGHT, "q1-check": None},
    ),
    "no word of its format": (lambda nb: {"hw.ipynb": written(without_format(nb))}, RIGHT),
    "half a file": (lambda nb: {"hw.ipynb": written(nb)[:-900]}, NOTHING_SEEN),
    "two that may be meant": (
        lambda nb: {"hw (1).ipynb": written(nb), "hw (2).ipynb": written(nb)},
        NOTHING_SEEN,
    ),
    "a document": (lambda _: {"hw.docx": b"PK\3\4"}, NOTHING_SEEN),
    "no text at all": (lambda _: {"hw.ipynb": b"\x80\x81\x82"}, NOTHING_SEEN),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory, run):
    """A course in which everybody has handed in, in one way each, and was marked."""
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (course / "source" / "hw").mkdir(parents=True)
    nbformat.write(source(), course / "source" / "hw" / "hw.ipynb")
    run("nbgrader", "generate_assignment", "hw", cwd=course)
    blank = {
        "blank": (lambda nb: {"hw.ipynb": written(nb)}, None),
        "blank, with what systems leave": (
            lambda nb: {"hw.ipynb": written(nb), "hw (1).ipynb": written(nb), ".DS_Store": b"", "desktop.ini": b""},
            None,
        ),
    }
    for kind, (files, _) in {**WAYS, **blank}.items():
        notebook = nbformat.read(course / "release" / "hw" / "hw.ipynb", as_version=4)
        for name, text in ANSWERS.items() if kind not in blank else ():
            named(notebook, name).source = text
        for path, content in files(notebook).items():
            place = course / "submitted" / kind / "hw" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    run("safegrade", "grade", "hw", cwd=course, ok=(0, 1))
    return course


@pytest.fixture(scope="module")
def results(course):
    return {one.student: one for one in outcomes(course, "hw")}


@pytest.mark.parametrize("kind", WAYS)
def test_it_is_marked_as_it_is_or_waits(results, kind):
    assert results[kind].marks == WAYS[kind][1], results[kind].lines


def test_who_handed_in_nothing_has_nothing(results):
    for kind in ("blank", "blank, with what systems leave"):
        assert results[kind].marks == {"q1-check": 0.0, "q2-check": 0.0, "essay": 0.0}
    assert results["blank"].lines == ()


def test_what_waits_shows_in_formgrader(course, results):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for kind, row in results.items():
            for name, mark in row.marks.items():
                grade = gradebook.find_grade(name, "hw", "hw", kind)
                assert grade.needs_manual_grade == (mark is None), f"{kind}: {name}"
    gradebook.engine.dispose()


def test_where_something_was_odd_a_line_says_so_and_blames_nobody(results):
    quiet = {"plain", "blank", "a mark of its bytes", "UTF-16", "UTF-16 without a mark", "odd ids and more"}
    quiet |= {"a zero byte and a mark in a cell", "no word of its format"}
    assert {kind for kind, row in results.items() if not row.lines} == quiet
    for kind, row in results.items():
        said = " ".join(row.lines).casefold()
        assert not [word for word in BLAME if word in said], f"{kind}: {said}"
        assert "answers.json" not in said, "this course has no parts"


def test_what_was_printed_does_not_fill_the_disk(course):
    marked = course / "autograded" / "40 MB of outputs" / "hw" / "hw.ipynb"
    assert marked.stat().st_size < 100_000


@pytest.fixture
def by_hand(course):
    """Let a teacher mark the essays of these students; look at one afterwards."""

    def by_hand(*students):
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            for student in students:
                grade = gradebook.find_grade("essay", "hw", "hw", student)
                grade.manual_score, grade.needs_manual_grade = 3.0, False
            gradebook.db.commit()
        gradebook.engine.dispose()

    def look(student):
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            grade = gradebook.find_grade("essay", "hw", "hw", student)
            held = grade.manual_score, grade.needs_manual_grade
        gradebook.engine.dispose()
        return held

    by_hand.look = look
    return by_hand


def test_an_answer_that_is_written_anew_under_a_mark_by_hand_is_looked_at_again(course, by_hand, run):
    by_hand("plain", "UTF-16")
    file = course / "submitted" / "plain" / "hw" / "hw.ipynb"
    file.write_text(file.read_text(encoding="utf-8").replace("My words.", "My other words."), encoding="utf-8")
    run("safegrade", "grade", "hw", "--students", "plain,UTF-16", "--force", cwd=course, ok=(0, 1))
    assert by_hand.look("plain") == (3.0, True)
    assert by_hand.look("UTF-16") == (3.0, True), "as in nbgrader, since it was marked again"
    run("safegrade", "grade", "hw", "--students", "plain", "--force", cwd=course, ok=(0, 1))
    assert by_hand.look("plain") == (3.0, True), "nobody has looked yet"
    said = {one.student: one.lines for one in outcomes(course, "hw")}
    assert said["UTF-16"] == (), "the same stands there"
    assert said["plain"] == ("essay has changed since it was marked by hand; 3 of 4 stands until you look again.",)
    by_hand("plain")
    assert {one.student: one.lines for one in outcomes(course, "hw")}["plain"] == (), "somebody has looked"
    run("safegrade", "grade", "hw", "--students", "plain", "--force", cwd=course, ok=(0, 1))
    assert {one.student: one.lines for one in outcomes(course, "hw")}["plain"] == ()
    run("nbgrader", "export", cwd=course)
    rows = {one.split(",")[3]: one for one in (course / "grades.csv").read_text(encoding="utf-8").splitlines()}
    assert rows["plain"].endswith(",1")
    run("safegrade", "extend", "plain", "hw", "48", cwd=course)
