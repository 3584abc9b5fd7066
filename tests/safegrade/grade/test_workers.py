"""Workers are copies of this process only where that is safe, and end with the process that writes."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from safegrade.grade import workers
from safegrade.grade.workers import Processes


@pytest.fixture
def method(monkeypatch):
    """How the processes would be started; none is."""
    monkeypatch.setattr(workers, "ProcessPoolExecutor", lambda size, context, begin: (size, context, begin))
    monkeypatch.setattr(workers.gc, "freeze", lambda: None)

    def method(size=3):
        found, context, begin = Processes(size).start()
        assert found == size
        assert begin is workers._begin  # noqa: SLF001
        return context.get_start_method()

    return method


def test_a_process_without_threads_is_copied(method, monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "platform", "linux")
    assert method() == "fork"


def test_with_another_thread_about_it_is_not(method, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert method() == "forkserver"
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize(("platform", "expected"), [("darwin", "forkserver"), ("win32", "spawn")])
def test_where_copies_are_not_safe_there_are_none(method, monkeypatch, platform, expected):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "platform", platform)
    assert method() == expected


def test_there_are_as_many_as_one_says_or_as_there_are_processors():
    assert Processes(5).size == 5
    assert Processes().size == len(os.sched_getaffinity(0))


KILLED = """
import os, sys, time
from safegrade.grade.workers import Processes
executor = Processes(1).start()
print(executor.submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def ended(process):
    """Whether a process is gone, or only waits to be counted."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_when_whoever_writes_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED)], stdout=subprocess.PIPE, text=True
    ) as writer:
        worker = int(writer.stdout.readline())
        assert not ended(worker)
        writer.send_signal(signal.SIGKILL)
    for _ in range(100):
        if ended(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker marks on, and nobody waits for it")
