"""What the code cells of the notebook have made, by name."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from attrs import NOTHING
from IPython.core.getipython import get_ipython


def _names() -> Mapping[str, Any]:
    shell = get_ipython()
    names: Mapping[str, Any] = {} if shell is None else shell.user_ns
    return names


def in_notebook(name: str) -> Any:
    """What the notebook calls by a name; `attrs.NOTHING`, which is not even None, where no cell has made it.

    >>> in_notebook("table") is NOTHING
    True
    """
    return _names().get(name, NOTHING)


def not_there(name: str) -> str:
    """Say what to do where there is nothing of that name.

    >>> not_there("table")
    "There is no 'table' yet. Write your code in the cell above and run it, then run this cell again."
    """
    others = [other for other in _names() if not other.startswith("_") and other != name]
    # Of names that differ in capitals alone, the first.
    made = {other.casefold(): other for other in reversed(others)}
    if near := get_close_matches(name.casefold(), made, n=1, cutoff=0.75):
        return f"There is no {name!r} yet, but there is {made[near[0]]!r}. Call it {name}, and run both cells again."
    return f"There is no {name!r} yet. Write your code in the cell above and run it, then run this cell again."
