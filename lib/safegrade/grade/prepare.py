"""Before anything is marked: read everything that marking needs, and see whether it can be done at all."""

import tempfile
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import Execute, SaveAutoGrades
from sqlalchemy.exc import DBAPIError

from safegrade.contract import GradingError
from safegrade.grade.pipeline import configured_steps
from safegrade.grade.setup import Job, Setup, library_stamp, settings_stamp
from safegrade.grade.worker import mark_one, prepare_here
from safegrade.gradebook.lateness import settle
from safegrade.gradebook.opening import in_a_line, open_gradebook, shown
from safegrade.gradebook.sheets import read_sheets
from safegrade.gradebook.writer import GradebookWriter
from safegrade.intake.hand_ins import refused, submitted_folders
from safegrade.sandbox.host import SandboxError
from safegrade.settings import marker_of, settings_files


@frozen
class GradingRun:
    """All that is to be done, once everything was read.

    Args:
        setup: what is the same for the class.
        jobs: a job for each submission.
        converter: nbgrader's converter with the course's settings.
        writer: whoever writes.
        gradebook: nbgrader's, open.
        strangers: students whom the gradebook does not know and must not be given.
        refused: students whose folder is not looked into, and why.
    """

    setup: Setup
    jobs: tuple[Job, ...]
    converter: Any
    writer: GradebookWriter
    gradebook: Gradebook = field(repr=False)
    strangers: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(factory=dict)

    def close(self) -> None:
        """Close the gradebook."""
        self.gradebook.close()
        self.gradebook.engine.dispose()


def prepare(
    converter: Any, assignment: str, students: Sequence[str] = (), *, force: bool = False, unsafe: bool = False
) -> GradingRun:
    """Read everything that marking needs.

    Args:
        converter: nbgrader's converter with the course's settings; its steps are given as classes from here on.
        assignment: the name of the assignment.
        students: ids, or patterns such as ``"a*"``; everybody, if there are none.
        force: whether to mark again what is marked and unchanged.
        unsafe: whether students' code is run without a sandbox.

    Raises:
        GradingError: it cannot be marked like this.
    """
    course = converter.coursedir
    _check_settings(converter)
    gradebook = open_gradebook(course, f"run: nbgrader generate_assignment {assignment} --force")
    try:
        # Wherever this is run, all steps find the same one.
        course.db_url = gradebook.engine.url.render_as_string(hide_password=False)
        setup = _setup(converter, gradebook, assignment, unsafe=unsafe)
        prepared = prepare_here(setup, converter)
        with tempfile.TemporaryDirectory() as empty:
            # What is wrong with the assignment is found once, and workers begin with what was read.
            mark_one(setup, Job("", empty))
        # Of marks that a teacher has given since.
        settle(gradebook, course, converter.parent, assignment)
        writer = GradebookWriter(gradebook, converter, assignment, setup.sheets, prepared.files)
        found = submitted_folders(course, assignment)
        chosen = _chosen(sorted(found), students, course.format_path(course.submitted_directory, "*", assignment))
        known = {student.id for student in gradebook.students}
        shut = {student: why for student in chosen if (why := refused(course, student, found[student]))}
        gradebook.db.rollback()
        jobs = tuple(_job(writer, student, found[student], force=force) for student in chosen if student not in shut)
        strangers = frozenset() if converter.create_student else frozenset(chosen) - known
        return GradingRun(setup, jobs, converter, writer, gradebook, strangers, shut)
    except BaseException as error:
        gradebook.close()
        if isinstance(error, SandboxError):
            raise GradingError(error.problem, error.remedy) from error
        if isinstance(error, DBAPIError):
            where, remedy = shown(gradebook.engine.url), "Ask for the right to make a table, or close what keeps it."
            raise GradingError(f"{where} cannot be written: {in_a_line(error)}.", remedy) from error
        raise


def _check_settings(converter: Any) -> None:
    """Refuse settings under which marks would be wrong, or students' code would run as the teacher."""
    if "RunCodeOutside" in converter.config:
        raise GradingError("c.RunCodeOutside in nbgrader_config.py is called c.RunCode now.", "Rename it there.")
    steps = converter.autograde_preprocessors = configured_steps(converter.autograde_preprocessors)
    for step in steps:
        if step is not Execute and isinstance(step, type) and issubclass(step, ExecutePreprocessor):
            raise GradingError(
                f"Autograde.autograde_preprocessors in nbgrader_config.py holds {step.__name__}, which would run "
                "students' code as you.",
                "Take it out, or put nbgrader's Execute in its place: here that is a sandbox."
            )
    if missing := [step.__name__ for step in (Execute, SaveAutoGrades) if step not in steps]:
        raise GradingError(
            "Nothing was marked: Autograde.autograde_preprocessors in nbgrader_config.py lacks "
            f"{' and '.join(missing)}, without which marks would be wrong.",
            "Put steps of your own among nbgrader's, and leave those in.",
        )


def _setup(converter: Any, gradebook: Gradebook, assignment: str, *, unsafe: bool) -> Setup:
    course = converter.coursedir
    generate = f"nbgrader generate_assignment {assignment}"
    source, released = (
        Path(course.format_path(folder, ".", assignment))
        for folder in (course.source_directory, course.release_directory)
    )
    try:
        row = gradebook.find_assignment(assignment)
    except MissingEntry as error:
        raise GradingError(f"The gradebook has no assignment {assignment!r}.", f"Run: {generate}") from error
    missing = [f"{one.name}.ipynb" for one in row.notebooks if not (released / f"{one.name}.ipynb").is_file()]
    if missing:
        raise GradingError(
            f"{', '.join(missing)} is not in {released}, from which deleted cells are put back.",
            f"Run: {generate} --force",
        )
    if not row.notebooks:
        raise GradingError(f"The gradebook knows no notebook of {assignment}.", f"Run: {generate} --force")
    # Of a command line; formgrader has none.
    overrides = {section: dict(values) for section, values in getattr(converter.parent, "cli_config", {}).items()}
    setup = Setup(str(Path(course.root).resolve()), assignment, read_sheets(row, released), unsafe=unsafe)
    stamped = settings_stamp(setup, source, settings_files(course), str(row.duedate))
    library = library_stamp(marker_of(converter.config).libraries)
    return evolve(setup, stamp=stamped, library=library, overrides=overrides)


def _chosen(found: Sequence[str], students: Sequence[str], where: str) -> Sequence[str]:
    if not found:
        raise GradingError(f"Nobody has handed in: there is no folder {where}.", "Collect first, or mend the settings.")
    if not students:
        return found
    chosen: set[str] = set()
    for wanted in students:
        matching = {student for student in found if fnmatchcase(student, wanted)}
        if not matching:
            raise GradingError(f"There is no submission of {wanted!r} in {where}.", "Write ids as they stand there.")
        chosen |= matching
    return sorted(chosen)


def _job(writer: GradebookWriter, student: str, path: str, *, force: bool) -> Job:
    known = writer.known.get(student)
    if known is None:
        return Job(student, path)
    same = "" if force or not writer.in_place(student) else known.fingerprint
    return Job(student, path, str(known.extension or ""), same)
