"""The replay: where engine and court part ways, a reason stands beside it; where they do not, none is needed."""

import pytest

from tarasoff.knowledge.law import jurisdictions, landmark_cases, rules
from tarasoff.knowledge.library import coded_cases
from tarasoff.models.replay import AGREES, OUTCOMES, replay, tally

ROWS = {row.case.id: row for row in replay()}


def test_every_landmark_case_is_replayed():
    assert list(ROWS) == list(landmark_cases())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_case_agrees_or_says_why_not(row):
    assert bool(row.why) == (row.agreement != "agrees"), row.as_dict()


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_agreement_is_what_it_says(row):
    asked = row.case.outcome in AGREES
    assert (row.agreement != "not asked") == asked
    if asked:
        agreeing = {kind in AGREES[row.case.outcome] for kind in row.finding.possible}
        assert row.agreement == {(True,): "agrees", (False,): "differs"}.get(tuple(agreeing), "open")
    assert row.case.outcome in OUTCOMES


def test_the_agreement_is_the_one_that_the_changelog_states(root):
    counts = tally(tuple(ROWS.values()))
    told = f"{counts['agrees']} agree, {counts['differs']} differ, {counts['open']} stay open"
    assert told in " ".join((root / "CHANGELOG.md").read_text("utf-8").split())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_law_of_the_day_is_used(row):
    assert row.finding.day == row.case.decided
    place = coded_cases()[row.case.id].place
    assert row.case.jurisdiction in (place, place.capitalize())
    # Today's statute must not decide a case of an earlier day.
    for applied in row.finding.governing:
        assert applied.rule.since.removeprefix("by ")[:4] <= row.case.decided[:4] or applied.value is None


CODED = {
    "communicated_by_patient": ("told_by", {"yes": "client", "via_family": "relative"}),
    "imminent": ("imminent", {"yes": "yes", "no": "no"}),
    "victim_identifiable": ("identifiable", {"no": "no"}),
}

# Where the facts say less than the table's code, or another thing, because the pages that were read do.
CODED_OTHERWISE = {
    # The code says that the psychiatrist knew; who told him is not stated.
    ("nasser_parker_1995", "told_by"),
    # No violence was in issue.
    ("jaffee_1996", "imminent"),
    ("jaffee_1996", "identifiable"),
}


@pytest.mark.parametrize("column", CODED)
@pytest.mark.parametrize("case", landmark_cases().values(), ids=landmark_cases())
def test_the_facts_are_those_of_the_table(case, column):
    fact, values = CODED[column]
    code = getattr(case, column)
    if code in values and (case.id, fact) not in CODED_OTHERWISE:
        assert getattr(coded_cases()[case.id].facts, fact) == values[code]


def test_no_rule_is_there_for_one_case_alone():
    # A rule that names a case's facts would agree by construction: each is a criterion of the common vocabulary.
    assert all(rule.when for rule in rules())
    assert len({rule.place for rule in rules()}) == len(jurisdictions()) + 3
