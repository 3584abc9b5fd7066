"""The warm process: imports once, and makes a copy of itself for each place, shut in before it runs anything.

It is given no content at all, and knows nothing of grading: what a submission holds goes straight to the copy, and what
runs there it is told by name. So nothing of one submission can be found in another.
"""

import contextlib
import functools
import gc
import importlib
import itertools
import json
import os
import pkgutil
import signal
import socket
from collections.abc import Callable, Sequence
from typing import NoReturn

from attrs import frozen

from safegrade.sandbox import lockdown
from safegrade.sandbox.channel import Channel
from safegrade.sandbox.first import collect
from safegrade.sandbox.pages import gather
from safegrade.sandbox.terms import READY, SHUT_IN, Request, Settings

# What notebooks import.
_USUAL = ("numpy", "pandas", "matplotlib.pyplot")
_MOST_FILES = 1 << 16


@frozen
class _Task:
    """What a copy is for.

    Args:
        serve: what runs in it.
        request: as it came from the host.
        connection: the socket of the channel that it is given.
        report: where its warden hears of it.
        namespaces: those that it joins, open; none without namespaces in namespaces.
        group: the open list of the processes in a memory group, to which it is added; or nothing.
    """

    serve: Callable[[Channel], None]
    request: Request
    connection: int
    report: int
    namespaces: Sequence[int]
    group: Sequence[int]


def serve(asked: socket.socket, settings: Settings) -> NoReturn:
    """Import what notebooks import, and make copies as wardens ask for them."""
    for name in _USUAL:
        importlib.import_module(name)
    for name in settings.libraries:
        # So that no file of this name takes its place. One that cannot be imported here fails where it is wanted.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked.send(READY)
    joined = len(lockdown.NAMESPACES) if settings.mode == "nested" else 0
    while True:
        text, descriptors, _, _ = socket.recv_fds(asked, 10_000, 3 + joined)
        if not text:
            os._exit(0)
        request = Request(**json.loads(text))
        connection, report, *others = descriptors
        task = _Task(_prepared(request.program), request, connection, report, others[:joined], others[joined:])
        # If its namespaces have ended meanwhile, its warden hears nothing, and says so.
        with contextlib.suppress(OSError):
            _start_copy(task, settings.with_copies(request.copies))
        for descriptor in descriptors:
            os.close(descriptor)


@functools.cache
def _prepared(program: str) -> Callable[[Channel], None]:
    """What runs in copies; prepared once, in here, before there is anything of a student's."""
    made: Callable[[Channel], None] = pkgutil.resolve_name(program)()
    # What is there by now, no copy ever needs to look through, and so it stays shared.
    gc.collect()
    gc.freeze()
    gather()
    return made


def _start_copy(task: _Task, settings: Settings) -> None:
    """Start the process of a place, and tell its warden the number of the topmost one."""
    if task.namespaces:
        # From here on all that this process starts begins in there; and it starts nothing but copies.
        lockdown.start_next_in(task.namespaces)
    copy = os.fork()
    if copy == 0:
        with contextlib.suppress(BaseException):
            _go_in(task, settings)
        os._exit(1)
    os.write(task.report, str(copy).encode())


def _go_in(task: _Task, settings: Settings) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lockdown.end_with_parent()
    for group in task.group:
        os.write(group, b"0")
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, {task.request.processor})
    lockdown.limit_resources(settings.limits)
    if task.namespaces:
        lockdown.join(task.namespaces)
    else:
        # Somebody has to stand between this one and the warm process, and to keep what it leaves behind.
        lockdown.adopt_orphans()
        worker = os.fork()
        if worker:
            os.close(task.connection)
            collect(worker, task.report)
    # After that: who gets rights of its own is forgotten there.
    lockdown.end_with_parent()
    _work(task, settings)


def _work(task: _Task, settings: Settings) -> NoReturn:
    """Become what runs the cells, or the checks."""
    os.setsid()
    _close_all_but(task.connection, task.report)
    if settings.mode != "bare":
        lockdown.drop_rights()
        lockdown.deny_system_calls()
    # The warden reads how much memory is used, and may only of a process like this.
    lockdown.let_others_look()
    os.chdir(task.request.folder)
    os.environ["HOME"] = task.request.folder
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.write(task.report, SHUT_IN)
    os.close(task.report)
    task.serve(Channel(socket.socket(fileno=task.connection)))
    os._exit(0)


def _close_all_but(*kept: int) -> None:
    """Close every file but these; standard input and output go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    edges = [2, *sorted(kept), _MOST_FILES]
    for lower, upper in itertools.pairwise(edges):
        os.closerange(lower + 1, upper)
