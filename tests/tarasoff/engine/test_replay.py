"""The replay: where engine and court part ways, a reason stands beside it; where they do not, none is needed."""

import pytest

from tarasoff.engine.replay import replay, tally
from tarasoff.knowledge.law import landmark_cases
from tarasoff.knowledge.library import coded_cases

ROWS = {row.case.id: row for row in replay()}


def test_every_landmark_case_is_replayed():
    assert list(ROWS) == list(landmark_cases())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_case_agrees_or_says_why_not(row):
    assert bool(row.why) == (row.agreement != "agrees"), row.as_dict()


# By hand, from what the court decided and what the engine finds.
@pytest.mark.parametrize(
    ("case", "agreement"),
    [
        ("tarasoff_1976", "agrees"),  # a duty, and a duty
        ("thapar_1999", "agrees"),  # no duty, and nothing or a permission
        ("boynton_burglass_1991", "agrees"),  # no duty; whether a permission is open, and does not matter
        ("w_v_egdell_1990", "agrees"),  # justified, and a permission
        ("rosen_2018", "differs"),  # a duty, and at most a permission
        ("bardoni_kim_1986", "open"),  # a duty if the brother could be identified, and that is not known
        ("jaffee_1996", "not asked"),  # privilege
    ],
)
def test_agreement_is_what_a_reader_would_say(case, agreement):
    assert ROWS[case].agreement == agreement


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
