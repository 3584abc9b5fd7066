"""Checks outside the student's process: the right marks for honest work, and a person where data is not enough."""

import contextlib
import datetime as dt
import math
import os
import typing
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from safegrade.code.carried.values import decode, encode
from safegrade.code.messages import NotDataError, RefusedError
from safegrade.code.reading.names import parsed, refused
from safegrade.code.reading.plan import plan_of
from safegrade.code.run import Way, run
from safegrade.code.verdict import Judged, Verdict
from safegrade.grade.code_step import shown
from safegrade.sandbox.host import Limits, SandboxError, Warm

# One warm process serves them all.
pytestmark = pytest.mark.xdist_group("checks")


@pytest.fixture(scope="module")
def warm():
    try:
        limits = Limits(memory=500 << 20, disk=16 << 20, seconds=30, cell_seconds=5)
        with Warm(limits, libraries=("tarasoff",)) as warm:
            yield warm
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def cell(source, **kind):
    meta = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": "a", **kind}
    return new_code_cell(source, metadata={"nbgrader": meta} if kind else {})


ANSWER, GIVEN, CHECK = {"solution": True}, {"locked": True}, {"grade": True, "locked": True, "points": 4}


def verdicts(warm, *cells, solution=None, handed=(), teachers=(), known=True):
    """What becomes of a notebook; the teacher's is the same, with its solution."""
    notebook = new_notebook(cells=[cell(source, **kind) for source, kind in cells])
    of_teacher = new_notebook(
        cells=[cell(solution if kind == ANSWER and solution else source, **kind) for source, kind in cells]
    )
    plan, way = plan_of(of_teacher if known else None), Way("outside")
    outcome = run(notebook, plan, dict(handed), dict(teachers), warm, way=way)
    return [outcome.checks[place].verdict for place in sorted(outcome.checks)]


def one(warm, answer, check, **more):
    (verdict,) = verdicts(warm, (answer, ANSWER), (check, CHECK), **more)
    return verdict


