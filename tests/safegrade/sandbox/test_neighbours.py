"""Submissions that run side by side: none takes the time, the memory or the words of another."""

import json
import os
import socket
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from safegrade.code.messages import CellOutputs, Done, RunCell, StartStudent, ask
from safegrade.code.reading.plan import Plan
from safegrade.code.run import run
from safegrade.code.students_run import STUDENT
from safegrade.sandbox import memory_group, processor
from safegrade.sandbox.channel import Channel, ChannelError
from safegrade.sandbox.host import Limits, SandboxError, Warm
from safegrade.sandbox.processor import Stopwatch, hold

pytestmark = pytest.mark.slow

LIMITS = Limits(memory=300 << 20, disk=8 << 20, processes=24, seconds=20, cell_seconds=1.5, output=20_000)


@pytest.fixture(scope="module")
def warm():
    try:
        with Warm(LIMITS) as warm:
            yield warm
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def opened(warm):
    """A place that is ready to run cells."""
    place = warm.start(STUDENT)
    ask(place.channel, StartStudent({}, LIMITS.output), Done, deadline=time.monotonic() + 10)
    return place


def printed(place, source):
    """What a cell prints."""
    message = RunCell(textwrap.dedent(source))
    outputs = ask(place.channel, message, CellOutputs, deadline=time.monotonic() + 20).outputs
    return "".join(one.get("text", str(one)) for one in outputs)


@pytest.fixture
def places(warm):
    """Two places of one submission."""
    both = opened(warm), opened(warm)
    yield both
    for place in both:
        place.end()


def test_a_submission_reads_nothing_on_a_terminal_of_another(places):
    first, second = places
    write = "import os\nours, theirs = os.openpty()\nos.write(theirs, b'PRIVATE')\nprint(os.listdir('/dev/pts'))"
    assert "'0'" in printed(first, write)
    assert printed(second, "import os\nprint(os.listdir('/dev/pts'))") == "['ptmx']\n"
    # IPython's shell commands need one.
    assert printed(second, "!echo one").split() == ["one"]


@pytest.fixture
def _names_of_our_own(monkeypatch):
    """Somebody else may mark on this machine just now."""
    monkeypatch.setattr(processor, "_NAME", f"\0safegrade-test-{os.getpid()}-{{}}")


PROCESSORS = "import os\nprint(sorted(os.sched_getaffinity(0)))"


def test_what_belongs_together_runs_on_one_processor_and_cannot_leave_it(places):
    widen = "import os\ntry: os.sched_setaffinity(0, range(os.cpu_count()))\nexcept OSError as error: print(error)"
    first, second = places
    assert printed(first, PROCESSORS) == printed(second, PROCESSORS) == f"[{first.processor.number}]\n"
    assert printed(first, widen) == "[Errno 1] Operation not permitted\n"
    # Whatever it starts, runs there as well.
    child = f"import subprocess, sys\nprint(subprocess.check_output([sys.executable, '-c', {PROCESSORS!r}], text=True))"
    assert printed(first, child).strip() == f"[{first.processor.number}]"


@pytest.mark.usefixtures("_names_of_our_own")
@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one processor for all")
def test_the_neighbour_of_a_swarm_has_a_processor_of_its_own(warm):
    together = threading.Barrier(2)

    def one(source):
        place = opened(warm)
        try:
            together.wait(20)
            return place.processor.number, printed(place, source)
        finally:
            together.wait(20)
            place.end()

    swarm = "import os\nfor _ in range(18):\n    if os.fork() == 0:\n        while True: pass"
    with ThreadPoolExecutor(2) as workers:
        (theirs, _), (own, _) = workers.map(one, (swarm, "1 + 1"))
    assert theirs != own


@pytest.mark.usefixtures("_names_of_our_own")
def test_a_processor_is_shared_only_when_all_are_taken():
    found, release = [], threading.Event()

    def take():
        held = hold()
        found.append(held.number)
        release.wait(20)
        held.release()

    wanted = sorted(os.sched_getaffinity(0))
    threads = [threading.Thread(target=take) for _ in range(len(wanted) + 1)]
    for thread in threads:
        thread.start()
    while len(found) < len(threads):
        time.sleep(0.01)
    release.set()
    for thread in threads:
        thread.join()
    assert sorted(set(found)) == wanted
    again = hold()
    assert again.number in wanted
    again.release()


