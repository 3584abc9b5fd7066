"""The page for teachers, followed: copy a spare case, have it examined, release it, mark a class."""

import copy
import csv
import re
import shutil

import nbformat
import pytest


@pytest.fixture
def course(tmp_path, root):
    for name in ("source", "course", "docs"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("answers.json"))
    for name in ("nbgrader_config.py", ".dockerignore"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


def page(root):
    return (root / "docs" / "cases.md").read_text(encoding="utf-8")


def test_every_command_on_the_page_is_there(root):
    from tarasoff.cli import main

    named = set(re.findall(r"^tarasoff (\S+)", page(root), re.MULTILINE))
    assert {"doctor", "release", "variants", "class", "report"} <= named <= set(main.commands)


def test_every_field_of_a_case_is_on_the_page(root):
    from attrs import fields

    from tarasoff.assignment.parts import Case

    told = page(root)
    missing = [one.name for one in fields(Case) if f"`{one.name}" not in told]
    assert set(missing) <= {"schema", "part", "kind", "rule", "cast"}, missing


@pytest.mark.slow
def test_a_case_is_added_without_python_and_marked(course, root, run):
    for folder in ("", "keys"):
        text = (course / "source" / ".bank" / folder / "case-bente.yaml").read_text(encoding="utf-8")
        text = text.replace("part: case-bente", "part: case-kim")
        (course / "source" / "ps2-tarasoff" / folder / "case-kim.yaml").write_text(text, encoding="utf-8")
    done = run("tarasoff", "doctor", "ps2-tarasoff", cwd=course, ok=(1,))
    assert "No graded cell has the id case-kim." in done.stdout

    file = course / "source" / "ps2-tarasoff" / "ps2-tarasoff.ipynb"
    notebook = nbformat.read(file, as_version=4)
    at = next(n for n, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade"))
    pattern = notebook.cells[at].metadata.nbgrader.grade_id
    for place, cell in enumerate(notebook.cells[at - 1 : at + 1], start=at + 1):
        made = copy.deepcopy(cell)
        made.source, made.id = made.source.replace(pattern, "case-kim"), f"kim-{place}"
        if "nbgrader" in made.metadata:
            made.metadata.nbgrader.grade_id = "case-kim" if made.metadata.nbgrader.grade else f"kim-{place}"
            if made.metadata.nbgrader.get("points"):
                made.metadata.nbgrader.points = 12
        notebook.cells.insert(place, made)
    nbformat.write(notebook, file)
    done = run("tarasoff", "doctor", "ps2-tarasoff", cwd=course, ok=(1,))
    assert "case-kim asks for a rationale, and no cell is there to mark it in." in done.stdout
    assert "The opening says 28 points, and the cells add up to 40." in done.stdout
    assert "The opening says Eight cases, and there are 9." in done.stdout

    task = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("task"))
    made = copy.deepcopy(task)
    made.source, made.id = "## The rationale\n\nTwo points, marked by your teacher.", "kim-task"
    made.metadata.nbgrader |= {"grade_id": "task-kim", "points": 2}
    notebook.cells.insert(at + 3, made)
    opening = next(cell for cell in notebook.cells if cell.cell_type == "markdown")
    opening.source = opening.source.replace("Eight short cases", "Nine cases").replace("28 points", "42 points")
    nbformat.write(notebook, file)
    run("tarasoff", "doctor", "ps2-tarasoff", cwd=course)
    assert "case-kim: best 12 of 12" in run("tarasoff", "release", "ps2-tarasoff", cwd=course).stdout
    run("tarasoff", "class", "build/try", "--students", "4", "--assignment", "ps2-tarasoff", cwd=course)
    tried = course / "build" / "try"
    run(root / "tests" / "workflow" / "loop.sh", tried, "ps2-tarasoff")
    run("tarasoff", "report", "ps2-tarasoff", "--csv", "report.csv", cwd=tried, ok=(0, 1))
    with (tried / "report.csv").open(encoding="utf-8", newline="") as read:
        rows = list(csv.DictReader(read))
    assert len(rows) == 4
    marks = {row["kind"]: float(row["case-kim"]) for row in rows}
    assert marks["careful"] > max(marks["over-breaching"], marks["under-breaching"])
