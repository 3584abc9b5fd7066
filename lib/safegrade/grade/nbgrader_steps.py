"""The steps of ours that stand in nbgrader's pipelines, and the one call that puts them there.

nbgrader keeps the gradebook, the exchange, formgrader, late days and manual marks. What changes:

* Answers are marked from ``answers.json``, with the key in ``source/<assignment>/keys/``; no kernel is started.
* Code is run in a sandbox, and its checks outside of it.
* A submission whose notebook is missing, renamed, unreadable or damaged is still marked, and says so in one line.
* Comments are suggested on what a person marks, and feedback is a page of our own.
* Neither keys nor a teacher's own answers are released.
"""

import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import api as nbgrader_api
from nbgrader.apps import autogradeapp, generateassignmentapp
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    Execute,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import is_locked
from traitlets.utils.importstring import import_item

from safegrade.code.run import is_check
from safegrade.code.step import LeaveToAPerson, RunCodeOutside
from safegrade.contract import Report, as_html, as_text
from safegrade.feedback.steps import FeedbackPage, GatherFeedback, SuggestComments
from safegrade.intake.collect import configure_collecting
from safegrade.intake.mend import MARK, Handed, is_empty, opened, read_notebook
from safegrade.intake.scan import Folder, check_time, look
from tarasoff.assignment.analysis import strays
from tarasoff.assignment.answers import FILE, AnswersError, Stored, load
from tarasoff.assignment.parts import Part
from tarasoff.assignment.variants import drawn, variant
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import Key
from tarasoff.marking.mark import mark

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory


class ReadSubmission(NotebookExporter):
    """Opens the notebook that was handed in; where there is none to open, the released one stands in for it."""

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Read a notebook; nbgrader calls this for the submitted one, then again for its own copy of it."""
        path = Path(filename)
        course: CourseDirectory = self.parent.coursedir
        if not self.parent._sanitizing:  # noqa: SLF001  nbgrader's own flag: the second pass reads nbgrader's own copy
            return super().from_filename(filename, resources=resources, **kwargs)
        assignment = (resources or {})["nbgrader"]["assignment"]
        released = Path(course.format_path(course.release_directory, ".", assignment)) / path.name
        folder = look(path.parent, course.ignore)
        handed = opened(path, read_notebook(released.read_text(encoding="utf-8")), folder)
        for line in handed.lines:
            self.log.warning("%s, %s: %s", (resources or {})["nbgrader"]["student"], assignment, line)
        return self.from_notebook_node(noted(handed), resources=resources, **kwargs)


def noted(handed: Handed) -> nbformat.NotebookNode:
    """The notebook of a student, with what had to be done to it in its metadata."""
    # In place of whatever a student put there: that is not ours to repeat.
    handed.notebook.metadata[MARK] = {"lines": list(handed.lines)}
    return handed.notebook


class MarkAnswers(NbGraderPreprocessor):
    """Writes the output of every check whose part has a key: what was met, what was not, why, and the mark."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Mark the parts of one notebook from the answers beside it."""
        course: CourseDirectory = self.parent.parent.coursedir
        assignment, student = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        source = Path(course.format_path(course.source_directory, ".", assignment))
        parts, keys = self.part_ids(source), self.key_ids(source)
        if not parts:
            # An ordinary assignment: all of it is in the notebook.
            return nb, resources
        submitted = Path(course.format_path(course.submitted_directory, student, assignment))
        answers, notes = self.answers(look(submitted, course.ignore), submitted, assignment, parts)
        found: dict[str, Report] = {}
        for cell in nb.cells:
            part_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if not is_check(cell) or part_id not in parts:
                continue
            if part_id not in keys:
                # To run the check would give full marks: it says what is open, and never that anything is wrong.
                raise DataFileError(
                    source / "keys" / f"{part_id}.yaml", "", "There is no key.", "Write one, as docs/cases.md says."
                )
            # The student is the one of the folder in the course, whatever the notebook says.
            part, key = self.asked(source, part_id, assignment, student)
            worth = cell.metadata["nbgrader"]["points"]
            if not math.isclose(part.points, worth):
                raise DataFileError(
                    source / f"{part_id}.yaml",
                    "field points",
                    f"The part is worth {part.points:g}, its cell in the notebook {worth:g}.",
                    f"Make them the same, then run: nbgrader generate_assignment {assignment} --force",
                )
            report = mark(part, key, answers.get(part_id), tuple(notes), answers)
            cell.outputs = outputs(report)
            # Not by [], which would make a notebook's node of each line.
            dict.__setitem__(cell.metadata, MARK, report.as_dict())
            found[part_id] = report
        nb.metadata.setdefault(MARK, {"lines": []})["lines"] += notes
        for note in notes:
            self.log.warning("%s, %s: %s", student, assignment, note)
        resources["nbgrader"] |= {"marked": list(found), "reports": found}
        return nb, resources

    def answers(
        self, folder: Folder, submitted: Path, assignment: str, parts: list[str]
    ) -> tuple[Mapping[str, Any], list[str]]:
        """What was answered, and what there is to say about the file."""
        name, lines = folder.named(FILE)
        try:
            stored = load(submitted / (name or FILE), assignment) if name else Stored({}, {})
        except AnswersError as error:
            return {}, [*lines, str(error)]
        notes = [*lines, *stored.notes, *strays(stored.answers, parts)]
        # Of an empty folder, and of a file that was left out, this has been said already.
        if not name and not lines and not is_empty(folder):
            notes.append(f"No {FILE} was handed in: nothing was answered, or the file was left behind.")
        return stored.answers, notes

    def part_ids(self, source: Path) -> list[str]:
        """The ids of the parts of an assignment."""
        return sorted(path.stem for path in source.glob("*.yaml"))

    def key_ids(self, source: Path) -> frozenset[str]:
        """The ids of the parts that have a key."""
        return frozenset(path.stem for path in (source / "keys").glob("*.yaml"))

    def asked(self, source: Path, part_id: str, assignment: str, student: str) -> tuple[Part, Key]:
        """What a student was asked in a part, and its key."""
        letter = drawn(source, part_id, assignment, student)
        part = variant(source, part_id, letter)
        return part, key_of(source, part, letter)


