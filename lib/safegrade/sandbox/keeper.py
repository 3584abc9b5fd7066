"""The small process that starts all others: once the warm one, and a warden for each place.

A process that is copied often must be small: a copy of one that has imported pandas costs ten times as much. So only
what runs cells or checks is a copy of the warm process; what watches over it is a copy of this.
"""

import contextlib
import json
import os
import signal
import socket
import sys

from safegrade.sandbox import lockdown
from safegrade.sandbox.terms import READY, Limits, Request, Settings
from safegrade.sandbox.warden import start_first, watch_over


def main() -> None:
    """Serve until the host drops the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    told = json.loads(sys.argv[2])
    settings = Settings(**{**told, "limits": Limits(**told["limits"])})
    if settings.mode == "nested" and not _can_nest(settings):
        control.send(b"single")
        return
    if settings.mode == "nested":
        lockdown.have_own_users()
    warm = _start_warm(control, settings)
    if warm.recv(100) != READY:
        return
    control.send(settings.mode.encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 10_000, 3)
        if not asked:
            return
        if os.fork() == 0:
            control.close()
            request = Request(**json.loads(asked))
            watch_over(request, settings.with_copies(request.copies), descriptors, warm)
        for descriptor in descriptors:
            os.close(descriptor)
        if settings.mode == "single":
            # The next one gets a sandbox of its own.
            signal.pause()


def _can_nest(settings: Settings) -> bool:
    """Whether namespaces can be made within these, and entered."""
    probe = os.fork()
    if probe == 0:
        status = 1
        with contextlib.suppress(BaseException):
            lockdown.have_own_users()
            ours, theirs = socket.socketpair()
            maker = os.fork()
            if maker == 0:
                with contextlib.suppress(BaseException):
                    _, namespaces = start_first(settings)
                    socket.send_fds(theirs, [READY], namespaces)
                    signal.pause()
                os._exit(1)
            theirs.close()
            _, namespaces, _, _ = socket.recv_fds(ours, 100, len(lockdown.NAMESPACES))
            lockdown.start_next_in(namespaces)
            worker = os.fork()
            if worker == 0:
                lockdown.join(namespaces)
                lockdown.drop_rights()
                os._exit(0)
            status = int(os.waitpid(worker, 0)[1] != 0)
            os.kill(maker, signal.SIGKILL)
        os._exit(status)
    return os.waitpid(probe, 0)[1] == 0


def _start_warm(control: socket.socket, settings: Settings) -> socket.socket:
    """Start the warm process; give the socket on which it is asked for copies."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        lockdown.end_with_parent()
        control.close()
        ours.close()
        # Here, and not above: nothing that it needs is to be in this process.
        from safegrade.sandbox import zygote  # noqa: PLC0415

        zygote.serve(theirs, settings)
    theirs.close()
    return ours


if __name__ == "__main__":
    main()
