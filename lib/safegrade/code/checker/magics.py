"""A check as Python: its cell magics undone, so that what stands below them is run."""

import ast
import functools
import re
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from safegrade.code.reading.names import UnreadableError

# Magics that only say how something is shown, and those that run what they are given.
_ONLY_SHOW = {"matplotlib", "config", "load_ext", "autoreload", "precision", "xmode", "pylab", "pdb", "pprint"}
_RUN = {"time", "timeit", "prun"}
# Commands that only show something: no part of a check hangs on them.
_ONLY_LOOKS = re.compile(r"(?:ls|pwd|cat|head|tail|wc|date|echo|tree|pip (?:list|show|freeze))(?: [\w./* '\"=-]*)?")
_OPTIONS_WITH_VALUE = {"-n", "-r", "-p", "-l", "-s", "-T", "-D"}


class MagicError(UnreadableError):
    """A check uses a magic of which nobody knows what it does."""


@functools.lru_cache(256)
def parsed_check(source: str) -> ast.Module:
    r"""The tree of a check, with known magics undone. Whoever gets it leaves it as it is.

    Raises:
        MagicError: it uses another magic.
        UnreadableError: it is no Python.

    >>> ast.unparse(parsed_check("%%time\nassert f(1) == 2"))
    'assert f(1) == 2'
    >>> ast.unparse(parsed_check("%time result = f(1)"))
    'result = f(1)'
    """
    captured = ""
    while (first := source.lstrip()).startswith("%%"):
        line, _, source = first.partition("\n")
        magic, _, rest = line[2:].partition(" ")
        if magic == "capture":
            captured = next((word for word in rest.split() if not word.startswith("-")), captured)
        elif magic not in _RUN:
            raise MagicError(f"it uses the magic `%%{magic[:40]}`")
        elif magic != "capture" and (code := _code_of(rest)):
            source = f"{code}\n{source}"
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, RuntimeError, MemoryError) as error:
        raise UnreadableError(str(error)) from error
    tree = ast.Module(_Undone().visit(tree).body, [])
    if captured:
        shown = ast.parse(
            f"from IPython.utils.capture import capture_output\nwith capture_output() as {captured}: pass"
        )
        shown.body[1].body = tree.body or [ast.Pass()]  # type: ignore[attr-defined]
        tree = shown
    done: ast.Module = ast.fix_missing_locations(tree)
    return done


def _code_of(line: str) -> str:
    """What a magic is given to run, without its options."""
    words = line.strip()
    while words.startswith("-"):
        option, _, words = words.partition(" ")
        words = words.strip()
        if option in _OPTIONS_WITH_VALUE:
            words = words.partition(" ")[2].strip()
    return words


class _Undone(ast.NodeTransformer):
    """Puts in the place of each magic what it runs."""

    def visit_Expr(self, node: ast.Expr) -> Any:
        """A magic that stands alone."""
        magic = _magic(node.value)
        if magic is None:
            return self.generic_visit(node)
        name, given = magic
        if name in _ONLY_SHOW:
            return None
        if name in _RUN:
            return ast.parse(_code_of(given)).body
        if name == "system" and _ONLY_LOOKS.fullmatch(given.strip()):
            return None
        raise MagicError(f"it uses the magic `%{name[:40]}`")

    def visit_Call(self, node: ast.Call) -> Any:
        """A magic whose value is used."""
        magic = _magic(node)
        if magic is None:
            return self.generic_visit(node)
        body = ast.parse(_code_of(magic[1])).body if magic[0] in _RUN else []
        if len(body) == 1 and isinstance(body[0], ast.Expr):
            return body[0].value
        raise MagicError(f"it uses the magic `%{magic[0][:40]}`")


def _magic(node: ast.AST) -> tuple[str, str] | None:
    """The name of a magic and what it is given; None if it is another call."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=kind), args=[*given]):
            words = [part.value if isinstance(part, ast.Constant) else "" for part in given]
            if kind == "run_line_magic":
                return str(words[0]), str(words[1])
            return f"{kind}", str(words[0]) if words else ""
    return None
