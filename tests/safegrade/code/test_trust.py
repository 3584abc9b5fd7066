"""Wrong work that means to pass: nothing of the student's decides about itself, and no check speaks for another."""

import os
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from safegrade.code.carried.files import to_base64
from safegrade.code.reading.plan import plan_of
from safegrade.code.run import run
from safegrade.code.student.answers import Answers
from safegrade.sandbox.host import Limits, SandboxError, Warm

pytestmark = pytest.mark.slow

KINDS = {"given": {"locked": True}, "answer": {"solution": True}, "check": {"grade": True, "locked": True, "points": 1}}


@pytest.fixture(scope="module")
def warm():
    try:
        with Warm(Limits(memory=500 << 20, disk=16 << 20, seconds=30, cell_seconds=5)) as warm:
            yield warm
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def verdicts(warm, answer, solution, *checks):
    def notebook(answer):
        cells = [("answer", answer), *(("check", check) for check in checks)]
        plain = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": "a"}
        return new_notebook(
            cells=[new_code_cell(text, metadata={"nbgrader": {**plain, **KINDS[kind]}}) for kind, text in cells]
        )

    outcome = run(notebook(answer), plan_of(notebook(solution)), {}, {}, warm)
    return [outcome.checks[place].outside for place in sorted(outcome.checks)]


YES = "class Yes:\n    def __eq__(self, other): return True\n    def __hash__(self): return 1\n"
ANSWERS = "import sys\nanswers = sys.modules['safegrade.code.student.answers']\nsay = answers.say\n"
COMPARES = """
import sys
from collections.abc import Set
seen = sys.modules["safegrade.code.student.seen"]
told = seen.specials
seen.specials = lambda *a: [one for one in told(*a) if one in ("__len__", "__iter__", "__next__")]
class S(Set):
    def __len__(self): return 1
    def __iter__(self): return iter(())
    def __contains__(self, x): return True
x = S()
"""
# kind: (a wrong answer, the solution, a check)
NOT_EARNED = {
    "an object that equals everything": (YES + "x = Yes()", "x = 5", "assert x == 5"),
    "the same on the other side": (YES + "x = Yes()", "x = 5", "assert 5 == x"),
    "the same in a list": (YES + "x = [Yes()]", "x = [5]", "assert x == [5]"),
    "the same as an element": (YES + "x = Yes()", "x = 5", "assert x in [5, 6]"),
    "a difference of nothing": (
        "class X:\n    def __sub__(self, o): return 0\n    __rsub__ = __sub__\ndef f(x): return X()",
        "def f(x): return x",
        "assert abs(f(3) - 3) < 1e-6",
    ),
    "an object that numpy asks": (
        "class X:\n    def __array_ufunc__(self, *a, **k): return True\n    def __eq__(self, o): return True\nx = X()",
        "import numpy as np\nx = np.zeros(3)",
        "import numpy as np\nassert np.allclose(x, np.zeros(3))",
    ),
    "a method that compares": (
        "class X:\n    def equals(self, other): return True\nx = X()",
        "import pandas as pd\nx = pd.Series([1])",
        "import pandas as pd\nassert x.equals(pd.Series([1]))",
    ),
    **{
        f"{what} for a method that compares": (
            f"{first}\nclass X: equals = {member}\nx = X()",
            "import pandas as pd\nx = pd.Series([1])",
            "import pandas as pd\nassert x.equals(pd.Series([1]))",
        )
        for what, first, member in (
            ("an object", "class C:\n    def __call__(self, *a): return True", "C()"),
            ("a class", "class C:\n    def __init__(self, *a): pass", "C"),
            ("Python's own class", "", "list"),
            ("a class of errors", "", "ValueError"),
            ("half a function", "import functools", "functools.partial(lambda *a: True)"),
        )
    },
    "a member that is a method of its class": (
        ANSWERS + YES + "given = {'t': 'Shared', 'module': 'builtins', 'name': 'str'}\n"
        "about = dict(t='About', name='E', doc=None, module='__main__', special=[], hashable=True, kind='enum',\n"
        "    bases=[given | {'module': 'enum', 'name': 'Enum'}], fields=[['a', 1], ['__eq__', given]], abstract=[])\n"
        "kind = {'t': 'StudentsClass', 'handle': 7, 'about': about}\n"
        "answers.Answers._did = lambda self, *a: say.Did(\n"
        "    say.pack(say.Value({'t': 'Member', 'of': kind, 'name': 'a'})), [], [], [], [])\nx = Yes()",
        "x = 5",
        "assert x == 5",
    ),
    "a comparison that comes from a base, and that nothing is said of": (
        COMPARES,
        "x = {5}",
        "assert x == {5}",
    ),
    "a class of the solution's name with one member more": (
        "class P:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return True\ndef f(p): return P(0)",
        "class P:\n    def __init__(self, x): self.x = x\ndef f(p): return P(p)",
        "assert f(3) == P(3)",
    ),
    "an order that suits": (
        "class X:\n    def __gt__(self, o): return True\n    __lt__ = __ge__ = __le__ = __gt__\nx = X()",
        "x = 5",
        "assert 4 < x < 6",
    ),
    "a context that swallows an assertion": (
        "class C:\n    def __enter__(self): return self\n    def __exit__(self, *a): return True\ndef f(x): return 0",
        "class C:\n    def __enter__(self): return self\n    def __exit__(self, *a): return False\ndef f(x): return x",
        "with C():\n    assert f(3) == 3",
    ),
    "an end of the loop": (
        "def f(x): raise StopIteration",
        "def f(x): return x",
        "assert all(map(lambda x: f(x) == x, [1, 2]))\nassert f is not None",
    ),
    "what the check expects, read": (
        "def f(x): return expected",
        "def f(x): return 2 * x",
        "expected = 4\nassert f(2) == expected",
    ),
    "a forged value": (
        ANSWERS + "answers.Answers._answer = lambda *a: say.Done()\nx = 1",
        "x = 5",
        "assert x == 5",
    ),
    "a forged function for a value": (
        ANSWERS + "answers.Answers._did = lambda self, *a: say.Did(say.pack(say.Value({'t': 'Shared', 'module': 'os',"
        " 'name': 'system'})), [], [], [], [])\nx = 1",
        "x = 5",
        "assert x('true') == 0",
    ),
    "a forged thing of the check's": (
        ANSWERS + "def forged(self, *a):\n    states = [[n, '', [5]] for n in range(0, 20, 2)]\n"
        "    return say.Did(say.pack(say.Value([0])), states, [], [], [])\nanswers.Answers._did = forged\nx = [0]",
        "x = [5]",
        "expected = [5]\nassert x == expected",
    ),
    "a text that is evaluated": (
        "text = \"__import__('os')._exit(0)\"",
        "text = '1 + 1'",
        "import ast\nassert ev(text) == 2",
    ),
}


