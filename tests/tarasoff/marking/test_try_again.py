"""Trying a case again: what was right stays, and what was wrong is open."""

import pytest

from tarasoff.assignment.changes import merged
from tarasoff.assignment.practice import practice_case, practice_cases
from tarasoff.marking.key_files import open_key
from tarasoff.marking.mark import mark, model_answers, worst_answers
from tarasoff.marking.try_again import taken_back


def test_what_was_wrong_is_open_again_and_what_was_right_is_not(case):
    answers = {
        "criteria": {"big": "met", "red": "met"},
        "action": "keep",
        "disclosure": {"boss": ["name", "price"], "press": ["price"]},
    }
    changes = taken_back(*case, answers)
    assert changes == {"criteria": {"red": None}, "action": None, "disclosure": {"boss": ["name", "price"]}}
    assert merged(answers, changes) == {"criteria": {"big": "met"}, "disclosure": {"boss": ["name", "price"]}}


@pytest.mark.parametrize("told", [{}, {"press": ["price"]}])
def test_a_disclosure_of_which_nothing_was_right_is_open_again(case, told):
    assert taken_back(*case, {"disclosure": told}) == {"disclosure": None}


@pytest.mark.parametrize("name", practice_cases())
def test_of_the_best_answers_nothing_is_taken_back_and_of_the_worst_nothing_wrong_stays(name):
    """Whoever keeps what was right must not lose a right answer, nor be left with a wrong one."""
    part = practice_case(name)
    key = open_key(part)
    assert taken_back(part, key, model_answers(part, key)) == {}
    worst = worst_answers(part, key)
    left = merged(worst, taken_back(part, key, worst))
    for line in mark(part, key, left).lines:
        assert line.verdict in ("open", "met", "partly"), line
        assert not [item for item in line.items if item.mark in ("over", "off")]
