"""What students' code makes, turned into plain data: tables and figures of many makes, and things that are neither."""

import json
import math
import threading
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tarasoff.assignment.analysis import read
from tarasoff.assignment.data.from_code import from_code

FRAME = {"price": [10, 4], "sold": [3, 20], "maker": ["Ann", "Bo"]}


@pytest.fixture(autouse=True)
def silent(capfd):
    yield
    assert capfd.readouterr() == ("", ""), "what is on stderr looks to a learner like a failure"


def fields(made, name, thing):
    """What is taken, as JSON holds it, which must be able to hold it."""
    took = from_code(made[name][0], thing)
    return json.loads(json.dumps(took.fields, allow_nan=False)), took.problems


def table(made, thing, name="data-toys"):
    return fields(made, name, thing)[0]["table"]


def axes_of(*drawn, **texts):
    axes = Figure().subplots()
    axes.set(title="Price and sold", xlabel="price", ylabel="sold", **texts)
    for how, *arguments in drawn:
        getattr(axes, how)(*arguments)
    return axes


# Tables.

TABLES = {
    "a DataFrame": pd.DataFrame(FRAME),
    "numbers of NumPy": pd.DataFrame({**FRAME, "sold": np.array([3, 20], dtype="int8")}),
    "missing values": pd.DataFrame({**FRAME, "sold": pd.array([3, 20], dtype="Int64")}),
    "the index names the rows": pd.DataFrame(FRAME).set_index("price"),
    "two levels": pd.DataFrame(FRAME).set_index(["price", "maker"]),
    "lists": FRAME,
    "tuples": {name: tuple(values) for name, values in FRAME.items()},
    "arrays": {name: np.array(values) for name, values in FRAME.items()},
    "columns": {name: pd.Series(values) for name, values in FRAME.items()},
    "rows": [dict(zip(FRAME, row, strict=True)) for row in zip(*FRAME.values(), strict=True)],
}


def test_a_table_however_it_was_made(made):
    complaints = []
    for name, thing in TABLES.items():
        took, problems = fields(made, "data-toys", thing)
        if took.get("table") != FRAME or not read(made["data-toys"][0], took).complete:
            complaints.append(f"{name}: it is kept as {took}; {problems}")
    assert not complaints, "\n".join(complaints)


PICKED = {
    "rows of a table": pd.DataFrame({"value": [1, 2]}, index=pd.Index(["ball", "top"], name="id")),
    "one column of them": pd.Series([1, 2], index=pd.Index(["ball", "top"], name="id")),
    "their names": pd.Index(["ball", "top"]),
    "a list": ["ball", "top"],
    "an array": np.array(["ball", "top"]),
}


@pytest.mark.parametrize("thing", PICKED.values(), ids=PICKED)
def test_rows_however_they_were_picked(made, thing):
    assert table(made, thing, "data-picked") == {"id": ["ball", "top"]}


@pytest.mark.parametrize("value", [math.nan, math.inf, None, pd.NA, pd.NaT, np.float64("nan"), 10**400, Decimal("NaN")])
def test_what_is_no_number_is_kept_as_nothing_or_as_its_text(made, value):
    (kept,) = table(made, {**FRAME, "sold": [value]})["sold"]
    assert kept is None or kept == "Decimal('NaN')"


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3), Fraction(3)])
def test_every_kind_of_number_is_a_number(made, value):
    assert table(made, {**FRAME, "sold": [value, 20]})["sold"] == [3, 20]


def test_other_columns_are_only_named_where_one_is_missing(made):
    frame = pd.DataFrame({**FRAME, "more": [1, 2]})
    assert fields(made, "data-toys", frame)[0]["others"] is None
    assert fields(made, "data-toys", frame.rename(columns={"sold": "Sold"}))[0]["others"] == ["Sold", "more"]
    assert fields(made, "data-toys", pd.DataFrame([[1] * 5000]))[0]["others"] == [str(n) for n in range(20)]


def test_of_two_columns_of_one_name_the_first_is_taken(made):
    frame = pd.DataFrame([[10, 3, 9, "Ann"], [4, 20, 9, "Bo"]], columns=["price", "sold", "sold", "maker"])
    assert table(made, frame) == FRAME


@pytest.mark.parametrize(
    "thing",
    [
        pd.DataFrame({"price": np.arange(1_000_000)}),
        {"price": range(10**12)},
        {"price": (n for n in iter(int, 1))},
        [{"price": 1}] * 1000,
    ],
    ids=["a million rows", "a range", "without end", "a long list"],
)
def test_a_table_without_measure_is_refused_at_once(made, thing):
    took, (problem,) = fields(made, "data-toys", thing)
    assert took == {}
    assert "rows or more; at most 50 can be kept. Pick the rows first." in problem


def test_a_long_text_is_cut(made):
    assert len(table(made, {**FRAME, "maker": ["x" * 10**6, "Bo"]})["maker"][0]) == 120


