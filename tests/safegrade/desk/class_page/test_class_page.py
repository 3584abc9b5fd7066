"""How a class did: numbers worked by hand, nobody to be told from a small group, and nothing of a student's runs."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.contract import Line, Pick, Picture, Report
from safegrade.desk.class_page.counting import Ends, Group, ends, options, picked, wrong_paths
from safegrade.desk.class_page.drawing import draw
from safegrade.desk.class_page.items import analyse
from safegrade.desk.class_page.page import class_page
from safegrade.desk.report import Outcome
from safegrade.gradebook.standing import Cell

EVIL = '<script>steal()</script>"&'
RULE = Line("The rule: Always warn", 1, 0, "not met", ("No.",), "rule", "over", ("Over-breach", "x"), "Always warn")
LAW = Line("The rule: As the law says", 1, 1, "met", ("Yes.",), "rule", chosen="As the law says")
TOLD = Line("Who is told", 2, 1, "partly", ("In part.",), "told", "under", ("Under-breach", "x"))
OPEN = Line("Who is told", 2, 0, "open", ())


def report(*lines):
    return Report("case", f"A case {EVIL}", 3, lines)


def outcome(student, found, mark=None, by_hand=None):
    mark = found.mark if mark is None else mark
    case = Cell("ps", "case", 3, mark, None, 0, look=False)
    cells = (case, Cell("ps", "essay", 2, None, by_hand, 0, look=by_hand is None))
    waits = {} if by_hand is not None else {"essay": False}
    marks = {"case": mark, "essay": by_hand}
    return Outcome(student, marks, mark + (by_hand or 0), 5, 2, (), waits, 0.0, {"case": found}, cells)


def class_of(right, wrong, blank=0):
    several = [outcome(f"r{n}", report(LAW, TOLD), by_hand=2.0) for n in range(right)]
    several += [outcome(f"w{n}", report(RULE, TOLD), by_hand=1.0) for n in range(wrong)]
    return several + [outcome(f"b{n}", report(OPEN, OPEN)) for n in range(blank)]


def text_of(html):
    body = ET.fromstring(html.replace("<!DOCTYPE html>", "").strip()).find("body")  # noqa: S314  it is ours
    return " ".join(" ".join(body.itertext()).split())


def test_difficulty_and_discrimination_are_as_worked_by_hand():
    # Shares 1 1 1 0 0 0 and 1 .5 1 .5 0 0, both .5 on average: products of what they are off add up to 1, squares to
    # 1.5 and 1.
    rows = [(1, 2), (1, 1), (1, 2), (0, 1), (0, 0), (0, 0)]
    found = analyse([{"a": (own, 1), "b": (rest, 2)} for own, rest in rows])
    assert (found["a"].count, found["a"].share, found["b"].share) == (6, 0.5, 0.5)
    assert found["a"].discrimination == pytest.approx(1 / 1.5**0.5, abs=1e-6)


def test_what_everybody_earned_tells_nobody_apart():
    found = analyse([{"a": (1, 1), "b": (n, 5)} for n in range(6)])
    assert found["a"].discrimination is None


@given(st.lists(st.fixed_dictionaries({key: st.tuples(st.floats(0, 3), st.just(3)) for key in "abc"}), max_size=12))
def test_shares_and_correlations_stay_within_their_bounds(scores):
    for item in analyse(scores).values():
        assert 0 <= item.share <= 1
        assert item.discrimination is None or -1.0001 <= item.discrimination <= 1.0001


def test_options_are_counted_and_small_groups_are_not_named():
    chosen = options([report(RULE, TOLD)] * 5 + [report(LAW, TOLD)] * 4)["The rule"]
    assert chosen.shown == (Group("Always warn", 5, 0.0),)
    assert chosen.left_out == 1


def test_what_is_missed_is_counted_once_a_student():
    missed = Pick("facts", "missed", "Sentence 2")
    found = picked([[missed, missed], *[[missed]] * 4, [Pick("facts", "too much", "Sentence 9")]], "missed")
    assert found.shown == (Group("Sentence 2", 5),)


def test_over_and_under_are_two_ends_and_both_is_a_third_thing():
    reports = [report(RULE, TOLD)] * 6 + [report(LAW, TOLD)] * 7 + [report(RULE)] * 4 + [report(LAW)] * 5
    assert ends(reports, ("under", "over")) == Ends(7, None, 6, 5)


def test_mistakes_made_together_stand_in_the_order_of_the_steps():
    (found,) = wrong_paths([report(RULE, TOLD)] * 5).shown
    assert found == Group("The rule: Always warn → Who is told: Under-breach", 5)


def test_blank_ones_are_set_aside_and_provisional_marks_are_counted():
    several = [*class_of(6, 5, 3), outcome("p", report(LAW, TOLD))]
    page = class_page("ps", several, {}, ("under", "over"))
    assert (page.handed_in, page.blank, page.counted, page.provisional) == (15, 3, 12, 1)
    # 6 with 2+2, 5 with 1+1, one with 2 of 5 points.
    assert page.average == pytest.approx((6 * 4 + 5 * 2 + 2) / 12)
    assert page.bins[4] == 6
    assert page.bins[8] == 6
    assert page.errors == ("Under-breach", "Over-breach")
    case, essay = page.parts
    assert (case.item.count, essay.item.count) == (12, 11)
    assert case.steps[0].chosen.shown == (Group("As the law says", 7, 1.0), Group("Always warn", 5, 0.0))


@pytest.mark.parametrize(
    ("several", "said"),
    [
        ([], "Nobody has handed in yet."),
        ([Outcome("ada", {}, None, 5, 0, ("Not graded.",))], "there are no marks yet. Run: tarasoff grade ps"),
        (class_of(1, 0), "1 submission with a mark and an answer: too few"),
        (class_of(2, 2), "4 submissions with a mark and an answer: too few"),
        (class_of(0, 0, 7), "7 blank"),
    ],
)
def test_a_class_too_small_to_show_ends_with_a_clear_line(several, said):
    html = draw(class_page("ps", several, {}, ("under", "over")))
    assert said in text_of(html)
    assert "Difficulty is the share" not in html


def test_nothing_from_a_file_or_a_person_runs_and_no_student_is_named():
    several = class_of(6, 5)
    picks = {one.student: {"case": [Pick("facts", "missed", EVIL)]} for one in several}
    html = draw(class_page(EVIL, several, picks, ("under", "over")))
    assert EVIL in text_of(html)
    assert "<script>" not in html
    assert not [one.student for one in several if f">{one.student}<" in html or f" {one.student} " in text_of(html)]


def test_without_two_ends_there_is_no_scale():
    assert 'id="ends"' not in draw(class_page("ps", class_of(6, 5), {}))


def test_a_picture_of_the_courses_stands_with_its_part_and_its_words_are_escaped():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" role="img"><desc>Ten went on.</desc></svg>'
    page = draw(class_page("ps", class_of(6, 6), {}, (), {"case": Picture(f"Ways {EVIL}", "How to read it.", drawn)}))
    assert drawn in page
    assert "<script" not in page
    assert f"Ways {EVIL} How to read it." in text_of(page)


def test_no_picture_is_shown_of_a_class_that_is_too_small():
    page = draw(class_page("ps", class_of(2, 2), {}, (), {"case": Picture("Ways", "How to read it.", "<svg/>")}))
    assert "Ways" not in page
