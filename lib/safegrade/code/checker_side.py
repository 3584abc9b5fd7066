"""The checker's side: runs the teacher's checks in a process that the student's code never entered.

A name that a check reads is asked for when it is read. What cannot come over is not checked here: a person does that.
"""

import ast
import builtins
import contextlib
import linecache
import os
import random
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import numpy as np

from safegrade.code import messages as say
from safegrade.code.files import write_files
from safegrade.code.messages import NotDataError, pack, unpack
from safegrade.code.names import UnreadableError, bound, imported, made, parsed, read, refused, texts
from safegrade.code.outputs import MOST_OF_TEXT, Kept, join
from safegrade.code.student_process import EndedError, NeedsPersonError, StudentProcess
from safegrade.code.values import encode
from safegrade.code.verdict import Verdict, credit_of, is_true
from safegrade.sandbox.channel import Channel, ChannelError

# A file with such a name holds code, whoever reads it.
_CODE = {".py", ".pyc", ".so", ".pkl", ".pickle", ".joblib", ".dill", ".ipynb", ".pth"}
_LONGEST_SUFFIX = len(".feather")
_LAST_LINES = 40
_LATE = "The check did not end in time."


# Not of Exception: a check that catches every error must not catch this.
class TimeUpError(BaseException):
    """The check took too long."""


