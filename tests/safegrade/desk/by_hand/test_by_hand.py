"""Marking by hand for many: what a person gives reaches the right student, and nothing is given unseen."""

import csv

import pytest

from safegrade.desk.by_hand.blank import set_blank_aside
from safegrade.desk.by_hand.comments import give_again, offered
from safegrade.desk.by_hand.marking_sheet import mark_anew, read_sheet, shares, write_sheets
from safegrade.desk.by_hand.rubric import RubricError, read_rubric
from safegrade.desk.changes import moved
from safegrade.desk.report import outcomes
from safegrade.desk.todo import in_words
from safegrade.gradebook.given import Given, give

pytestmark = pytest.mark.slow

RUBRIC = """\
schema: 1
cell: why
criteria: [{id: a, asks: A, levels: {no: 0, all: 2}}, {id: b, asks: B, levels: {no: 0, yes: 1}}]
"""
EVIL = "=1+1,o'b"


def filled(file, **by_student):
    """Fill a sheet in, as a spreadsheet would save it."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        row.update(by_student.get(row["student"].lstrip("'").partition(",")[0].replace("=1+1", "evil"), {}))
    with file.open("w", encoding="cp1252", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.mark.parametrize("line", ["", "why is as it was handed out, and a cell was added."])
def test_only_what_is_surely_blank_is_set_aside(course, hand_in, held, line):
    hand_in("ada", "An essay.")
    hand_in("bob", lines=[line] if line else [])
    found = set_blank_aside(course, "ps")
    assert held("ada")[0] is None
    assert held("bob")[0] == (None if line else 0.0)
    assert found.left == (("bob",) if line else ())
    assert "ada" not in found.done.get("why", ())
    assert set_blank_aside(course, "ps").done == {}, "once"


def test_a_sheet_goes_out_and_comes_back_from_any_spreadsheet(course, hand_in, held, rubric, tmp_path):
    rubric()
    for student in ("ada", "bob", EVIL):
        hand_in(student, "=HYPERLINK(1) An éssay.")
    assert write_sheets(course, "ps", "why", tmp_path / "s.csv") == {tmp_path / "s.csv": 3}
    rows = filled(
        tmp_path / "s.csv",
        ada={"grounds": "all", "clear": "yes", "comment": "Good."},
        bob={"grounds": "most", "clear": "no"},
        evil={"grounds": "some", "clear": "no"},
    )
    assert all(not row["written"].startswith("=") and not row["student"].startswith("=") for row in rows)
    read = read_sheet(course, "ps", "why", tmp_path / "s.csv")
    assert held("ada") == (3.0, "Good.", False)
    assert held(EVIL) == (1.0, None, False)
    assert read.left_out == {"bob": "grounds is 'most', and its levels are none, some, all"}
    assert held("bob")[0] is None, "nothing is taken from a row that is wrong"
    assert read_sheet(course, "ps", "why", tmp_path / "s.csv").moved == ()


def test_a_changed_rubric_marks_anew_but_not_what_a_person_changed_since(
    course, hand_in, held, rubric, tmp_path, gradebook
):
    rubric()
    for student in ("ada", "bob"):
        hand_in(student, "An essay.")
    write_sheets(course, "ps", "why", tmp_path / "s.csv")
    both = {"grounds": "some", "clear": "yes"}
    filled(tmp_path / "s.csv", ada=both, bob=both)
    read_sheet(course, "ps", "why", tmp_path / "s.csv")
    assert mark_anew(course, "ps") == ()
    give(gradebook, gradebook.find_assignment("ps"), [Given("bob", "why", 3.0)])
    rubric('schema: 1\ncell: why\ncriteria:\n'
           '  - {id: grounds, asks: "Names a ground.", levels: {none: 0, some: 1.5, all: 2}}\n'
           '  - {id: clear, asks: "Is clear.", levels: {no: 0, yes: 1}}\n')  # fmt: skip
    (change,) = mark_anew(course, "ps")
    assert (change.student, change.old, change.new, change.cause) == ("ada", 2.0, 2.5, "rubric")
    assert (held("ada")[0], held("bob")[0]) == (2.5, 3.0)
    assert {(one.student, one.cause) for one in moved(course, "ps").changes} == {("ada", "rubric"), ("bob", "person")}
    assert mark_anew(course, "ps") == ()


def test_a_level_that_is_gone_is_said_and_no_mark_is_lost(course, hand_in, held, rubric, tmp_path):
    rubric()
    hand_in("ada", "An essay.")
    write_sheets(course, "ps", "why", tmp_path / "s.csv")
    filled(tmp_path / "s.csv", ada={"grounds": "some", "clear": "yes"})
    read_sheet(course, "ps", "why", tmp_path / "s.csv")
    rubric('schema: 1\ncell: why\ncriteria:\n  - {id: grounds, asks: "A.", levels: {none: 0, all: 3}}\n')
    with pytest.raises(LookupError, match=r"no longer knows what ada was given: grounds is 'some'"):
        mark_anew(course, "ps")
    assert held("ada")[0] == 2.0


def test_without_a_rubric_the_sheet_has_a_column_for_the_mark(course, hand_in, held, tmp_path):
    for student in ("ada", "bob", "eve"):
        hand_in(student, "An essay.")
    write_sheets(course, "ps", "why", tmp_path / "s.csv")
    filled(tmp_path / "s.csv", ada={"mark": "2,5"}, bob={"mark": "4"}, eve={"mark": "good"})
    read = read_sheet(course, "ps", "why", tmp_path / "s.csv")
    assert held("ada")[0] == 2.5
    assert read.left_out == {"bob": "4 is not between 0 and 3", "eve": "'good' is no number of points"}


def test_every_student_is_in_just_one_teachers_sheet(course, hand_in, tmp_path):
    names = [f"s{n}" for n in range(7)]
    for student in names:
        hand_in(student, "An essay.")
    written = write_sheets(course, "ps", "why", tmp_path / "s.csv", ["ann", "ben", "cem"])
    assert sorted(written.values()) == [2, 2, 3]
    found = [row["student"] for file in written for row in filled(file)]
    assert sorted(found) == names
    assert {file.name for file in written} == {"s-ann.csv", "s-ben.csv", "s-cem.csv"}
    assert shares([], ["ann"]) == {"ann": []}


def test_a_comment_is_offered_for_the_same_finding_and_to_nobody_unasked(course, hand_in, held, gradebook):
    for student, code in {"ada": "over", "bob": "over", "eve": "under", "fay": "over"}.items():
        hand_in(student, "An essay.", code)
    hand_in("gil", "", "over")
    give(gradebook, gradebook.find_assignment("ps"), [Given("ada", "why", 1.0, "Who had to know?")])
    (offer,) = offered(course, "ps", "why")
    assert (offer.found, offer.comment, offer.for_whom) == ((("price", "over"),), "Who had to know?", ("bob", "fay"))
    assert held("bob")[1] is None, "to offer is not to give"
    said = "\n".join(in_words("ps", outcomes(course, "ps")))
    assert "to give again for the same finding: tarasoff comments ps" in said
    assert give_again(course, "ps", 1, ["b*"]).for_whom == ("bob",)
    assert (held("bob")[1], held("fay")[1]) == ("Who had to know?", None)
    with pytest.raises(LookupError, match=r"No comment has the number 9.*tarasoff comments ps"):
        give_again(course, "ps", 9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RUBRIC.replace("why", "odd"), "no cell 'odd' is marked by hand"),
        (RUBRIC.replace("all: 2", "all: 1"), "come to 2 points, and why is worth 3"),
    ],
)
def test_a_rubric_that_does_not_fit_is_said_before_anything_is_marked(course, hand_in, rubric, tmp_path, text, said):
    hand_in("ada", "An essay.")
    rubric(text)
    with pytest.raises(RubricError, match=said):
        write_sheets(course, "ps", "why", tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema: [", "cannot be read"),
        ("- a", "needs schema: 1, cell and criteria"),
        ("schema: 1\ncell: why\ncriteria: []", "no list of criteria"),
        ("schema: 1\ncell: why\ncriteria:\n  - {id: a, asks: A, levels: {n: 0}}", "two at least"),
        ("schema: 1\ncell: why\ncriteria:\n  - {id: a, asks: A, levels: {n: 0, y: -1}}", "level y: -1 is no number"),
        ("schema: 1\ncell: why\ncriteria:\n  - {id: a, asks: A}", "needs id, asks and levels"),
        ("schema: 1\ncell: why\ncriteria:\n" + "  - {id: a, asks: A, levels: {n: 0, y: 1}}\n" * 2, "same id"),
    ],
)
def test_a_rubric_with_a_mistake_names_the_file_and_what_to_do(tmp_path, text, said):
    (tmp_path / "why.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RubricError, match=f"why.yaml.*{said}"):
        read_rubric(tmp_path / "why.yaml")


def test_a_cell_that_nobody_marks_by_hand_is_said(course, hand_in, tmp_path):
    hand_in("ada", "An essay.")
    with pytest.raises(LookupError, match=r"No cell 'check' of ps is marked by hand.*draw, why"):
        write_sheets(course, "ps", "check", tmp_path / "s.csv")
