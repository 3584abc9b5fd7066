"""The warm process: imports once, and makes a copy of itself for each submission, shut in before it runs anything.

It is given no content at all: what a submission holds goes straight to the copy. So nothing of one submission can be
found in another, and a copy is shut in with nothing but what every copy has.

One submission is three processes. The warden stays outside the submission's namespaces, where nothing in there can
see or stop it; it counts memory and processes, and ends everything when its leash is dropped. The first process
within collects those that end. The third runs the cells.
"""

import contextlib
import ctypes
import gc
import json
import os
import platform
import resource
import select
import signal
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from attrs import frozen

from safegrade.code import checker_side, student_side
from safegrade.sandbox.channel import Link

_LIBC = ctypes.CDLL(None, use_errno=True)
_NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000  # user mnt pid net ipc uts
_NOSUID, _NODEV, _REC, _PRIVATE, _READ_ONLY = 2, 4, 0x4000, 0x40000, 1
_DEATH, _DUMPABLE, _NO_NEW_PRIVILEGES, _SECCOMP, _SUBREAPER = 1, 4, 38, 22, 36
_TICK = 0.025
_MOST_FILES = 1 << 16
# Below this much, memory that processes share need not be counted once only.
_WORTH_COUNTING = 64 << 20
_PAGE = resource.getpagesize()

# System calls with which a program leaves its sandbox, looks into others, or reaches seldom used parts of the kernel:
# ptrace, mount and its newer kin, pivot_root, unshare, setns, bpf, perf_event_open, the key ring, userfaultfd,
# io_uring, kexec, modules, open_by_handle_at, process_vm_*; and memory that no process is counted for: shmget,
# memfd_create, memfd_secret.
_DENIED = {
    "x86_64": (0xC000003E, 56, [*(101, 165, 166, 155, 272, 308, 321, 298, 248, 249, 250, 323, 246, 175, 313, 304, 310),
                                *(311, 425, 428, 429, 430, 431, 432, 433, 442, 29, 319, 447)]),
    "aarch64": (0xC00000B7, 220, [*(117, 40, 39, 41, 97, 268, 280, 241, 217, 218, 219, 282, 104, 105, 273, 265, 270),
                                  *(271, 425, 428, 429, 430, 431, 432, 433, 442, 194, 279, 447)]),
}  # fmt: skip
_CLONE3, _NEW_USER = 435, 0x10000000


def _done(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _mount(kind: bytes, place: bytes, flags: int, options: bytes | None = None) -> None:
    _done(_LIBC.mount(kind, place, kind, flags, options), f"mount {place.decode()}")


def enter(disk: int, empty: list[str]) -> None:
    """Go into namespaces of one's own, with empty folders and no view of any process."""
    uid, gid = os.getuid(), os.getgid()
    _done(_LIBC.unshare(_NAMESPACES), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    _done(_LIBC.mount(b"none", b"/", None, _REC | _PRIVATE, None), "mount /")
    sizes = f"size={disk},nr_inodes=20000,mode=700".encode()
    for place in empty:
        _mount(b"tmpfs", place.encode(), _NOSUID | _NODEV, sizes)
    with contextlib.suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    _hide_processes()


def _hide_processes() -> None:
    _mount(b"tmpfs", b"/proc", _NOSUID | _NODEV | _READ_ONLY, b"size=4k")


def drop_rights() -> None:
    """Give up every capability, and the right to get any."""
    for capability in range(64):
        _LIBC.prctl(24, capability, 0, 0, 0)
    _LIBC.prctl(47, 4, 0, 0, 0)
    head = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    _done(_LIBC.capset(head, ctypes.create_string_buffer(24)), "capset")
    _done(_LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new privileges")


def deny_system_calls() -> None:
    """Let the kernel refuse what no notebook needs."""
    if platform.machine() not in _DENIED:
        return
    machine, clone, denied = _DENIED[platform.machine()]
    # A program for the kernel: (code, where to go if true, if false, value). 0x20 loads, 0x15 compares, 0x35 compares
    # for greater or equal, 0x45 for bits in common, 0x06 returns.
    allow, refuse, missing = 0x7FFF0000, 0x00050001, 0x00050026
    program = [(0x20, 0, 0, 4), (0x15, 1, 0, machine), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    program += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, refuse)]
    program += [(0x15, 0, 1, _CLONE3), (0x06, 0, 0, missing)]
    for number in denied:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, refuse)]
    program += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 0, 1, _NEW_USER), (0x06, 0, 0, refuse)]
    program += [(0x06, 0, 0, allow)]
    packed = b"".join(struct.pack("=HBBI", *step) for step in program)
    held = ctypes.create_string_buffer(packed, len(packed))
    filters = struct.pack("@HP", len(program), ctypes.addressof(held))
    _done(_LIBC.prctl(_SECCOMP, 2, ctypes.create_string_buffer(filters), 0, 0), "seccomp")


