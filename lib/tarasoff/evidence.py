"""The numbers of the studies as pandas, for those who want to count, filter and draw them."""

from typing import TYPE_CHECKING

from attrs import asdict

from tarasoff.knowledge import evidence as _evidence

if TYPE_CHECKING:
    import pandas as pd


def studies() -> "pd.DataFrame":
    """All numbers that were read, one row each, by id.

    Returns:
        ``value``, ``lower`` and ``upper`` are numbers; ``unit`` says what they count, ``confidence`` how the number was
        read: ``high`` in the paper's own abstract or text, ``medium`` in a review or a report of it.

    >>> float(studies().loc["V13", "value"])
    63.0
    """
    import pandas as pd  # noqa: PLC0415  heavy, and only needed here

    return pd.DataFrame([asdict(row) for row in _evidence.studies().values()]).set_index("id")
