"""What hostile students hand in: nobody gets more than was earned, nothing is harmed, and nothing goes on running."""

import errno
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from attrs import evolve
from nbformat.v4 import new_code_cell, new_notebook
from ruamel.yaml import YAML

from safegrade.code import students_run
from safegrade.code.messages import CellOutputs, Done, RunCell, StartStudent, ask
from safegrade.code.reading.plan import plan_of
from safegrade.code.run import run
from safegrade.code.students_run import STUDENT
from safegrade.grade.code_step import shown
from safegrade.sandbox import host as sandbox
from safegrade.sandbox.bubblewrap import visible
from safegrade.sandbox.host import Limits, SandboxError, Warm
from safegrade.sandbox.syscalls import DENIED

# One warm process serves them all.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sandbox")]

SECRET = "the-hidden-check-8f3a"  # noqa: S105  what no student may find
SOLUTION = """
import pandas as pd
def double(x):
    return 2 * x
total = 30
table = pd.DataFrame({"a": [1, 2]})
"""
CHECKS = {
    "double": (2, f"### BEGIN HIDDEN TESTS\nassert double(21) == 42, '{SECRET}'\n### END HIDDEN TESTS"),
    "total": (1, "assert total == limit * 3"),
    "parts": (
        2,
        "marks = 0.0\nif double(1) == 2:\n    marks += 1\nif list(table['a']) == [1, 2]:\n    marks += 1\nmarks",
    ),
}


def cell(source, name="", **kind):
    meta = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": name, **kind}
    return new_code_cell(textwrap.dedent(source).strip(), metadata={"nbgrader": meta} if name else {})


def notebook(solution, after=""):
    checks = [cell(text, name, grade=True, locked=True, points=worth) for name, (worth, text) in CHECKS.items()]
    setup = cell("limit = 10", "setup", locked=True)
    return new_notebook(cells=[setup, cell(solution, "answer", solution=True), checks[0], cell(after), *checks[1:]])


TEACHERS = plan_of(notebook(SOLUTION))
LIMITS = Limits(memory=300 << 20, disk=8 << 20, processes=24, seconds=20, cell_seconds=1.5, output=20_000)


def made(limits, **how):
    try:
        return Warm(limits, **how)
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def warm():
    with made(LIMITS) as warm:
        yield warm


def graded(warm, solution, after="", files=()):
    """Marks by check, what a student would see, and the outcome."""
    outcome = run(notebook(solution, after), TEACHERS, dict(files), {}, warm)
    marks, shown_to = {}, json.dumps(outcome.outputs) + json.dumps(outcome.lines)
    for (name, (worth, _)), place in zip(CHECKS.items(), sorted(outcome.checks), strict=True):
        outputs = shown(outcome.checks[place], worth)
        failed = any(one["output_type"] == "error" for one in outputs)
        marks[name] = 0.0 if failed else float(outputs[-1]["data"]["text/plain"])
    return marks, shown_to, outcome


def descendants(process):
    parents = {}
    for place in Path("/proc").iterdir():
        if (name := place.name).isdigit():
            try:
                held = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if held[0] != "Z":
                parents.setdefault(int(held[1]), []).append(int(name))
    found, fresh = [], [process]
    while fresh:
        fresh = [child for one in fresh for child in parents.get(one, [])]
        found += fresh
    return found


def settled(warm, most=10.0):
    """Wait until only the warm process is left: bubblewrap's first process, the keeper, and the warm one."""
    until = time.monotonic() + most
    while len(left := descendants(warm.process.pid)) > 3 and time.monotonic() < until:
        time.sleep(0.02)
    return left


NOTHING = {"double": 0, "total": 0, "parts": 0}
ALL = {"double": 2, "total": 1, "parts": 2}
SOME = {"double": 2, "total": 0, "parts": 1}

KINDS = YAML(typ="safe").load(Path(__file__).parents[1] / "hostile.yaml")
# kind: (the answer cell, the marks that it has earned)
HOSTILE, SLOW = (
    {kind: (one["source"], SOME if one.get("earned") else NOTHING) for kind, one in KINDS.items() if is_of(one)}
    for is_of in (lambda one: not one.get("slow"), lambda one: one.get("slow"))
)


