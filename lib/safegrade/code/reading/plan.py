"""What a teacher's notebook says about names: where each check stands, and which names come from the student there."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import field, frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from safegrade.code.reading import solution
from safegrade.code.reading.names import UnreadableError, bound, changed, imported, imports, parsed
from safegrade.code.reading.students import read_cells

# Where an answer is to be written, a teacher's notebook without a solution says only this.
_EMPTY = (None, ...)


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell holds a teacher's check."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and not is_task(cell)


def name_of(cell: NotebookNode) -> str:
    """The ``grade_id`` of a cell."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_teachers(cell: NotebookNode) -> bool:
    """Whether a cell is the teacher's own; one that only says that it is locked has no name in the gradebook."""
    return bool(is_locked(cell) and name_of(cell))


@frozen
class Plan:
    """What a teacher's notebook says about the names in it.

    Args:
        known: whether there is a teacher's notebook; without one, nothing is known of the solution.
        imports: every import in it, as text.
        theirs: by check: the names that come from the student there. The last of the teacher's cells before the check
            decides: a locked one takes a name back, a solution gives it.
        reaches: what the teacher's own code uses that an answer seldom needs.
        empty: names to which a locked cell gives nothing (``answer = None``), so that a student can.
        classes: the members of the solution's classes.
        docstrings: those of its functions and classes.
        reads: the names that functions of the notebook read.
        writes: those that functions of the solution declare as the notebook's, and give.
    """

    known: bool = False
    imports: tuple[str, ...] = ()
    theirs: Mapping[str, frozenset[str]] = field(factory=dict)
    reaches: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    classes: Mapping[str, list[str]] = field(factory=dict)
    docstrings: Mapping[str, str] = field(factory=dict)
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()


def plan_of(notebook: NotebookNode | None) -> Plan:
    """Read a teacher's notebook; without one, nothing is known."""
    if notebook is None:
        return Plan()
    cells = [(cell, tree) for cell in notebook.cells if cell.cell_type == "code" for tree in _tree(cell.source)]
    code = {place: cell.source for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    given = [tree for cell, tree in cells if not is_check(cell)]
    solved = [tree for cell, tree in cells if not is_locked(cell)]
    names_of_imports = set[str]().union(*map(imported, given))
    return Plan(
        known=True,
        imports=tuple(dict.fromkeys(statement for tree in given for statement in imports(tree))),
        theirs={name: names - names_of_imports for name, names in _theirs(cells)},
        reaches=frozenset[str]().union(*(cell.reaches for cell in read_cells(code).values())),
        empty=frozenset(name for cell, tree in cells if is_locked(cell) for name in _emptied(tree)),
        classes=solution.classes(solved),
        docstrings=solution.docstrings(solved),
        reads=frozenset(solution.reads(given)),
        writes=frozenset(solution.writes(solved)),
    )


# For a class once: what is read here is the teacher's, and the same in each notebook.
@lru_cache(1000)
def _tree(source: str) -> tuple[ast.Module, ...]:
    try:
        return (parsed(source),)
    except UnreadableError:
        return ()


def _theirs(cells: Sequence[tuple[NotebookNode, Any]]) -> Iterator[tuple[str, frozenset[str]]]:
    names: set[str] = set()
    for cell, tree in cells:
        if is_check(cell):
            yield name_of(cell), frozenset(names)
        if is_locked(cell):
            names -= bound(tree)
        else:
            names |= bound(tree) | changed(tree) | _changed_by_functions(tree)


def _changed_by_functions(tree: ast.Module) -> set[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    bodies = ((changed(ast.Module(node.body, [])), solution.free(node)) for node in functions)
    return solution.writes([tree]).union(*(found & free for found, free in bodies))


def _emptied(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=ast.Constant(value=value)) if value in _EMPTY:
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def trees_of(sources: Iterable[str]) -> Iterator[ast.Module]:
    """The trees of some of the teacher's cells, without those that cannot be read."""
    return (tree for source in sources for tree in _tree(source))


def names_bound_in(sources: Iterable[str]) -> set[str]:
    """The names that some of the teacher's cells give; of one that cannot be read, none."""
    return {name for tree in trees_of(sources) for name in bound(tree)}