# What honest students hand in, and checks that ordinary courses have; each passes.
PASS = {
    "a number": ("x = 3", "assert x == 3"),
    "a function": ("def f(a, b=2): return a * b", "assert f(2) == 4\nassert f(2, b=5) == 10\nassert callable(f)"),
    "a lambda and a partial": (
        "import functools\nf = lambda x: x + 1\ng = functools.partial(max, 3)",
        "assert f(1) == 2 and g(1) == 3",
    ),
    "several functions in one expression": (
        "def f(x): return x + 1\ndef g(x): return [x] * 2",
        (
            "assert [f(i) for i in range(3)] == [1, 2, 3]\nassert all(len(g(i)) == 2 for i in (1, 2))\n"
            "def inner():\n    return f(g(2)[0])\nassert inner() == 3"
        ),
    ),
    "an error that is wanted": (
        "def f(x):\n    if x < 0: raise ValueError('must not be negative')\n    return x",
        "try:\n    f(-1)\nexcept ValueError as error:\n    assert 'negative' in str(error)\nelse:\n    assert False",
    ),
    "an error of the student's own": (
        "class OddError(KeyError): pass\ndef f(): raise OddError('odd')",
        "try:\n    f()\nexcept KeyError as error:\n    assert 'odd' in str(error)\nelse:\n    assert False",
    ),
    "what is printed": (
        "def f(): print('hello')",
        (
            "import io, contextlib\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    f()\n"
            "assert out.getvalue() == 'hello\\n'"
        ),
    ),
    "a list that is changed in place": (
        "def f(x): x.sort()",
        "given = [3, 1, 2]\nassert f(given) is None\nassert given == [1, 2, 3]",
    ),
    "a table that is changed in place": (
        "def f(x): x['c'] = x['a'] + 1",
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2]})\nf(t)\nassert list(t['c']) == [2, 3]",
    ),
    "a table that must stay": (
        "def f(x): return x.assign(c=1)",
        "import pandas as pd\nt = pd.DataFrame({'a': [1]})\nu = t.copy()\nf(t)\npd.testing.assert_frame_equal(t, u)",
    ),
    "a list of the student's that a function changes": (
        "stack = []\ndef push(s, x): s.append(x)",
        "push(stack, 3)\nassert stack == [3]\npush(stack, 4)\nassert stack == [3, 4]",
    ),
    "a state that calls change": (
        "balance = 100\ndef pay(x):\n    global balance\n    balance -= x",
        "pay(30)\nassert balance == 70",
    ),
    "the same thing back": ("def f(x):\n    x.append(1)\n    return x", "l = []\nassert f(l) is l\nassert l == [1]"),
    "a generator": (
        "def f(n):\n    for i in range(n): yield i\ndef g():\n    while True: yield 7",
        "assert list(f(3)) == [0, 1, 2]\nimport itertools\nassert list(itertools.islice(g(), 2)) == [7, 7]",
    ),
    "a function as an argument": (
        "import math\ndef f(g, x): return g(x)\ndef h(x): return x + 1",
        "assert f(abs, -2) == 2\nassert f(h, 1) == 2\nimport math\nassert f(math.sqrt, 4) == 2",
    ),
    "a function that gives a function": ("def f(a): return lambda x: x + a", "assert f(2)(3) == 5"),
    "a builtin to be written": ("def sum(x): return 42", "assert sum([1, 2]) == 42"),
    "a name that is there": ("x = 1", "assert 'x' in globals()\nassert 'y' not in globals()"),
    "arrays": (
        "import numpy as np\nm = np.eye(3)\ndef f(a): return a @ a",
        (
            "import numpy as np\nassert isinstance(m, np.ndarray) and m.shape == (3, 3)\n"
            "np.testing.assert_allclose(f(2 * m), 4 * m)\nassert m.dtype == float"
        ),
    ),
    "tables": (
        "import pandas as pd\nt = pd.DataFrame({'g': list('aba'), 'v': [1, 2, 3]})\nmeans = t.groupby('g')['v'].mean()",
        (
            "import pandas as pd\nassert isinstance(t, pd.DataFrame)\nassert list(t.columns) == ['g', 'v']\n"
            "assert means['a'] == 2 and means.index.name == 'g'\nassert t.query('v > 1').shape == (2, 2)"
        ),
    ),
    "a figure": (
        (
            "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [3, 4], label='a')\n"
            "ax.bar([1, 2], [5, 6])\nax.scatter([1], [2])\nax.set(title='T', xlabel='X')\nax.legend()"
        ),
        (
            "from matplotlib.figure import Figure\nassert isinstance(fig, Figure)\nassert ax.get_title() == 'T'\n"
            "assert fig.axes[0].get_xlabel() == 'X'\nassert list(ax.lines[0].get_ydata()) == [3, 4]\n"
            "assert [bar.get_height() for bar in ax.patches] == [5, 6]\n"
            "assert ax.collections[0].get_offsets().shape == (1, 2)\n"
            "assert ax.get_legend().get_texts()[0].get_text() == 'a'\nassert ax.get_legend_handles_labels()[1] == ['a']"
        ),
    ),
    "a seed": (
        "import random\nimport numpy as np\ndef f(): return random.random(), np.random.rand()",
        (
            "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)\na = f()\n"
            "assert f() != a\nrandom.seed(1)\nnp.random.seed(1)\nassert f() == a"
        ),
    ),
    "a file that the student's code writes": (
        "open('out.csv', 'w').write('a,b\\n1,2\\n')",
        "import pandas as pd\nassert list(pd.read_csv('out.csv').columns) == ['a', 'b']",
    ),
    "magics": ("%matplotlib inline\nx = 1", "%matplotlib inline\nassert x == 1"),
    "warnings": (
        "import warnings\ndef f(): warnings.warn('odd'); return 1",
        "import warnings\nwarnings.warn('of the check')\nassert f() == 1",
    ),
    "a large number": ("import math\nx = math.factorial(3000)", "import math\nassert x == math.factorial(3000)"),
    "nan": ("x = float('nan')", "import math\nassert math.isnan(x) and x != x"),
    "the documentation of a function": (
        "def f():\n    'Says it.'",
        "assert f.__doc__ == 'Says it.'\nassert f.__name__ == 'f'",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PASS)
