"""What is wrong with something that an instructor wrote, and where."""

from attrs import frozen


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
