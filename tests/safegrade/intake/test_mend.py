import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator

from safegrade.intake.mend import mended
from safegrade.intake.scan import scan


def ours(name, *, grade=False, solution=False, task=False, points=None):
    meta = {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution, "task": task}
    return {"nbgrader": {**meta, "schema_version": 3, **({"points": points} if points else {})}}


def released():
    """A notebook as it is handed out: a part, an essay in a cell of its own, and a task with a plain cell after it."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Toys", id="intro", metadata=ours("intro")),
            new_code_cell("form", id="form", metadata=ours("form")),
            new_code_cell("check", id="check", metadata=ours("check", grade=True, points=2)),
            new_markdown_cell("Essay", id="essay", metadata=ours("essay", grade=True, solution=True, points=1)),
            new_markdown_cell("Reflect.", id="task", metadata=ours("task", task=True, points=5)),
            new_markdown_cell("*Write here.*", id="plain"),
        ]
    )


NAMES = ["intro", "form", "check", "essay", "task"]


@pytest.fixture
def hand_in(tmp_path):
    """Hand in a changed notebook, or any text, and open it."""
    nbformat.write(released(), tmp_path / "released.ipynb")

    def hand_in(change=None, raw=None, name="ps.ipynb"):
        notebook = released()
        # What somebody wrote in the plain cell must come through whatever else happens.
        notebook.cells[-1].source = "My words."
        if change:
            change(notebook.cells)
        folder = tmp_path / "submitted"
        folder.mkdir()
        (folder / name).write_text(raw if raw is not None else json.dumps(notebook), encoding="utf-8")
        before = {file: file.read_bytes() for file in folder.iterdir()}
        handed = mended("ps.ipynb", released(), scan(folder))
        good = frozenset(map(repr, released().cells))
        saved = mended("ps.ipynb", released(), scan(folder), good)
        assert repr(saved) == repr(handed), "where work is saved, something else comes of it"
        assert {file: file.read_bytes() for file in folder.iterdir()} == before, "what was handed in was changed"
        nbformat.validate(handed.notebook)
        MetadataValidator().validate_nb(handed.notebook)
        known = [cell for cell in handed.notebook.cells if "nbgrader" in cell.metadata]
        assert sorted(cell.metadata["nbgrader"]["grade_id"] for cell in known) == sorted(NAMES)
        return handed

    return hand_in


def names(handed):
    """What stands in a notebook: a known cell by its name, any other by its text."""
    return [cell.metadata.get("nbgrader", {}).get("grade_id") or cell.source for cell in handed.notebook.cells]


def test_an_unharmed_notebook_is_left_as_it_is(hand_in):
    handed = hand_in()
    assert names(handed) == [*NAMES, "My words."]
    assert handed.lines == ()


@pytest.mark.parametrize("at", range(5))
def test_a_deleted_cell_comes_back_in_its_place(hand_in, at):
    handed = hand_in(lambda cells: cells.pop(at))
    assert names(handed) == [*NAMES, "My words."]
    assert handed.lines[0] == f"The cell {NAMES[at]} is not in this notebook; it was put back as handed out."
    # Who deletes the essay has not written a bad one: a person looks.
    assert handed.waits == (frozenset({"essay"}) if NAMES[at] == "essay" else frozenset())
    assert len(handed.lines) == 1 + bool(handed.waits)


def test_with_every_released_cell_deleted_the_words_stand_below_the_task(hand_in):
    def change(cells):
        del cells[:5]

    assert names(hand_in(change)) == [*NAMES, "My words."]


@pytest.mark.parametrize("at", range(5))
def test_of_a_cell_that_stands_twice_the_last_is_taken_and_the_first_kept(hand_in, at):
    def change(cells):
        cells.insert(at, nbformat.from_dict({**cells[at], "source": "first"}))

    handed = hand_in(change)
    assert names(handed) == [*NAMES[:at], "first", *NAMES[at:], "My words."]
    assert handed.lines == (f"The cell {NAMES[at]} stands there more than once; the last one was taken.",)


@pytest.mark.parametrize("version", [0, 1, 99, "new"])
def test_the_metadata_of_a_known_cell_is_the_released_one(hand_in, version):
    def change(cells):
        cells[2].metadata["nbgrader"] |= {"schema_version": version, "grade": False, "points": 100}

    cell = hand_in(change).notebook.cells[2]
    assert cell.metadata["nbgrader"] == ours("check", grade=True, points=2)["nbgrader"]


@pytest.mark.parametrize(
    "meta", [None, 5, [], {}, {"grade_id": ["x"]}, ours("other", grade=True, points=9)["nbgrader"]]
)
def test_a_cell_of_another_assignment_and_odd_metadata_become_a_plain_cell(hand_in, meta):
    handed = hand_in(lambda cells: cells.append(new_code_cell("odd", id="odd", metadata={"nbgrader": meta})))
    assert names(handed) == [*NAMES, "My words.", "odd"]
    # Whoever grades sees who has tried to pass a cell off as the course's.
    said = "The cell other is not one of this assignment; it was left as a plain cell."
    named = [line for line in handed.lines if line == said]
    assert list(handed.lines) == named
    assert bool(named) is (isinstance(meta, dict) and meta.get("grade_id") == "other")


def test_a_check_that_was_made_markdown_is_a_check_again(hand_in):
    def change(cells):
        cells[2] = new_markdown_cell("check", id="check", metadata=cells[2].metadata)

    assert hand_in(change).notebook.cells[2].cell_type == "code"


def test_where_a_student_is_meant_to_write_the_words_stay(hand_in):
    def change(cells):
        cells[3].source = "My essay."
        cells[3].attachments = {"a.png": {"image/png": "aGk="}}

    cell = hand_in(change).notebook.cells[3]
    assert cell.source == "My essay."
    assert cell.attachments == {"a.png": {"image/png": "aGk="}}


def test_words_in_the_cell_of_the_task_are_kept_below_it(hand_in):
    def change(cells):
        cells[4].source = "Reflect. I would tell her first."

    handed = hand_in(change)
    assert names(handed) == [*NAMES, "Reflect. I would tell her first.", "My words."]
    assert handed.notebook.cells[4].source == "Reflect."
    assert handed.lines == ("Something was written in the cell task; it now stands below it.",)


@pytest.mark.parametrize("give", [lambda _: "same", lambda _: None])
def test_cells_with_one_id_or_none_get_ids_of_their_own(hand_in, give):
    def change(cells):
        for cell in cells:
            cell["id"] = give(cell)
            if cell["id"] is None:
                del cell["id"]

    handed = hand_in(change)
    assert names(handed) == [*NAMES, "My words."]
    assert len({cell["id"] for cell in handed.notebook.cells}) == 6


def test_a_notebook_of_the_older_format_without_ids_is_opened(hand_in):
    notebook = released()
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    assert names(hand_in(raw=json.dumps(notebook))) == [*NAMES, "*Write here.*"]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        '{"nbformat": ' + "9" * 5000 + "}",
        '{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
        '{"nbformat": -1}',
        '{"nbformat": "4"}',
        '{"nbformat": 4, "nbformat_minor": "5", "metadata": {}, "cells": []}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": null, "cells": []}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"id": ["x"]}]}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"a": 1}}',
        '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": 5}',
        '{"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code"}]}]}',
        '{"nbformat": 1, "cells": [{}]}',
        "<html>Sign in</html>",
    ],
)
def test_what_is_no_notebook_is_said_and_the_released_one_stands_in(hand_in, raw):
    handed = hand_in(raw=raw)
    assert names(handed) == [*NAMES, "*Write here.*"]
    assert handed.lines[0].startswith("ps.ipynb is not a notebook that can be opened.")


def test_a_renamed_notebook_is_found_and_mended(hand_in):
    handed = hand_in(lambda cells: cells.pop(2), name="ps (1).ipynb")
    assert names(handed) == [*NAMES, "My words."]
    assert handed.lines[0] == "The notebook was renamed to ps (1).ipynb; it was graded all the same."
    assert "The cell check is not in this notebook" in handed.lines[1]
