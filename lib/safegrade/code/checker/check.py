"""One check, in a process of its own: the teacher's code, against the student's process as it was."""

import ast
import asyncio
import contextlib
import importlib
import importlib.abc
import importlib.util
import inspect
import io
import linecache
import os
import random
import signal
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import numpy as np

from safegrade.code import messages as say
from safegrade.code.carried.outputs import MOST_OF_TEXT, Kept, join
from safegrade.code.carried.values import encode
from safegrade.code.carried.views import View
from safegrade.code.checker.figures import drawing_there
from safegrade.code.checker.folder import Folder
from safegrade.code.checker.magics import MagicError, parsed_check
from safegrade.code.checker.names import CheckNames, MainModule
from safegrade.code.checker.process import EndedError, NeedsPersonError, StudentProcess
from safegrade.code.checker.pushes import Pushes, patching
from safegrade.code.checker.tests import Tests
from safegrade.code.messages import NotDataError
from safegrade.code.reading.names import UnreadableError, bound, bound_within, read, refused
from safegrade.code.verdict import Verdict, credit_of, is_true
from safegrade.sandbox.channel import Channel

_LAST_LINES = 40
_LATE = "The check did not end in time."
_COROUTINE = inspect.CO_COROUTINE


# Not of Exception: a check that catches every error must not catch this.
class TimeUpError(BaseException):
    """The check took too long."""


class Check:
    """Runs a check against the student's process.

    Args:
        start: what holds for all checks of the notebook.
        question: the check.
        names: its names, with those of the teacher's cells.
        modules: the teacher's own modules that are not for checks, and why.
        channel: to the copy of the student's process.
    """

    def __init__(
        self,
        start: say.StartChecker,
        question: say.RunCheck,
        names: CheckNames,
        modules: dict[str, str],
        channel: Channel,
    ) -> None:
        self._start, self._question, self._names, self._modules = start, question, names, modules
        held = {name: dict.get(names, name) for name in start.given}
        own = {name: kind for name, kind in held.items() if getattr(kind, "__module__", "") == "__main__"}
        given = {name: kind for name, kind in own.items() if isinstance(kind, type)}
        given = {**_classes_of_modules(start.files, question.source, modules), **given}
        deadline = time.monotonic() + question.seconds
        self.student = StudentProcess(channel, deadline, given, start.classes)
        names.begin(self.student, question.theirs)
        self.folder = Folder(self.student, start.files)
        self.tests = Tests(self.student, names, start.docstrings, question.definitions)
        self._values: set[str] = set()

    def run(self, pending: list[str], values: set[str]) -> Verdict:
        """Run the teacher's cells that need the student's process, and the check."""
        outputs: list[dict[str, Any]] = []
        printed = Kept(outputs, "stdout", [self._start.most_output])
        sys.modules["__main__"] = MainModule(self._names)
        sys.meta_path.append(_OfStudent(self.student))
        os.stat = self.folder.looking(os.stat)
        try:
            with quiet(printed), alarm(self._question.seconds), self.tests.in_place(), patching(self.student):
                self._seed_both()
                for cell in pending:
                    self._run_cell(cell)
                self._names.touched.clear()
                Pushes(self.student, self._names, self._start)
                verdict = self._verdict(values)
        except TimeUpError:
            verdict = Verdict("failed", error=("TimeoutError", _LATE, []), why=_LATE)
        except (NeedsPersonError, EndedError):
            verdict = Verdict("person", why=self.student.refusal)
        if self.student.ended:
            verdict = Verdict("failed", error=("RuntimeError", self.student.ended, []), why=self.student.ended)
        elif self.student.refusal:
            verdict = Verdict("person", why=self.student.refusal)
        elif verdict.kind == "passed" and self.tests.failed and verdict.credit is None:
            verdict = Verdict("person", why="a test of it fails, and the check does not say so")
        verdict.printed = join(outputs)
        return verdict

    def _seed_both(self) -> None:
        random.seed = _seeding("random", random.seed, self.student)
        np.random.seed = _seeding("numpy.random", np.random.seed, self.student)
        sys.setrecursionlimit = _limiting(sys.setrecursionlimit, self.student)
        if "plt" in self._question.source or "pyplot" in self._question.source:
            drawing_there(self.student)

    def _run_cell(self, source: str) -> None:
        """Run a cell of the teacher's, whatever becomes of it."""
        try:
            tree = parsed_check(source)
        except UnreadableError:
            return
        why = refused(tree, self._modules)
        if why is None:
            try:
                execute(tree, source, self._names)
            except NeedsPersonError:
                why = f"needs the student's live objects ({self.student.refusal})"
                self.student.refusal = ""
            except Exception as error:  # noqa: BLE001  it is told if a check needs what the cell gives
                why = None if hasattr(error, "of_student") else f"does not run here ({type(error).__name__})"
        gives = bound(tree) - self._names.theirs if why else set()
        self._names.lost.update({name: why or "" for name in gives if not dict.__contains__(self._names, name)})

    def _verdict(self, values: set[str]) -> Verdict:
        source = self._question.source
        try:
            tree = parsed_check(source)
        except MagicError as error:
            return Verdict("person", why=str(error))
        except UnreadableError as error:
            return Verdict("person", why=f"the check cannot be read ({error})")
        if why := refused(tree, self._modules):
            return Verdict("person", why=why)
        try:
            self._compare(tree, values)
            value = execute(tree, source, self._names)
        except (NeedsPersonError, EndedError, TimeUpError):
            raise
        except BaseException as error:  # noqa: BLE001  whatever a check raises, it has failed
            return self._failed(error)
        return self._worth(tree, value)

    def _failed(self, error: BaseException) -> Verdict:
        if isinstance(error, FileNotFoundError) and not hasattr(error, "of_student"):
            return Verdict("person", why="it reads a file that is not there")
        return Verdict("failed", error=(type(error).__name__, str(error)[:MOST_OF_TEXT], _lines(error)))

    def _worth(self, tree: ast.Module, value: Any) -> Verdict:
        """What a check is worth that has come to its end with a value."""
        credit = credit_of(value)
        last = tree.body[-1] if tree.body else None
        if credit is not None and isinstance(last, ast.Expr) and isinstance(last.value, ast.Name):
            name = last.value.id
            if not dict.__contains__(self._names, name):
                return Verdict("person", why=f"it ends in `{name}`, which is the student's and would be the mark")
        own = self.student.stand_ins.own
        is_theirs = own(value) is not None or own(type(value)) is not None
        if isinstance(value, np.ndarray) or (is_theirs and type(value) is not View):
            # nbgrader gives full marks for whatever is not a number, and this may be meant as one.
            return Verdict("person", why="it ends in something that may be meant as a mark")
        plain = credit is not None or value is None
        shown = "" if plain or not (isinstance(value, str) or is_true(value)) else repr(value)[:MOST_OF_TEXT]
        return Verdict("passed", credit=credit, shown=shown)

    def _compare(self, tree: ast.Module, values: set[str]) -> None:
        """Where nobody knows whether a value was to be changed, it must not have been."""
        for name in sorted(() if self._start.has_solution else read(tree) & values & self._names.keys()):
            with contextlib.suppress(NotDataError, KeyError):
                if encode(self.student.name(name)) != encode(self._names[name]):
                    self.student.refuse(f"the student has changed `{name}`, and no teacher's notebook says whether to")


