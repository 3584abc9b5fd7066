"""What the law of a place comes to on a topic: a count of states is only as honest as its five words."""

import pytest

from tarasoff.engine.criteria import needs, parse
from tarasoff.engine.position import ASKED, POSITIONS, position, positions
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import TOPICS

TOLD = [topic for topic, about in TOPICS.items() if about.matters and topic not in ("hipaa", "part_2", "consent")]


@pytest.mark.parametrize("topic", TOLD)
def test_each_state_stands_somewhere_and_says_on_what(topic):
    found = positions(topic)
    assert list(found) == list(jurisdictions())
    for place in found.values():
        assert place.kind in POSITIONS
        assert place.rules, place.place


@pytest.mark.parametrize("topic", TOLD)
def test_what_was_not_read_counts_neither_as_open_nor_as_nothing(topic):
    for place in positions(topic).values():
        if place.kind in ("law open", "nothing"):
            assert all(rule.read != "not read" for rule in place.rules), place.place
        if place.kind == "not read":
            assert any(rule.read == "not read" or "not_read" in rule.when for rule in place.rules), place.place


# By hand, from the texts.
@pytest.mark.parametrize(
    ("place", "topic", "kind"),
    [
        ("CA", "protect", "duty"),
        ("TX", "protect", "permission"),
        ("FL", "protect", "duty"),
        ("OR", "protect", "permission"),
        ("MD", "evaluation", "permission"),
        ("CA", "firearms", "duty"),
        ("TX", "child_abuse", "duty"),
        ("PA", "adult_abuse", "permission"),
        ("PA", "self", "not read"),  # What was read is for clinics and hospitals alone.
    ],
)
def test_a_state_stands_where_its_text_puts_it(place, topic, kind):
    assert position(place, topic).kind == kind


def test_what_a_state_needs_is_what_every_way_to_it_needs():
    for place in positions("protect").values():
        for asked, ids in ASKED.items():
            if place.kind in ("duty", "permission"):
                every = all(needs(parse(rule.when), ids) for rule in place.rules)
                assert place.needs(asked) == ("yes" if every else "no")
            else:
                assert place.needs(asked) == "?"
    # Maine's duty names no victim; Pennsylvania's needs one who can be identified.
    assert position("ME", "protect").needs("identifiable victim") == "no"
    assert position("PA", "protect").needs("identifiable victim") == "yes"
