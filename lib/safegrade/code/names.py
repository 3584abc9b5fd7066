"""What can be read in the code of a check, and of a teacher's solution, without running it."""

import ast
import contextlib
from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen
from IPython.core.inputtransformer2 import TransformerManager

from safegrade.code import solution

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
    "time": {"sleep"},
    "sys": {"stdin", "stdout", "stderr", "argv"},
}
# Settings of a library that say how something looks.
_LOOKS = {"rcParams", "options"}

# What an answer seldom needs, and whoever wants to reach the checks, or out of the sandbox, does.
_SELDOM_MODULES = {
    *("ast", "atexit", "builtins", "cffi", "ctypes", "faulthandler", "gc", "http", "importlib", "inspect", "marshal"),
    *("mmap", "multiprocessing", "pickle", "pty", "requests", "resource", "runpy", "signal", "socket", "subprocess"),
    *("safegrade", "threading", "urllib"),
}
_SELDOM = {
    *("__class__", "__globals__", "__import__", "__reduce__", "__subclasses__", "_exit", "_getframe", "_ih"),
    *("_showtraceback", "ast_transformers", "closerange", "dup2", "execv", "execve", "fork", "get_ipython", "getppid"),
    *("kill", "killpg", "link", "popen", "posix_spawn", "removedirs", "rmtree", "set_custom_exc", "setrlimit"),
    *("setsid", "showtraceback", "symlink", "system", "walk", "AssertionError"),
}
# Calls that change nothing in what they are given.
_ONLY_LOOK = {"print", "display", "len", "type", "sorted", "sum", "min", "max", "abs", "round", "repr", "str", "list"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Characters of a cell that is looked through, and of a text that may name a file.
_LARGEST, _LONGEST_NAME = 100_000, 200


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
            is_known = isinstance(node, ast.Attribute) and node.attr in _NOTICED.get(str(root), ())
            if root in modules and not is_known and not _LOOKS & {getattr(one, "attr", "") for one in ast.walk(node)}:
                return f"it changes something in `{root}`, which the student's process would not notice"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"query", "eval"}:
            given = [*node.args, *(one.value for one in node.keywords)]
            if not all(isinstance(one, ast.Constant) for one in given):
                return f"it uses `{node.func.attr}` with a text that may be the student's, which is run as code"
        if isinstance(node, ast.Global):
            return "it sets names of the notebook from within a function"
    return None


def quickly_parsed(source: str) -> ast.Module:
    """The tree of a student's cell without its magics. It is read where nothing limits how long that takes.

    Raises:
        UnreadableError: it is no Python, or too large to be looked through.
    """
    if len(source) > _LARGEST:
        raise UnreadableError("it is too large")
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?")))
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(str(error)) from error


def seldom(tree: ast.Module) -> set[str]:
    r"""What code uses that an answer seldom needs, and that looks into the process or out of it.

    >>> sorted(seldom(ast.parse("import os, ctypes\nos._exit(0)")))
    ['_exit', 'ctypes']
    >>> seldom(ast.parse("from scipy import signal\nfor link in links: print(link)"))
    set()
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {one.name.partition(".")[0] for one in names} & _SELDOM_MODULES
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module.partition(".")[0]} & _SELDOM_MODULES
                found |= {one.name for one in names} & _SELDOM
            case ast.Attribute(attr=name) if name in _SELDOM:
                found.add(name)
            case ast.Name(id=("get_ipython" | "__import__" | "_ih") as name):
                found.add(name)
            case ast.ClassDef(name=name) if name in _SELDOM:
                found.add(name)
            case ast.FunctionDef(name=("__class__" | "__reduce__" | "__eq__") as name):
                found.add(name)
    return found


def _mentioned(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.Import(names=names):
            yield from (part for one in names for part in one.name.split("."))
        case ast.ImportFrom(module=module, names=names):
            yield from (module or "").split(".")
            yield from (one.name for one in names)


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
            names.add(_root(call.func) if isinstance(call.func, ast.Attribute) else None)
            names |= {_root(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))}
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


def texts(tree: ast.Module) -> set[str]:
    """Texts that may name a file."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < _LONGEST_NAME
    }


@frozen
class Plan:
    """What a teacher's notebook says about the names in it.

    Args:
        known: whether there is a teacher's notebook; without one, nothing is known of the solution.
        imports: every import in it, as text.
        theirs: the names that come from the student, since the solution gives or changes them.
        seldom: what it uses that an answer seldom needs.
        classes: the members of the solution's classes.
        docstrings: those of its functions and classes.
        reads: the names that its functions read.
    """

    known: bool = False
    imports: tuple[str, ...] = ()
    theirs: frozenset[str] = frozenset()
    seldom: frozenset[str] = frozenset()
    classes: Mapping[str, list[str]] = field(factory=dict)
    docstrings: Mapping[str, str] = field(factory=dict)
    reads: frozenset[str] = frozenset()


def plan(solutions: Iterable[str], others: Iterable[str]) -> Plan:
    """Read a teacher's notebook: its solutions and plain cells, which students may change; and its other code cells."""
    solved, given = (list(_readable(sources)) for sources in (solutions, others))
    trees = [*solved, *given]
    theirs = {name for tree in solved for name in bound(tree) | changed(tree)}
    return Plan(
        known=True,
        imports=tuple(dict.fromkeys(statement for tree in trees for statement in imports(tree))),
        theirs=frozenset(theirs.difference(*map(imported, trees))),
        seldom=frozenset[str]().union(*map(seldom, trees)),
        classes=solution.classes(solved),
        docstrings=solution.docstrings(solved),
        reads=frozenset(solution.reads(trees)),
    )


def _readable(sources: Iterable[str]) -> Iterator[ast.Module]:
    for source in sources:
        with contextlib.suppress(UnreadableError):
            yield parsed(source)
