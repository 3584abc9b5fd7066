"""What the answers alone say of a learner's way."""

from tarasoff.progress.standing import cases_marked, scenarios_played, standing, wrong_ones

ANSWERS = {
    "practice": {
        "opening": {"picked": "d", "checked": True},  # 00, right
        "default-is-silence": {"picked": "a", "checked": True},  # 00, wrong
        "flags-at-three-percent": {"picked": "a", "checked": False},  # not checked yet
        "gone-since": {"picked": "a", "checked": True},  # of another version
    },
    "progress": {"00": True, "02": True},
    "scenarios": {
        "door": {"runs": [{"ended": False}, {"ended": True}]},
        "friday": {"runs": [{"ended": False}]},
        "door/session": "He means it.",
    },
    "case-umar": {"marked": True, "tries": 2},
    "case-vera": {"rule": "x"},
    "guesses": {"told": 40},
    "explorer-people": {"guess": 20},
    "broken": 5,
}


def test_questions_are_counted_by_lecture_and_unknown_ones_not_at_all():
    now = standing(ANSWERS)
    assert (now.answered, now.right) == (2, 1)
    first = now.lectures[0]
    assert (first.lecture.id, first.done, first.answered, first.right) == ("00", True, 2, 1)


def test_one_goes_on_with_the_first_lecture_that_is_not_worked_through():
    assert standing(ANSWERS).go_on.id == "01"
    everything = {"progress": {one.lecture.id: True for one in standing({}).lectures}}
    assert standing(everything).go_on is None


def test_what_was_done_beside_is_counted_by_kind():
    assert dict(standing(ANSWERS).kinds) == {"guesses": 2, "scenario played": 1, "practice case marked": 1}
    assert (scenarios_played(ANSWERS), cases_marked(ANSWERS)) == (("door",), ("case-umar",))


def test_what_was_wrong_before_it_was_right_is_still_a_wrong_one():
    right_now = {"practice": {"opening": {"picked": "d", "checked": True, "missed": ["a"]}}}
    assert wrong_ones(right_now) == ("opening",)
    assert wrong_ones(ANSWERS) == ("default-is-silence",)
    assert standing(right_now).right == 1


def test_a_file_of_nonsense_counts_nothing():
    odd = {"practice": 5, "progress": [], "scenarios": {"a": {"runs": 5}}, "case-x": 1, "reviews": None}
    assert str(standing(odd)) == f"0 of {len(standing({}).lectures)} lectures worked through."