def limit(limits: dict[str, Any], role: str) -> None:
    """Set the limits that hold for each process."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
    seconds = int(limits["seconds"]) + 5
    for what, most in (
        # A cell that asks for too much shall fail by itself, before all of the submission is ended.
        (resource.RLIMIT_AS, used + limits["memory"] * 9 // 10),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_MEMLOCK, 1 << 16),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NPROC, 4 * limits["processes"]),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (allowed, allowed))
    if role == "student":
        os.nice(5)


@frozen
class _Task:
    """What a copy is for: its part, its line, its folder, how it is shut in, its limits, and the shell it has."""

    role: str
    link: socket.socket
    folder: str
    mode: str
    limits: dict[str, Any]
    shell: Any


def _run(task: _Task) -> NoReturn:
    """Become what runs the cells, or the checks."""
    status = 1
    with contextlib.suppress(BaseException):
        os.setsid()
        _only(task.link.fileno())
        if task.mode != "bare":
            drop_rights()
            deny_system_calls()
        # The warden reads how much memory is used, and may only of a process like this.
        _LIBC.prctl(_DUMPABLE, 1, 0, 0, 0)
        os.chdir(task.folder)
        os.environ["HOME"] = task.folder
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if task.role == "student":
            sys.path.insert(0, task.folder)
            student_side.serve(Link(task.link), task.shell, task.limits["output"])
        else:
            checker_side.serve(Link(task.link))
        status = 0
    os._exit(status)


def _only(kept: int) -> None:
    """Close every file but one; what is standard goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, _MOST_FILES)