def test_honest_work_passes_an_ordinary_check(warm, kind):
    verdict = one(warm, *PASS[kind])
    assert verdict.kind == "passed", verdict


FAIL = {
    "a wrong number": ("x = 4", "assert x == 3, 'not three'", "AssertionError"),
    "a name that is missing": ("y = 4", "assert x == 3", "NameError"),
    "a function that raises": ("def f(): return 1 / 0", "f()", "ZeroDivisionError"),
    "a builtin that was not to be written": ("def sum(x): return 3\nx = [1]", "assert sum(x) == 3", "AssertionError"),
    "an attribute of data": ("x = 3", "x.upper()", "AttributeError"),
    "an exit": ("x = 3", "raise SystemExit", "SystemExit"),
}


@pytest.mark.parametrize("kind", FAIL)
def test_what_is_wrong_fails_with_its_reason(warm, kind):
    answer, check, error = FAIL[kind]
    solution = "x = 3\ndef f(): pass" if "builtin" in kind else None
    verdict = one(warm, answer, check, solution=solution)
    assert verdict.kind == "failed"
    assert verdict.error[0] == error


PERSON = {
    "a swallowed refusal": (
        "class Dog:\n    def __eq__(self, other): return True",
        "try:\n    assert Dog() == 3\nexcept BaseException:\n    pass\n4.0",
        "hands values to __eq__",
    ),
    "a class that comes from the student's": ("class Dog: pass", "class Puppy(Dog): pass", "comes from a class"),
    "the text of something that no cell defines": (
        "f = (lambda: (lambda: 1))()",
        "import inspect\nassert 'x' in inspect.getsource(f)",
        "looks for the text",
    ),
    "code of a function": ("def f(): pass", "assert f.__code__.co_argcount == 0", "`__code__`"),
    "a patched module": (
        "import math\ndef f(): return math.pi",
        "import math\nmath.pi = 3\nassert f() == 3",
        "changes",
    ),
    "a module that is patched for a while": (
        "import math\ndef f(): return math.pi",
        "from unittest.mock import patch\nwith patch('math.pi', 3):\n    assert f() == 3",
        "replaces",
    ),
    "a name that only the student's function reads": (
        "def f(x): return expected",
        "expected = 8\nassert f(2) == expected",
        "sets `expected`",
    ),
    "a test that fails unsaid": (
        "def f(x): return x",
        (
            "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(f(1), 2)\n"
            "unittest.main(argv=[''], exit=False)"
        ),
        "a test of it fails",
    ),
    "a doctest without examples": ("def f(x): return x", "import doctest\ndoctest.testmod()", "no examples"),
    "a magic that nobody knows": ("x = 1", "%%bash\ntrue", "`%%bash`"),
    "another program": ("x = 1", "!ls; python helper.py\nassert x == 1", "magic"),
    "a mark of the student's": ("points = 4", "points", "would be the mark"),
    "more of a figure": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()",
        "assert ax.get_facecolor() == 'red'",
        "get_facecolor",
    ),
    "an import of the student's": ("import email as helper", "helper.x", "helper"),
    "a pickle": ("x = 1", "import pandas as pd\npd.read_pickle('x.pkl')", "pickles"),
    "eval": ("x = 1", "assert eval('x') == 1", "`eval`"),
    "an object that says it is a library's, and reckons": (
        "class Near:\n    __module__ = 'numpy'\n    def __sub__(self, other): return 0.0\ndef f(): return Near()",
        "assert abs(f() - 42) < 1e-6",
        "__sub__",
    ),
    "an object that says it is a library's, and looks up": (
        "class Any:\n    __module__ = 'pandas'\n    def __getitem__(self, key): return True\ndef f(): return Any()",
        "assert f()['a']",
        "__getitem__",
    ),
    "an object that says it is a library's, and applies": (
        "class Any:\n    __module__ = 'pandas'\n    def apply(self, what): return [True]\ndef f(): return Any()",
        "assert all(f().apply(lambda row: row == 42))",
        "'apply'",
    ),
    "a text that is timed": ("text = 'x = 1'", "import timeit\ntimeit.timeit(text, number=1)", "would run a text"),
    "a text that is run before what is timed": (
        "text = 'x = 1'\ndef f(): pass",
        "import timeit\ntimeit.timeit(f, number=1)\ntimeit.timeit(f, text, number=1)",
        "would run a text",
    ),
    "the history": ("x = 1", "assert 'x' in In[-1]", "`In`"),
}
_SOLUTIONS = {
    "an object that says it is a library's, and reckons": "def f(): return 42.0",
    "an object that says it is a library's, and looks up": "def f(): return {'a': 1}",
    "an object that says it is a library's, and applies": "import pandas as pd\ndef f(): return pd.Series([42])",
    "an import of the student's": "helper = 1",
    "a name that only the student's function reads": "def f(x): return 4 * x",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PERSON)
