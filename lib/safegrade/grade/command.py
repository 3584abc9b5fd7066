"""What ``tarasoff grade`` shows while it marks: a bar, a line for whom somebody must look at, and a sentence."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from attrs import asdict, frozen
from nbgrader.converters import Autograde
from traitlets import TraitError

from safegrade.contract import GradingError
from safegrade.grade.grade import MARKED, NOT_MARKED, UNCHANGED, Done, GradingStoppedError, grade
from safegrade.grade.prepare import GradingRun, prepare
from safegrade.grade.workers import Cluster, Processes, Workers
from safegrade.gradebook.changes import this_moment
from safegrade.intake.scan import printable
from safegrade.sandbox.host import UNSAFE
from safegrade.settings import load_app

_CLUSTER = "--scheduler needs Dask, which is not installed. Run: python -m pip install 'tarasoff[cluster]'"


@frozen
class Summary:
    """What became of a class.

    Args:
        assignment: its name.
        seconds: how long it took.
        stopped: why it stopped before the end; empty if it did not.
        submissions: what became of each, by student.
        began: when it began, in UTC; what changed is noted under this time.
    """

    assignment: str
    seconds: float
    stopped: str
    submissions: tuple[Done, ...]
    began: datetime = datetime.min  # noqa: DTZ901  as in the gradebook, without a zone

    @property
    def counts(self) -> Counter[str]:
        """How many are in which state."""
        return Counter(done.state for done in self.submissions)

    @property
    def status(self) -> int:
        """The exit status: 1 if somebody must look."""
        return int(bool(self.stopped) or any(done.lines for done in self.submissions))

    def as_dict(self) -> dict[str, Any]:
        """The summary as plain data."""
        counts = {state: self.counts[state] for state in (MARKED, UNCHANGED, NOT_MARKED)}
        return {**asdict(self), "began": f"{self.began:%Y-%m-%d %H:%M:%S}", "counts": counts}

    def __str__(self) -> str:
        several = self.submissions
        shown = [f"{self.counts[state]} {state}" for state in (MARKED, UNCHANGED, NOT_MARKED) if self.counts[state]]
        look = sum(bool(done.lines) for done in several)
        rate = f", {len(several) / self.seconds:.0f} a second" if self.seconds else ""
        return (
            f"{self.assignment}: {len(several)} submissions, {', '.join(shown) or 'none marked'}; "
            f"{look} with something to look at. {self.seconds:.1f} s{rate}."
        )


def grade_class(
    course: Path, assignment: str, students: tuple[str, ...], jobs: int, scheduler: str, *, force: bool, unsafe: bool
) -> Summary:
    """Mark a class, as `open_run` reads it, and tell whoever waits.

    So many jobs are done at a time, one a processor if that is 0, by processes of this machine or, where the address
    of a Dask scheduler is given, by its workers.

    Raises:
        click.UsageError: it cannot be done like this.
    """
    start, began = time.perf_counter(), this_moment()
    workers = _workers(jobs, scheduler)
    if unsafe:
        click.echo(UNSAFE, err=True)
    try:
        run = open_run(course, assignment, students, force=force, unsafe=unsafe)
    except GradingError as error:
        raise click.UsageError(str(error)) from error
    done: list[Done] = []
    stopped = ""
    try:
        with _watch(len(run.jobs) + len(run.refused)) as watch:
            for one in grade(run, workers):
                shown = Done(printable(one.student), one.state, tuple(printable(line, 500) for line in one.lines))
                done.append(shown)
                watch.one_more()
                if shown.lines:
                    watch.say(f"{shown.student}: {' '.join(shown.lines)}")
    except GradingStoppedError as error:
        stopped = str(error)
    except KeyboardInterrupt:
        stopped = "Stopped. What was written stays; run the same command again for the rest."
    finally:
        run.close()
    done.sort(key=lambda marked: marked.student)
    summary = Summary(assignment, round(time.perf_counter() - start, 3), stopped, tuple(done), began)
    click.echo(str(summary), err=True)
    if stopped:
        click.echo(f"{len(run.jobs) + len(run.refused) - len(done)} are not marked. {stopped}", err=True)
    return summary


def open_run(
    course: Path, assignment: str, students: Sequence[str] = (), *, force: bool = False, unsafe: bool = False
) -> GradingRun:
    """Prepare to mark an assignment of the course in a folder.

    Args:
        course: the course folder.
        assignment: its name.
        students: ids, or patterns of them; everybody, if empty.
        force: whether to mark again what is marked and unchanged.
        unsafe: whether students' code is run without a sandbox.

    Raises:
        GradingError: it cannot be marked like this.
    """
    app = load_app(course.resolve())
    try:
        app.coursedir.assignment_id = assignment
    except TraitError as error:
        raise GradingError(f"No assignment can be called {assignment!r}.", "Write its name as in source/.") from error
    return prepare(Autograde(coursedir=app.coursedir, parent=app), assignment, students, force=force, unsafe=unsafe)


def _workers(jobs: int, scheduler: str) -> Workers:
    if not scheduler:
        return Processes(jobs)
    try:
        return Cluster(scheduler)
    except ImportError as error:
        raise click.UsageError(_CLUSTER) from error
    except (OSError, ValueError) as error:
        raise click.UsageError(f"No Dask scheduler answers at {scheduler}: {error}") from error


class _Watch:
    """Tells somebody who reads a file: no bar."""

    def say(self, words: str) -> None:
        click.echo(words, err=True)

    def one_more(self) -> None:
        pass


class _Bar(_Watch):
    """Tells somebody at a terminal."""

    def __init__(self, progress: Any, total: int) -> None:
        self._progress, self._shown, self._began, self._done = progress, 0.0, time.monotonic(), 0
        self._task = progress.add_task("", total=total, rate="")

    def say(self, words: str) -> None:
        # Not markup: a student's file name may hold brackets.
        self._progress.console.print(words, markup=False, highlight=False, emoji=False)

    def one_more(self) -> None:
        self._done += 1
        rate = self._done / (time.monotonic() - self._began)
        self._progress.update(self._task, advance=1, rate=f"{rate:.0f} a second")
        # Drawn here and not by a thread: a process with threads cannot be copied safely.
        if time.monotonic() - self._shown > 0.1:  # noqa: PLR2004  ten times a second
            self._progress.refresh()
            self._shown = time.monotonic()


@contextmanager
def _watch(total: int) -> Iterator[_Watch]:
    if not sys.stderr.isatty():
        yield _Watch()
        return
    from rich.console import Console  # noqa: PLC0415  only where there is a bar
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:
        yield _Bar(progress, total)
