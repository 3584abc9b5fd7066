import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.knowledge.teaching.redactions import FileNote, Need, Recipient, Sentence
from tarasoff.models.redaction import redact


def recipient(name, **more):
    return Recipient(name, name.title(), "They call.", "Because.", ("source",), **more)


def sentence(name, **needs):
    return Sentence(
        name, f"the {name}", f"A {name}.", {to: Need(need, "Because.", (f"s_{name}",)) for to, need in needs.items()}
    )


RECIPIENTS = (recipient("friend"), recipient("press", nothing=True))
SENTENCES = (
    sentence("knife", friend="needed", press="no"),
    sentence("hour", friend="needed", press="no"),
    sentence("weather", friend="may", press="no"),
    sentence("secret", friend="no", press="no"),
)
NOTE = FileNote("toy", "A toy", "A shop.", RECIPIENTS, SENTENCES)
IDS = [one.id for one in SENTENCES]
said_ids = st.lists(st.sampled_from([*IDS, "gone"]), max_size=6)


def test_both_errors_are_named():
    found = redact(NOTE, "friend", ["knife", "secret"])
    assert found.too_much == ("the secret",)
    assert found.too_little == ("the hour",)
    assert str(found) == "Friend. Too much: the secret. Too little: the hour. 2 of 4 are fine."


def test_what_is_needed_and_no_more_is_fine():
    found = redact(NOTE, "friend", ["hour", "knife"])
    assert (found.too_much, found.too_little, found.fine) == ((), (), 4)
    assert found.hears == "A knife. A hour.", "the recipient hears it in the order of the note"
    assert str(found) == "Friend. Not too much, and not too little. 4 of 4 are fine."


@pytest.mark.parametrize("said", [["knife", "hour"], ["knife", "hour", "weather"]])
def test_what_can_be_defended_either_way_is_no_error(said):
    found = redact(NOTE, "friend", said)
    assert found.fine == 4
    assert [one.verdict for one in found.lines] == ["fits", "fits", "defensible", "fits"]


def test_to_say_nothing_is_an_error_too():
    assert redact(NOTE, "friend", []).too_little == ("the knife", "the hour")


def test_whoever_has_no_ground_hears_nothing():
    assert redact(NOTE, "press", []).fine == 4
    assert redact(NOTE, "press", ["weather"]).too_much == ("the weather",)


def test_it_rests_on_the_ground_and_on_each_reason():
    assert redact(NOTE, "friend", []).sources == ("source", "s_knife", "s_hour", "s_weather", "s_secret")


def test_a_recipient_whom_the_note_does_not_know_is_refused():
    with pytest.raises(KeyError):
        redact(NOTE, "gone", [])


@given(st.sampled_from(["friend", "press"]), said_ids)
def test_every_sentence_is_fine_or_one_of_the_errors(to, said):
    found = redact(NOTE, to, said)
    assert found.fine + len(found.too_much) + len(found.too_little) == len(IDS)
    assert found == redact(NOTE, to, [one for one in said if one != "gone"])
    # Saying more never mends too much, and never makes too little worse.
    more = redact(NOTE, to, [*said, "knife", "secret"])
    assert set(found.too_much) <= set(more.too_much)
    assert set(more.too_little) <= set(found.too_little)


@pytest.mark.parametrize(
    ("recipients", "sentences", "says"),
    [
        (RECIPIENTS, (sentence("knife", friend="needed"),), "Judge it for friend, press, in that order"),
        (RECIPIENTS, (sentence("knife", press="no", friend="needed"),), "Judge it for friend, press, in that order"),
        (RECIPIENTS, (sentence("knife", friend="needed", press="may"),), "press of toy hears nothing"),
        (RECIPIENTS, (sentence("knife", friend="may", press="no"),), "No sentence is needed for friend of toy"),
    ],
)
def test_a_note_that_cannot_be_judged_is_refused(recipients, sentences, says):
    with pytest.raises(ValueError, match=says):
        FileNote("toy", "A toy", "A shop.", recipients, sentences)


def test_a_need_that_is_none_is_refused():
    with pytest.raises(ValueError, match="Write one of: needed, may, no"):
        Need("perhaps", "Because.", ("source",))
