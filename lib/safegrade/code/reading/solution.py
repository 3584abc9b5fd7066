"""What can be read in a teacher's solution, for those who check a student's: its classes, docstrings and names."""

import ast
from collections.abc import Iterable, Iterator, Mapping

# What Python makes for a class by itself.
_OF_DATACLASSES = ("__init__", "__eq__", "__repr__", "__match_args__")
_OF_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def classes(trees: Iterable[ast.AST]) -> dict[str, list[str]]:
    r"""The members of each class that cells define: their own, those of its bases among them, and dataclasses' methods.

    >>> tree = ast.parse("@dataclass\nclass A:\n    x: int\nclass B(A):\n    def add(self, other): pass")
    >>> classes([tree])["B"]
    ['__eq__', '__init__', '__match_args__', '__repr__', 'add', 'x']
    """
    nodes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return {name: sorted(_members(node, nodes, set())) for name, node in nodes.items()}


def _members(node: ast.ClassDef, nodes: Mapping[str, ast.ClassDef], seen: set[str]) -> set[str]:
    seen = {*seen, node.name}
    found = set(_own_members(node)) | set(_made_by_decorators(node))
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in nodes and base.id not in seen:
            found |= _members(nodes[base.id], nodes, seen)
    return found


def _own_members(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        match part:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
    for inner in ast.walk(node):
        # What methods set on the object.
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store) and isinstance(inner.value, ast.Name):
            yield inner.attr


def _made_by_decorators(node: ast.ClassDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        text = ast.unparse(decorator)
        if "dataclass" in text:
            yield from _OF_DATACLASSES
            if "order=True" in text.replace(" ", ""):
                yield from _OF_ORDER
        elif "total_ordering" in text:
            yield from _OF_ORDER


def docstrings(trees: Iterable[ast.AST]) -> dict[str, str]:
    r"""The docstrings of functions and classes that cells define, by name; a method's as ``Class.method``.

    >>> docstrings([ast.parse("def f():\n    'Says it.'")])
    {'f': 'Says it.'}
    """
    found = {}
    for tree in trees:
        for node in ast.iter_child_nodes(tree):
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                found[node.name] = ast.get_docstring(node) or ""
            if isinstance(node, ast.ClassDef):
                methods = (part for part in node.body if isinstance(part, _FUNCTIONS))
                found |= {f"{node.name}.{part.name}": ast.get_docstring(part) or "" for part in methods}
    return {name: text for name, text in found.items() if text}


def reads(trees: Iterable[ast.AST]) -> set[str]:
    r"""The names that functions and classes read which are not their own.

    >>> sorted(reads([ast.parse("def f(x):\n    y = rate * x\n    return y")]))
    ['rate']
    """
    found: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
                found |= free(node)
    return found


def writes(trees: Iterable[ast.AST]) -> set[str]:
    """The names of the notebook that functions declare as global."""
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Global))
    return {name for node in nodes for name in node.names}


def free(function: ast.AST) -> set[str]:
    """The names of the notebook that a function reads or changes."""
    own, loaded, outside = set(), set(), set()
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name):
                own.add(name)
            case ast.Name(id=name, ctx=ast.Load()):
                loaded.add(name)
            case ast.Name(id=name):
                own.add(name)
            case ast.Global(names=names):
                outside |= {*names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if node is not function:
                own.add(name)
    return (loaded - own) | outside


def read_at_once(tree: ast.AST) -> set[str]:
    """The names that a cell reads while it is run, functions that it defines left out."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Load, ast.Del)):
            found.add(node.id)
        if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
            outer = [*getattr(node, "decorator_list", ()), *node.args.defaults, *filter(None, node.args.kw_defaults)]
            for part in outer:
                found |= read_at_once(ast.Expression(part))
        else:
            found |= read_at_once(node)
    return found


def definitions(tree: ast.Module, source: str) -> dict[str, str | None]:
    """The text of the functions and classes that a cell defines at its top; None for a name that it gives a value."""
    found: dict[str, str | None] = {}
    lines = source.split("\n")
    for node in tree.body:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno]) + "\n"
        elif isinstance(node, ast.Assign):
            found |= {target.id: None for target in node.targets if isinstance(target, ast.Name)}
    return found
