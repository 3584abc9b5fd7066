"""Values as data and back: what may cross between a student's process and the one that checks.

Plain JSON for what JSON has; for all else a mapping whose ``t`` names the kind.
What comes out of :func:`decode` is of builtin, numpy or pandas classes and nothing else, whatever was sent.
"""

import base64
import datetime as dt
import io
import itertools
import math
import pathlib
import re
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from safegrade.code.carried import hints, tables
from safegrade.code.carried.files import to_base64
from safegrade.code.messages import TAG, NotDataError, RefusedError

_DEEPEST = 60
_LONGEST_INT = 10_000  # bits; Python reads decimal texts only up to some 14,000
_MOST_DIGITS = 5000

# Classes that both sides have, and that do nothing but hold a value.
VALUE_CLASSES = {
    *(f"builtins.{name}" for name in ("bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list")),
    *(f"builtins.{name}" for name in ("object", "range", "set", "str", "tuple", "type")),
    *(f"numpy.{name}" for name in ("ndarray", "float64", "float32", "int64", "int32", "int8", "uint8", "bool")),
    *(f"pandas.{name}" for name in ("DataFrame", "Series", "Index", "Timestamp", "Timedelta")),
    *(f"datetime.{name}" for name in ("date", "datetime", "time", "timedelta")),
}

# Gives the message that stands for something that is not data; None if nothing does.
StandIn = Callable[[Any], dict[str, Any] | None]
# What becomes of such a message.
Resolve = Callable[[dict[str, Any]], Any]


def encode(  # noqa: C901, PLR0911  one line for each kind of value
    value: Any, stand_in: StandIn = lambda _: None, depth: int = 0
) -> Any:
    """The JSON of a value; ``stand_in`` gives the message for what is not data, or None.

    Raises:
        NotDataError: it, or something in it, cannot be carried.
    """
    if depth > _DEEPEST:
        raise NotDataError("something that holds itself, or is nested too deeply", "nested")

    def inner(value: Any) -> Any:
        return encode(value, stand_in, depth + 1)

    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if (kind is int and value.bit_length() < _LONGEST_INT) or (kind is float and math.isfinite(value)):
        return value
    if kind is list:
        return [inner(part) for part in value]
    if kind in _SIMPLE:
        return {"t": kind.__name__, "v": _SIMPLE[kind][0](value)}
    if kind is deque and value.maxlen is not None:
        return {"t": "bounded", "v": [inner(part) for part in value], "most": value.maxlen}
    if kind in _MANY:
        return {"t": kind.__name__, "v": [inner(part) for part in value]}
    if kind is defaultdict:
        pairs = [[inner(key), inner(part)] for key, part in value.items()]
        return {"t": "defaultdict", "v": pairs, "factory": getattr(value.default_factory, "__name__", "")}
    if kind in _VIEWS:
        return {"t": kind.__name__, "v": [inner(part) for part in value]}
    if kind in _PAIRS:
        return {"t": _PAIRS[kind].__name__, "v": [[inner(key), inner(part)] for key, part in value.items()]}
    if (made := hints.encode_hint(value, inner) or tables.encode_table(value, inner) or stand_in(value)) is not None:
        return made
    if isinstance(value, type):
        raise NotDataError(f"the class {value.__name__}", "class")
    raise NotDataError(f"an object of class {kind.__name__}", "object")


def decode(message: Any, resolve: Resolve | None = None) -> Any:
    """The value of what :func:`encode` made, or of what somebody says that it made; ``resolve`` finds stand-ins.

    Raises:
        RefusedError: it is not a value.
    """
    try:
        return _decode(message, resolve)
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(f"what came is not a value ({type(error).__name__})") from error


def _decode(message: Any, resolve: Resolve | None) -> Any:  # noqa: C901, PLR0911  one line for each kind of message
    if isinstance(message, list):
        return [_decode(part, resolve) for part in message]
    if not isinstance(message, dict):
        return message
    kind, held = message[TAG], message.get("v")
    if kind in _SIMPLE_BACK:
        return _SIMPLE_BACK[kind](held)
    if kind == "bounded" and isinstance(held, list):
        return deque((_decode(part, resolve) for part in held), int(message["most"]))
    if kind in _MANY_BACK and isinstance(held, list):
        return _MANY_BACK[kind](_decode(part, resolve) for part in held)
    if kind in _PAIRS_BACK and isinstance(held, list):
        return _PAIRS_BACK[kind]({_decode(key, resolve): _decode(part, resolve) for key, part in held})
    if kind == "defaultdict" and isinstance(held, list):
        pairs = {_decode(key, resolve): _decode(part, resolve) for key, part in held}
        # What a missing key gives may be code, but for these; a copy then has no answer.
        return defaultdict(_FACTORIES.get(str(message.get("factory"))), pairs)
    if kind in _VIEWS_BACK and isinstance(held, list):
        return _VIEWS_BACK[kind]([_decode(part, resolve) for part in held])
    if kind in _MADE_OF_OTHERS:
        return _MADE_OF_OTHERS[kind](message, lambda inner: _decode(inner, resolve))
    if resolve is None:
        raise RefusedError(f"nothing is known of {str(kind)[:40]!r}")
    return resolve(message)


