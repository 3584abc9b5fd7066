"""Reading the figure that a student's code made, beside the one that is asked for."""

import re
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tarasoff.assignment.data.parts import Figure, as_number, within
from tarasoff.knowledge.wording import short

#: The texts of a figure, what they are called, and how one is written in a notebook.
LABELS: Mapping[str, tuple[str, str]] = {
    "title": ("title", 'axes.set_title("...")'),
    "x_label": ("label on the horizontal axis", 'axes.set_xlabel("...")'),
    "y_label": ("label on the vertical axis", 'axes.set_ylabel("...")'),
}

#: With more points, nobody can read a figure.
MOST_POINTS = 500

#: The kind of what is drawn with its numbers along the horizontal axis.
LYING = "bars across"

# A number that is not the end of a name such as B03.
_NUMBER = re.compile(r"(?<![\w.,-])-?\d+(?:[.,]\d+)?")

Point = tuple[float, float]


@frozen
class FigureFound:
    """A figure as far as it can be read. Bars that lie are read as if they stood, with their labels.

    Args:
        drawn: for each line, set of bars or set of points, its points.
    """

    labels: Mapping[str, str]
    drawn: tuple[tuple[Point, ...], ...]

    @property
    def size(self) -> int:
        """How much could be read."""
        return len(self.labels) + max(map(len, self.drawn), default=0)

    def __str__(self) -> str:
        """Say what there is."""
        drawn = "; ".join(", ".join(f"{y:g} at {x:g}" for x, y in points[:10]) for points in self.drawn[:3])
        return f"a figure “{self.labels.get('title', '')[:80]}”; drawn: {drawn or 'nothing'}"


def read_figure(asked: Figure, kept: Mapping[Any, Any], problems: list[str]) -> FigureFound:
    """Read a figure as far as it can be; what cannot be read or is missing is added to ``problems``."""
    labels = {}
    for name, (words, how) in LABELS.items():
        text = kept.get(name)
        if isinstance(text, str) and text.strip():
            labels[name] = text.strip()
        else:
            problems.append(f"The figure has no {words}. Write one: {how}")
    entries = kept.get("drawn")
    every = [_drawn(entry, problems) for entry in (entries if isinstance(entries, list | tuple) else ())]
    drawn = [(lying, points) for lying, points in every if points]
    if drawn and drawn[0][0]:
        turned = {"x_label": "y_label", "y_label": "x_label"}
        labels = {turned.get(name, name): text for name, text in labels.items()}
    found = FigureFound(labels, tuple(points for _, points in drawn))
    if not drawn:
        count = len(asked.given)
        problems.append(f"Nothing is drawn in the figure. Asked are bars, a line or points at {count} places.")
    else:
        most = max(
            ([number for number in asked.given if _at(asked, points, number)] for points in found.drawn), key=len
        )
        problems += [f"Nothing is drawn at {number:g} ({asked.x})." for number in asked.given if number not in most]
    return found


def _at(asked: Figure, points: tuple[Point, ...], place: float) -> bool:
    return any(within(x, place, asked.tolerance) for x, _ in points)


def _drawn(entry: Any, problems: list[str]) -> tuple[bool, tuple[Point, ...]]:
    """Whether it lies, and its points as (place, height)."""
    raw = entry.get("points") if isinstance(entry, Mapping) else None
    if not isinstance(raw, list | tuple):
        problems.append(f"{short(entry)} is not something that is drawn.")
        return False, ()
    lying = entry.get("kind") == LYING
    points = []
    for number, point in enumerate(raw[:MOST_POINTS], start=1):
        pair = point if isinstance(point, list | tuple) and len(point) == 2 else (None, None)  # noqa: PLR2004  a point
        place, height = place_of(pair[lying]), as_number(pair[not lying])
        if place is None or height is None:
            problems.append(f"Point {number} of what is drawn is {short(point)}: two numbers cannot be read there.")
        else:
            points.append((place, height))
    return lying, tuple(points)


def place_of(raw: Any) -> float | None:
    """A place on an axis: a number, or the first number in a name such as ``"13 %"``; None if there is none.

    >>> place_of("B03: 27,5 %"), place_of(3), place_of("none")
    (27.5, 3.0, None)
    """
    if not isinstance(raw, str):
        return as_number(raw)
    found = _NUMBER.search(raw[:80])
    return float(found.group().replace(",", ".")) if found else None
