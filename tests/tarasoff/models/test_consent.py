import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.knowledge.records import ConsentMaterial, Limit, Phrase
from tarasoff.models.consent import compose

LIMITS = tuple(
    Limit(name, name.title(), f"Not told about {name}.", ("source",)) for name in ("danger", "court", "abuse")
)
GOOD = (
    Phrase("open", "I keep what you say to myself."),
    Phrase("harm", "Unless somebody is in danger.", ("danger", "abuse")),
    Phrase("judge", "Or a court orders it.", ("court",)),
    Phrase("child", "Or a child is hurt.", ("abuse",)),
)
BAD = (
    Phrase("never", "Nothing ever leaves this room.", ("danger", "court", "abuse"), "promise", "It can."),
    Phrase("police", "I will call the police on you.", ("danger",), "threat", "It frightens."),
    Phrase("latin", "Privilege is waivable.", ("court",), "jargon", "Nobody speaks like this."),
)
# Good and bad alternate, so that the order of the material is not the order of the lists above.
MATERIAL = ConsentMaterial(
    1, "2026-11", "01 Toys", LIMITS, (GOOD[0], BAD[0], GOOD[1], BAD[1], GOOD[2], BAD[2], GOOD[3])
)
good_ids, bad_ids = [phrase.id for phrase in GOOD], [phrase.id for phrase in BAD]
any_ids = st.lists(st.sampled_from([*good_ids, *bad_ids, "gone"]), max_size=10)


def names(records):
    return [record.id for record in records]


def test_a_client_hears_the_phrases_in_an_order_that_reads_well():
    assert compose(MATERIAL, ["judge", "open"]).text == "I keep what you say to myself. Or a court orders it."
    assert compose(MATERIAL, ["judge", "open", "judge"]) == compose(MATERIAL, ["open", "judge"])


def test_a_script_says_which_limits_it_explains_and_which_it_leaves_out():
    script = compose(MATERIAL, ["open", "harm"])
    assert names(script.covered) == ["danger", "abuse"]
    assert names(script.missing) == ["court"]
    assert script.problems == ()


def test_an_empty_script_leaves_everything_out():
    script = compose(MATERIAL, [])
    assert script.text == ""
    assert names(script.missing) == ["danger", "court", "abuse"]


@pytest.mark.parametrize("phrase", BAD, ids=lambda phrase: phrase.problem)
def test_a_phrase_with_a_problem_explains_no_limit(phrase):
    script = compose(MATERIAL, [phrase.id])
    assert script.covered == ()
    assert script.problems == (phrase,)
    assert script.text == phrase.text, "the client hears it all the same"


def test_a_good_phrase_still_counts_beside_a_bad_one_on_the_same_limit():
    assert names(compose(MATERIAL, ["latin", "judge"]).covered) == ["court"]


@given(any_ids)
def test_phrases_that_the_material_does_not_know_are_left_out(chosen):
    assert compose(MATERIAL, [*chosen, "gone"]) == compose(MATERIAL, [one for one in chosen if one != "gone"])


@given(any_ids)
def test_every_limit_is_either_explained_or_missing(chosen):
    script = compose(MATERIAL, chosen)
    assert sorted(names(script.covered) + names(script.missing)) == sorted(names(LIMITS))


@given(any_ids, st.lists(st.sampled_from(good_ids)))
def test_saying_more_good_phrases_never_leaves_more_out(chosen, more):
    before, after = compose(MATERIAL, chosen), compose(MATERIAL, [*chosen, *more])
    assert set(after.missing) <= set(before.missing)
    assert after.problems == before.problems


@given(any_ids, st.lists(st.sampled_from(bad_ids)))
def test_bad_phrases_never_explain_anything_more(chosen, more):
    assert compose(MATERIAL, [*chosen, *more]).missing == compose(MATERIAL, chosen).missing
