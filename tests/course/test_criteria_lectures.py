"""What lectures 05 and 05b say of laws and count of people is what the engine and the rows say."""

import json
import re

import pytest
from attrs import evolve

from tarasoff.engine.find import find
from tarasoff.knowledge.evidence import studies
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.teaching.library import guesses

# Corin, as lecture 05 tells of him: named, with intent, means and plan, in eight days.
CORIN = Facts(
    threatened="another",
    identifiable="named",
    told_by="client",
    harm="grave",
    danger="yes",
    imminent="no",
    intent="yes",
    means="yes",
    plan="yes",
    consent="no",
    abuse="none",
    setting="clinic",
    profession="psychologist",
)


def words_of(root, name):
    notebook = json.loads((root / "course" / name).read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def prediction(root):
    return words_of(root, "05b-prediction.ipynb")


@pytest.fixture(scope="module")
def rules():
    return {rule.id: rule for rule in law.rules()}


def test_michigan_makes_one_act_for_corin_whether_or_not_it_is_imminent(rules):
    for imminent in ("no", "yes", "unknown"):
        assert find(evolve(CORIN, imminent=imminent), "MI").topic("protect").kind == "duty"
    assert rules["MI-protect-1"].steps == "hospitalize | seek_commitment | (warn_victim & notify_police)"
    assert "imminent" not in rules["MI-protect-1"].when


def test_kansas_has_no_exception_for_danger_and_its_board_is_open(rules):
    assert (rules["KS-privilege-1"].effect, rules["KS-privilege-1"].read) == ("none", "official")
    assert "no exception for danger" in rules["KS-privilege-1"].note
    assert "not_read" in rules["KS-protect-6"].when


def test_the_steps_lie_in_an_order_that_begins_where_nobody_hears():
    order = guesses()["how-far-it-travels"].order
    assert (order[0], order[-1]) == ("more", "home")


def test_the_people_of_the_grid_are_counted_from_its_rows(prediction):
    sees, leaves = studies()["V13"].value / 100, studies()["V14"].value / 100
    harm = round(studies()["B03"].value * 10)
    hits, left = round(harm * sees), round((1000 - harm) * leaves)
    flags = hits + 1000 - harm - left
    assert f"{harm} of 1000 did something violent" in prediction
    assert f"| **Flagged** | {hits} hits | {1000 - harm - left} false alarms | {flags} |" in prediction
    assert f"| **Not flagged** | {harm - hits} misses | {left} | {1000 - flags} |" in prediction
    assert f"That is {round(100 * hits / flags)} of 100." in prediction
    assert f"That is {round(100 * left / (1000 - flags))} of 100." in prediction


def test_shares_of_people_are_those_of_the_rows(prediction):
    said = {"V22": "{} of 100 were convicted of violence", "V23": "and {} of 100 killed somebody"}
    said |= {"Q01": "flagged {} of 100 patients", "Q05": "was {} times as high"}
    for row, text in said.items():
        assert text.format(f"{studies()[row].value:g}") in prediction, row
    missed = round(100 - studies()["S04"].value)
    assert f"Of 100 who died, {missed} had not been called high risk." in prediction
    assert f"{studies()['V22'].n} people in Australia" in prediction


def test_the_sum_of_the_threshold_is_right(prediction):
    def threshold(share):
        gain = share * 20 - 1
        return 100 / (1 + gain) if gain > 0 else None

    said = re.search(r"So (\d+) of 100 is the \*\*threshold\*\*", prediction)
    assert int(said[1]) == threshold(0.25)
    assert (threshold(1), threshold(0.1), threshold(0.05)) == (5, 50, None)
    assert "the threshold would be 5 of 100; if it averted a tenth, 50 of 100" in prediction
