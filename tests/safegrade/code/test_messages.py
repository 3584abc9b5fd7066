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
    say.StartChecker({}, 100, has_solution=True, imports=["import math"], given=["g"]),
    say.RunCheck("f()", [], ["f"], 1.5),
    say.RunCheck("f()", [], ["f"], 2),
    say.CallFunction(0, [1, {"t": "float", "v": "nan"}], {"key": None}),
    say.Seed("numpy.random", 3),
    say.Called(pack(say.Raised(["ValueError"], "no")), "printed", {"0": [1]}),
    say.StudentsFunction(2, None, ["x"]),
    say.Picture("matplotlib.text.Text", {"get_text": "a"}, {}),
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
        "Called",
        {},
        {"t": "Called"},
        {"t": ["Called"]},
        {"t": "Missing"},
        {"t": "Called", "result": 1, "printed": 1, "changed": {}},
        {"t": "Called", "result": 1, "printed": "", "changed": []},
        {"t": "Called", "result": 1, "printed": "", "changed": {}, "more": 1},
        {"t": "StudentsFunction", "handle": True, "doc": None, "reads": []},
        {"t": "StudentsFunction", "handle": 1.0, "doc": None, "reads": []},
        {"t": "StudentsFunction", "handle": 1, "doc": None, "reads": ["x", 1]},
        {"t": "NotCarried", "kind": "HIDDEN"},
        {"t": "Verdict", **attrs.asdict(Verdict("passed")), "kind": "full marks"},
        {"t": "Verdict", **attrs.asdict(Verdict("failed")), "error": ["ValueError", "no"]},
    ],
)
def test_what_is_not_exactly_a_message_that_is_awaited_is_refused(data):
    with pytest.raises(RefusedError):
        unpack(data, say.Called, say.StudentsFunction, say.NotCarried, Verdict)


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
