"""Where the scenes of a graph stand: in rows from its beginning, with few crossings. Pure Python, no other program.

A way that passes rows has a place in each of them, so that it runs between the scenes and not behind them.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from attrs import frozen

_SWEEPS = 10
# How much room a way takes in a row that it passes, where a scene takes 1.
_PASSING = 0.3

Edge = tuple[str, str]
# A scene, or the place of a way in a row that it passes.
Stand = tuple[str, ...]


@frozen
class Layout:
    """A graph with a place for each of its nodes.

    Args:
        places: node to (row, column); a column is the middle of the node, from 0, not always whole.
        passes: an edge to the places that it passes on its way down; none where it goes to the next row.
        back: the edges that lead up again.
        rows: how many rows there are.
        width: how wide the widest row is, in nodes.
    """

    places: Mapping[str, tuple[int, float]]
    passes: Mapping[Edge, tuple[tuple[int, float], ...]]
    back: frozenset[Edge]
    rows: int
    width: float


def layout(start: str, nodes: Iterable[str], edges: Iterable[Edge]) -> Layout:
    """Give each node a place: its row is the longest way to it, its column near those that lead to it.

    >>> found = layout("a", "abc", [("a", "b"), ("a", "c"), ("b", "c"), ("c", "a")])
    >>> found.places["c"][0], len(found.passes["a", "c"]), found.back
    (2, 1, frozenset({('c', 'a')}))
    """
    nodes = list(nodes)
    wanted = dict.fromkeys(edge for edge in edges if edge[0] != edge[1] and set(edge) <= set(nodes))
    ways: dict[str, list[str]] = {node: [to for at, to in wanted if at == node] for node in nodes}
    back = _back(start, ways)
    down = [edge for edge in wanted if edge not in back]
    rows = _rows(nodes, down)
    stands: list[list[Stand]] = [[] for _ in range(1 + max(rows.values(), default=0))]
    for node in nodes:
        stands[rows[node]].append((node,))
    beside: dict[Stand, list[Stand]] = {}
    for at, to in down:
        along: list[Stand] = [(at,), *((at, to, str(row)) for row in range(rows[at] + 1, rows[to])), (to,)]
        for row, stand in enumerate(along[1:-1], start=rows[at] + 1):
            stands[row].append(stand)
        for one, other in pairwise(along):
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    middle, width = _columns(stands, beside)
    return Layout(
        places={node: (rows[node], middle[node,]) for node in nodes},
        passes={
            (at, to): tuple((row, middle[at, to, str(row)]) for row in range(rows[at] + 1, rows[to])) for at, to in down
        },
        back=back,
        rows=sum(map(bool, stands)),
        width=width,
    )


def _back(start: str, ways: Mapping[str, list[str]]) -> frozenset[Edge]:
    """The edges that would close a circle, going down from the start."""
    found: set[Edge] = set()
    done: set[str] = set()
    for first in (start, *ways):
        if first in done or first not in ways:
            continue
        path = {first: iter(ways[first])}
        while path:
            at = next(reversed(path))
            to = next(path[at], None)
            if to is None:
                done.add(at)
                del path[at]
            elif to in path:
                found.add((at, to))
            elif to not in done:
                path[to] = iter(ways[to])
    return frozenset(found)


def _rows(nodes: list[str], down: list[Edge]) -> dict[str, int]:
    rows = dict.fromkeys(nodes, 0)
    # As often as there are nodes is always enough: there are no circles left.
    for _ in nodes:
        lower = {to: rows[at] + 1 for at, to in sorted(down, key=lambda edge: rows[edge[0]]) if rows[to] <= rows[at]}
        if not lower:
            break
        rows |= lower
    return rows


def _columns(stands: list[list[Stand]], beside: Mapping[Stand, list[Stand]]) -> tuple[dict[Stand, float], float]:
    """The middle of everything in every row, and how wide the widest row is."""
    width = max((sum(map(_room, row)) for row in stands), default=1.0)
    middle: dict[Stand, float] = {}
    for row in stands:
        middle |= _in_a_row(row, width)
    for sweep in range(_SWEEPS):
        above = sweep % 2 == 0
        for row in stands if above else reversed(stands):
            before = {stand: _pull(beside.get(stand, []), middle, middle[stand]) for stand in row}
            row.sort(key=lambda stand, before=before: before[stand])  # type: ignore[misc]
            middle |= _in_a_row(row, width)
    return middle, width


def _in_a_row(row: list[Stand], width: float) -> dict[Stand, float]:
    found: dict[Stand, float] = {}
    left = (width - sum(map(_room, row))) / 2
    for stand in row:
        found[stand] = left + _room(stand) / 2
        left += _room(stand)
    return found


def _room(stand: Stand) -> float:
    return 1.0 if len(stand) == 1 else _PASSING


def _pull(others: list[Stand], middle: Mapping[Stand, float], otherwise: float) -> float:
    return sum(middle[one] for one in others) / len(others) if others else otherwise
