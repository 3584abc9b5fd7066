"""Guess first: before the guess nothing in the page tells the result, and after it both stand there, kept."""

import json
import re

import pytest

import tarasoff
from tarasoff import DisclosureSimulator, DutyFinder, Guess, PeopleGrid, Reflection
from tarasoff.knowledge.teaching import library

pytestmark = pytest.mark.usefixtures("folder")

GATED = [guess for guess in library.guesses().values() if guess.view]
ALONE = [guess for guess in library.guesses().values() if not guess.view]


def opened(words):
    return getattr(tarasoff, words.view)(guess=words.id) if words.view else Guess(words.id)


def a_guess(words):
    """A guess that is not the answer."""
    if words.kind == "number":
        return words.high - 0.5
    return words.options[0].id if words.kind == "option" else [one.id for one in reversed(words.options)]


def in_page(view):
    """All that the browser holds, but for the program and the style sheet; and the text beside it in the notebook."""
    state = view.get_state()
    told = {name: state[name] for name in ("content", "answer", "summary", "note")}
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return json.dumps(told, ensure_ascii=False) + data["text/plain"]


@pytest.mark.parametrize("words", library.guesses().values(), ids=list(library.guesses()))
def test_nothing_in_the_page_tells_the_result_before_the_guess(words):
    view = opened(words)
    before = in_page(view)
    asked = view.content["gate"]
    assert set(view.content) == {"title", "gate", *(("closed",) if words.view else ())}
    assert set(asked) == {*("kind", "question", "setting", "unit", "low", "high"), "field", "options", "words"}
    assert view.summary == {}
    assert view.answer == {}
    assert words.after.split("{")[0] not in before
    texts = [asked["setting"], asked["question"], asked["unit"], *(one.label for one in words.options)]
    own = re.findall(r"\d+", " ".join([*texts, f"{words.low:g} {words.high:g}"]))
    assert set(re.findall(r"\d+", before)) <= {*own, "0"}, "a number stands in the page that is not the question's own"
    view.answer = {asked["field"]: a_guess(words)}
    assert view.note["text"] == "Saved.", view.note
    after = in_page(view)
    told = view.summary["gate"]
    assert told["said"].startswith("You said " if words.kind == "number" else ("You chose another", "That is right."))
    assert told["said"] in after


def test_the_scenes_come_with_the_guess_and_not_before_it():
    view = DisclosureSimulator(guess="who-still-tells")
    assert "29" not in in_page(view)
    assert "rows" not in in_page(view)
    assert view.closed
    view.answer = {"guess": 60}
    assert view.summary["gate"]["said"] == "You said 60; it is 29 of 100."
    assert "29 tell" in view.summary["text"]
    assert len(view.summary["rows"]["m"]) == len(view.content["sliders"][0]["values"])
    assert not view.closed


def test_a_guess_is_there_after_a_restart_and_may_be_given_anew(saved):
    first = PeopleGrid(guess="flags-when-rare")
    first.answer = {"guess": 63}
    assert saved() == {"explorer-people-flags-when-rare": {"guess": 63}}
    again = PeopleGrid(guess="flags-when-rare")
    assert again.summary["gate"]["said"] == "You said 63; it is about 5 of 100."
    again.answer = {"guess": 10, "base_rate": 0.05}
    assert again.summary["gate"]["said"] == "You said 10; it is about 5 of 100.", "the answer moved with the slider"
    assert saved() == {"explorer-people-flags-when-rare": {"guess": 10, "base_rate": 0.05}}
    alone = Guess("told-their-clinician")
    alone.answer = {"told-their-clinician": 60}
    assert Guess("told-their-clinician").summary["gate"]["said"] == "You said 60; it is 39 of 100."
    assert saved()["guesses"] == {"told-their-clinician": 60}


def test_a_view_starts_where_its_guess_starts():
    view = PeopleGrid(guess="flags-when-rare")
    view.answer = {"guess": 63}
    starts = {slider["id"]: slider["start"] for slider in view.content["sliders"]}
    assert starts["base_rate"] == 0.03
    assert "30 would harm" in view.summary["text"]
    # The text's own numbers, without a guess too.
    assert "275 would harm" in PeopleGrid().summary["text"]
    assert dict(tarasoff.ThresholdExplorer().exhibit.scene({}).numbers)["Threshold"] == "20%"


def test_the_finder_waits_with_its_facts():
    view = DutyFinder(guess="corin-in-michigan")
    assert "findings" not in in_page(view)
    view.answer = {"guess": "no basis"}
    assert view.content["start"]["place"] == "MI"
    assert view.summary["findings"][0]["place"] == "Michigan"
    kind = view.summary["findings"][0]["kind"]
    label = next(one["label"] for one in view.content["gate"]["options"] if one["id"] == kind)
    assert view.summary["gate"]["said"] == f"You chose another answer. It is: {label}"


