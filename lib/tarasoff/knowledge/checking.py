"""Check what stands in a YAML or CSV file, field by field, and say which field is wrong and what to do about it.

It is slow, and so is importing what it needs: files that were checked as they stand do without (see `precompiled`).
"""

import re
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from types import GenericAlias
from typing import Any, TypeVar, get_args, get_origin

from attrs import fields, has
from cattrs import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.errors import IterableValidationNote
from cattrs.preconf.json import make_converter
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.resolver import Resolver

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.wording import listed

T = TypeVar("T")


class _Resolver(Resolver):
    """YAML 1.2, whatever a file says: ruamel's own asks for the version again at each word, a third of all the time."""

    processing_version = (1, 2)

    # ruamel's loader in Python names what it is to a resolver "loader", the one in C "loadumper".
    def __init__(self, version: Any = None, loader: Any = None, loadumper: Any = None) -> None:
        del version
        super().__init__(loader or loadumper)


_REMEDY = {str: "Write it as text, in quotes.", bool: "Write true or false.", int: "Write a whole number."}


def _exactly(value: Any, kind: type) -> Any:
    # cattrs would turn 5 into "5" and "false" into True; a data file that says so has a mistake in it.
    if type(value) is not kind:
        raise Mistake(f"{value!r} is not {'text' if kind is str else kind.__name__}.", f"{_REMEDY[kind]}")
    return value


