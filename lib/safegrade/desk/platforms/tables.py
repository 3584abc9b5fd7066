"""Tables of other programs, read and written as they are: whatever their encoding and their separator."""

import codecs
import csv
from io import StringIO
from pathlib import Path

from attrs import evolve, frozen

from safegrade.contract import GradingError

_SEPARATORS = ",;\t"


class TableError(GradingError):
    """A table cannot be read."""


@frozen
class ForeignTable:
    """A table of another program.

    Args:
        file: where it was read.
        rows: all rows, the one with the names of the columns included.
        separator: what parts its cells.
        encoding: how its letters are written.
    """

    file: Path
    rows: tuple[tuple[str, ...], ...]
    separator: str
    encoding: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.rows[0]

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        """The rows below them."""
        return self.rows[1:]

    def with_rows(self, rows: list[list[str]]) -> "ForeignTable":
        """The same table with other rows."""
        return evolve(self, rows=tuple(map(tuple, rows)))

    def write(self, file: Path) -> None:
        """Write it as it was written.

        Raises:
            OSError: it cannot be written.
        """
        with file.open("w", encoding=self.encoding, newline="") as opened:
            writer = csv.writer(opened, delimiter=self.separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerows(self.rows)


def read_table(file: Path) -> ForeignTable:
    """Read a table with a row of names at the top.

    Raises:
        TableError: it cannot be read, or there is nothing in it.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise TableError(f"{file} cannot be read: {error.strerror}.", "Name a file that is there.") from error
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(f"{file} is no text that can be read.", "Save it as CSV, in UTF-8.") from error
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(_SEPARATORS, key=first.count)
    try:
        read = csv.reader(StringIO(text, newline=""), delimiter=separator)
        rows = [row for row in read if any(map(str.strip, row))]
    except csv.Error as error:
        raise TableError(f"{file} is no table that can be read ({error}).", "Save it as CSV, in UTF-8.") from error
    if not rows:
        raise TableError(f"There is nothing in {file}.", "Export it again, with a row of names at the top.")
    width = len(rows[0])
    even = tuple(tuple([*row, *[""] * width][: max(width, len(row))]) for row in rows)
    return ForeignTable(file, even, separator, encoding)


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        data.decode()
    except UnicodeDecodeError:
        # What spreadsheets in Western Europe write.
        return "cp1252"
    return "utf-8"
