"""What an answer seldom needs, and whoever wants to reach the checks, or out of the sandbox, does.

Only a teacher hears of it: it is a reason to look, and proves nothing.
"""

import ast

_MODULES = {
    *("ast", "atexit", "builtins", "cffi", "ctypes", "faulthandler", "gc", "importlib", "inspect", "marshal"),
    *("mmap", "multiprocessing", "pickle", "pty", "resource", "runpy", "signal", "socket", "subprocess"),
    *("safegrade", "__main__"),
}
# Members that only the interpreter, its frames and its shell have.
_MEMBERS = {
    *("__globals__", "__import__", "__reduce__", "__subclasses__", "_getframe", "_ih", "_showtraceback", "f_back"),
    *("f_globals", "f_locals", "gi_frame", "tb_frame", "ast_transformers", "set_custom_exc", "showtraceback"),
    *("user_ns", "input_transformers_cleanup", "input_transformers_post"),
}
# Of these modules only: a dog may walk, and a node have a link.
_OF_MODULES = {
    "os": {
        *("_exit", "closerange", "dup2", "execv", "execve", "fork", "getppid", "kill", "killpg", "link", "popen"),
        *("posix_spawn", "removedirs", "setsid", "symlink", "system", "walk", "scandir"),
    },
    "shutil": {"rmtree"},
    "sys": {"_getframe", "settrace", "setprofile", "modules", "excepthook", "meta_path", "exit"},
    "threading": {"settrace", "setprofile", "enumerate"},
}
_NAMES = {"get_ipython", "__import__", "__builtins__", "_ih", "In", "globals"}


def reaches(tree: ast.Module) -> set[str]:
    r"""What code uses that an answer seldom needs, and that looks into the process or out of it.

    >>> sorted(reaches(ast.parse("import os as o, ctypes\no._exit(0)\nAssertionError = ValueError")))
    ['AssertionError', '_exit', 'ctypes']
    >>> reaches(ast.parse("from scipy import signal\nrex.walk(); self.link = 3\ndef __eq__(self, other): pass"))
    set()
    """
    found: set[str] = set()
    modules = _names_of_modules(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names} & _MODULES
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module.partition(".")[0]} & _MODULES
                found |= {alias.name for alias in names} & _OF_MODULES.get(module, set())
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in _OF_MODULES.get(
                modules.get(owner, ""), ()
            ):
                found.add(name)
            case ast.Attribute(attr=name) if name in _MEMBERS:
                found.add(name)
            case ast.Name(id=name) if name in _NAMES:
                found.add(name)
            case ast.Name(id="AssertionError", ctx=ast.Store()) | ast.ClassDef(name="AssertionError"):
                found.add("AssertionError")
            case ast.FunctionDef(name=("__class__" | "__reduce__" | "__instancecheck__") as name):
                found.add(name)
    return found


def _names_of_modules(tree: ast.Module) -> dict[str, str]:
    """The names under which a cell has imported modules; one that is not imported here stands for itself."""
    aliases = (alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names)
    return {**{name: name for name in _OF_MODULES}, **{alias.asname or alias.name: alias.name for alias in aliases}}