@pytest.mark.parametrize("kind", NOT_EARNED)
def test_what_was_not_earned_does_not_pass(warm, kind):
    (verdict,) = verdicts(warm, *NOT_EARNED[kind])
    assert verdict.kind != "passed", verdict


# A student's text that takes over where it is run; the check hands it on by a road that no list names.
TAKEN = "text = 'import os, sys\\nfor n in range(3, 60):\\n    try: os.write(n, b\"x\" * 9)\\n    except OSError: pass'"
RUNS = {
    "a library that evaluates": "import timeit\ntimeit.timeit(text, number=1)",
    "a template": "import jinja2\njinja2.Template('{{ 1 }}' + text).render()",
    "code of its own": "import code\ncode.InteractiveInterpreter().runsource(text, symbol='single')",
    "a type that is text": "import typing\ndef g(x): pass\ng.__annotations__ = {'x': text}\ntyping.get_type_hints(g)",
}


@pytest.mark.parametrize("kind", RUNS)
def test_a_check_that_would_run_a_student_s_text_is_left_to_a_person_and_takes_no_other_with_it(warm, kind):
    answer = TAKEN if kind == "a library that evaluates" else "text = '(lambda: 1)()'"
    first, second = verdicts(warm, answer + "\nx = 0", "text = '1'\nx = 5", RUNS[kind], "assert x == 5")
    assert first.kind == "person", first
    assert second.kind == "failed", second


def test_a_check_knows_what_earlier_checks_have_done(warm):
    answer = "balance = 0\ndef deposit(x):\n    global balance\n    balance += x\n    return balance"
    found = verdicts(warm, answer, answer, "deposit(50)\nassert balance == 50", "deposit(20)\nassert balance == 70")
    assert [one.kind for one in found] == ["passed", "passed"], found


def test_a_check_sees_what_earlier_checks_have_imported_and_defined(warm):
    first = "import math\nlimit = 3\ndef near(a, b): return abs(a - b) < limit\nassert f(1) == 1"
    found = verdicts(
        warm, "def f(x): return x", "def f(x): return x", first, "assert near(f(1), 2) and math.pi > limit"
    )
    assert [one.kind for one in found] == ["passed", "passed"], found


def test_what_these_attacks_replace_is_there():
    """After a name has changed, an attack that misses would prove nothing."""
    here = Path(__file__).parent
    files = (here / "test_trust.py", here / "test_checker_side.py", here.parent / "hostile.yaml")
    texts = [file.read_text(encoding="utf-8") for file in files]
    replaced = [name for text in texts for name in re.findall(r"\b(?:code|answers)\.Answers\.(\w+) = ", text)]
    assert len(replaced) > len(files)
    assert [name for name in replaced if not hasattr(Answers, name)] == []


