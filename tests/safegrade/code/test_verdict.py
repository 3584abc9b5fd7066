"""Two witnesses count where they agree; where they differ, or one cannot tell, a person decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.code.run import visible_part
from safegrade.code.verdict import Verdict, judged, of_outputs

PASSED, FAILED, PERSON = Verdict("passed"), Verdict("failed"), Verdict("person", why="it hands over a class")
VERDICTS = st.builds(Verdict, st.sampled_from(["passed", "failed", "person"]), st.none() | st.floats(0, 10))


@pytest.mark.parametrize(
    ("inside", "outside", "kind"),
    [
        (PASSED, PASSED, "passed"),
        (FAILED, FAILED, "failed"),
        (PASSED, FAILED, "person"),
        (FAILED, PASSED, "person"),
        (PASSED, PERSON, "person"),
        (FAILED, PERSON, "person"),
        (PASSED, None, "passed"),
        (None, FAILED, "failed"),
        (Verdict("passed", credit=0.1 + 0.2), Verdict("passed", credit=0.3), "passed"),
        (Verdict("passed", credit=1.0), PASSED, "person"),
    ],
)
def test_what_two_witnesses_come_to(inside, outside, kind):
    assert judged(inside, outside).kind == kind


def test_who_wrote_nothing_has_failed_whoever_can_say_so():
    assert judged(FAILED, PERSON, is_blank=True).kind == "failed"
    assert judged(PASSED, PERSON, is_blank=True).kind == "person"


@given(VERDICTS, VERDICTS)
def test_nobody_passes_on_the_word_of_one(inside, outside):
    if judged(inside, outside).kind == "passed":
        assert inside.kind == outside.kind == "passed"


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("0.5", 0.5), ("-1", 0.0), ("False", 0.0), ("True", None), ("np.float64(1.5)", 1.5), ("nan", 0.0),
        ("Decimal('0.25')", 0.25), ("Fraction(1, 2)", 0.5), ("np.False_", 0.0), ("'0.5'", None), ("[1]", None),
    ],
)  # fmt: skip
def test_a_number_at_the_end_of_a_cell_is_its_credit(text, credit):
    assert of_outputs([{"output_type": "execute_result", "data": {"text/plain": text}}]).credit == credit


def test_what_goes_to_stderr_costs_nothing():
    assert of_outputs([{"output_type": "stream", "name": "stderr", "text": "DeprecationWarning"}]).kind == "passed"


def test_only_what_stands_between_the_marks_is_hidden():
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n### BEGIN HIDDEN TESTS\nd"
    assert visible_part(source) == "a\nc"
    assert visible_part("x\n# <<\ny\n# >>", ("<<", ">>")) == "x"
