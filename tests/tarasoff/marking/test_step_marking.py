"""Steps in which several things are picked or put in order: by hand, and never wrong by silence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.in_words import as_html, as_text
from tarasoff.assignment.files import load_part
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark, model_answers, worst_answers

# A whole case about toys: nothing in it is an answer to anything that students get.
CASE = """
schema: 1
part: case-toys
kind: case
title: "The toy shop"
points: 10
setting: "You mind a shop."
rule: "Choose it yourself."
story: ["It rains.", "A ball is gone.", "A child laughs.", "The door is open."]
sentences: true
rules:
  - {id: ask, label: "Ask first"}
  - {id: shout, label: "Shout first"}
actions:
  - {id: look, label: "Look around"}
  - {id: lock, label: "Lock the door"}
  - {id: guard, label: "Stand at the door"}
  - {id: phone, label: "Phone the paper"}
  - {id: note, label: "Write it down"}
order: 3
record:
  - {id: what, label: "What is gone"}
  - {id: who, label: "Who was there"}
  - {id: weather, label: "The weather"}
rationale: "Why?"
"""
KEY = """
schema: 1
part: case-toys
weights: {facts: 2, rule: 2, action: 4, record: 2}
facts:
  section: "01 Toys"
  sources: [a]
  needed: {"2": "It is gone.", "4": "It can leave."}
  fine: {"3": "A laugh proves nothing."}
  otherwise: "This decides nothing."
  lacking: "Something that decides is missing."
rule:
  section: "01 Toys"
  sources: [a]
  options:
    ask: {credit: 1, why: "You may be wrong."}
    shout: {credit: 0.25, breach: over, why: "Everybody hears it."}
actions:
  section: "01 Toys"
  sources: [a]
  options:
    look: {credit: 1, why: "First see."}
    lock: {credit: 1, why: "It stays."}
    guard: {credit: 0.5, why: "As long as you stand there."}
    phone: {credit: 0, breach: over, why: "The paper finds no ball."}
    note: {credit: 1, why: "It costs nothing."}
  ladder:
    - {ways: [look], lacking: "Nobody has looked.", breach: under}
    - {ways: [lock, guard], lacking: "The door is open.", breach: under}
  turned: "First see, then act."
record:
  section: "01 Toys"
  sources: [a]
  needed: {what: "It has to be known.", who: "They can be asked."}
  wrong: {weather: "Nobody asks."}
  otherwise: "Not this."
  lacking: "Something is missing."
clashes:
  - {when: {rule: ask, does: phone}, why: "You wanted to ask first, and phoned.", breach: over}
  - {when: {marks: 4, leaves: lock, omits: who}, why: "You saw the door."}
