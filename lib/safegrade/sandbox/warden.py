"""Who watches over a submission: a process outside of it, which nothing in there can see or stop.

It counts memory, processes and processor time, and ends the submission. When the host drops the leash, it ends
everything.
"""

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from attrs import asdict

from safegrade.sandbox import lockdown
from safegrade.sandbox.first import SIGNALS, collect, listen
from safegrade.sandbox.terms import CUT, END, READY, SHUT_IN, STARTED, WORKED, Mode, Request, Settings

_SECONDS_BETWEEN_LOOKS = 0.025
# Below so many bytes, memory that processes share need not be counted once only.
_WORTH_COUNTING = 64 << 20
_MOST_FILES = 1 << 16
_TICKS = os.sysconf("SC_CLK_TCK")
# In namespaces of its own the one that works is the second process.
_WORKER = 2


def watch_over(request: Request, settings: Settings, descriptors: Sequence[int], warm: socket.socket) -> NoReturn:
    """Have a submission's processes started, watch over them, and end them.

    On the leash the host reads that they have started, and why they have ended.

    Args:
        request: what the host asks for.
        settings: how it is shut in.
        descriptors: the channel, the leash, and the open list of a memory group, if there is one.
        warm: who makes the process that works.
    """
    with contextlib.suppress(BaseException):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection, leash_end, *group = descriptors
        leash = socket.socket(fileno=leash_end)
        first, namespaces = start_first(settings) if settings.mode == "nested" else (0, [])
        # After that: who gets rights of its own is forgotten there.
        lockdown.end_with_parent()
        told, report = os.pipe()
        sent = [connection, report, *namespaces, *group]
        socket.send_fds(warm, [json.dumps(asdict(request)).encode()], sent)
        warm.close()
        for descriptor in sent:
            os.close(descriptor)
        with os.fdopen(told, "rb") as reports:
            said = reports.read()
        if SHUT_IN in said:
            topmost = int(said.replace(SHUT_IN, b""))
            first = first or topmost
            # Before anything of the student's is there: who is there now and no descendant, never becomes one.
            family = _Family(first, topmost)
            # Of the copy of the warm process; what is smaller counts for nothing.
            baseline = family.look()[0].get(topmost, 0)
            leash.send(STARTED)
            reason = _watch(first, family, baseline, leash, settings)
            _end_all(first, family, settings.mode)
            if reason:
                leash.send(reason.encode())
    os._exit(0)


def start_first(settings: Settings) -> tuple[int, list[int]]:
    """Start the first process of new namespaces; give its number, and the namespaces, open.

    Raises:
        OSError: the kernel does not allow it.
    """
    lockdown.start_namespaces()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        first = os.fork()
        if first == 0:
            with contextlib.suppress(BaseException):
                lockdown.end_with_parent()
                namespaces = lockdown.enter_namespaces(settings.limits.disk, settings.empty)
                listen()
                socket.send_fds(theirs, [READY], namespaces)
                os.closerange(3, _MOST_FILES)
                collect(_WORKER)
            os._exit(1)
        theirs.close()
        said, namespaces, _, _ = socket.recv_fds(ours, 100, len(lockdown.NAMESPACES))
        if said != READY:
            raise OSError(0, "namespaces cannot be made")
    return first, namespaces


def _watch(first: int, family: "_Family", baseline: int, leash: socket.socket, settings: Settings) -> str:
    """Wait until it must end; give the reason, unless the host wants it so."""
    limits = settings.limits
    worked = 0.0
    # None of them may hold more than this one.
    socket_bytes = leash.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    next_look = time.monotonic() + _SECONDS_BETWEEN_LOOKS
    deadline = time.monotonic() + limits.seconds
    has_warned = False
    while True:
        while (seconds := next_look - time.monotonic()) > 0:
            if select.select([leash], [], [], seconds)[0] and not _obey(leash, first, worked):
                return ""
        next_look = time.monotonic() + _SECONDS_BETWEEN_LOOKS
        sizes, seconds = family.look()
        # Of those that nobody waits for, the kernel forgets what they had.
        worked = max(worked, seconds)
        if sizes.keys() <= {first}:
            return "it has ended"
        if time.monotonic() > deadline:
            return f"it took longer than {limits.seconds:g} s"
        if len(sizes) > limits.processes:
            return f"it had more than {limits.processes} processes"
        if _growth(sizes, baseline) + socket_bytes * _sockets(first, settings.mode) > limits.memory:
            reason = f"it used more than {limits.memory >> 20} MB of memory"
            if has_warned:
                return reason
            # Without the process that runs cells there may be room for the copies that wait to be asked.
            has_warned = True
            _signal(first, SIGNALS[CUT])
            time.sleep(4 * _SECONDS_BETWEEN_LOOKS)
            if _growth(family.look()[0], baseline) + socket_bytes * _sockets(first, settings.mode) > limits.memory:
                return reason
            leash.send(reason.encode())


