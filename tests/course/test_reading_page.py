"""Lectures as pages to read: what their files and the settings for readers say."""

import json
import re
from importlib.metadata import distribution

import pytest

from tarasoff.authoring.lectures import as_page, main

FOLDED = "jp-MarkdownHeadingCollapsed"


@pytest.fixture(scope="module")
def disabled(root):
    """What is switched off for whoever reads."""
    page = json.loads((root / "course" / ".jupyter" / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    return page["disabledExtensions"]


def test_every_cell_of_a_lecture_is_kept_from_mishaps_and_shows_no_code(root):
    for path in (root / "course").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert as_page(notebook) == notebook, f"{path.name} is not a page to read. Run: make lectures"


def test_the_exercises_of_every_lecture_were_measured(root):
    """The first time a lecture is opened it would jump otherwise, since nobody knows how high an exercise will be."""
    measured = json.loads((root / "lib/tarasoff/reading/heights.json").read_text(encoding="utf-8"))
    for path in (root / "course").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        exercises = {one["id"] for one in cells if one["cell_type"] == "code" and "import " not in one["source"][0]}
        missing = exercises - set(measured["lectures"].get(path.name, {}))
        # One that was added since has the usual place until all are measured again.
        assert len(missing) <= len(exercises) / 4, f"{path.name} has changed. Run: make heights"
        for heights in measured["lectures"][path.name].values():
            assert len(heights) == len(measured["widths"])


def test_a_text_that_was_written_by_hand_keeps_everything_else(tmp_path):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {"tags": ["x"], FOLDED: True}, "source": ["Bäume"]}
    file = tmp_path / "00-start.ipynb"
    file.write_text(json.dumps({"cells": [cell], "metadata": {"kernelspec": {"name": "python3"}}}), encoding="utf-8")
    main(tmp_path)
    once = file.read_text(encoding="utf-8")
    assert "Bäume" in once
    assert json.loads(once)["metadata"]["kernelspec"] == {"name": "python3"}
    assert json.loads(once)["cells"][0]["metadata"]["tags"] == ["x"]
    assert FOLDED not in once, "nothing on the page would unfold this section"
    main(tmp_path)
    assert file.read_text(encoding="utf-8") == once


def test_an_assignment_is_no_lecture(root):
    """Its cells are for code and for marks; they must not be hidden, and never start by themselves."""
    for path in (root / "release").glob("*/*.ipynb"):
        assert "tarasoff" not in json.loads(path.read_text(encoding="utf-8"))["metadata"], path.name


def test_what_is_switched_off_for_readers_is_there_by_that_name(disabled):
    nbgrader = {name.partition(":")[2] for name in disabled if name.startswith("@jupyter/nbgrader:")}
    files = [one.locate() for one in distribution("nbgrader").files if "labextensions" in one.parts]
    texts = [file.read_text("utf-8") for file in files if file.suffix == ".js"]
    plugins = {name for text in texts for name in re.findall(r"@jupyter/nbgrader:([a-z-]+)", text)}
    assert nbgrader
    assert nbgrader <= plugins
    assert "validate-assignment" not in nbgrader, "students check their own notebooks with it"


def test_the_badge_and_make_lab_open_a_lecture_that_is_there(root):
    readme, makefile = ((root / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    badge = re.search(r"HEAD\?urlpath=([^)]+)\)", readme).group(1).replace("%2F", "/")
    opened = re.search(r"/(notebooks/\S+\.ipynb)", makefile).group(1)
    assert badge == opened
    assert (root / badge.removeprefix("notebooks/")).is_file()
