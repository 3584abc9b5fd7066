"""What the code cells of the notebook have made, by name."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from IPython.core.getipython import get_ipython


class _Nothing:
    """Not even None: there is no such name."""


NOTHING: Final = _Nothing()


def _names() -> Mapping[str, Any]:
    shell = get_ipython()
    names: Mapping[str, Any] = {} if shell is None else shell.user_ns
    return names


def in_notebook(name: str) -> Any:
    """What the notebook calls so; `NOTHING` where no cell that has run does.

    >>> in_notebook("table") is NOTHING
    True
    """
    return _names().get(name, NOTHING)


def not_there(name: str) -> str:
    """Say what to do where there is nothing of that name.

    >>> not_there("table")
    "There is no 'table' yet. Write your code in the cell above and run it, then run this cell again."
    """
    mine = [one for one in _names() if not one.startswith("_") and one != name]
    near = get_close_matches(name.casefold(), {one.casefold(): one for one in mine}, n=1, cutoff=0.75)
    alike = [one for one in mine if one.casefold() in near]
    if alike:
        return f"There is no {name!r} yet, but there is {alike[0]!r}. Call it {name}, and run both cells again."
    return f"There is no {name!r} yet. Write your code in the cell above and run it, then run this cell again."
