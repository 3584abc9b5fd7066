"""A notebook as the text of its file, byte for byte as nbformat writes it, in a quarter of the time."""

import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring  # the C one, where there is one
from math import isfinite
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from safegrade.contract import Line
from safegrade.intake.notebooks import is_one_of, read_notebook

_WORDS = {None: "null", True: "true", False: "false"}


# A cell is a value of a list, in a notebook.
_OF_CELL = "\n  "


class _Written(str):
    """What needs only be put in."""

    __slots__ = ()


@lru_cache(8)
def written_before(released: str) -> Mapping[str, str]:
    """The cells of a notebook that was handed out: what `repr` says of each, and its text in a file."""
    notebook, said = read_notebook(released), list(map(repr, read_notebook(released).cells))
    strip_transient(split_lines(notebook))
    return {name: _Written(_text(cell, _OF_CELL)) for name, cell in zip(said, notebook.cells, strict=True)}


def notebook_text(notebook: NotebookNode, written: Mapping[str, str] = MappingProxyType({})) -> str:
    r"""Write a notebook. Where its text was in one piece it is in lines afterwards.

    Args:
        notebook: of format 4.
        written: from `written_before`. A class has most cells as they were handed out.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> import nbformat
    >>> made = new_notebook(cells=[new_markdown_cell("One\nTwo", id="a")])
    >>> notebook_text(made.copy()) == nbformat.writes(made) + "\n"
    True
    """
    cells = [written[repr(cell)] if is_one_of(cell, written) else cell for cell in notebook.cells]
    strip_transient(split_lines(NotebookNode(notebook, cells=[cell for cell in cells if type(cell) is not _Written])))
    return _text({**notebook, "cells": cells}, "\n") + "\n"


def _text(value: Any, begin: str) -> str:
    pieces: list[str] = []
    _write(value, begin, pieces)
    return "".join(pieces)


def _write(value: Any, begin: str, pieces: list[str]) -> None:
    kind = type(value)
    if kind is str:
        pieces.append(encode_basestring(value))
    elif kind is _Written:
        pieces.append(value)
    elif kind is Line:
        pieces.append(_line_text(value, begin))
    elif kind is int or (kind is float and isfinite(value)):
        pieces.append(repr(value))
    elif value is None or kind is bool:
        pieces.append(_WORDS[value])
    elif value and isinstance(value, dict):
        inner = f"{begin} "
        between = "{" + inner
        for name in sorted(value):
            pieces += (between, encode_basestring(name), ": ")
            _write(value[name], inner, pieces)
            between = "," + inner
        pieces.append(begin + "}")
    elif value and isinstance(value, list):
        inner = f"{begin} "
        between = "[" + inner
        for item in value:
            pieces.append(between)
            _write(item, inner, pieces)
            between = "," + inner
        pieces.append(begin + "]")
    else:
        pieces.append(json.dumps(value))


# Many students choose the same, and get the same line: a quarter of the time would go into writing these.
@lru_cache(2000)
def _line_text(line: Line, begin: str) -> str:
    return _text(line.in_short(), begin)
