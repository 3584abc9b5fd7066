"""Marks for platforms: the columns that each reads, the right student, nothing provisional unless it is wanted."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.desk.platforms.filling import ColumnError, fill_in
from safegrade.desk.platforms.marks_out import BLACKBOARD, CANVAS, MOODLE, PLAIN, PLATFORMS, Marks, marks_out
from safegrade.desk.platforms.tables import TableError, read_table
from safegrade.gradebook.standing import Cell, Standing

DONE = (Cell("ps", "check", 2, 1.5, None, 0, look=False), Cell("ps", "why", 3, None, 2.0, 0, look=False))
HALF = (DONE[0], Cell("ps", "why", 3, None, None, 0, look=True))
ADA = Standing("ada", "Ada", "Lovelace", "ada@x.org", "11", cells=DONE)
BOB = Standing("bob", "Bob", "Doe", "bob@x.org", "12", penalty=0.5, cells=DONE)
EVE = Standing("eve", "Bob", "Doe", "", "", cells=HALF)
FAY = Standing("fay", "", "", "", "")
EVIL = Standing("=1+1", "=HYPERLINK(1)", 'a;"b', "+x@y", "13", cells=DONE)
ARAB = Standing("o'neill,a", "مريم", "\u202eעדה", "m@x.org", "14", cells=DONE)


def marks(*several):
    return Marks("ps1", 5, {one.student: one for one in several})


@pytest.fixture
def table(tmp_path):
    def table(rows, separator=",", encoding="utf-8"):
        file = tmp_path / "table.csv"
        with file.open("w", encoding=encoding, newline="") as opened:
            csv.writer(opened, delimiter=separator).writerows(rows)
        return read_table(file)

    return table


def test_canvas_has_its_five_columns_its_points_and_finds_everybody():
    out = marks_out(CANVAS, [marks(ADA, BOB, EVE, FAY)])
    assert out.rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ps1"],
        ["    Points Possible", "", "", "", "", "5"],
        ["Lovelace, Ada", "11", "", "ada", "", "3.5"],
        ["Doe, Bob (bob)", "12", "", "bob", "", "3"],
        # Of one name with Bob: by it Canvas would take the first.
        ["Doe, Bob (eve)", "", "", "eve", "", ""],
        ["fay", "", "", "fay", "", ""],
    ]
    assert (out.sent, out.held_back) == (("ada", "bob"), ("eve",))


def test_what_is_provisional_is_sent_only_if_wanted_and_said_to_be_so():
    plain = marks_out(MOODLE, [marks(EVE)])
    assert plain.rows[1][5:] == ["", ""]
    sent = marks_out(MOODLE, [marks(EVE)], provisional=True)
    assert sent.rows[1][5:] == ["1.5", "Provisional: 3 of 5 points are yet to be given by a person."]
    assert (sent.sent, sent.held_back) == (("eve",), ())
    assert marks_out(PLAIN, [marks(EVE, ADA)]).rows[1:] == [
        ["eve", "", "", "Bob", "Doe", "1.5", "5", "0", "Provisional: 3 of 5 points are yet to be given by a person."],
        ["ada", "11", "ada@x.org", "Ada", "Lovelace", "3.5", "5", "0", "no"],
    ]


def test_blackboard_goes_by_user_names():
    assert marks_out(BLACKBOARD, [marks(BOB)]).rows == [
        ["Last Name", "First Name", "Username", "ps1"],
        ["Doe", "Bob", "bob", "3"],
    ]


@pytest.mark.parametrize("to", PLATFORMS)
def test_no_cell_runs_and_an_id_that_would_is_left_out_with_a_reason(to):
    out = marks_out(to, [marks(EVIL, ARAB)])
    assert not [cell for row in out.rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    assert any("o'neill,a" in row for row in out.rows), "a comma and a quotation mark are no harm"
    assert (list(out.left_out) == ["=1+1"]) is (to != PLAIN)


@pytest.mark.parametrize("to", PLATFORMS)
def test_an_empty_class_and_one_without_marks_are_tables_as_well(to):
    assert len(marks_out(to, [marks()]).rows) == (2 if to == CANVAS else 1)
    assert marks_out(to, [marks(FAY)]).sent == ()


CANVAS_HEAD = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ps0 (1)", "ps1 (77)", "Final Score"]


def test_canvas_own_export_keeps_all_that_is_not_ours(table):
    given_out = [
        CANVAS_HEAD,
        ["    Points Possible", "", "", "", "", "9", "5", "(read only)"],
        ["Lovelace, Ada", "11", "s1", "ada@uni", "S1", "8", "", "80"],
        ["Nobody", "99", "", "nn", "S1", "1", "1", "10"],
        ["Student, Test", "98", "", "tt", "S1", "", "", ""],
    ]
    out = fill_in(table(given_out), marks(ADA, BOB))
    assert out.rows[2] == ["Lovelace, Ada", "11", "s1", "ada@uni", "S1", "8", "3.5", "80"]
    assert [row for at, row in enumerate(out.rows) if at != 2] == [row for at, row in enumerate(given_out) if at != 2]
    assert out.unmatched == ("Nobody",)
    assert list(out.left_out) == ["bob"]


def test_moodles_worksheet_keeps_what_moodle_needs(table):
    head = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"]
    head += ["Last modified (grade)", "Feedback comments"]
    rows = [head, ["Participant 7", "Bob Doe", "bob@x.org", "Submitted", "", "5.00", "-", ""]]
    rows += [["Participant 8", "Bob Doe", "", "Submitted", "", "5.00", "-", ""]]
    out = fill_in(table(rows), marks(BOB, EVE), provisional=True)
    assert out.rows[1] == ["Participant 7", "Bob Doe", "bob@x.org", "Submitted", "3", "5.00", "-", ""]
    assert out.rows[2][4] == "", "two are called Bob Doe, and nothing else is known of this one"
    assert out.unmatched == ("Participant 8",)


def test_blackboards_own_file_is_told_by_the_number_of_its_column(table, tmp_path):
    head = ["Last Name", "First Name", "Username", "ps1 [Total Pts: 5 Score] |42", "ps10 [Total Pts: 5 Score] |43"]
    read = table([head, ["Doe", "=1+1", "bob", "", ""]], "\t", "utf-16")
    out = fill_in(read, marks(BOB))
    assert out.rows[1] == ["Doe", "'=1+1", "bob", "3", ""]
    read.with_rows(out.rows).write(tmp_path / "out.txt")
    again = read_table(tmp_path / "out.txt")
    assert (again.rows[1][3], again.separator, again.encoding) == ("3", "\t", "utf-16")


def test_a_column_that_cannot_be_told_is_asked_for(table):
    with pytest.raises(ColumnError, match=r"no column called after ps1: 'Username', 'quiz'.*--column NAME"):
        fill_in(table([["Username", "quiz"]]), marks(BOB))
    assert fill_in(table([["Username", "quiz"], ["bob", ""]]), marks(BOB), column="quiz").rows[1] == ["bob", "3"]


def test_what_is_no_table_is_said(tmp_path):
    for name, data in {"empty": b"", "blank": b"\n \n", "picture": b"\xff\xfe\x00"}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(TableError, match=name):
            read_table(tmp_path / name)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_table_comes_back_as_it_was(tmp_path_factory, rows):
    rows = [["head", "two", *row] for row in rows]
    file = tmp_path_factory.mktemp("table") / "t.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
    read = read_table(file)
    read.write(file)
    assert read_table(file).rows == read.rows
