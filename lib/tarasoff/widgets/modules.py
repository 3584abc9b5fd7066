"""One ES module out of many: what a view imports is put before it, so that nobody needs a bundler.

The modules in ``static/`` are real ones, which node, tsc and biome read as they are. anywidget wants one text. So the
imported modules come first, each once, without the words ``import`` and ``export``. All then share one scope, and what
that would change is refused: two things of one name, a circle, a renamed import.

What is written here for readers and for tsc, the ``/** … */`` above a function, is not sent to the browser.
"""

import posixpath
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources.abc import Traversable

from attrs import frozen

_IMPORT = re.compile(r'^import \{([^{}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const|let)\b)", re.MULTILINE)
_DEFAULT = "export default { render };\n"
_TOP = re.compile(r"^(export )?(?:async function|function|class|const|let|var)\*? +(\S[\w$]*)", re.MULTILINE)
_FOR_READERS = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


class ModuleError(ValueError):
    """A module that cannot be put before the others, and what to do about it."""


@frozen
class _Module:
    code: str
    imports: Mapping[str, frozenset[str]]
    names: frozenset[str]
    exports: frozenset[str]
    is_view: bool


def inlined(static: Traversable, view: str) -> str:
    """The text of a view as one module that stands alone.

    Args:
        static: the folder that holds all modules.
        view: the view's module in it, such as ``views/board.js``.

    Raises:
        ModuleError: a module is not there, or says something that cannot be put into one text.
    """
    modules: dict[str, _Module] = {}
    _collect(static, view, modules, ())
    if not modules[view].is_view:
        raise ModuleError(f"{view} shows nothing. Let it end with: {_DEFAULT.strip()}")
    homes: dict[str, str] = {}
    for name, module in modules.items():
        if module.is_view and name != view:
            raise ModuleError(f"{name} is a view, and {view} imports it. Move what both need to a module of its own.")
        for top in sorted(module.names):
            if top in homes:
                raise ModuleError(f"{homes[top]} and {name} both name something {top!r}. Rename one of them.")
            homes[top] = name
    return "\n".join(module.code for module in modules.values())


def _collect(static: Traversable, name: str, modules: dict[str, _Module], path: tuple[str, ...]) -> None:
    """Put a module after all that it needs."""
    if name in path:
        circle = " → ".join((*path[path.index(name) :], name))
        raise ModuleError(f"These import each other: {circle}. Move what both need to a module of its own.")
    if name in modules:
        return
    file = static.joinpath(*name.split("/"))
    if name.startswith("../") or not file.is_file():
        by = f"{path[-1]} imports {name}, which" if path else name
        raise ModuleError(f"{by} is not there. Mend the name, or add the file.")
    module = _parsed(name, file.read_text("utf-8"))
    for other, wanted in module.imports.items():
        _collect(static, other, modules, (*path, name))
        if missing := wanted - modules[other].exports:
            raise ModuleError(f"{name} imports {', '.join(sorted(missing))}, which {other} does not export. Export it.")
    modules[name] = module


@cache
def _parsed(name: str, text: str) -> _Module:
    imports: dict[str, frozenset[str]] = {}
    for what, where in _IMPORT.findall(text):
        names = frozenset(filter(None, map(str.strip, what.split(","))))
        if odd := [imported for imported in sorted(names) if not _NAME.fullmatch(imported)]:
            raise ModuleError(f"{name} imports {odd[0]!r}. Import it by the name that it has.")
        imports[posixpath.normpath(posixpath.join(posixpath.dirname(name), where))] = names
    bare = _FOR_READERS.sub("", text)
    code = _EXPORT.sub("", _IMPORT.sub("", bare))
    if left := _LEFT_OVER.search(code.replace(_DEFAULT, "")):
        raise ModuleError(
            f"{name} says {left[0]!r}, which cannot be put into one text. Possible: "
            'import { name } from "./file.js"; export function, class, const or let; and, in a view, '
            f"{_DEFAULT.strip()}"
        )
    tops = _TOP.findall(bare)
    if odd := [top for _, top in tops if not _NAME.fullmatch(top)]:
        raise ModuleError(f"{name} takes something apart at its top: {odd[0]!r}. Give each thing a line and a name.")
    exports = frozenset(top for exported, top in tops if exported)
    return _Module(code.lstrip("\n"), imports, frozenset(top for _, top in tops), exports, _DEFAULT in code)
