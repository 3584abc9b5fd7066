"""A rehearsal in the warm process: what both sides say to each other is said a few times there.

Python runs what it has run several times faster, and notes that in memory, where each copy finds it.
"""

import functools
import socket
import threading
import time
from contextlib import closing, suppress
from typing import Any

from safegrade.code.checker.check import execute, quiet
from safegrade.code.checker.magics import parsed_check
from safegrade.code.checker.names import CheckNames
from safegrade.code.checker.process import StudentProcess
from safegrade.code.reading.names import refused
from safegrade.code.student.answers import Answers
from safegrade.sandbox.channel import Channel, ChannelError

# So often Python looks on before it takes the faster way.
_TIMES = 10
_STUDENTS = """
import numpy as np, pandas as pd
def mean(numbers): return sum(numbers) / len(numbers)
def table(numbers): return pd.DataFrame({"n": numbers}).n.cumsum()
def fails(numbers): raise ValueError("so")
total, held = 3, [1, "a", {"b": (2.5, None)}]
"""
_CHECK = """
assert mean([1, 2, 3]) == 2 and total == 3 and held[0] == 1
assert list(table([1, 2, 3])) == [1, 3, 6]
try:
    fails((1, 2))
except ValueError as error:
    assert str(error) == "so"
assert mean(held) == 2, "so"
"""


@functools.cache
def rehearse() -> None:
    """Hear both sides say what they say most often."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(_STUDENTS, names)  # noqa: S102  our own
    for _ in range(_TIMES):
        ours, theirs = socket.socketpair()
        answering = threading.Thread(target=_answer, args=(dict(names), theirs))
        answering.start()
        with closing(Channel(ours)) as channel, quiet(), suppress(Exception):
            _ask(channel)
        answering.join()


def _answer(names: dict[str, Any], connection: socket.socket) -> None:
    with closing(Channel(connection)) as channel, suppress(ChannelError):
        Answers(names, channel).serve()


def _ask(channel: Channel) -> None:
    student = StudentProcess(channel, time.monotonic() + 10, {}, {})
    names = CheckNames(())
    names.begin(student, ("mean", "table", "fails", "total", "held"))
    tree = parsed_check(_CHECK)
    refused(tree)
    execute(tree, _CHECK, names)
