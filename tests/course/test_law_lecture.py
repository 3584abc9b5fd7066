"""What lecture 03 and the Atlas count and say of single places is what the rules and the engine say."""

import json

import pytest

from tarasoff.engine.position import ASKED, positions
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.steps import parse_steps, steps_in

NOTEBOOKS = ("03-law", "atlas")
# What the lecture says with a sign, and the rules that it rests on.
SIGNED = {
    "**Corin, Michigan ◐:**": ("MI-protect-1",),
    "**Ilse, New Mexico ◐:**": ("NM-self-1",),
    "**Bram, Kansas ●:**": ("KS-privilege-1",),
    "**California ◐●:**": ("CA-protect-1", "CA-protect-2"),
    "Michigan's ◐": ("MI-protect-1",),
    "Idaho ◐ also asks": ("ID-protect-1",),
    "can be foreseen ◐": ("WA-protect-1",),
    "Florida ◐: the police": ("FL-protect-2", "FL-protect-5"),
    "Minnesota ◐, for psychologists": ("MN-protect-1",),
    "Oregon ◐ goes furthest": ("OR-protect-1", "OR-protect-2"),
    "Texas ● names": ("TX-protect-1",),
    "New Mexico ◐ names nobody": ("NM-protect-1", "NM-self-1"),
    "In Michigan ◐ any adult": ("MI-evaluation-1",),
    "In New Mexico ◐ the clinicians whom the law lists": ("NM-evaluation-1",),
    "In Florida ● a listed clinician": ("FL-evaluation-1",),
}
SIGNS = {"official": "●", "copy": "◐", "opinion": "◐"}


@pytest.fixture(scope="module")
def words(root):
    notebooks = [json.loads((root / "course" / f"{name}.ipynb").read_text(encoding="utf-8")) for name in NOTEBOOKS]
    cells = [cell for notebook in notebooks for cell in notebook["cells"]]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def rules():
    return {rule.id: rule for rule in law.rules()}


def number(topic, *kinds):
    return sum(place.kind in kinds for place in positions(topic).values())


def test_what_the_lecture_counts_is_so(words):
    duty, permission = number("protect", "duty"), number("protect", "permission")
    assert f"a duty in {duty} jurisdictions and to a permission in {permission}; in North Carolina it is open." in words
    others = [code for code, place in positions("protect").items() if place.kind not in ("duty", "permission")]
    assert others == ["NC"]
    assert "In every jurisdiction the law lets somebody start one" in words
    assert number("evaluation", "duty", "permission") == len(law.jurisdictions())


def test_each_of_the_five_words_stands_where_the_lecture_says(rules):
    assert rules["CA-protect-2"].effect == "safe_harbour"
    assert rules["CA-protect-1"].effect == "duty"
    assert rules["OR-protect-2"].effect == "immunity"
    assert "law_open" in rules["NJ-protect-5"].when
    assert "counselor" in rules["NJ-protect-5"].covers
    assert (rules["IL-protect-1"].effect, rules["IL-protect-2"].effect) == ("none", "safe_harbour")
    assert {rules[name].effect for name in ("TX-protect-2", "TX-protect-4")} == {"none"}


def test_what_idaho_utah_and_washington_ask_for(words):
    rows = [line for line in words.splitlines() if line.startswith("| **") and line.count("|") == 6]
    assert len(rows) == len(ASKED)
    for asked, row in zip(ASKED, rows, strict=True):
        said = [cell.strip() for cell in row.split("|")[3:6]]
        assert said == [positions("protect")[code].needs(asked) for code in ("ID", "UT", "WA")], row


def test_how_steps_are_joined(rules):
    joined = {name: rules[name].steps for name in ("ME-protect-1", "TN-protect-1", "ID-protect-1", "MN-protect-1")}
    assert "&" not in joined["ME-protect-1"]
    assert joined["TN-protect-1"].endswith("& notify_police")
    assert "|" not in joined["ID-protect-1"]
    assert joined["MN-protect-1"] == "warn_victim >> notify_police"
    assert rules["MD-protect-1"].steps == "seek_commitment | treatment_plan | (notify_police & warn_victim)"
    assert "counsel_until_safe" in rules["VA-protect-1"].steps
    assert {rules["FL-protect-2"].steps, rules["FL-protect-5"].steps} == {"notify_police", "warn_victim"}
    assert {"hospitalize", "seek_commitment"} < {step.id for step in steps_in(parse_steps(rules["MI-protect-1"].steps))}


def test_child_abuse_is_a_duty_everywhere():
    assert {place.kind for place in positions("child_abuse").values()} == {"duty"}


def test_a_sign_says_how_the_rule_was_read(words, rules):
    for said, ids in SIGNED.items():
        assert said in words
        assert {*said} & {*SIGNS.values()} == {SIGNS[rules[one].read] for one in ids}, said


def test_what_the_law_is_for_the_three_clients(rules):
    corin, ilse, bram = rules["MI-protect-1"], rules["NM-self-1"], rules["KS-privilege-1"]
    assert (corin.effect, ilse.effect, bram.effect) == ("duty", "permission", "none")
    assert "psychologist" in corin.covers
    for element in ("threat_communicated", "identifiable_victim", "physical_harm", "intent", "ability"):
        assert element in corin.when, element
    assert "imminent" not in corin.when
    assert "imminent" in ilse.when
    assert "psychologist" in bram.covers
    # The exception of Missouri is for social workers, and is no duty.
    assert rules["MO-protect-4"].effect == "permission"
    assert set(rules["MO-protect-4"].covers) == {"social_worker"}
    assert "imminent" in rules["ID-protect-1"].when
    assert "threat_communicated" not in rules["WA-protect-1"].when
