"""How a process shuts itself in: namespaces, rights, system calls, limits. What is given up cannot be had back."""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Sequence
from pathlib import Path

from safegrade.sandbox.syscalls import seccomp_filter
from safegrade.sandbox.terms import Limits

_LIBC = ctypes.CDLL(None, use_errno=True)
PAGE_BYTES = resource.getpagesize()

# linux/sched.h: a view of one's own of users, folders, processes, networks, shared memory and the host's name.
_NEWUSER, _NEWNS, _NEWPID, _NEWNET, _NEWIPC, _NEWUTS = 0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000
# As /proc calls them; users first, since with those come the rights to join the others.
NAMESPACES = {"user": _NEWUSER, "mnt": _NEWNS, "net": _NEWNET, "ipc": _NEWIPC, "uts": _NEWUTS, "pid": _NEWPID}
# linux/mount.h
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
# linux/prctl.h
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 36, 38, 47, 4
_SECCOMP_MODE_FILTER = 2
# linux/capability.h: the third version of the call, with two sets of three numbers; there are 64 capabilities at most.
_CAPABILITY_VERSION_3, _CAPABILITY_BYTES, _CAPABILITIES = 0x20080522, 24, 64
_FILES_IN_TMPFS = 20_000


def _require(result: int, action: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{action}: {os.strerror(number)}")


def _prctl(option: int, *values: int) -> int:
    return int(_LIBC.prctl(option, *values, *[0] * (4 - len(values))))


def _mount(kind: bytes, place: str, flags: int, options: str) -> None:
    _require(_LIBC.mount(kind, place.encode(), kind, _MS_NOSUID | flags, options.encode()), f"mount {place}")


def have_own_users() -> None:
    """Have users of one's own, in whose name namespaces can be made, and entered.

    Raises:
        OSError: the kernel does not allow it.
    """
    _unshare_users(0)


def start_namespaces() -> None:
    """Have users of one's own; the process started next is the first of new ones, and sees no others.

    Raises:
        OSError: the kernel does not allow it.
    """
    _unshare_users(_NEWPID)


def _unshare_users(more: int) -> None:
    uid, gid = os.getuid(), os.getgid()
    _require(_LIBC.unshare(_NEWUSER | more), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")


def enter_namespaces(disk: int, empty: list[str]) -> list[int]:
    """Go into the other namespaces: empty folders of ``disk`` bytes, own terminals, and no view of any process.

    Returns:
        All of its namespaces, open, in the order of ``NAMESPACES``.

    Raises:
        OSError: the kernel does not allow it.
    """
    _require(_LIBC.unshare(_NEWNS | _NEWNET | _NEWIPC | _NEWUTS), "unshare")
    opened = [os.open(f"/proc/self/ns/{name}", os.O_RDONLY) for name in NAMESPACES]
    _require(_LIBC.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None), "mount /")
    for place in empty:
        _mount(b"tmpfs", place, _MS_NODEV, f"size={disk},nr_inodes={_FILES_IN_TMPFS},mode=700")
    # Else what one submission writes on a terminal, another could read there.
    _mount(b"devpts", "/dev/pts", _MS_NOEXEC, "newinstance,ptmxmode=0666,mode=600")
    with contextlib.suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    # Over all that /proc would show.
    _mount(b"tmpfs", "/proc", _MS_NODEV | _MS_RDONLY, "size=4k")
    return opened


def start_next_in(namespaces: Sequence[int]) -> None:
    """Let the processes that are started next begin among those of a place, of which all namespaces are given.

    There is no way back: a process may not leave for namespaces around its own.

    Raises:
        OSError: the place has ended.
    """
    _require(_LIBC.setns(namespaces[list(NAMESPACES).index("pid")], _NEWPID), "setns")


def join(namespaces: Sequence[int]) -> None:
    """Join a place, of which all namespaces are given. Only a process that was started in there is all in it.

    Raises:
        OSError: the place has ended.
    """
    for opened, (name, kind) in zip(namespaces, NAMESPACES.items(), strict=True):
        if name != "pid":
            _require(_LIBC.setns(opened, kind), "setns")


def drop_rights() -> None:
    """Give up every capability, and the right to get any."""
    for capability in range(_CAPABILITIES):
        _prctl(_PR_CAPBSET_DROP, capability)
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    _require(_LIBC.capset(header, ctypes.create_string_buffer(_CAPABILITY_BYTES)), "capset")
    _require(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "no new privileges")


def deny_system_calls() -> None:
    """Let the kernel refuse what no notebook needs."""
    program = seccomp_filter(platform.machine())
    if not program:
        return
    held = ctypes.create_string_buffer(program, len(program))
    steps = len(program) // struct.calcsize("=HBBI")
    pointer = ctypes.create_string_buffer(struct.pack("@HP", steps, ctypes.addressof(held)))
    _require(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, pointer, 0, 0), "seccomp")


def limit_resources(limits: Limits) -> None:
    """Set the limits that hold for each process."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * PAGE_BYTES
    for what, most in (
        # A cell that asks for too much shall fail by itself, before all of the submission is ended.
        (resource.RLIMIT_AS, used + limits.memory * 9 // 10),
        (resource.RLIMIT_CPU, int(limits.seconds) + 5),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_MEMLOCK, 1 << 16),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NPROC, 4 * limits.processes),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (allowed, allowed))


def end_with_parent() -> None:
    """Let the kernel end this process when the one that made it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent has ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def let_others_look() -> None:
    """Let a process of the same user read how much memory this one uses."""
    _prctl(_PR_SET_DUMPABLE, 1)
