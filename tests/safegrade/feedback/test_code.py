"""A student sees what was written and drawn, and which visible part of a check failed; of a hidden one, only that."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safegrade.feedback.code import FAILED, HIDDEN_FAILED, NOT_RUN, PASSED, cells_of_check, pictures_of, said_of_check

ERROR = {
    "output_type": "error", "ename": "AssertionError", "evalue": "2 is even",
    "traceback": ["\x1b[31mAssertionError\x1b[0m", "assert even(2)", "AssertionError: 2 is even"],
}  # fmt: skip
PNG = "iVBORw0KGgo="


def check(visible, **flags):
    meta = {"grade_id": "c", "grade": True, "solution": False, "locked": True, "points": 1, **flags}
    said = {"inside": {"kind": "passed", "credit": None}, **({} if visible is None else {"visible": visible})}
    held = {} if visible is ... else {"safegrade_witnesses": said}
    return new_code_cell("hidden", metadata={"nbgrader": meta, **held})


@pytest.mark.parametrize(
    ("visible", "failed", "said"),
    [
        ([], False, [PASSED]),
        ([], True, [PASSED, HIDDEN_FAILED]),
        ([ERROR], True, [FAILED]),
        (None, True, [HIDDEN_FAILED]),
        (None, False, [NOT_RUN]),
        (..., True, []),
    ],
)
def test_what_is_said_of_a_check(visible, failed, said):
    assert [one.text for one in said_of_check(check(visible), failed=failed)] == said


def test_an_error_is_shown_without_the_colours_of_a_terminal():
    (said,) = said_of_check(check([ERROR]), failed=True)
    assert said.lines == ("AssertionError", "assert even(2)", "AssertionError: 2 is even")


def test_what_a_student_puts_into_his_own_cells_is_never_taken_for_a_check():
    assert list(said_of_check(check([], locked=False, solution=True), failed=False)) == []


def test_pictures_that_were_drawn_or_pasted_are_shown_and_nothing_else():
    drawn = new_code_cell("plot()")
    bundles = [{"image/png": PNG}, {"image/svg+xml": "<svg onload='steal()'/>"}, {"image/png": '"><script>'}]
    drawn.outputs = [nbformat.v4.new_output("display_data", bundle) for bundle in bundles]
    pasted = new_markdown_cell("![x](attachment:x.png)", attachments={"x.png": {"image/png": PNG}})
    assert pictures_of(drawn) == pictures_of(pasted) == (f"data:image/png;base64,{PNG}",)


def test_the_code_of_a_check_is_what_stands_since_the_one_before():
    notebook = new_notebook(cells=[new_code_cell("a"), check([]), new_code_cell("b"), new_code_cell("c"), check([])])
    assert [cell.source for cell in cells_of_check(notebook, 4)] == ["b", "c"]


def test_where_only_the_witness_outside_counts_nothing_is_said_of_what_was_not_run():
    cell = check(None)
    del cell.metadata["safegrade_witnesses"]["inside"]
    assert list(said_of_check(cell, failed=True)) == []
