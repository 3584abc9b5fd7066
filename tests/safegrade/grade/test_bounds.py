"""Work outside the sandbox has an end, whatever was handed in."""

import contextlib
import subprocess
import sys
import time

import pytest

from safegrade.grade.bounds import TooMuchError, few, within


def test_what_takes_too_long_is_stopped_even_if_it_catches_every_error():
    began = time.process_time()

    def work():
        while time.process_time() - began < 10:
            with contextlib.suppress(Exception):
                sum(range(1000))

    with pytest.raises(TooMuchError), within(0.1):
        work()
    assert time.process_time() - began < 5


def test_what_waits_for_a_sandbox_is_not_stopped():
    with within(0.1):
        time.sleep(0.3)
    # And nothing is heard of it afterwards.
    began = time.process_time()
    while time.process_time() - began < 0.2:
        pass


@pytest.mark.slow
def test_a_worker_that_takes_too_much_memory_hears_so_and_does_not_take_the_machine_s():
    code = "from safegrade.grade.bounds import bound_memory\nbound_memory()\nheld = bytearray(1 << 30)\n"
    code += "try: bytearray(3 << 30)\nexcept MemoryError: print('stopped')"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "stopped\n"


def test_nobody_has_to_read_a_million_lines():
    lines = few(["x" * 10_000] * 100_000)
    assert len(lines) == 41
    assert sum(map(len, lines)) < 21_000
    assert lines[-1] == "There are 99960 lines more."
