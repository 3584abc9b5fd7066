"""An error of the student's, raised again where it is checked: of the same class, with the same things in it."""

import contextlib
from typing import TYPE_CHECKING, Any

from safegrade.code import messages as say
from safegrade.code.messages import RefusedError, unpack

if TYPE_CHECKING:
    from safegrade.code.checker.stand_ins import StandIns

_MOST_OF_TEXT = 2000


def error_here(raised: say.Raised, stand_ins: "StandIns") -> BaseException:
    """A fresh error like the one that was raised there."""
    error = error_value(raised, stand_ins)
    # These would end a loop of the check without an error.
    if isinstance(error, (StopIteration, StopAsyncIteration)) and not stand_ins.ends:
        error = RuntimeError(raised.text[:_MOST_OF_TEXT])
    error.of_student = True  # type: ignore[attr-defined]
    return error


def error_value(raised: say.Raised, stand_ins: "StandIns") -> BaseException:
    """The error that a message tells of; the same for the same."""
    if (known := stand_ins.known("Raised", raised.handle)) is not None:
        found: BaseException = known
        return found
    kind = stand_ins.decode(raised.of)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise RefusedError("an error that is none")
    arguments = [stand_ins.decode(argument) for argument in raised.arguments]
    error = _made(kind, arguments)
    if not isinstance(error, (Exception, SystemExit)):
        error = RuntimeError(raised.text[:_MOST_OF_TEXT])
    with contextlib.suppress(AttributeError, TypeError):
        for name, held in raised.state.items():
            if name == "__cause__":
                error.__cause__ = error_value(unpack(held, say.Raised), stand_ins)
            else:
                BaseException.__setattr__(error, name, stand_ins.decode(held))
    stand_ins.keep(raised.handle, error, say.Raised(None, "", [], {}, raised.handle))
    return error


def _made(kind: type[BaseException], arguments: list[Any]) -> BaseException:
    error: BaseException
    if kind.__module__ == "builtins":
        with contextlib.suppress(TypeError, ValueError):
            error = kind(*arguments)
            return error
    error = kind.__new__(kind, *arguments)
    error.args = tuple(arguments)
    return error