def outputs(report: Report) -> list[nbformat.NotebookNode]:
    """The outputs of a check: the report, and the mark."""
    # Not by new_output, which looks each of them up in the schema; the notebook is validated as a whole.
    said = {"text/html": as_html(report), "text/plain": as_text(report)}
    # nbgrader reads the mark from a plain number; "0.0" and not 0, so that it is never mistaken for nothing.
    mark_alone = {"text/plain": repr(float(report.mark))}
    kinds: dict[str, dict[str, Any]] = {
        "display_data": {"data": said},
        "execute_result": {"data": mark_alone, "execution_count": None},
    }
    return [nbformat.from_dict({"output_type": kind, "metadata": {}, **fields}) for kind, fields in kinds.items()]


class _OnlyLocked(NbGraderPreprocessor):
    """Leaves alone what students write: the teacher's delimiters mean nothing there, and would stop the feedback."""

    def preprocess_cell(self, cell: Any, resources: dict[str, Any], cell_index: int) -> tuple[Any, dict[str, Any]]:
        """Treat a locked cell as the next class does, and no other."""
        return super().preprocess_cell(cell, resources, cell_index) if is_locked(cell) else (cell, resources)


class HideTests(_OnlyLocked, ClearHiddenTests):
    """Hides the hidden tests of the course's own cells from feedback."""


class HideMarkScheme(_OnlyLocked, ClearMarkScheme):
    """Hides the mark schemes of the course's own cells from feedback."""


class ReleaseWithoutAnswers(GenerateAssignment):
    """nbgrader's GenerateAssignment, which otherwise hands out the answers of a teacher who tried the assignment."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files of the assignment, and take the answers out again."""
        super().init_assignment(assignment_id, student_id)
        # Not by CourseDirectory.ignore: a student's answers must still travel from submitted/ to autograded/.
        (Path(self._format_dest(assignment_id, student_id)) / FILE).unlink(missing_ok=True)


class _CopyWhatIsOrdinary(BaseConverter):
    """nbgrader's converter, which otherwise follows links to wherever they lead, and waits at a pipe for ever."""

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Whether there is anything to do; nbgrader reads the time of the submission for that."""
        check_time(Path(self._format_source(assignment_id, student_id)))
        return bool(super().init_destination(assignment_id, student_id))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files of a submission."""
        source, to = (
            Path(place(assignment_id, student_id)) for place in (self._format_source, self._format_dest)
        )
        for name in look(source, [*self.coursedir.ignore, "*.ipynb"]).files:
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).unlink(missing_ok=True)
            shutil.copy(source / name, to / name, follow_symlinks=False)


