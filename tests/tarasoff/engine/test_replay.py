"""The replay: where engine and court part ways, a reason stands beside it; where they do not, none is needed."""

import pytest

from tarasoff.engine.replay import replay, tally
from tarasoff.knowledge.cases import coded_cases
from tarasoff.knowledge.law.tables import landmark_cases


@pytest.fixture(scope="module")
def rows():
    """Each landmark case as the engine decides it, by its id."""
    return {row.case.id: row for row in replay()}


def test_every_landmark_case_is_replayed(rows):
    assert list(rows) == list(landmark_cases())


def test_a_case_agrees_or_says_why_not(rows):
    complaints = [str(row.as_dict()) for row in rows.values() if bool(row.why) != (row.agreement != "agrees")]
    assert not complaints, "\n".join(complaints)


# By hand, from what the court decided and what the engine finds.
@pytest.mark.parametrize(
    ("case", "agreement"),
    [
        ("tarasoff_1976", "agrees"),  # a duty, and a duty
        ("thapar_1999", "agrees"),  # no duty, and nothing or a permission
        ("boynton_burglass_1991", "open"),  # no duty; whether there was a permission was not read: no agreement
        ("w_v_egdell_1990", "agrees"),  # justified, and a permission
        ("gregory_kilbride_2002", "differs"),  # no duty to warn, and a duty of care in control
        ("bardoni_kim_1986", "open"),  # a duty if the brother could be identified, and that is not known
        ("jaffee_1996", "not asked"),  # privilege
    ],
)
def test_agreement_is_what_a_reader_would_say(rows, case, agreement):
    assert rows[case].agreement == agreement


def test_the_agreement_is_the_one_that_the_changelog_states(rows, root):
    counts = tally(tuple(rows.values()))
    told = f"{counts['agrees']} agree, {counts['differs']} differ, {counts['open']} stay open"
    assert told in " ".join((root / "CHANGELOG.md").read_text("utf-8").split())


def test_the_law_of_the_day_is_used(rows):
    complaints = []
    for name, row in rows.items():
        if row.finding.day != row.case.decided:
            complaints.append(f"{name}: found for {row.finding.day}, decided on {row.case.decided}")
        place = coded_cases()[name].place
        if row.case.jurisdiction not in (place, *WRITTEN.get(place, ())):
            complaints.append(f"{name}: found for {place}, decided in {row.case.jurisdiction}")
        # Today's statute must not decide a case of an earlier day.
        for applied in row.on.applied if row.on else ():
            since = applied.rule.since
            if since.removeprefix("by ")[:4] > row.case.decided[:4] and applied.value:
                complaints.append(f"{name}: decided on {row.case.decided} by {applied.rule.id}, a rule since {since}")
    assert not complaints, "\n".join(complaints)


# How the table of cases writes the places abroad.
WRITTEN = {"ENGLAND": ("UK",), "CANADA-BC": ("Canada",)}

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
def test_the_facts_are_those_of_the_table(column):
    fact, values = CODED[column]
    complaints = []
    for name, case in landmark_cases().items():
        code, said = getattr(case, column), getattr(coded_cases()[name].facts, fact)
        if code in values and (name, fact) not in CODED_OTHERWISE and said != values[code]:
            complaints.append(f"{name}: the table says {code}, the facts say {said}")
    assert not complaints, "\n".join(complaints)
