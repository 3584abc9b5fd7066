"""The first process of a place: it collects what ends in there, and passes on what the warden says."""

import contextlib
import os
import signal
from typing import NoReturn

from safegrade.sandbox.terms import CUT, INTERRUPT

# What the warden's words become, on their way to the one that works.
SIGNALS = {CUT: signal.SIGUSR1, INTERRUPT: signal.SIGUSR2}
_PASSED_ON = {signal.SIGUSR1: signal.SIGKILL, signal.SIGUSR2: signal.SIGINT}
_HEARD = {signal.SIGCHLD, *_PASSED_ON}


def listen() -> None:
    """From here on no word of the warden's is lost."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)


def collect(worker: int, *closed: int) -> NoReturn:
    """Collect what ends, and pass signals on to the one that works, until it is ended itself.

    Args:
        worker: the number of the one that works, as it is seen here.
        closed: open files that are not needed any more, once it listens.
    """
    listen()
    for descriptor in closed:
        os.close(descriptor)
    while True:
        heard = signal.sigwait(_HEARD)
        if heard in _PASSED_ON:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, _PASSED_ON[signal.Signals(heard)])
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
