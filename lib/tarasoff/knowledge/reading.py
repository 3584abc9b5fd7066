"""Read a YAML or CSV file into typed records, or say which file, row and field is wrong and what to do about it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from attrs import validators

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.precompiled import compiled, in_order, made

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


def read_yaml(path: Path, kind: type[T], also: Callable[[T], object] | None = None) -> T:
    """Read one YAML file as one record.

    Args:
        path: the file.
        kind: an attrs class, whose fields are the file's fields.
        also: what else to check, where that was not done when `precompiled` was written.

    Raises:
        DataFileError: the file is missing or is not YAML, or a field is missing, unknown or of the wrong type.
    """
    if entry := compiled(DATA, path):
        with validators.disabled():
            return made(entry["holds"], kind)
    # What it imports takes longer than reading what was compiled.
    from tarasoff.knowledge.checking import checked_record  # noqa: PLC0415

    found = checked_record(path, _text(path), kind)
    if also:
        also(found)
    return found


def read_csv(path: Path, kind: type[T], also: Callable[[tuple[T, ...]], object] | None = None) -> tuple[T, ...]:
    """Read a CSV file with a header as one record a row.

    Args:
        path: the file, UTF-8, first row naming the fields.
        kind: an attrs class; its fields are the columns. Cells are text: a field of another type has a converter.
        also: what else to check, where that was not done when `precompiled` was written.

    Returns:
        The records, in the file's order.

    Raises:
        DataFileError: with the row as a spreadsheet counts it (the header is row 1).
    """
    rows = _rows(path, _text(path))
    _, header = next(rows, (1, []))
    if compiled(DATA, path):
        pick = in_order(header, kind)
        with validators.disabled():
            return tuple(kind(*pick(cells)) for _, cells in rows)
    from tarasoff.knowledge.checking import checked_row  # noqa: PLC0415

    found = tuple(checked_row(path, row, header, cells, kind) for row, cells in rows)
    if also:
        also(found)
    return found


def keyed(path: Path, kind: type[T], key: str) -> Mapping[str, T]:
    """Read a CSV file as its records by one of their fields, which no two may share.

    Raises:
        DataFileError: a row cannot be read, or a key stands twice.
    """
    rows = read_csv(path, kind, lambda rows: unique(path, (getattr(row, key) for row in rows)))
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
