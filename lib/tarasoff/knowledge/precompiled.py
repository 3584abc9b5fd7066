"""The data files once more in a form that loads fast: what is in each YAML file, and that all of them were checked.

The YAML and CSV files stay the source. They count as checked only while each has the checksum that was noted, so once
one is edited all are read and checked themselves; ``make knowledge`` notes them anew.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any, TypeVar, get_args, get_origin

from attrs import fields, has

T = TypeVar("T")

FILE = "precompiled.json"


def checksum(content: bytes) -> str:
    """The checksum by which a file is known.

    >>> checksum(b"one") == checksum(b"two")
    False
    """
    return blake2b(content, digest_size=12).hexdigest()


def compiled(folder: Path, path: Path) -> Mapping[str, Any]:
    """What is noted of a file, while it and all others in the folder stand as they were checked; empty otherwise."""
    if not path.is_relative_to(folder):
        return {}
    found: Mapping[str, Any] = as_checked(folder).get(path.relative_to(folder).as_posix(), {})
    return found


@cache
def as_checked(folder: Path) -> Mapping[str, Any]:
    """What is noted of all files in a folder, if they stand as they were checked; empty otherwise."""
    try:
        found: Mapping[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        # All of them: a file that is right by itself may name what another no longer holds.
        same = all(checksum((folder / name).read_bytes()) == entry["checksum"] for name, entry in found.items())
    except (OSError, ValueError):
        return MappingProxyType({})  # It only saves time: without it every file is read itself.
    return found if same else MappingProxyType({})


def in_order(header: list[str], kind: type) -> Callable[[list[str]], Any]:
    """How the cells of a row that was checked are put in the order of a record's fields."""
    return itemgetter(*(header.index(field.name) for field in fields(kind)))


def made(raw: Any, kind: type[T]) -> T:
    """The record that plain data which was checked stands for."""
    shape: Any = kind
    record: T = _maker(shape)(raw)
    return record


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """How plain data becomes a value of a type: a record, a tuple or dict of them, or itself."""
    if has(kind):
        # A field with a converter takes what stands in the file.
        inner = {field.name: _maker(field.type) for field in fields(kind) if field.converter is None}
        changed = {name: make for name, make in inner.items() if make is not _itself}
        return lambda raw: kind(**{**raw, **{name: make(raw[name]) for name, make in changed.items() if name in raw}})
    form, parts = get_origin(kind), get_args(kind)
    if form is tuple:
        entry = _maker(parts[0])
        return tuple if entry is _itself else lambda raw: tuple(map(entry, raw))
    if form is dict:
        value = _maker(parts[1])
        return _itself if value is _itself else lambda raw: {key: value(inner) for key, inner in raw.items()}
    if NoneType in parts:
        given = _maker(parts[0])
        return _itself if given is _itself else lambda raw: None if raw is None else given(raw)
    return float if kind is float else _itself


def _itself(raw: Any) -> Any:
    return raw
