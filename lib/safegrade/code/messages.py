"""Everything that host, student's side and checker's side say to each other.

A message is one of the classes below; on its way it is JSON that names its class. Whoever asks says which answers are
possible. What comes from a student's process may be anything: whatever is not exactly one of these is refused.
"""

import builtins
import types
import typing
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
from attrs import field, frozen

from safegrade.code.files import Files
from safegrade.sandbox.channel import Channel, ChannelError


class RefusedError(ChannelError):
    """What came is not a message, or not a value, that was awaited here."""


# Why something is not data. A student's process says no more than that: its own words could tell what a check asks.
NotDataKind = Literal["class", "object", "nested", "column", "too large", "unreadable", "other"]


class NotDataError(Exception):
    """Something cannot be carried over as data: what it is, and of which kind."""

    def __init__(self, what: str, kind: NotDataKind = "other") -> None:
        super().__init__(what)
        self.kind = kind


# ---- from the host to the student's side


@frozen
class StartStudent:
    """Lay out these files, and keep so many characters of what each cell prints. Answer: Done."""

    files: Files
    most_output: int


@frozen
class RunCell:
    """Run a cell. Answer: CellOutputs."""

    source: str


@frozen
class CellOutputs:
    """The outputs of a cell, as a notebook holds them; outputs.clean makes sure of that."""

    outputs: list[Any]


@frozen
class MakeCopy:
    """Make a copy of the process as it is now, which answers on the socket that comes with this. Answer: Done."""


@frozen
class Done:
    """It is done."""


# ---- from the host to the checker's side


@frozen
class StartChecker:
    """Get ready for the checks of one notebook: the teacher's files, and what plan.Plan says. Answer: Done."""

    files: Files
    # Characters that are kept of what a check prints.
    most_output: int
    has_solution: bool
    imports: list[str]
    # The names that the teacher's locked cells and checks give.
    given: list[str]


@frozen
class RunCheck:
    """Run the teacher's cells before a check, and the check, in so many seconds. Answer: Verdict.

    The copy of the student's process that it asks is on the socket that comes with this.
    """

    source: str
    before: list[str]
    # The names that come from the student.
    theirs: list[str]
    seconds: float


# ---- from the checker's side to a copy of the student's process


@frozen
class AskValue:
    """What is the value of this name? Answer: Value or Missing."""

    name: str


@frozen
class AskIfDefined:
    """Is this name defined? Answer: Done or Missing."""

    name: str


@frozen
class AskFile:
    """What is in this file? Answer: FileContent or Missing."""

    name: str


@frozen
class CallFunction:
    """Call the function that has this handle. Answer: Called."""

    handle: int
    arguments: list[Any]
    named: dict[str, Any]


@frozen
class AskNext:
    """What does the iterator that has this handle give next? Answer: Value, Missing or Raised."""

    handle: int


@frozen
class Seed:
    """Seed the random numbers of a module. Answer: Done."""

    module: Literal["random", "numpy.random"]
    value: Any


QUESTIONS = (AskValue, AskIfDefined, AskFile, CallFunction, AskNext, Seed)


# ---- the answers of that copy


@frozen
class Value:
    """A value, as values.encode gives it."""

    value: Any


@frozen
class Missing:
    """It is not there, or there is nothing more."""


@frozen
class FileContent:
    """What is in a file, in base64."""

    content: str


@frozen
class Raised:
    """It raised an error: the names of its class and that one's bases, and what it says."""

    classes: list[str]
    text: str


@frozen
class ItsArgument:
    """A function gave back the very thing that was its argument in this place."""

    place: int


@frozen
class Called:
    """What came of a call: Value, ItsArgument or Raised, packed; and arguments that it has changed, by their place."""

    result: Any
    printed: str
    changed: dict[str, Any]


# ---- what stands in a value for something that is not data


@frozen
class NotCarried:
    """Something that cannot be carried over."""

    kind: NotDataKind


@frozen
class ModuleNamed:
    """A module."""

    name: str


@frozen
class Shared:
    """A class or function that both sides have: its module, and its name in there."""

    module: str
    name: str


@frozen
class StudentsFunction:
    """A function of the student's, by its number there; and names of the notebook that it and those it calls read."""

    handle: int
    doc: str | None = None
    reads: list[str] = field(factory=list)


@frozen
class StudentsIterator:
    """A generator or iterator of the student's, by its number there."""

    handle: int


@frozen
class StudentsOwn:
    """The very thing that has this name in the notebook."""

    name: str


@frozen
class Picture:
    """A figure of matplotlib's or a part of one: its class, what its methods give, and its attributes."""

    of: str
    methods: dict[str, Any]
    attributes: dict[str, Any]


# ---- their way to JSON and back

TAG = "t"
_Message = TypeVar("_Message", bound=attrs.AttrsInstance)


def pack(message: Any) -> dict[str, Any]:
    """A message as JSON.

    >>> pack(AskValue("total"))
    {'t': 'AskValue', 'name': 'total'}
    """
    return {TAG: type(message).__name__, **attrs.asdict(message, recurse=False)}


def unpack(data: Any, *awaited: type[_Message]) -> _Message:
    """The message that came, which may be anything.

    Raises:
        RefusedError: it is not exactly of one of the classes that are awaited.

    >>> unpack({"t": "AskValue", "name": "total"}, AskValue)
    AskValue(name='total')
    >>> unpack({"t": "AskValue", "name": 3}, AskValue)
    Traceback (most recent call last):
        ...
    safegrade.code.messages.RefusedError: what came is not AskValue
    """
    if isinstance(data, dict):
        for kind in awaited:
            types_of = {field.name: field.type for field in attrs.fields(kind)}
            fields = {name: value for name, value in data.items() if name != TAG}
            is_kind = data.get(TAG) == kind.__name__ and fields.keys() == types_of.keys()
            if is_kind and all(_fits(value, types_of[name]) for name, value in fields.items()):
                return kind(**fields)
    raise RefusedError(f"what came is not {' or '.join(kind.__name__ for kind in awaited)}")


def _fits(value: Any, wanted: Any) -> bool:
    """Whether a value out of JSON is exactly of a type."""
    inner = get_args(wanted)
    match get_origin(wanted):
        case None:
            return wanted is Any or type(value) in ((int, float) if wanted is float else (wanted,))
        case typing.Literal:
            return type(value) is str and value in inner
        case types.UnionType:
            return any(_fits(value, kind) for kind in inner)
        case builtins.dict:
            return type(value) is dict and all(_fits(held, inner[1]) for held in value.values())
        case builtins.tuple:
            return type(value) is list and len(value) == len(inner) and all(map(_fits, value, inner))
        case _:
            return type(value) is list and all(_fits(held, inner[0]) for held in value)


def ask(
    channel: Channel,
    message: Any,
    *awaited: type[_Message],
    deadline: float | None = None,
    descriptor: int | None = None,
) -> _Message:
    """Send a message, and an open file with it if one is given; wait for an answer of a class that is awaited.

    The deadline is in seconds of the monotonic clock; None waits for ever.

    Raises:
        LateError: there is no answer in time.
        RefusedError: what came is not such an answer.
        ChannelError: the other side has ended.
    """
    channel.send(pack(message), descriptor, deadline)
    return unpack(channel.receive(deadline), *awaited)
