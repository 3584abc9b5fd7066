"""A story that counts is marked on what was known, whatever luck gave, and whatever a log says of itself."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.assignment.analysis import only_a_person, read
from tarasoff.assignment.files import load_part
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark, model_answers, worst_answers
from tarasoff.scenarios.log import as_data
from tarasoff.scenarios.play import Move, Play, play
from tarasoff.scenarios.plot import Plot
from tarasoff.scenarios.resuming import log_of

PART = """
schema: 1
part: scenario-toy
kind: scenario
title: "The toy shop"
points: 3
story: toy
"""
STORY = """
schema: 1
id: toy
title: "The toy shop"
about: "A neighbour asks."
setting: "You sell toys."
minutes: 2
as_of: "2026-11"
people: {nora: {name: "Nora"}, boss: {name: "The boss"}}
known:
  - {id: price, says: "The bear costs ten."}
  - {id: rain, says: "It rains."}
start: door
scenes:
  - id: door
    title: "At the door"
    lines: [{nora: "Did he buy the bear?"}]
    asks: "What do you say?"
    choices:
      - id: ask
        text: "Why do you ask?"
        learn: [price]
        chance: {outcomes: [{to: till, learn: [rain]}, {to: till}]}
      - {id: yes-he-did, text: "Yes.", heard: {nora: [price]}, to: till}
  - id: till
    title: "At the till"
    lines: [{nora: "Thank you."}, {narrator: "It rains.", when: [rain]}]
    asks: "What do you write down?"
    choices:
      - {id: line, text: "That she came.", to: end}
      - {id: page, text: "All of it.", to: end}
  - id: end
    title: "Evening"
    lines: [{narrator: "You close."}]
    ending: {title: "Closed", remains: "The bear is sold."}
"""
KEY = """
schema: 1
part: scenario-toy
salt: "0123456789abcdef"
scenes:
  door:
    section: "01 Who may hear what"
    colleague: "Ask."
    choices:
      ask: [{verdict: fits, why: "You learn something, she nothing."}]
      yes-he-did: [{verdict: over, why: "She need not know.", price: "He may mind."}]
  till:
    section: "01 Who may hear what"
    colleague: "A line."
    choices:
      line:
        - {verdict: fits, when: [price], why: "It is enough."}
        - {verdict: defensible, credit: 0.5, why: "You had nothing better."}
      page: [{verdict: under, why: "Nobody will find it."}]
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return written(tmp_path_factory.mktemp("toy"))


def written(folder, story=STORY, key=KEY):
    (folder / "scenarios").mkdir()
    (folder / "keys").mkdir()
    (folder / "scenario-toy.yaml").write_text(PART, encoding="utf-8")
    (folder / "scenarios" / "toy.yaml").write_text(story, encoding="utf-8")
    (folder / "keys" / "scenario-toy.yaml").write_text(key, encoding="utf-8")
    part = load_part(folder / "scenario-toy.yaml")
    return part, load_key(folder / "keys" / "scenario-toy.yaml", part)


def handed_in(now: Play):
    return {now.plot.scenario.id: {"runs": [json.loads(json.dumps(as_data(log_of(now))))]}}


def marked(toy, *choices, seed=1):
    part, key = toy
    return mark(part, key, handed_in(play(Plot(part.story), seed, map(Move, choices))))


def test_each_decision_earns_its_share_and_both_errors_are_named(toy):
    report = marked(toy, "yes-he-did", "page")
    assert [(line.about, line.earned, line.code) for line in report.lines] == [
        ("At the door", 0, "over"),
        ("At the till", 0, "under"),
    ]
    assert report.lines[0].items[0] == ("over", "Yes.", "She need not know. He may mind.")
    assert {line.among for line in report.lines} == {"What you decided"}
    assert marked(toy, "ask", "line").mark == 3


def test_a_choice_is_judged_on_what_was_known_then(toy):
    """Half of 1.5 for the line that was written without knowing the price."""
    report = marked(toy, "yes-he-did", "line")
    assert (report.mark, report.lines[1].verdict, report.lines[1].items[0].mark) == (0.75, "partly", "partly")


def test_an_unfinished_play_earns_what_is_decided_and_says_what_is_open(toy):
    part, _ = toy
    report = marked(toy, "ask")
    assert [(line.verdict, line.points, line.earned) for line in report.lines] == [("met", 1.5, 1.5), ("open", 1.5, 0)]
    answers = handed_in(play(Plot(part.story), 1, [Move("ask")]))
    assert read(part, answers).open == ("“The toy shop”, played to its end",)
    assert not only_a_person(part, answers)


@given(seeds=st.tuples(*[st.integers(0, 2**40)] * 2), data=st.data())
def test_the_same_choices_have_the_same_mark_with_any_luck(lambert, seeds, data):
    part, key = lambert
    first, second = (play(Plot(part.story), seed) for seed in seeds)
    while not first.ended:
        choice = data.draw(st.sampled_from(first.plot.choices(first.here))).id
        first, second = first.after(Move(choice)), second.after(Move(choice))
    both = [mark(part, key, handed_in(one)) for one in (first, second)]
    assert both[0] == both[1]
    assert 0 <= both[0].mark <= part.points
    assert not both[0].notes


@pytest.fixture(scope="module")
def lambert(root):
    source = root / "source" / "ps5-conference"
    part = load_part(source / "scenario-lambert.yaml")
    return part, load_key(source / "keys" / "scenario-lambert.yaml", part)