def _classes_of_modules(files: Iterable[str], source: str, refused: Mapping[str, str]) -> dict[str, Any]:
    """The classes of the teacher's own modules that have been imported, or that a check speaks of, by name."""
    found: dict[str, Any] = {}
    for stem in (name.removesuffix(".py") for name in files if name.endswith(".py")):
        if stem in source and stem not in refused and stem.isidentifier():
            with contextlib.suppress(Exception), quiet():
                importlib.import_module(stem)
        held = vars(sys.modules.get(stem, types.ModuleType(stem)))
        found |= {kind.__name__: kind for kind in held.values() if isinstance(kind, type) and kind.__module__ == stem}
    return found


class _OfStudent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules that only the student's process has: they stay there."""

    def __init__(self, student: StudentProcess) -> None:
        self._student = student

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Where to find a module; nowhere, if the student's process has none of that name either."""
        del target
        if path is not None or "." in name or name in sys.stdlib_module_names:
            return None
        return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec: Any) -> Any:
        """What stands for the module."""
        return self._student.do_as("import", (spec.name,), {}, name="import")

    def exec_module(self, module: Any) -> None:
        """It has been run there."""


_count = [0]


def execute(tree: ast.Module, source: str, names: CheckNames) -> Any:
    """Run a cell; give what its last line gives."""
    _count[0] += 1
    names.within_functions |= bound_within(tree)
    file = f"<check {_count[0]}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = ast.Module(tree.body[:-1] if last else tree.body, [])
    _run(body, "exec", file, names)
    if last is None:
        return None
    value = _run(ast.Expression(last.value), "eval", file, names)
    return None if source.rstrip().endswith(";") else value


def _run(tree: Any, mode: str, file: str, names: CheckNames) -> Any:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: Any = compile(tree, file, mode, flags, dont_inherit=True, optimize=0)
    value = eval(code, names)  # noqa: S307  the teacher's own
    if code.co_flags & _COROUTINE:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(value)
        finally:
            loop.close()
    return value


def _seeding(
    module: Literal["random", "numpy.random"], seed: Callable[..., None], student: StudentProcess
) -> Callable[..., None]:
    """Seed random numbers here and there."""

    def both(value: Any = None, *more: Any) -> None:
        seed(value, *more)
        if value is not None:
            student.ask(say.Seed(module, encode(value)), say.Done)

    return both


def _limiting(limit: Callable[[int], None], student: StudentProcess) -> Callable[[int], None]:
    """Let calls go so deep here and there."""

    def both(deepest: int) -> None:
        limit(deepest)
        student.ask(say.SetDeepest(deepest), say.Done)

    return both


def _lines(error: BaseException) -> list[str]:
    """The traceback, as far as it is the check's own."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<check")]
    last = traceback.format_exception_only(error)
    return "".join([*traceback.format_list(frames), *last]).splitlines()[-_LAST_LINES:]


@contextlib.contextmanager
def quiet(out: Any = None) -> Iterator[None]:
    """Keep what a check prints, and leave out warnings: a student does not answer for them."""
    with (
        contextlib.redirect_stdout(out or io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
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
