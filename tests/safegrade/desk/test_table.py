"""The report as a table: every mark, what to do for whom, and nothing that a spreadsheet or a terminal would run."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.desk.table import as_text, print_table, write_csv


def row(student, marks=(), mark=None, lines=(), kind="", by_hand=0.0):
    return {
        "student": student, "kind": kind, "marks": dict(marks), "mark": mark, "points": 10.0, "by_hand": by_hand,
        "lines": tuple(lines),
    }  # fmt: skip


TABLE = [
    row("ada", {"check": 1.5, "why": None}, 1.5, by_hand=3.0),
    row("bob", lines=["Not graded.", "Run: this"]),
    row("eve", {"check": 0.0, "why": 2.0, "draw": 5.0}, 7.0, kind="honest"),
]


@pytest.fixture
def written(tmp_path):
    def written(table):
        write_csv(tmp_path / "table.csv", table)
        with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    return written


def test_every_mark_has_its_column_and_who_has_none_an_empty_one(written):
    assert written(TABLE) == [
        ["student", "kind", "check", "why", "draw", "mark", "points", "by_hand", "lines"],
        ["ada", "", "1.50", "by hand", "", "1.50", "10", "3", ""],
        ["bob", "", "", "", "", "", "10", "0", "Not graded. Run: this"],
        ["eve", "honest", "0.00", "2.00", "5.00", "7.00", "10", "0", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(written, start):
    evil = f"{start}HYPERLINK(1)"
    _, cells = written([row(evil, {}, 1.0, [evil], evil)])
    assert [one for one in cells if one[:1] == start] == []
    assert cells.count(f"'{evil}") == 3


@given(st.text(st.sampled_from("=+-@\t\r'a1.e"), max_size=6))
def test_a_cell_is_a_number_or_begins_with_nothing_that_is_run(cell):
    shown = as_text(cell)
    assert shown.replace("'", "") == cell.replace("\r", " ").replace("'", ""), "a return would begin a new row"
    assert shown[:1] not in tuple("=+-@\t\r") or isinstance(float(shown), float)


@pytest.mark.parametrize("separator", [";", ",", "|", "\t", "; "])
def test_behind_a_separator_no_formula_begins_either(separator):
    parts = as_text(f"ada{separator}=HYPERLINK(1)").split(separator.strip() or separator)
    # Where people write decimals with a comma, a spreadsheet parts cells there.
    assert [part for part in parts if part.strip()[:1] in tuple("=+-@")] == []


@pytest.mark.parametrize("cell", ["\uff1dSUM(1)", "\uff0b1+1", "\uff20SUM(1)", " =1+1", "\r\n=1+1"])
def test_signs_of_other_alphabets_and_blanks_begin_no_formula(cell):
    assert as_text(cell)[0] == "'"


def test_nothing_in_a_cell_moves_a_cursor_or_turns_text_round():
    assert as_text("a\x1b[2J\u202eb\x00") == "a\ufffd[2J\ufffdb\ufffd"


def test_on_a_terminal_who_was_not_graded_has_no_mark(capsys):
    print_table("ps", TABLE)
    said = capsys.readouterr().out
    ada, bob, eve = (next(line for line in said.splitlines() if name in line) for name in ("ada", "bob", "eve"))
    assert "ps: 3 submissions" in said
    assert "1.50/7" in ada
    assert "by hand" in ada
    assert "none" in bob
    assert "Not graded. Run: this" in bob
    assert "7.00/10" in eve
    assert "honest" in eve


def test_the_kind_of_invented_students_is_shown_where_there_are_any(capsys):
    print_table("ps", TABLE[:2])
    assert "invented as" not in capsys.readouterr().out


def test_what_to_do_is_not_squeezed_out_by_many_parts(capsys):
    print_table("ps", [row("ada", {f"part-{one}": 1.0 for one in range(7)}, 7.0, ["Look into the folder of ada."])])
    said = " ".join(capsys.readouterr().out.split())
    assert "Look into the folder of ada." in said
    assert "The marks of its 7 parts: --csv or --json" in said
    assert "part-3" not in said


def test_brackets_in_a_name_are_only_text(capsys):
    print_table("ps", [row("ada", lines=["[red]a[/b].txt is a link"])])
    assert "[red]a[/b].txt is a link" in capsys.readouterr().out
