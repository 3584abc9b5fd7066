"""Trust and disclosure: closed forms by hand, by properties, and against a clinic lived through person by person."""

import math
import re
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.knowledge.evidence import evidence, numbers, studies
from tarasoff.models.clinic import Clinic, run
from tarasoff.models.trust import Breach, Ledger, Policy, course, margin, needed

shares = st.floats(0, 1)
counts = st.integers(0, 200)


def test_people_are_where_they_are_counted():
    rule = Policy(tell=0.5, averts=0.4, away=0.2)
    assert (rule.told, rule.averted) == (0.4, pytest.approx(0.16))


@given(shares, shares, shares)
def test_nobody_is_counted_twice(tell, averts, away):
    rule = Policy(tell, averts, away)
    assert rule.told + rule.away <= 1 + 1e-9
    assert 0 <= rule.averted <= rule.told <= 1


# The evidence report: with m = 0.64 reporting must be about 1.6 times as effective, with 0.25 four times, with 0.13
# eight times, with 0.84 about 1.2 times.
@pytest.mark.parametrize(("m", "times"), [(0.64, 1.6), (0.25, 4), (0.13, 8), (0.84, 1.2)])
def test_the_break_even_is_the_published_one(m, times):
    assert needed(m, 0.1) / 0.1 == pytest.approx(times, rel=0.05)


@given(shares, shares, shares)
def test_the_break_even_is_where_the_margin_turns(m, e_report, e_private):
    least = needed(m, e_private)
    if least is None:
        assert margin(m, e_report, e_private) <= 1e-12 or m * 1 < e_private + 1e-12
        assert margin(m, 1, e_private) <= 1e-12
    else:
        assert margin(m, least, e_private) == pytest.approx(0, abs=1e-9) or e_private == 0


def test_reporting_all_of_it_and_losing_all_of_it():
    assert needed(0, 0.1) is None
    assert needed(0.3, 0) == 0
    assert needed(0.5, 0.6) is None


def test_the_beta_reputation_is_symmetric_until_an_asymmetry_is_assumed():
    assert Ledger(kept=1).trust - 0.5 == pytest.approx(0.5 - Ledger(broken=1).trust)
    assert 0.5 - Ledger().breach(3).trust > Ledger().keep().trust - 0.5
    # (4+1)/(4+0+2) = 5/6; after a breach of weight 4: 5/10.
    assert Ledger(kept=4).trust == pytest.approx(5 / 6)
    assert Ledger(kept=4).breach(4).trust == 0.5


@given(counts, st.floats(0.1, 10), counts)
def test_repair_is_the_first_number_that_is_enough(kept, weight, before):
    start = Ledger(kept=before)
    broken = start.keep(kept).breach(weight)
    times = broken.repair(start.trust)
    assert broken.keep(times).trust >= start.trust - 1e-9
    assert times == 0 or broken.keep(times - 1).trust < start.trust


@given(st.lists(st.floats(0, 10), max_size=30))
def test_a_course_is_a_ledger_an_event_and_trust_stays_a_share(events):
    ledgers = course(Ledger(), events)
    assert len(ledgers) == len(events) + 1
    assert all(0 < one.trust < 1 for one in ledgers)


