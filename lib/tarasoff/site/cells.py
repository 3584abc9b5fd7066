"""Run the cells of a notebook without a kernel: where the site is built, and in a browser when Python is needed."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen


@frozen
class Cell:
    """One cell of a notebook.

    Args:
        id: its id in the notebook.
        code: whether it holds code; otherwise it holds Markdown.
        source: its text.
    """

    id: str
    code: bool
    source: str


def cells_of(notebook: Mapping[str, Any]) -> Iterator[Cell]:
    """The cells of a notebook that hold something, in order.

    Args:
        notebook: its JSON.

    >>> [cell.source for cell in cells_of({"cells": [{"cell_type": "markdown", "id": "a", "source": ["# One"]}]})]
    ['# One']
    """
    for number, cell in enumerate(notebook["cells"]):
        source = "".join(cell["source"])
        if source.strip() and cell["cell_type"] in ("code", "markdown"):
            yield Cell(cell.get("id", f"cell-{number}"), cell["cell_type"] == "code", source)


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does.

    Args:
        source: its code, in plain Python.
        names: what the cells before it have made; what this one makes is added.

    Returns:
        The value of its last line, if that is an expression; otherwise None.

    >>> names = {}
    >>> run("three = 3", names), run("three + 1", names)
    (None, 4)
    """
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102  the course's own cells
        return None
    tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
