import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import VERDICTS, Feedback, Named, Situation, Situations
from tarasoff.models.triage import NAMES, Tally, tally

PLACES = ("keep", "consult", "consent", "act")


def situation(name, *verdicts):
    feedback = {place: Feedback(verdict, "Because.") for place, verdict in zip(PLACES, verdicts, strict=True)}
    return Situation(name, "A client says.", "01 Toys", ("source",), feedback)


BOARD = Situations(
    1,
    "2026-11",
    tuple(Named(place, place.title()) for place in PLACES),
    (
        situation("quiet", "fits", "defensible", "over", "over"),
        situation("danger", "under", "defensible", "under", "fits"),
        situation("doubt", "under", "fits", "defensible", "over"),
    ),
)
IDS = [one.id for one in BOARD.situations]


@pytest.mark.parametrize(
    ("placed", "says"),
    [
        ({}, "0 of 3 placed: 0 fit, 0 defensible, 0 over-breach, 0 under-breach."),
        ({"quiet": "keep"}, "1 of 3 placed: 1 fit, 0 defensible, 0 over-breach, 0 under-breach."),
        (
            {"quiet": "act", "danger": "keep", "doubt": "consent"},
            "3 of 3 placed: 0 fit, 1 defensible, 1 over-breach, 1 under-breach.",
        ),
        (dict.fromkeys(IDS, "consult"), "3 of 3 placed: 1 fit, 2 defensible, 0 over-breach, 0 under-breach."),
    ],
)
def test_the_board_counts_what_was_placed(placed, says):
    assert str(tally(BOARD, placed)) == says


def test_a_situation_or_place_that_the_board_does_not_know_is_left_out():
    found = tally(BOARD, {"gone": "act", "danger": "flee", "quiet": "keep"})
    assert found.placed == 1
    assert found.of == 3
    assert found.counts == {"fits": 1, "defensible": 0, "over": 0, "under": 0}


@given(st.dictionaries(st.sampled_from([*IDS, "gone"]), st.sampled_from([*PLACES, "flee"])))
def test_every_placed_situation_is_counted_once(placed):
    found = tally(BOARD, placed)
    assert found.placed == sum(one in IDS and place in PLACES for one, place in placed.items())
    assert list(found.counts) == list(VERDICTS), "a verdict of which there is none must still say 0"


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((3, 1, 1, 0), ""),
        ((3, 1, 2, 0), "Your errors lean to ▲ too much: 2 against 0."),
        ((3, 0, 1, 2), "Your errors lean to ▼ too little: 2 against 1."),
        ((4, 0, 1, 1), "Your errors lean to neither side."),
        ((5, 1, 0, 0), "No error, so no side to lean to."),
    ],
)
def test_a_lean_is_told_from_the_sixth_on_and_not_before(counts, says):
    assert Tally(12, dict(zip(VERDICTS, counts, strict=True))).lean == says


def test_two_places_fit_only_where_the_place_decides_between_may_and_must():
    verdicts = {"keep": "under", "consult": "under", "consent": "under", "may": "fits", "act": "fits"}
    feedback = {place: Feedback(verdict, "So.") for place, verdict in verdicts.items()}
    assert Situation("tonight", "A client says.", "01 Toys", ("source",), feedback)
    with pytest.raises(Mistake, match="2 choices that fit"):
        Situation("x", "A", "01 Toys", ("s",), {**feedback, "act": feedback["keep"], "keep": feedback["act"]})


def test_every_verdict_has_a_name_on_the_screen():
    assert list(NAMES) == list(VERDICTS)
