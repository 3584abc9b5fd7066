"""What a check sets, deletes or replaces, made known to the student's code before that is asked for anything."""

import builtins
import contextlib
import os
import random
import sys
import time
import types
from collections.abc import Iterator
from typing import Any
from unittest import mock

from safegrade.code import messages as say
from safegrade.code.carried.values import encode
from safegrade.code.checker.names import CheckNames
from safegrade.code.checker.process import StudentProcess
from safegrade.code.messages import NotDataError

# What a check may replace in a module so that the student's code notices.
_WATCHED: dict[str, tuple[types.ModuleType, tuple[str, ...]]] = {
    "builtins": (builtins, ("input", "print", "open")),
    "random": (random, tuple(name for name in vars(random) if name[:1].islower() and callable(getattr(random, name)))),
    "time": (time, ("sleep", "time", "perf_counter", "monotonic", "process_time")),
    "sys": (sys, ("stdin", "argv")),
}
_MAY_BE_PATCHED = {*_WATCHED, "__main__"}


class Pushes:
    """Lets the student's process see what a check has set.

    Only names that the solution reads are told: a wrong answer must not read there what the check expects.

    Args:
        student: the process.
        names: the names of the check.
        start: the names that the solution's functions read and give.
    """

    def __init__(self, student: StudentProcess, names: CheckNames, start: say.StartChecker) -> None:
        self._student, self._names = student, names
        self._reads, self._writes = {*start.reads}, {*start.writes}
        self._sent: dict[str, Any] = {}
        self._replaced = {
            (module, name): getattr(of, name) for module, (of, names) in _WATCHED.items() for name in names
        }
        # How the teacher's own things look that the student's code reads: a check may change them.
        self._looked = {name: looks for name in self._reads if (looks := self._looks(name)) is not None}
        self._settings = dict(os.environ)
        student.before_asking.append(self._tell)
        student.before_calling = self._refuse_unseen

    def _looks(self, name: str) -> Any:
        if not dict.__contains__(self._names, name):
            return None
        try:
            return encode(dict.__getitem__(self._names, name))
        except NotDataError:
            return None

    def _refuse_unseen(self, read: set[str]) -> None:
        """Refuse, if a function there reads what the check has set and the solution does not read."""
        self._names.notice()
        unseen = {name for name in (self._names.touched & read) - self._reads if not self._is_imported(name)}
        if unseen:
            self._student.refuse(f"it sets `{min(unseen)}`, which the student's function reads")

    def _is_imported(self, name: str) -> bool:
        """Whether a name stands for a part of a library, which the student's code has under its own imports."""
        value = dict.get(self._names, name)
        home = getattr(value, "__module__", "__main__")
        return isinstance(value, types.ModuleType) or (callable(value) and home != "__main__")

    def _tell(self) -> None:
        self._names.notice()
        for name in sorted(self._names.touched & self._reads):
            if dict.__contains__(self._names, name):
                self._set(name, dict.__getitem__(self._names, name))
            elif self._sent.get(name) is not _GONE:
                self._sent[name] = _GONE
                self._student.ask(say.DeleteName(name), say.Done)
        for name, looked in self._looked.items():
            if (looks := self._looks(name)) is not None and looks != looked:
                self._looked[name] = looks
                self._sent.pop(name, None)
                self._set(name, dict.__getitem__(self._names, name))
        if (settings := dict(os.environ)) != self._settings:
            self._settings = settings
            self._student.ask(say.SetName("os.environ", "", encode(settings), []), say.Done)
        for (module, name), known in self._replaced.items():
            value = getattr(_WATCHED[module][0], name, known)
            if value is not known:
                self._replaced[module, name] = value
                self._replace(module, name, value)

    def _set(self, name: str, value: Any) -> None:
        if name in self._sent and self._sent[name] is value:
            return
        self._sent[name] = value
        try:
            (message,), things = self._student.sharing.write([value])
        except NotDataError as error:
            self._student.refuse(f"it sets `{name}`, which the student's code reads, to {error}")
        self._student.ask(say.SetName("", name, message, things), say.Done)
        self._student.watch(name, value)
        if name in self._writes:
            # From here on the student's code may give it anew.
            dict.pop(self._names, name)
            self._names.touched.discard(name)

    def _replace(self, module: str, name: str, value: Any) -> None:
        sent = (value.read, value.readline) if name == "stdin" else value
        try:
            (message,), things = self._student.sharing.write([sent])
        except NotDataError as error:
            self._student.refuse(f"it replaces `{name}` by {error}")
        self._student.ask(say.SetName(module, name, message, things), say.Done)


_GONE = object()


@contextlib.contextmanager
def patching(student: StudentProcess) -> Iterator[None]:
    """Leave a check to a person that replaces part of a module in a way that the student's code would not notice."""
    enter = mock._patch.__enter__  # noqa: SLF001  there is no other place to look

    def checked(self: Any) -> Any:
        target = self.getter()
        if isinstance(target, types.ModuleType) and target.__name__ not in _MAY_BE_PATCHED:
            student.refuse(f"it replaces `{self.attribute}` of a module, which the student's code would not notice")
        return enter(self)

    with mock.patch.object(mock._patch, "__enter__", checked):  # noqa: SLF001
        yield
