"""The methods of an object that Python itself calls, and what calls each."""

import asyncio
import copy
import functools
import importlib
import math
import operator
from collections.abc import Callable
from typing import Any


def _await(coroutine: Any) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


# Those that are called with nothing but the object itself: they cannot know what a check expects.
ALONE: dict[str, Callable[..., Any]] = {
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__reversed__": reversed,
    "__str__": str,
    "__repr__": repr,
    "__bool__": bool,
    "__int__": int,
    "__float__": float,
    "__complex__": complex,
    "__index__": operator.index,
    "__hash__": hash,
    "__abs__": abs,
    "__neg__": operator.neg,
    "__pos__": operator.pos,
    "__invert__": operator.invert,
    "__floor__": math.floor,
    "__ceil__": math.ceil,
    "__trunc__": math.trunc,
    "__bytes__": bytes,
    "__enter__": lambda manager: type(manager).__enter__(manager),
}
_BOTH_WAYS = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor"),
)
_BINARY: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": getattr(operator, f"__{name}__") for name in (*_BOTH_WAYS, "eq", "ne", "lt", "le", "gt", "ge")},
    **{f"__i{name}__": getattr(operator, f"__i{name}__") for name in _BOTH_WAYS},
    "__divmod__": divmod,
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__contains__": operator.contains,
    "__format__": format,
    "__round__": round,
}


def _turned(of: Callable[..., Any], value: Any, other: Any) -> Any:
    return of(other, value)


# Those that are called with something of the caller's.
WITH_MORE: dict[str, Callable[..., Any]] = {
    **_BINARY,
    **{f"__r{name}__": functools.partial(_turned, _BINARY[f"__{name}__"]) for name in _BOTH_WAYS},
    "__call__": operator.call,
    "__exit__": lambda manager, *why: type(manager).__exit__(manager, *why),
}
# What may be asked of a student's process; none of it is the name of a method.
ASKED: dict[str, Callable[..., Any]] = {
    **ALONE,
    **WITH_MORE,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "dir": dir,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "await": _await,
    "import": importlib.import_module,
    "look": lambda thing: thing,
    "pyplot": lambda name, *more, **named: getattr(importlib.import_module("matplotlib.pyplot"), name)(*more, **named),
    "method": lambda held, name, *more, **named: getattr(held, name)(*more, **named),
}


def specials(kind: type, *plain: type) -> list[str]:
    """The methods of this kind that a class has, and plain classes do not have."""
    return [
        name
        for name in (*ALONE, *WITH_MORE)
        if (found := getattr(kind, name, None)) is not None
        and all(found != getattr(base, name, None) for base in plain)
    ]