def test_what_needs_live_objects_is_left_to_a_person(warm, kind):
    answer, check, why = PERSON[kind]
    solution = "class Dog: pass" if "swallowed" in kind else _SOLUTIONS.get(kind)
    verdict = one(warm, answer, check, solution=solution)
    assert verdict.kind == "person", verdict
    assert why in verdict.why


@pytest.mark.parametrize(
    ("ends_in", "mark"),
    [
        ("0.5", 0.5),
        ("import numpy as np\nnp.float64(1.5)", 1.5),
        ("3", 3),
        ("9", 4),
        ("-1", 0),
        ("float('nan')", 0),
        ("float('inf')", 0),
        ("False", 0),
        ("True", 4),
        ("10**400", 0),
        ("'0.5'", 4),
        ("None", 4),
        ("x = 1", 4),
        ("print(0.5)", 4),
        ("given + 0", 2),
        ("2.5;", 4),
    ],
)
def test_a_check_that_ends_in_a_number_gives_so_many_points(warm, ends_in, mark):
    outputs = shown(Judged(one(warm, "given = 2", ends_in)), 4)
    assert float(outputs[-1]["data"]["text/plain"]) == mark


def test_each_check_sees_the_program_as_it_was_in_its_place(warm):
    kinds = [
        one.kind
        for one in verdicts(
            warm,
            ("x = 1", ANSWER),
            ("assert x == 1\nx = 7", CHECK),
            ("x = x + 1", ANSWER),
            ("assert x == 2", CHECK),
            ("import os; os._exit(1)", {}),
            ("assert x == 2", CHECK),
        )
    ]
    assert kinds == ["passed", "passed", "failed"]


def test_what_the_teacher_gives_is_the_teacher_s(warm):
    given_cell = "import math\nlimit = 3\ndef near(a, b): return abs(a - b) < limit\nrows = [1, 2]"
    forged = "limit = 100\ndef near(a, b): return True\nx = 50\nrows.append(3)\nmath = None"
    check = "assert math.pi > 3\nassert len(rows) == 3\nassert not near(x, 1)\nassert limit == 3"
    (verdict,) = verdicts(warm, (given_cell, GIVEN), (forged, ANSWER), (check, CHECK), solution="x = 1\nrows.append(3)")
    assert verdict.kind == "passed", verdict


