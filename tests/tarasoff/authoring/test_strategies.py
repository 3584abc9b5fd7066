"""Who reads nothing earns about what chance earns; and where a strategy pays, the doctor sees it."""

import json

import pytest
from click.testing import CliRunner

from tarasoff.assignment.parts import Case, ChoiceQuestion, QuestionSet
from tarasoff.authoring.strategies import CHANCE, MIXED, STRATEGIES, TOLERATED, answer, as_released, table
from tarasoff.cli import main
from tarasoff.knowledge.records import Named
from tarasoff.marking.keys import ChoiceKey, QuestionsKey
from tarasoff.marking.step_keys import Credit

ASSIGNMENTS = ["ps1-limits", "ps2-tarasoff", "ps3-trust", "ps4-criteria", "ps5-conference", ".bank"]
TOYS = Case(
    schema=1,
    part="case-toys",
    kind="case",
    title="Toys",
    points=6,
    setting="",
    rule="",
    story=("It rains.", "A ball is gone, and nobody knows why.", "A child laughs."),
    sentences=True,
    criteria=(Named("big", "Is it big?"), Named("red", "Is it red?")),
    actions=(Named("look", "Look"), Named("lock", "Lock the door"), Named("shout", "Shout")),
    recipients=(Named("boss", "The boss"), Named("cook", "The cook")),
    items=(Named("ball", "The ball"), Named("rain", "The rain")),
)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_strategy_that_reads_nothing_beats_chance_by_much(root, assignment):
    chance, *rows = table(as_released(root / "source" / assignment))
    assert chance.strategy == CHANCE
    assert {row.strategy for row in rows} == {*STRATEGIES, MIXED}
    paying = {row.strategy: row.share for row in rows if row.share > chance.share + TOLERATED}
    # To take in each step what pays best there needs the feedback of the whole assignment.
    assert not paying.keys() - {MIXED}


@pytest.mark.parametrize(
    ("strategy", "step", "given"),
    [
        ("longest", "action", "lock"),
        ("shortest", "action", "look"),
        ("second", "action", "lock"),
        ("fifth", "action", "shout"),
        ("last", "action", "shout"),
        ("first id", "action", "lock"),
        ("first", "facts", [1, 2]),
        ("longest", "facts", [2, 3]),
        ("last", "disclosure", {"cook": ["rain"]}),
        ("first", "disclosure", {"boss": ["ball"]}),
        ("all", "facts", [1, 2, 3]),
        ("all", "disclosure", {"boss": ["ball", "rain"], "cook": ["ball", "rain"]}),
        ("none", "disclosure", {}),
        ("always unclear", "criteria", {"big": "unclear", "red": "unclear"}),
    ],
)
def test_what_a_strategy_answers(strategy, step, given):
    assert answer(TOYS, strategy)[step] == given


def test_what_each_earns_is_counted_by_hand():
    """Two questions of one point: the longest is right both times, the first once; chance has half."""
    part = QuestionSet(
        *(1, "toys", "questions", "Toys", 2),
        (
            ChoiceQuestion("a", "?", {"x": "short", "y": "longest"}),
            ChoiceQuestion("b", "?", {"x": "longest", "y": "no"}),
        ),
    )
    right, wrong = Credit(1, "Yes."), Credit(0, "No.")
    keys = {
        "a": ChoiceKey("01 Toys", (), {"x": wrong, "y": right}),
        "b": ChoiceKey("01 Toys", (), {"x": right, "y": wrong}),
    }
    shares = {row.strategy: row.share for row in table([(part, QuestionsKey(1, "toys", keys))])}
    assert (shares["longest"], shares["shortest"], shares["first"], shares["last"]) == (100, 0, 50, 50)
    assert shares[CHANCE] == pytest.approx(50, abs=10)
    # Of what it has nothing to say, a strategy has what chance has.
    assert shares["always met"] == shares["none"] == shares[CHANCE]
    assert shares[MIXED] == 100


def test_the_table_is_printed_and_given_to_programs(root):
    said = CliRunner().invoke(main, ["doctor", "ps3-trust", "--strategies", "--course", str(root)])
    assert said.exit_code == 0
    assert {"chance", "longest", "always unclear"} <= {line[:18].strip() for line in said.stdout.splitlines()}
    rows = json.loads(
        CliRunner().invoke(main, ["doctor", "ps3-trust", "--strategies", "--json", "--course", str(root)]).stdout
    )
    assert {row["strategy"] for row in rows} == {CHANCE, *STRATEGIES, MIXED}
    assert all(row["assignment"] == "ps3-trust" and 0 <= row["share"] <= 100 for row in rows)
