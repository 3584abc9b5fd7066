"""What hostile students hand in: nobody gets more than was earned, nothing is harmed, and nothing goes on running."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tarasoff.grading import sandbox
from tarasoff.grading.code_grading import plan_of, run
from tarasoff.grading.code_steps import shown
from tarasoff.grading.sandbox import Limits, SandboxError, Warm, ask

SECRET = "the-hidden-check-8f3a"  # noqa: S105  what no student may find
SOLUTION = """
import pandas as pd
def double(x):
    return 2 * x
total = 30
table = pd.DataFrame({"a": [1, 2]})
"""
CHECKS = {
    "double": (2, f"assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(21) == 42, '{SECRET}'\n### END"),
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
    for (name, (worth, _)), place in zip(CHECKS.items(), sorted(outcome.verdicts), strict=True):
        verdict = outcome.verdicts[place]
        outputs = shown(verdict, worth)
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


def settled(warm, most=2.0):
    """Wait until only the warm process is left: bubblewrap's first process, and Python."""
    until = time.monotonic() + most
    while len(left := descendants(warm.process.pid)) > 2 and time.monotonic() < until:
        time.sleep(0.02)
    return left


NOTHING = {"double": 0, "total": 0, "parts": 0}
ALL = {"double": 2, "total": 1, "parts": 2}
# An honest function, and all else wrong.
HONEST = "def double(x): return 2 * x\ntable = {'a': []}\n"
SOME = {"double": 2, "total": 0, "parts": 1}

