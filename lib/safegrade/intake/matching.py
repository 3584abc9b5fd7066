"""Which cell of a student's notebook is which of the course's: by its name, else by id, text or place.

Other editors leave out the metadata in which nbgrader keeps the name of a cell, and students write an answer into a
new cell.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping

from attrs import frozen
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from safegrade.intake.notebooks import OUR_ID


def name_of(cell: NotebookNode) -> str:
    """Its ``grade_id``, or nothing: what stands in the metadata may be anything."""
    ours = cell.metadata.get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""


def named(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that have a name, in order."""
    return {name: cell for cell in notebook.cells if (name := name_of(cell))}


@frozen
class Found:
    """Which cell of a student's is which of the course's.

    Args:
        places: name to place in the student's notebook; of two with one name, the last.
        told: names of those that had lost theirs.
        by_place: names of those among them that only their place tells.
    """

    places: Mapping[str, int]
    told: tuple[str, ...] = ()
    by_place: frozenset[str] = frozenset()


def find_cells(notebook: NotebookNode, released: NotebookNode) -> Found:
    """Find the course's cells in a student's notebook."""
    known = named(released)
    places = {name: place for place, cell in enumerate(notebook.cells) if (name := name_of(cell)) in known}
    if len(places) == len(known):
        return Found(places)
    before = frozenset(places)
    # Cells of the course's without a name are not looked for, and are not an answer either.
    plain = [cell for cell in released.cells if not name_of(cell)]
    ids, texts = {_own_id(cell) for cell in plain} - {""}, {_words(cell) for cell in plain}
    free = {
        place: cell
        for place, cell in enumerate(notebook.cells)
        if name_of(cell) not in known and _own_id(cell) not in ids and _words(cell) not in texts
    }
    for key in (_own_id, _words):
        for name, place in _alone(free, {name: cell for name, cell in known.items() if name not in places}, key):
            places[name] = place
            del free[place]
    by_place = _by_place(free, known, places)
    places |= by_place
    told = tuple(name for name in known if name in places and name not in before)
    return Found(places, told, frozenset(by_place))


def _words(cell: NotebookNode) -> tuple[str, ...]:
    return tuple(cell.source.split())


def _own_id(cell: NotebookNode) -> str:
    return "" if OUR_ID.fullmatch(cell.id) else str(cell.id)


def _alone(
    free: Mapping[int, NotebookNode], wanted: Mapping[str, NotebookNode], key: Callable[[NotebookNode], Hashable]
) -> list[tuple[str, int]]:
    """The pairs of which each side is the only one with this key."""
    times = Counter(key(cell) for cell in free.values()), Counter(key(cell) for cell in wanted.values())
    where = {key(cell): place for place, cell in free.items()}
    said = ((name, key(cell)) for name, cell in wanted.items())
    return [(name, where[value]) for name, value in said if value and times[0][value] == times[1][value] == 1]


def _by_place(
    free: Mapping[int, NotebookNode], known: Mapping[str, NotebookNode], places: Mapping[str, int]
) -> dict[str, int]:
    """Answers that stand where theirs should, between two cells that are known, with nothing else that may be meant."""
    found: dict[str, int] = {}
    gap: list[str] = []
    begins = -1
    for name in (*known, ""):
        at = places.get(name) if name else max((*places.values(), *free, -1)) + 1
        if at is None:
            gap.append(name)
            continue
        answers = [answer for answer in gap if not is_locked(known[answer])]
        there = [place for place in sorted(free) if begins < place < at]
        kinds = [known[answer].cell_type for answer in answers], [free[place].cell_type for place in there]
        if answers and kinds[0] == kinds[1]:
            found |= dict(zip(answers, there, strict=True))
        gap, begins = [], at
    return found


def in_doubt(released: NotebookNode, gone: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What a mark cannot be finished of while these cells are not to be found.

    Returns:
        The answers that a person marks; and the checks of answers, of which a 0 may be the fault of whoever looked.
    """
    missing = frozenset(gone)
    answers, checks = set(), set()
    lost = False
    for name, cell in named(released).items():
        if is_solution(cell):
            lost = name in missing
            if lost and is_grade(cell):
                answers.add(name)
        elif lost and is_grade(cell):
            checks.add(name)
    return frozenset(answers), frozenset(checks)