def test_without_a_teacher_s_notebook_a_changed_value_is_seen_by_a_person(warm):
    cells = (("rows = [1, 2]", GIVEN), ("rows.append(3)", ANSWER), ("assert len(rows) == 3", CHECK))
    (verdict,) = verdicts(warm, *cells, known=False)
    assert verdict.kind == "person"
    cells = (("rows = [1, 2]", GIVEN), ("x = sum(rows)", ANSWER), ("assert x == 3 and len(rows) == 2", CHECK))
    (verdict,) = verdicts(warm, *cells, known=False)
    assert verdict.kind == "passed"


def test_a_cell_of_the_teacher_s_that_cannot_be_run_outside_is_not_taken_from_the_student(warm):
    cells = (("helper = eval('abs')", GIVEN), ("helper = lambda x: 3", ANSWER), ("assert helper(-3) == 3", CHECK))
    (verdict,) = verdicts(warm, *cells, solution="pass")
    assert verdict.kind == "person"
    assert "comes from a cell of the teacher's" in verdict.why


def test_a_cell_of_the_teacher_s_may_use_the_student_s_functions(warm):
    cells = (("def f(x): return 2 * x", ANSWER), ("result = f(4)", GIVEN), ("assert result == 8", CHECK))
    (verdict,) = verdicts(warm, *cells)
    assert verdict.kind == "passed"


def b64(text):
    import base64

    return base64.b64encode(text.encode()).decode()


def test_the_teacher_s_modules_and_files_are_the_teacher_s(warm):
    teachers = {"helpers.py": b64("def near(a, b): return a == b"), "data.csv": b64("a\n1\n")}
    handed = {
        "helpers.py": b64("def near(a, b): return True"),
        "data.csv": b64("a\n2\n"),
        "numpy.py": b64("float64 = 1"),
        "tarasoff.py": b64("raise SystemExit"),
    }
    answer = "import helpers\nhelpers.near = lambda a, b: True\nopen('helpers.py', 'w').write('near = 1')\n"
    # The course's own library is found, and not the file of its name, which would end the cell before x is given.
    answer += "open('data.csv', 'w').write('a\\n3\\n')\nimport tarasoff\nx = 2"
    check = "import pandas as pd\nimport numpy as np\nfrom helpers import near\nassert not near(x, 1)\n"
    check += "assert list(pd.read_csv('data.csv')['a']) == [1]\nassert np.float64(1) == 1"
    assert one(warm, answer, check, handed=handed, teachers=teachers).kind == "passed"


def test_a_teacher_s_module_that_looks_into_the_process_is_not_used(warm):
    teachers = {"helpers.py": b64("import gc\ndef ok(f): return gc.get_referents(f)")}
    verdict = one(warm, "def f(): pass", "from helpers import ok\nassert ok(f)", teachers=teachers)
    assert verdict.kind == "person"
    assert "helpers" in verdict.why


def test_a_file_of_the_student_s_that_is_code_never_comes_over(warm):
    answer = "open('extra.py', 'w').write('x = 1')\nopen('out.txt', 'w').write('x')\nx = 1"
    check = "assert open('out.txt').read() == 'x'\nimport extra, sys\nassert extra.x == 1\n"
    # What stands for the module here asks for everything there.
    check += "assert type(extra).__name__ == 'StudentsModule'\nassert not hasattr(extra, '__file__')"
    assert one(warm, answer, check).kind == "passed"


def test_a_file_that_is_not_there_is_looked_into_by_a_person(warm):
    assert one(warm, "x = 1", "open(str(x) + '.txt')").kind == "person"


# ---- values

