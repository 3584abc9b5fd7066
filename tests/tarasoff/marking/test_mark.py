import copy
import math

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from safegrade.in_words import as_html, as_text
from tarasoff.marking.keys import PairKey
from tarasoff.marking.mark import mark, model_answers, worst_answers

RECIPIENTS, ITEMS = ("boss", "child", "press"), ("name", "price", "maker")
NECESSARY = {("boss", "name"), ("child", "name")}
ACCEPTABLE = {("boss", "price")}


def told(pairs):
    found = {}
    for to, item in sorted(pairs):
        found.setdefault(to, []).append(item)
    return found


pairs = st.sets(st.tuples(st.sampled_from(RECIPIENTS), st.sampled_from(ITEMS)))
judgement = st.sampled_from(["met", "not_met", "unclear"])
sensible = st.fixed_dictionaries(
    {},
    optional={
        "criteria": st.fixed_dictionaries({}, optional={"big": judgement, "red": judgement}),
        "action": st.sampled_from(["keep", "show", "sell"]),
        "disclosure": pairs.map(told),
    },
)
# Whatever JSON can hold, in the places where answers stand.
scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
json_like = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)
nonsense = st.dictionaries(st.sampled_from(["criteria", "action", "disclosure", "extra"]), json_like) | json_like


def test_hand_worked_case(case):
    # criteria: big right (1), red wrong (0) of 1 each; action keep 0.25 of 2; disclosure: 1 of 2 said, nothing extra.
    answers = {
        "criteria": {"big": "met", "red": "met"},
        "action": "keep",
        "disclosure": {"boss": ["name", "price"]},
    }
    report = mark(*case, answers)
    assert [line.earned for line in report.lines] == [1, 0, 0.5, 1]
    assert report.mark == 2.5
    assert [line.code for line in report.lines] == [None, None, "under", "under"]


def test_hand_worked_over_breach(case):
    # Both necessary things said (1), two too many at 1/2 each: nothing is left of the two points.
    disclosure = {"boss": ["name"], "child": ["name"], "press": ["price", "maker"]}
    line = mark(*case, {"disclosure": disclosure}).lines[-1]
    assert line.earned == 0
    assert line.code == "over"
    assert line.items == (
        ("fits", "The boss: “Its name”", "The boss must know the name."),
        ("fits", "The child: “Its name”", "The child must know the name."),
        ("over", "The press: “Its price”", "Not the press's business."),
        ("over", "The press: “Its maker”", "More than needed."),
    )


def test_nobody_is_an_answer_and_no_answer_is_not(case):
    unanswered, nobody = mark(*case, {}).lines[-1], mark(*case, {"disclosure": {}}).lines[-1]
    assert unanswered.verdict == "open"
    assert nobody.verdict == "not met"
    assert nobody.code == "under"
    assert nobody.items == (("under", "Nobody is told anything", "Nobody knows."),)


def test_alternatives_earn_their_own_credit(toys):
    assert [mark(*toys, {"ball": one}).mark for one in "abc"] == [1, 0, 0.5]


@pytest.mark.parametrize("which", ["toys", "case"])
def test_model_answer_is_full_and_blank_is_nothing(which, request):
    part, key = request.getfixturevalue(which)
    assert mark(part, key, model_answers(part, key)).mark == part.points
    for blank in (None, {}, {"criteria": {}}, [], "", 0):
        assert mark(part, key, blank).mark == 0
    assert mark(part, key, worst_answers(part, key)).mark == 0


@given(answers=nonsense | sensible)
def test_any_answer_gets_a_mark_within_bounds(case, answers):
    report = mark(*case, answers)
    assert isinstance(report.mark, float)
    assert math.isfinite(report.mark)
    assert 0 <= report.mark <= 6
    for line in report.lines:
        assert 0 <= line.earned <= line.points
        assert line.why or line.items, "a mark without a reason teaches nothing"


@given(answers=sensible)
def test_the_same_answers_give_the_same_report(case, answers):
    before = copy.deepcopy(answers)
    assert mark(*case, answers) == mark(*case, copy.deepcopy(answers))
    assert answers == before, "marking changed the answers"


@given(answers=sensible, which=st.sampled_from([("big", "met"), ("red", "not_met")]))
def test_one_more_right_criterion_never_lowers_a_mark(case, answers, which):
    better = {**answers, "criteria": {**answers.get("criteria", {}), which[0]: which[1]}}
    assert mark(*case, better).mark >= mark(*case, answers).mark


