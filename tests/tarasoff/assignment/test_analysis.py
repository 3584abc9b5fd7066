import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.assignment.analysis import read
from tarasoff.assignment.parts import Case, ChoiceQuestion, QuestionSet
from tarasoff.knowledge.records import Named

TOYS = QuestionSet(
    1,
    "toys",
    "questions",
    "Two toys",
    2,
    (
        ChoiceQuestion("ball", "Which is round?", {"a": "A ball", "b": "A brick"}),
        ChoiceQuestion("kite", "Which flies?", {"a": "A brick", "b": "A kite"}),
    ),
)
CASE = Case(
    schema=1,
    part="case-toy",
    kind="case",
    title="The toy",
    points=6,
    setting="A shop.",
    rule="Toys may be shown.",
    story=("One.",),
    criteria=(Named("big", "It is big"), Named("red", "It is red")),
    actions=(Named("keep", "Keep it"), Named("show", "Show it")),
    recipients=(Named("boss", "The boss"), Named("child", "The child")),
    items=(Named("name", "Its name"), Named("price", "Its price")),
)
WHOLE = {"criteria": {"big": "met", "red": "unclear"}, "action": "show", "disclosure": {"boss": ["name"]}}

# Whatever JSON can hold, with the words that mean something mixed in, so that it goes wrong at every depth.
words = st.sampled_from(["ball", "a", "criteria", "action", "disclosure", "big", "red", "met", "show", "boss", "name"])
scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | words
anything = st.recursive(
    scalar,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=6), inner, max_size=5),
    max_leaves=20,
)


@given(part=st.sampled_from([TOYS, CASE]), answers=anything)
def test_whatever_a_student_writes_is_read(part, answers):
    before = copy.deepcopy(answers)
    reading = read(part, answers)
    assert repr(answers) == repr(before), "reading changed the answers"
    for ask in part.asks:
        chosen = reading.choices.get((ask.group, ask.id))
        assert chosen is None or chosen in ask.options, "an impossible option reached the marking"
        said = ask.label in reading.open or any(ask.label in problem for problem in reading.problems)
        assert chosen or said, "an answer vanished without a word"
    assert all(len(problem) < 250 for problem in reading.problems), "a problem repeats a whole essay"
    assert reading.complete == (not reading.open and not reading.problems)


@given(answers=anything)
def test_only_real_pairs_are_ever_told(answers):
    told = read(CASE, {"disclosure": answers}).disclosure
    assert told is None or told <= {(to.id, item.id) for to in CASE.recipients for item in CASE.items}


def test_a_whole_answer_is_complete():
    reading = read(CASE, WHOLE)
    assert reading.complete
    assert reading.choices == {("criteria", "big"): "met", ("criteria", "red"): "unclear", ("action", ""): "show"}
    assert reading.disclosure == {("boss", "name")}


def test_what_is_open_is_named_in_the_words_of_the_form():
    assert read(TOYS, {"kite": "b"}).open == ("Question 1",)
    assert read(CASE, {"criteria": {"big": "met"}}).open == ("It is red", "Action", "Who is told what")
    assert read(CASE, None).problems == (), "somebody who has not begun made no mistake"


def test_telling_nobody_is_an_answer_and_leaving_it_out_is_not():
    assert read(CASE, {**WHOLE, "disclosure": {}}).disclosure == frozenset()
    assert read(CASE, {**WHOLE, "disclosure": {}}).complete
    without = {field: answer for field, answer in WHOLE.items() if field != "disclosure"}
    for answers in (without, {**WHOLE, "disclosure": None}):
        assert read(CASE, answers).disclosure is None
        assert read(CASE, answers).open == ("Who is told what",)


@pytest.mark.parametrize(
    ("part", "answers", "says"),
    [
        (TOYS, {"ball": "z"}, "Question 1: 'z' is not one of the options (a, b)."),
        (TOYS, {"ball": ["a"]}, "Question 1: ['a'] is not one of the options (a, b)."),
        (TOYS, {"bal": "a"}, "There is no question 'bal' here. It is not counted."),
        (TOYS, "a", "The answers to this part should be a list of fields, not 'a'."),
        (CASE, {"notes": 1}, "There is no field 'notes' here. It is not counted."),
        (CASE, {"criteria": {"big": "yes"}}, "It is big: 'yes' is not one of the options (met, not_met, unclear)."),
        (CASE, {"criteria": {"green": "met"}}, "There is no criterion 'green' here. It is not counted."),
        (CASE, {"criteria": "met"}, "The criteria should be a list of fields, not 'met'."),
        (CASE, {"action": "sell"}, "Action: 'sell' is not one of the options (keep, show)."),
        (CASE, {"disclosure": "boss"}, "disclosure: 'boss' is not a list of recipients."),
        (CASE, {"disclosure": {"press": ["name"]}}, "There is no recipient 'press' here. It is not counted."),
        (CASE, {"disclosure": {"boss": "name"}}, "disclosure, boss: 'name' is not a list of items."),
        (CASE, {"disclosure": {"boss": ["nmae"]}}, "disclosure, boss: 'nmae' is not one of the items (name, price)."),
    ],
)
def test_what_cannot_be_read_is_named(part, answers, says):
    assert read(part, answers).problems == (says,)


@pytest.mark.parametrize("told", ["boss", ["boss"], {"press": ["name"]}, {"boss": "name"}, {"boss": ["nmae"]}])
def test_a_disclosure_that_cannot_be_read_is_not_taken_for_nobody(told):
    reading = read(CASE, {**WHOLE, "disclosure": told})
    assert reading.disclosure is None
    assert not reading.complete


def test_one_misspelt_item_does_not_take_the_others_away():
    assert read(CASE, {"disclosure": {"boss": ["name", "nmae"], "press": []}}).disclosure == {("boss", "name")}


def test_the_order_of_what_is_said_does_not_change_from_one_run_to_the_next():
    given = {"disclosure": {"child": "y", "boss": "x"}}
    assert read(CASE, given).problems == (
        "disclosure, boss: 'x' is not a list of items.",
        "disclosure, child: 'y' is not a list of items.",
    )


def test_a_hundred_thousand_mistakes_are_said_in_a_few_lines():
    same = read(CASE, {"disclosure": {"boss": [1] * 100_000}}).problems
    assert same == ("disclosure, boss: 1 is not one of the items (name, price).",)
    many = read(CASE, {"disclosure": {"boss": list(range(1000))}}).problems
    assert len(many) == 21
    assert many[-1] == "There are 980 more. Correct these first."
