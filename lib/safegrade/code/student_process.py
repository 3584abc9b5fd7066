"""The student's process as the checker sees it: names, values, functions and generators that are asked for there.

A value comes over as data, a function as a stand-in whose call sends its arguments and gets its result. What cannot
come over is refused, and then a person looks.
"""

import builtins
import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from safegrade.code import messages as say
from safegrade.code.messages import NotDataError, RefusedError, ask, pack, unpack
from safegrade.code.values import VALUE_CLASSES, decode, encode
from safegrade.code.views import MEMBERS, View
from safegrade.sandbox.channel import Channel, ChannelError, LateError

# What a name of the student's may stand for, though the teacher's notebook does not import it.
_USUAL = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sp": "scipy",
    **{name: name for name in ("math", "random", "statistics", "datetime", "itertools", "functools", "collections")},
    **{name: name for name in ("numpy", "pandas", "matplotlib", "json", "re", "string", "os", "sys", "time")},
}
_MOST_PRINTED, _MOST_OF_ERROR = 200_000, 2000  # characters
# What is not data, without a word that the student could have chosen: it reaches pages that students see.
_WORDS: dict[say.NotDataKind, str] = {
    "class": "a class of its own",
    "object": "an object of a class of its own",
    "too large": "something too large to be carried",
    "nested": "something that holds itself, or is nested too deeply",
    "unreadable": "something that cannot be read",
    "column": "a column of another kind",
    "other": "something",
}
# What may stand in a value for something that is not data; of these, a picture may hold only other pictures.
_STAND_INS = (say.NotCarried, say.Picture, say.StudentsFunction, say.StudentsIterator, say.ModuleNamed, say.Shared)


# Not of Exception: a check that catches every error must not catch these.
class NeedsPersonError(BaseException):
    """The check needs something that is not data."""


class EndedError(BaseException):
    """The student's process has ended, or does not say anything that can be read."""