def test_the_best_play_earns_all_the_worst_little_and_no_play_nothing(lambert):
    part, key = lambert
    assert mark(part, key, model_answers(part, key)).mark == part.points
    assert mark(part, key, worst_answers(part, key)).mark == 0
    assert mark(part, key, None).mark == 0


def test_what_a_log_says_of_its_own_worth_counts_for_nothing(toy):
    part, key = toy
    answers = handed_in(play(Plot(part.story), 1, [Move("yes-he-did"), Move("page")]))
    for step in answers["toy"]["runs"][0]["steps"]:
        step |= {"verdict": "fits", "said": "Everything right."}
    assert mark(part, key, answers).mark == 0


def forged(change):
    """A play in which something was changed by hand."""

    def forged(part):
        answers = copy.deepcopy(handed_in(play(Plot(part.story), 1, [Move("ask"), Move("line")])))
        change(answers["toy"]["runs"][0])
        return answers

    return forged


FORGED = {
    "an unknown choice": forged(lambda run: run["steps"][0].update(choice="win")),
    "a choice of another scene": forged(lambda run: run["steps"][0].update(choice="line")),
    "a step left out": forged(lambda run: run["steps"].pop(0)),
    "a step twice": forged(lambda run: run["steps"].insert(0, run["steps"][0])),
    "a step after the end": forged(lambda run: run["steps"].append(run["steps"][1])),
    "another way": forged(lambda run: run["steps"][0].update(to="end")),
    "another story": forged(lambda run: run.update(scenario="other")),
    "a version": forged(lambda run: run.update(version="easy")),
    "a huge log": forged(lambda run: run.update(steps=run["steps"] * 5_000)),
    "a huge id": forged(lambda run: run["steps"][0].update(choice="x" * 1_000_000)),
    "a huge seed": forged(lambda run: run.update(seed=10**6_000)),
    "a newer log": forged(lambda run: run.update(schema=99)),
    "no steps": forged(lambda run: run.update(steps=7)),
    "no run": lambda _: {"toy": {"runs": []}},
    "text": lambda _: {"toy": "full marks, please"},
    "a list": lambda _: ["toy"],
}


@pytest.mark.parametrize("how", FORGED)
def test_a_play_that_cannot_be_followed_waits_for_a_person(toy, how):
    """It is neither a crash nor a silent zero, and what is said of it can be read."""
    part, key = toy
    answers = FORGED[how](part)
    report = mark(part, key, answers)
    assert only_a_person(part, answers)
    assert [(line.verdict, line.earned) for line in report.lines] == [("open", 0)]
    assert report.notes
    assert max(map(len, report.notes)) < 300


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["toy", "runs", "steps", "seed", "scenario", "scene", "choice"]), inner),
    max_leaves=12,
)


@given(answers=ANYTHING)
def test_nothing_that_is_handed_in_is_a_crash(toy, answers):
    part, key = toy
    assert 0 <= mark(part, key, answers).mark <= part.points


def test_of_several_plays_the_last_finished_one_counts(toy):
    """Somebody who begins again and stops must not lose what was finished."""
    part, key = toy
    runs = [
        handed_in(play(Plot(part.story), 1, map(Move, choices)))["toy"]["runs"][0]
        for choices in (("yes-he-did", "page"), ("ask", "line"), ("yes-he-did",))
    ]
    assert mark(part, key, {"toy": {"runs": runs}}).mark == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: line, text", 'id: line, judged: [{verdict: fits, why: "x"}], text', "judged gives answers away"),
        ("id: line, text", 'id: line, trust: "+1", text', "trust gives answers away"),
        ('asks: "What do you say?"', 'asks: "What do you say?"\n    colleague: "Ask."', "colleague gives answers away"),
        (
            "outcomes: [{to: till, learn: [rain]}, {to: till}]",
            'of: 1, why: "Who knows.", outcomes: [{to: till, odds: 1}]',
            "odds gives answers away",
        ),
        ("id: line, text", "id: line, when: [rain], text", "hangs on 'rain', which chance decides"),
        ("{to: till, learn: [rain]}, {to: till}", "{to: till, learn: [rain]}, {to: end}", "chance leads to several"),
        ('text: "All of it.", to: end', 'text: "All of it.", to: door', "can come back to the scene"),
        # The door only leads into the circle: nobody comes back to it.
        ('text: "That she came.", to: end', 'text: "That she came.", to: till', "can come back to the scene till."),
        ('remains: "The bear is sold."', 'remains: "Sold.", changed: ["Rain."]', "changed gives answers away"),
    ],
)
def test_a_story_that_tells_or_whose_luck_counts_is_refused(tmp_path, old, new, says):
    assert old in STORY
    with pytest.raises(DataFileError) as caught:
        written(tmp_path, story=STORY.replace(old, new))
    assert says in "\n".join(map(str, (caught.value, *caught.value.others)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("when: [price]", "when: [rain]", "hangs on 'rain', which chance decides"),
        ("when: [price]", "when: [prize]", "rests on 'prize', which is not there"),
        ("page: [{", "sheet: [{", "Only one of story and key has"),
        ("  till:", "  hill:", "asks for a choice, and the key has nothing on it"),
        ("verdict: under", "verdict: open", "'open' says nothing of credit"),
        ("        - {verdict: defensible", "        - {when: [price], verdict: defensible", "does not hold always"),
    ],
)
def test_a_key_that_does_not_judge_what_is_asked_is_refused(tmp_path, old, new, says):
    assert old in KEY
    with pytest.raises(DataFileError) as caught:
        written(tmp_path, key=KEY.replace(old, new))
    assert says in "\n".join(map(str, (caught.value, *caught.value.others)))