def _number(value: Any, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mistake(f"{value!r} is not a number.", "Write a number.")
    return float(value)


def _list(value: Any, kind: Any) -> Any:
    # cattrs would take a text for a list of its letters.
    if not isinstance(value, list):
        raise Mistake("This is not a list.", "Write one entry a line, each after a dash.")
    entries: Any = GenericAlias(list, get_args(kind)[:1])
    return tuple(_converter.structure(value, entries))


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


# A field that is read from something else than its type says itself how: it has a converter.
_converter = make_converter(forbid_extra_keys=True, prefer_attrib_converters=True)
for _kind in (str, bool, int):
    _converter.register_structure_hook(_kind, _exactly)
_converter.register_structure_hook(float, _number)
_converter.register_structure_hook_func(_is_list, _list)


def checked_record(path: Path, text: str, kind: type[T]) -> T:
    """The record that a YAML file holds.

    Raises:
        DataFileError: it is not YAML, or a field is missing, unknown or of the wrong type.
    """
    raw = parse_yaml(path, text)
    if not isinstance(raw, dict):
        raise DataFileError(path, "", "This file holds no fields.", "Write field: value, one a line.")
    try:
        return _converter.structure(raw, kind)
    except (BaseValidationError, TypeError, ValueError, KeyError, AttributeError) as error:
        # cattrs raises the first for most mistakes, and a plain error where the top level has the wrong form.
        mistakes = [DataFileError(path, _place(text, field), *said) for field, *said in _mistakes(error)]
        mistakes[0].others = tuple(mistakes[1:])
        raise mistakes[0] from error


def checked_row(path: Path, row: int, header: list[str], cells: list[str], kind: type[T]) -> T:
    """The record that a row of a CSV file holds.

    Raises:
        DataFileError: with the number of the row.
    """
    record = dict(zip(header, cells, strict=False))
    name = f"row {row}" + (f" (id {record['id']})" if record.get("id") else "")
    if len(cells) != len(header):
        raise DataFileError(
            path, name, "The row has not as many cells as the header.", "Put cells with a comma in them in quotes."
        )
    try:
        return _converter.structure(record, kind)
    except (BaseValidationError, TypeError, ValueError, KeyError) as error:
        field, problem, remedy = _mistakes(error)[0]
        raise DataFileError(path, f"{name}, field {field}" if field else name, problem, remedy) from error


def parse_yaml(path: Path, text: str) -> Any:
    """What stands in a YAML file, before it becomes a record.

    Raises:
        DataFileError: it is not YAML.
    """
    try:
        # A loader each time: ruamel's keeps state from one document to the next.
        loader = YAML(typ="safe")
        loader.Resolver = _Resolver
        return loader.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else ""
        raise DataFileError(path, place, f"This is not YAML: {error.problem or error.context}.", _YAML_HINT) from error
    except (YAMLError, ValueError) as error:  # a ValueError is a date or a number that cannot be
        raise DataFileError(path, "", f"This is not YAML: {error}.", _YAML_HINT) from error
    except RecursionError as error:
        raise DataFileError(path, "", "This is nested too deeply to be a data file.", _YAML_HINT) from error


def _place(text: str, field: str) -> str:
    line = _line_of(text, field)
    return ", ".join(part for part in (f"line {line}" if line else "", f"field {field}" if field else "") if part)


_YAML_HINT = "Check quotes, colons and indentation there."


def _mistakes(error: Exception) -> list[tuple[str, str, str]]:
    """What cattrs found wrong, each as (field, problem, remedy)."""
    # A field that is not known is often the misspelt name of one that is missing: it says more, so it comes first.
    found = sorted(_found(error), key=lambda mistake: not isinstance(mistake[1], ForbiddenExtraKeysError))
    return [_in_words(field, mistake) for field, mistake in found]


def _in_words(field: str, mistake: Exception) -> tuple[str, str, str]:
    match mistake:
        case Mistake():
            return field, mistake.problem, mistake.remedy
        case ForbiddenExtraKeysError():
            first, *others = names = sorted(mistake.extra_fields, key=repr)
            if isinstance(first, str):
                field = f"{field}.{first}".removeprefix(".")
            them, are = ("them", "are not fields") if others else ("it", "is not a field")
            below = _below(mistake.cl, names)
            remedy = f"Write {them} below {below}:, indented by two spaces." if below else f"Correct or remove {them}."
            return field, f"{listed(map(repr, names), 'and')} {are} here.", remedy
        case KeyError():
            return field, f"{mistake.args[0]!r} is missing.", "Add it."
        case AttributeError():  # cattrs asked something else for its keys or items
            return field, "This holds no fields.", "Write field: value, one a line."
        case _:
            return field, f"{str(mistake).rstrip('.')}.", "Correct it."


def _below(kind: type, names: list[Any]) -> str:
    """The field of a record below which all of these names would be right, such as ``facts``; empty if none is."""
    inner = {field.name: fields(field.type) for field in fields(kind) if has(field.type)}
    return next((name for name, known in inner.items() if {*names} <= {one.name for one in known}), "")


def _found(error: Exception, field: str = "") -> Iterator[tuple[str, Exception]]:
    """Everything that cattrs found wrong, each with the field that it is in, such as ``questions[3].options``."""
    if not isinstance(error, ClassValidationError | IterableValidationError):
        yield field, error
        return
    noted, others = error.group_exceptions()
    for inner, note in noted:
        step = f"[{note.index!r}]" if isinstance(note, IterableValidationNote) else f".{note.name}"
        yield from _found(inner, f"{field}{step}".removeprefix("."))
    for inner in others:
        yield from _found(inner, field)


def _line_of(text: str, field: str) -> int | None:
    """Find the line in which a field such as ``questions[3].options[0].right`` begins, counted from 1."""
    # The round-trip loader knows the lines, but is slow; it runs only when there is a mistake to point at.
    node: Any = YAML(typ="rt").load(text)
    # What is missing at the top is missing from where the file begins.
    line = node.lc.line + 1 if field else None
    for index, name in re.findall(r"""\[(\d+|'[^']*'|"[^"]*")\]|([\w-]+)""", field):
        key = literal_eval(index) if index else name
        lines: Any = getattr(node, "lc", None)
        try:
            line = (lines.item(key) if isinstance(node, list) else lines.key(key))[0] + 1
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):  # the path ends where the file has nothing
            break
    return line