# In this order: what nbgrader's Autograde does to a submission begins with what stands behind it here.
class AutogradeEverything(Autograde, _CopyWhatIsOrdinary):
    """nbgrader's Autograde, which otherwise leaves out a folder in which no notebook has the expected name."""

    exporter_class = ReadSubmission

    def init_notebooks(self) -> None:
        """List the notebooks that each folder should hold, whether they are there or not."""
        if RunCodeOutside not in self.autograde_preprocessors:
            # nbgrader passes over a mistake in its settings, and goes on with steps of its own.
            message = (
                "Nothing was marked: the steps of configure(c) are missing, and students' code would run as you. "
                "nbgrader_config.py ends with an error, shown above, or sets Autograde.autograde_preprocessors anew. "
                "Mend it; steps of your own go into the list that configure(c) has made."
            )
            self.log.error(message)
            raise NbGraderException(message)
        course: CourseDirectory = self.coursedir
        pattern = self._format_source(course.assignment_id, course.student_id)
        with Gradebook(course.db_url, course.course_id) as gradebook:
            try:
                names = [notebook.name for notebook in gradebook.find_assignment(course.assignment_id).notebooks]
            except MissingEntry:
                names = []
        release = Path(course.root) / course.format_path(course.release_directory, ".", course.assignment_id)
        missing = [f"{name}.ipynb" for name in names if not (release / f"{name}.ipynb").is_file()]
        if missing:
            message = (
                f"{', '.join(missing)} is not in {release}, from which deleted cells are put back. "
                f"Run: nbgrader generate_assignment {course.assignment_id} --force"
            )
            self.log.error(message)
            raise NbGraderException(message)
        # nbgrader puts the files of source/ over those of a student; answers are the student's own.
        self.exclude_overwriting.setdefault(course.assignment_id, []).append(FILE)
        folders = sorted(Path(course.root).glob(_relative(pattern, course.root)))
        if not names or not folders or course.notebook_id != "*":
            super().init_notebooks()
            return
        self.assignments = {
            str(folder): [str(folder / f"{name}.ipynb") for name in names]
            for folder in folders
            if folder.is_dir() and not folder.name.startswith(".")
        }

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Enter a submission into the gradebook, and leave to a person what only a person can mark."""
        super().init_assignment(assignment_id, student_id)
        # Where no notebook has the expected name, nbgrader gives 0 for everything, and no later step takes that back
        # from a task.
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            for notebook in gradebook.find_submission(assignment_id, student_id).notebooks:
                for grade in notebook.grades:
                    if grade.cell.type == "TaskCell" and grade.manual_score is None:
                        grade.auto_score, grade.needs_manual_grade = None, True
            gradebook.db.commit()


def _relative(path: str, root: str) -> str:
    return str(Path(path).relative_to(root)) if Path(path).is_absolute() else path


def outside(steps: Sequence[Any]) -> list[Any]:
    """The same steps, with students' code run in a sandbox and checks outside of it, where nbgrader runs a kernel.

    Args:
        steps: classes of steps, or their dotted names, as in ``Autograde.autograde_preprocessors``.
    """
    found: list[Any] = []
    for one in steps:
        step = import_item(one) if isinstance(one, str) else one
        found.append(RunCodeOutside if step is Execute else step)
        saves = isinstance(step, type) and issubclass(step, SaveAutoGrades)
        if saves and LeaveToAPerson not in steps and LeaveToAPerson not in found:
            found.append(LeaveToAPerson)
    return found


def configure(config: Any) -> None:
    """Put our steps into nbgrader's pipelines. Call it from ``nbgrader_config.py``, with nbgrader's config.

    Args:
        config: what ``get_config()`` gives there.
    """
    # Keys never leave source/: not to release/, not to autograded/.
    set_before = config.CourseDirectory.get("ignore")
    config.CourseDirectory.ignore = [
        *(set_before if isinstance(set_before, list) else []),
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        "keys",
        ".answers-*",
        ".*.tmp",
    ]
    steps = outside(Autograde.autograde_preprocessors.default_args[0])
    # Marking stands before execution: SaveAutoGrades, after both, reads the outputs.
    steps.insert(steps.index(RunCodeOutside), MarkAnswers)
    # SaveAutoGrades takes back what was suggested before.
    steps.insert(steps.index(LeaveToAPerson) + 1, SuggestComments)
    config.Autograde.autograde_preprocessors = steps
    # By default feedback shows hidden checks and mark schemes to students. Our page shows neither, and whoever draws
    # another does not find them in the notebook.
    config.GenerateFeedback.preprocessors = [HideTests, HideMarkScheme, GatherFeedback]
    config.GenerateFeedback.exporter_class = FeedbackPage
    # nbgrader 0.9 has no setting for the converters themselves: these modules are where it looks the classes up.
    for module in (autogradeapp, nbgrader_api):
        module.Autograde = AutogradeEverything
    for module in (generateassignmentapp, nbgrader_api):
        module.GenerateAssignment = ReleaseWithoutAnswers
    configure_collecting(config)