def _obey(leash: socket.socket, first: int, worked: float) -> bool:
    """Do what the host says; False if it says that all is to end."""
    word = leash.recv(100)
    if word == WORKED:
        leash.send(WORKED + str(worked).encode())
    elif word in SIGNALS:
        _signal(first, SIGNALS[word])
    return word not in {b"", END}


class _Family:
    """Processes and all their descendants. The first look has to be before there is anything of a student's.

    Args:
        tops: the numbers of those that stand above all others.
    """

    def __init__(self, *tops: int) -> None:
        self.tops = {*tops}
        # Those that were there before it, and what descends from them: they need not be looked at each time.
        self._strangers: set[int] | None = None

    def look(self) -> tuple[dict[int, int], float]:
        """The bytes that each of them holds, by its number; and what all have worked.

        That is in seconds of processor time, with what those had that have ended and were waited for.
        """
        there = {int(name) for name in os.listdir("/proc") if name.isdigit()}  # noqa: PTH208  forty times a second
        strangers = there & (self._strangers or set())
        parents, sizes, ticks = {}, {}, {}
        for process in there - strangers:
            with contextlib.suppress(OSError, ValueError, IndexError):
                # After the name: state, parent, …, in the 12th place and the next three processor time, of its own and
                # of children that have ended, and in the 22nd the pages in memory.
                fields = _read(f"/proc/{process}/stat").rpartition(b")")[2].split()
                if fields[0] != b"Z":
                    parents[process], sizes[process] = int(fields[1]), int(fields[21]) * lockdown.PAGE_BYTES
                    ticks[process] = sum(map(int, fields[11:15]))
        # Once one of them has ended, another process may get its number.
        self.tops &= sizes.keys()
        family = {*self.tops}
        youngest = family
        while youngest:
            youngest = {process for process, parent in parents.items() if parent in youngest} - family
            family = family | youngest
        # A parent that is not seen may have come since the list was made: then nobody knows yet whose child it is.
        others = parents.keys() - family
        self._strangers = strangers | {
            process for process in others if self._strangers is None or parents[process] in strangers
        }
        return {process: sizes[process] for process in family}, sum(ticks[process] for process in family) / _TICKS


def _read(place: str) -> bytes:
    """The beginning of what the kernel says, in one step."""
    file = os.open(place, os.O_RDONLY)
    try:
        return os.read(file, 4096)
    finally:
        os.close(file)


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


def _sockets(first: int, mode: Mode) -> int:
    """How many sockets there are in the network of a submission: what lies in them, no process is counted for."""
    if mode != "bare":
        with contextlib.suppress(OSError):
            return int(_read(f"/proc/{first}/net/sockstat").split(None, 3)[2])
    # It has ended; or it shares its network with everybody.
    return 0


def _end_all(first: int, family: "_Family", mode: Mode) -> None:
    """End the first process, and with it the namespace; without a namespace, all its descendants. Wait for the end."""
    if mode == "nested":
        _signal(first, signal.SIGKILL)
        os.waitpid(first, 0)
        return
    while len(sizes := family.look()[0]) > 1:
        for process in sizes.keys() - {first}:
            _signal(process, signal.SIGKILL)
    _signal(first, signal.SIGKILL)
    while first in family.look()[0]:
        time.sleep(_SECONDS_BETWEEN_LOOKS / 10)


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
