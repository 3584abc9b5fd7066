"""Things that both sides hold and both may change, by number: lists, tables, objects of the teacher's own classes.

A thing goes over whole the first time. Afterwards its state goes with a message wherever it has changed, so that both
sides see one thing, however often it is handed to and fro, and in however large a ring such things hold each other.
"""

import contextlib
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from safegrade.code.carried.values import Resolve, StandIn, decode, encode
from safegrade.code.messages import Given, NotDataError, RefusedError, Thing, pack

_CHANGEABLE = frozenset(
    (list, dict, set, deque, bytearray, OrderedDict, Counter, defaultdict, np.ndarray, pd.DataFrame, pd.Series)
)


# So many of the things that went over last are looked at each time, whoever holds them by now.
_WATCHED = 16


class Sharing:
    """The things that one side shares with the other.

    Args:
        first: the first number that this side gives; the other gives those between.
        stand_in: the message for what is neither data nor shared.
        resolve: what becomes of such a message.
        given: the teacher's classes that both sides have, by name.
    """

    def __init__(self, first: int, stand_in: StandIn, resolve: Resolve, given: Mapping[str, Any]) -> None:
        self._next, self._stand_in, self._resolve_more, self.given = first, stand_in, resolve, given
        self._numbers: dict[int, int] = {}
        self._things: dict[int, Any] = {}
        # How each looked when it last went over, either way.
        self._states: dict[int, Any] = {}
        self._waiting: list[int] = []

    def write(self, values: Iterable[Any], watched: Iterable[Any] = ()) -> tuple[list[Any], list[Any]]:
        """The messages for values, and the states of all things in them, or among those watched, that have changed.

        Raises:
            NotDataError: something in them cannot be carried.
        """
        self._waiting = []
        messages = [self._message(value) for value in values]
        for value in (*watched, *list(self._things.values())[-_WATCHED:]):
            if type(value) in _CHANGEABLE or self._class_of(value):
                self._number(value)
        seen: set[int] = set()
        changed = []
        while self._waiting:
            number = self._waiting.pop()
            if number not in seen:
                seen.add(number)
                thing = self._things[number]
                name = self._class_of(thing)
                state = self._held(thing) if name else encode(thing, self._in_thing)
                if number not in self._states or self._states[number] != state:
                    self._states[number] = state
                    changed.append([number, name, state])
        return messages, changed

    def refer(self, value: Any) -> Any:
        """The message for a thing that belongs to what is written just now."""
        return pack(Thing(self._number(value)))

    def read(self, messages: Iterable[Any], things: Iterable[Any]) -> list[Any]:
        """The values of messages, with the things that came with them.

        Raises:
            RefusedError: they are not values.
        """
        filled = []
        for entry in things:
            match entry:
                case [int(number), str(name), state]:
                    if name and number not in self._things:
                        kind = self.given.get(name)
                        if not isinstance(kind, type) or issubclass(kind, BaseException):
                            raise RefusedError("an object of a class that nobody gives")
                        self._keep(number, kind.__new__(kind))
                    elif number not in self._things and (blank := _blank(state)) is not None:
                        # There before it is filled: others may hold it.
                        self._keep(number, blank)
                    filled.append((number, name, state))
                case _:
                    raise RefusedError("what came is not a thing")
        for number, name, state in sorted(filled, key=lambda entry: bool(entry[1])):
            self._take(number, name, state)
            self._states[number] = state
        return [self.value(message) for message in messages]

    def value(self, message: Any) -> Any:
        """The value of a message that came alone."""
        return decode(message, self._resolve)

    def _take(self, number: int, name: str, state: Any) -> None:
        if name:
            held = decode(state, self._resolve)
            if not isinstance(held, dict) or not all(isinstance(key, str) for key in held):
                raise RefusedError("what came is not the state of an object")
            _fill(self._things[number], held)
        elif number in self._things:
            change(self._things[number], decode(state, self._resolve))
        else:
            self._keep(number, decode(state, self._resolve))

    def _message(self, value: Any) -> Any:
        if type(value) in _CHANGEABLE:
            return pack(Thing(self._number(value)))
        return encode(value, self._in_thing)

    def _in_thing(self, value: Any) -> Any:
        if self._class_of(value):
            return pack(Thing(self._number(value)))
        if isinstance(value, type):
            name = value.__name__
            return pack(Given(name)) if self.given.get(name) is value else self._stand_in(value)
        kind = type(value)
        if self.given.get(kind.__name__) is kind and hasattr(kind, "__members__"):
            return pack(Given(kind.__name__, str(value.name)))
        return self._stand_in(value)

    def _class_of(self, value: Any) -> str:
        """The name of the teacher's class of an object that has a state; empty if it is of another."""
        kind: Any = type(value)
        is_given = self.given.get(kind.__name__) is kind
        if not is_given or hasattr(kind, "__members__") or isinstance(value, (BaseException, tuple, str, int)):
            return ""
        return str(kind.__name__)

    def _held(self, thing: Any) -> Any:
        return encode(state_of(thing), self._in_thing)

    def _number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._next
            self._next += 2
            self._keep(number, value)
        self._waiting.append(number)
        return number

    def _keep(self, number: int, value: Any) -> None:
        self._numbers[id(value)] = number
        self._things[number] = value

    def _resolve(self, message: dict[str, Any]) -> Any:
        match message:
            case {"t": "Thing", "number": int(number)} if number in self._things:
                return self._things[number]
            case {"t": "Given", "name": str(name), "member": str(member)} if name in self.given:
                return getattr(self.given[name], "__members__")[member] if member else self.given[name]  # noqa: B009
        return self._resolve_more(message)


def _blank(state: Any) -> list[Any] | dict[Any, Any] | None:
    if isinstance(state, list):
        return []
    return {} if isinstance(state, dict) and state.get("t") == "dict" else None


def state_of(thing: Any) -> dict[str, Any]:
    """What an object holds, in its dictionary and its slots."""
    held = dict(getattr(thing, "__dict__", {}))
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            with contextlib.suppress(AttributeError):
                held[name] = getattr(thing, name)
    held.pop("__dict__", None)
    return held


def _fill(thing: Any, held: dict[str, Any]) -> None:
    if hasattr(thing, "__dict__"):
        for name in thing.__dict__.keys() - held.keys():
            object.__delattr__(thing, name)
    for name, value in held.items():
        object.__setattr__(thing, name, value)


def change(value: Any, new: Any) -> None:
    """Make something what the other side has made of it.

    Raises:
        NotDataError: this cannot be done in place.
    """
    if isinstance(value, (list, bytearray)) and isinstance(new, type(value)):
        value[:] = new
    elif isinstance(value, deque) and isinstance(new, deque):
        value.clear()
        value.extend(new)
    elif any(isinstance(value, kind) and isinstance(new, kind) for kind in (dict, set)):
        value.clear()
        value.update(new)
    elif isinstance(value, np.ndarray) and getattr(new, "shape", None) == value.shape:
        value[...] = new
    elif isinstance(value, (pd.DataFrame, pd.Series)) and type(new) is type(value):
        value._update_inplace(new)  # noqa: SLF001  there is no other way to change its index
    else:
        raise NotDataError(f"a changed {type(value).__name__}")
