"""What the checker's side gets to see of the student's objects: what stands for each, and the way back."""

import contextlib
import dataclasses
import enum
import functools
import sys
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from safegrade.code import messages as say
from safegrade.code.carried.functions import describe, stand_in
from safegrade.code.carried.special import specials
from safegrade.code.carried.values import decode, encode
from safegrade.code.carried.views import picture_of
from safegrade.code.messages import NotDataError, pack, unpack

if TYPE_CHECKING:
    from safegrade.code.carried.sharing import Sharing

_FUNCTIONS = (
    *(types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodWrapperType),
    *(types.MethodDescriptorType, types.WrapperDescriptorType),
)
_MOST_OF_TEXT, _MOST_WATCHED = 2000, 100


class Seen:
    """The student's objects that the other side knows by their place in here.

    Args:
        names: the names of the notebook.
        call_back: has a function of the teacher's called.
    """

    def __init__(self, names: dict[str, Any], call_back: Callable[..., Any]) -> None:
        self._names, self._call_back = names, call_back
        self.given: Mapping[str, Any] = {}
        self.sharing: Sharing | None = None
        # Attributes of functions: each side may change them.
        self.watched: dict[int, dict[str, Any]] = {}
        self._objects: list[Any] = []
        self._places: dict[int, int] = {}
        self._told: set[int] = set()
        self._teachers: dict[int, Any] = {}
        self._handles_of_teachers: dict[int, int] = {}

    def keep(self, value: Any) -> int:
        """The place of an object; the same for the same."""
        if id(value) not in self._places:
            self._places[id(value)] = len(self._objects)
            self._objects.append(value)
        return self._places[id(value)]

    def message(self, value: Any) -> Any:
        """A value that is no shared thing."""
        return encode(value, self.stand_in)

    def stand_in(self, value: Any) -> dict[str, Any] | None:  # noqa: PLR0911  one line for each kind
        """What stands for something that is not data."""
        if id(value) in self._handles_of_teachers:
            return pack(say.TeachersFunction(self._handles_of_teachers[id(value)]))
        if isinstance(value, types.ModuleType):
            return pack(say.ModuleNamed(value.__name__))
        if isinstance(value, type):
            return pack(self._class(value))
        kind = type(value)
        if isinstance(value, _FUNCTIONS) or kind.__name__ == "ufunc":
            return pack(say.StudentsFunction(*self._once(value, self._describe), self._held(value)))
        if isinstance(value, (types.GeneratorType, types.CoroutineType)):
            kept: Literal["generator", "coroutine"] = (
                "generator" if isinstance(value, types.GeneratorType) else "coroutine"
            )
            return pack(say.StudentsIterator(self.keep(value), kept))
        if isinstance(value, enum.Enum) and isinstance(value.name, str):
            return pack(say.Member(pack(self._class(kind)), value.name))
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return pack(say.Named(pack(self._class(kind)), [self.message(part) for part in value]))
        if isinstance(value, BaseException):
            return pack(raised_as_message(value, self))
        if (picture := picture_of(value, self.message, self.keep)) is not None:
            return pack(picture)
        return pack(say.StudentsObject(self.keep(value), pack(self._class(kind, may_be_shared=False))))

    def _held(self, function: Any) -> Any:
        """The attributes of a function, as a thing that both sides see."""
        if not isinstance(function, types.FunctionType) or self.sharing is None:
            return None
        if len(self.watched) < _MOST_WATCHED:
            self.watched[id(function)] = function.__dict__
        return self.sharing.refer(function.__dict__)

    def _once(self, value: Any, about: Callable[[Any], Any]) -> tuple[int, Any]:
        """A handle, and the first time what can be seen."""
        handle = self.keep(value)
        if handle in self._told:
            return handle, None
        self._told.add(handle)
        return handle, about(value)

    def _describe(self, function: Any) -> Any:
        return describe(function, self._names, self.message)

    def _class(self, kind: type, *, may_be_shared: bool = True) -> say.Given | say.Shared | say.StudentsClass:
        if self.given.get(kind.__name__) is kind:
            return say.Given(kind.__name__)
        if may_be_shared and _is_shared(kind):
            return say.Shared(kind.__module__, kind.__qualname__)
        return say.StudentsClass(*self._once(kind, self._about))

    def _about(self, kind: type) -> Any:
        bases = [pack(self._class(base)) for base in kind.__bases__]
        fields: list[Any] = []
        sort: Literal["plain", "dataclass", "namedtuple", "enum"] = "plain"
        if issubclass(kind, enum.Enum):
            sort, fields = "enum", [[name, self.message(member.value)] for name, member in kind.__members__.items()]
        elif issubclass(kind, tuple) and hasattr(kind, "_fields"):
            sort = "namedtuple"
            fields = [[name, self._default(kind, name)] for name in kind._fields]
        elif dataclasses.is_dataclass(kind):
            sort, fields = "dataclass", [[field.name, field.init] for field in dataclasses.fields(kind)]
        plain = (object, *(base for base in (BaseException, tuple) if issubclass(kind, base)))
        return pack(
            say.About(
                name=kind.__name__,
                module=str(kind.__module__),
                kind=sort,
                bases=bases,
                special=specials(kind, *plain),
                fields=fields,
                abstract=sorted(getattr(kind, "__abstractmethods__", ())),
                doc=kind.__doc__ if isinstance(kind.__doc__, str) else None,
                hashable=kind.__hash__ is not None,
            )
        )

    def _default(self, kind: Any, name: str) -> list[Any]:
        return [self.message(kind._field_defaults[name])] if name in kind._field_defaults else []

    def resolve(self, message: dict[str, Any]) -> Any:  # noqa: PLR0911  one line for each kind
        """What a stand-in of the other side's stands for here."""
        objects = (say.StudentsFunction, say.StudentsClass, say.StudentsObject, say.StudentsIterator)
        more = (say.Shared, say.Member, say.Named, say.TeachersFunction, say.ModuleNamed, say.Raised, say.Value)
        match unpack(message, *objects, *more):
            case say.TeachersFunction(handle, about):
                return self._teacher(handle, about)
            case say.Member(of, name):
                return self.resolve(of)[name]
            case say.Named(of, values):
                return self.resolve(of)(*(decode(value, self.resolve) for value in values))
            case say.Shared(module, name):
                return functools.reduce(getattr, name.split("."), __import__(module, fromlist=["_"]))
            case say.ModuleNamed(name):
                return __import__(name, fromlist=["_"])
            case say.Raised() as raised:
                return self._raised(raised)
            case say.Value(value):
                return decode(value, self.resolve)
            case found:
                return self._objects[getattr(found, "handle")]  # noqa: B009  all others have one

    def _raised(self, raised: say.Raised) -> Any:
        if raised.handle >= 0:
            return self._objects[raised.handle]
        arguments = [decode(argument, self.resolve) for argument in raised.arguments]
        return decode(raised.of, self.resolve)(*arguments)

    def _teacher(self, handle: int, about: Any) -> Any:
        if handle not in self._teachers:

            def call(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
                return self._call_back(handle, arguments, named)

            made = stand_in(about, lambda held: decode(held, self.resolve), call)
            self._teachers[handle] = made
            self._handles_of_teachers[id(made)] = handle
        return self._teachers[handle]


def _is_shared(kind: type) -> bool:
    """Whether the other side has this very class under its name."""
    module = sys.modules.get(kind.__module__)
    top = kind.__module__.partition(".")[0]
    held: Any = kind
    if module is None or top in {"__main__", "safegrade"}:
        return False
    known = top in sys.stdlib_module_names or top in {"numpy", "pandas"}
    is_small = kind.__name__ in {"object", "type"} or issubclass(kind, BaseException) or kind.__module__ in _OF_BOTH
    with contextlib.suppress(AttributeError):
        return known and is_small and functools.reduce(getattr, kind.__qualname__.split("."), module) is held
    return False


# Modules whose classes do nothing but hold a value, or say what others can do.
_OF_BOTH = {
    *("builtins", "abc", "collections", "collections.abc", "datetime", "decimal", "enum", "fractions", "numbers"),
    *("pathlib", "types", "typing", "numpy", "pandas", "pandas.core.frame", "pandas.core.series"),
    *("pandas._libs.tslibs.timestamps", "pandas._libs.tslibs.timedeltas", "pandas.core.indexes.base"),
}


def raised_as_message(raised: BaseException, seen: Seen, depth: int = 0) -> say.Raised:
    """An error as it goes over: its class, and what it holds, as far as that is data."""

    def held(value: Any) -> Any:
        try:
            return seen.message(value)
        except NotDataError:
            return text_of(value)

    state = {}
    for name, value in getattr(raised, "__dict__", {}).items():
        with contextlib.suppress(NotDataError):
            state[str(name)] = seen.message(value)
    if raised.__cause__ is not None and depth < 3:  # noqa: PLR2004  further back nobody looks
        state["__cause__"] = pack(raised_as_message(raised.__cause__, seen, depth + 1))
    arguments = [held(argument) for argument in raised.args]
    return say.Raised(pack(seen._class(type(raised))), text_of(raised), arguments, state, seen.keep(raised))  # noqa: SLF001


def text_of(raised: Any) -> str:
    """What something says of itself, if it does."""
    try:
        return str(raised)[:_MOST_OF_TEXT]
    except Exception:  # noqa: BLE001  a student's class may do anything
        return ""