def _short(digits: str) -> str:
    """Digits with which something is computed as they come: of millions of them, that takes hours."""
    if len(digits) > _MOST_DIGITS:
        raise RefusedError("a number of too many digits")
    return digits


def _in_plain_zone(value: Any) -> Any:
    if not isinstance(value.tzinfo, dt.timezone | None):
        raise NotDataError(f"a time in the zone {type(value.tzinfo).__name__}")
    return value


def _count(held: list[Any]) -> "itertools.count[Any]":
    return itertools.count(*map(decode, held))


def _matched(pattern: "re.Pattern[Any]", text: Any, start: int, end: int) -> Any:
    found = pattern.match(text, start)
    return found if found and found.end() == end else pattern.fullmatch(text, start, end)


def _text_file(text: str, at: int) -> io.StringIO:
    made = io.StringIO(text)
    made.seek(at)
    return made


def _random(state: dict[str, Any]) -> np.random.Generator:
    made = np.random.default_rng(0)
    made.bit_generator.state = state
    return made


# How a value of a class goes over, and how it comes back.
_SIMPLE: dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    int: (hex, lambda held: int(held, 16)),
    float: (repr, float),
    complex: (lambda value: [repr(value.real), repr(value.imag)], lambda held: complex(float(held[0]), float(held[1]))),
    bytes: (to_base64, base64.b64decode),
    bytearray: (to_base64, lambda held: bytearray(base64.b64decode(held))),
    range: (lambda value: [value.start, value.stop, value.step], lambda held: range(*map(int, held))),
    slice: (
        lambda value: [encode(value.start), encode(value.stop), encode(value.step)],
        lambda held: slice(*map(decode, held)),
    ),
    Decimal: (str, lambda held: Decimal(_short(str(held)))),
    Fraction: (
        lambda value: [hex(value.numerator), hex(value.denominator)],
        lambda held: Fraction(*(int(_short(part), 16) for part in held)),
    ),
    dt.datetime: (
        lambda value: [_in_plain_zone(value).isoformat(), value.fold],
        lambda held: dt.datetime.fromisoformat(held[0]).replace(fold=int(bool(held[1]))),
    ),
    dt.date: (dt.date.isoformat, dt.date.fromisoformat),
    dt.time: (lambda value: _in_plain_zone(value).isoformat(), dt.time.fromisoformat),
    dt.timedelta: (
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda held: dt.timedelta(*map(int, held)),
    ),
    pathlib.PosixPath: (str, pathlib.Path),
    re.Pattern: (lambda value: [encode(value.pattern), value.flags], lambda held: re.compile(decode(held[0]), held[1])),
    re.Match: (
        lambda value: [encode(value.re.pattern), value.re.flags, encode(value.string), *value.span()],
        lambda held: _matched(re.compile(decode(held[0]), held[1]), decode(held[2]), *held[3:]),
    ),
    itertools.count: (lambda value: [encode(part) for part in value.__reduce__()[1]], _count),
    io.StringIO: (lambda value: [value.getvalue(), value.tell()], lambda held: _text_file(*held)),
    np.random.Generator: (lambda value: dict(value.bit_generator.state), _random),
    type(Ellipsis): (lambda _: None, lambda _: Ellipsis),
}
_MADE_OF_OTHERS = tables.DECODERS | hints.DECODERS
_MANY = frozenset((tuple, set, frozenset, deque))
# What a missing key gives may be code; a copy does without.
_PAIRS: dict[type, type] = {dict: dict, OrderedDict: OrderedDict, Counter: Counter, defaultdict: dict}
# What a dictionary gives for a key that is missing.
_FACTORIES: dict[str, type] = {kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)}
# Views of a dictionary: the other side has a dictionary of its own behind them.
_VIEWS_BACK: dict[str, Callable[[list[Any]], Any]] = {
    "dict_keys": lambda held: dict.fromkeys(held).keys(),
    "dict_values": lambda held: dict(enumerate(held)).values(),
    "dict_items": lambda held: dict(held).items(),
}
_VIEWS = frozenset(map(type, ({}.keys(), {}.values(), {}.items())))
_SIMPLE_BACK = {kind.__name__: back for kind, (_, back) in _SIMPLE.items()}
_MANY_BACK: dict[str, Callable[[Any], Any]] = {kind.__name__: kind for kind in _MANY}
_PAIRS_BACK: dict[str, Callable[[Any], Any]] = {kind.__name__: kind for kind in _PAIRS.values()}
