"""A processor for each submission: what spins on it takes nothing from the neighbours."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Sequence
from typing import Protocol

# What has had so much of its time on the processor was not kept from it by others.
_MOST = 0.8
# A name that the kernel gives to one at a time, on all of the machine, and takes back whatever happens.
_NAME = "\0safegrade-processor-{}"
_here = threading.local()


class Processor:
    """A processor that the sandboxes of one thread run on, and while they do, no others: if there are enough for all.

    Args:
        numbers: of those that there are to choose from.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        self.holders = 0
        # Where all are taken, different processes share different ones.
        at = os.getpid() % len(numbers)
        self.number = numbers[at]
        self._name = socket.socket(socket.AF_UNIX)
        for number in (*numbers[at:], *numbers[:at]):
            with contextlib.suppress(OSError):
                self._name.bind(_NAME.format(number))
                self.number = number
                break

    def release(self) -> None:
        """Let others have it, once nobody here holds it."""
        self.holders -= 1
        if self.holders <= 0:
            self._name.close()


def hold() -> Processor:
    """The processor of this thread, until it is released as many times as it was held."""
    held: Processor | None = getattr(_here, "processor", None)
    if held is None or held.holders <= 0:
        held = _here.processor = Processor(sorted(os.sched_getaffinity(0)))
    held.holders += 1
    return held


class _Works(Protocol):
    def worked(self) -> float: ...


class Stopwatch:
    """Tells whether what took too long may have been kept from its processor by others; it starts at once.

    Args:
        seconds: how long it may take.
        places: the sandboxes that work on it.
    """

    def __init__(self, seconds: float, *places: _Works) -> None:
        self._seconds, self._places = seconds, places
        self._began, self._worked = time.monotonic(), sum(place.worked() for place in places)

    @property
    def kept_waiting(self) -> bool:
        """Whether the time is up, and the processor has not worked for it most of that time."""
        if time.monotonic() - self._began < self._seconds:
            return False
        return sum(place.worked() for place in self._places) - self._worked < _MOST * self._seconds
