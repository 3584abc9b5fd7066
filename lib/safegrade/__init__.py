"""Grading for any nbgrader course: students' code in a sandbox, many submissions at a time, one road to a mark.

Importing this is cheap: nbgrader comes in when `configure` is called.
"""

from typing import TYPE_CHECKING, Any

from safegrade.contract import Line, Marker, Marks, Report, Request

if TYPE_CHECKING:
    from safegrade.into_nbgrader import configure as configure

__all__ = ["Line", "Marker", "Marks", "Report", "Request", "configure"]


def __getattr__(name: str) -> Any:
    if name != "configure":
        raise AttributeError(f"safegrade has no {name!r}. It offers {', '.join(__all__)}.")
    from safegrade.into_nbgrader import configure  # noqa: PLC0415  nbgrader takes a second to import

    return configure