VALUES = [
    *(None, True, 0, -5, 1 << 20_000, 0.1, math.inf, "", "ä\ud800", b"\x00", bytearray(b"a"), 1 + 2j, range(1, 9, 2)),
    *([], [1, [2, (3,)]], (), {1, 2}, frozenset("a"), deque([1]), {"a": 1, (1, 2): [3]}, Counter("aab")),
    *(OrderedDict(a=1), Decimal("1.10"), Fraction(1, 3), slice(1, None), ..., dt.date(2020, 1, 2), dt.time(1, 2)),
    *(dt.datetime.fromisoformat("2020-01-02T03:00"), dt.timedelta(days=-1, microseconds=3)),
    dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_over_as_it_was(value):
    import json

    back = decode(json.loads(json.dumps(encode(value))))
    assert type(back) is type(value)
    assert back == value


ARRAYS = [
    np.arange(6).reshape(2, 3).T,
    np.array([1.5, np.nan]),
    np.array(["a", "bc"]),
    np.array([True]),
    np.array(["2020-01-01"], dtype="M8[D]"),
    np.array([None, 1, "a"], dtype=object),
    np.zeros((0, 3)),
    np.array([("ada", 3), ("bo", 5)], dtype=[("name", "U5"), ("n", "i4")]),
    np.array(3),
]
FRAMES = [
    pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, np.nan]}),
    pd.DataFrame({"a": pd.Categorical(["u", "v", "u"], ["v", "u"], ordered=True)}),
    pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean")}),
    pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2020-01-01", periods=2, freq="D", tz="Europe/Vienna", name="day")),
    pd.DataFrame({"a": pd.to_datetime(["2020-01-01", None])}),
    pd.DataFrame({("a", 1): [1], ("b", 2): [2]}),
    pd.DataFrame([[1, 2]], columns=["same", "same"]),
    pd.DataFrame(index=["a", "b"]),
    pd.DataFrame({"a": pd.cut(pd.Series([1, 15, 30]), [0, 10, 20])}),
    pd.DataFrame({"a": pd.IntervalIndex.from_breaks([0, 1, 2])}, index=pd.period_range("2024-01", periods=2, freq="M")),
    pd.DataFrame({"a": [1, 2, 3], "k": ["u", "v", "u"]}).groupby(["k", "a"]).size().to_frame("n"),
    pd.DataFrame({"a": [[1], {"b": 2}]}),
]
SERIES = [pd.Series([1, 2], index=["a", "b"], name="n"), pd.Series([], dtype=float), pd.Series(["a", None])]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda one: str(one.dtype))
def test_an_array_comes_over_as_it_was(array):
    back = decode(encode(array))
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_table_comes_over_as_it_was(frame):
    pd.testing.assert_frame_equal(decode(encode(frame)), frame)


@pytest.mark.parametrize("series", SERIES)
def test_a_column_comes_over_as_it_was(series):
    pd.testing.assert_series_equal(decode(encode(series)), series)


@pytest.mark.parametrize(
    "value", [np.float64(0.5), np.int8(3), pd.Timestamp("2020-01-01", tz="UTC"), pd.Timedelta("1h")]
)
def test_a_number_of_numpy_or_pandas_comes_over_as_it_was(value):
    back = decode(encode(value))
    assert type(back) is type(value)
    assert back == value


@pytest.mark.parametrize("value", [pd.Period("2024-02", "M"), pd.Interval(0, 10, closed="left")])
def test_a_part_of_an_axis_comes_over_as_it_was(value):
    assert decode(encode(value)) == value


HINTS = [
    *(list[int], dict[str, list[int] | None], tuple[int, ...], int | str, typing.Optional[int]),  # noqa: UP045
    *(typing.List[int], typing.Callable[[int], str], Callable[[int], str], Callable[..., int]),  # noqa: UP006
]
CLASSES = {kind.__name__: kind for kind in (int, str, list, dict, tuple, Callable)}


@pytest.mark.parametrize("hint", HINTS, ids=str)
def test_an_annotation_comes_over_as_it_was(hint):
    message = encode(hint, lambda kind: {"t": "class", "v": kind.__name__})
    assert decode(message, lambda of: CLASSES[of["v"]]) == hint


@pytest.mark.parametrize("name", ["", "List", "get_type_hints"])
def test_no_annotation_brings_a_text_that_would_be_read_as_code(name):
    for message in ({"t": "either", "v": ["print()"]}, {"t": "generic", "name": name, "of": 1, "v": ["print()"]}):
        with pytest.raises(RefusedError):
            decode(message)