"""
ACTIONS = ("look", "lock", "guard", "phone", "note")


def written(folder, part=CASE, key=KEY):
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "case-toys.yaml").write_text(part, encoding="utf-8")
    (folder / "keys" / "case-toys.yaml").write_text(key, encoding="utf-8")
    loaded = load_part(folder / "case-toys.yaml")
    return loaded, load_key(folder / "keys" / "case-toys.yaml", loaded)


@pytest.fixture(scope="module")
def toys(tmp_path_factory):
    return written(tmp_path_factory.mktemp("toys"))


def line(toys, about, **answers):
    return next(one for one in mark(*toys, answers).lines if one.about.startswith(about))


def test_the_best_earn_all_and_the_worst_and_the_blank_nothing(toys):
    assert mark(*toys, model_answers(*toys)).mark == 10
    assert mark(*toys, None).mark == 0
    # Even the worst rule of the toy case has a quarter of its two points.
    assert mark(*toys, worst_answers(*toys)).mark == 0.5


@pytest.mark.parametrize(
    ("facts", "earned"),
    [([2, 4], 2), ([2], 1), ([2, 3, 4], 2), ([1, 2, 4], 1), ([1, 2], 0), ([1, 2, 3, 4], 1), ([1, 3], 0)],
)
def test_sentences_earn_by_recall_less_what_decides_nothing(toys, facts, earned):
    assert line(toys, "The sentences", facts=facts).earned == earned


@pytest.mark.parametrize(
    ("actions", "earned"),
    [
        (["look", "lock"], 4),
        (["look", "guard"], 3),  # 1 and 0.5 of two rungs
        (["lock", "look"], 3),  # turned round: half a rung
        (["look"], 2),
        (["look", "lock", "note"], 4),  # stands on no rung, and harms nobody
        (["look", "lock", "phone"], 2),  # one harm costs one rung of two
        (["phone"], 0),
        (["look", "guard", "lock"], 4),  # the better way up a rung counts
    ],
)
def test_actions_earn_by_the_rungs_that_they_reach(toys, actions, earned):
    assert line(toys, "What you do", actions=actions).earned == pytest.approx(earned)


def test_what_is_too_much_and_what_is_too_little_are_both_named(toys):
    assert line(toys, "What you do", actions=["look", "lock", "phone"]).code == "over"
    assert line(toys, "What you do", actions=["look"]).code == "under"
    text = as_text(mark(*toys, {"actions": ["lock", "look"], "record": ["what", "weather"]}))
    assert "First see, then act." in text
    assert "You ticked 1 of the 2 things that belong on record, and 1 that does not." in text
    assert "“The weather”. Nobody asks." in text


def test_answers_that_clash_are_named_and_cost_nothing_by_themselves(toys):
    both = {"rule": "ask", "actions": ["look", "lock", "phone"], "facts": [2, 4], "record": ["what"]}
    report = mark(*toys, both)
    clashes = [one for one in report.lines if one.verdict == "clash"]
    assert [one.why for one in clashes] == [("You wanted to ask first, and phoned.",)]
    assert all(one.points == one.earned == 0 for one in clashes)
    assert "≠ Look again" in as_text(report)
    # What was not answered clashes with nothing.
    assert not [one for one in mark(*toys, {"facts": [4]}).lines if one.verdict == "clash"]


def test_a_rationale_is_kept_for_whoever_marks_it_and_earns_nothing_here(toys):
    report = mark(*toys, {"rationale": " <b>Because</b> "})
    assert report.written == "<b>Because</b>"
    assert "Rationale, marked by hand: &lt;b&gt;Because" in as_html(report)
    assert report.mark == 0


picks = st.fixed_dictionaries(
    {},
    optional={
        "facts": st.lists(st.integers(1, 4), max_size=5),
        "rule": st.sampled_from(["ask", "shout"]),
        "actions": st.lists(st.sampled_from(ACTIONS), max_size=5),
        "record": st.lists(st.sampled_from(["what", "who", "weather"]), max_size=4),
        "rationale": st.text(max_size=20),
    },
)
scalar = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
json_like = st.recursive(scalar, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=6), one))
nonsense = st.dictionaries(
    st.sampled_from(["facts", "rule", "actions", "record", "rationale", "action", "extra"]), json_like
)


@given(answers=picks | nonsense)
def test_a_mark_lies_within_its_bounds_and_says_why_it_is_not_full(toys, answers):
    report = mark(*toys, answers)
    assert 0 <= report.mark <= 10
    assert report == mark(*toys, answers)
    for one in report.lines:
        assert 0 <= one.earned <= one.points
        assert one.earned == one.points or one.why or one.items
    json.dumps(report.as_dict(), allow_nan=False)


@given(answers=picks, extra=st.sampled_from([("facts", 1), ("record", "weather"), ("actions", "phone")]))
def test_what_is_too_much_never_raises_a_mark(toys, answers, extra):
    step, one = extra
    given_ = answers.get(step, [])
    if one in given_ or (step == "actions" and len(dict.fromkeys(given_)) >= 3):
        return
    more = {**answers, step: [*given_, one]}
    assert mark(*toys, more).mark <= mark(*toys, answers).mark


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"4": "It can leave."', '"9": "It can leave."', r"The key of facts names '9', which is not a choice"),
        ('    note: {credit: 1, why: "It costs nothing."}\n', "", "misses note. Give each action its credit"),
        ("{ways: [look], lack", "{ways: [phone], lack", "No way up rung 1 earns full credit"),
        ("ways: [lock, guard]", "ways: [look, guard]", "An action stands on two rungs"),
        ("does: phone", "does: fly", "A clash names 'fly', which is not an action"),
        ("marks: 4", "marks: 40", "A clash names 40, which is not a sentence"),
        ("facts: 2, rule", "facts: 3, rule", "The weights add up to 11, not 10"),
        ("{weather: ", "{who: ", "names something twice"),
        ("credit: 0.5", "credit: 5", "is not a credit"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_fit_names_what_and_how_to_mend_it(tmp_path, old, new, problem):
    assert KEY.count(old) == 1
    with pytest.raises(DataFileError, match=problem):
        written(tmp_path, key=KEY.replace(old, new))


def test_a_step_without_a_key_and_a_key_without_a_step_are_refused(tmp_path):
    with pytest.raises(DataFileError, match="The key has facts, which is not asked"):
        written(tmp_path, part=CASE.replace("sentences: true\n", ""))
    alone = KEY.split("record:\n", maxsplit=1)[0] + "clashes: []\n"
    with pytest.raises(DataFileError, match="The key misses record"):
        written(tmp_path, key=alone)