def test_a_breach_with_the_client_weighs_no_more():
    breach = Breach(asymmetry=6, with_client=0.5)
    assert breach.weight(involved=True) <= breach.weight(involved=False) == 6


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Policy(1.2, 0.5), "tell is 1.2. Give a share from 0 to 1."),
        (lambda: Policy(0.9, 0.5).under(1.5, 0.5), "Give a share from 0 to 1."),
        (lambda: Ledger(kept=-1), "kept is -1. Give an amount from 0 up."),
        (lambda: Ledger(broken=math.inf), "broken is inf"),
        (lambda: Ledger().repair(1), "no number of kept confidences makes it sure"),
        (lambda: Clinic(harm=2), "harm is 2"),
        (lambda: run(Clinic(), 0, 1, np.random.default_rng(1)), "give at least one of each"),
    ],
)
def test_what_cannot_be_says_why(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        wrong()


# The evidence.


def test_each_anchor_follows_from_its_rows():
    rows = studies()
    share = {one: rows[one].value for one in ("T01", "T02", "T10", "T11", "T08", "T09", "T16", "T17")}
    derived = {
        "ford": share["T01"] / share["T02"],
        "anestis": share["T11"] / share["T10"],
        "lothen_kline": share["T09"] / share["T08"],
        "berlin": share["T17"] / share["T16"],
    }
    anchors = {one.id: one for one in evidence().anchors}
    assert set(anchors) == {*derived, "warner", "king"}
    for one, m in derived.items():
        assert anchors[one].low == anchors[one].high == pytest.approx(m, abs=0.006)
    assert (anchors["warner"].low, anchors["warner"].high) == (1 / rows["T14"].upper, 1 / rows["T14"].lower)


def test_parameters_lie_in_their_range_and_say_what_they_rest_on():
    for one in evidence().parameters:
        assert one.low < one.high
        assert one.default is None or one.low <= one.default <= one.high
        assert one.sources or one.basis == "assumption"
    plan = studies()["P05"]
    safety = numbers()["e_safety_plan"]
    assert (safety.default, safety.low, safety.high) == pytest.approx(
        (1 - plan.value, 1 - plan.upper, 1 - plan.lower), abs=0.0051
    )


# The clinic.

# Nobody learns: the rule weighs more than anything that can be lived through.
FIRM = {"firmness": 1e12, "leaves": 0.0}


@pytest.mark.parametrize("passed_on", [0.0, 0.3, 1.0])
def test_a_clinic_in_which_nobody_learns_is_the_closed_form(passed_on):
    clinic = Clinic(passed_on=passed_on, danger=0.2, harm=0.3, **FIRM)
    clients, years = 4000, 5
    lived = run(clinic, clients, years, np.random.default_rng(20))
    months = clients * years * 12
    # Who tells is who fears less than lies half way: a lognormal cost, of which `bearable` is the median.
    told = 1 - NormalDist(math.log(clinic.bearable), clinic.spread).cdf(math.log(passed_on)) if passed_on else 1.0
    averts = passed_on * clinic.e_report + (1 - passed_on) * clinic.e_private
    expected = clinic.danger * clinic.harm * (1 - told * averts)
    # Counts of independent client-months: four standard errors.
    error = 4 * math.sqrt(expected * (1 - expected) / months)
    assert lived["harmed"].sum() / months == pytest.approx(expected, abs=error)
    among = 4 * math.sqrt(max(told * (1 - told), 1e-9) / clients)
    assert lived["told"].sum() / lived["danger"].sum() == pytest.approx(told, abs=among + 1e-9)


def test_the_same_seed_gives_the_same_years():
    clinic = Clinic(passed_on=0.5, heard=3)
    first, again = (run(clinic, 300, 4, np.random.default_rng(5)) for _ in range(2))
    assert first.equals(again)
    assert not first.equals(run(clinic, 300, 4, np.random.default_rng(6)))


def test_counts_of_a_year_hold_together():
    lived = run(Clinic(passed_on=0.4, heard=2, leaves=0.5), 500, 6, np.random.default_rng(2))
    assert (lived["passed_on"] <= lived["told"]).all()
    assert (lived["told"] <= lived["danger"]).all()
    assert lived["in_care"].between(0, 1).all()
    assert lived["trust"].between(0, 1).all()
    assert list(lived.index) == [1, 2, 3, 4, 5, 6]


def test_breaches_that_are_heard_of_and_weigh_more_leave_less_trust():
    def end(**more):
        return run(Clinic(passed_on=0.5, danger=0.3, **more), 2000, 3, np.random.default_rng(3))["trust"].iloc[-1]

    assert end(weight=6) < end(weight=1)
    assert end(weight=3, heard=20) < end(weight=3)


def test_nobody_in_danger_is_no_division_by_nothing():
    lived = run(Clinic(danger=0, firmness=0), 50, 2, np.random.default_rng(1))
    assert lived["told"].sum() == 0
    assert not lived.isna().any().any()


@pytest.mark.parametrize(
    ("parameter", "row", "places"),
    [
        ("told_in_private", "T24", 2),
        ("never_told_clinician", "T21", 2),
        ("fears_forced_treatment", "T30", 3),
        ("base_rate", "B06", 2),
        ("judges_threshold", "V26", 2),
    ],
)
def test_a_parameter_that_rests_on_a_row_is_the_number_of_that_row(parameter, row, places):
    found = numbers()[parameter]
    assert found.basis == "row"
    assert row in found.sources
    assert found.default == round(studies()[row].share, places)
