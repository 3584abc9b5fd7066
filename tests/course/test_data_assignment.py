"""ps3-trust as a student opens it: every example runs, every locked cell speaks, and code that works is kept."""

import json
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from tarasoff.assignment.files import load_parts
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

CODE = {
    "picked-code": 'picked = studies[(studies["topic"] == "violence_risk") & (studies["confidence"] == "high")]',
    # The example with other numbers, as the text asks for.
    "base-rates-code": "base-rates-example",
    "figure-code": "figure-example",
}
CHANGES = {
    "base-rates-code": {"54": "63", "79": "60", "[50, 10]": "[27.5, 13, 3]", "example": "table"},
    "figure-code": {"example_figure": "figure", '["50", "10"]': '["27.5", "13", "3"]', "example": "table"},
}


@pytest.fixture
def folder(root, tmp_path):
    return shutil.copytree(root / "release" / "ps3-trust", tmp_path / "ps3-trust")


@pytest.fixture
def run_all(folder, monkeypatch):
    """Choose Run All Cells, with some code in the student's cells; give what each cell shows."""
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    for name in ("NBGRADER_EXECUTION", "JUPYTER_PATH", "PYTHONWARNINGS"):
        monkeypatch.delenv(name, raising=False)

    def run_all(code=None):
        notebook = nbformat.read(folder / "ps3-trust.ipynb", as_version=4)
        for cell in notebook.cells:
            cell.source = (code or {}).get(cell.id, cell.source)
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.allow_errors = True
        client.execute(cwd=str(folder))
        shown = {}
        for cell in notebook.cells:
            outputs = cell.get("outputs", [])
            assert not [one for one in outputs if one.get("name") == "stderr"], cell.source
            if cell.id not in CODE:
                assert not [one for one in outputs if one.output_type == "error"], cell.source
            shown[cell.id] = " ".join(one.data.get("text/html", "") for one in outputs if "data" in one)
        return shown

    return run_all


def kept(folder):
    file = folder / "answers.json"
    return json.loads(file.read_text(encoding="utf-8"))["answers"] if file.exists() else {}


def solution(folder):
    cells = {cell.id: cell.source for cell in nbformat.read(folder / "ps3-trust.ipynb", as_version=4).cells}
    code = {name: cells.get(source, source) for name, source in CODE.items()}
    for name, changes in CHANGES.items():
        for old, new in changes.items():
            assert old in code[name]
            code[name] = code[name].replace(old, new)
    return code


def test_it_opens_and_every_locked_cell_says_what_is_missing(run_all, folder):
    shown = run_all()
    for part, name in (("data-picked", "picked"), ("data-base-rates", "table"), ("data-figure", "figure")):
        assert f"There is no &#x27;{name}&#x27; yet." in shown[part]
    assert shown["questions"].count("Still open:") == 5
    assert kept(folder) == {}


def test_the_example_with_the_numbers_of_the_task_is_the_whole_answer(run_all, folder, root):
    shown = run_all(solution(folder))
    source = root / "source" / "ps3-trust"
    for name, part in load_parts(source).items():
        if name.startswith("data-"):
            assert ": complete, not marked." in shown[name]
            # All but the title, which is that of the example.
            report = mark(part, load_key(source / "keys" / f"{name}.yaml", part), kept(folder)[name])
            assert report.mark >= part.points - 1, report


def test_the_numbers_that_the_text_gives_for_the_example_are_so(run_all, folder):
    code = {"base-rates-code": "table = example.assign(base_rate=[27.5, 13])"}
    run_all(code)
    table = kept(folder)["data-base-rates"]["table"]
    assert table["flagged"] == pytest.approx([375, 243])
    assert table["ppv"] == pytest.approx([72.0, 22.2], abs=0.05)


def test_code_that_fails_or_makes_something_else_loses_nothing(run_all, folder):
    run_all(solution(folder))
    before = kept(folder)
    shown = run_all({"picked-code": "pickd = 5", "base-rates-code": "table = 1 / 0", "figure-code": "figure = plt"})
    assert "but there is &#x27;pickd&#x27;. Call it picked" in shown["data-picked"]
    assert "There is no &#x27;table&#x27; yet." in shown["data-base-rates"]
    assert "is a module, which is not a figure." in shown["data-figure"]
    assert kept(folder) == before
