"""What lectures 06 and 06b, and their tables in the Atlas, say of single places is what rules and engine say."""

import json

import pytest
from attrs import evolve

from tarasoff.engine.find import find
from tarasoff.engine.position import positions
from tarasoff.knowledge.law import tables as law
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.steps import parse_steps, steps_in
from tarasoff.knowledge.teaching.library import guesses

THREAT = Facts(
    threatened="another",
    identifiable="named",
    told_by="client",
    harm="grave",
    danger="yes",
    imminent="yes",
    consent="no",
    abuse="none",
    setting="clinic",
    profession="counselor",
)


@pytest.fixture(scope="module")
def words(root):
    names = ("06-grey-areas.ipynb", "06b-whose-confidence.ipynb", "atlas.ipynb")
    books = [json.loads((root / "course" / name).read_text(encoding="utf-8")) for name in names]
    cells = [cell for book in books for cell in book["cells"]]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def rules():
    return {rule.id: rule for rule in law.rules()}


def counted(topic):
    """Each kind of position on a topic to the places that have it."""
    found = {kind: [] for kind in ("duty", "permission", "nothing", "law open", "not read")}
    for code, place in positions(topic).items():
        found[place.kind].append(code)
    return found


def test_how_many_states_have_a_law_on_danger_to_the_client(words):
    duty, permission, nothing, law_open, not_read = map(len, counted("self").values())
    assert (
        f"comes to a duty in {duty}, to a permission in {permission}, and to neither in {nothing}; "
        f"in {law_open} the law leaves it open, and in {not_read} the text is open to look up ○."
    ) in words


# A row of the table, the rule behind it, what it does, and some of those whom it lets or makes one tell.
TOLD = [
    ("| **Maine** | must", "ME-self-1", "duty", {"notify_police"}),
    ("| **New Jersey**: psychologists and others | must", "NJ-self-1", "duty", {"hospitalize", "tell_parent"}),
    ("| **Minnesota**: counselors | must", "MN-self-3", "duty", {"notify_police", "tell_family", "able_to_prevent"}),
    ("| **Oklahoma**: psychologists | must", "OK-self-1", "duty", {"seek_commitment"}),
    ("| **Texas** | may", "TX-self-1", "permission", {"medical_personnel", "notify_police"}),
    ("| **Delaware** | may", "DE-self-1", "permission", {"notify_police"}),
    ("| **North Carolina**, **South Carolina** | may", "NC-self-1", "permission", {"not_limited"}),
    ("| **North Carolina**, **South Carolina** | may", "SC-self-1", "permission", {"not_limited"}),
    ("| **Quebec** | may", "CANADA-QC-self-1", "permission", {"tell_family", "able_to_prevent"}),
    ("| **Ontario** | may", "CANADA-ON-self-1", "permission", {"not_limited"}),
    ("| **England**: doctors | usually must not", "ENGLAND-self-1", "bar", set()),
]


def test_who_may_be_told_of_danger_to_the_client(words, rules):
    for row, name, effect, steps in TOLD:
        assert row in words
        assert rules[name].effect == effect, name
        assert steps <= {step.id for step in steps_in(parse_steps(rules[name].steps))}, name
    assert "tell_family" not in rules["TX-self-1"].steps
    assert "imminent" not in rules["CANADA-ON-self-1"].when


def test_where_firearms_have_a_law_of_their_own(words):
    found = counted("firearms")
    assert f"In {len(found['permission'])} jurisdictions the law gives some clinicians a way to it" in words
    assert {"CO", "CT", "MD", "MI", "DE", "NM"} <= set(found["permission"])
    assert f"In {len(found['duty'])} a report is a duty" in words
    assert found["duty"] == ["CA", "IL", "NJ"]
    assert f"In {len(found['nothing'])} there is neither" in words
    assert {"TX", "FL", "VT"} <= set(found["nothing"])
    assert f"In {len(found['not read'])} it is open ○" in words


