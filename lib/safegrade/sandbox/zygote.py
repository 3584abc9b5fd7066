"""The warm process: imports once, and makes a copy of itself for each submission, shut in before it runs anything.

It is given no content at all, and knows nothing of grading: what a submission holds goes straight to the copy, and what
runs there it is told by name. So nothing of one submission can be found in another.

A submission has processes of its own, as ``warden`` says.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Callable

from attrs import evolve

from safegrade.sandbox.channel import Channel
from safegrade.sandbox.lockdown import drop_rights, enter_namespaces, start_namespaces
from safegrade.sandbox.pages import gather
from safegrade.sandbox.terms import Limits, Request, Settings
from safegrade.sandbox.warden import Task, watch_over

# What notebooks import.
_USUAL = ("numpy", "pandas", "matplotlib.pyplot")


@functools.cache
def _prepared(program: str) -> Callable[[Channel], None]:
    """What runs in copies; prepared once, in here, before there is anything of a student's."""
    serve: Callable[[Channel], None] = pkgutil.resolve_name(program)()
    # What is there by now, no copy ever needs to look through, and so it stays shared.
    gc.collect()
    gc.freeze()
    gather()
    return serve


def _can_nest(settings: Settings) -> bool:
    """Whether namespaces can be made within these."""
    probe = os.fork()
    if probe == 0:
        status = 1
        with contextlib.suppress(BaseException):
            start_namespaces()
            first = os.fork()
            if first == 0:
                enter_namespaces(settings.limits.disk, settings.empty)
                drop_rights()
                os._exit(0)
            status = int(os.waitpid(first, 0)[1] != 0)
        os._exit(status)
    return os.waitpid(probe, 0)[1] == 0


def main() -> None:
    """Serve until the host drops the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    told = json.loads(sys.argv[2])
    settings = Settings(**{**told, "limits": Limits(**told["limits"])})
    for name in _USUAL:
        importlib.import_module(name)
    for name in settings.libraries:
        # So that no file of this name takes its place. One that cannot be imported here fails where it is wanted.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if settings.mode == "nested" and not _can_nest(settings):
        control.send(b"single")
        return
    control.send(settings.mode.encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 10_000, 3)
        if not asked:
            return
        connection, leash = (socket.socket(fileno=descriptor) for descriptor in descriptors[:2])
        group = descriptors[2] if len(descriptors) > 2 else None  # noqa: PLR2004
        request = Request(**json.loads(asked))
        limits = evolve(settings.limits, processes=settings.limits.processes + request.copies)
        serve = _prepared(request.program)
        if os.fork() == 0:
            control.close()
            task = Task(serve, connection, request.folder, request.processor, group, evolve(settings, limits=limits))
            watch_over(task, leash)
        connection.close()
        leash.close()
        if group is not None:
            os.close(group)
        if settings.mode == "single":
            # The next one gets a sandbox of its own.
            signal.pause()


if __name__ == "__main__":
    main()