class CheckNames(dict[str, Any]):
    """The names of the checks: the teacher's own, and behind them those of the student.

    Args:
        given: every name that the teacher's locked cells and checks give, whether they came to it or not.
    """

    def __init__(self, given: set[str]) -> None:
        super().__init__({"__name__": "checks", "__builtins__": builtins, "display": _display})
        self._given = given
        # The names that come from the student where a check stands.
        self.theirs: set[str] = set()
        # Names of the teacher's that could not be made here; the student's must not take their place.
        self.lost: dict[str, str] = {}
        self.student: StudentProcess | None = None

    def __missing__(self, name: str) -> Any:
        if self.student is None or name.startswith("__"):
            raise KeyError(name)
        if name in self.lost and name not in self.theirs:
            self.student.refuse(f"`{name}` comes from a cell of the teacher's that {self.lost[name]}")
        # A student's own `sum` counts only where one was to be written, and a name of the teacher's never.
        if (hasattr(builtins, name) or name in self._given) and name not in self.theirs:
            raise KeyError(name)
        return self.student.name(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (
            self.student is not None
            and isinstance(name, str)
            and self.student.ask(say.AskIfDefined(name), say.Done, say.Missing) == say.Done()
        )

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        try:
            return self[name]
        except KeyError:
            return default


def _display(*values: Any, **_: Any) -> None:
    for value in values:
        print(repr(value))  # noqa: T201


class Checker:
    """Runs the checks of one notebook, in order. The teacher's files lie in the folder."""

    def __init__(self, start: say.StartChecker) -> None:
        self._known = start.has_solution
        self.names = CheckNames({*start.given})
        self._files, self._most_output = start.files.keys(), start.most_output
        self._sets: set[str] = set()
        # Values of the teacher's, which the student's code may have been meant to change.
        self._values: set[str] = set()
        self._cells = 0
        self._modules = _modules_not_for_checks(start.files)
        for statement in start.imports:
            # What cannot be imported here may not be needed by a check.
            with contextlib.suppress(Exception), _quiet():
                if not refused(ast.parse(statement), self._modules):
                    exec(statement, self.names)  # noqa: S102  the teacher's own code, as in any notebook

    def check(self, question: say.RunCheck, channel: Channel) -> Verdict:
        """Run the teacher's cells before a check, and the check, against the student's process as it was."""
        student = StudentProcess(channel, time.monotonic() + question.seconds, self._sets)
        self.names.student, self.names.theirs = student, {*question.theirs}
        outputs: list[dict[str, Any]] = []
        printed = Kept(outputs, "stdout", [self._most_output])
        with (
            patch.object(random, "seed", _seeding("random", random.seed, student)),
            patch.object(np.random, "seed", _seeding("numpy.random", np.random.seed, student)),
        ):
            try:
                with _quiet(printed), _alarm(question.seconds):
                    for cell in question.before:
                        self._run_given(cell, student)
                    verdict = self._verdict(question.source, student)
            except TimeUpError:
                verdict = Verdict("failed", error=("TimeoutError", _LATE, []), why=_LATE)
            finally:
                self.names.student = None
        if student.ended:
            verdict = Verdict("failed", error=("RuntimeError", student.ended, []), why=student.ended)
        elif student.refusal:
            verdict = Verdict("person", why=student.refusal)
        verdict.printed = join(outputs)
        self._forget_theirs()
        return verdict

    def _forget_theirs(self) -> None:
        for name in self.names.theirs:
            self.names.pop(name, None)

    def _run_given(self, source: str, student: StudentProcess) -> None:
        """Run a locked cell of the teacher's, as far as it runs without the student's process."""
        try:
            tree = parsed(source)
        except UnreadableError:
            return
        gives = bound(tree) - self.names.theirs
        why = refused(tree, self._modules)
        if why is None:
            try:
                self._execute(tree, source)
            except (NeedsPersonError, EndedError):
                why = f"needs the student's live objects ({student.refusal})"
                student.refusal = ""
            except Exception as error:  # noqa: BLE001  it is told if a check needs what the cell gives
                why = None if hasattr(error, "of_student") else f"does not run here ({type(error).__name__}: {error})"
        self._values |= gives - imported(tree) - made(tree)
        for name in gives - self.names.keys() if why else ():
            self.names.lost[name] = why or ""
        if self._known:
            self._forget_theirs()

    def _verdict(self, source: str, student: StudentProcess) -> Verdict:  # noqa: PLR0911  one for each way to end
        try:
            tree = parsed(source)
        except UnreadableError as error:
            return Verdict("person", why=f"the check cannot be read ({error})")
        if why := refused(tree, self._modules):
            return Verdict("person", why=why)
        self._sets |= bound(tree) - imported(tree)
        try:
            self._fetch(tree, student)
            self._compare(tree, student)
            value = self._execute(tree, source)
        except (NeedsPersonError, EndedError):
            return Verdict("person", why=student.refusal)
        except TimeUpError:
            raise
        except BaseException as error:  # noqa: BLE001  whatever a check raises, it has failed
            if isinstance(error, FileNotFoundError) and not hasattr(error, "of_student"):
                return Verdict("person", why=f"it reads the file {error.filename!r}, which could not be carried over")
            name, text = type(error).__name__, str(error)[:MOST_OF_TEXT]
            return Verdict("failed", error=(name, text, _lines(error)))
        if student.refusal or student.ended:
            return Verdict("person", why=student.refusal)
        credit = credit_of(value)
        if credit is None and not (value is None or isinstance(value, str) or is_true(value)):
            # nbgrader gives full marks for whatever is not a number, and this may be the student's.
            return Verdict("person", why=f"it ends in something that is not a mark ({type(value).__name__})")
        return Verdict(
            "passed", credit=credit, shown="" if credit is not None or value is None else repr(value)[:MOST_OF_TEXT]
        )

    def _compare(self, tree: ast.Module, student: StudentProcess) -> None:
        """Where nobody knows whether a value was to be changed, it must not have been."""
        for name in sorted(() if self._known else read(tree) & self._values & self.names.keys()):
            with contextlib.suppress(NotDataError):
                as_given = say.Value(encode(self.names[name]))
                if student.ask(say.AskValue(name), say.Value, say.Missing) != as_given:
                    student.refuse(f"the student has changed `{name}`, and no teacher's notebook says whether to")

    def _execute(self, tree: ast.Module, source: str) -> Any:
        """Run a cell; give what its last line gives."""
        self._cells += 1
        file = f"<check {self._cells}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        body = ast.Module(tree.body[:-1] if last else tree.body, [])
        exec(compile(body, file, "exec", dont_inherit=True, optimize=0), self.names)  # noqa: S102  the teacher's own
        if last is None or source.rstrip().endswith(";"):
            return None
        return eval(  # noqa: S307  the teacher's own
            compile(ast.Expression(last.value), file, "eval", dont_inherit=True, optimize=0), self.names
        )

    def _fetch(self, tree: ast.Module, student: StudentProcess) -> None:
        """Bring files that a check names and the student's code has made."""
        for name in sorted(texts(tree)):
            place = Path(name)
            is_data = 0 < len(place.suffix) <= _LONGEST_SUFFIX and place.suffix.lower() not in _CODE
            if is_data and not (name in self._files or place.is_absolute() or ".." in place.parts):
                held = student.ask(say.AskFile(name), say.FileContent, say.Missing)
                place.unlink(missing_ok=True)
                if isinstance(held, say.FileContent):
                    with contextlib.suppress(OSError, ValueError):
                        write_files({name: held.content})


def _modules_not_for_checks(files: Iterable[str]) -> dict[str, str]:
    """The teacher's own modules that look into the process in which they run, and what they do."""
    found = {}
    for place in map(Path, files):
        if place.suffix == ".py":
            try:
                why = refused(ast.parse(place.read_text(encoding="utf-8")))
            except (OSError, ValueError, SyntaxError):
                why = "it cannot be read"
            if why:
                found[place.stem] = why
    return found


def _seeding(
    module: Literal["random", "numpy.random"], seed: Callable[..., None], student: StudentProcess
) -> Callable[..., None]:
    """Seed random numbers here and there."""

    def both(value: Any = None, *more: Any) -> None:
        seed(value, *more)
        if value is not None:
            student.ask(say.Seed(module, encode(value)), say.Done)

    return both


def _lines(error: BaseException) -> list[str]:
    """The traceback, as far as it is the check's own."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<check")]
    last = traceback.format_exception_only(error)
    return "".join([*traceback.format_list(frames), *last]).splitlines()[-_LAST_LINES:]


@contextlib.contextmanager
def _quiet(out: Any = None) -> Iterator[None]:
    """Keep what a check prints, and leave out warnings: a student does not answer for them."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,  # noqa: PTH123
        contextlib.redirect_stdout(out or nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Stop what takes too long; once a second, if it does not listen."""

    def up(*_: Any) -> None:
        raise TimeUpError

    before = signal.signal(signal.SIGALRM, up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def prepare() -> Callable[[Channel], None]:
    """What serves checks; nothing has to be ready before they come."""
    return serve


def serve(channel: Channel) -> None:
    """Run checks as they come, until the host has ended."""
    random.seed()
    checker: Checker | None = None
    while True:
        try:
            data, descriptor = channel.receive_with()
        except ChannelError:
            return
        match unpack(data, say.StartChecker, say.RunCheck):
            case say.StartChecker() as start:
                write_files(start.files)
                # The teacher's own modules are found, and never a student's: what is fetched later is not code.
                sys.path.insert(0, str(Path.cwd()))
                checker = Checker(start)
                channel.send(pack(say.Done()))
            case say.RunCheck() as question if descriptor is not None and checker is not None:
                with contextlib.closing(Channel(socket.socket(fileno=descriptor))) as student:
                    verdict = checker.check(question, student)
                channel.send(pack(verdict))
