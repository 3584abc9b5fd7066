"""The one road to a mark: nbgrader autograde, formgrader's button and our own command all come along here.

Workers mark, one process writes; what was written stays, whatever happens later.
"""

import errno
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from operator import attrgetter
from typing import Any

from attrs import evolve, frozen
from sqlalchemy.exc import DBAPIError, OperationalError

from safegrade.grade.prepare import GradingRun
from safegrade.grade.setup import Job
from safegrade.grade.worker import mark_jobs
from safegrade.grade.workers import Workers
from safegrade.gradebook.opening import in_a_line
from safegrade.gradebook.results import Result
from safegrade.gradebook.writer import GradebookWriter

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


def grade(run: GradingRun, workers: Workers) -> Iterator[Done]:
    """Mark and write. What was written stays, whatever happens later.

    Args:
        run: what to do.
        workers: who marks.

    Yields:
        What became of each submission, once that is in the gradebook.

    Raises:
        GradingStoppedError: the gradebook or a folder cannot be written.
    """
    for student, why in run.refused.items():
        yield Done(student, NOT_MARKED, (why,))
    waiting: list[Result] = []
    for result in _results(run, workers):
        if result.student in run.strangers:
            result = evolve(result, problem="The gradebook does not know this student. Run: nbgrader db student add")  # noqa: PLW2901
        if result.same:
            yield Done(result.student, UNCHANGED, run.writer.known[result.student].lines)
        elif result.problem:
            yield Done(result.student, NOT_MARKED, (result.problem,))
        else:
            waiting.append(result)
        if len(waiting) >= _AT_ONCE:
            yield from _finished(run, waiting)
            waiting = []
    if waiting:
        yield from _finished(run, waiting)


def _finished(run: GradingRun, results: list[Result]) -> Iterator[Done]:
    # In the order of the students, as far as they came together: nbgrader exports the rows as they lie there.
    for done in _written(run.writer, sorted(results, key=attrgetter("student"))):
        if done.state == MARKED:
            _call_hook(run, run.converter.post_convert_hook, done.student)
        yield done


def _call_hook(run: GradingRun, hook: Callable[..., Any] | None, student: str) -> None:
    """Call a hook of the course's, before or after a submission is marked; as in nbgrader, it stops nothing."""
    if hook is None:
        return
    course = run.converter.coursedir
    folder = course.format_path(course.submitted_directory, student, run.setup.assignment)
    notebooks = [f"{folder}/{sheet.name}.ipynb" for sheet in run.setup.sheets]
    try:
        hook(assignment=run.setup.assignment, student=student, notebooks=notebooks)
    except Exception:
        run.converter.log.warning("%s: a hook of the course's failed", student, exc_info=True)


def _results(run: GradingRun, workers: Workers) -> Iterator[Result]:
    """The results of all jobs, as they come. A worker that dies takes nobody with it but the submission it died of."""
    size = max(1, min(_CHUNK, len(run.jobs) // (4 * workers.size) or 1))
    chunks = deque(run.jobs[at : at + size] for at in range(0, len(run.jobs), size))
    # Those that a worker was busy with when it died: each alone, with nothing beside it, shows which one it was. And
    # those that took too long.
    suspects: deque[Job] = deque()
    running: dict[Future[list[Result]], tuple[tuple[Job, ...], bool]] = {}
    executor = workers.start()
    try:
        while chunks or suspects or running:
            while chunks and len(running) < 3 * workers.size:
                _submit(executor, run, running, chunks.popleft(), alone=False)
            if not running:
                _submit(executor, run, running, (suspects.popleft(),), alone=True)
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            lost = False
            for future in finished:
                jobs, alone = running.pop(future)
                try:
                    yield from _that_count(jobs, future.result(), suspects, alone=alone or len(run.jobs) == 1)
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


def _that_count(
    jobs: tuple[Job, ...], results: list[Result], again: deque[Job], *, alone: bool
) -> Iterator[Result]:
    """The results that count; who was late, perhaps only since others ran beside it, is marked again alone."""
    for job, result in zip(jobs, results, strict=True):
        if result.late and not alone:
            again.append(job)
        else:
            yield result


def _submit(
    executor: Executor,
    run: GradingRun,
    running: dict[Future[list[Result]], tuple[tuple[Job, ...], bool]],
    jobs: tuple[Job, ...],
    *,
    alone: bool,
) -> None:
    for job in () if alone else jobs:
        _call_hook(run, run.converter.pre_convert_hook, job.student)
    try:
        future = executor.submit(mark_jobs, run.setup, jobs)
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
        yield from (Done(result.student, MARKED, result.lines) for result in said)
        return
    if len(results) == 1:
        words = in_a_line(failed) if isinstance(failed, DBAPIError) else " ".join(str(failed).split())[:300]
        yield Done(results[0].student, NOT_MARKED, (f"It could not be written: {type(failed).__name__}: {words}",))
        return
    for result in results:
        yield from _written(writer, [result])


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
