"""Read a notebook as it was handed in: in any encoding and format, with whatever an editor left out or put in."""

import json
import re
from collections.abc import Container
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, v4
from nbformat.v4.rwbase import rejoin_lines, strip_transient

# What nbformat raises at a file that is no notebook; its converters of old formats raise whatever they stumble on.
NOT_A_NOTEBOOK = (
    *(ValueError, RecursionError, nbformat.ValidationError, AttributeError, LookupError, TypeError, OSError),
)

# Of a file this large nearly all is what the student's own run printed, and nobody marks that.
_LARGE = 8 << 20

# What nbformat allows as the id of a cell, which other programs do not keep to.
_ID = re.compile("[a-zA-Z0-9_-]{1,64}")
# An id that we make up.
OUR_ID = re.compile(r"cell-\d+")


def decoded(content: bytes) -> str:
    r"""Text as an editor saved it: UTF-8, UTF-16 or UTF-32, with or without a mark of its order of bytes.

    Raises:
        UnicodeDecodeError: it is in none of these.

    >>> [decoded("{}".encode(name)) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")]
    ['{}', '{}', '{}', '{}']
    """
    return content.decode(json.detect_encoding(content))


def read_file(path: Path, good: Container[str] = ()) -> tuple[NotebookNode, bool]:
    """Read a notebook that was handed in; what it had printed is left out where that is too much to keep.

    Returns:
        The notebook, and whether its outputs were left out.

    Raises:
        ValueError, OSError and others of `NOT_A_NOTEBOOK`: it cannot be read as one.
    """
    content = path.read_bytes()
    if len(content) <= _LARGE:
        return read_notebook(decoded(content), good), False
    document = json.loads(decoded(content))
    for sheet in [document, *document.get("worksheets", [])]:
        for cell in sheet.get("cells", []):
            if "outputs" in cell:
                cell["outputs"] = []
    return read_notebook(json.dumps(document)), True


def read_notebook(text: str, good: Container[str] = ()) -> NotebookNode:
    """Read a notebook of any format as one of the newest, in which every cell has an id of its own.

    Characters that nobody sees and nobody typed, and at which Python ends, are left out of its texts.
    Cells of which ``good`` holds what `repr` says are known to be valid.

    Raises:
        ValueError and others of `NOT_A_NOTEBOOK`: it cannot be read as one.
    """
    try:
        return _read(text, good)
    except NOT_A_NOTEBOOK:
        document = json.loads(text)
        if not isinstance(document, dict) or not isinstance(document.get("cells"), list) or not document["cells"]:
            raise
        metadata = document["metadata"] if isinstance(document.get("metadata"), dict) else {}
        plain = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata}
        return _read(json.dumps({**plain, "cells": [_valid(cell) for cell in document["cells"]]}))


def _read(text: str, good: Container[str] = ()) -> NotebookNode:
    # As nbformat reads it, in a third of the time: each piece becomes a node as it is parsed, and is not copied.
    read = json.loads(text, object_hook=NotebookNode)
    read = strip_transient(rejoin_lines(read)) if read.get("nbformat") == v4.nbformat else nbformat.reader.reads(text)
    if read.get("nbformat", 1) == 1:
        # So nbformat takes what does not say in which format it is, and then finds no text in its cells.
        raise nbformat.ValidationError("It does not say in which format it is.")
    notebook = nbformat.convert(read, v4.nbformat)
    # The first format in which every cell has an id. An older notebook must not lose its marks for want of one.
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    own_ids(notebook.cells)
    for cell in notebook.cells:
        cell["source"] = cell.source.replace("\0", "").removeprefix("\ufeff")
    cells = [cell for cell in notebook.cells if not is_one_of(cell, good)]
    # A copy, which cannot be made of what is nested so deep that nothing could write it again.
    nbformat.validate(nbformat.from_dict({**notebook, "cells": cells}))
    return notebook


def is_one_of(cell: NotebookNode, said: Container[str]) -> bool:
    """Whether a cell is one of those of which `repr` says this, to the last value. One that has printed is not."""
    return not cell.get("outputs") and repr(cell) in said


def own_ids(cells: list[NotebookNode]) -> None:
    """Give every cell an id of its own; a copied cell has that of the other, and an old one has none."""
    held = {cell.get("id") for cell in cells}
    fresh = (new for number in count() if (new := f"cell-{number}") not in held)
    seen: set[str] = set()
    for cell in cells:
        name = cell.get("id")
        if name in seen or not (isinstance(name, str) and _ID.fullmatch(name)):
            cell["id"] = name = next(fresh)
        seen.add(name)


def _valid(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell that some other program wrote, with what a notebook may hold of it: its text above all."""
    source, kind = cell["source"], cell["cell_type"]
    made: dict[str, Any] = {
        "id": cell.get("id"),
        "cell_type": kind if kind in ("code", "markdown") else "raw",
        "source": source if isinstance(source, str) else "".join(source),
        "metadata": cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {},
    }
    if kind == "code":
        number = cell.get("execution_count")
        made |= {"execution_count": number if isinstance(number, int) else None, "outputs": []}
    elif isinstance(cell.get("attachments"), dict):
        made["attachments"] = cell["attachments"]
    metadata = made["metadata"]
    # Of what nbformat knows in there, what has another form than it says.
    for name, form in (("tags", list), ("name", str), ("collapsed", bool), ("scrolled", bool), ("jupyter", dict)):
        if name in metadata and not isinstance(metadata[name], form):
            del metadata[name]
    return made
