"""What stands for the student's functions, classes, objects and iterators where they are checked."""

import contextlib
import importlib
import sys
import types
from collections.abc import Coroutine, Generator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from safegrade.code import messages as say
from safegrade.code.carried.functions import stand_in
from safegrade.code.carried.values import VALUE_CLASSES, encode
from safegrade.code.carried.views import MEMBERS, View
from safegrade.code.checker.classes import Students, mint, object_of
from safegrade.code.checker.errors import error_value
from safegrade.code.messages import RefusedError, pack, unpack

if TYPE_CHECKING:
    from safegrade.code.checker.process import StudentProcess

# What a name of the student's may stand for, though the teacher's notebook does not import it.
_USUAL = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sp": "scipy",
    **{name: name for name in ("math", "random", "statistics", "datetime", "itertools", "functools", "collections")},
    **{name: name for name in ("numpy", "pandas", "matplotlib", "json", "re", "string", "os", "sys", "time")},
}
_OBJECTS = (say.StudentsFunction, say.StudentsClass, say.StudentsObject, say.StudentsIterator, say.Member, say.Named)
_STAND_INS = (say.NotCarried, say.Picture, say.ModuleNamed, say.Shared, say.Raised, say.TeachersFunction, *_OBJECTS)
# Methods of a library's objects that give something for the check to look at, whatever they are given. None that data
# have as well, such as `-` or `[]`: an object may say that it is a library's, and be handed what a check expects.
_OF_LIBRARIES = {
    *("predict", "transform", "predict_proba", "inverse_transform", "get_group", "execute", "executemany"),
    *("executescript", "cdf", "sf", "pdf", "pmf", "ppf", "rvs", "interval"),
}


