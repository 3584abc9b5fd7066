"""The checker's side: runs the teacher's checks where the student's code never was.

The process that serves here never speaks with a student's. It runs what is the teacher's alone, and for each check
makes a copy of itself, which asks the student's process, says what became of the check, and ends. So a check that is
brought to run a student's text can speak for no other.
"""

import ast
import contextlib
import ctypes
import os
import random
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from safegrade.code import messages as say
from safegrade.code.carried.files import read_file, write_files
from safegrade.code.checker import guard
from safegrade.code.checker.check import Check, TimeUpError, alarm, execute, quiet
from safegrade.code.checker.magics import parsed_check
from safegrade.code.checker.names import CheckNames, NeedsStudentError
from safegrade.code.messages import pack, unpack
from safegrade.code.reading.names import UnreadableError, bound, changed, imported, made, refused
from safegrade.code.reading.solution import read_at_once
from safegrade.code.verdict import Verdict
from safegrade.sandbox.channel import Channel, ChannelError, LateError

_GRACE_SECONDS = 1.0
_PR_SET_DUMPABLE = 4
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign)


class Checker:
    """Keeps what is the teacher's, and has each check run in a copy of this process."""

    def __init__(self, start: say.StartChecker) -> None:
        self._start = start
        self._files = dict(start.files)
        self._base = Path.cwd()
        self._lay_out()
        self._modules = _modules_not_for_checks(start.files)
        self._names = CheckNames(start.given)
        # Cells that need the student's process: each check runs them again.
        self._pending: list[str] = []
        self._values: set[str] = set()
        for statement in start.imports:
            # What cannot be imported here may not be needed by a check.
            with contextlib.suppress(Exception), quiet():
                tree = ast.parse(statement)
                if not refused(tree, self._modules):
                    execute(tree, statement, self._names)

    def _lay_out(self) -> None:
        """Lay the teacher's files out afresh, the modules apart: what a check brings there is never imported."""
        place = self._base / secrets.token_hex(8)
        place.mkdir()
        modules = place / "modules"
        write_files({str(modules / name): held for name, held in self._start.files.items() if name.endswith(".py")})
        modules.mkdir(exist_ok=True)
        work = place / "work"
        work.mkdir()
        os.chdir(work)
        write_files(self._files)
        sys.path[:] = [str(modules), *(place for place in sys.path if not place.startswith(str(self._base)))]
        self._place, self._modules_folder = place, str(modules)

    def check(self, question: say.RunCheck, channel: Channel) -> Verdict:
        """Run the teacher's cells before a check, and the check, against the student's process as it was."""
        for name in question.theirs:
            self._names.pop(name, None)
        self._names.theirs, self._names.kept = {*question.theirs}, {*question.kept}
        for source in question.before:
            self._run_given(source)
        for source in question.earlier:
            self._run_definitions(source)
        self._keep_files()
        # Here, and not in the copy: it is read again for the checks that come after it.
        with contextlib.suppress(UnreadableError):
            parsed_check(question.source)
        verdict = self._in_copy(question, channel)
        os.chdir(self._base)
        shutil.rmtree(self._place, ignore_errors=True)
        self._lay_out()
        return verdict

    def _keep_files(self) -> None:
        """Files that the teacher's own cells have made."""
        for place in Path.cwd().rglob("*"):
            name = str(place.relative_to(Path.cwd()))
            if name not in self._files and (held := read_file(str(place))) is not None:
                self._files[name] = held

    def _run_given(self, source: str) -> None:
        """Run a locked cell of the teacher's here, if it needs nothing of the student's."""
        try:
            tree = parsed_check(source)
        except UnreadableError:
            return
        gives = bound(tree) - self._names.theirs
        self._values |= gives - imported(tree) - made(tree)
        if why := refused(tree, self._modules):
            self._names.lost.update(dict.fromkeys(gives - self._names.keys(), why))
            return
        if read_at_once(tree) & self._names.theirs:
            self._pending.append(source)
            return
        try:
            with quiet(), alarm(20):
                execute(tree, source, self._names)
        except (NeedsStudentError, TimeUpError):
            self._pending.append(source)
        except Exception as error:  # noqa: BLE001  it is told if a check needs what the cell gives
            why = f"does not run here ({type(error).__name__})"
            self._names.lost.update(dict.fromkeys(gives - self._names.keys(), why))

    def _run_definitions(self, source: str) -> None:
        """Of an earlier check, run what only gives something to those that come after it."""
        try:
            tree = parsed_check(source)
        except UnreadableError:
            return
        for node in tree.body:
            alone = ast.Module([node], [])
            if not isinstance(node, _DEFINITIONS) or refused(alone, self._modules):
                continue
            gives = bound(alone)
            others = ast.Module([other for other in tree.body if other is not node], [])
            # What else in the check changes what is given here may need the student's process; a module stays the same.
            is_import = isinstance(node, (ast.Import, ast.ImportFrom))
            also = bound(others) | (set() if is_import else changed(others))
            if (gives | read_at_once(alone)) & self._names.theirs or gives & also:
                continue
            with contextlib.suppress(Exception, NeedsStudentError, TimeUpError), quiet(), alarm(5):
                execute(alone, ast.unparse(node), self._names)

    def _in_copy(self, question: say.RunCheck, channel: Channel) -> Verdict:
        """What a copy of this process says of a check; it can do that once."""
        ours, theirs = socket.socketpair()
        copy = os.fork()
        if copy == 0:
            ours.close()
            _serve_one(self, question, channel, Channel(theirs))
        theirs.close()
        try:
            with contextlib.closing(Channel(ours)) as said:
                deadline = time.monotonic() + question.seconds + _GRACE_SECONDS
                return unpack(said.receive(deadline), Verdict)
        except LateError:
            why = "The check did not end in time."
            return Verdict("failed", error=("TimeoutError", why, []), why=why)
        except ChannelError:
            why = "The check was ended: it has ended by itself, or for want of memory."
            return Verdict("failed", error=("RuntimeError", why, []), why=why)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)

    def run_one(self, question: say.RunCheck, channel: Channel, report: Callable[[Verdict], NoReturn]) -> Verdict:
        """Run a check in this process, which is a copy, under guard."""
        check = Check(self._start, question, self._names, self._modules, channel)

        def stop(why: str) -> None:
            report(Verdict("person", why=why))

        guard.stand(stop, check.folder.heard, self._modules_folder, check.tests.is_teachers)
        return check.run(self._pending, self._values)


def _serve_one(checker: Checker, question: say.RunCheck, channel: Channel, said: Channel) -> NoReturn:
    """The copy: run the check, say once what became of it, and end."""

    def report(verdict: Verdict) -> NoReturn:
        with contextlib.suppress(BaseException):
            said.send(pack(verdict))
        os._exit(0)

    with contextlib.suppress(BaseException):
        random.seed()
        report(checker.run_one(question, channel, report))
    os._exit(1)


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


def prepare() -> Callable[[Channel], None]:
    """What serves checks; what they import most often has been imported by now."""
    guard.installed()
    return serve


def serve(channel: Channel) -> None:
    """Run checks as they come, until the host has ended."""
    # No copy of this process may look into it.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    random.seed()
    checker: Checker | None = None
    while True:
        try:
            data, descriptor = channel.receive_with()
        except ChannelError:
            return
        match unpack(data, say.StartChecker, say.RunCheck):
            case say.StartChecker() as start:
                checker = Checker(start)
                channel.send(pack(say.Done()))
            case say.RunCheck() as question if descriptor is not None and checker is not None:
                with contextlib.closing(Channel(socket.socket(fileno=descriptor))) as student:
                    verdict = checker.check(question, student)
                channel.send(pack(verdict))