class Rude:
    """An object that answers nothing."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    def __iter__(self):
        raise RuntimeError


NEITHER = [None, "37.4", "", 5, 10**5000, True, 3.5, math.nan, object(), Rude(), [], [[1, 2]], math, dict, len, print]


def test_what_is_no_table_is_a_sentence(made):
    complaints = []
    for thing in (*NEITHER, axes_of(), threading.Lock()):
        took, problems = fields(made, "data-toys", thing)
        said = " / ".join(problems)
        if took or len(problems) != 1 or not (said.startswith("'toys' ") and said.endswith(".")):
            complaints.append(f"{type(thing).__name__}: it is kept as {took}, and said is {said!r}")
    assert not complaints, "\n".join(complaints)


# Figures.

EXPECTED = [[10, 3], [4, 20]]
DRAWN = {
    "bars": axes_of(("bar", [10, 4], [3, 20])),
    "a line": axes_of(("plot", [10, 4], [3, 20])),
    "points": axes_of(("scatter", [10, 4], [3, 20])),
    "points of a line": axes_of(("plot", [10, 4], [3, 20], "o")),
    "columns": axes_of(("bar", pd.Series([10, 4]), pd.Series([3, 20]))),
    "a line across": axes_of(("axhline", 5), ("axvline", 5), ("plot", [10, 4], [3, 20])),
}


@pytest.mark.parametrize("axes", DRAWN.values(), ids=DRAWN)
def test_what_is_drawn_is_kept_as_its_numbers(made, axes):
    took, problems = fields(made, "data-figure", axes.figure)
    (one,) = took["figure"].pop("drawn")
    assert one["points"] == EXPECTED
    assert took["figure"] == {"title": "Price and sold", "x_label": "price", "y_label": "sold"}
    assert problems == ()


NAMED = {
    "bars": axes_of(("bar", ["10 coins", "4 coins"], [3, 20])),
    "a line": axes_of(("plot", ["10", "4"], [3, 20])),
    "bars that lie": axes_of(("barh", ["10", "4"], [3, 20])),
    "names put there": axes_of(("bar", [0, 1], [3, 20]), ("set_xticks", [0, 1], ["10", "4"])),
    "numbers in short": axes_of(("bar", [10, 4], [3, 20]), ("set_xticks", [10, 4], ["10 coins", "4 coins"])),
    "by pandas": pd.DataFrame(FRAME).plot.bar(x="price", y="sold", title="Sold", ylabel="sold", ax=axes_of()),
}


@pytest.mark.parametrize("axes", NAMED.values(), ids=NAMED)
def test_names_below_bars_are_kept_and_can_be_read(made, axes):
    took, _ = fields(made, "data-figure", axes.figure)
    assert read(made["data-figure"][0], took).made.drawn == (((10, 3), (4, 20)),)


@pytest.mark.parametrize(
    "thing",
    [
        lambda axes: axes,
        lambda axes: (axes.figure, axes),
        lambda axes: axes.containers[0],
        lambda axes: axes.title,
        lambda axes: np.array([axes]),
    ],
    ids=["axes", "both", "bars", "a text", "an array"],
)
def test_a_part_of_a_figure_leads_to_it(made, thing):
    took, _ = fields(made, "data-figure", thing(DRAWN["bars"]))
    assert took["figure"]["drawn"][0]["points"] == EXPECTED


def test_titles_may_stand_elsewhere_and_of_two_axes_the_fuller_counts(made):
    figure = Figure()
    _, right = figure.subplots(1, 2)
    figure.suptitle("Price and sold")
    figure.supxlabel("price")
    right.bar([10, 4], [3, 20])
    right.set_ylabel("sold")
    took, _ = fields(made, "data-figure", figure)
    assert read(made["data-figure"][0], took).complete


def test_an_empty_figure_and_one_without_axes_are_figures_without_anything(made):
    for figure in (Figure(), axes_of().figure):
        took, problems = fields(made, "data-figure", figure)
        assert took["figure"]["drawn"] == []
        assert problems == ()


def test_a_line_with_a_million_points_is_named_and_left_out(made):
    axes = axes_of(("plot", np.arange(1_000_000)), ("bar", [10, 4], [3, 20]))
    took, problems = fields(made, "data-figure", axes.figure)
    assert [one["points"] for one in took["figure"]["drawn"]] == [EXPECTED]
    assert problems == ("What is drawn has 1,000,000 points; at most 500 can be kept.",)


def test_numbers_that_are_missing_in_a_figure_are_kept_as_nothing(made):
    took, _ = fields(made, "data-figure", axes_of(("bar", [10, 4], [3, math.nan])).figure)
    assert took["figure"]["drawn"][0]["points"] == [[10, 3], [4, None]]


def test_a_figure_may_be_typed_by_hand(made):
    typed = {"title": "T", "x_label": "x", "y_label": "y", "drawn": [{"kind": "bars", "points": [(10, 3), [4, 20]]}]}
    took, _ = fields(made, "data-figure", typed)
    assert took["figure"] == {**typed, "drawn": [{"kind": "bars", "points": EXPECTED}]}


def test_what_is_no_figure_is_a_sentence(made):
    complaints = []
    for thing in (*NEITHER, pd.DataFrame(FRAME)):
        took, problems = fields(made, "data-figure", thing)
        said = " / ".join(problems)
        if took or len(problems) != 1 or not said.startswith("'figure' "):
            complaints.append(f"{type(thing).__name__}: it is kept as {took}, and said is {said!r}")
    assert not complaints, "\n".join(complaints)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.complex_numbers() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FRAME, "drawn", "points"]), inner),
)


@given(thing=anything, name=st.sampled_from(["data-toys", "data-picked", "data-figure"]))
def test_whatever_it_is_it_is_kept_or_named(made, thing, name):
    took = from_code(made[name][0], thing)
    assert took.fields or took.problems
    json.dumps(took.fields, allow_nan=False)
