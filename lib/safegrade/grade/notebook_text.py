"""A notebook as the text of its file, byte for byte as nbformat writes it, in a quarter of the time."""

import json
from functools import lru_cache
from json.encoder import encode_basestring  # the C one, where there is one
from math import isfinite
from typing import Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from safegrade.contract import Line

_WORDS = {None: "null", True: "true", False: "false"}


def notebook_text(notebook: NotebookNode) -> str:
    r"""Write a notebook. Where its text was in one piece it is in lines afterwards.

    Args:
        notebook: of format 4.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> import nbformat
    >>> made = new_notebook(cells=[new_markdown_cell("One\nTwo", id="a")])
    >>> notebook_text(made.copy()) == nbformat.writes(made) + "\n"
    True
    """
    pieces: list[str] = []
    _write(strip_transient(split_lines(notebook)), "\n", pieces)
    pieces.append("\n")
    return "".join(pieces)


def _write(value: Any, begin: str, pieces: list[str]) -> None:
    kind = type(value)
    if kind is str:
        pieces.append(encode_basestring(value))
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
    pieces: list[str] = []
    _write(line.in_short(), begin, pieces)
    return "".join(pieces)
