"""What lecture 06 counts and says of single states is what the engine finds."""

import json
from collections import Counter, defaultdict

import pytest
from attrs import evolve

from tarasoff.engine.find import find
from tarasoff.knowledge import law
from tarasoff.knowledge.facts import Facts

SELF = Facts(
    threatened="self",
    told_by="client",
    harm="grave",
    danger="yes",
    imminent="yes",
    consent="no",
    abuse="none",
    setting="private_practice",
    profession="psychologist",
)
THREAT = evolve(SELF, threatened="another", identifiable="named", setting="clinic", profession="counselor")


@pytest.fixture(scope="module")
def words(root):
    notebook = json.loads((root / "course" / "06-grey-areas.ipynb").read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def kinds(facts):
    """Each kind of finding to the states in which these facts come to it."""
    found = defaultdict(list)
    for code, row in law.jurisdictions().items():
        found[find(facts, code).kind].append(row.name)
    return found


def test_where_danger_to_the_client_is_a_duty_a_permission_or_unsettled(words):
    found = kinds(SELF)
    assert f"| **Permission** | {len(found['permission'])} jurisdictions | In 40 " in words
    assert f"| **Duty** | {', '.join(found['duty'])} |" in words
    assert f"| **Unsettled** | {', '.join(found['unsettled'])} |" in words
    alone = [
        code for code in law.jurisdictions() if [one.rule.id for one in find(SELF, code).governing] == ["US-suicide"]
    ]
    assert len(alone) == 40
    assert f"In {len(kinds(evolve(SELF, imminent='no'))['no basis'])} of the 51, no rule" in words


def test_abuse_of_an_adult_is_unsettled_everywhere_and_of_a_child_a_duty(words):
    suspicion = Facts(
        abuse="adult", threatened="nobody", danger="no", consent="no", setting="clinic", profession="nurse"
    )
    assert "the finding is *unsettled* in all 51" in words
    assert Counter(find(suspicion, one).kind for one in law.jurisdictions()) == {"unsettled": 51}
    child = evolve(suspicion, abuse="child")
    assert Counter(find(child, one).kind for one in law.jurisdictions()) == {"duty": 51}


def test_in_how_many_states_a_relatives_report_leaves_it_unsettled(words):
    told = evolve(THREAT, told_by="relative", intent="yes", means="yes", profession="mft")
    assert f"In {len(kinds(told)['unsettled'])} jurisdictions it is unsettled" in words
    assert {"California", "Minnesota", "Ohio"} <= set(kinds(told)["duty"])


def test_each_step_of_the_exercise_changes_the_finding():
    programme = evolve(THREAT, setting="part_2")
    assert find(THREAT, "CA").kind == "duty"
    assert find(programme, "CA").kind == "unsettled"
    assert find(evolve(THREAT, threatened="self"), "CA").kind == "permission"
    assert find(evolve(THREAT, threatened="self"), "ME").kind == "duty"
    assert find(evolve(programme, abuse="child", threatened="self"), "CA").kind == "duty"
