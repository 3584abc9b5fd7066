"""Mark a class: read, mark in workers, write by one process. The marks are those that ``nbgrader autograde`` gives."""

import errno
import hashlib
import re
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import DBAPIError, OperationalError
from traitlets import TraitError

from safegrade.grade.jobs import Asked, Job, Result, SettingsError, library, mark_jobs, nbgrader_app, rehearse
from safegrade.grade.nbgrader_steps import AutogradeEverything, outside
from safegrade.grade.workers import Workers
from safegrade.gradebook.opening import GradebookError, in_a_line, open_gradebook, shown
from safegrade.gradebook.writing import GradebookWriter, read_sheets
from safegrade.sandbox.host import SandboxError

MARKED, UNCHANGED, NOT_MARKED = "marked", "unchanged", "not marked"

# So many submissions are written in one transaction: a commit costs as much as marking several.
_AT_ONCE = 50
# So many are given to a worker in one go.
_CHUNK = 16
# How long somebody else may keep the gradebook, in seconds. SQLite itself waits for five before it says so.
_PATIENCE = (1, 5, 10)
# What PostgreSQL says then: a lock was not given, two wait for each other, somebody was faster.
_KEPT = {"55P03", "40P01", "40001"}
# What it says where nobody may write: a right is missing, or the server is a copy that is only read.
_CLOSED = {"42501", "25006"}
_ASK = "Ask for the right to write there."


class GradingError(Exception):
    """Nothing can be marked like this. The message says why and what to do."""


class GradingStoppedError(Exception):
    """Marking had to stop. What was written before stays; the message says why and what to do."""


@frozen
class Done:
    """What became of one submission.

    Args:
        student: the id.
        state: `MARKED`, `UNCHANGED` (it was marked before, and nothing has changed) or `NOT_MARKED`.
        lines: what was wrong and what to do; empty if nothing was.
    """

    student: str
    state: str
    lines: tuple[str, ...]


@frozen
class Plan:
    """All that is to be done, once everything was read.

    Args:
        asked: what is the same for the class.
        jobs: a job for each submission.
        writer: whoever writes.
        gradebook: nbgrader's, open.
        strangers: students whom the gradebook does not know and must not be given.
    """

    asked: Asked
    jobs: tuple[Job, ...]
    writer: GradebookWriter
    gradebook: Gradebook = field(repr=False)
    strangers: frozenset[str] = frozenset()


def prepare(
    course: Path, assignment: str, students: Sequence[str] = (), *, force: bool = False, unsafe: bool = False
) -> Plan:
    """Read everything that marking needs, and see whether it can be done at all.

    Args:
        course: the course folder.
        assignment: its name.
        students: ids, or patterns such as ``"a*"``; everybody, if there are none.
        force: whether to mark again what is marked and unchanged.
        unsafe: whether students' code is run without a sandbox.

    Raises:
        GradingError: it cannot.
        DataFileError: a part or a key cannot be read, or they do not fit.
    """
    try:
        app = nbgrader_app(course.resolve())
    except SettingsError as error:
        raise GradingError(str(error)) from error
    folder = app.coursedir
    try:
        folder.assignment_id = assignment
    except TraitError as error:
        raise GradingError(str(error)) from error
    gradebook = _open(folder, assignment)
    # Wherever this is run, all steps find the same one.
    folder.db_url = gradebook.engine.url.render_as_string(hide_password=False)
    converter = AutogradeEverything(coursedir=folder, parent=app)
    if converter.pre_convert_hook or converter.post_convert_hook:
        raise GradingError(f"The course has a hook of its own. Run: nbgrader autograde {assignment}")
    converter.autograde_preprocessors = outside(converter.autograde_preprocessors)
    _refuse_kernels(converter)
    try:
        row = gradebook.find_assignment(assignment)
        converter.init_notebooks()
    except MissingEntry as error:
        raise GradingError(
            f"The gradebook has no assignment {assignment!r}. Run: nbgrader generate_assignment {assignment}"
        ) from error
    except NbGraderException as error:
        raise GradingError(str(error)) from error
    source = Path(folder.format_path(folder.source_directory, ".", assignment))
    released = Path(folder.format_path(folder.release_directory, ".", assignment))
    asked = Asked(str(course.resolve()), assignment, read_sheets(row, released), "", unsafe, library())
    settings = [Path(one) for one in app.loaded_config_files]
    asked = evolve(asked, stamp=_stamp(asked, source, settings, str(row.duedate)))
    with tempfile.TemporaryDirectory() as empty:
        try:
            rehearse(asked, Path(empty))
        except SandboxError as error:
            raise GradingError(str(error)) from error
    try:
        writer = GradebookWriter(gradebook, converter, assignment)
    except DBAPIError as error:
        where = shown(gradebook.engine.url)
        raise GradingError(
            f"{where} cannot be written: {in_a_line(error)}. Ask for the right to make a table, or close what keeps it."
        ) from error
    found = dict(_students(converter, folder))
    chosen = _chosen(sorted(found), students, assignment)
    return Plan(
        asked,
        tuple(_job(writer, student, found[student], force=force) for student in chosen),
        writer,
        gradebook,
        frozenset() if converter.create_student else frozenset(chosen) - {one.id for one in gradebook.students},
    )