@given(answers=sensible, before=pairs, extra=pairs)
def test_extra_disclosure_never_raises_a_mark(case, answers, before, extra):
    needless = extra - NECESSARY
    one = mark(*case, {**answers, "disclosure": told(before)}).mark
    more = mark(*case, {**answers, "disclosure": told(before | needless)}).mark
    assert more <= one
    if needless - ACCEPTABLE - before and one > 0 and mark(*case, {"disclosure": told(before)}).mark > 0:
        assert more < one, "telling somebody who need not know must cost something"


@given(answers=sensible, before=pairs, which=st.sampled_from(sorted(NECESSARY)))
def test_saying_what_is_necessary_never_lowers_a_mark(case, answers, before, which):
    one = mark(*case, {**answers, "disclosure": told(before)}).mark
    assert mark(*case, {**answers, "disclosure": told(before | {which})}).mark >= one


def test_a_wrong_option_does_not_tell_the_right_one(toys):
    html = as_html(mark(*toys, {"ball": "b", "kite": "a"}))
    assert "It has corners." in html
    assert "A kite" not in html
    assert "It flies." not in html


def test_what_is_missing_is_counted_and_not_told(case):
    text = as_text(mark(*case, {"disclosure": {"boss": ["name"]}}))
    assert "1 of the 2 things" in text
    assert "The child must know" not in text


def test_malformed_parts_are_named_and_the_rest_is_marked(case):
    report = mark(*case, {"criteria": {"big": "met", "green": "met"}, "action": "burn", "disclosure": "boss", "x": 1})
    assert report.mark == 1
    notes = " ".join(report.notes)
    for name in ("'green'", "'burn'", "'boss'", "'x'"):
        assert name in notes


def test_nothing_that_is_told_can_be_read_is_not_nobody(case):
    assert mark(*case, {"disclosure": {"boss": ["nmae"]}}).lines[-1].verdict == "open"


@given(text=st.text(min_size=1, max_size=20))
def test_everything_from_a_person_or_a_file_is_escaped(case, text):
    report = mark(*case, {"action": f"<img src=x onerror={text}>", f"<b>{text}": 1})
    html = as_html(report)
    assert "<img" not in html
    assert "<b>" not in html
    assert "The toy &lt;case&gt;" in html


@pytest.mark.parametrize(
    ("said", "earned"),
    [({}, 2), ({"boss": ["name"]}, 2), ({"press": ["price"]}, 0), ({"boss": ["name"], "press": ["price"]}, 0)],
)
def test_where_nothing_has_to_be_said_the_smallest_disclosure_is_too_much(case, said, earned):
    part, key = case
    fine = (PairKey("boss", "name", "It does no harm."),)
    disclosure = evolve(key.disclosure, necessary=(), acceptable=fine, too_much=())
    line = mark(part, evolve(key, disclosure=disclosure), {"disclosure": said}).lines[-1]
    assert line.earned == earned
    assert line.code == (None if earned else "over")


def test_the_worst_answers_earn_the_least_there_is(case):
    part, key = case
    # One thing to say and all but two pairs acceptable: saying everything would earn something.
    few = key.disclosure.necessary[:1]
    fine = [
        PairKey(to, item, "Fine.")
        for to in RECIPIENTS
        for item in ITEMS
        if (to, item) not in {few[0].pair, ("press", "price")}
    ]
    for necessary in (few, ()):
        disclosure = evolve(key.disclosure, necessary=necessary, acceptable=tuple(fine), too_much=())
        lenient = evolve(key, disclosure=disclosure)
        worst = mark(part, lenient, worst_answers(part, lenient)).lines[-1].earned
        everything = {to: list(ITEMS) for to in RECIPIENTS}
        assert worst <= min(mark(part, lenient, {"disclosure": said}).lines[-1].earned for said in ({}, everything))


def test_the_sentences_that_decide_are_named(case):
    part, key = case
    for sentences, says in (((2,), "sentence 2"), ((1, 2), "sentences 1 and 2")):
        action = evolve(key.action, sentences=sentences)
        report = mark(part, evolve(key, action=action), {"action": "sell"})
        assert report.lines[2].why == ("Too far.", f"Decided by {says} of the story.")
