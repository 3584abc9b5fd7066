"""What marking found, as plain data that any process can send and the gradebook can take."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen


@frozen
class MarkedNotebook:
    """A notebook that was marked. Cells go by their ``grade_id``.

    Args:
        name: its name, without ``.ipynb``.
        text: the autograded notebook, as JSON.
        grades: by cell: the mark, or None where a person has to give it, and whether a person has to look.
        comments: by cell: what is suggested; None where nothing is.
        lines: what was wrong and what to do.
        late: whether its code took too long, and may have been kept from its processor by others.
    """

    name: str
    text: str
    grades: Mapping[str, tuple[float | None, bool]]
    comments: Mapping[str, str | None]
    lines: tuple[str, ...]
    late: bool = False


@frozen
class Result:
    """What became of one submission.

    Args:
        student: the id of the folder in the course.
        fingerprint: of all that the marks depend on.
        same: whether that is what was marked before; nothing else is given then.
        handed_in: when, if that was noted; UTC, without a zone, as nbgrader keeps it.
        notebooks: each notebook of the assignment.
        files: what goes to ``autograded/`` as it is: its path there, to the file that was handed in.
        lines: what was wrong and what to do; empty if nothing was.
        problem: why it could not be marked; empty if it was.
    """

    student: str
    fingerprint: str = ""
    same: bool = False
    handed_in: datetime | None = None
    notebooks: tuple[MarkedNotebook, ...] = ()
    files: Mapping[str, str] = field(factory=dict)
    lines: tuple[str, ...] = ()
    problem: str = ""

    @property
    def late(self) -> bool:
        """Whether one of the notebooks was late."""
        return any(notebook.late for notebook in self.notebooks)
