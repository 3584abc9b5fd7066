"""Large pages make a submission start faster, and change nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safegrade.sandbox import pages

HELD = """
from pathlib import Path
from safegrade.sandbox.pages import gather
held = [bytes([number % 256]) * 1000 for number in range(20_000)]
gather()
assert held == [bytes([number % 256]) * 1000 for number in range(20_000)]
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("AnonHugePages")))
"""


def test_what_is_held_lies_in_large_pages_and_is_what_it_was():
    if not Path("/sys/kernel/mm/transparent_hugepage").exists() or os.uname().release.startswith(("4.", "5.", "6.0.")):
        pytest.skip("this kernel has no such pages")
    environment = {**os.environ, "PYTHONMALLOC": "malloc"}
    done = subprocess.run([sys.executable, "-c", HELD], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 4 * 2048, "not even a part of 20 MB lies in large pages"


def test_a_kernel_that_knows_nothing_of_it_is_let_be(monkeypatch):
    class Refusing:
        asked = 0

        def madvise(self, *_):
            self.asked += 1
            return -1

    monkeypatch.setattr(pages, "_LIBC", refusing := Refusing())
    pages.gather()
    assert refusing.asked
