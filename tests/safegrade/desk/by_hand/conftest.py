"""A toy class that has been marked, but for what a person marks."""

import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from safegrade.contract import Line, Report
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.writer import GradebookWriter
from safegrade.intake.mend import MARK

SETTINGS = "from safegrade import configure\n\nc = get_config()\nconfigure(c)\n"
RUBRIC = """\
schema: 1
cell: why
criteria:
  - {id: grounds, asks: "Names a ground.", levels: {none: 0, some: 1, all: 2}}
  - {id: clear, asks: "Is clear.", levels: {no: 0, yes: 1}}
"""


@pytest.fixture
def hand_in(course, gradebook, sheets, converter_with):
    """Mark what a student has handed in: an essay, or nothing; with an error that the marking has found, or none."""
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    gradebook.db.rollback()
    writer = GradebookWriter(gradebook, converter_with(), "ps", sheets, {})

    def hand_in(student, essay="", code=None, lines=()):
        notebook = nbformat.from_dict(json.loads(json.dumps(sheets[0].blank)))
        cells = {one.metadata["nbgrader"]["grade_id"]: one for one in notebook.cells if "nbgrader" in one.metadata}
        if essay:
            cells["why"].source = essay
        line = Line("The price", 2, 1, "partly", ("So.",), "price", code)
        cells["check"].metadata[MARK] = json.loads(json.dumps(Report("check", "Price", 2, (line,)).as_dict()))
        notebook.metadata[MARK] = {"lines": list(lines)}
        grades = {"check": (1.0, False), "why": (None, True)}
        comments = {} if essay else {"why": "No response."}
        marked = MarkedNotebook("sheet", nbformat.writes(notebook), grades, comments, tuple(lines))
        writer.write([Result(student, "f" * 64, notebooks=(marked,))])
        (course / "submitted" / student / "ps").mkdir(parents=True, exist_ok=True)

    return hand_in


@pytest.fixture
def rubric(course):
    """Write the rubric of the essay."""

    def rubric(text=RUBRIC):
        folder = course / "source" / "ps" / "rubrics"
        folder.mkdir(exist_ok=True)
        (folder / "why.yaml").write_text(text, encoding="utf-8")

    return rubric


@pytest.fixture
def held(course):
    """What a person has given for the essay: mark, comment, and whether somebody has to look."""

    def held(student, cell="why"):
        with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
            grade = gradebook.find_grade(cell, "sheet", "ps", student)
            comment = gradebook.find_comment(cell, "sheet", "ps", student)
            found = grade.manual_score, comment.manual_comment, grade.needs_manual_grade
        gradebook.engine.dispose()
        return found

    return held