class Odd(int):
    pass


NO_DATA = [Odd(3), object(), Odd, list["Odd"], np.zeros(2, "i4,O"), [print]]
NO_DATA += [pd.DataFrame({"a": [Odd(3)]}, dtype=object)]


@pytest.mark.parametrize("value", NO_DATA)
def test_what_is_no_data_is_said_to_be_none(value):
    with pytest.raises(NotDataError):
        encode(value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "v", "dtype", "shape"]), inner),
    max_leaves=8,
)
KINDS = ["int", "float", "array", "frame", "series", "index", "dict", "set", "datetime", "stamps", "objects", "dtype"]
KINDS += ["records", "part", "either", "generic"]


@given(JUNK, st.sampled_from(KINDS))
def test_whatever_is_sent_is_a_value_or_refused(junk, kind):
    for message in (junk, {"t": kind, "v": junk}, {"t": kind, **(junk if isinstance(junk, dict) else {})}):
        with contextlib.suppress(RefusedError):
            decode(message)


# ---- what can be read in code


@pytest.mark.parametrize("source", ["df.eval('a + b')", "import re\nre.compile('a')", "plt.rcParams['a'] = 1"])
def test_what_only_looks_like_looking_is_not_refused(source):
    assert refused(parsed(source)) is None


def test_marks_are_never_more_than_a_check_is_worth():
    assert shown(Judged(Verdict("passed", credit=99)), 2)[-1]["data"]["text/plain"] == "2.0"
    assert shown(Judged(Verdict("person", why="so")), 2)[-1]["data"]["text/plain"] == "0.0"


# ---- what a hostile reader found

FORGED = """
import sys
code = sys.modules["safegrade.code.student.answers"]
say = code.say
def forged(self, *_):
    yes = say.pack(say.StudentsFunction(self._seen.keep(lambda *a: True), None))
    picture = say.pack(say.Picture("matplotlib.legend.Legend", {"get_title": yes}, {"equals": yes}))
    return say.Did(say.pack(say.Value(picture)), [], [], [], [])
code.Answers._did = forged
def f(x): return 1
"""
HANG = """
from fractions import Fraction
import random
near = lambda a, b: True
def slow():
    big = Fraction(1)
    big._numerator, big._denominator = random.getrandbits(24000000), random.getrandbits(24000000)
    return big
def f(x): return 0
"""
RANDOM = "import numpy as np"
NEAR = "def near(a, b): return abs(a - b) < 1e-9"
# kind: (the cells, the teacher's solution).
NOT_EARNED = {
    "an array in place of a mark": (
        [
            ("import numpy as np\ndef f(x): return np.array([7, 7])", ANSWER),
            ("marks = 1.0 * (f(1) == 2)\nmarks", CHECK),
        ],
        "def f(x): return 2 * x",
    ),
    "a picture with a method of the student's": (
        [(FORGED, ANSWER), ("import pandas as pd\nassert f(7).equals(pd.DataFrame({'a': [1]}))", CHECK)],
        "def f(x): return x",
    ),
    "a check that is brought to its end, and the teacher's function after it": (
        [(NEAR, GIVEN), (HANG, ANSWER), ("assert slow() == 1", CHECK), ("assert near(f(2), 6)", CHECK)],
        "def f(x): return 3 * x\ndef slow(): return 1",
    ),
    "a library of the student's": (
        [
            (RANDOM, GIVEN),
            ("import types\nnp = types.SimpleNamespace(allclose=lambda *a: True)\nx = 0", ANSWER),
            ("assert np.allclose(x, 5)", CHECK),
        ],
        "np.random.seed(0)\nx = 5",
    ),
    "a value that the solution only shows": (
        [("limit = 10", GIVEN), ("limit = 0\ntotal = 0", ANSWER), ("assert total == limit * 3", CHECK)],
        "print(limit)\ntotal = 30",
    ),
    "a cell of the teacher's that stops at the student's error": (
        [
            ("def model(n): raise ValueError\npredictions = expected = 1", ANSWER),
            ("predictions = model(5)\nexpected = [1]", GIVEN),
            ("assert predictions == expected", CHECK),
        ],
        "def model(n): return [1]",
    ),
    "a text of the student's that is run": (
        [
            ("question = 'a > 0'", ANSWER),
            ("import pandas as pd\nassert pd.DataFrame({'a': [1]}).query(question).size", CHECK),
        ],
        "question = 'a > 1'",
    ),
}


