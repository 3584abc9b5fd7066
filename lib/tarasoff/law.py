"""The tables of law as pandas, for those who want to count and filter them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import asdict

from tarasoff.knowledge import law
from tarasoff.knowledge.names import known

if TYPE_CHECKING:
    import pandas as pd

_TABLES: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "jurisdictions": lambda: law.jurisdictions().values(),
        "rules": law.rules,
        "cases": lambda: law.landmark_cases().values(),
        "codes": lambda: law.clauses().values(),
        "timeline": law.timeline,
    }
)


def table(name: str = "jurisdictions") -> "pd.DataFrame":
    """A table of law.

    Args:
        name: ``jurisdictions`` (51 rows), ``rules``, ``cases``, ``codes`` or ``timeline``.

    Returns:
        One row a record, one column a field; cells with several entries hold tuples. ``as_of`` says when it was
        gathered.

    Raises:
        KeyError: there is no such table.

    >>> table().query("duty == 'unsettled'")["code"].tolist()
    ['GA', 'HI', 'ND']
    """
    import pandas as pd  # noqa: PLC0415  heavy, and only needed here

    rows = _TABLES[known(name, _TABLES, "table")]()
    return pd.DataFrame([asdict(row) for row in rows]).assign(as_of=law.AS_OF)
