"""The processes of a submission that are inside its sandbox: one that collects those that end, and one that works."""

import contextlib
import os
import signal
import socket
from collections.abc import Callable
from typing import NoReturn

from attrs import frozen

from safegrade.sandbox import lockdown
from safegrade.sandbox.channel import Channel
from safegrade.sandbox.terms import Settings

_MOST_FILES = 1 << 16


@frozen
class Task:
    """What a copy of the warm process is for: what runs in it, with the channel of which socket, in which folder."""

    serve: Callable[[Channel], None]
    connection: socket.socket
    folder: str
    settings: Settings


def go_in(task: Task, report: int) -> NoReturn:
    """Go in, start the first process there, write its number to the open file, and wait for its end."""
    with contextlib.suppress(BaseException):
        lockdown.end_with_parent()
        lockdown.limit_resources(task.settings.limits)
        if task.settings.mode == "nested":
            lockdown.enter_namespaces(task.settings.limits.disk, task.settings.empty)
        first = os.fork()
        if first == 0:
            os.close(report)
            _collect(task)
        os.write(report, str(first).encode())
        os.close(report)
        task.connection.close()
        if task.settings.mode == "nested":
            lockdown.drop_rights()
        os.waitpid(first, 0)
    os._exit(0)


def _collect(task: Task) -> NoReturn:
    """Collect what ends in here, and pass on what the warden says."""
    lockdown.end_with_parent()
    lockdown.adopt_orphans()
    worker = os.fork()
    if worker == 0:
        lockdown.end_with_parent(wanted=task.settings.mode == "bare")
        _work(task)
    task.connection.close()

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