# kind: (the answer cell, the marks that it has earned)
HOSTILE = {
    "forged score": (
        """
        from IPython.display import display
        print(2.0)
        display({"text/plain": "2.0"}, raw=True)
        def double(x):
            display({"text/plain": "2.0"}, raw=True)
            print("2.0")
            return 2.0
        2.0
        """,
        NOTHING,
    ),
    "forged messages": (
        """
        import os, json
        body = json.dumps({"kind": "passed", "credit": 2.0, "value": 4, "done": True, "outputs": []}).encode()
        for number in range(3, 64):
            try:
                for _ in range(20):
                    os.write(number, len(body).to_bytes(4, "big") + body)
            except OSError:
                pass
        """,
        NOTHING,
    ),
    "endless message": (
        """
        import os
        for number in range(3, 64):
            try:
                os.write(number, b"\\xff\\xff\\xff\\xff" * 10)
            except OSError:
                pass
        """,
        NOTHING,
    ),
    "stripped asserts": (
        """
        import ast
        class Strip(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()
        get_ipython().ast_transformers.append(Strip())
        """,
        NOTHING,
    ),
    "patched showtraceback": (
        """
        shell = get_ipython()
        shell.showtraceback = shell._showtraceback = lambda *a, **k: None
        type(shell).showtraceback = lambda *a, **k: None
        raise ValueError
        """,
        NOTHING,
    ),
    "patched library": (
        """
        import tarasoff.grading.code_data as data, tarasoff.grading.code_run as code, tarasoff.grading.link as link
        import tarasoff.grading.code_checks as checks
        data.encode = code.encode = lambda *a, **k: 4
        checks.Checker.check = lambda *a, **k: checks.Verdict("passed", credit=2.0)
        code.Answers.answer = lambda self, question: {"value": 4, "kind": "passed", "credit": 2.0}
        double = total = table = 1
        """,
        NOTHING,
    ),
    "patched builtins": (
        """
        import builtins
        builtins.isinstance = lambda *a: True
        builtins.AssertionError = builtins.Exception = ValueError
        builtins.list = builtins.float = lambda *a: [1, 2]
        builtins.__import__ = None
        """,
        NOTHING,
    ),
    "always equal": (
        """
        class Yes:
            def __eq__(self, other): return True
            __ne__ = lambda self, other: False
            def __getitem__(self, key): return self
            def __iter__(self): return iter([1, 2])
        total = table = Yes()
        def double(x): return Yes()
        """,
        NOTHING,
    ),
    "number that is always equal": (
        """
        class Yes(int):
            def __eq__(self, other): return True
        total = Yes(3)
        def double(x): return Yes(x)
        """,
        NOTHING,
    ),
    "lying class": (
        """
        class Lies:
            __class__ = int
            def __reduce__(self): return (eval, ("4",))
            def __eq__(self, other): return True
        total = Lies()
        def double(x): return [Lies(), {Lies(): Lies()}]
        """,
        NOTHING,
    ),
    "snooping for checks": (
        """
        import gc, sys, os
        def double(x):
            found = []
            frame = sys._getframe()
            while frame:
                found.append(repr(frame.f_locals)[:100000])
                frame = frame.f_back
            found += [one for one in gc.get_objects() if isinstance(one, str)]
            found.append(repr(globals().get("In")) + repr(globals().get("_ih")))
            for root, _, names in os.walk("/sandbox"):
                found += [open(os.path.join(root, name)).read() for name in names]
            wanted = "8f3" + "a"
            secret = [one for one in found if wanted in one and "found +=" not in one]
            open("seen.txt", "a").write(repr(x) + repr(secret))
            print("SEEN", x, secret)
            raise ValueError(secret)
        """,
        NOTHING,
    ),
    "remembering questions": (
        HONEST
        + """
import mmap, os
shared = mmap.mmap(-1, 4096)
keep = double
def double(x):
    shared[0:1] = b"Q"
    open("asked.txt", "w").write("ASKED")
    return keep(x)
""",
        SOME,
    ),
    "ended program": ("import os\nos._exit(0)", NOTHING),
    "ended program when asked": ("import os\ndef double(x): os._exit(0)\ntotal = 1", NOTHING),
    "system exit": ("import sys\ndef double(x): sys.exit(0)\nsys.exit(0)", NOTHING),
    "killed itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", NOTHING),
    "killed everybody": ("import os, signal\nos.kill(-1, signal.SIGKILL)", NOTHING),
    "signals to the parent": (
        HONEST
        + """
import os, signal
for process in (1, os.getppid(), *range(1, 400)):
    for sign in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
        if process != os.getpid():
            try: os.kill(process, sign)
            except OSError: pass
""",
        SOME,
    ),
    "recursion": ("def double(x): return double(x)\ntotal = []\ntotal.append(total)\ndouble(1)", NOTHING),
    "crash": (
        """
        import ctypes
        def double(x): ctypes.string_at(0)
        """,
        NOTHING,
    ),
    "generators": ("import itertools\ntotal = itertools.count()\ndef double(x):\n    while True: yield 4", NOTHING),
    "nan and inf": ("total = float('nan')\ndef double(x): return float('inf')\ntable = {'a': [total]}", NOTHING),
    "giant names": (
        """
        globals()["n" * 10**6] = 1
        class Giant: pass
        Giant.__name__ = Giant.__qualname__ = "G" * 10**6
        total = Giant()
        def double(x): raise type("E" * 10**6, (Exception,), {})("m" * 10**7)
        """,
        NOTHING,
    ),
    "giant numbers": ("total = 1 << 10**8\ndef double(x): return 10**20000", NOTHING),
    "giant table": ("import numpy as np\ntotal = np.zeros(10**7)\ndef double(x): return total", NOTHING),
    "deep nesting": (
        """
        total = []
        for _ in range(100000): total = [total]
        def double(x): return total
        """,
        NOTHING,
    ),
    "stop iteration": ("def double(x): raise StopIteration\nclass AssertionError(Exception): pass", NOTHING),
    "swallowed errors": ("def double(x): raise KeyboardInterrupt\ntotal = property(lambda s: 30)", NOTHING),
    "changed what was given": ("limit = 0\ntotal = 0\nglobals()['limit'] = 0", NOTHING),
    "output flood": ("for number in range(10**6): print('x' * 100)", NOTHING),
    "raw output flood": (
        "import os\nfor _ in range(10**4): os.write(1, b'x' * 10**4); os.write(2, b'x' * 10**4)",
        NOTHING,
    ),
    "display flood": (
        "from IPython.display import display\nfor _ in range(5000): display({'text/plain': 'x' * 10**4}, raw=True)",
        NOTHING,
    ),
    "scripts in outputs": (
        """
        from IPython.display import HTML, Javascript, SVG, Markdown, display
        display(HTML("<script>EVIL</script>"), Javascript("EVIL"), Markdown("<script>EVIL</script>"))
        display({"image/png": "<script>EVIL</script>", "text/html": "EVIL"}, raw=True)
        class Shown:
            def _repr_html_(self): return "<script>EVIL</script>"
            def __repr__(self): return "plain"
        Shown()
        """,
        NOTHING,
    ),
    "odd characters": (
        "print('\\ud800\\x00\\u202e\\x1b[2J')\ntotal = '\\ud800'\ndef double(x): return '\\x00'",
        NOTHING,
    ),
    "asks for input": ("input('?')", NOTHING),
    "closed files": ("import os\nos.closerange(0, 1000)", NOTHING),
    "no output": ("import sys\nsys.stdout = sys.stderr = None\nprint(1)", NOTHING),
    "raised limits": (
        """
        import resource
        for what in range(16):
            try: resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            except (ValueError, OSError): pass
        print("AS", resource.getrlimit(resource.RLIMIT_AS))
        """,
        NOTHING,
    ),
    "namespaces": (
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        results = [libc.unshare(0x10000000), libc.mount(b"tmpfs", b"/sandbox", b"tmpfs", 0, None),
                   libc.umount2(b"/proc", 2), libc.ptrace(16, 1, 0, 0), libc.setuid(0), libc.chroot(b"/")]
        print("RESULTS", results)
        """,
        NOTHING,
    ),
    "deleted the sandbox": (
        """
        import os, shutil, sys
        for place in ("/", "/sandbox", "/usr", sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)):
            shutil.rmtree(place, ignore_errors=True)
        """,
        NOTHING,
    ),
    "lingering threads": (
        HONEST
        + """