def _first(task: _Task) -> NoReturn:
    """Collect what ends in here, and pass on what the warden says."""
    _LIBC.prctl(_DEATH, signal.SIGKILL, 0, 0, 0)
    _LIBC.prctl(_SUBREAPER, 1, 0, 0, 0)
    runner = os.fork()
    if runner == 0:
        _LIBC.prctl(_DEATH, signal.SIGKILL if task.mode == "bare" else 0, 0, 0, 0)
        _run(task)
    task.link.close()

    def tell(sign: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(runner, sign)

    signal.signal(signal.SIGUSR1, lambda *_: tell(signal.SIGKILL))
    signal.signal(signal.SIGUSR2, lambda *_: tell(signal.SIGINT))
    while True:
        try:
            os.wait()
        except ChildProcessError:
            os._exit(0)


def _inside(task: _Task, say: int) -> NoReturn:
    """Go in, start the first process there, tell its number, and wait for its end."""
    with contextlib.suppress(BaseException):
        _LIBC.prctl(_DEATH, signal.SIGKILL, 0, 0, 0)
        limit(task.limits, task.role)
        if task.mode == "nested":
            enter(task.limits["disk"], task.limits["empty"])
        first = os.fork()
        if first == 0:
            os.close(say)
            _first(task)
        os.write(say, str(first).encode())
        os.close(say)
        task.link.close()
        if task.mode == "nested":
            drop_rights()
        os.waitpid(first, 0)
    os._exit(0)


def _warden(task: _Task, leash: socket.socket) -> NoReturn:
    """Watch over a submission from outside, and end it."""
    with contextlib.suppress(BaseException):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _LIBC.prctl(_DEATH, signal.SIGKILL, 0, 0, 0)
        hear, say = os.pipe()
        outer = os.fork()
        if outer == 0:
            os.close(hear)
            leash.close()
            _inside(task, say)
        os.close(say)
        task.link.close()
        first = int(os.read(hear, 20) or b"0")
        if first:
            leash.send(b"started")
            why = _watched(first, leash, task.limits)
            _kill_all(first, task.mode)
            os.waitpid(outer, 0)
            if why:
                leash.send(why.encode())
    os._exit(0)


def _watched(first: int, leash: socket.socket, limits: dict[str, Any]) -> str:
    """Wait until it must end; why, if it has broken a limit."""
    baseline = _sizes(first).get(first, 0)
    until = time.monotonic() + limits["seconds"]
    warned = ""
    while True:
        if select.select([leash], [], [], _TICK)[0]:
            word = leash.recv(100)
            if word in {b"", b"end"}:
                return ""
            _tell(first, {b"cut": signal.SIGUSR1, b"interrupt": signal.SIGUSR2}[word])
        sizes = _sizes(first)
        if first not in sizes:
            return "it has ended"
        if time.monotonic() > until:
            return f"it took longer than {limits['seconds']:g} s"
        if len(sizes) > limits["processes"]:
            return f"it had more than {limits['processes']} processes"
        if _grown(sizes, baseline) > limits["memory"]:
            why = f"it used more than {limits['memory'] >> 20} MB of memory"
            if warned:
                return why
            # Without what runs cells there may be room for the copies that wait to be asked.
            warned = why
            _tell(first, signal.SIGUSR1)
            time.sleep(4 * _TICK)
            if _grown(_sizes(first), baseline) > limits["memory"]:
                return why
            leash.send(why.encode())


def _grown(sizes: dict[int, int], baseline: int) -> int:
    """How much memory was taken since the start: first as a quick guess that is never too low."""
    guess = sum(max(0, size - baseline) for size in sizes.values())
    return guess if guess < _WORTH_COUNTING else _exact(sizes, baseline)


def _tell(process: int, sign: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, sign)


def _sizes(first: int) -> dict[int, int]:
    """The memory of a process and of all that descend from it."""
    parents, sizes = {}, {}
    for name in os.listdir("/proc"):  # noqa: PTH208  forty times a second
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                held = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
                if held[0] != b"Z":
                    parents[int(name)], sizes[int(name)] = int(held[1]), int(held[21]) * _PAGE
    known = {first} & set(sizes)
    fresh = known
    while fresh:
        fresh = {process for process, parent in parents.items() if parent in fresh} - known
        known = known | fresh
    return {process: sizes[process] for process in known}


def _exact(sizes: dict[int, int], baseline: int) -> int:
    """The same, memory that processes share counted once."""
    total = 0
    for process, size in sizes.items():
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += next(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            # It has ended, or does not want to be looked at.
            total += max(0, size - baseline)
    return total


def _kill_all(first: int, mode: str) -> None:
    """End the first process, and with it the namespace; without a namespace, everything that descends from it."""
    if mode == "nested":
        _tell(first, signal.SIGKILL)
        return
    while len(found := _sizes(first)) > 1:
        for process in found:
            if process != first:
                _tell(process, signal.SIGKILL)
    _tell(first, signal.SIGKILL)


def _preload() -> Any:
    """Import what notebooks import, and make a shell."""
    import matplotlib as mpl  # noqa: PLC0415
    import numpy as np  # noqa: F401, PLC0415
    import pandas as pd  # noqa: F401, PLC0415
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    import tarasoff  # noqa: F401, PLC0415  so that no file of this name takes its place

    mpl.use("module://matplotlib_inline.backend_inline")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    class Shell(InteractiveShell):  # type: ignore[misc]
        def enable_gui(self, gui: Any = None) -> None:
            """There is no screen."""

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    shell = Shell.instance(config=config)
    shell.run_cell("%matplotlib inline", store_history=False)
    plt.close("all")
    return shell


def _works(limits: dict[str, Any]) -> bool:
    """Whether namespaces within these can be had."""
    probe = os.fork()
    if probe == 0:
        status = 1
        with contextlib.suppress(BaseException):
            enter(limits["disk"], limits["empty"])
            if os.fork() == 0:
                os._exit(0)
            drop_rights()
            status = 0
        os._exit(status)
    return os.waitpid(probe, 0)[1] == 0


def main() -> None:
    """Serve until the control is dropped."""
    control = socket.socket(fileno=int(sys.argv[1]))
    mode, limits = sys.argv[2], {**json.loads(sys.argv[3]), "empty": sys.argv[4:]}
    shell = _preload()
    gc.collect()
    gc.freeze()
    if mode == "nested" and not _works(limits):
        control.send(b"single")
        return
    control.send(mode.encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 10_000, 2)
        if not request:
            return
        link, leash = (socket.socket(fileno=one) for one in descriptors)
        if os.fork() == 0:
            control.close()
            asked = json.loads(request)
            allowed = {**limits, "processes": limits["processes"] + asked["copies"]}
            _warden(_Task(asked["role"], link, asked["folder"], mode, allowed, shell), leash)
        link.close()
        leash.close()
        if mode == "single":
            # The next one gets a sandbox of its own.
            signal.pause()


if __name__ == "__main__":
    main()
