"""Bounds for the work on a submission outside the sandbox: what is handed in may be made to take for ever.

What waits for a sandbox does not count; that has limits of its own.
"""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Of processor time, for one submission; an honest one takes tenths.
SECONDS = 20.0
# Bytes that a worker may take in addition to what it holds when it starts.
_MEMORY = 2 << 30
_LINES, _CHARACTERS = 40, 500


# Not of Exception: what catches every error on the way must not catch this.
class TooMuchError(BaseException):
    """A submission takes too much time to mark."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes more processor time than this; again each second, if it does not listen.

    A thread of a Dask worker hears no signals, and is not stopped.

    Raises:
        TooMuchError: it took more.
    """
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return

    def stop(*_: Any) -> None:
        raise TooMuchError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def bound_memory() -> None:
    """Let this process, and those that it starts, have no more than 2 GB in addition to what it holds now."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  not everywhere

        # The sixth number is that of the pages that hold data.
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = held + _MEMORY if hard == resource.RLIM_INFINITY else min(held + _MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def few(lines: Sequence[str]) -> tuple[str, ...]:
    """As many lines, and as much of each, as somebody would read.

    >>> few(["one"])
    ('one',)
    >>> few(["one"] * 100)[-2:]
    ('one', 'There are 60 lines more.')
    """
    kept = tuple(line[:_CHARACTERS] for line in lines[:_LINES])
    return (*kept, f"There are {len(lines) - _LINES} lines more.") if len(lines) > _LINES else kept
