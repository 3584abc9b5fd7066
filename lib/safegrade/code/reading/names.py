"""What can be read in the code of a check, and of a teacher's solution, without running it."""

import ast
from collections.abc import Iterator, Mapping

from IPython.core.inputtransformer2 import TransformerManager

# These look into, or change, the process in which they run; outside the student's they would see the wrong one.
_LOOKING = {
    name: why
    for why, names in {
        "looks into the student's live functions": "__globals__ __code__ __closure__ dis",
        "runs text as code": "eval exec compile",
        "imports by a text": "__import__ importlib",
        "uses the notebook's shell": "get_ipython",
        "looks into the memory of the process": "gc ctypes",
        "reads pickles, which are code": (
            "pickle dill joblib cloudpickle shelve marshal read_pickle allow_pickle unsafe_load torch read_hdf "
            "HDFStore Loader CLoader UnsafeLoader UnsafeCLoader sympify parse_expr"
        ),
        "starts another program": "subprocess",
        "runs a file as code": "runpy",
        "reads the history of the notebook": "In Out",
        "looks into the process": "_getframe",
        "looks into the student's live classes": "__subclasses__",
    }.items()
    for name in names.split()
}
# Attributes that are of something of the check's own far more often than of the student's process.
_ONLY_NAMES = {"In", "Out", "compile", "eval", "gc", "dis"}
# What may be replaced in a module, since the student's process is told of it.
_NOTICED = {
    "builtins": {"input", "print", "open"},
    "random": {"random", "randint", "choice", "choices", "uniform", "shuffle", "sample", "randrange", "gauss"},
    "time": {"sleep", "time", "perf_counter", "monotonic", "process_time"},
    "os": {"environ"},
    "sys": {"stdin", "stdout", "stderr", "argv"},
}
# Settings of a library that say how something looks.
_LOOKS = {"rcParams", "options"}

# Calls that change nothing in what they are given.
_ONLY_LOOK = {"print", "display", "len", "type", "sorted", "sum", "min", "max", "abs", "round", "repr", "str", "list"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Methods that only show what is in a table or a list, or count it.
_ONLY_SHOW = {
    *("all", "any", "astype", "copy", "count", "describe", "dropna", "groupby", "head", "hist", "index", "info"),
    "items",
    *("join", "keys", "max", "mean", "median", "min", "nunique", "plot", "query", "round", "sample", "show", "std"),
    *("sum", "tail", "to_string", "unique", "value_counts", "values"),
}


class UnreadableError(Exception):
    """The code is no Python that can be read."""


def parsed(source: str) -> ast.Module:
    """The tree of a cell, its magics turned into calls of the shell."""
    try:
        tree: ast.Module = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, RuntimeError, MemoryError) as error:
        raise UnreadableError(str(error)) from error
    # A line such as %matplotlib inline says how things are shown, and gives nothing.
    tree.body = [node for node in tree.body if not (isinstance(node, ast.Expr) and _is_magic(node.value))]
    return tree


def _is_magic(node: ast.AST) -> bool:
    shell = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    return isinstance(shell, ast.Call) and isinstance(shell.func, ast.Name) and shell.func.id == "get_ipython"


def refused(tree: ast.Module, modules_of_theirs: Mapping[str, str] | None = None) -> str | None:
    """Why a check cannot stand outside the student's process; nothing, if nothing is seen that speaks against it.

    The teacher's own modules that do something of the kind are given with what they do.
    """
    theirs = modules_of_theirs or {}
    modules = imported(tree) | {"builtins", "sys", "plt"}
    for node in ast.walk(tree):
        for name in _mentioned(node):
            if isinstance(node, (ast.Import, ast.ImportFrom)) and name in theirs:
                return f"its module {name} is not for a check outside: {theirs[name]}"
            if name in _LOOKING and not (isinstance(node, ast.Attribute) and name in _ONLY_NAMES):
                return f"it uses `{name}`, which {_LOOKING[name]}"
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            root = _root(node)
            is_known = _NOTICED.get(str(root), set()) & {getattr(part, "attr", "") for part in ast.walk(node)}
            if root in modules and not is_known and not _LOOKS & {getattr(part, "attr", "") for part in ast.walk(node)}:
                return f"it changes something in `{root}`, which the student's process would not notice"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"query", "eval"}:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if not all(isinstance(argument, ast.Constant) for argument in given):
                return f"it uses `{node.func.attr}` with a text that may be the student's, which is run as code"
    return None


def _mentioned(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.Import(names=names):
            yield from (part for alias in names for part in alias.name.split("."))
        case ast.ImportFrom(module=module, names=names):
            yield from (module or "").split(".")
            yield from (alias.name for alias in names)


def _imported(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], node


def _root(node: ast.AST) -> str | None:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def bound(tree: ast.Module) -> set[str]:
    """The names that a cell gives, at its top level or in a loop or condition there."""
    names = (node for node in _outside(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
    return {name.id for name in names} | made(tree) | imported(tree)


def imported(tree: ast.Module) -> set[str]:
    """The names that imports of a cell give."""
    return {name for name, _ in _imported(tree)}


def made(tree: ast.Module) -> set[str]:
    """The functions and classes that a cell gives."""
    return {node.name for node in _outside(tree) if isinstance(node, _DEFINITIONS)}


def bound_within(tree: ast.AST) -> set[str]:
    """The names of the notebook that functions of a cell declare as global."""
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def read(tree: ast.Module) -> set[str]:
    """The names that a cell reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def changed(tree: ast.Module) -> set[str]:
    """The names whose things a cell changes in place, as far as can be seen."""
    names = set()
    for node in _outside(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            names.add(_root(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            if isinstance(call.func, ast.Name) and call.func.id in _ONLY_LOOK:
                continue
            asked = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            is_shown = asked in _ONLY_SHOW or asked.startswith("assert")
            if is_shown and not any(keyword.arg == "inplace" for keyword in call.keywords):
                continue
            names.add(_root(call.func) if isinstance(call.func, ast.Attribute) else None)
            names |= {_root(argument) for argument in (*call.args, *(keyword.value for keyword in call.keywords))}
    return {name for name in names if name}


def _outside(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those within functions and classes, and comprehensions' own names."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, (*_DEFINITIONS, ast.Lambda, ast.comprehension)):
            yield from _outside(node)


def imports(tree: ast.Module) -> list[str]:
    """The import statements of a cell, each as text."""
    return list(dict.fromkeys(ast.unparse(node) for _, node in _imported(tree)))
