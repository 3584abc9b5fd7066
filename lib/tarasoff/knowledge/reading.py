"""Read a YAML or CSV file into typed records, or say which file, row and field is wrong and what to do about it."""

import csv
import io
import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import GenericAlias, MappingProxyType
from typing import Any, TypeVar, get_args, get_origin

from attrs import validators
from cattrs import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.errors import IterableValidationNote
from cattrs.preconf.json import make_converter
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.resolver import Resolver

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.precompiled import checked, parsed

# A wheel is unpacked when it is installed, so a data file is a plain file.
DATA = Path(str(files("tarasoff.knowledge"))) / "data"

T = TypeVar("T")


class DataFileError(Mistake):
    """A data file does not hold what it should.

    Args:
        file: the file, shown as its name.
        place: where in it, such as ``"row 4 (id apa_4_02), field confidence"``; may be empty.

    Attributes:
        others: what else is wrong in the same file, as far as it could be read.

    >>> print(DataFileError(Path("codes.csv"), "row 4, field confidence", "'sure' is not a confidence.",
    ...                     "Write high, medium or low."))
    codes.csv, row 4, field confidence: 'sure' is not a confidence. Write high, medium or low.
    """

    def __init__(self, file: Path, place: str, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.file, self.place = file, place
        self.args = (file, place, problem, remedy)
        self.others: tuple[DataFileError, ...] = ()

    @property
    def where(self) -> str:
        """The file and the place in it, as a person is told."""
        return f"{self.file.name}, {self.place}" if self.place else self.file.name

    def __str__(self) -> str:
        return f"{self.where}: {super().__str__()}"


def refuse(found: Iterable[DataFileError]) -> None:
    """Raise the first of some mistakes in a file, which names the others; nothing if there is none."""
    mistakes = list(found)
    if mistakes:
        mistakes[0].others = tuple(mistakes[1:])
        raise mistakes[0]


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


def read_yaml(path: Path, kind: type[T]) -> T:
    """Read one YAML file as one record.

    Args:
        path: the file.
        kind: an attrs class, whose fields are the file's fields.

    Raises:
        DataFileError: the file is missing or is not YAML, or a field is missing, unknown or of the wrong type.
    """
    text = _text(path)
    raw = parsed(DATA, path, text.encode())
    if raw is None:
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


def read_csv(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Read a CSV file with a header as one record a row.

    Args:
        path: the file, UTF-8, first row naming the fields.
        kind: an attrs class; its fields are the columns. Cells are text: a field of another type has a converter.

    Returns:
        The records, in the file's order.

    Raises:
        DataFileError: with the row as a spreadsheet counts it (the header is row 1).
    """
    text = _text(path)
    rows = _rows(path, text)
    _, header = next(rows, (1, []))
    if checked(DATA, path, text.encode()):
        with validators.disabled():
            return tuple(kind(**dict(zip(header, cells, strict=True))) for _, cells in rows)
    records: list[T] = []
    for row, cells in rows:
        record = dict(zip(header, cells, strict=False))
        name = f"row {row}" + (f" (id {record['id']})" if record.get("id") else "")
        if len(cells) != len(header):
            raise DataFileError(
                path, name, "The row has not as many cells as the header.", "Put cells with a comma in them in quotes."
            )
        try:
            records.append(_converter.structure(record, kind))
        except (BaseValidationError, TypeError, ValueError, KeyError) as error:
            field, problem, remedy = _mistakes(error)[0]
            raise DataFileError(path, f"{name}, field {field}" if field else name, problem, remedy) from error
    return tuple(records)


def keyed(path: Path, kind: type[T], key: str) -> Mapping[str, T]:
    """Read a CSV file as its records by one of their fields, which no two may share.

    Raises:
        DataFileError: a row cannot be read, or a key stands twice.
    """
    rows = read_csv(path, kind)
    unique(path, (getattr(row, key) for row in rows))
    return MappingProxyType({getattr(row, key): row for row in rows})


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that hold anything, numbered from 1 as a spreadsheet does."""
    # Not splitlines(): it would cut a cell at a quoted line break, and at U+2028, which ends no line of a CSV file.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells:
                yield number, cells
    except csv.Error as error:
        raise DataFileError(
            path, f"row {number + 1}", f"This is not CSV: {error}.", "Close every quote; double one inside a cell."
        ) from error


def unique(path: Path, ids: Iterable[str]) -> None:
    """Refuse a file in which an id stands twice.

    Raises:
        DataFileError: naming the id.
    """
    seen: set[str] = set()
    for entry in ids:
        if entry in seen:
            raise DataFileError(path, f"id {entry}", "This id stands twice.", "Give each record an id of its own.")
        seen.add(entry)


def _text(path: Path) -> str:
    try:
        # -sig: Excel begins a file with a byte-order mark, which does not belong to the first field.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DataFileError(
            path, "", "There is no such file.", f"It should be in the folder {path.parent.name}."
        ) from error
    except UnicodeDecodeError as error:
        raise DataFileError(
            path, f"byte {error.start}", "This is not UTF-8 text.", "Save the file as UTF-8."
        ) from error


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
            first, *_ = names = sorted(mistake.extra_fields, key=repr)
            if isinstance(first, str):
                field = f"{field}.{first}".removeprefix(".")
            return field, f"{', '.join(map(repr, names))} is not a field here.", "Correct or remove it."
        case KeyError():
            return field, f"{mistake.args[0]!r} is missing.", "Add it."
        case AttributeError():  # cattrs asked something else for its keys or items
            return field, "This holds no fields.", "Write field: value, one a line."
        case _:
            return field, f"{str(mistake).rstrip('.')}.", "Correct it."


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
