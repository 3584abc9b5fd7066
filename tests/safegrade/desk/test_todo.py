"""Who needs somebody, by what is to be done: four hundred submissions on one screen, and nobody passed over."""

from safegrade.desk.report import Outcome
from safegrade.desk.todo import ByHand, by_hand, in_words, to_do


def outcome(student, lines=(), mark: float | None = 1.0, waits=(), late=0.0):
    return Outcome(student, {"essay": None} if waits else {"essay": 2.0}, mark, 5, 0, tuple(lines), dict(waits), late)


def test_the_same_thing_is_said_once_with_everybody_whom_it_is_about():
    gone = "Not graded. Run: nbgrader autograde ps --student {}, and read what it says."
    found = to_do([
        outcome("ada", ["Renamed."]),
        outcome("bob", [gone.format("bob")], None),
        outcome("cem", ["Renamed."]),
        outcome("dee", [gone.format("dee")], None),
        outcome("eve", ["Handed in 2 h 0 min late; penalty 0."], late=7200),
        outcome("fay", ["Handed in 3 h 0 min late; penalty 0."], late=10800),
    ])  # fmt: skip
    assert [(one.students, one.waits) for one in found] == [
        (("bob", "dee"), True),
        (("ada", "cem"), False),
        (("eve", "fay"), False),
    ]
    assert "--student ID," in found[0].what


def test_everybody_with_a_line_stands_there():
    several = [outcome(f"s{n}", [f"Line {n % 7}."] if n % 3 else []) for n in range(400)]
    named = {student for one in to_do(several) for student in one.students}
    assert named == {one.student for one in several if one.lines}
    assert len("\n".join(in_words("ps", several)).splitlines()) < 30


def test_blank_ones_do_not_hide_among_those_that_wait():
    several = [outcome("ada", waits={"essay": False}), outcome("bob", waits={"essay": True}), outcome("cem")]
    assert by_hand(several) == [ByHand("essay", 1, 1, 1)]
    assert "Blank, and waiting too: 1 of essay. Set them aside: tarasoff blank ps" in "\n".join(in_words("ps", several))


def test_nobody_and_no_marks_end_with_a_clear_line():
    assert list(in_words("ps", [])) == ["ps: nobody has handed in yet."]
    assert "There are no marks yet. Run: tarasoff grade ps" in list(in_words("ps", [outcome("ada", ["No."], None)]))
