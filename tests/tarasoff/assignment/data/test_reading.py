"""What a table or a figure says to the part that asks for it, whatever was kept."""

from hypothesis import given
from hypothesis import strategies as st

from tarasoff.assignment.analysis import read

TABLE = {"price": [10, 4], "sold": [3, 20], "maker": ["Ann", "Bo"]}
FIGURE = {
    "title": "Sold by price",
    "x_label": "price",
    "y_label": "sold",
    "drawn": [{"kind": "bars", "points": [[10, 3], [4, 20]]}],
}


def table(made, others=(), **changes):
    columns = {name: values for name, values in {**TABLE, **changes}.items() if values is not None}
    return read(made["data-toys"][0], {"table": columns, "others": list(others)})


def figure(made, **changes):
    return read(made["data-figure"][0], {"figure": {**FIGURE, **changes}})


def test_what_was_asked_for_is_complete(made):
    assert table(made).complete
    assert figure(made).complete
    assert read(made["data-picked"][0], {"table": {"id": ["ball"]}}).complete


def test_nothing_is_open_and_not_a_problem(made):
    for name, what in (("data-toys", "The table 'toys'"), ("data-figure", "The figure 'figure'")):
        reading = read(made[name][0], None)
        assert (reading.open, reading.problems, reading.made) == ((what,), (), None)


def test_rows_may_stand_in_any_order(made):
    turned = {name: values[::-1] for name, values in TABLE.items()}
    assert table(made, **turned).made.cells == table(made).made.cells


WRONG_TABLES = [
    ({"sold": None}, "There is no column 'sold' (how many are sold). There are: 'price', 'maker'."),
    ({"sold": 5}, "The column 'sold' is 5, not a list of values."),
    ({"sold": [3, None]}, "price 4: sold is empty, or not a number (NaN)."),
    ({"sold": [3, float("nan")]}, "price 4: sold is empty, or not a number (NaN)."),
    ({"sold": [3, float("inf")]}, "price 4: sold is empty, or not a number (NaN)."),
    ({"sold": [3, 10**400]}, "price 4: sold is 1000"),
    ({"sold": [3, "20"]}, "price 4: sold is the text '20'. Write numbers without quotes."),
    ({"sold": [3, True]}, "price 4: sold is True, not a number."),
    ({"sold": [3, [20]]}, "price 4: sold is [20], not a number."),
    ({"sold": [3]}, "The columns are not of one length (price 2, sold 1, maker 2)."),
    ({"maker": ["Ann", 5]}, "price 4: maker is 5, not a text."),
    ({"maker": ["Ann", " "]}, "price 4: maker is ' ', not a text."),
    ({"price": [10, 5]}, "Row 2: price is 5. Asked are 10 and 4."),
    ({"price": [10, 5]}, "There is no row for price 4."),
    ({"price": [10, 0.04]}, "Row 2: price is 0.04. Write 4: the price in coins."),
    ({"price": [10, None]}, "Row 2: price is empty, or not a number (NaN)."),
    ({"price": [10, 10]}, "price 10 stands there more than once; the first is taken."),
    ({"price": [], "sold": [], "maker": []}, "The table has no rows."),
    ({"sold": [1] * 51}, "The table has 51 rows; at most 50 are read."),
    ({"price": None, "sold": None, "maker": None}, "There is none at all."),
]


def test_what_is_wrong_with_a_table_is_a_sentence(made):
    complaints = []
    for changes, says in WRONG_TABLES:
        reading = table(made, **changes)
        if reading.complete or not any(says in one for one in reading.problems):
            complaints.append(f"{changes} gives {reading.problems}, not {says!r}")
    assert not complaints, "\n".join(complaints)


def test_a_name_that_is_nearly_right_is_named(made):
    problems = table(made, others=["Price Sold", " SOLD"], sold=None).problems
    assert problems == ("There is no column 'sold', but there is ' SOLD'. Write the name exactly so.",)


def test_a_cell_that_cannot_be_read_leaves_the_others(made):
    assert table(made, sold=[3, "20"]).made.cells[10, "sold"] == 3


def test_a_share_where_percent_was_asked_names_its_row_all_the_same(made):
    found = table(made, price=[0.1, 0.04])
    assert found.made.rows == (10, 4)
    assert not found.complete


def test_without_the_names_of_the_rows_they_are_taken_in_the_order_asked(made):
    assert table(made, price=None).made.cells[4, "sold"] == 20
    assert table(made, price=None, sold=[3, 20, 5], maker=None).made is None


WRONG_FIGURES = [
    ({"title": " "}, 'The figure has no title. Write one: axes.set_title("...")'),
    ({"x_label": None}, "The figure has no label on the horizontal axis."),
    ({"y_label": 5}, "The figure has no label on the vertical axis."),
    ({"drawn": []}, "Nothing is drawn in the figure."),
    ({"drawn": "bars"}, "Nothing is drawn in the figure."),
    ({"drawn": [5]}, "5 is not something that is drawn."),
    ({"drawn": [{"kind": "bars"}]}, "is not something that is drawn."),
    ({"drawn": [{"kind": "bars", "points": [[10, 3]]}]}, "Nothing is drawn at 4 (the price in coins)."),
    ({"drawn": [{"kind": "bars", "points": [[10, 3], [4, None]]}]}, "Point 2 of what is drawn is [4, None]"),
    ({"drawn": [{"kind": "bars", "points": [[10, 3], ["four", 20]]}]}, "Point 2 of what is drawn is ['four', 20]"),
    ({"drawn": [{"kind": "bars", "points": [[10, 3], 4]}]}, "Point 2 of what is drawn is 4"),
]


def test_what_is_wrong_with_a_figure_is_a_sentence(made):
    complaints = []
    for changes, says in WRONG_FIGURES:
        reading = figure(made, **changes)
        if reading.complete or not any(says in one for one in reading.problems):
            complaints.append(f"{changes} gives {reading.problems}, not {says!r}")
    assert not complaints, "\n".join(complaints)


def test_names_below_bars_are_read_as_numbers(made):
    drawn = [{"kind": "bars", "points": [["10 coins", 3], ["T4: 4,0", 20]]}]
    assert figure(made, drawn=drawn).made.drawn == (((10, 3), (4, 20)),)


def test_bars_that_lie_are_read_as_if_they_stood(made):
    drawn = [{"kind": "bars across", "points": [[3, "10"], [20, "4"]]}]
    lying = figure(made, drawn=drawn, x_label="sold", y_label="price")
    assert lying.complete
    assert lying.made == figure(made).made


scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
json_like = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
near = st.fixed_dictionaries(
    {},
    optional={
        "table": st.dictionaries(st.sampled_from(["price", "sold", "maker", "id", "x"]), json_like) | json_like,
        "figure": st.dictionaries(st.sampled_from([*FIGURE]), json_like) | json_like,
        "others": json_like,
        "more": json_like,
    },
)


@given(answers=near | json_like, name=st.sampled_from(["data-toys", "data-picked", "data-figure"]))
def test_any_answer_is_read_or_named(made, answers, name):
    reading = read(made[name][0], answers)
    assert len(reading.problems) <= 21
    assert reading.problems or reading.open or reading.made is not None
    assert str(reading.made)
