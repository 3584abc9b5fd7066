"""How hard each part and step was, and whether it told those who did well in the rest from those who did not."""

from collections.abc import Hashable, Mapping, Sequence
from math import fsum
from statistics import correlation, fmean
from typing import TypeVar

from attrs import frozen

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
    shares: dict[Key, list[float]] = {}
    pairs: dict[Key, list[tuple[float, float]]] = {}
    for one in filter(None, scores):
        all_earned, all_points = map(fsum, zip(*one.values(), strict=True))
        for key, (earned, points) in one.items():
            if points > 0:
                share = earned / points
                shares.setdefault(key, []).append(share)
                of_rest = pairs.setdefault(key, [])
                if all_points > points:
                    of_rest.append((share, (all_earned - earned) / (all_points - points)))
    return {key: Item(len(several), fmean(several), _correlation(pairs[key])) for key, several in shares.items()}


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < SMALLEST:
        return None
    own, rest = zip(*pairs, strict=True)
    # Where everybody has earned the same there is nothing to go along with.
    if any(max(side) - min(side) < _SAME for side in (own, rest)):
        return None
    return correlation(own, rest)


_SAME = 1e-9
