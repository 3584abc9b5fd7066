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

from safegrade.code.carried.files import Files
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
    # Of the solution: the members of its classes, the docstrings of its functions and classes, and the names that
    # its functions read, and those that they give.
    classes: dict[str, list[str]]
    docstrings: dict[str, str]
    reads: list[str]
    writes: list[str]


@frozen
class RunCheck:
    """Run the teacher's cells before a check, and the check, in so many seconds. Answer: Verdict.

    The copy of the student's process that it asks is on the socket that comes with this.
    """

    source: str
    # The teacher's locked cells, and the checks, since the last check that was asked for.
    before: list[str]
    earlier: list[str]
    # The names that come from the student where this check stands.
    theirs: list[str]
    # Names that earlier checks have given there, and that no cell of the student's gives.
    kept: list[str]
    # The text of functions and classes as it stands in the student's cells.
    definitions: dict[str, str]
    seconds: float


# ---- from the checker's side to a copy of the student's process


@frozen
class Begin:
    """A check begins. Both sides have these classes of the teacher's, each of a module. Answer: Done."""

    given: dict[str, str]


@frozen
class AskValue:
    """What is the value of this name? Answer: Did or Missing."""

    name: str


@frozen
class AskIfDefined:
    """Is this name defined? Answer: Done or Missing."""

    name: str


@frozen
class ListFiles:
    """Which files are there in the folder and the temporary folder? Answer: Files."""


@frozen
class AskFile:
    """What is in this file? Answer: FileContent or Missing."""

    name: str


@frozen
class PutFile:
    """Write a file; without content, make a folder, or with neither, remove it. Answer: Done."""

    name: str
    content: str | None
    exists: bool


@frozen
class Do:
    """Do something with a thing that stands first among the arguments: call it, ask for an attribute. Answer: Did."""

    what: str
    arguments: list[Any]
    named: dict[str, Any]
    things: list[Any]
    logs: bool = False


@frozen
class SetName:
    """Let a name stand for something: in a module, or if that is empty, in the notebook. Answer: Done."""

    module: str
    name: str
    value: Any
    things: list[Any]


@frozen
class DeleteName:
    """Delete a name of the notebook. Answer: Done."""

    name: str


@frozen
class Seed:
    """Seed the random numbers of a module. Answer: Done."""

    module: Literal["random", "numpy.random"]
    value: Any


# So much deeper calls may go on either side for each that goes from one to the other and on.
FRAMES_OF_A_CALL = 60


@frozen
class SetDeepest:
    """Let calls go so deep. Answer: Done."""

    deepest: int


QUESTIONS = (Begin, AskValue, AskIfDefined, ListFiles, AskFile, PutFile, Do, SetName, DeleteName, Seed, SetDeepest)


# ---- the answers of that copy


@frozen
class Value:
    """A value, as values.encode gives it."""

    value: Any


@frozen
class Missing:
    """It is not there, or there is nothing more."""


@frozen
class FileList:
    """Files, by name: when they were last changed, in nanoseconds, and their size; a folder has -1."""

    files: dict[str, list[int]]


@frozen
class FileContent:
    """What is in a file, in base64."""

    content: str


@frozen
class Raised:
    """An error: its class, the builtin and library classes that this one comes from, what it holds, its own handle."""

    of: Any
    text: str
    arguments: list[Any]
    state: dict[str, Any]
    handle: int


@frozen
class Did:
    """What came of it: Value or Raised, packed; the state of shared things; and what was shown meanwhile.

    ``printed`` holds the stream and the text, ``warned`` a category and a text, ``logged`` a logger, level and text.
    """

    result: Any
    things: list[Any]
    printed: list[list[str]]
    warned: list[Any]
    logged: list[Any]


@frozen
class CallBack:
    """Before there is an answer: call the teacher's function that has this handle. Answer: Did."""

    handle: int
    arguments: list[Any]
    named: dict[str, Any]
    things: list[Any]
    printed: list[list[str]]


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
class Thing:
    """Something that both sides have and can change, by its number."""

    number: int


@frozen
class Given:
    """A class of the teacher's that both sides have; or, if a member is named, that of its members."""

    name: str
    member: str = ""


@frozen
class Function:
    """A function: what of it can be seen. Names of the notebook that it and those it calls read."""

    name: str
    kind: Literal["function", "generator", "coroutine"]
    doc: str | None
    # Name, kind, default and annotation of each; None if nobody knows.
    parameters: list[Any] | None
    reads: list[str] = field(factory=list)


@frozen
class StudentsFunction:
    """A function of the student's, by its number there; and what of it can be seen, the first time.

    ``held`` stands for its own attributes, which are shared.
    """

    handle: int
    about: Any = None
    held: Any = None


@frozen
class TeachersFunction:
    """A function of the teacher's, by its number on the checker's side."""

    handle: int
    about: Any = None


@frozen
class StudentsClass:
    """A class of the student's or of a library's, by its number there; and what of it can be seen, the first time."""

    handle: int
    about: Any = None


@frozen
class About:
    """What can be seen of a class.

    ``special`` names methods that Python itself calls; ``fields`` are the fields of a dataclass or namedtuple, or the
    members of an enumeration with their values.
    """

    name: str
    module: str
    kind: Literal["plain", "dataclass", "namedtuple", "enum"]
    bases: list[Any]
    special: list[str]
    fields: list[Any]
    abstract: list[str]
    doc: str | None
    hashable: bool


@frozen
class StudentsObject:
    """An object of the student's, by its number there, and its class."""

    handle: int
    of: Any


@frozen
class Member:
    """A member of an enumeration of the student's."""

    of: Any
    name: str


@frozen
class Named:
    """A namedtuple of a class of the student's."""

    of: Any
    values: list[Any]


@frozen
class StudentsIterator:
    """A generator or coroutine of the student's, by its number there."""

    handle: int
    kind: Literal["generator", "coroutine"]


@frozen
class Picture:
    """A figure of matplotlib's or a part of one: its class, what its methods give, its attributes, and its place."""

    of: str
    methods: dict[str, Any]
    attributes: dict[str, Any]
    handle: int


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
