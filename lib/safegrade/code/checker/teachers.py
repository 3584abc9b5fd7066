"""What the teacher hands to the student's code that is not data: functions, and what both sides have."""

import functools
import types
from typing import TYPE_CHECKING, Any

from safegrade.code import messages as say
from safegrade.code.carried.functions import describe
from safegrade.code.carried.values import encode
from safegrade.code.messages import NotDataError, RefusedError, pack

if TYPE_CHECKING:
    from safegrade.code.checker.stand_ins import StandIns

_SHARED_MODULES = {"builtins", "math", "operator", "numpy", "functools", "itertools", "collections", "random", "string"}
_OTHER_MODULES = {"datetime", "decimal", "fractions", "enum", "abc", "typing", "json", "statistics", "re", "cmath"}


_FUNCTIONS = (
    *(types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial),
    *(types.MethodDescriptorType, types.WrapperDescriptorType, types.MethodWrapperType),
)
# Objects that a check has made to be called.
_OF_CHECKS = {"__main__", "unittest.mock", "functools", "operator", "numpy"}


class Teachers:
    """The teacher's functions that the other side knows by their place in here."""

    def __init__(self, stand_ins: "StandIns") -> None:
        self._stand_ins = stand_ins
        self._functions: list[Any] = []
        self._places: dict[int, int] = {}
        self._told: set[int] = set()

    def function(self, handle: int) -> Any:
        """The function with this handle."""
        if not 0 <= handle < len(self._functions):
            raise RefusedError("nobody has handed over such a function")
        return self._functions[handle]

    def message(self, value: Any) -> dict[str, Any] | None:
        """What stands for something of the teacher's that is not data."""
        if (own := self._stand_ins.message(value)) is not None:
            return own
        if isinstance(value, types.ModuleType):
            return pack(say.ModuleNamed(value.__name__))
        if _is_shared(value):
            return pack(say.Shared(value.__module__, value.__qualname__))
        if isinstance(value, BaseException):
            return pack(self.raised(value))
        if isinstance(value, _FUNCTIONS) or (callable(value) and type(value).__module__ in _OF_CHECKS):
            return self._of_function(value)
        return None

    def _of_function(self, value: Any) -> dict[str, Any]:
        if id(value) not in self._places:
            self._places[id(value)] = len(self._functions)
            self._functions.append(value)
        handle = self._places[id(value)]
        about = None
        if handle not in self._told:
            self._told.add(handle)
            about = describe(value, {}, lambda held: encode(held, lambda _: None))
        return pack(say.TeachersFunction(handle, about))

    def raised(self, error: BaseException) -> say.Raised:
        """An error of the teacher's, for the student's code."""
        kind = type(error)
        if isinstance(known := self._stand_ins.own(error), say.Raised):
            return known
        shared = kind if _is_shared(kind) else next((base for base in kind.__mro__ if _is_shared(base)), Exception)
        arguments = []
        for argument in error.args:
            try:
                arguments.append(encode(argument, self.message))
            except NotDataError:
                arguments.append(str(argument)[:200])
        of = self._stand_ins.message(kind) or pack(say.Shared(shared.__module__, shared.__qualname__))
        return say.Raised(of, str(error)[:200], arguments, {}, -1)


def _is_shared(value: Any) -> bool:
    """Whether the other side has this very function or class."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not (isinstance(module, str) and isinstance(name, str) and "<" not in name):
        return False
    if not (isinstance(value, type) or callable(value)):
        return False
    is_error = isinstance(value, type) and issubclass(value, BaseException)
    if module not in _SHARED_MODULES | _OTHER_MODULES and not (is_error and module.partition(".")[0] in _ERRORS):
        return False
    found: Any = __import__(module, fromlist=["_"])
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is value


_ERRORS = {"json", "numpy", "pandas", "subprocess", "zipfile", "csv", "configparser", "unittest", "dataclasses"}
