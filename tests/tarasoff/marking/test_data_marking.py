"""Tables and figures against their keys: credit for each thing, with a reason, and never a failure."""

import copy
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.in_words import as_html, as_text
from tarasoff.marking.mark import mark, model_answers, worst_answers

TABLE = {"price": [10, 4], "sold": [3, 20], "maker": ["Ann", "Bo"]}
TEXTS = {"title": "Price and what is sold", "x_label": "price", "y_label": "sold"}


def drawn(*points, kind="bars"):
    return {"figure": {**TEXTS, "drawn": [{"kind": kind, "points": [list(one) for one in points]}]}}


@pytest.mark.parametrize("name", ["data-toys", "data-picked", "data-figure"])
def test_the_model_earns_everything_and_nothing_earns_nothing(made, name):
    part, key = made[name]
    assert mark(part, key, model_answers(part, key)).mark == part.points
    assert mark(part, key, worst_answers(part, key)).mark == 0
    for blank in (None, {}, [], 0, "", {"table": None}, {"figure": {}}, {"table": {}}):
        report = mark(part, key, blank)
        assert report.mark == 0
        assert all(line.why for line in report.lines)
    assert {line.verdict for line in mark(part, key, None).lines} == {"open"}


@pytest.mark.parametrize(
    ("sold", "earned", "says"),
    [
        ([3, 20], 4, "So many are sold."),
        ([3.5, 19.5], 4, "So many are sold."),
        ([3, 20.6], 2, "price 10: This is right. price 4: Count again."),
        ([0.3, 2], 2, "These are tens."),
        ([3, 2], 3, "price 10: This is right. price 4: These are tens."),
        ([0.3, 2.2], 1, "price 10: These are tens. price 4: Count again."),
        ([3, None], 2, "price 4: No number is there."),
        (["3", "20"], 0, "No number is there."),
        ([20, 3], 0, "Count again."),
        ([], 0, "No number is there."),
    ],
)
def test_each_row_earns_its_share_and_a_known_slip_its_own(made, sold, earned, says):
    (line,) = mark(*made["data-toys"], {"table": {**TABLE, "sold": sold}}).lines
    assert line.earned == pytest.approx(earned)
    assert " ".join(line.why) == says or says in " ".join(line.why)
    assert line.read == "01 Toys"
    assert line.sources == ("a",)


def test_a_column_with_another_name_earns_nothing_and_is_named(made):
    table = {name: values for name, values in TABLE.items() if name != "sold"}
    report = mark(*made["data-toys"], {"table": table, "others": ["Sold"]})
    assert report.lines[0].why == ("The table has no column sold.",)
    assert report.notes == ("There is no column 'sold', but there is 'Sold'. Write the name exactly so.",)


def test_a_table_that_is_too_long_is_said_and_not_marked(made):
    report = mark(*made["data-toys"], {"table": {**TABLE, "sold": [1] * 1_000_000}})
    assert report.mark == 0
    assert report.notes == ("The table has 1,000,000 rows; at most 50 are read.",)


@pytest.mark.parametrize(
    ("rows", "earned"),
    [
        (["ring", "ball", "top"], 3),
        (["ball", "top"], 2),
        (["ball", "top", "ring", "cube"], 2),
        (["ball", "cube"], 0),
        (["cube", "box", "kite", "brick"], 0),
        (["ball", "ball", "ball"], 1),
    ],
)
def test_rows_that_are_picked(made, rows, earned):
    (line,) = mark(*made["data-picked"], {"table": {"id": rows}}).lines
    assert line.earned == earned


def test_what_is_missing_is_counted_and_not_told_and_what_is_too_much_is_named(made):
    text = as_text(mark(*made["data-picked"], {"table": {"id": ["ball", *(f"cube{n}" for n in range(30))]}}))
    assert "2 of the 3 rows are missing. Look for round ones." in text
    assert "cube7 and 22 more. That is not round." in text
    assert "ring" not in text


@pytest.mark.parametrize(
    ("answers", "earned"),
    [
        (drawn((10, 3), (4, 20)), 2),
        (drawn((4, 20), (7, 1), (10, 3), kind="line"), 2),
        (drawn(("10 coins", 3), ("4 coins", 20)), 2),
        (drawn((10, 3), (4, 19)), 1),
        (drawn((10, 3)), 1),
        (drawn((3, 10), (20, 4)), 1),
        (drawn((10, 1), (4, 1)), 0),
        (drawn(), 0),
    ],
)
def test_what_is_drawn(made, answers, earned):
    assert mark(*made["data-figure"], answers).lines[-1].earned == earned


