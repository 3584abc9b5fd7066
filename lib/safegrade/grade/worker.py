"""How a worker marks a submission. It never opens the gradebook: it is given plain data, and gives plain data back."""

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

import nbformat
from attrs import evolve
from nbgrader.converters import Autograde

from safegrade.grade.bounds import SECONDS, TooMuchError, few, within
from safegrade.grade.course_files import taken_along
from safegrade.grade.notebook_text import notebook_text
from safegrade.grade.pipeline import IN_HAND, InHand, PreparedAssignment, is_known_to_be_valid, keep_reports
from safegrade.grade.setup import Job, Setup, library_stamp
from safegrade.gradebook.results import MarkedNotebook, Result
from safegrade.gradebook.sheets import Sheet
from safegrade.intake.mend import MARK, left_to_a_person, lines_of, mended
from safegrade.intake.scan import Submission, printable, scan
from safegrade.intake.strays import documents, strays
from safegrade.intake.times import handed_in_at
from safegrade.settings import course_zone, load_app

# A file up to this size is read at once; to make room for a larger one each time takes longer than to read it.
_SMALL = 1 << 17
_TOO_MUCH = (
    f"To read it takes more than {SECONDS:g} seconds or more memory than there is. Look into its folder, take out what "
    "is no answer, and mark it again."
)


class WorkerError(LookupError):
    """This worker cannot mark what it was given: it has another library, or other settings."""


# Steps keep state while they run, so that each thread of a worker has its own.
_here = threading.local()


def prepare_here(setup: Setup, converter: Any) -> PreparedAssignment:
    """Prepare an assignment for this thread, and for the processes that become copies of it."""
    _here.prepared = PreparedAssignment(setup, converter)
    prepared: PreparedAssignment = _here.prepared
    return prepared


def _prepared(setup: Setup) -> PreparedAssignment:
    prepared: PreparedAssignment | None = getattr(_here, "prepared", None)
    if prepared is None or (prepared.setup.course, prepared.setup.stamp) != (setup.course, setup.stamp):
        app = load_app(Path(setup.course), setup.overrides)
        prepared = prepare_here(setup, Autograde(coursedir=app.coursedir, parent=app))
    return prepared


def mark_jobs(setup: Setup, jobs: tuple[Job, ...]) -> list[Result]:
    """Mark some submissions. This is what a worker runs; nothing in a submission makes it fail."""
    return [_guarded(setup, job) for job in jobs]


def _guarded(setup: Setup, job: Job) -> Result:
    try:
        with within(SECONDS):
            return mark_one(setup, job)
    except (TooMuchError, MemoryError):
        return Result(job.student, problem=_TOO_MUCH)
    except OSError as error:
        what = f": {Path(error.filename).name}" if isinstance(error.filename, str) else ""
        return Result(job.student, problem=f"It could not be read ({error.strerror or error}{what}).")
    except UnicodeEncodeError:
        return Result(job.student, problem="The notebook holds half a character, which no file can. Ask for it again.")
    except Exception as error:  # noqa: BLE001  one submission must not stop the class
        said = printable(" ".join(str(error).split()), 300)
        return Result(job.student, problem=f"It could not be marked: {type(error).__name__}: {said}")


def mark_one(setup: Setup, job: Job) -> Result:
    """Mark one submission.

    Raises:
        AssignmentError: something is wrong with the assignment.
        SandboxError: students' code cannot be run here.
        Exception: whatever else a step raises.
    """
    assignment = _prepared(setup)
    course = assignment.course
    if setup.library != library_stamp(assignment.marker.libraries):
        raise WorkerError("This worker has another version of the library. Bring it up to date, and start it again")
    folder = Path(job.folder)
    looked_for = course.format_path(course.submitted_directory, job.student, setup.assignment)
    if job.student and Path(looked_for) != folder:
        # Else nothing would be found, and nothing given.
        raise WorkerError(f"This worker has other settings and looks for it in {looked_for}")
    submission = scan(folder, course.ignore)
    fingerprint = _fingerprint(submission, setup.stamp, job.extension)
    if fingerprint == job.known:
        return Result(job.student, fingerprint, same=True)
    handed_in = handed_in_at(folder, course_zone(assignment.converter.config))
    files, left = taken_along(submission, assignment.own, assignment.files)
    submission = evolve(submission, lines=(*submission.lines, *left))
    notebooks = tuple(_mark_notebook(assignment, sheet, job.student, submission) for sheet in setup.sheets)
    lines = tuple(dict.fromkeys(line for notebook in notebooks for line in notebook.lines))
    return Result(job.student, fingerprint, False, handed_in, notebooks, files, lines)  # noqa: FBT003


def _mark_notebook(
    assignment: PreparedAssignment, sheet: Sheet, student: str, submission: Submission
) -> MarkedNotebook:
    name = f"{sheet.name}.ipynb"
    opened = mended(name, sheet.blank, submission, sheet.said)
    notebooks = {opened.file, *(f"{other.name}.ipynb" for other in assignment.setup.sheets)}
    elsewhere = strays(submission, {*notebooks, *assignment.own, *assignment.files}, sheet.blank)
    if opened.is_blank and elsewhere:
        opened = left_to_a_person(opened, name, elsewhere)
    hand = InHand(assignment, sheet, student, submission, opened.waits, opened.doubted, opened.touched)
    hand.elsewhere = documents(elsewhere)
    at = {"student": student, "assignment": assignment.setup.assignment, "notebook": sheet.name}
    # As nbgrader has it, for steps of the course's own.
    resources: dict[str, Any] = {
        "nbgrader": {**at, "db_url": assignment.course.db_url},
        "unique_key": sheet.name,
        "output_files_dir": f"{sheet.name}_files",
        IN_HAND: hand,
    }
    notebook = opened.notebook
    # In place of whatever a student put there: that is not ours to repeat.
    notebook.metadata[MARK] = {"lines": list(opened.lines)}
    for step in assignment.steps:
        notebook, resources = step(notebook, resources)
    if not is_known_to_be_valid(assignment.steps):
        nbformat.validate(notebook, relax_add_props=True)
    keep_reports(notebook, hand.reports)
    noted = notebook.metadata.get(MARK, {})
    # Whatever wrote them: they are shown on terminals and pages, and go into tables.
    for kind in noted.keys() & {"lines", "for_teacher"}:
        noted[kind] = [printable(line, 500) for line in few(noted[kind])]
    lines = tuple(lines_of(notebook, for_teacher=True))
    return MarkedNotebook(sheet.name, notebook_text(notebook), hand.grades, hand.comments, lines, hand.late)


def _fingerprint(submission: Submission, stamp: str, extension: str) -> str:
    """Half of it is of the course, and half of what was handed in, so that one can tell which of them has changed."""
    course = hashlib.sha256(f"{stamp}:{extension}".encode()).hexdigest()
    said = hashlib.sha256(str(submission.lines).encode())
    for name in submission.files:
        encoded = os.fsencode(name)
        said.update(b"%d:%s:" % (len(encoded), encoded))
        with open(f"{submission.folder}{os.sep}{name}", "rb", buffering=0) as file:  # noqa: PTH123  thousands of these
            small = file.read(_SMALL)
            said.update(hashlib.sha256(small).digest())
            if len(small) == _SMALL:
                said.update(hashlib.file_digest(file, "sha256").digest())
    half = len(course) // 2
    return course[:half] + said.hexdigest()[:half]
