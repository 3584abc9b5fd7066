"""How hard each part and step was, and whether it told those who did well in the rest from those who did not."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

# Groups under this are not shown: who is in them could be told.
SMALLEST = 5

Key = TypeVar("Key", bound=Hashable)
# Points that were earned, and points that there were.
Earned = tuple[float, float]


@frozen
class Item:
    """What a part or step of an assignment was like for a class.

    Args:
        count: how many it was put to.
        share: its difficulty: the share of its points that was earned on average, from 0 (nobody earned anything) to 1.
        discrimination: how well it went with the rest, from -1 to 1; None where that cannot be said.
    """

    count: int
    share: float
    discrimination: float | None

    @property
    def is_shown(self) -> bool:
        """Whether enough students answered."""
        return self.count >= SMALLEST


def analyse(scores: Sequence[Mapping[Key, Earned]]) -> dict[Key, Item]:
    """Analyse the items of an assignment, each against the rest.

    The difficulty is the mean share of the points. The discrimination is the correlation (Pearson's) between an item
    and the rest of the assignment without it, the corrected item-total correlation: see
    https://easystats.github.io/performance/reference/item_discrimination.html, which reads values above 0.2 as fair and
    from 0.4 as satisfactory, and says to look at an item where it is negative.

    Args:
        scores: for each student the points earned in each item, and those that there were. Students may have had
            different items.

    Returns:
        By item, in the order in which they first come.

    >>> found = analyse([{"a": (0, 1), "b": (0, 2)}, {"a": (1, 1), "b": (1, 2)}, {"a": (1, 1), "b": (2, 2)}] * 2)
    >>> found["a"].count, round(found["a"].share, 2), round(found["a"].discrimination, 2)
    (6, 0.67, 0.87)
    """
    keys = list(dict.fromkeys(key for one in scores for key in one))
    if not keys:
        return {}
    nothing = (np.nan, np.nan)
    table = np.array([[one.get(key, nothing) for key in keys] for one in scores], dtype=float)
    earned, points = table[:, :, 0], table[:, :, 1]
    all_earned, all_points = np.nansum(earned, axis=1), np.nansum(points, axis=1)
    found = {}
    for place, key in enumerate(keys):
        had = ~np.isnan(points[:, place]) & (points[:, place] > 0)
        if not had.any():
            continue
        own = earned[had, place] / points[had, place]
        left = all_points[had] - points[had, place]
        rest = (all_earned[had] - earned[had, place])[left > 0] / left[left > 0]
        found[key] = Item(int(had.sum()), float(own.mean()), _correlation(own[left > 0], rest))
    return found


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    # Where everybody has earned the same there is nothing to go along with.
    if len(one) < SMALLEST or np.ptp(one) < _SAME or np.ptp(other) < _SAME:
        return None
    return float(np.corrcoef(one, other)[0, 1])


_SAME = 1e-9
