"""What a teacher has marked is to be looked at again where it was written anew, and nowhere else."""

from copy import deepcopy

import nbformat
import pytest

from safegrade.gradebook.results import MarkedNotebook
from safegrade.gradebook.second import rewritten
from safegrade.no_marker import NoMarker


@pytest.fixture
def again(tmp_path, sheets):
    """Which answers have changed between two hand-ins: the answer, and what stands below the task."""

    def again(old, new):
        texts = []
        for why, below in (old, new):
            notebook = deepcopy(sheets[0].blank)
            notebook.cells[3].source, notebook.cells[5].source = why, below
            texts.append(nbformat.writes(notebook))
        (tmp_path / "old.ipynb").write_text(texts[0], encoding="utf-8")
        now = MarkedNotebook("sheet", texts[1], {}, {}, ())
        return rewritten(tmp_path / "old.ipynb", now, sheets[0], NoMarker())

    return again


def test_what_was_written_anew_is_found_and_what_stayed_is_not(again):
    assert again(("Mine.", "Drawn."), ("Mine.", "Drawn.")) == frozenset()
    assert again(("Mine.", "Drawn."), ("Mine, anew.", "Drawn.")) == {"why"}
    assert again(("Mine.", "Drawn."), ("Mine.", "Drawn anew.")) == {"draw"}


def test_of_a_notebook_that_is_gone_all_is_looked_at_again(tmp_path, sheets):
    now = MarkedNotebook("sheet", sheets[0].released, {}, {}, ())
    assert rewritten(tmp_path / "gone.ipynb", now, sheets[0], NoMarker()) == {"why", "draw"}
