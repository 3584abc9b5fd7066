"""The sheet of a place: whole, escaped, and short enough to print."""

import pytest

from tarasoff.engine.in_force import in_force
from tarasoff.engine.on_topic import rules_of
from tarasoff.engine.places import PlaceError, places
from tarasoff.engine.sheet import sheet, sheet_html


@pytest.mark.parametrize("place", ["TN", "NY", "ENGLAND", "CANADA-QC"])
def test_a_sheet_names_every_rule_in_force(place):
    text, page = sheet(place), sheet_html(place)
    for rule in rules_of(place):
        if rule.place == place and in_force(rule, "2026-11-01") is not False:
            assert rule.citation in text, rule.id
    assert "not legal advice" in text
    assert "<script" not in page


def test_every_place_has_a_sheet():
    for place in places():
        assert sheet(place).startswith(places()[place])


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(PlaceError, match="Did you mean Vermont"):
        sheet("Vermount")
