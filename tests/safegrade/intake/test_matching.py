"""The course's cells are found in a notebook from which their names have gone, and nothing else is taken for them."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safegrade.intake.matching import find_cells, in_doubt


def ours(name, *, grade=False, solution=False):
    return {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution, "task": False}}


def released():
    cells = [
        new_markdown_cell("# Toys", id="i1", metadata=ours("intro")),
        new_code_cell("YOUR CODE", id="i2", metadata=ours("q1", solution=True)),
        new_code_cell("assert q1", id="i3", metadata=ours("q1-check", grade=True)),
        new_code_cell("YOUR CODE", id="i4", metadata=ours("q2", solution=True)),
        new_code_cell("assert q2", id="i5", metadata=ours("q2-check", grade=True)),
        new_markdown_cell("Write.", id="i6", metadata=ours("essay", grade=True, solution=True)),
        new_markdown_cell("The end.", id="i7"),
    ]
    return new_notebook(cells=cells)


NAMES = ("intro", "q1", "q1-check", "q2", "q2-check", "essay")


@pytest.fixture
def found():
    """Find the cells in a notebook that was changed."""

    def found(change):
        notebook = released()
        for name, text in (("i2", "q1 = 1"), ("i4", "q2 = 2"), ("i6", "My words.")):
            next(one for one in notebook.cells if one.id == name).source = text
        notebook.cells = change(notebook.cells) or notebook.cells
        return find_cells(notebook, released())

    return found


def stripped(cells, *, ids=True):
    for number, one in enumerate(cells):
        one.metadata = nbformat.from_dict({})
        if not ids:
            one.id = f"cell-{number}"


def test_with_its_names_a_notebook_is_not_looked_through(found):
    assert found(lambda _: None).told == ()


def test_without_names_the_ids_tell(found):
    made = found(stripped)
    assert made.told == NAMES
    assert dict(made.places) == {name: place for place, name in enumerate(NAMES)}
    assert made.by_place == frozenset()


def test_without_ids_texts_tell_and_answers_are_told_by_their_place(found):
    made = found(lambda cells: stripped(cells, ids=False))
    assert dict(made.places) == {name: place for place, name in enumerate(NAMES)}
    assert made.by_place == {"q1", "q2", "essay"}


def test_of_two_cells_in_the_place_of_one_answer_none_is_taken(found):
    def change(cells):
        stripped(cells, ids=False)
        cells.insert(1, new_code_cell("another = 1", id="cell-99"))

    made = found(change)
    assert "q1" not in made.places
    assert "q2" in made.places


def test_words_of_another_kind_and_cells_of_nobodys_are_no_answer(found):
    assert "essay" not in found(lambda cells: [*cells[:5], new_code_cell("1"), cells[6]]).places
    assert "essay" not in found(lambda cells: [*cells[:5], cells[6]]).places


def test_in_a_cell_of_another_kind_of_notebook_nothing_is_found(found):
    assert dict(found(lambda _: [new_code_cell("print(1)")]).places) == {}


@pytest.mark.parametrize(
    ("gone", "answers", "checks"),
    [
        ((), set(), set()),
        (("q1",), set(), {"q1-check"}),
        (("q1-check",), set(), set()),
        (("essay",), {"essay"}, set()),
        (("q2", "q2-check", "essay"), {"essay"}, {"q2-check"}),
    ],
)
def test_only_what_hangs_on_a_lost_answer_is_in_doubt(gone, answers, checks):
    assert in_doubt(released(), gone) == (answers, checks)