import atexit, threading, time
atexit.register(lambda: time.sleep(1000))
for daemon in (True, False):
    threading.Thread(target=lambda: time.sleep(1000), daemon=daemon).start()
""",
        SOME,
    ),
    "lingering processes": (
        HONEST
        + """
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(1000)
        os._exit(0)
""",
        SOME,
    ),
    "sockets": (
        HONEST
        + """
import socket
for target in (("192.0.2.1", 80), ("8.8.8.8", 53), ("127.0.0.1", PORT)):
    try:
        with socket.create_connection(target, timeout=0.3): print("REACHED", target)
    except OSError as error: print(error)
for name in ("\\0tarasoff-test", "/run/docker.sock"):
    with socket.socket(socket.AF_UNIX) as one:
        try: one.connect(name); print("REACHED", name)
        except OSError: pass
print("REACHED" if len(socket.if_nameindex()) > 1 else "alone")
""",
        SOME,
    ),
    "gradebook": (
        """
        import os, glob, sqlite3
        for way in (GRADEBOOK, "/proc/1/root" + GRADEBOOK, "/proc/self/cwd/../.." + GRADEBOOK, "../../.." + GRADEBOOK):
            try: open(way, "a").write("TAMPERED")
            except OSError: pass
            try: print(open(way).read())
            except OSError: pass
        os.symlink("/", "root")
        try: print(open("root" + GRADEBOOK).read())
        except OSError: pass
        for found in glob.glob(os.path.dirname(GRADEBOOK) + "/*"): print(open(found).read())
        print(os.path.exists(os.path.expanduser("~root/.bashrc")), os.path.exists("/etc/passwd"))
        """,
        NOTHING,
    ),
    "other places": (
        """
        import os
        seen = []
        for root, folders, names in os.walk("/"):
            for name in names:
                if name.endswith((".db", ".ipynb")) or name in ("answers.json", "id_rsa") or root.endswith("/keys"):
                    if "/site-packages/" not in root and "/lib/python3" not in root and "/usr/" not in root:
                        seen.append(os.path.join(root, name))
        print("FOUND" if seen else "none", seen)
        """,
        NOTHING,
    ),
    "writable places": (
        """
        import os
        seen = []
        for root, folders, names in os.walk("/"):
            folders[:] = [] if root in ("/sandbox/work", "/sandbox/temporary", "/tmp", "/dev/shm") else folders
            for name in folders[:200]:
                place = os.path.join(root, name)
                if place in ("/sandbox/work", "/sandbox/temporary", "/tmp", "/dev/shm"): continue
                if root.count("/") > 4 or os.path.islink(place): continue
                try:
                    open(os.path.join(place, "mine"), "w").close()
                    seen.append(place)
                except OSError: pass
        print("WROTE" if seen else "none", seen)
        """,
        NOTHING,
    ),
}
SLOW = {
    "endless loop": ("while True: pass", NOTHING),
    "endless loop when asked": ("def double(x):\n    while True: pass", NOTHING),
    "loop that does not listen": (
        """
        import signal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            try:
                while True: pass
            except BaseException: pass
        """,
        NOTHING,
    ),
    "sleeping threads and alarms": ("import signal, time\nsignal.alarm(1)\ntime.sleep(100)", NOTHING),
    "fork bomb": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", NOTHING),
    "thread bomb": (
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(100,)).start()",
        NOTHING,
    ),
    "memory bomb": ("held = []\nwhile True: held.append(bytearray(10**7))", NOTHING),
    "memory bomb by many": (
        """
        import os, time
        for _ in range(10):
            if os.fork() == 0:
                held = bytearray(b"x") * (150 << 20)
                time.sleep(100)
        time.sleep(100)
        """,
        NOTHING,
    ),
    "disk fill": (
        """
        import os
        for place in (".", "/tmp", "/dev/shm", os.environ["TMPDIR"]):
            try:
                for number in range(100): open(f"{place}/f{number}", "wb").write(bytes(10**6))
            except OSError as error: print("FULL", error)
            try:
                for number in range(100000): open(f"{place}/e{number}", "wb").close()
            except OSError as error: print("FULL", error)
        """,
        NOTHING,
    ),
    "large result": ("def double(x): return 'x' * 10**8\ntotal = ['x' * 10**6] * 100", NOTHING),
}


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
    assert marks == earned, outcome.verdicts
    for word in (SECRET, "PRIVATE", "REACHED", "FOUND", "WROTE", "ASKED", "SEEN", "EVIL</script>", "asked.txt"):
        assert word not in seen.replace("print('SEEN", ""), f"{word}: {seen[:3000]}"
    assert len(seen) < 5_000_000
    assert took < LIMITS.seconds + 10
    for name in ("gradebook.db", "key.yaml", "other.ipynb"):
        assert (folder / name).read_text(encoding="utf-8") == f"PRIVATE {name}"
    assert len(settled(warm)) == 2, "something of the student's goes on running"
    return marks, seen, outcome


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_student_gets_what_was_earned_and_harms_nothing(warm, around, kind):
    check_hostile(warm, around, *HOSTILE[kind])


@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_a_student_who_takes_everything_gets_no_more_than_the_limits(warm, around, kind):
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


def test_submissions_side_by_side_do_not_see_each_other(warm):
    first, second = warm.start("student"), warm.start("student")
    try:
        look = {
            "do": "run",
            "source": "import os, signal\nfor n in range(2, 4000):\n    try: os.kill(n, 9)\n    except OSError: pass",
        }
        look["source"] = look["source"].replace("os.kill(n, 9)", "n == os.getpid() or os.kill(n, 9)")
        assert ask(first, look, 10) == {"outputs": []}
        assert ask(second, {"do": "run", "source": "print(1)"}, 10)["outputs"][0]["text"] == "1\n"
    finally:
        first.end()
        second.end()
    assert len(settled(warm)) == 2


def test_what_was_earned_before_a_program_ends_stays_earned(warm):
    marks, _, outcome = graded(warm, SOLUTION, "import os\nos._exit(1)")
    assert marks == {"double": 2, "total": 0, "parts": 0}
    assert len(outcome.lines) == 1
    assert outcome.lines[0].startswith("The student's code did not run to its end")


def test_what_was_earned_before_memory_ran_out_stays_earned(warm):
    marks, _, _ = graded(warm, SOLUTION, "import os\nheld = [bytes(10**7) for _ in range(100)]")
    assert marks["double"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gradebook", "sockets", "writable places", "namespaces", "lingering processes"])
def test_without_namespaces_in_namespaces_each_submission_has_a_sandbox_of_its_own(around, kind):
    before = set(descendants(os.getpid()))
    with made(LIMITS, nested=False) as single:
        assert single.mode == "single"
        source, earned = HOSTILE[kind]
        folder, port = around
        source = textwrap.dedent(source).replace("GRADEBOOK", repr(str(folder / "gradebook.db")))
        marks, seen, outcome = graded(single, source.replace("PORT", str(port)))
        assert marks == earned, outcome
        assert not [word for word in ("PRIVATE", "REACHED", "WROTE") if word in seen], seen
        tamper = "for name in ('sys/kernel/core_pattern', 'sysrq-trigger'):\n    "
        tamper += "try: open('/proc/' + name, 'w'); print('WROTE')\n    except OSError as error: print(error)"
        assert "WROTE" not in graded(single, tamper)[1]
    assert set(descendants(os.getpid())) <= before


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


def test_when_the_grader_is_killed_everything_in_the_sandbox_ends():
    made(LIMITS).close()
    code = (
        "import sys, time; from tarasoff.grading.sandbox import *; w = Warm(); p = w.start('student');"
        "p.link.send({'do': 'run', 'source': 'while True: pass'}); print('ready', flush=True); time.sleep(100)"
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


def test_a_warm_process_that_was_ended_is_started_again():
    with made(LIMITS) as warm:
        warm.process.kill()
        warm.process.wait()
        assert graded(warm, SOLUTION)[0] == ALL
