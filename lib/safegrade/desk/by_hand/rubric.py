"""A rubric for what a person marks, in plain YAML: ``source/ASSIGNMENT/rubrics/CELL.yaml``, which is never handed out.

::

    schema: 1
    cell: task-mara
    criteria:
      - id: grounds
        asks: Names the facts that decide.
        levels: {none: 0, some: 1, all: 2}
"""

from collections.abc import Mapping
from math import fsum, isclose
from pathlib import Path
from typing import Any

from attrs import frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from safegrade.contract import GradingError, number

FOLDER = "rubrics"
_FIELDS = {"schema", "cell", "criteria"}
_OF_CRITERION = {"id", "asks", "levels"}
_SCHEMA = 1


class RubricError(GradingError):
    """Something is wrong with a rubric."""


@frozen
class Criterion:
    """One thing that is looked at.

    Args:
        id: its name, a column of the sheet.
        asks: what it asks, for whoever marks.
        levels: the name of each level, and the points that it is worth.
    """

    id: str
    asks: str
    levels: Mapping[str, float]


@frozen
class Rubric:
    """A rubric for the cell that a person marks."""

    cell: str
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> float:
        """What the best level of every criterion comes to."""
        return fsum(max(one.levels.values()) for one in self.criteria)

    def mark(self, ratings: Mapping[str, str]) -> float:
        """The mark for some ratings: criterion to level.

        Raises:
            LookupError: a criterion is not rated, or has no such level; the message says which, and what there is.

        >>> Rubric("why", (Criterion("a", "A?", {"no": 0, "yes": 2}),)).mark({"a": "yes"})
        2.0
        """
        points = []
        for one in self.criteria:
            level = ratings.get(one.id, "")
            if level not in one.levels:
                said = f"is {level!r}" if level else "is open"
                raise LookupError(f"{one.id} {said}, and its levels are {', '.join(one.levels)}")
            points.append(one.levels[level])
        return fsum(points)


def rubrics(source: Path, points: Mapping[str, float]) -> dict[str, Rubric]:
    """The rubrics of an assignment, by cell.

    Args:
        source: its folder in ``source/``.
        points: what each cell that a person marks is worth.

    Raises:
        RubricError: one cannot be read, or does not fit its cell.
    """
    found = {}
    for file in sorted((source / FOLDER).glob("*.yaml")):
        rubric = read_rubric(file)
        if rubric.cell not in points:
            raise RubricError(
                f"{file.name}, field cell: no cell {rubric.cell!r} is marked by hand.",
                f"Write one of {', '.join(sorted(points)) or 'those that you add to the notebook'}.",
            )
        if not isclose(rubric.points, points[rubric.cell]):
            raise RubricError(
                f"{file.name}: its best levels come to {number(rubric.points)} points, and {rubric.cell} is worth "
                f"{number(points[rubric.cell])}.",
                "Make them the same.",
            )
        found[rubric.cell] = rubric
    return found


def read_rubric(file: Path) -> Rubric:
    """Read a rubric.

    Raises:
        RubricError: it cannot be read, with the field and what to do.
    """
    try:
        data = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        said = " ".join(str(error).split())[:200]
        raise RubricError(f"{file.name} cannot be read: {said}.", "Mend it; docs/week.md shows one.") from error
    if not isinstance(data, dict) or set(data) != _FIELDS or data["schema"] != _SCHEMA:
        raise RubricError(f"{file.name} needs schema: 1, cell and criteria, and nothing else.", "Write those three.")
    entries = data["criteria"]
    if not isinstance(entries, list) or not entries:
        raise RubricError(f"{file.name}, field criteria: there is no list of criteria.", "Write one at least.")
    criteria = tuple(_criterion(file, number_, entry) for number_, entry in enumerate(entries, start=1))
    if len({one.id for one in criteria}) < len(criteria):
        raise RubricError(f"{file.name}, field criteria: two have the same id.", "Give each an id of its own.")
    return Rubric(str(data["cell"]), criteria)


def _criterion(file: Path, place: int, entry: Any) -> Criterion:
    where = f"{file.name}, criterion {place}"
    if not isinstance(entry, dict) or set(entry) != _OF_CRITERION:
        raise RubricError(f"{where} needs id, asks and levels, and nothing else.", "Write those three.")
    levels = entry["levels"]
    if not isinstance(levels, dict) or len(levels) < 2:  # noqa: PLR2004  one level leaves nothing to choose
        raise RubricError(f"{where}, field levels: there have to be two at least.", "Write {none: 0, all: 1}.")
    for name, points in levels.items():
        if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
            raise RubricError(f"{where}, level {name}: {points!r} is no number of points.", "Write 0 or more.")
    return Criterion(str(entry["id"]), str(entry["asks"]), {str(name): float(one) for name, one in levels.items()})
