"""Where marks go: what the gradebook knows of a notebook, in the order in which its cells stand."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from safegrade.gradebook.sheets import in_order, read_sheets

NAMES = ["z", "a", "m", "b"]


def notebook(names):
    cells = [new_markdown_cell(metadata={"nbgrader": {"grade_id": name}}) for name in names]
    return new_notebook(cells=[new_markdown_cell("Text."), *cells])


@given(st.permutations([*NAMES, "gone", "away"]))
def test_rows_come_in_the_order_of_the_cells_and_those_without_a_cell_last(given_as):
    rows = [SimpleNamespace(name=name) for name in given_as]
    assert [row.name for row in in_order(rows, [notebook(NAMES)])] == [*NAMES, "away", "gone"]


def test_the_cells_of_a_second_notebook_come_after_those_of_the_first():
    rows = [{"of": name} for name in ("a", "b", "c", "d")]
    found = in_order(rows, [notebook("db"), notebook("ca")], lambda row: row["of"])
    assert [row["of"] for row in found] == ["d", "b", "c", "a"]


def test_a_sheet_is_what_nbgrader_noted_when_it_was_handed_out(sheets):
    (sheet,) = sheets
    assert sheet.name == "sheet"
    assert list(sheet.cells) == ["intro", "price", "check", "why", "draw"]
    assert (sheet.cells["check"].kind, sheet.cells["check"].locked) == ("code", True)
    assert (sheet.cells["price"].source, sheet.cells["price"].locked) == ("price = None", False)
    assert sheet.points == {"check": 2, "why": 3, "draw": 5}
    assert list(sheet.graded) == ["check", "why", "draw"]
    assert list(sheet.commented) == ["price", "why", "draw"]
    assert sheet.tasks == {"draw"}
    assert {"Draw a toy.", "*Write here.*"} < sheet.texts


def test_a_notebook_that_is_not_released_is_named(gradebook, course):
    (course / "release" / "ps" / "sheet.ipynb").unlink()
    with pytest.raises(FileNotFoundError, match=r"sheet\.ipynb"):
        read_sheets(gradebook.find_assignment("ps"), course / "release" / "ps")