def test_of_two_lines_the_better_one_counts(made):
    answers = drawn((10, 1), (4, 1))
    answers["figure"]["drawn"].append({"kind": "line", "points": [[10, 3], [4, 20]]})
    assert mark(*made["data-figure"], answers).lines[-1].earned == 2


def test_bars_that_lie_are_as_good_with_the_labels_that_belong_there(made):
    lying = drawn((3, "10"), (20, "4"), kind="bars across")
    assert mark(*made["data-figure"], lying).mark == 3, "the labels are on the wrong axes"
    lying["figure"] |= {"x_label": "sold", "y_label": "price"}
    assert mark(*made["data-figure"], lying).mark == 5


def test_a_wrong_table_is_not_counted_twice(made):
    answers = drawn((10, 7), (4, 8))
    wrong = {"data-toys": {"table": {"price": [4, 10], "sold": [8, 7]}}}
    line = mark(*made["data-figure"], answers, (), wrong).lines[-1]
    assert (line.earned, line.why) == (2, ("As your table says.",))
    for beside in ({}, {"data-toys": {"table": {"price": [4, 10], "sold": [8, 9]}}}, {"data-toys": 5}):
        assert mark(*made["data-figure"], answers, (), beside).lines[-1].earned == 0


def test_a_table_out_of_the_air_earns_nothing_by_being_drawn(made):
    """Numbers of which none is right, and none a slip that the key knows: only the labels earn."""
    invented = {"data-toys": {"table": {"price": [10, 4], "sold": [1, 1]}}}
    assert mark(*made["data-figure"], drawn((10, 1), (4, 1)), (), invented).mark == 3
    # Half of it is right: that much was worked out, and the figure follows it.
    half = {"data-toys": {"table": {"price": [10, 4], "sold": [3, 1]}}}
    assert mark(*made["data-figure"], drawn((10, 3), (4, 1)), (), half).mark == 5


@pytest.mark.parametrize(
    ("title", "earned", "says"),
    [
        ("What is SOLD at each price", 1, "It says what is drawn."),
        ("What is sold", 0.5, "No price."),
        ("A figure", 0, "No price. No sale."),
        ("", 0, "There is none."),
    ],
)
def test_a_label_earns_a_share_for_each_thing_that_it_names(made, title, earned, says):
    answers = drawn((10, 3), (4, 20))
    answers["figure"]["title"] = title
    line = mark(*made["data-figure"], answers).lines[0]
    assert (line.earned, " ".join(line.why)) == (earned, says)


scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
json_like = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
numbers = st.lists(st.none() | st.floats(allow_nan=True) | st.sampled_from([3, 20, 10, 4]), max_size=4)
pairs = st.lists(st.tuples(st.sampled_from([10, 4, "4"]) | scalar, scalar).map(list), max_size=4)
sensible = st.fixed_dictionaries(
    {},
    optional={
        "table": st.dictionaries(st.sampled_from(["price", "sold", "id"]), numbers | json_like),
        "figure": st.fixed_dictionaries(
            {"drawn": st.lists(st.fixed_dictionaries({"kind": st.text(max_size=3), "points": pairs}), max_size=2)},
            optional=dict.fromkeys(TEXTS, st.text(max_size=5) | json_like),
        ),
    },
)
names = st.sampled_from(["data-toys", "data-picked", "data-figure"])


@given(answers=sensible | json_like, name=names, beside=st.dictionaries(names, sensible | json_like))
def test_any_answer_gets_a_mark_within_bounds_and_the_same_one_again(made, answers, name, beside):
    part, key = made[name]
    before = copy.deepcopy(repr((answers, beside)))
    report = mark(part, key, answers, (), beside)
    assert math.isfinite(report.mark)
    assert 0 <= report.mark <= part.points
    for line in report.lines:
        assert 0 <= line.earned <= line.points
        assert line.why
    assert report == mark(part, key, answers, (), beside)
    assert repr((answers, beside)) == before, "marking changed the answers"


@given(text=st.text(min_size=1, max_size=20))
def test_what_a_person_wrote_is_escaped(made, text):
    evil = f"<img src=x onerror={text}>"
    answers = drawn(("10", 3))
    answers["figure"] |= {"title": evil, "x_label": evil}
    for name, given_ in (("data-figure", answers), ("data-picked", {"table": {"id": [evil]}, evil: 1})):
        html = as_html(mark(*made[name], given_))
        assert "<img" not in html
        assert "&lt;img" in html
