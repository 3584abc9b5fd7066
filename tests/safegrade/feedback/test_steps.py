"""What goes into feedback: the gradebook's word on marks and comments, and no hidden test or mark scheme."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safegrade.feedback.steps import GatherFeedback, HideMarkScheme, HideTests
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.rows import SubmissionRows

DUE = datetime(2026, 10, 9, 17)  # noqa: DTZ001  as nbgrader keeps them
HIDDEN = "a = 1\n### BEGIN HIDDEN TESTS\nassert a == 1\n### END HIDDEN TESTS"
SCHEME = "Think.\n=== BEGIN MARK SCHEME ===\nThe answer.\n=== END MARK SCHEME ==="


def ours(**flags):
    flags = {"grade": False, "solution": False, "locked": True, "task": False, **flags}
    return {"nbgrader": {"grade_id": "one", "schema_version": 3, **flags}}


@pytest.mark.parametrize(
    ("step", "cell", "left"),
    [
        (HideTests, new_code_cell(HIDDEN, metadata=ours(grade=True, points=1)), "a = 1"),
        (HideMarkScheme, new_markdown_cell(SCHEME, metadata=ours(task=True, points=1)), "Think."),
    ],
)
def test_what_is_hidden_from_students_stays_hidden(step, cell, left):
    notebook, _ = step().preprocess(new_notebook(cells=[cell]), {})
    assert notebook.cells[0].source.strip() == left


@pytest.mark.parametrize("step", [HideTests, HideMarkScheme])
@pytest.mark.parametrize(
    "source", [HIDDEN, SCHEME, "### BEGIN HIDDEN TESTS", "=== BEGIN MARK SCHEME ===\n=== BEGIN MARK SCHEME ==="]
)
@pytest.mark.parametrize("metadata", [{}, ours(solution=True, locked=False), ours(locked=False)])
def test_a_students_own_words_are_left_and_stop_nothing(step, source, metadata):
    for cell in (new_code_cell(source, metadata=metadata), new_markdown_cell(source, metadata=metadata)):
        notebook, _ = step().preprocess(new_notebook(cells=[cell]), {})
        assert notebook.cells[0].source == source


@pytest.fixture
def gather(course, gradebook, sheets, converter_with):
    """The page that is put together for ada, who was marked with this; the release may be gone."""
    rows = SubmissionRows(gradebook.engine, gradebook.find_assignment("ps").id, sheets)
    gradebook.db.rollback()
    converter = converter_with()

    def gather(*, manual=(), **more):
        grades = {"check": (1.5, False), "why": (None, True)}
        notebook = MarkedNotebook("sheet", "", grades, {"why": "Suggested.", "price": " "}, ())
        result = evolve(Result("ada", "f", notebooks=(notebook,)), **more)
        with gradebook.engine.begin() as connection:
            rows.write_notebooks(connection, [result], rows.write_submissions(connection, [result]))
        for cell, comment in manual:
            gradebook.find_comment(cell, "sheet", "ps", "ada").manual_comment = comment
        gradebook.db.commit()
        at = {"notebook": "sheet", "assignment": "ps", "student": "ada", "db_url": f"sqlite:///{course}/gradebook.db"}
        step = GatherFeedback(parent=NotebookExporter(parent=converter))
        return step.preprocess(sheets[0].blank.copy(), {"nbgrader": at})[1]["feedback"]

    return gather


def test_marks_and_comments_are_those_of_the_gradebook(gather):
    shown = repr(gather(manual=[("draw", "Well drawn.")]))
    assert "ada" in shown
    for said in ("Suggested.", "Well drawn."):
        assert said in shown


def test_a_student_is_called_by_name_where_that_is_known(gather, gradebook):
    gradebook.find_student("ada").first_name = "Ada"
    gradebook.find_student("ada").last_name = "Lovelace"
    gradebook.db.commit()
    assert "Ada Lovelace (ada)" in repr(gather())


def test_late_work_is_said_and_work_in_time_is_not(gather, gradebook):
    gradebook.find_assignment("ps").duedate = DUE
    gradebook.db.commit()
    assert "2 h 0 min" in repr(gather(handed_in=DUE + timedelta(hours=2)))
    assert " min" not in repr(gather(handed_in=DUE))


def test_without_the_release_there_is_feedback_all_the_same(gather, course):
    (course / "release" / "ps" / "sheet.ipynb").unlink()
    assert "Suggested." in repr(gather())
