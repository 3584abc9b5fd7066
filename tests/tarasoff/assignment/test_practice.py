"""The practice cases: whole, in order, and apart from everything that counts."""

import pytest

from tarasoff.assignment.practice import practice_case, practice_cases
from tarasoff.authoring.leaks import leaks, secrets
from tarasoff.knowledge.reading import DATA
from tarasoff.marking.key_files import open_key

ASSIGNMENTS = ["ps1-limits", "ps2-tarasoff", "ps3-trust", "ps4-criteria", "ps5-conference", ".bank"]


def test_silence_comes_first_and_no_two_neighbours_want_the_same():
    """Somebody who always tells, or never does, is not to get through the first three."""
    told = [bool(open_key(practice_case(name)).disclosure.necessary) for name in practice_cases()]
    assert len(told) == 8
    assert told[0] is False
    assert {*told[:3]} == {True, False}
    assert 3 <= told.count(True) <= 6


def test_a_case_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(KeyError, match="case-umar"):
        practice_case("case-umer")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_sentence_of_a_key_that_counts_stands_in_an_open_key(root, assignment):
    assert list(leaks(secrets(root / "source" / assignment), DATA / "practice")) == []
