"""Classes that stand for the student's: what Python itself looks for in them is here, all else is asked for there."""

import collections
import dataclasses
import sys
from abc import ABC, ABCMeta
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from safegrade.code.carried.special import ALONE, WITH_MORE
from safegrade.code.messages import About, RefusedError

if TYPE_CHECKING:
    from safegrade.code.checker.stand_ins import StandIns

_DATA = (bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset)
# Attributes of this kind of name that are asked for; libraries try many others.
_ASKED_FOR = {"__dict__", "__name__", "__wrapped__", "__self__", "__annotations__", "__slots__", "__match_args__"}
_OF_ERRORS = {"__traceback__", "__cause__", "__context__", "__suppress_context__", "__notes__", "args", "of_student"}


class Students(ABCMeta):
    """The class of the classes that stand for the student's."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], names: dict[str, Any], stand_ins: "StandIns | None" = None
    ) -> "Students":
        """Make one, or refuse to: a class of the check's cannot come from one of the student's."""
        if stand_ins is None:
            for base in bases:
                if isinstance(base, Students):
                    base.stand_ins.process.refuse("it makes a class that comes from a class of the student's")
        made = super().__new__(cls, name, bases, names)
        type.__setattr__(made, "stand_ins_of", stand_ins)
        return made

    def __init__(
        cls, name: str, bases: tuple[type, ...], names: dict[str, Any], stand_ins: "StandIns | None" = None
    ) -> None:
        del stand_ins
        super().__init__(name, bases, names)

    @property
    def stand_ins(cls) -> "StandIns":
        """All stand-ins of the check."""
        return type.__getattribute__(cls, "stand_ins_of")  # type: ignore[no-any-return]

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        """An object of the student's, made there."""
        return cls.stand_ins.process.do("__call__", cls, *arguments, **named)

    def __getattr__(cls, name: str) -> Any:
        if cls.stand_ins.is_making or (name.startswith("__") and name not in _ASKED_FOR):
            raise AttributeError(name)
        return cls.stand_ins.attribute(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith(("_abc_", "__")):
            super().__setattr__(name, value)
        else:
            cls.stand_ins.process.do("setattr", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        cls.stand_ins.process.do("delattr", cls, name)


def object_of(kind: Any) -> Any:
    """A new object of a class that stands for one of the student's."""
    if not isinstance(kind, Students) or issubclass(kind, BaseException):
        raise RefusedError("an object of a class that is none of the student's")
    return object.__new__(kind)


def mint(about: About, stand_ins: "StandIns") -> type:
    """A class that stands for one of the student's, or of a library that only the student's process uses."""
    name = about.name if about.name.isidentifier() else "Class"
    bases = [base for base in map(stand_ins.decode, about.bases) if isinstance(base, type)]
    doc = about.doc[:100_000] if about.doc else None
    if about.kind == "enum":
        return _enumeration(name, bases, about, stand_ins)
    if about.kind == "namedtuple":
        return _namedtuple(name, about, stand_ins)
    is_error = any(issubclass(base, BaseException) for base in bases)
    names: dict[str, Any] = {"__slots__": (), "__doc__": doc, "__module__": "__main__"}
    names |= _methods(about, bases, stand_ins) | _hashing(about)
    names["__getattr__"] = _getting(stand_ins)
    if not is_error:
        names |= _rest(stand_ins)
        if real := _real(about, bases):
            names["__class__"] = property(lambda _: real)
    if about.kind == "dataclass":
        names |= _fields_of(name, about)
    kept = [base for base in bases if _may_be_base(base)]
    # While a class is made, Python looks for what is abstract in it.
    stand_ins.is_making = True
    try:
        made = Students(name, tuple(kept) or (object,), names, stand_ins=stand_ins)
    finally:
        stand_ins.is_making = False
    made.__abstractmethods__ = frozenset(map(str, about.abstract))
    type.__setattr__(made, "_is_of_library", about.module not in {"__main__", "builtins"})
    return made


def _may_be_base(base: type) -> bool:
    return (
        (isinstance(base, Students))
        or base is ABC
        or issubclass(base, BaseException)
        or (base.__module__ == "collections.abc" and isinstance(base, ABCMeta))
    )


def _real(about: About, bases: list[type]) -> type | None:
    """What ``isinstance`` is told besides: the class of a library, or the kind of data that a class extends."""
    if about.module != "__main__":
        found: Any = sys.modules.get(about.module)
        found = getattr(found, about.name, None)
        if isinstance(found, type):
            return found
    return next((base for base in bases if base in _DATA), None)


def _methods(about: About, bases: Iterable[type], stand_ins: "StandIns") -> dict[str, Any]:
    """What Python calls itself, as far as the student's class has it, or gets it from a base whatever it says."""
    special = {*about.special}
    if not any(issubclass(base, BaseException) for base in bases):
        special |= {name for base in bases for name in WITH_MORE if _has_its_own(base, name)}
    found: dict[str, Any] = {name: _alone(name, stand_ins) for name in ALONE if name in special}
    return found | {name: _with_more(name, stand_ins) for name in WITH_MORE if name in special}


def _has_its_own(base: type, name: str) -> bool:
    return getattr(base, name, None) is not getattr(object, name, None)


def _alone(name: str, stand_ins: "StandIns") -> Callable[..., Any]:
    def method(self: Any) -> Any:
        return stand_ins.process.do(name, self)

    return method


def _with_more(name: str, stand_ins: "StandIns") -> Callable[..., Any]:
    def method(self: Any, *more: Any, **named: Any) -> Any:
        if name == "__exit__":
            _leaving(more, stand_ins)
            more = (*more[:2], None)
        elif more:
            stand_ins.allow(type(self), name)
        return stand_ins.process.do(name, self, *more, **named)

    return method


def _leaving(why: tuple[Any, ...], stand_ins: "StandIns") -> None:
    """A context of the student's must not swallow the error of an assertion."""
    if why and why[0] is not None and (issubclass(why[0], AssertionError) or not issubclass(why[0], Exception)):
        stand_ins.process.refuse("an assertion of it fails within a context of the student's")


def _hashing(about: About) -> dict[str, Any]:
    if not about.hashable:
        return {"__hash__": None}
    return {} if "__hash__" in about.special else {"__hash__": object.__hash__}


def _getting(stand_ins: "StandIns") -> Callable[..., Any]:
    def __getattr__(self: Any, name: str) -> Any:  # noqa: N807  it becomes a method
        if name.startswith("__") and name not in _ASKED_FOR:
            raise AttributeError(name)
        return stand_ins.attribute(self, name)

    return __getattr__


def _rest(stand_ins: "StandIns") -> dict[str, Any]:
    """How an object is changed, copied and looked into."""
    do = stand_ins.process.do
    return {
        "__setattr__": lambda self, name, value: do("setattr", self, name, value),
        "__delattr__": lambda self, name: do("delattr", self, name),
        "__dict__": property(lambda self: stand_ins.attribute(self, "__dict__")),
        "__dir__": lambda self: do("dir", self),
        "__copy__": lambda self: do("copy", self),
        "__deepcopy__": lambda self, _: do("deepcopy", self),
        "__reduce_ex__": lambda *_: stand_ins.process.refuse("it makes a pickle of a student's object"),
    }


def _fields_of(name: str, about: About) -> dict[str, Any]:
    """What the functions of ``dataclasses`` look for."""
    fields = [(str(field), Any, dataclasses.field(init=bool(init), default=None)) for field, init in about.fields]
    made = dataclasses.make_dataclass(name, fields)
    return {part: made.__dict__[part] for part in ("__dataclass_fields__", "__dataclass_params__", "__match_args__")}


def _enumeration(name: str, bases: list[type], about: About, stand_ins: "StandIns") -> type:
    kinds = [base for base in bases if base in _DATA or (issubclass(base, Enum) and base.__module__ == "enum")]
    if not any(issubclass(kind, Enum) for kind in kinds):
        kinds = [*kinds, Enum]

    def __getattr__(self: Any, asked: str) -> Any:  # noqa: N807  it becomes a method
        if asked.startswith("_"):
            raise AttributeError(asked)
        return stand_ins.attribute(self, asked)

    meta: Any = type(kinds[-1])
    names: Any = meta.__prepare__("Base", tuple(kinds))
    names["__getattr__"] = __getattr__
    base: Any = meta("Base", tuple(kinds), names)
    members = {str(member): stand_ins.decode(value) for member, value in about.fields}
    hidden = any(member.startswith("_") and member.endswith("_") for member in members)
    made: Any = None if hidden else base(name, members, module="__main__")
    if made is None or made.__members__.keys() != members.keys():
        # It would be a method, which nobody here asks whether it may be given what a check knows.
        raise RefusedError("a member that is none")
    return made  # type: ignore[no-any-return]


def _namedtuple(name: str, about: About, stand_ins: "StandIns") -> type:
    fields = [str(field) for field, _ in about.fields]
    defaults = [stand_ins.decode(default[0]) for _, default in about.fields if default]
    base = collections.namedtuple(name, fields, defaults=defaults)  # type: ignore[misc]  # noqa: PYI024  as told
    names = {"__slots__": (), "__module__": "__main__", "__getattr__": _getting(stand_ins), "__doc__": about.doc}
    own = _methods(about, (), stand_ins)
    own.pop("__repr__", None)
    return type(name, (base,), {**names, **own})
