"""The steps of nbgrader's pipeline that make feedback: a page is put together, then drawn.

The page is a template of nbconvert's, ``templates/feedback-page``. A course that wants another names its own in
``nbgrader_config.py``: ``c.FeedbackPage.template_name``, in a folder of ``c.FeedbackPage.extra_template_basedirs``.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve
from jinja2 import StrictUndefined
from nbconvert.exporters import TemplateExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, NbGraderPreprocessor
from nbgrader.utils import is_locked
from traitlets import default

from safegrade.contract import MARKS, SIGNS, WORDS, number
from safegrade.feedback.another_look import look_of
from safegrade.feedback.page import Booked, Comment, Grade, page, points_of
from safegrade.gradebook.lateness import hours, settle
from safegrade.gradebook.sheets import texts_of
from safegrade.gradebook.shown import in_gradebook, make_table, note_page
from safegrade.in_words import item_said, points_said
from safegrade.settings import marker_of

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

_TEMPLATES = Path(__file__).parent / "templates"
# Characters that HTML cannot hold, and halves of one that no file can.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class _OnlyLocked(NbGraderPreprocessor):
    """Leaves alone what students write: the teacher's delimiters mean nothing there, and would stop the feedback."""

    def preprocess_cell(self, cell: Any, resources: dict[str, Any], cell_index: int) -> tuple[Any, dict[str, Any]]:
        """Treat a locked cell as the next class does, and no other."""
        return super().preprocess_cell(cell, resources, cell_index) if is_locked(cell) else (cell, resources)


class HideTests(_OnlyLocked, ClearHiddenTests):
    """Hides the hidden tests of the course's own cells from feedback."""


class HideMarkScheme(_OnlyLocked, ClearMarkScheme):
    """Hides the mark schemes of the course's own cells from feedback."""


class GatherFeedback(NbGraderPreprocessor):
    """Puts together what the page shows, from the graded notebook and the gradebook. Nothing else reaches the page."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Gather the feedback of one student on one notebook."""
        course: CourseDirectory = self.parent.parent.coursedir
        at = resources["nbgrader"]
        with Gradebook(at["db_url"]) as gradebook:
            settle(gradebook, course, self.parent.parent.parent, at["assignment"], at["student"])
            submission = gradebook.find_submission_notebook(at["notebook"], at["assignment"], at["student"])
            booked = _booked(submission)
            _note(gradebook, submission.assignment.assignment_id, at)
            look = look_of(gradebook, course, at["assignment"], at["student"])
        resources["feedback"] = evolve(page(nb, booked, _released(course, at), marker_of(self.config)), look=look)
        return nb, resources


def _booked(submission: Any) -> Booked:
    """What the gradebook has, as plain data: its own objects end with the session."""
    student, seconds = submission.student, submission.assignment.total_seconds_late
    name = " ".join(filter(None, (student.first_name, student.last_name)))
    return Booked(
        f"{name} ({student.id})" if name else student.id,
        submission.score,
        {
            grade.name: Grade(grade.max_score, grade.auto_score, grade.manual_score, grade.extra_credit or 0.0)
            for grade in submission.grades
        },
        {
            comment.name: Comment(comment.comment, by_teacher=comment.manual_comment is not None)
            for comment in submission.comments
            if comment.comment and comment.comment.strip()
        },
        hours(seconds) if seconds > 0 else "",
        submission.late_submission_penalty or 0.0,
    )


def _note(gradebook: Gradebook, assignment: str, at: dict[str, Any]) -> None:
    """Note what the page shows, so that one can tell when it no longer holds."""
    gradebook.db.rollback()
    make_table(gradebook.engine)
    with gradebook.engine.begin() as connection:
        note_page(connection, *in_gradebook(connection, assignment, at["student"])[at["student"], at["notebook"]])


def _released(course: "CourseDirectory", at: dict[str, Any]) -> frozenset[str]:
    """The text of each cell as it was handed out; nothing, if that is no longer there."""
    folder = Path(course.root) / course.format_path(course.release_directory, ".", at["assignment"])
    file = folder / f"{at['notebook']}.ipynb"
    return texts_of(file.read_text(encoding="utf-8")) if file.is_file() else frozenset()


class FeedbackPage(TemplateExporter):
    """Draws the page: HTML that needs nothing but itself. The template is given ``resources.feedback``, a `Page`."""

    @default("file_extension")
    def _html(self) -> str:
        return ".html"

    @default("template_name")
    def _ours(self) -> str:
        return "feedback-page"

    @default("extra_template_basedirs")
    def _in_the_wheel(self) -> list[str]:
        return [str(_TEMPLATES)]

    def _create_environment(self) -> Any:
        # nbconvert's own does not escape, and lets a misspelt name pass for nothing.
        environment = super()._create_environment()
        environment.autoescape = True
        environment.undefined = StrictUndefined
        environment.finalize = _fit
        environment.filters |= {"number": number, "points": points_of, "said": item_said, "together": points_said}
        environment.globals |= {"MARKS": MARKS, "SIGNS": SIGNS, "WORDS": WORDS}
        environment.trim_blocks = environment.lstrip_blocks = True
        return environment


def _fit(value: Any) -> Any:
    """A value as a page can hold it.

    >>> _fit("a" + chr(0)), _fit(3)
    ('a�', 3)
    """
    return _UNFIT.sub("\ufffd", value) if type(value) is str else value