class StudentProcess:
    """The student's process, as it was when a check's turn came; it may answer until a moment of the monotonic clock.

    The check itself sets some names; a function that reads one of them would not see it.
    """

    def __init__(self, channel: Channel, deadline: float, sets: set[str]) -> None:
        self._channel, self._deadline, self._sets = channel, deadline, sets
        self._cache: dict[str, Any] = {}
        # Values that came from there, by id: their name, the value, and how it looked.
        self._own: dict[int, tuple[str, Any, Any]] = {}
        self.refusal = self.ended = ""
        # How deep in a picture what is decoded just now lies.
        self._depth = 0

    def refuse(self, why: str) -> NoReturn:
        """Leave the check to a person, whatever it does with the error."""
        self.refusal = self.refusal or why
        raise NeedsPersonError(why)

    def end(self, why: str) -> NoReturn:
        """Nothing more can be asked."""
        self.ended = self.ended or why
        raise EndedError(why)

    def ask(self, question: Any, *awaited: type[Any]) -> Any:
        """Put a question; give the answer, which is of one of the classes that are awaited."""
        if self.ended:
            raise EndedError(self.ended)
        try:
            return ask(self._channel, question, *awaited, deadline=self._deadline)
        except LateError:
            self.end("The student's code did not end in time.")
        except RefusedError:
            self.end("The student's process does not answer.")
        except ChannelError:
            self.end("The student's process has ended.")

    def _value(self, message: Any, name: str) -> Any:
        """What a message stands for. The name tells a person what was asked."""
        try:
            return decode(message, lambda inner: self._resolve(inner, name))
        except RefusedError:
            self.end("The student's process does not answer with values.")

    def _resolve(self, message: dict[str, Any], name: str) -> Any:
        # Whatever a picture holds is data: what could be called would be called with what a check knows.
        allowed = _STAND_INS[:2] if self._depth else _STAND_INS
        match unpack(message, *allowed):
            case say.NotCarried(kind):
                self.refuse(f"`{name}` is {_WORDS[kind]}, which is not data")
            case say.Picture() as picture:
                return self._view(picture, name)
            case say.StudentsFunction() as function:
                return Function(self, name, function)
            case say.StudentsIterator(handle):
                return Generator(self, handle)
            case say.ModuleNamed(module):
                return self._module(module, name)
            case say.Shared(module, shared) if f"{module}.{shared}" in VALUE_CLASSES:
                return getattr(sys.modules.get(module), shared, None)
        raise RefusedError("nothing is known of it")

    def _view(self, picture: say.Picture, name: str) -> View:
        methods, attributes = MEMBERS.get(picture.of, ((), ()))
        if not (methods and picture.methods.keys() <= {*methods} and picture.attributes.keys() <= {*attributes}):
            raise RefusedError("a picture that holds more than pictures hold")
        self._depth += 1
        try:
            given, shown = (
                {part: self._value(message, f"{name}.{part}") for part, message in parts.items()}
                for parts in (picture.methods, picture.attributes)
            )
        finally:
            self._depth -= 1
        return View(picture.of, given, shown, self.refuse)

    def _module(self, module: str, name: str) -> Any:
        if _USUAL.get(name) == module:
            with contextlib.suppress(ImportError):
                return importlib.import_module(module)
        return self.refuse(f"`{name}` is a module that only the student imports")

    def name(self, name: str) -> Any:
        """The value of a name there.

        Raises:
            KeyError: it is not defined.
        """
        if name in self._cache:
            return self._cache[name]
        answer = self.ask(say.AskValue(name), say.Value, say.Missing)
        if isinstance(answer, say.Missing):
            raise KeyError(name)
        value = self._value(answer.value, name)
        self._cache[name] = value
        with contextlib.suppress(NotDataError):
            self._own[id(value)] = (name, value, encode(value))
        return value

    def next(self, handle: int) -> Any:
        """What an iterator there gives next.

        Raises:
            StopIteration: it has come to its end.
        """
        match self.ask(say.AskNext(handle), say.Value, say.Missing, say.Raised):
            case say.Value(message):
                return self._value(message, "what the generator gives")
            case say.Raised() as raised:
                raise _error_here(raised)
        raise StopIteration

    def call(self, function: "Function", arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function there, and give its result here."""
        self._refuse_unseen(function)
        sent = (*arguments, *named.values())
        messages = [self._message(argument) for argument in sent]
        named_messages = dict(zip(named, messages[len(arguments) :], strict=True))
        question = say.CallFunction(function.handle, messages[: len(arguments)], named_messages)
        answer = self.ask(question, say.Called)
        print(answer.printed[:_MOST_PRINTED], end="")  # noqa: T201  the check may have redirected it
        self._take_changes(sent, answer.changed)
        # The call may have changed what names stand for; what a check itself has changed, it keeps.
        for name, value in list(self._cache.items()):
            held = self._own.get(id(value))
            if held is None or _still_looks(value, held[2]):
                del self._cache[name]
        with contextlib.suppress(RefusedError):
            match unpack(answer.result, say.Value, say.ItsArgument, say.Raised):
                case say.Value(message):
                    return self._value(message, f"{function.__name__}(…)")
                case say.ItsArgument(place) if 0 <= place < len(arguments):
                    return arguments[place]
                case say.Raised() as raised:
                    raise _error_here(raised)
        return self.end("The student's process does not answer.")

    def _refuse_unseen(self, function: "Function") -> None:
        """Refuse, if the check has set or changed what a function there reads: it would not see it."""
        if unseen := self._sets & function.reads:
            self.refuse(f"it sets `{min(unseen)}`, which the student's function `{function.__name__}` reads")
        for name in self._cache.keys() & function.reads:
            held = self._own.get(id(self._cache[name]))
            if held is not None and not _still_looks(held[1], held[2]):
                self.refuse(f"it changes `{name}`, which the student's function `{function.__name__}` reads")

    def _take_changes(self, sent: tuple[Any, ...], changes: dict[str, Any]) -> None:
        """Make arguments what a function there has made of them."""
        for place, argument in enumerate(sent):
            if str(place) in changes:
                _change(argument, self._value(changes[str(place)], "what the function gives"), self.refuse)
                with contextlib.suppress(NotDataError):
                    if id(argument) in self._own:
                        self._own[id(argument)] = (self._own[id(argument)][0], argument, encode(argument))

    def _message(self, value: Any) -> Any:
        """An argument as it is sent."""
        held = self._own.get(id(value))
        if held is not None and held[1] is value and _still_looks(value, held[2]):
            # Its own thing, as it gave it: a function that changes it must find it changed.
            return pack(say.StudentsOwn(held[0]))

        def stand_in(thing: Any) -> dict[str, Any] | None:
            if type(thing) is Function and thing.of is self:
                return pack(say.StudentsFunction(thing.handle))
            module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", "")
            if module in {"builtins", "math", "numpy", "operator"} and "<" not in name:
                return pack(say.Shared(module, name))
            return None

        try:
            return encode(value, stand_in)
        except NotDataError as error:
            self.refuse(f"it hands {error} to the student's function, which is not data")


def _still_looks(value: Any, looked: Any) -> bool:
    """Whether a value looks as it did."""
    try:
        return bool(encode(value) == looked)
    except NotDataError:
        return False


def _change(value: Any, new: Any, refuse: Callable[[str], None]) -> None:
    """Make an argument what the student's function has made of it."""
    if isinstance(value, list) and isinstance(new, list):
        value[:] = new
    elif any(isinstance(value, kind) and isinstance(new, kind) for kind in (dict, set)):
        value.clear()
        value.update(new)
    elif type(value).__name__ == "ndarray" and getattr(new, "shape", None) == value.shape:
        value[...] = new
    elif type(value).__name__ in {"DataFrame", "Series"} and type(new) is type(value):
        value._update_inplace(new)  # noqa: SLF001  there is no other way to change its index
    else:
        refuse(f"the student's function changes its argument, a {type(value).__name__}")


def _error_here(raised: say.Raised) -> Exception:
    """A fresh error of a builtin type, with what the student's error said."""
    kinds = [getattr(builtins, name, None) for name in raised.classes if name != "Exception"]
    found = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Exception)), RuntimeError)
    # These would end a loop of the check without an error.
    if issubclass(found, (StopIteration, StopAsyncIteration)):
        found = RuntimeError
    if raised.classes[:1] == ["Exception"]:
        found = Exception
    text = raised.text[:_MOST_OF_ERROR]
    try:
        error = found(text)
    except TypeError:
        error = ValueError(text)
    error.of_student = True  # type: ignore[attr-defined]
    return error


class Function:
    """Stands for a function of the student's, in the process that it is in."""

    def __init__(self, of: StudentProcess, name: str, about: say.StudentsFunction) -> None:
        self.of, self.handle = of, about.handle
        self.__name__ = self.__qualname__ = name
        self.__doc__ = about.doc
        self.reads = {*about.reads}

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """What the function gives, there."""
        return self.of.call(self, arguments, named)

    def __getattr__(self, name: str) -> Any:
        if name in {"__code__", "__signature__", "__wrapped__", "__defaults__", "__annotations__", "__globals__"} or (
            not name.startswith("__")
        ):
            self.of.refuse(f"it asks for `{name}` of the student's function `{self.__dict__.get('__name__')}`")
        raise AttributeError(name)


class Generator:
    """Stands for a generator or iterator of the student's, by its number there."""

    def __init__(self, of: StudentProcess, handle: int) -> None:
        self._of, self._handle = of, handle

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """The next value, from there."""
        return self._of.next(self._handle)