def test_processor_time_is_that_of_all_who_descend_from_it(places):
    place = places[0]
    before = place.worked()
    printed(
        place,
        """
        import os, time
        def spin():
            until = time.process_time() + 0.2
            while time.process_time() < until: pass
        for _ in range(3):
            if (child := os.fork()) == 0:
                if os.fork() == 0: spin()
                else: os.wait()
                os._exit(0)
            os.waitpid(child, 0)
        """,
    )
    time.sleep(0.1)
    assert place.worked() - before >= 0.6
    place.end()
    assert place.worked() == 0


class Clock:
    """A place for which the processor works as told."""

    def __init__(self, *worked):
        self.worked = iter(worked).__next__


@pytest.mark.parametrize(("worked", "was_kept"), [(0.0, True), (0.1, True), (0.95, False)])
def test_only_what_did_not_have_its_processor_was_kept_waiting(worked, was_kept):
    watch = Stopwatch(0.05, Clock(1.0, 1.0 + worked * 0.05))
    time.sleep(0.06)
    assert watch.kept_waiting is was_kept
    assert Stopwatch(10, Clock(0.0)).kept_waiting is False


CHECK = {"grade": True, "solution": False, "locked": True, "task": False, "points": 1, "schema_version": 3}


@pytest.mark.parametrize(("answer", "is_late"), [("pass", False), ("time.sleep(9)", True), ("double = wait", True)])
def test_what_comes_late_without_its_processor_is_noted(warm, answer, is_late):
    student = f"import time\ndef double(x): return 2 * x\ndef wait(x): time.sleep(9)\n{answer}"
    check = new_code_cell("assert double(2) == 4", metadata={"nbgrader": {"grade_id": "check", **CHECK}})
    outcome = run(new_notebook(cells=[new_code_cell(student), check]), Plan(), {}, {}, warm)
    assert outcome.late is is_late, outcome


def test_what_lies_in_sockets_counts_as_memory(warm):
    fill = """
        import os, socket, time
        for _ in range(18):
            if os.fork() == 0:
                held = [one for _ in range(100) for one in socket.socketpair()]
                time.sleep(20)
        time.sleep(5)
    """
    place = opened(warm)
    try:
        with pytest.raises(ChannelError):
            printed(place, fill)
        assert place.reason() == "it used more than 300 MB of memory"
    finally:
        place.end()


def test_a_submission_s_own_processes_may_talk_to_each_other(places):
    usual = """
        import asyncio, multiprocessing
        print(asyncio.run(asyncio.sleep(0, "slept")))
        with multiprocessing.get_context("fork").Pool(2) as pool: print(pool.map(abs, [-1, -2]))
    """
    assert printed(places[0], usual) == "slept\n[1, 2]\n"


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"[" + b"[]," * 1000 + b"[]]", "of too many things"), (b'"' + b"x" * 5000 + b'"', "too large")],
)
def test_a_message_that_would_fill_the_host_s_memory_is_not_even_read(body, why):
    ours, theirs = socket.socketpair()
    with theirs:
        channel = Channel(ours, 4000, 1000)
        theirs.sendall(len(body).to_bytes(4, "big") + body)
        with pytest.raises(ChannelError, match=why):
            channel.receive()
        channel.close()


def test_a_message_within_the_limits_is_read():
    ours, theirs = socket.socketpair()
    body = json.dumps({"outputs": [{"text": "a, b"}]}).encode()
    with theirs:
        channel = Channel(ours, 4000, 1000)
        theirs.sendall(len(body).to_bytes(4, "big") + body)
        assert channel.receive() == {"outputs": [{"text": "a, b"}]}
        channel.close()


def test_where_no_memory_group_can_be_had_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(memory_group, "_ROOT", tmp_path)
    memory_group.home.cache_clear()
    assert memory_group.make_memory_group(1 << 20) is None
    memory_group.home.cache_clear()