@pytest.mark.parametrize(
    ("guess", "wrong", "says"),
    [
        ("told-their-clinician", [101, -1, "39", True, float("nan"), [39]], "Guess a number from 0 to 100."),
        ("who-had-heard", ["gone", 1, ["police"]], "not one of the answers"),
    ],
)
def test_what_is_no_guess_is_refused_and_opens_nothing(saved, guess, wrong, says):
    view = Guess(guess)
    for given in wrong:
        view.answer = {guess: given}
        assert says in view.note["text"], given
        assert view.summary == {}
    assert saved() == {}
    gated = DisclosureSimulator(guess="who-still-tells")
    gated.answer = {"guess": 101}
    assert gated.closed
    assert "Guess a number" in gated.note["text"]
    assert gated.summary == {}


def test_an_order_is_compared_as_a_whole(monkeypatch):
    from tarasoff.knowledge.records import Named
    from tarasoff.knowledge.teaching.asking import GuessWords
    from tarasoff.models.guess import compared, refuse

    options = tuple(Named(one, one.upper()) for one in "abc")
    words = GuessWords("o", "04", "order", "Which first?", "So.", options=options, order=("c", "a", "b"))
    assert refuse(words, ["a", "b", "c"]) is None
    for wrong in (["a", "b"], ["a", "a", "b"], "abc", [1, 2, 3], None):
        assert refuse(words, wrong), wrong
    assert compared(words, ["a", "b", "c"], words.order) == "You chose another order. It is: C; A; B."
    assert compared(words, ["c", "a", "b"], words.order) == "That is right."
    monkeypatch.setattr(library, "guesses", lambda: {"o": words})
    view = Guess("o")
    assert '"c", "a", "b"' not in in_page(view)
    view.answer = {"o": ["c", "a", "b"]}
    assert view.summary["gate"]["said"].endswith("That is right.")


def test_a_guess_of_another_view_is_named_with_what_to_write():
    with pytest.raises(KeyError, match=r'Write PeopleGrid\(guess="flags-when-rare"\)'):
        Guess("flags-when-rare")
    with pytest.raises(KeyError, match=r'Write Guess\("told-their-clinician"\)'):
        PeopleGrid(guess="told-their-clinician")
    with pytest.raises(KeyError, match="Did you mean flags-when-rare"):
        PeopleGrid(guess="flags-when-rar")


def test_a_file_that_does_not_say_what_is_right_is_refused():
    from tarasoff.knowledge.mistakes import Mistake
    from tarasoff.knowledge.records import Named
    from tarasoff.knowledge.teaching.asking import GuessWords

    two = (Named("a", "A"), Named("b", "B"))
    for wrong in (
        {"kind": "number"},
        {"kind": "number", "number": 3.0, "study": "T21"},
        {"kind": "number", "number": 3.0, "options": two},
        {"kind": "number", "option": "a", "options": two},
        {"kind": "option", "option": "a"},
        {"kind": "option", "option": "c", "options": two},
        {"kind": "order", "order": ("a",), "options": two},
        {"kind": "order", "order": ("a", "b"), "options": two},
        {"kind": "option", "option": "a", "view": "DutyFinder", "options": two},
    ):
        with pytest.raises(Mistake):
            GuessWords("o", "04", question="?", after="So.", **wrong)


@pytest.mark.parametrize("words", GATED, ids=[guess.id for guess in GATED])
def test_a_guess_can_be_right(words):
    """What is so can be said: it lies in the range, or is one of the options."""
    view = opened(words)
    kind, truth = words.kind, view.gate.truth
    assert words.low <= truth <= words.high if kind == "number" else truth in [one.id for one in words.options]


def test_two_sentences_are_kept_and_there_after_a_restart(saved):
    box = Reflection("passed-on")
    box.answer = {"passed-on": "I said less.\n\nAnd to fewer. é"}
    Reflection("locked-up").answer = {"locked-up": "Perhaps."}
    assert Reflection("passed-on").answer == box.answer
    assert saved()["reflections"] == {"passed-on": "I said less.\n\nAnd to fewer. é", "locked-up": "Perhaps."}
    for wrong in (5, ["So."], "x" * 10_001):
        box.answer = {"passed-on": wrong}
        assert box.note["tone"] == "problem"
    box.answer = {"passed-on": None}
    assert saved()["reflections"] == {"locked-up": "Perhaps."}
    assert Reflection("passed-on").kept != Reflection("locked-up").kept, "a draft would come up in the wrong box"


def test_every_prompt_is_asked_in_words_and_belongs_to_a_lecture():
    for prompt in library.prompts().values():
        assert Reflection(prompt.id).content["asks"].endswith("?") or "Write" in prompt.asks
        assert prompt.lecture.isdigit()