def _open(folder: Any, assignment: str) -> Gradebook:
    try:
        return open_gradebook(folder, f"run: nbgrader generate_assignment {assignment} --force")
    except GradebookError as error:
        raise GradingError(str(error)) from error


def _stamp(asked: Asked, source: Path, settings: Sequence[Path], due: str) -> str:
    """What marks depend on besides the submissions: what was asked, the keys, the settings, and this library."""
    said = hashlib.sha256(f"{version('nbgrader')} {due} {asked}".encode())
    for path in (*settings, *sorted(one for one in source.rglob("*") if one.is_file())):
        with suppress(FileNotFoundError):
            said.update(f"{path}:".encode() + hashlib.sha256(path.read_bytes()).digest())
    return said.hexdigest()


def _refuse_kernels(converter: Any) -> None:
    """Refuse a step of the course's own that starts a kernel: students' code would run in it as the teacher."""
    for step in converter.autograde_preprocessors:
        if isinstance(step, type) and issubclass(step, ExecutePreprocessor):
            raise GradingError(
                f"Autograde.autograde_preprocessors in nbgrader_config.py holds {step.__name__}, which would run "
                "students' code as you. Take it out, or put nbgrader's Execute in its place: here that is a sandbox."
            )


def _students(converter: Any, folder: Any) -> Iterator[tuple[str, str]]:
    """Who handed in, and where that lies."""
    pattern = re.compile(
        folder.format_path(folder.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    )
    left_out = folder.student_id_exclude.split(",")
    for path in converter.assignments:
        match = pattern.match(path)
        if match and match["student"] not in left_out:
            yield match["student"], path


def _chosen(found: Sequence[str], students: Sequence[str], assignment: str) -> Sequence[str]:
    if not students:
        return found
    chosen: set[str] = set()
    for wanted in students:
        matching = {one for one in found if fnmatchcase(one, wanted)}
        if not matching:
            raise GradingError(f"There is no submission of {wanted!r} to {assignment}. Write ids as in submitted/.")
        chosen |= matching
    return sorted(chosen)


def _job(writer: GradebookWriter, student: str, path: str, *, force: bool) -> Job:
    known = writer.known.get(student)
    if known is None:
        return Job(student, path)
    same = "" if force or not writer.in_place(student) else known.fingerprint
    return Job(student, path, str(known.extension or ""), same)


def grade(plan: Plan, workers: Workers) -> Iterator[Done]:
    """Mark and write. What was written stays, whatever happens later.

    Args:
        plan: what to do.
        workers: who marks.

    Yields:
        What became of each submission, once that is in the gradebook.

    Raises:
        GradingStoppedError: the gradebook or a folder cannot be written.
    """
    waiting: list[Result] = []
    for result in _results(plan, workers):
        if result.student in plan.strangers:
            result = evolve(result, problem="The gradebook does not know this student. Run: nbgrader db student add")  # noqa: PLW2901
        if result.same:
            yield Done(result.student, UNCHANGED, plan.writer.known[result.student].lines)
        elif result.problem:
            yield Done(result.student, NOT_MARKED, (result.problem,))
        else:
            waiting.append(result)
        if len(waiting) >= _AT_ONCE:
            yield from _written(plan.writer, waiting)
            waiting = []
    if waiting:
        yield from _written(plan.writer, waiting)


def _results(plan: Plan, workers: Workers) -> Iterator[Result]:
    """The results of all jobs, as they come. A worker that dies takes nobody with it but the submission it died of."""
    size = max(1, min(_CHUNK, len(plan.jobs) // (4 * workers.size) or 1))
    chunks = deque(plan.jobs[at : at + size] for at in range(0, len(plan.jobs), size))
    # Those that a worker was busy with when it died: each alone, with nothing beside it, shows which one it was.
    suspects: deque[Job] = deque()
    running: dict[Future[list[Result]], tuple[tuple[Job, ...], bool]] = {}
    executor = workers.start()
    try:
        while chunks or suspects or running:
            while chunks and len(running) < 3 * workers.size:
                _submit(executor, plan, running, chunks.popleft(), alone=False)
            if not running:
                _submit(executor, plan, running, (suspects.popleft(),), alone=True)
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            lost = False
            for future in finished:
                jobs, alone = running.pop(future)
                try:
                    yield from future.result()
                except Exception as error:  # noqa: BLE001  whatever a kind of worker may raise
                    lost = lost or isinstance(error, BrokenExecutor)
                    if alone:
                        said = f"The worker ended while marking it ({type(error).__name__}). Look into its folder."
                        yield Result(jobs[0].student, problem=said)
                    else:
                        suspects.extend(jobs)
            if lost:
                for jobs, _ in running.values():
                    suspects.extend(jobs)
                running.clear()
                executor.shutdown(wait=True)
                executor = workers.start()
    finally:
        # Not by cancel_futures, which not every executor knows.
        for future in running:
            future.cancel()
        executor.shutdown(wait=True)


def _submit(
    executor: Executor,
    plan: Plan,
    running: dict[Future[list[Result]], tuple[tuple[Job, ...], bool]],
    jobs: tuple[Job, ...],
    *,
    alone: bool,
) -> None:
    try:
        future = executor.submit(mark_jobs, plan.asked, jobs)
    except BrokenExecutor as error:
        # It broke since we last looked. Those that run say so as well, and then there will be another.
        future = Future()
        future.set_exception(error)
    running[future] = jobs, alone


def _written(writer: GradebookWriter, results: list[Result]) -> Iterator[Done]:
    try:
        said = _patiently(lambda: writer.write(results))
    except (DBAPIError, OSError) as error:
        if reason := _reason_to_stop(writer, error):
            raise GradingStoppedError(
                f"{reason} What was written so far stays. Then run the same command again for the rest."
            ) from error
        failed: Exception = error
    except Exception as error:  # noqa: BLE001  such as a penalty plugin's; one submission must not stop the class
        failed = error
    else:
        yield from (Done(one.student, MARKED, one.lines) for one in said)
        return
    if len(results) == 1:
        words = in_a_line(failed) if isinstance(failed, DBAPIError) else " ".join(str(failed).split())[:300]
        yield Done(results[0].student, NOT_MARKED, (f"It could not be written: {type(failed).__name__}: {words}",))
        return
    for one in results:
        yield from _written(writer, [one])


def _patiently(write: Callable[[], list[Result]]) -> list[Result]:
    for seconds in _PATIENCE:
        try:
            return write()
        except OperationalError as error:
            if "locked" not in str(error.orig) and _state(error) not in _KEPT:
                raise
            time.sleep(seconds)
    return write()


def _state(error: DBAPIError) -> str | None:
    """The code that a server gives; None if nothing came from it, and empty for SQLite, which has no such codes."""
    return getattr(error.orig, "sqlstate", "")


def _reason_to_stop(writer: GradebookWriter, error: Exception) -> str:
    """Why nothing more can be written; empty if it is this submission alone."""
    if isinstance(error, DBAPIError):
        words = f"{writer.where} cannot be written: {in_a_line(error)}."
        if _state(error) in _CLOSED:
            return f"{words} {_ASK}"
        if error.connection_invalidated or (isinstance(error, OperationalError) and _state(error) is None):
            return f"{words} See that its server answers."
        return f"{words} Make room, or close what keeps it." if isinstance(error, OperationalError) else ""
    assert isinstance(error, OSError)  # noqa: S101  for the type checker
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.strerror}. Make room."
    ours = str(writer.folder("x").parent.parent)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) and str(error.filename).startswith(ours):
        return f"{ours} cannot be written: {error.strerror}. Ask for write access."
    return ""
