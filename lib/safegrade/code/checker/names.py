"""The names of a check: the teacher's own, and behind them those of the student."""

import builtins
import types
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from safegrade.code import messages as say

if TYPE_CHECKING:
    from safegrade.code.checker.process import StudentProcess


# Not of Exception: no cell of the teacher's must catch this.
class NeedsStudentError(BaseException):
    """A cell of the teacher's reads something that is not the teacher's."""


class CheckNames(dict[str, Any]):
    """The names of the checks.

    Args:
        given: every name that the teacher's locked cells and checks give, whether they came to it or not.
    """

    def __init__(self, given: Iterable[str]) -> None:
        super().__init__({"__name__": "__main__", "__builtins__": builtins, "display": _display})
        self._given = {*given}
        self.theirs: set[str] = set()
        # Those that earlier checks have given beside the student's code.
        self.kept: set[str] = set()
        # Names of the teacher's that could not be made here; the student's must not take their place.
        self.lost: dict[str, str] = {}
        self.student: StudentProcess | None = None
        # What the check has set or deleted.
        self.touched: set[str] = set()
        # What functions may have set: Python does not say so here.
        self.within_functions: set[str] = set()
        self._deleted: set[str] = set()

    def begin(self, student: "StudentProcess", theirs: Iterable[str]) -> None:
        """From here on, these names are the student's."""
        self.student = student
        self.theirs = {*theirs}
        for name in self.theirs:
            self.pop(name, None)
        self.touched.clear()

    def notice(self) -> None:
        """Take as set what functions may have set by now."""
        self.touched |= {name for name in self.within_functions if dict.__contains__(self, name)}

    def __missing__(self, name: str) -> Any:
        if name.startswith("__") or name in self._deleted:
            raise KeyError(name)
        # A student's own `sum` counts only where one was to be written, and a name of the teacher's never.
        if hasattr(builtins, name) and name not in self.theirs:
            raise KeyError(name)
        if self.student is None:
            raise NeedsStudentError
        if name in self.lost and name not in self.theirs:
            self.student.refuse(f"`{name}` comes from a cell of the teacher's that {self.lost[name]}")
        if name in self._given and name not in self.theirs | self.kept:
            raise KeyError(name)
        return self.student.name(name)

    def __setitem__(self, name: str, value: Any) -> None:
        self.touched.add(name)
        self._deleted.discard(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self.pop(name, None)
        self.touched.add(name)
        self._deleted.add(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (
            self.student is not None
            and isinstance(name, str)
            and name not in self._deleted
            and self.student.ask(say.AskIfDefined(name), say.Done, say.Missing) == say.Done()
        )

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        try:
            return self[name]
        except KeyError:
            return default

    def copy(self) -> "_Copy":
        """Names of their own, with these behind them."""
        return _Copy(self)


class _Copy(dict[str, Any]):
    """Names that are set here, and others behind them."""

    def __init__(self, behind: CheckNames) -> None:
        super().__init__(behind)
        self._behind = behind

    def __missing__(self, name: str) -> Any:
        return self._behind[name]

    def copy(self) -> "_Copy":
        """The same again."""
        return _Copy(self._behind)


class MainModule(types.ModuleType):
    """What a check finds as the module ``__main__``."""

    def __init__(self, names: CheckNames) -> None:
        super().__init__("__main__")
        self.__dict__["_names"] = names

    def __getattr__(self, name: str) -> Any:
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._names[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self._names[name]
        except KeyError:
            raise AttributeError(name) from None

    def __dir__(self) -> list[str]:
        return [*dict.keys(self._names)]


def _display(*values: Any, **_: Any) -> None:
    for value in values:
        print(repr(value))  # noqa: T201
