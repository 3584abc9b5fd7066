"""How many submissions a second are marked: nbgrader autograde against tarasoff grade, whole processes, in turn.

nbgrader's own command runs with the steps of this course, so that both give the same marks and neither starts a kernel.
It marks 30 submissions in each round, and what it would take for 300 is reckoned from that: its start, measured by a
run that finds nothing to do, and 300 times what one submission took. Everything else is measured as it is said.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tarasoff.grading.invented_class import make_class

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "ps4-criteria"
STOCK, SOME, FEW, MANY, ROUNDS = 30, 300, 100, 1000, 3
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def run(*command, cwd, ok=(0,)):
    """Seconds that a command takes."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": PATH}, capture_output=True, check=False)
    took = time.perf_counter() - start
    assert done.returncode in ok, done.stderr.decode()
    return took


def course_of(folder):
    """A course in which the largest class has handed in, and nobody is marked."""
    whole = folder / "whole"
    shutil.copytree(ROOT / "source" / ASSIGNMENT, whole / "source" / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", whole)
    run("nbgrader", "generate_assignment", ASSIGNMENT, cwd=whole)
    course = folder / "course"
    make_class(whole, course, MANY, 7, ASSIGNMENT)
    run("nbgrader", "generate_assignment", ASSIGNMENT, cwd=course)
    run("nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate", "2026-10-09 17:00:00 UTC", cwd=course)
    for inbound in (course / "exchange").glob("*/inbound/*"):
        shutil.copytree(inbound, course / "submitted" / inbound.name.split("+")[0] / ASSIGNMENT)
    shutil.rmtree(course / "exchange")
    return course


def part_of(course, students, to):
    """The same, with the first students only."""
    shutil.rmtree(to, ignore_errors=True)
    for name in ("source", "release"):
        shutil.copytree(course / name, to / name)
    for name in ("nbgrader_config.py", "gradebook.db"):
        shutil.copy(course / name, to)
    for folder in sorted((course / "submitted").iterdir())[:students]:
        shutil.copytree(folder, to / "submitted" / folder.name)
    os.sync()
    return to


def ours(course, students, folder):
    """Seconds that tarasoff grade takes for some students."""
    part = part_of(course, students, folder / "ours")
    return run("tarasoff", "grade", ASSIGNMENT, "--jobs", "2", cwd=part, ok=(0, 1))


def stock(course, folder):
    """Seconds that nbgrader takes to start, and for one submission."""
    part = part_of(course, STOCK, folder / "stock")
    whole = run("nbgrader", "autograde", ASSIGNMENT, cwd=part)
    start = run("nbgrader", "autograde", ASSIGNMENT, cwd=part)
    return start, (whole - start) / STOCK


def megabytes(pid):
    """What a process and those that it started hold, each shared page counted once."""
    held, tree = 0, [pid]
    while tree:
        one = Path("/proc") / str(tree.pop())
        try:
            held += next(int(line.split()[1]) for line in (one / "smaps_rollup").open() if line.startswith("Pss:"))
            for task in (one / "task").iterdir():
                tree += map(int, (task / "children").read_text().split())
        except (OSError, StopIteration):
            continue
    return held / 1024


def peak(course, students, folder):
    """The most that tarasoff grade holds at a time, in megabytes."""
    part = part_of(course, students, folder / "ours")
    command = ["tarasoff", "grade", ASSIGNMENT, "--jobs", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=part, env={**os.environ, "PATH": PATH}, **quiet) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, megabytes(process.pid))
            time.sleep(0.05)
    return most


def main():
    # Not in the system's folder for temporary files, where with thousands of others a new file may cost dear.
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = Path(name)
        course = course_of(folder)
        # In turn, so that whatever else the machine does hits both.
        rounds = [(stock(course, folder), ours(course, SOME, folder)) for _ in range(ROUNDS)]
        start = statistics.median(one[0][0] for one in rounds)
        each = statistics.median(one[0][1] for one in rounds)
        some = statistics.median(one[1] for one in rounds)
        alone = statistics.median(ours(course, 1, folder) for _ in range(ROUNDS))
        few = statistics.median(ours(course, FEW, folder) for _ in range(ROUNDS))
        many = statistics.median(ours(course, MANY, folder) for _ in range(ROUNDS))
        held = [peak(course, students, folder) for students in (FEW, MANY)]
    reckoned = {students: start + students * each for students in (SOME, MANY)}
    growth = ((many - alone) / (MANY - 1)) / ((few - alone) / (FEW - 1))
    print(f"nbgrader autograde starts in {start:.2f} s and takes {1000 * each:.0f} ms for a submission (of {STOCK})")
    print(f"tarasoff grade takes {some:.2f} s for {SOME} submissions, {many:.2f} s for {MANY}, {alone:.2f} s for one")
    print(f"{SOME}: {reckoned[SOME] / some:.0f} times as fast; {MANY}: {reckoned[MANY] / many:.0f} times (reckoned)")
    print(f"a submission of {MANY} costs {growth:.2f} times what one of {FEW} does, the start apart")
    print(f"at most {held[0]:.0f} MB for {FEW} and {held[1]:.0f} MB for {MANY}, all processes together")
    figures = {
        "data_ratio": round(reckoned[SOME] / some, 1),
        "data_ratio_1000": round(reckoned[MANY] / many, 1),
        "stock_ms": round(1000 * each, 1),
        "ours_ms": round(1000 * (many - alone) / (MANY - 1), 2),
        "start_s": round(alone, 2),
        "peak_mb": round(max(held)),
        "growth": round(growth, 2),
        "stock_submissions": STOCK,
    }
    print(json.dumps({"bench": "grading", **figures}))


if __name__ == "__main__":
    main()
