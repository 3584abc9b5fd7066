"""Annotations such as ``list[str]`` and ``Optional[int]``, as data and back."""

import collections.abc
import types
import typing
from collections.abc import Callable
from typing import Any

from safegrade.code.messages import NotDataError, RefusedError

_UNIONS = (types.UnionType, type(typing.Union[int, str]))  # noqa: UP007  that is another class
_GENERICS = (types.GenericAlias, type(typing.List[int]), type(collections.abc.Callable[[int], int]))  # noqa: UP006
_KINDS = frozenset((*_UNIONS, *_GENERICS, type(typing.Callable[[int], int])))
_NONE = type(None)
# What ``typing`` has another name for than the class that is meant.
_OF_TYPING = {
    *("List", "Dict", "Set", "FrozenSet", "Tuple", "Type", "Deque", "DefaultDict", "Counter", "Callable", "Iterator"),
    *("Iterable", "Sequence", "Mapping", "Generator", "Collection", "Coroutine", "Awaitable", "AsyncIterator"),
}


def encode_hint(value: Any, encode: Callable[[Any], Any]) -> dict[str, Any] | None:
    """The JSON of an annotation that is made of others; None if it is none.

    Raises:
        NotDataError: it is made of something else, such as a text, which is code to whoever reads annotations.
    """
    if type(value) not in _KINDS:
        return None
    for part in value.__args__:
        if not (isinstance(part, type) or part is Ellipsis or type(part) in _KINDS):
            raise NotDataError("an annotation with something else than classes in it")
    held = [None if part is _NONE else encode(part) for part in value.__args__]
    if type(value) in _UNIONS:
        return {"t": "either", "v": held}
    return {"t": "generic", "name": getattr(value, "_name", None) or "", "of": encode(value.__origin__), "v": held}


def _parts(message: dict[str, Any], decode: Callable[[Any], Any]) -> list[Any]:
    parts = [decode(part) for part in message["v"]]
    if any(isinstance(part, str) for part in parts):
        raise RefusedError("an annotation with a text in it")
    return parts


def _either(message: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    return typing.Union[tuple(_parts(message, decode))]  # noqa: UP007  there may be any number


def _generic(message: dict[str, Any], decode: Callable[[Any], Any]) -> Any:
    parts, name = _parts(message, decode), message["name"]
    of: Any = getattr(typing, name) if name in _OF_TYPING else decode(message["of"])
    if getattr(of, "__origin__", of) is collections.abc.Callable:
        *taken, given = parts
        return of[... if taken == [...] else taken, given]
    if name not in _OF_TYPING and not isinstance(of, type):
        raise RefusedError("an annotation of something that is no class")
    return of[tuple(parts)]


DECODERS: dict[str, Callable[[dict[str, Any], Callable[[Any], Any]], Any]] = {"either": _either, "generic": _generic}
