"""What is wrong with the notebook of an assignment: cells that are missing or stand twice, counts that are not true."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from safegrade.contract import number
from tarasoff.assignment.parts import Case, Part, QuestionSet
from tarasoff.marking.comments import part_of

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen")
_VALUES = (*range(1, 13), 15)
_COUNT = rf"(\d+|{'|'.join(_WORDS)})"
# At the beginning of a line, as in "Six points: two for ...".
_WORTH = re.compile(rf"^{_COUNT} points?\b(?! each)", re.IGNORECASE | re.MULTILINE)
_TOTAL = re.compile(rf"\b{_COUNT} points\b", re.IGNORECASE)
# Such as "eight cases", "two short case analyses" and "five questions".
_MANY = re.compile(rf"\b{_COUNT} (?:[a-z]+ )??(cases?|questions?)\b", re.IGNORECASE)
# What a cell does with a part.
_CALL = re.compile(r"""\bsheet\.(form|check|take)\(\s*["']([^"']+)["']""")

Said = tuple[str, str]


@frozen
class Cell:
    """One cell, as far as its problems go.

    Args:
        name: its ``grade_id``; empty if it has none.
        points: what it is worth; None if it is not graded.
        by_hand: whether a person marks it.
    """

    kind: str
    text: str
    name: str
    points: float | None
    by_hand: bool


def cells_of(path: Path) -> list[Cell]:
    """Read the cells of a notebook.

    Raises:
        OSError: the file cannot be read.
        ValueError: it does not hold a notebook.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    try:
        return [_cell(cell) for cell in notebook["cells"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is not a notebook of version 4 ({error})") from error


def _cell(cell: Mapping[str, Any]) -> Cell:
    marks = cell["metadata"].get("nbgrader", {})
    graded = bool(marks.get("grade"))
    by_hand = bool(marks.get("task")) or (graded and bool(marks.get("solution")))
    worth = float(marks.get("points") or 0) if graded or by_hand else None
    return Cell(cell["cell_type"], "".join(cell["source"]), marks.get("grade_id", ""), worth, by_hand)


def examine_cells(cells: list[Cell], parts: Mapping[str, Part], unread: frozenset[str]) -> Iterator[Said]:
    """Everything that does not fit between a notebook and the parts of its assignment, with what to do about it.

    Args:
        cells: of the notebook.
        parts: by name.
        unread: parts that are there and could not be read; nothing is said of what hangs on them.
    """
    yield from _twice_or_strange(cells, {*parts, *unread})
    yield from _missing(cells, parts)
    if not unread:
        yield from _counts(cells, parts)


def _twice_or_strange(cells: list[Cell], known: set[str]) -> Iterator[Said]:
    for name, times in Counter(cell.name for cell in cells if cell.name).items():
        if times > 1:
            problem = f"The id {name} stands in {times} cells, and nbgrader stops at that."
            yield problem, "Give each an id of its own, in the sidebar of Create Assignment."
    calls = Counter(call for cell in cells if cell.kind == "code" for call in _CALL.findall(cell.text))
    for (what, name), times in calls.items():
        if times > 1:
            yield f'sheet.{what}("{name}") stands in {times} cells.', "Name in each the part that belongs there."
        if name not in known:
            yield f'sheet.{what}("{name}") names no part of this assignment.', "Correct the name."


def _missing(cells: list[Cell], parts: Mapping[str, Part]) -> Iterator[Said]:
    graded = {cell.name: cell.points for cell in cells if cell.points is not None}
    for name, part in parts.items():
        if name not in graded:
            yield f"No graded cell has the id {name}.", "Add one that checks this part."
        elif graded[name] != part.points:
            said = f"The cell {name} is worth {number(graded[name])} points, and the part {number(part.points)}."
            yield said, "Make them the same."
        by_hand = (part_of(cell.name, parts) for cell in cells if cell.by_hand)
        if isinstance(part, Case) and part.rationale and name not in by_hand:
            short = name.partition("-")[2] or name
            problem = f"{name} asks for a rationale, and no cell is there to mark it in."
            yield problem, f"Add a cell that is graded by hand, with the id task-{short}."


def _counts(cells: list[Cell], parts: Mapping[str, Part]) -> Iterator[Said]:
    """What the text says of points and of how many there are."""
    before: list[str] = []
    for cell in cells:
        if cell.kind == "markdown":
            # What a mark scheme gives points for is no count.
            before.append(cell.text.partition("=== BEGIN")[0])
        if cell.points is None:
            continue
        for said in _WORTH.findall("\n".join(before)):
            if _number(said) != cell.points:
                problem = f"The text above {cell.name} says {said} points, and the cell is worth {number(cell.points)}."
                yield problem, "Correct the text."
        before = []
    opening = next((cell.text for cell in cells if cell.kind == "markdown"), "")
    total = sum(cell.points for cell in cells if cell.points is not None)
    for said in _TOTAL.findall(opening)[:1]:
        if _number(said) != total:
            yield f"The opening says {said} points, and the cells add up to {number(total)}.", "Correct the text."
    questions = sum(len(part.questions) for part in parts.values() if isinstance(part, QuestionSet))
    there = {"case": sum(isinstance(part, Case) for part in parts.values()), "question": questions}
    for said, what in _MANY.findall(opening):
        # What comes after the first count is about some of them, such as "one case".
        found = there.pop(what.lower().removesuffix("s"), None)
        if found not in (None, _number(said)):
            yield f"The opening says {said} {what}, and there are {found}.", "Correct the text."


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _VALUES[_WORDS.index(said.lower())]