class StandIns:
    """The stand-ins of one check.

    A wrong answer must not pass because the student's object answers a comparison. So what is called on such an object
    with something of the teacher's is called only if the solution's class of that name has it.

    Args:
        process: the student's process.
        members: the members of the solution's classes.
    """

    def __init__(self, process: "StudentProcess", members: Mapping[str, list[str]]) -> None:
        self.process, self._members = process, members
        self._kept: dict[tuple[str, int], Any] = {}
        self._messages: dict[int, tuple[Any, Any]] = {}
        # What was asked for last, as a person would name it; and whether an iterator may end now.
        self.asked_for, self.ends, self.is_making = "", False, False
        # What functions take, by their id: an attribute of their own would be one of the student's.
        self.signatures: dict[int, Any] = {}
        # The names of the notebook that each reads.
        self.reads: dict[int, set[str]] = {}
        # How deep in a picture what is decoded just now lies.
        self._depth = 0

    # ---- which stand-in has which handle

    def known(self, kind: str, handle: int) -> Any:
        """The stand-in of a kind that has this handle."""
        return self._kept.get((kind, handle))

    def keep(self, handle: int, value: Any, message: Any) -> Any:
        """Keep a stand-in, and what it is called on the other side."""
        self._kept[type(message).__name__, handle] = value
        return self.name(value, message)

    def name(self, value: Any, message: Any) -> Any:
        """Say what something is called on the other side."""
        self._messages[id(value)] = value, message
        return value

    def own(self, value: Any) -> Any:
        """The message for a stand-in; None if it is none."""
        return self._messages.get(id(value), (None, None))[1]

    def message(self, value: Any) -> dict[str, Any] | None:
        """The JSON for a stand-in; None if it is none."""
        if (own := self.own(value)) is not None:
            return pack(own)
        of = self.own(type(value))
        if of is not None and isinstance(value, Enum):
            return pack(say.Member(pack(of), str(value.name)))
        if of is not None and isinstance(value, tuple):
            messages, _ = self.process.sharing.write([list(value)])
            return pack(say.Named(pack(of), [self._inline(part) for part in value])) if messages else None
        return None

    def _inline(self, value: Any) -> Any:
        return encode(value, self.message)

    # ---- what may be asked of an object

    def allow(self, kind: type, member: str) -> None:
        """Leave the check to a person, unless this may be called with something of the teacher's."""
        if member in self._members.get(kind.__name__, ()) or member == "__call__":
            return
        if member in _OF_LIBRARIES and kind.__dict__.get("_is_of_library"):
            return
        shown = member if member.startswith("__") else f"{member[:60]!r}"
        self.process.refuse(f"it hands values to {shown} of a student's object, and the solution's has no such method")

    def attribute(self, of: Any, name: str) -> Any:
        """An attribute of a stand-in; a method refuses what it must not be given."""
        value = self.process.do_as("getattr", (of, name), {}, name=f"….{name}")
        if not callable(value):
            return value
        kind = of if isinstance(of, type) else type(of)
        if not isinstance(value, types.FunctionType) or self.own(value) is None:
            # A class, or an object that can be called: nobody would notice what it is given.
            self.allow(kind, name)
            return value

        def call(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
            if arguments or named:
                self.allow(kind, name)
            return self.process.do_as("__call__", (value, *arguments), named, name=f"….{name}(…)")

        def method(*arguments: Any, **named: Any) -> Any:
            return call(arguments, named)

        for shown in ("__name__", "__qualname__", "__doc__", "__annotations__", "__defaults__", "__dict__"):
            setattr(method, shown, getattr(value, shown))
        self.signatures[id(method)] = self.signatures.get(id(value))
        return self.name(method, self.own(value))

    # ---- messages

    def decode(self, message: Any) -> Any:
        """The value of a message."""
        return self.process.sharing.value(message)

    def resolve(self, message: dict[str, Any]) -> Any:  # noqa: PLR0911  one line for each kind
        """What stands for something here."""
        # Whatever a picture holds is data: what could be called would be called with what a check knows.
        allowed = _STAND_INS[:2] if self._depth else _STAND_INS
        match unpack(message, *allowed):
            case say.NotCarried(kind):
                return self.process.what_is_not_carried(kind, self.asked_for)
            case say.Picture() as picture:
                return self._view(picture)
            case say.ModuleNamed(module):
                return self._module(module)
            case say.Shared(module, name):
                return _shared(module, name)
            case say.Raised() as raised:
                return error_value(raised, self)
            case say.TeachersFunction(handle):
                return self.process.teachers.function(handle)
            case found:
                return self._object(found)

    def _object(self, message: Any) -> Any:  # noqa: PLR0911  one line for each kind
        match message:
            case say.Member(of, name):
                return self.resolve(of)[name]
            case say.Named(of, values):
                kind = self.resolve(of)
                if not (isinstance(kind, type) and issubclass(kind, tuple)):
                    raise RefusedError("a tuple of a class that is none")
                return tuple.__new__(kind, [self.decode(value) for value in values])
        handle = message.handle
        if (known := self.known(type(message).__name__, handle)) is not None:
            return known
        match message:
            case say.StudentsFunction(about=about):
                return self._function(handle, about, message.held)
            case say.StudentsClass(about=about):
                return self.keep(handle, mint(unpack(about, say.About), self), say.StudentsClass(handle))
            case say.StudentsObject(of=of):
                return self.keep(handle, object_of(self.resolve(of)), say.StudentsObject(handle, None))
            case say.StudentsIterator(kind=kind):
                made = _generator(self.process) if kind == "generator" else _coroutine(self.process)
                return self.keep(handle, made, say.StudentsIterator(handle, kind))
        raise RefusedError("nothing is known of it")

    def _function(self, handle: int, about: Any, held: Any) -> Any:
        name = self.asked_for
        function = stand_in(about, self.decode, lambda *sent: self._call(function, name, *sent))
        self.signatures[id(function)] = function.__dict__.pop("__signature__", None)
        if about is not None:
            self.reads[id(function)] = {*about.get("reads", ())}
        if held is not None:
            shared = self.decode(held)
            if type(shared) is not dict or not all(isinstance(name, str) for name in shared):
                raise RefusedError("what a function holds is no such thing")
            function.__dict__ = shared
            self.process.watch(f"function {handle}", shared)
        return self.keep(handle, function, say.StudentsFunction(handle))

    def _call(self, function: Any, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        return self.process.do_as("__call__", (function, *arguments), named, name=f"{name}(…)")

    def _view(self, picture: say.Picture) -> View:
        methods, attributes = MEMBERS.get(picture.of, ((), ()))
        if not (methods and picture.methods.keys() <= {*methods} and picture.attributes.keys() <= {*attributes}):
            raise RefusedError("a picture that holds more than pictures hold")
        self._depth += 1
        try:
            given, shown = (
                {part: self.decode(message) for part, message in parts.items()}
                for parts in (picture.methods, picture.attributes)
            )
        finally:
            self._depth -= 1
        view = View(picture.of, given, shown, self.process)
        self.name(view, say.StudentsObject(picture.handle, None))
        return view

    def _module(self, module: str) -> Any:
        if self.asked_for == "import":
            return self.keep(0, StudentsModule(module, self), say.ModuleNamed(module))
        if _USUAL.get(self.asked_for) == module:
            with contextlib.suppress(ImportError):
                return importlib.import_module(module)
        return self.process.refuse(f"`{self.asked_for}` is a module that only the student imports")


class StudentsModule(types.ModuleType):
    """Stands for a module of the student's own, which is never imported here."""

    def __init__(self, name: str, stand_ins: StandIns) -> None:
        super().__init__(name)
        self.__dict__["_stand_ins"] = stand_ins

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._stand_ins.process.do("getattr", self, name)


def _shared(module: str, name: str) -> Any:
    """A class that both sides have: one that holds a value, an error, or a name for what others can do."""
    found: Any = sys.modules.get(module)
    if module.partition(".")[0] in {*sys.stdlib_module_names, "numpy", "pandas"} and found is None:
        with contextlib.suppress(ImportError):
            found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    is_class = isinstance(found, type) and not isinstance(found, Students)
    is_small = is_class and (f"{module}.{name}" in VALUE_CLASSES or issubclass(found, BaseException))
    if is_small or (is_class and module in _HARMLESS and found.__module__ in _HARMLESS):
        return found
    raise RefusedError("a class that nobody shares")


_HARMLESS = {
    *("builtins", "abc", "collections", "collections.abc", "datetime", "decimal", "enum", "fractions", "numbers"),
    *("pathlib", "types", "typing", "numpy", "pandas", "pandas.core.frame", "pandas.core.series"),
    *("pandas._libs.tslibs.timestamps", "pandas._libs.tslibs.timedeltas", "pandas.core.indexes.base"),
}


def _generator(process: "StudentProcess") -> Generator[Any, Any, Any]:
    """A generator that asks for each value."""

    def body() -> Generator[Any, Any, Any]:
        what: tuple[Any, ...] = ("__next__", made)
        while True:
            try:
                value = process.do(*what)
            except StopIteration as end:
                return end.value
            try:
                sent = yield value
            except GeneratorExit:
                process.do("method", made, "close")
                raise
            except Exception as error:  # noqa: BLE001  it is thrown in there
                what = ("method", made, "throw", error)
            else:
                what = ("__next__", made) if sent is None else ("method", made, "send", sent)

    made = body()
    return made


def _coroutine(process: "StudentProcess") -> Coroutine[Any, Any, Any]:
    """A coroutine that is run there when it is awaited."""

    async def body() -> Any:
        return process.do("await", made)

    made = body()
    return made
