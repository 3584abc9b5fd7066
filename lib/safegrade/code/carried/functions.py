"""A function as the other side sees it: what is told of it, and the real function that stands for it there."""

import dis
import functools
import inspect
import types
from collections.abc import Callable
from typing import Any, Literal

from safegrade.code.messages import Function, RefusedError, pack, unpack

_MOST_OF_DOC, _MOST_PARAMETERS = 100_000, 100


def describe(function: Any, names: dict[str, Any], encode: Callable[[Any], Any]) -> dict[str, Any]:
    """What can be seen of a function; defaults and annotations that ``encode`` does not carry are left out."""
    name, doc = getattr(function, "__name__", ""), getattr(function, "__doc__", None)
    plain = inspect.unwrap(function) if inspect.isroutine(function) else function
    kind: Literal["function", "generator", "coroutine"] = (
        "coroutine" if inspect.iscoroutinefunction(plain) else "function"
    )
    if inspect.isgeneratorfunction(function):
        kind = "generator"
    about = Function(
        name if isinstance(name, str) else "",
        kind,
        doc[:_MOST_OF_DOC] if isinstance(doc, str) else None,
        _parameters(function, encode),
        sorted(globals_read_by(function, names)),
    )
    return pack(about)


def _parameters(function: Any, encode: Callable[[Any], Any]) -> list[Any] | None:
    def of(value: Any) -> list[Any]:
        try:
            return [] if value is inspect.Parameter.empty else [encode(value)]
        except Exception:  # noqa: BLE001  it is left out, whatever it is
            return []

    try:
        signature = inspect.signature(function)
        held = signature.parameters.values()
        found: list[Any] = [
            [parameter.name, int(parameter.kind), of(parameter.default), of(parameter.annotation)] for parameter in held
        ]
    except Exception:  # noqa: BLE001  a student's function may do anything when it is asked
        return None
    return [*found[:_MOST_PARAMETERS], of(signature.return_annotation)]


def stand_in(
    message: Any, decode: Callable[[Any], Any], call: Callable[[tuple[Any, ...], dict[str, Any]], Any]
) -> types.FunctionType:
    """A function that calls the one that is told of.

    Raises:
        RefusedError: it is not told as it must be.
    """
    about = unpack(message, Function)
    made = _of_kind(about.kind, call)
    name = about.name if about.name.isidentifier() or about.name == "<lambda>" else "function"
    made.__name__ = made.__qualname__ = name
    made.__doc__ = about.doc
    made.__module__ = "__main__"
    if about.parameters:
        *parameters, returned = about.parameters
        try:
            signature = _signature(parameters, returned, decode)
        except (ValueError, TypeError, LookupError) as error:
            raise RefusedError("what came is not a signature") from error
        made.__signature__ = signature  # type: ignore[attr-defined]
        held = signature.parameters.values()
        empty = inspect.Parameter.empty
        by_place = [parameter for parameter in held if parameter.kind <= parameter.POSITIONAL_OR_KEYWORD]
        positional = [parameter.default for parameter in by_place if parameter.default is not empty]
        made.__defaults__ = tuple(positional) or None
        annotated = [parameter for parameter in held if parameter.annotation is not empty]
        made.__annotations__ = {parameter.name: parameter.annotation for parameter in annotated}
        if signature.return_annotation is not inspect.Signature.empty:
            made.__annotations__["return"] = signature.return_annotation
    return made


def _of_kind(kind: str, call: Callable[[tuple[Any, ...], dict[str, Any]], Any]) -> types.FunctionType:
    def function(*arguments: Any, **named: Any) -> Any:
        return call(arguments, named)

    def generator(*arguments: Any, **named: Any) -> Any:
        return (yield from call(arguments, named))

    async def coroutine(*arguments: Any, **named: Any) -> Any:
        return await call(arguments, named)

    return {"generator": generator, "coroutine": coroutine}.get(kind, function)  # type: ignore[return-value]


def _signature(parameters: list[Any], returned: Any, decode: Callable[[Any], Any]) -> inspect.Signature:
    def of(held: list[Any], empty: Any) -> Any:
        return decode(held[0]) if held else empty

    made = [
        inspect.Parameter(
            name,
            inspect._ParameterKind(kind),  # noqa: SLF001  the number of the kind
            default=of(default, inspect.Parameter.empty),
            annotation=of(annotation, inspect.Parameter.empty),
        )
        for name, kind, default, annotation in parameters
    ]
    return inspect.Signature(made, return_annotation=of(returned, inspect.Signature.empty))


def globals_read_by(function: Any, names: dict[str, Any], found: set[str] | None = None) -> set[str]:
    """The names of the notebook that a function reads, and those that it calls."""
    found = set() if found is None else found
    function = getattr(function, "__func__", function)
    inner = function.func if isinstance(function, functools.partial) else getattr(function, "__wrapped__", function)
    code = getattr(inner, "__code__", None)
    codes = [code] if isinstance(code, types.CodeType) else []
    fresh = set()
    while codes:
        code = codes.pop()
        fresh |= {step.argval for step in dis.get_instructions(code) if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}}
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
    for name in fresh - found:
        found.add(name)
        if isinstance(names.get(name), types.FunctionType):
            globals_read_by(names[name], names, found)
    return found
