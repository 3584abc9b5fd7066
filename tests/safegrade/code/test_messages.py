"""Messages: what is said arrives as it was, and anything else is refused."""

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.code import messages as say
from safegrade.code.messages import RefusedError, pack, unpack
from safegrade.code.verdict import Verdict

SAID = [
    say.StartStudent({"a.csv": "YQ=="}, 100),
    say.StartChecker({}, 100, True, ["import math"], ["g"], {"A": ["x"]}, {"f": "Says it."}, ["rate"], []),  # noqa: FBT003
    say.RunCheck("f()", [], [], ["f"], ["kept"], {"f": "def f(): pass"}, 1.5),
    say.RunCheck("f()", [], [], [], [], {}, 2),
    say.Do("__call__", [1, {"t": "float", "v": "nan"}], {"key": None}, [[1, "", []]]),
    say.Seed("numpy.random", 3),
    say.SetDeepest(3000),
    say.Did(pack(say.Raised(None, "no", [], {}, 3)), [], [["stdout", "printed"]], [], []),
    say.StudentsFunction(2, None),
    say.Function("f", "function", None, [["x", 1, [], []], []], ["y"]),
    say.Picture("matplotlib.text.Text", {"get_text": "a"}, {}, 3),
    Verdict("failed", None, "", ["ValueError", "no", ["line"]]),
]


@pytest.mark.parametrize("message", SAID, ids=lambda message: type(message).__name__)
def test_a_message_arrives_as_it_was(message):
    assert unpack(json.loads(json.dumps(pack(message))), say.Done, type(message)) == message


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "Did",
        {},
        {"t": "Did"},
        {"t": ["Did"]},
        {"t": "Missing"},
        {"t": "Did", "result": 1, "things": [], "printed": 1, "warned": [], "logged": []},
        {"t": "Did", "result": 1, "things": [], "printed": [[1]], "warned": [], "logged": []},
        {"t": "Did", "result": 1, "things": [], "printed": [], "warned": [], "logged": [], "more": 1},
        {"t": "StudentsFunction", "handle": True, "about": None, "held": None},
        {"t": "StudentsFunction", "handle": 1.0, "about": None, "held": None},
        {"t": "Function", "name": "f", "kind": "odd", "doc": None, "parameters": None, "reads": []},
        {"t": "NotCarried", "kind": "HIDDEN"},
        {"t": "Verdict", **attrs.asdict(Verdict("passed")), "kind": "full marks"},
        {"t": "Verdict", **attrs.asdict(Verdict("failed")), "error": ["ValueError", "no"]},
    ],
)
def test_what_is_not_exactly_a_message_that_is_awaited_is_refused(data):
    with pytest.raises(RefusedError):
        unpack(data, say.Did, say.StudentsFunction, say.Function, say.NotCarried, Verdict)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "value", "kind", "text"]), inner),
    max_leaves=8,
)


@given(JUNK, st.sampled_from([*say.QUESTIONS, say.Value, say.Raised, say.NotCarried, say.Picture, Verdict]))
def test_whatever_is_sent_is_refused_or_has_the_types_that_it_says(junk, kind):
    fields = junk if isinstance(junk, dict) else {field.name: junk for field in attrs.fields(kind)}
    try:
        message = unpack({**fields, "t": kind.__name__}, kind)
    except RefusedError:
        return
    assert type(message) is kind
    assert pack(message) == {**fields, "t": kind.__name__}
