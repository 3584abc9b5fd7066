"""The warden of a submission: stays outside its namespaces, counts memory and processes, and ends it.

Nothing in the sandbox can see it or stop it. When the host drops the leash, it ends everything.
"""

import contextlib
import os
import select
import signal
import socket
import time
from pathlib import Path
from typing import NoReturn

from safegrade.sandbox.inside import Task, go_in
from safegrade.sandbox.lockdown import PAGE_BYTES, end_with_parent
from safegrade.sandbox.terms import CUT, END, INTERRUPT, STARTED, Limits, Mode

_SECONDS_BETWEEN_LOOKS = 0.025
# Below so many bytes, memory that processes share need not be counted once only.
_WORTH_COUNTING = 64 << 20
# What the process that collects inside the sandbox passes on.
_SIGNALS = {CUT: signal.SIGUSR1, INTERRUPT: signal.SIGUSR2}


def watch_over(task: Task, leash: socket.socket) -> NoReturn:
    """Start a submission's processes, watch over them, and end them.

    On the leash the host reads that they have started, and why they have ended.
    """
    with contextlib.suppress(BaseException):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        end_with_parent()
        number, report = os.pipe()
        outer = os.fork()
        if outer == 0:
            os.close(number)
            leash.close()
            go_in(task, report)
        os.close(report)
        task.connection.close()
        first = int(os.read(number, 20) or b"0")
        if first:
            leash.send(STARTED)
            reason = _watch(first, leash, task.settings.limits)
            _end_all(first, task.settings.mode)
            os.waitpid(outer, 0)
            if reason:
                leash.send(reason.encode())
    os._exit(0)


def _watch(first: int, leash: socket.socket, limits: Limits) -> str:
    """Wait until it must end; give the reason, unless the host wants it so."""
    baseline = _memory_of_family(first).get(first, 0)
    deadline = time.monotonic() + limits.seconds
    has_warned = False
    while True:
        if select.select([leash], [], [], _SECONDS_BETWEEN_LOOKS)[0]:
            word = leash.recv(100)
            if word in {b"", END}:
                return ""
            _signal(first, _SIGNALS[word])
        sizes = _memory_of_family(first)
        if first not in sizes:
            return "it has ended"
        if time.monotonic() > deadline:
            return f"it took longer than {limits.seconds:g} s"
        if len(sizes) > limits.processes:
            return f"it had more than {limits.processes} processes"
        if _growth(sizes, baseline) > limits.memory:
            reason = f"it used more than {limits.memory >> 20} MB of memory"
            if has_warned:
                return reason
            # Without the process that runs cells there may be room for the copies that wait to be asked.
            has_warned = True
            _signal(first, _SIGNALS[CUT])
            time.sleep(4 * _SECONDS_BETWEEN_LOOKS)
            if _growth(_memory_of_family(first), baseline) > limits.memory:
                return reason
            leash.send(reason.encode())


def _memory_of_family(first: int) -> dict[int, int]:
    """The bytes that a process and all its descendants hold, by the number of the process."""
    parents, sizes = {}, {}
    for name in os.listdir("/proc"):  # noqa: PTH208  forty times a second
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # After the name: state, parent, …, and in the 22nd place the pages in memory.
                fields = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
                if fields[0] != b"Z":
                    parents[int(name)], sizes[int(name)] = int(fields[1]), int(fields[21]) * PAGE_BYTES
    family = {first} & set(sizes)
    youngest = family
    while youngest:
        youngest = {process for process, parent in parents.items() if parent in youngest} - family
        family = family | youngest
    return {process: sizes[process] for process in family}


def _growth(sizes: dict[int, int], baseline: int) -> int:
    """The bytes taken since the start: a quick guess that is never too low, or exactly, where that may be too much."""
    guess = sum(max(0, size - baseline) for size in sizes.values())
    if guess < _WORTH_COUNTING:
        return guess
    total = 0
    for process, size in sizes.items():
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += next(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            # It has ended, or does not want to be looked at.
            total += max(0, size - baseline)
    return total


def _end_all(first: int, mode: Mode) -> None:
    """End the first process, and with it the namespace; without a namespace, all its descendants."""
    if mode != "nested":
        while len(family := _memory_of_family(first)) > 1:
            for process in family:
                if process != first:
                    _signal(process, signal.SIGKILL)
    _signal(first, signal.SIGKILL)


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
