"""The figures of a check: which one is drawn in by now is known where the student's code draws."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from safegrade.code.carried.views import View

if TYPE_CHECKING:
    from safegrade.code.checker.process import StudentProcess

# What tells of the figures that are there, and what begins one, clears or closes it: on both sides.
_TELLS = ("gca", "gcf", "get_fignums", "fignum_exists", "subplots", "subplot", "axes")
_CHANGES = ("figure", "close", "clf", "cla")


def drawing_there(student: "StudentProcess") -> None:
    """Let pyplot tell a check of the student's figures."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  few checks need it, and it takes long

    for name in _TELLS:
        setattr(plt, name, _telling(name, student))
    for name in _CHANGES:
        setattr(plt, name, _changing(name, getattr(plt, name), student))


def _telling(name: str, student: "StudentProcess") -> Callable[..., Any]:
    def there(*more: Any, **named: Any) -> Any:
        return student.do_as("pyplot", (name, *more), named, name=f"plt.{name}()")

    return there


def _changing(name: str, here: Callable[..., Any], student: "StudentProcess") -> Callable[..., Any]:
    def both(*more: Any, **named: Any) -> Any:
        # A figure of either side is none of the other's: the one that is drawn in is meant.
        sent = tuple(value for value in more if isinstance(value, (str, int)))
        student.do_as("pyplot", (name, *sent), {}, name=f"plt.{name}()")
        return None if any(isinstance(value, View) for value in more) else here(*more, **named)

    return both
