"""A memory group of the kernel's for each submission, where this account may make one.

A group counts what no process is counted for, too, such as what lies in pipes, sockets and folders in memory. Its
limit is a wall behind the warden's, which looks forty times a second and says why.
"""

import contextlib
import functools
import os
import time
from itertools import count
from pathlib import Path

from attrs import frozen

_ROOT = Path("/sys/fs/cgroup")
_numbers = count()


@frozen
class MemoryGroup:
    """A group, and the open list of its processes; who writes ``0`` there is in it, with all whom it starts."""

    folder: Path
    processes: int

    def remove(self) -> None:
        """Remove it, with all that is left in it."""
        os.close(self.processes)
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.kill").write_text("1", encoding="ascii")
        for _ in range(20):
            with contextlib.suppress(OSError):
                self.folder.rmdir()
                return
            time.sleep(0.01)


def make_memory_group(most: int) -> MemoryGroup | None:
    """Make a group whose processes may use ``most`` bytes; None where that cannot be had."""
    if (found := home()) is None:
        return None
    folder = found / f"safegrade-{os.getpid()}-{next(_numbers)}"
    try:
        folder.mkdir()
        (folder / "memory.max").write_text(str(most), encoding="ascii")
        with contextlib.suppress(OSError):
            # Where there is swap.
            (folder / "memory.swap.max").write_text("0", encoding="ascii")
        return MemoryGroup(folder, os.open(folder / "cgroup.procs", os.O_WRONLY))
    except OSError:
        with contextlib.suppress(OSError):
            folder.rmdir()
        return None


@functools.cache
def home() -> Path | None:
    """The nearest folder around our own group in which this account may make groups that have a limit of memory."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
        own = _ROOT / next(line for line in lines if line.startswith("0::")).removeprefix("0::").strip("/")
        for folder in (own, *own.parents):
            has_limits = "memory" in (folder / "cgroup.subtree_control").read_text(encoding="ascii").split()
            if has_limits and os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK):
                _sweep(folder)
                return folder
    return None


def _sweep(around: Path) -> None:
    """Remove the empty groups of those who were killed before they could do so."""
    for folder in around.glob("safegrade-*-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
