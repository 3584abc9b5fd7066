"""What is read in a student's cells outside the sandbox: not much, fast, and nothing of what is too large.

IPython, which knows all magics, takes minutes for cells that are made to take long. So magics are only left out here.
"""

import ast
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress

from attrs import field, frozen

from safegrade.code.reading.names import bound
from safegrade.code.reading.reaching import reaches
from safegrade.code.reading.solution import definitions

# Characters of all cells together. What Python's own reader takes longest for, it has read in a second then.
_MOST = 100_000
_MAGICS = ("%", "!", "?")
TOO_LARGE = "more code than is looked through"


@frozen
class StudentsCell:
    """What was read in a cell.

    Args:
        names: those that it gives.
        reaches: what it uses that an answer seldom needs.
        definitions: the text of its functions and classes, by name; None for a name that is given something else.
    """

    names: frozenset[str] = frozenset()
    reaches: frozenset[str] = frozenset()
    definitions: Mapping[str, str | None] = field(factory=dict)


def read_cells(sources: Mapping[int, str]) -> dict[int, StudentsCell]:
    r"""Read a student's cells, by their place; of one that is no Python nothing is known.

    >>> read_cells({3: "%time\nimport ctypes as c\nx = !ls"})[3].names == {"c", "x"}
    True
    >>> read_cells({0: "x = 1\n" * 50_000})[0].reaches
    frozenset({'more code than is looked through'})
    """
    left = _MOST
    found = {}
    for place, source in sources.items():
        left -= len(source)
        found[place] = _read(source) if left >= 0 else StudentsCell(reaches=frozenset({TOO_LARGE}))
    return found


def names_in(cells: Iterable[StudentsCell]) -> set[str]:
    """The names that some cells give."""
    return set[str]().union(*(cell.names for cell in cells))


def definitions_in(cells: Iterable[StudentsCell]) -> dict[str, str]:
    """The text of the functions and classes that some cells define at their top, by name; the last one counts."""
    found: dict[str, str | None] = {}
    for cell in cells:
        found |= cell.definitions
    return {name: text for name, text in found.items() if text is not None}


def _read(source: str) -> StudentsCell:
    for text in (source, "\n".join(map(_line_without_magic, source.split("\n")))):
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
            # Of what a student writes, nobody is told on a terminal.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            return StudentsCell(frozenset(bound(tree)), frozenset(reaches(tree)), definitions(tree, source))
    return StudentsCell()


def _line_without_magic(line: str) -> str:
    """The line, or what is left of it, so that all others keep their places."""
    asks_for_help = line.rstrip().endswith("?") and line.strip().rstrip("?").replace(".", "").isidentifier()
    if asks_for_help or line.lstrip().startswith(_MAGICS):
        return ""
    name, sign, value = line.partition("=")
    is_given = sign and name.strip().isidentifier() and value.lstrip().startswith(_MAGICS[:2])
    return f"{name}= None" if is_given else line