@pytest.fixture
def around(tmp_path):
    """A gradebook, a key, another submission and a server beside the sandbox."""
    for name in ("gradebook.db", "key.yaml", "other.ipynb"):
        (tmp_path / name).write_text(f"PRIVATE {name}", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as named:
        named.bind(f"\0tarasoff-test-{os.getpid()}")
        named.listen()
        yield tmp_path, server.getsockname()[1]


def check_hostile(warm, around, source, earned):
    folder, port = around
    source = textwrap.dedent(source)
    for name, value in {"GRADEBOOK": repr(str(folder / "gradebook.db")), "PORT": str(port)}.items():
        source = source.replace(name, value)
    source = source.replace("tarasoff-test", f"tarasoff-test-{os.getpid()}")
    began = time.monotonic()
    after = "import os\ntry: print(shared[:1], os.listdir('.'))\nexcept Exception: print('-')"
    marks, seen, outcome = graded(warm, source, after)
    took = time.monotonic() - began
    assert marks == earned, outcome.checks
    for word in (SECRET, "PRIVATE", "REACHED", "FOUND", "WROTE", "ASKED", "SEEN", "EVIL</script>", "asked.txt"):
        assert word not in seen.replace("print('SEEN", ""), f"{word}: {seen[:3000]}"
    assert len(seen) < 5_000_000
    assert took < LIMITS.seconds + 10
    for name in ("gradebook.db", "key.yaml", "other.ipynb"):
        assert (folder / name).read_text(encoding="utf-8") == f"PRIVATE {name}"
    assert len(settled(warm)) == 3, "something of the student's goes on running"
    return marks, seen, outcome


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_student_gets_what_was_earned_and_harms_nothing(warm, around, kind):
    check_hostile(warm, around, *HOSTILE[kind])


@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_a_student_who_takes_everything_gets_no_more_than_the_limits(warm, around, kind, monkeypatch):
    if KINDS[kind]["slow"] == "time":
        # What would go on for ever need not be waited for long.
        monkeypatch.setattr(warm, "limits", evolve(LIMITS, cell_seconds=0.4))
        monkeypatch.setattr(students_run, "GRACE_SECONDS", 0.4)
    check_hostile(warm, around, *SLOW[kind])


def test_an_honest_student_gets_everything_afterwards(warm):
    marks, _, outcome = graded(warm, SOLUTION)
    assert marks == ALL, outcome
    assert outcome.lines == []


def test_a_submission_sees_nothing_of_the_one_before(warm):
    graded(
        warm,
        SOLUTION
        + "open('left.txt', 'w').write('x')\nopen('/dev/shm/left', 'w').write('x')\nimport math\nmath.left = 1",
    )
    look = "import os, math, tempfile\nprint(*map(os.listdir, ('.', '/dev/shm', tempfile.gettempdir())))"
    _, seen, _ = graded(warm, look + "\nprint(hasattr(math, 'left'), 'total' in globals(), os.listdir('/proc'))")
    assert "[] [] []\\nFalse False []" in seen, seen


def test_a_submission_finds_nothing_of_what_was_tried_before_it_came(warm):
    look = "import sys\nfrom matplotlib import pyplot\nprint({'pandas', 'matplotlib', 'failing'} & {*globals()})"
    _, seen, _ = graded(warm, look + "\nprint(pyplot.get_fignums(), hasattr(sys, 'last_value'), [_])")
    assert "set()\\n[] False ['']" in seen, seen


def test_what_looks_up_its_own_code_still_finds_it(warm):
    look = "import inspect\nprint(inspect.getmodule(double).__name__, inspect.getsource(double).split()[:2])"
    assert "__main__ ['def', 'double" in graded(warm, SOLUTION, look)[1]


def run_cell(place, source):
    deadline = time.monotonic() + 10
    ask(place.channel, StartStudent({}, LIMITS.output), Done, deadline=deadline)
    return ask(place.channel, RunCell(source), CellOutputs, deadline=deadline).outputs


def test_submissions_side_by_side_do_not_see_each_other(warm):
    first, second = warm.start(STUDENT), warm.start(STUDENT)
    try:
        end_all = "import os\nfor n in range(2, 4000):\n    try: n == os.getpid() or os.kill(n, 9)\n"
        end_all += "    except OSError: pass"
        assert run_cell(first, end_all) == []
        assert run_cell(second, "print(1)")[0]["text"] == "1\n"
    finally:
        first.end()
        second.end()
    assert len(settled(warm)) == 3


def test_the_kernel_refuses_every_call_that_the_table_denies(warm):
    numbers = {name: getattr(call, platform.machine()) for name, call in DENIED.items()}
    look = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nfor name, number in NUMBERS.items():\n"
    look += "    print(name, libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno())"
    place = warm.start(STUDENT)
    try:
        seen = run_cell(place, look.replace("NUMBERS", repr(numbers)))[0]["text"].split("\n")
    finally:
        place.end()
    assert seen[:-1] == [f"{name} -1 {errno.EPERM}" for name in numbers]


def test_the_course_s_own_library_is_seen_wherever_it_is_and_no_file_takes_its_place(tmp_path, monkeypatch):
    (tmp_path / "physics_course").mkdir()
    (tmp_path / "physics_course" / "__init__.py").write_text("from math import tau\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SandboxError, match=r"The library chemistry_course, .* is not installed here\. Install it"):
        Warm(LIMITS, libraries=("chemistry_course",))
    assert str(tmp_path / "physics_course") in visible(["physics_course"])
    assert str(tmp_path) not in visible(["physics_course"])


def test_what_was_earned_before_a_program_ends_stays_earned(warm):
    marks, _, outcome = graded(warm, SOLUTION, "import os\nos._exit(1)")
    assert marks == {"double": 2, "total": 0, "parts": 0}
    assert [line.startswith("The student's code did not run to its end") for line in outcome.lines] == [True]
    assert outcome.reaches == {"_exit"}


def test_what_was_earned_before_memory_ran_out_stays_earned(warm):
    marks, _, _ = graded(warm, SOLUTION, "import os\nheld = [bytes(10**7) for _ in range(100)]")
    assert marks["double"] == 2


ALONE = ["gradebook", "lingering processes"], ["sockets", "writable places", "namespaces"]


@pytest.mark.every
@pytest.mark.slow
@pytest.mark.parametrize("kinds", [ALONE[0], pytest.param(ALONE[1], marks=pytest.mark.every)], ids=" and ".join)
def test_without_namespaces_in_namespaces_each_submission_has_a_sandbox_of_its_own(around, kinds):
    before = set(descendants(os.getpid()))
    folder, port = around
    with made(LIMITS, nested=False) as single:
        assert single.mode == "single"
        for kind in kinds:
            source, earned = HOSTILE[kind]
            source = textwrap.dedent(source).replace("GRADEBOOK", repr(str(folder / "gradebook.db")))
            marks, seen, outcome = graded(single, source.replace("PORT", str(port)))
            assert marks == earned, (kind, outcome)
            assert not [word for word in ("PRIVATE", "REACHED", "WROTE") if word in seen], (kind, seen)
        # Once for all: the same for each of them.
        tamper = "for name in ('sys/kernel/core_pattern', 'sysrq-trigger'):\n    "
        tamper += "try: open('/proc/' + name, 'w'); print('WROTE')\n    except OSError as error: print(error)"
        assert "WROTE" not in graded(single, tamper)[1]
    deadline = time.monotonic() + 5
    while (left := set(descendants(os.getpid())) - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, "something of the student's goes on running"


def test_where_there_is_no_bubblewrap_it_refuses_and_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: None)
    with pytest.raises(SandboxError, match=r"bwrap\) was not found\. A student's code is not run without a sandbox\."):
        Warm(LIMITS)


def test_where_namespaces_are_forbidden_it_refuses_with_bubblewrap_s_own_words(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: str(program))
    with pytest.raises(SandboxError, match=r"bwrap: No permissions to create a new namespace\. .*user namespaces"):
        Warm(LIMITS)


def test_unsafe_needs_no_sandbox_and_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sandbox, "find_bubblewrap", lambda: None)
    with Warm(LIMITS, unsafe=True) as bare:
        assert graded(bare, SOLUTION)[0] == ALL
        marks, _, _ = graded(bare, HOSTILE["lingering processes"][0])
        assert marks == SOME
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.usefixtures("warm")
def test_when_the_grader_is_killed_everything_in_the_sandbox_ends():
    code = (
        "import time; from safegrade.sandbox.host import Warm; from safegrade.code.students_run import STUDENT;"
        "from safegrade.code.messages import *; w = Warm(); p = w.start(STUDENT);"
        "ask(p.channel, StartStudent({}, 9), Done);"
        "p.channel.send(pack(RunCell('while True: pass'))); print('ready', flush=True); time.sleep(100)"
    )
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert grader.stdout.readline() == b"ready\n"
    inside = descendants(grader.pid)
    assert len(inside) > 3
    grader.kill()
    grader.wait()
    grader.stdout.close()
    until = time.monotonic() + 3
    while any(Path(f"/proc/{one}").exists() for one in inside) and time.monotonic() < until:
        time.sleep(0.02)
    assert not [one for one in inside if Path(f"/proc/{one}").exists()]


def test_a_warm_process_that_was_ended_is_started_again(warm):
    warm.process.kill()
    warm.process.wait()
    assert graded(warm, SOLUTION)[0] == ALL
