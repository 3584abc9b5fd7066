"""What earlier checks leave beside the student's code that a later check may ask for there.

A student's code can change whatever lies beside it. So a name that a check has given is asked for there only if nothing
of the teacher's knowledge is in it: if it holds what the student's own code has given, and could as well give anew.
"""

import ast
from collections.abc import Iterable, Iterator

# Around a call of the student's, these change only the form of what it gives.
_FORMS = {"list", "tuple", "set", "dict", "sorted", "next", "iter", "str", "int", "float", "repr", "bool"}
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.comprehension)


def left_by_students_calls(trees: Iterable[ast.AST], theirs: Iterable[str]) -> set[str]:
    r"""The names that checks give, and that hold nothing but what calls of the student's code have given.

    Args:
        trees: the checks.
        theirs: the names that come from the student.

    >>> made = "tree = None\nfor key in (2, 1):\n    tree = insert(tree, key)\nmarks = 0\nmarks += f(1) == 2"
    >>> left_by_students_calls([ast.parse(made)], ["insert", "f"])
    {'tree'}
    """
    bindings: dict[str, list[ast.AST | None]] = {}
    for tree in trees:
        for name, value in _bindings(tree):
            bindings.setdefault(name, []).append(value)
    found: set[str] = set()
    while True:
        known = {*theirs, *found}
        more = {name for name, values in bindings.items() if _only_calls(values, known)}
        if more <= found:
            return found
        found |= more


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """Each name that is given, with what it is given; None where that cannot be said."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _pairs(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) | ast.NamedExpr(
                target=ast.Name(id=name), value=value
            ):
                yield name, value
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                yield name, value
            case ast.AugAssign(target=target) | ast.For(target=target):
                yield from ((name, None) for name in _names(target))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, None
        if not isinstance(node, _BODIES):
            yield from _bindings(node)


def _pairs(target: ast.AST, value: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match target, value:
        case ast.Tuple(elts=parts), ast.Tuple(elts=values) if len(parts) == len(values):
            for part, held in zip(parts, values, strict=True):
                yield from _pairs(part, held)
        case _:
            yield from ((name, value) for name in _names(target))


def _names(target: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _only_calls(values: list[ast.AST | None], known: set[str]) -> bool:
    told = [value for value in values if not isinstance(value, ast.Constant)]
    return bool(told) and all(_is_students(value, known) for value in told)


def _is_students(value: ast.AST | None, known: set[str]) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _FORMS and name not in known:
            return _is_students(inner, known)
        case ast.Await(value=inner):
            return _is_students(inner, known)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call():
            return _root(value) in known
    return False


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
