"""What is said around a sandbox: settings at the start, a request for each place, words on its leash."""

from typing import Literal

from attrs import evolve, frozen

# ``nested``: each copy makes a sandbox within that of the warm process. ``single``: each submission has a warm process
# of its own. ``bare``: there is no sandbox.
Mode = Literal["nested", "single", "bare"]

# What the host says on a leash. To drop it ends everything, too.
INTERRUPT = b"interrupt"  # the cell that runs
CUT = b"cut"  # end the process that runs cells; its copies stay
END = b"end"
# How many seconds the processor has worked for everything in there: the answer begins with the word.
WORKED = b"worked "
# What a warden says; after it, only answers, and why it has ended the submission.
STARTED = b"started"
# What a process says of itself: that it has imported everything; that it can do nothing but compute.
READY = b"ready"
SHUT_IN = b"!"


@frozen
class Limits:
    """What a submission may use, on one processor.

    Args:
        memory: bytes, all its processes together, and what its sockets could hold.
        disk: bytes in its folder, and as many in its temporary one.
        processes: how many at a time, threads not counted.
        seconds: for the whole submission.
        cell_seconds: for one cell, or one check.
        output: characters that are kept of what a cell prints.
    """

    memory: int = 1 << 30
    disk: int = 128 << 20
    processes: int = 48
    seconds: float = 300
    cell_seconds: float = 30
    output: int = 200_000


@frozen
class Settings:
    """What is told at the start: how each submission is shut in, and which packages the warm process imports."""

    mode: Mode
    limits: Limits
    # Folders that are empty at first.
    empty: list[str]
    libraries: list[str]

    def with_copies(self, copies: int) -> "Settings":
        """The same for a place that will be asked for copies; those do not count among its processes."""
        return evolve(self, limits=evolve(self.limits, processes=self.limits.processes + copies))


@frozen
class Request:
    """What is asked for, as in ``Warm.start``.

    With it come two sockets, the channel and the leash, and the open list of a memory group, if there is one.
    """

    program: str
    # Where it works.
    folder: str
    copies: int
    # The one processor that it runs on.
    processor: int
