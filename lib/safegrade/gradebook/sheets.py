"""The notebooks of an assignment as the gradebook has them: what a student's are held against, and where marks go."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from attrs import frozen
from nbformat import NotebookNode

from safegrade.intake.notebooks import read_notebook


@frozen
class SourceCell:
    """A cell as it was handed out.

    Args:
        kind: ``code``, ``markdown`` or ``raw``.
        locked: whether students may not change it.
        source: its text.
        checksum: nbgrader's, of the text and the kind.
    """

    kind: str
    locked: bool
    source: str
    checksum: str | None


@frozen
class Sheet:
    """A notebook as it was handed out. Cells go by their ``grade_id``.

    Args:
        id: of its row in the gradebook.
        name: its name, without ``.ipynb``.
        released: the text of the file in ``release/``.
        kernelspec: as JSON; None if nothing is known of it.
        cells: the cells that nbgrader knows.
        points: what each graded cell and each task is worth.
        graded: each graded cell and each task, and the id of its row.
        commented: each cell on which somebody may comment, and the id of its row.
        tasks: tasks, which a person marks.
    """

    id: str
    name: str
    released: str
    kernelspec: str | None
    cells: Mapping[str, SourceCell]
    points: Mapping[str, float]
    graded: Mapping[str, str]
    commented: Mapping[str, str]
    tasks: frozenset[str]

    @property
    def blank(self) -> NotebookNode:
        """The notebook as it was handed out. It is read once, and must not be changed."""
        return _read(self.released)

    @property
    def texts(self) -> frozenset[str]:
        """The text of each cell as it was handed out."""
        return texts_of(self.released)

    @property
    def said(self) -> frozenset[str]:
        """What `repr` says of each cell as it was handed out."""
        return _said(self.released)


@lru_cache(8)
def texts_of(text: str) -> frozenset[str]:
    """The text of each cell of a notebook that was handed out: who left it has written nothing."""
    return frozenset(cell.source.strip() for cell in _read(text).cells)


@lru_cache(8)
def _said(text: str) -> frozenset[str]:
    return frozenset(map(repr, _read(text).cells))


@lru_cache(8)
def _read(text: str) -> NotebookNode:
    return read_notebook(text)


def read_sheets(assignment: Any, released: Path) -> tuple[Sheet, ...]:
    """Read the notebooks of an assignment, nbgrader's row, from its folder in ``release/``.

    Raises:
        FileNotFoundError: a notebook is not there.
    """
    files = {row: released / f"{row.name}.ipynb" for row in assignment.notebooks}
    return tuple(_sheet(row, file.read_text(encoding="utf-8")) for row, file in files.items())


def _sheet(row: Any, text: str) -> Sheet:
    blank = [_read(text)]
    tasks, answers = in_order(row.task_cells, blank), in_order(row.solution_cells, blank)
    graded = (*in_order(row.grade_cells, blank), *tasks)
    return Sheet(
        row.id,
        row.name,
        text,
        row.kernelspec,
        {
            cell.name: SourceCell(cell.cell_type, cell.locked, cell.source, cell.checksum)
            for cell in in_order(row.source_cells, blank)
        },
        {cell.name: float(cell.max_score) for cell in graded},
        {cell.name: cell.id for cell in graded},
        {cell.name: cell.id for cell in (*answers, *tasks)},
        frozenset(cell.name for cell in tasks),
    )


def in_order(
    rows: Iterable[Any], notebooks: Iterable[Any], name: Callable[[Any], str] = attrgetter("name")
) -> list[Any]:
    """Put rows about cells in the order of the cells. A server gives rows in any order.

    Args:
        rows: of the gradebook.
        notebooks: the notebooks with the cells.
        name: gives the name of the cell of a row.
    """
    known = (cell.metadata["nbgrader"] for book in notebooks for cell in book.cells if "nbgrader" in cell.metadata)
    places = {cell.get("grade_id"): place for place, cell in enumerate(known)}
    return sorted(rows, key=lambda row: (places.get(name(row), len(places)), name(row)))