# ---- what earlier checks have left beside the student's code

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
DOUBLE = "def f(x):\n    return 2 * x"
CHANGES = "def f(x):\n    getattr(f, '__glob' + 'als__')[{name!r}] = {value}\n    return 0"
FINDS = """
def f(x):
    for found in list(getattr(f, '__glob' + 'als__').values()):
        if callable(found) and found is not f and getattr(found, '__module__', '') == '__main__':
            return found(x)
    return 0
"""
# kind: (a wrong answer, checks that build on one another)
LEFT = {
    "marks that were added up": (
        CHANGES.format(name="score", value=1.0),
        [
            "score = 0.0\nif f(1) == 2:\n    score += 0.5\nmin(score, 1)",
            "if f(3) == 6:\n    score += 0.5\nmin(score, 1)",
        ],
    ),
    "cases that were gathered": (
        CHANGES.format(name="cases", value=[]),
        ["cases = [(1, 2)]\ncases.append((2, 4))\nf(0)", "for given, wanted in cases:\n    assert f(given) == wanted"],
    ),
    "the teacher's own function in a hidden check": (
        FINDS,
        [
            HIDDEN.format("def reference(x):\n    return 2 * x\nassert callable(f)"),
            HIDDEN.format("for n in range(5):\n    assert f(n) == reference(n)"),
        ],
    ),
    "a name that the check sets and the solution reads": (
        CHANGES.format(name="rate", value=0),
        ["f(1)", "rate = 7\nassert f(3) == 3 * rate"],
    ),
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_a_check_has_left_is_not_the_student_s_to_change_or_to_find(warm, kind):
    answer, checks = LEFT[kind]
    solution = "rate = 2\ndef f(x):\n    return rate * x" if "rate" in answer else DOUBLE
    cells = [("answer", solution), *(("check", check) for check in checks)]
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    made = [
        new_code_cell(text, metadata={"nbgrader": {**plain, **KINDS[what], "grade_id": f"c{number}"}})
        for number, (what, text) in enumerate(cells)
    ]
    plan = plan_of(new_notebook(cells=made))
    honest = run(new_notebook(cells=made), plan, {}, {}, warm)
    assert honest.checks[1].verdict.kind == "passed"
    made[0].source = answer
    verdict = run(new_notebook(cells=made), plan, {}, {}, warm).checks[2].verdict
    assert verdict.kind != "passed" or verdict.credit == 0, verdict


# ---- what one process of a submission could tell another

# It writes down whatever text holds a hidden part, and answers what is written there.
FINDS_AND_KEEPS = """
import re, sys, tempfile
kept = tempfile.gettempdir() + "/kept"
def f(x):
    frame = sys._getframe()
    while frame:
        for held in list(frame.f_locals.values()):
            if isinstance(held, str) and "HIDDEN" + " TESTS" in held:
                open(kept, "a").write(held)
        frame = frame.f_back
    try: text = open(kept).read()
    except OSError: text = ""
    found = re.search(rf"f\\({x}\\) == (\\d+)", text + "f(2) == 4")
    return int(found[1]) if found else 0
"""
# The other side says what its files are called: the same file, by another name.
RENAMES = """
import sys
answers = sys.modules["safegrade.code.student.answers"]
open("expected.txt", "w").write("0")
answers._files = lambda: {"./expected.txt": [1, 1], "a/../expected.txt": [1, 1]}
def f(x): return 0
"""


def both(warm, answer, solution, check, files):
    def notebook(text):
        plain = {"grade": False, "solution": False, "locked": False, "task": False}
        kinds = (("answer", text), ("check", check))
        cells = [
            new_code_cell(text, metadata={"nbgrader": {**plain, **KINDS[kind], "grade_id": kind}})
            for kind, text in kinds
        ]
        return new_notebook(cells=cells)

    return run(notebook(answer), plan_of(notebook(solution)), {}, files, warm).checks[1]


def test_a_copy_that_is_asked_finds_nothing_of_a_hidden_part_that_has_been_run_elsewhere(warm):
    check = "assert f(2) == 4\n" + HIDDEN.format("assert f(21) == 42")
    assert both(warm, DOUBLE, DOUBLE, check, {}).verdict.kind == "passed"
    found = both(warm, FINDS_AND_KEEPS, DOUBLE, check, {})
    # Beside the check it can read it: so the copy has to be as it was before.
    assert found.inside.kind == "passed"
    assert found.outside.kind == "failed"


def test_a_student_s_file_does_not_take_the_place_of_the_teacher_s_by_another_name(warm):
    check = "assert f(2) == int(open('expected.txt').read())"
    files = {"expected.txt": to_base64(b"4")}
    assert both(warm, DOUBLE, DOUBLE, check, files).verdict.kind == "passed"
    assert both(warm, RENAMES, DOUBLE, check, files).outside.kind == "failed"
