"""A toy course as nbgrader makes it: an assignment with a cell of each kind, in a real gradebook."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Base, Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ComputeChecksums, SaveCells
from sqlalchemy import create_engine
from traitlets.config import Config

from safegrade.gradebook.sheets import read_sheets

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def named(name, **flags):
    flags = {"grade": False, "solution": False, "locked": True, "task": False, **flags}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **flags}}


def sheet():
    """What is handed out. Marked: a check by code (2), an answer by hand (3), and a task (5)."""
    cells = [
        new_markdown_cell("# Toys", metadata=named("intro"), id="c0"),
        new_code_cell("price = None", metadata=named("price", solution=True, locked=False), id="c1"),
        new_code_cell("assert price == 1", metadata=named("check", grade=True, points=2), id="c2"),
        new_markdown_cell(
            "*Write here.*", metadata=named("why", grade=True, solution=True, locked=False, points=3), id="c3"
        ),
        new_markdown_cell("Draw a toy.", metadata=named("draw", task=True, points=5), id="c4"),
        new_markdown_cell("Text of nobody's.", id="c5"),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course that has released two assignments with the same notebook, as nbgrader's own steps note it."""
    course = tmp_path_factory.mktemp("released")
    # The tables first: a new file would have nbgrader ask alembic for its version, in a process of its own.
    engine = create_engine(f"sqlite:///{course}/gradebook.db")
    Base.metadata.create_all(engine)
    engine.dispose()
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for name in ("ps", "other"):
            gradebook.add_assignment(name)
        for student in ("ada", "bob"):
            gradebook.add_student(student)
    gradebook.engine.dispose()
    converter = Autograde(coursedir=CourseDirectory(root=str(course)))
    exporter = NotebookExporter(parent=converter)
    for name in ("ps", "other"):
        notebook = sheet()
        resources = {"nbgrader": {"notebook": "sheet", "assignment": name, "db_url": converter.coursedir.db_url}}
        for step in (ComputeChecksums, SaveCells):
            made = step(parent=exporter)
            notebook, resources = made.preprocess(notebook, resources)
            if hasattr(made, "gradebook"):
                made.gradebook.engine.dispose()
        for place in ("source", "release"):
            (course / place / name).mkdir(parents=True)
            nbformat.write(notebook, course / place / name / "sheet.ipynb")
    return course


@pytest.fixture
def course(released, tmp_path):
    """A copy of it."""
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture
def converter_with(course):
    """nbgrader's converter for this course, with these settings: section to name to value."""

    def converter_with(**settings):
        config = Config({name: dict(values) for name, values in settings.items()})
        return Autograde(coursedir=CourseDirectory(root=str(course), config=config), config=config)

    return converter_with


@pytest.fixture
def gradebook(course):
    """The gradebook of this course, open."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        yield gradebook
    gradebook.engine.dispose()


@pytest.fixture
def sheets(gradebook, course):
    """The notebooks of the assignment."""
    return read_sheets(gradebook.find_assignment("ps"), course / "release" / "ps")
