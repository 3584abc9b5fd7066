"""The system calls that a submission is denied: name, number on each kind of machine, and the reason.

With these a program leaves its sandbox, looks into other processes, reaches parts of the kernel that are seldom used,
takes memory that no process is counted for, or a processor that others were given. No notebook needs them. Numbers
are those of the kernel's own tables (``arch/x86/entry/syscalls/syscall_64.tbl``,
``include/uapi/asm-generic/unistd.h``).
"""

import errno
import struct

from attrs import frozen


@frozen
class Call:
    """A system call: its number on each kind of machine, and why it is denied."""

    x86_64: int
    aarch64: int
    reason: str


_MOUNT = "changes what a folder shows"
_NAMESPACE = "enters or makes a namespace, in which it would have every right"
_OTHERS = "reads or changes the memory of another process"
_KEYS = "reaches keys of the user's that no namespace holds apart"
_KERNEL = "changes or replaces the kernel"
_SELDOM = "reaches a part of the kernel in which errors are often found"
_UNCOUNTED = "takes memory that no process is counted for"

DENIED: dict[str, Call] = {
    "ptrace": Call(101, 117, _OTHERS),
    "process_vm_readv": Call(310, 270, _OTHERS),
    "process_vm_writev": Call(311, 271, _OTHERS),
    "mount": Call(165, 40, _MOUNT),
    "umount2": Call(166, 39, _MOUNT),
    "pivot_root": Call(155, 41, _MOUNT),
    "open_tree": Call(428, 428, _MOUNT),
    "move_mount": Call(429, 429, _MOUNT),
    "fsopen": Call(430, 430, _MOUNT),
    "fsconfig": Call(431, 431, _MOUNT),
    "fsmount": Call(432, 432, _MOUNT),
    "fspick": Call(433, 433, _MOUNT),
    "mount_setattr": Call(442, 442, _MOUNT),
    "open_by_handle_at": Call(304, 265, "opens a file by its number on the disk, past every folder"),
    "unshare": Call(272, 97, _NAMESPACE),
    "setns": Call(308, 268, _NAMESPACE),
    "add_key": Call(248, 217, _KEYS),
    "request_key": Call(249, 218, _KEYS),
    "keyctl": Call(250, 219, _KEYS),
    "kexec_load": Call(246, 104, _KERNEL),
    "init_module": Call(175, 105, _KERNEL),
    "finit_module": Call(313, 273, _KERNEL),
    "bpf": Call(321, 280, _SELDOM),
    "perf_event_open": Call(298, 241, _SELDOM),
    "userfaultfd": Call(323, 282, _SELDOM),
    "io_uring_setup": Call(425, 425, _SELDOM),
    "shmget": Call(29, 194, _UNCOUNTED),
    "msgget": Call(68, 186, _UNCOUNTED),
    "semget": Call(64, 190, _UNCOUNTED),
    "vmsplice": Call(278, 75, _UNCOUNTED),
    "memfd_create": Call(319, 279, _UNCOUNTED),
    "memfd_secret": Call(447, 447, _UNCOUNTED),
    "sched_setaffinity": Call(203, 122, "takes the processor of another submission"),
}
# Processes of a submission may talk to each other; every other family of sockets is another part of the kernel.
SOCKETS = (Call(41, 198, _SELDOM), Call(53, 199, _SELDOM))
AF_UNIX = 1
# The warden counts sockets, each as if it were full; so none may hold more than it does at first.
SETSOCKOPT = Call(54, 208, _UNCOUNTED)
SOL_SOCKET, SO_SNDBUF = 1, 7
# A flag of clone and its newer kin would make a namespace. The newer one keeps its flags where a filter cannot look:
# the C library is told that there is none, and takes the older.
CLONE = Call(56, 220, _NAMESPACE)
CLONE3 = Call(435, 435, _NAMESPACE)
CLONE_NEWUSER = 0x10000000

# Who works in a place has its parent outside, and so sees 0 as its number: to kill that would be to kill itself.
KILL = Call(62, 129, "ends all of its own group")

# As the kernel names machines (linux/audit.h).
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# On x86_64, numbers from here on are the same calls once more.
_X32_NUMBERS = 0x40000000

# Where a filter finds what it looks at (struct seccomp_data).
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, (16, 24, 32)
# Instructions of a filter (linux/bpf_common.h): load a word; jump if equal, if at least, if bits in common; return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# What a filter returns (linux/seccomp.h).
_ALLOW, _END_PROCESS, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000


def seccomp_filter(machine: str) -> bytes:
    """The program with which the kernel looks at each system call; nothing for a machine that is not in the table."""
    if machine not in AUDIT_ARCH:
        return b""
    refuse, allow = (_RETURN, 0, 0, _FAIL | errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    # (instruction, how many to skip if true, if false, value)
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _END_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32_NUMBERS),
        refuse,
        (_IF_EQUAL, 0, 1, getattr(CLONE3, machine)),
        (_RETURN, 0, 0, _FAIL | errno.ENOSYS),
    ]
    for call in DENIED.values():
        steps += [(_IF_EQUAL, 0, 1, getattr(call, machine)), refuse]
    for call in SOCKETS:
        steps += [
            (_IF_EQUAL, 0, 4, getattr(call, machine)),
            (_LOAD, 0, 0, _ARGUMENTS[0]),
            (_IF_EQUAL, 0, 1, AF_UNIX),
            allow,
            (_RETURN, 0, 0, _FAIL | errno.EAFNOSUPPORT),
        ]
    steps += [
        (_IF_EQUAL, 0, 4, getattr(KILL, machine)),
        (_LOAD, 0, 0, _ARGUMENTS[0]),
        (_IF_EQUAL, 0, 1, 0),
        refuse,
        allow,
        (_IF_EQUAL, 0, 6, getattr(SETSOCKOPT, machine)),
        (_LOAD, 0, 0, _ARGUMENTS[1]),
        (_IF_EQUAL, 0, 3, SOL_SOCKET),
        (_LOAD, 0, 0, _ARGUMENTS[2]),
        (_IF_EQUAL, 0, 1, SO_SNDBUF),
        refuse,
        allow,
        (_IF_EQUAL, 0, 3, getattr(CLONE, machine)),
        (_LOAD, 0, 0, _ARGUMENTS[0]),
        (_IF_ANY_BIT, 0, 1, CLONE_NEWUSER),
        refuse,
        allow,
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
