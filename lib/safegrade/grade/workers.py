"""Who marks: processes on this machine, or a Dask cluster. Any ``concurrent.futures.Executor`` would do as well."""

import gc
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any, Protocol

from safegrade.grade.bounds import bound_memory


class Workers(Protocol):
    """Starts executors; a second one only if the first has broken."""

    @property
    def size(self) -> int:
        """How many submissions are marked at a time."""

    def start(self) -> Executor:
        """Start an executor."""


class Processes:
    """Processes on this machine.

    Args:
        size: how many; as many as there are processors, if it is 0.
    """

    def __init__(self, size: int = 0) -> None:
        self.size = size or _processors()

    def start(self) -> Executor:
        """Start a pool of processes."""
        # A copy of this process has read everything already; with other threads about, as in JupyterLab, it could not
        # be trusted. Then workers are copies of a process that has only imported what marks, and is kept for the next.
        copied = sys.platform == "linux" and threading.active_count() == 1
        # What is there stays: to look through it in each process would copy it.
        gc.freeze()
        method = "fork" if copied else "spawn" if sys.platform == "win32" else "forkserver"
        context: Any = get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["safegrade.grade.worker"])
        return ProcessPoolExecutor(self.size, context, _begin)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    # A Ctrl-C in a terminal reaches every process; the one that writes decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End once the process that writes has been killed: nobody else would say so."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


class Cluster:
    """The workers of a Dask cluster. They have to see the course folder under the same path, and have this library.

    Args:
        address: the scheduler's, such as ``tcp://127.0.0.1:8786``.

    Raises:
        ImportError: Dask is not installed.
        OSError: there is no such scheduler, or it has no workers.
    """

    def __init__(self, address: str) -> None:
        from distributed import Client  # noqa: PLC0415  an extra, and slow to import

        self._client: Any = Client(address, timeout="5s", set_as_default=False)
        self.size = sum(self._client.nthreads().values())
        if not self.size:
            self._client.close()
            raise OSError(f"The scheduler at {address} has no workers. Run: dask worker {address}")

    def start(self) -> Executor:
        """An executor that submits to the cluster."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor
