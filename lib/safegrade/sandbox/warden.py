"""The processes of a submission: outside a warden; inside a first one that collects what ends, and one that works.

The warden counts memory, processes and processor time, and ends the submission. Nothing inside can see or stop it.
When the host drops the leash, it ends everything.
"""

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from attrs import frozen

from safegrade.sandbox import lockdown
from safegrade.sandbox.channel import Channel
from safegrade.sandbox.terms import CUT, END, INTERRUPT, STARTED, WORKED, Mode, Settings

_SECONDS_BETWEEN_LOOKS = 0.025
# Below so many bytes, memory that processes share need not be counted once only.
_WORTH_COUNTING = 64 << 20
_MOST_FILES = 1 << 16
_TICKS = os.sysconf("SC_CLK_TCK")
# What the process that collects inside the sandbox passes on.
_SIGNALS = {CUT: signal.SIGUSR1, INTERRUPT: signal.SIGUSR2}


@frozen
class Task:
    """What a copy of the warm process is for.

    Args:
        serve: what runs in it.
        connection: the socket of the channel that it is given.
        folder: where it works.
        processor: the one that it runs on.
        group: the open list of the processes in a memory group, to which it is added; None if there is no group.
        settings: how it is shut in.
    """

    serve: Callable[[Channel], None]
    connection: socket.socket
    folder: str
    processor: int
    group: int | None
    settings: Settings


def watch_over(task: Task, leash: socket.socket) -> NoReturn:
    """Start a submission's processes, watch over them, and end them.

    On the leash the host reads that they have started, and why they have ended.
    """
    with contextlib.suppress(BaseException):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if task.settings.mode == "nested":
            lockdown.start_namespaces()
        # After that: who gets rights of its own is forgotten there.
        lockdown.end_with_parent()
        is_in, report = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(is_in)
            leash.close()
            _go_in(task, report)
        os.close(report)
        task.connection.close()
        if os.read(is_in, 1):
            leash.send(STARTED)
            reason = _watch(first, leash, task.settings)
            _end_all(first, task.settings.mode)
            os.waitpid(first, 0)
            if reason:
                leash.send(reason.encode())
    os._exit(0)


def _watch(first: int, leash: socket.socket, settings: Settings) -> str:
    """Wait until it must end; give the reason, unless the host wants it so."""
    limits = settings.limits
    sizes, worked = _family(first)
    baseline = sizes.get(first, 0)
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
        sizes, seconds = _family(first)
        # Of those that nobody waits for, the kernel forgets what they had.
        worked = max(worked, seconds)
        if first not in sizes:
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
            _signal(first, _SIGNALS[CUT])
            time.sleep(4 * _SECONDS_BETWEEN_LOOKS)
            if _growth(_family(first)[0], baseline) + socket_bytes * _sockets(first, settings.mode) > limits.memory:
                return reason
            leash.send(reason.encode())


def _obey(leash: socket.socket, first: int, worked: float) -> bool:
    """Do what the host says; False if it says that all is to end."""
    word = leash.recv(100)
    if word == WORKED:
        leash.send(WORKED + str(worked).encode())
    elif word in _SIGNALS:
        _signal(first, _SIGNALS[word])
    return word not in {b"", END}


def _family(first: int) -> tuple[dict[int, int], float]:
    """The bytes that a process and all its descendants hold, by the number of the process; and what they have worked.

    That is in seconds of processor time, with what those had that have ended and were waited for.
    """
    parents, sizes, ticks = {}, {}, {}
    for name in os.listdir("/proc"):  # noqa: PTH208  forty times a second
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # After the name: state, parent, …, in the 12th place and the next three processor time, of its own and
                # of children that have ended, and in the 22nd the pages in memory.
                fields = _read(f"/proc/{name}/stat").rpartition(b")")[2].split()
                if fields[0] != b"Z":
                    parents[int(name)], sizes[int(name)] = int(fields[1]), int(fields[21]) * lockdown.PAGE_BYTES
                    ticks[int(name)] = sum(map(int, fields[11:15]))
    family = {first} & set(sizes)
    youngest = family
    while youngest:
        youngest = {process for process, parent in parents.items() if parent in youngest} - family
        family = family | youngest
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


def _end_all(first: int, mode: Mode) -> None:
    """End the first process, and with it the namespace; without a namespace, all its descendants."""
    if mode != "nested":
        while len(family := _family(first)[0]) > 1:
            for process in family:
                if process != first:
                    _signal(process, signal.SIGKILL)
    _signal(first, signal.SIGKILL)


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _go_in(task: Task, report: int) -> NoReturn:
    """Go in, be the first process there, and write to the open file that all is well."""
    with contextlib.suppress(BaseException):
        lockdown.end_with_parent()
        if task.group is not None:
            os.write(task.group, b"0")
            os.close(task.group)
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {task.processor})
        lockdown.limit_resources(task.settings.limits)
        if task.settings.mode == "nested":
            lockdown.enter_namespaces(task.settings.limits.disk, task.settings.empty)
        lockdown.adopt_orphans()
        worker = os.fork()
        if worker == 0:
            os.close(report)
            lockdown.end_with_parent(wanted=task.settings.mode == "bare")
            _work(task)
        os.write(report, b"1")
        os.close(report)
        task.connection.close()
        _collect(worker)
    os._exit(0)


def _collect(worker: int) -> NoReturn:
    """Collect what ends in here, and pass on what the warden says to the one that works."""

    def tell(sign: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, sign)

    signal.signal(signal.SIGUSR1, lambda *_: tell(signal.SIGKILL))
    signal.signal(signal.SIGUSR2, lambda *_: tell(signal.SIGINT))
    while True:
        try:
            os.wait()
        except ChildProcessError:
            os._exit(0)


def _work(task: Task) -> NoReturn:
    """Become what runs the cells, or the checks."""
    status = 1
    with contextlib.suppress(BaseException):
        os.setsid()
        _close_all_but(task.connection.fileno())
        if task.settings.mode != "bare":
            lockdown.drop_rights()
            lockdown.deny_system_calls()
        # The warden reads how much memory is used, and may only of a process like this.
        lockdown.let_others_look()
        os.chdir(task.folder)
        os.environ["HOME"] = task.folder
        signal.signal(signal.SIGINT, signal.default_int_handler)
        task.serve(Channel(task.connection))
        status = 0
    os._exit(status)


def _close_all_but(kept: int) -> None:
    """Close every file but one; standard input and output go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, _MOST_FILES)
