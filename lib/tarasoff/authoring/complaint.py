"""What is wrong with something that an instructor wrote, and where."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from tarasoff.knowledge.reading import DataFileError
from tarasoff.scenarios.faults import Fault


@frozen
class Complaint:
    """One thing that is wrong.

    Args:
        file: where, from the course folder.
    """

    file: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem} {self.remedy}"


def on_places(file: str, wrong: Iterable[DataFileError | Fault]) -> Iterator[Complaint]:
    """Complaints about places in a file."""
    for one in wrong:
        yield Complaint(f"{file}, {one.place}" if one.place else file, one.problem, one.remedy)
