"""Names go to whom the last of the teacher's cells before a check gives them."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from safegrade.code.reading.plan import plan_of

GIVEN, SOLUTION, CHECK = {"locked": True}, {"solution": True}, {"grade": True, "locked": True, "points": 1}


def notebook(*cells):
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    made = []
    for number, (source, kind) in enumerate(cells):
        meta = {**usual, "grade_id": f"c{number}", **kind}
        made.append(new_code_cell(source, metadata={"nbgrader": meta}))
    return new_notebook(cells=made)


def test_what_a_solution_gives_or_changes_is_the_student_s():
    solution = "import numpy as np\nx = 1\ndf['a'] = 2\nrows.append(x)\nfill(table)\nfor i in x: y = i"
    plan = plan_of(notebook((solution, SOLUTION), ("z = 1", GIVEN), ("", CHECK)))
    assert plan.theirs["c2"] == {"x", "df", "rows", "table", "y", "i"}
    assert plan.imports == ("import numpy as np",)


@pytest.mark.parametrize("shows", ["df.head()", "print(df)", "df.describe()", "len(df)"])
def test_to_look_at_a_thing_of_the_teacher_s_does_not_make_it_the_student_s(shows):
    plan = plan_of(notebook(("df = load()", GIVEN), (shows, SOLUTION), ("", CHECK)))
    assert plan.theirs["c2"] == frozenset()


def test_the_last_of_the_teacher_s_cells_decides():
    cells = [("x = 1", GIVEN), ("x = 2", SOLUTION), ("", CHECK), ("x = 3", GIVEN), ("", CHECK)]
    plan = plan_of(notebook(*cells))
    assert (plan.theirs["c2"], plan.theirs["c4"]) == ({"x"}, frozenset())


def test_what_a_check_gives_is_the_teacher_s_after_it():
    cells = [("f = 1", SOLUTION), ("def f(): pass", CHECK), ("", CHECK)]
    plan = plan_of(notebook(*cells))
    assert (plan.theirs["c1"], plan.theirs["c2"]) == ({"f"}, frozenset())


def test_a_name_that_a_locked_cell_leaves_empty_can_be_given_by_a_student():
    plan = plan_of(notebook(("answer = None\nlimit = 3", GIVEN), ("# YOUR CODE HERE", SOLUTION), ("", CHECK)))
    assert plan.empty == {"answer"}


def test_without_a_teacher_s_notebook_nothing_is_known():
    assert not plan_of(None).known