def test_abuse_of_a_child_is_a_duty_everywhere_and_of_an_adult_mostly(words, rules):
    assert "In all 51 jurisdictions it is a duty" in words
    assert {place.kind for place in positions("child_abuse").values()} == {"duty"}
    assert rules["OR-child_abuse-2"].effect == "none"
    assert "child_seen" in rules["PA-child_abuse-1"].when
    assert rules["TX-child_abuse-3"].when == "past_child_abuse & special_case"
    adult = counted("adult_abuse")
    assert adult["permission"] == ["NY", "PA"]
    assert rules["CO-adult_abuse-1"].steps == "notify_police"
    assert (rules["PA-adult_abuse-2"].effect, rules["ENGLAND-adult_abuse-1"].effect) == ("permission", "permission")


def test_where_the_law_makes_a_psychologist_act_for_a_client_who_means_to_die():
    means_to_die = evolve(
        THREAT, threatened="self", identifiable="unknown", intent="yes", profession="psychologist", plan="yes"
    )
    kinds = {place: find(means_to_die, place).topic("self").kind for place in ("NM", "ME", "NJ")}
    assert kinds == {"NM": "permission", "ME": "duty", "NJ": "duty"}
    assert guesses()["which-of-three-must"].option == "two"


def test_ilse_may_be_told_of_and_which_section_governs_is_open(rules):
    assert (rules["NM-self-1"].effect, rules["NM-self-2"].effect) == ("permission", "permission")
    assert {rules[name].steps for name in ("NM-self-1", "NM-self-2")} == {"not_limited"}
    assert "imminent" in rules["NM-self-1"].when
    assert "law_open" in rules["NM-self-2"].when
    assert rules["NM-firearms-1"].steps == "notify_police"
    assert "certificate" in rules["NM-evaluation-1"].note
    assert rules["MI-evaluation-1"].steps.startswith("emergency_petition")


def test_the_bells_are_a_report_of_their_own(rules):
    assert (rules["MI-adult_abuse-1"].effect, rules["MI-adult_abuse-1"].read) == ("duty", "official")
    assert rules["MI-adult_abuse-1"].steps == "report_adult_protection"
    assert "firearm" in rules["MI-firearms-1"].when


def test_from_which_age_a_minor_consents(words, rules):
    for place, age in {"Oregon": 14, "Maryland": 12, "Michigan": 14, "New Jersey": 16}.items():
        code = next(state.code for state in law.jurisdictions().values() if state.name == place)
        assert f"| **{place}** | from {age}" in words
        assert f"age_{age}_up" in rules[f"{code}-minors-1"].when
    assert (rules["ID-minors-1"].effect, rules["AZ-minors-1"].effect) == ("none", "none")
    assert rules["OR-self-1"].effect == "duty"


def test_driving_and_hiv_are_told_to_those_whom_the_law_names(rules):
    effects = {name: rules[f"{name}-driving-1"].effect for name in ("NJ", "OR", "IA", "MI", "AZ")}
    assert effects == {"NJ": "duty", "OR": "duty", "IA": "permission", "MI": "permission", "AZ": "permission"}
    assert "psychologist" in rules["AZ-driving-1"].covers
    assert (rules["HI-hiv-1"].steps, rules["TX-hiv-1"].effect) == ("report_health", "duty")
    assert "tell_partner" in rules["CA-hiv-1"].steps


def test_a_relatives_report_counts_in_some_states():
    told = evolve(THREAT, told_by="relative", intent="yes", means="yes", profession="mft")
    assert {find(told, place).kind for place in ("CA", "MN")} == {"duty"}


def test_each_step_of_the_exercise_changes_the_finding():
    programme = evolve(THREAT, setting="part_2")
    assert find(THREAT, "CA").kind == "duty"
    assert (find(programme, "CA").kind, find(programme, "CA").barred) == ("permission", True)
    assert find(evolve(THREAT, threatened="self"), "CA").kind == "permission"
    assert find(evolve(THREAT, threatened="self"), "ME").kind == "duty"
    assert find(evolve(programme, abuse="child", threatened="self"), "CA").kind == "duty"
