"""The tables of law as pandas, for those who want to count and filter them."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import asdict

from tarasoff.engine.position import ASKED, position
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.words import TOPICS
from tarasoff.knowledge.names import known

if TYPE_CHECKING:
    import pandas as pd


def table(name: str = "jurisdictions") -> "pd.DataFrame":
    """A table of law.

    Args:
        name: ``jurisdictions`` (51 rows: what the law of each comes to on each topic, and what its rule on danger to
            others needs), ``rules`` (one row a rule, on all topics), ``cases``, ``codes`` or ``timeline``.

    Returns:
        One row a record, one column a field; cells with several entries hold tuples. ``as_of`` says when it was
        gathered.

    Raises:
        KeyError: there is no such table.

    >>> table().query("code == 'CA'")["protect"].tolist()
    ['duty']
    """
    import pandas as pd  # noqa: PLC0415  heavy, and only needed here

    rows = _TABLES[known(name, _TABLES, "table")]()
    return pd.DataFrame([row if isinstance(row, dict) else asdict(row) for row in rows]).assign(as_of=law.AS_OF)


def _states() -> Iterator[dict[str, Any]]:
    for state in law.jurisdictions().values():
        protect = position(state.code, "protect")
        yield {
            **asdict(state),
            **{topic: position(state.code, topic).kind for topic, about in TOPICS.items() if about.matters},
            **{f"needs {asked}": protect.needs(asked) for asked in ASKED},
            "citation": protect.citation,
            "confidence": protect.confidence,
        }


_TABLES: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "jurisdictions": _states,
        "rules": law.rules,
        "cases": lambda: law.landmark_cases().values(),
        "codes": lambda: law.clauses().values(),
        "timeline": law.timeline,
    }
)
