"""What a class missed and said too much of: as the key has it, and nothing of a step that was not answered."""

from hypothesis import given
from hypothesis import strategies as st

from safegrade.contract import Pick
from tarasoff.assignment.files import load_parts
from tarasoff.marking.key_files import key_of
from tarasoff.marking.mark import model_answers, worst_answers
from tarasoff.marking.picks import picks_of


def test_what_was_needed_and_not_said_is_missed_and_the_rest_is_too_much(case):
    told = {"disclosure": {"boss": ["name", "price"], "press": ["price"]}}
    assert list(picks_of(*case, told)) == [
        Pick("disclosure", "missed", "The child: “Its name”"),
        Pick("disclosure", "too much", "The press: “Its price”"),
    ]


def test_what_is_not_answered_is_not_missed(case):
    assert list(picks_of(*case, {})) == []


STEPS = st.sampled_from(["disclosure", "facts"])


@given(st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(STEPS, inner)))
def test_nothing_that_a_student_writes_makes_it_fail(case, answers):
    list(picks_of(*case, answers))


def test_the_best_answers_miss_nothing(root):
    source, steps = root / "source" / "ps5-conference", set()
    for part in load_parts(source).values():
        key = key_of(source, part, "a")
        found = list(picks_of(part, key, model_answers(part, key)))
        assert [one for one in found if one.kind != "chosen"] == []
        steps |= {one.step for one in picks_of(part, key, worst_answers(part, key)) if one.kind == "missed"}
    assert {"facts", "record", "disclosure", "actions"} <= steps, "what was needed and not picked is missed"