@pytest.mark.parametrize("kind", NOT_EARNED)
def test_what_was_not_earned_does_not_pass(warm, kind):
    cells, solution = NOT_EARNED[kind]
    found = verdicts(warm, *cells, solution=solution)
    assert [one.kind for one in found if one.kind == "passed"] == [], found


@pytest.mark.parametrize("end", ["np.sum([1]) == 1", "True", "'well done'", "None", "print('ok')"])
def test_a_check_may_end_in_what_says_that_all_is_well(warm, end):
    verdict = one(warm, "x = 1", f"import numpy as np\nassert x == 1\n{end}")
    assert (verdict.kind, verdict.credit) == ("passed", None)


@pytest.mark.parametrize(("end", "credit"), [("Fraction(3, 2)", 1.5), ("Decimal('0.5')", 0.5), ("np.float32(2)", 2.0)])
def test_a_mark_may_be_any_number(warm, end, credit):
    before = "import numpy as np\nfrom fractions import Fraction\nfrom decimal import Decimal\n"
    assert one(warm, "x = 1", before + end).credit == credit


def test_a_check_that_was_ended_takes_nothing_from_those_that_come_after(warm):
    honest = HANG.replace("near = lambda a, b: True\n", "").replace("return 0", "return 3 * x")
    cells = [(NEAR, GIVEN), (honest, ANSWER)]
    ended, after = verdicts(warm, *cells, ("assert slow() == 1", CHECK), ("assert near(f(2), 6)", CHECK))
    assert (ended.kind, after.kind) == ("failed", "passed")


def test_the_reason_for_a_person_holds_no_word_of_the_student_s(warm):
    """It reaches the student's page, and would tell what a hidden check asks."""
    answer = "def f(x):\n    return type(f'HIDDEN {x}', (), {})()\nf.__name__ = 'HIDDEN'"
    verdict = one(warm, answer, "assert f(2121) == 3\nf.__code__")
    assert verdict.kind == "person"
    assert "HIDDEN" not in verdict.why
    assert "2121" not in verdict.why


@pytest.mark.slow
def test_sixty_checks_are_no_crowd_of_processes(warm):
    found = verdicts(warm, ("def f(x): return x", ANSWER), *((f"assert f({n}) == {n}", CHECK) for n in range(60)))
    assert {one.kind for one in found} == {"passed"}


@pytest.mark.slow
def test_code_that_no_parser_takes_stops_nobody(warm, monkeypatch):
    for source in ("x = " + "-" * 50_000 + "1", "x = " + "(" * 500 + ")" * 500):
        assert one(warm, source, "assert x == 1").kind == "failed"
    # This one ends with the time of a cell. A teacher's notebook has no limit: it is not to hold the same.
    monkeypatch.setattr(warm, "limits", evolve(warm.limits, cell_seconds=0.5))
    assert one(warm, "%pwd\n" * 600 + "x = (", "assert x == 1", solution="x = 1").kind == "failed"


@pytest.mark.slow
def test_pictures_do_not_fill_the_notebook(warm):
    show = "from IPython.display import display\ndisplay({'image/png': 'A' * 6_000_000}, raw=True)"
    notebook = new_notebook(cells=[cell(show, solution=True) for _ in range(8)])
    outcome = run(notebook, plan_of(notebook), {}, {}, warm)
    assert sum(len(str(one)) for one in outcome.outputs.values()) < 25_000_000
    assert "The cells show more than is kept." in outcome.lines
