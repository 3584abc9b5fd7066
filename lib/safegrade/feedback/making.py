"""Make the feedback pages of some students anew, as ``nbgrader generate_feedback`` makes them."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback


class _OfSome(GenerateFeedback):
    """nbgrader's converter, for the submissions that it is given and no others."""

    def init_notebooks(self) -> None:
        """Nothing is looked for: what is to be made is known."""

    def give(self, students: Iterable[str]) -> None:
        """Take up the submissions of these students."""
        folders = (self._format_source(self.coursedir.assignment_id, student) for student in students)
        found = {folder: sorted(map(str, Path(folder).glob("*.ipynb"))) for folder in folders}
        self.assignments = {folder: notebooks for folder, notebooks in found.items() if notebooks}


def make_pages(app: Any, assignment: str, students: Iterable[str]) -> None:
    """Make the pages of these students anew.

    Args:
        app: nbgrader's application, with the course's settings.
        assignment: its name.
        students: their ids.

    Raises:
        nbgrader.converters.base.NbGraderException: one could not be made.
    """
    app.coursedir.assignment_id = assignment
    converter = _OfSome(coursedir=app.coursedir, parent=app)
    converter.force = True
    converter.log.setLevel(logging.ERROR)
    converter.give(students)
    if converter.assignments:
        converter.start()
