"""Prediction, base rates and thresholds: against published figures, by properties, and where there is no answer."""

from itertools import pairwise
from math import inf, isinf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.models.risk import Accuracy, Stakes, at, auc, flip_region, people, roc

shares = st.floats(0, 1)
amounts = st.floats(0, 1e6)
accuracies = st.builds(Accuracy, shares, shares)


# The evidence report's table, percent: sensitivity and specificity held fixed, only the base rate moves.
PPV = {
    (0.63, 0.60): {0.275: 37.4, 0.13: 19.1, 0.03: 4.6},
    (0.54, 0.79): {0.275: 49.4, 0.13: 27.8, 0.03: 7.4},
    (0.56, 0.79): {0.275: 50.3, 0.13: 28.5, 0.03: 7.6},
    (0.31, 0.85): {0.275: 43.9, 0.13: 23.6, 0.03: 6.0},
}


@pytest.mark.parametrize(("pair", "base_rate"), [(pair, rate) for pair, rates in PPV.items() for rate in rates])
def test_predictive_values_are_those_of_the_evidence(pair, base_rate):
    found = people(Accuracy(*pair), base_rate)
    assert round(100 * found.positive_predictive_value, 1) == PPV[pair][base_rate]


@pytest.mark.parametrize(
    ("pair", "d_prime"), [((0.63, 0.60), 0.59), ((0.54, 0.79), 0.91), ((0.56, 0.79), 0.96), ((0.31, 0.85), 0.54)]
)
def test_d_prime_is_that_of_the_evidence(pair, d_prime):
    assert round(Accuracy(*pair).d_prime, 2) == d_prime


@pytest.mark.parametrize(("d_prime", "area"), [(0.32, 0.59), (0.58, 0.66), (0.87, 0.73), (0.91, 0.74)])
def test_the_area_under_the_curve_is_that_of_the_evidence(d_prime, area):
    assert round(auc(d_prime), 2) == area


@given(st.floats(0.1, 3))
def test_the_area_is_that_under_the_curve_that_is_drawn(d_prime):
    points = [(1 - one.specificity, one.sensitivity) for one in roc(d_prime, 400)]
    area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(points))
    assert area == pytest.approx(auc(d_prime), abs=0.002)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_place_of_the_line_is_found_again(d_prime, criterion):
    found = at(d_prime, criterion)
    assert found.d_prime == pytest.approx(d_prime, abs=1e-6)
    assert found.criterion == pytest.approx(criterion, abs=1e-6)


def test_a_judgement_that_is_never_wrong_is_infinitely_good():
    assert isinf(Accuracy(1, 0.5).d_prime)


@given(accuracies, shares, st.integers(1, 10_000))
def test_people_add_up(accuracy, base_rate, of):
    found = people(accuracy, base_rate, of)
    assert found.hits + found.misses + found.false_alarms + found.rest == pytest.approx(of)
    whole = found.whole()
    assert whole.hits + whole.misses + whole.false_alarms + whole.rest == of
    for one in ("hits", "misses", "false_alarms", "rest"):
        assert abs(getattr(whole, one) - getattr(found, one)) < 1
        assert getattr(whole, one) >= 0


@given(accuracies, shares)
def test_a_predictive_value_is_a_share_or_is_not_there(accuracy, base_rate):
    found = people(accuracy, base_rate)
    for value in (found.positive_predictive_value, found.negative_predictive_value):
        assert value is None or 0 <= value <= 1 + 1e-12
    if base_rate == 0:
        assert found.positive_predictive_value in (None, 0)
        assert found.number_needed is None


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.01, 0.98), st.floats(0.001, 0.01))
def test_a_higher_base_rate_makes_a_flag_worth_more(sensitivity, specificity, base_rate, more):
    accuracy = Accuracy(sensitivity, specificity)
    one, other = people(accuracy, base_rate), people(accuracy, base_rate + more)
    assert other.positive_predictive_value > one.positive_predictive_value


# Thresholds, worked by hand.


@pytest.mark.parametrize(
    ("stakes", "threshold"),
    [
        (Stakes(1, 0, 1, 1), 0.5),
        (Stakes(1, 0, 9, 1), 0.1),
        # With a breach that averts half the harm it takes more certainty: 1 / (1 + 0.5 * 9).
        (Stakes(1, 0, 9, 0.5), 1 / 5.5),
        (Stakes(1, 1, 9, 0.5), 1 / 4.5),
        (Stakes(0, 0, 9, 0.5), 0),
    ],
)
def test_a_threshold_worked_by_hand(stakes, threshold):
    assert stakes.threshold == pytest.approx(threshold)


@pytest.mark.parametrize("stakes", [Stakes(1, 2, 4, 0.5), Stakes(1, 0, 0, 1), Stakes(1, 0, 5, 0), Stakes(0, 0, 0, 0)])
def test_where_a_breach_averts_no_more_than_it_costs_there_is_no_threshold(stakes):
    assert stakes.threshold is None
    assert "however sure one is" in str(stakes)


def test_what_costs_nothing_is_asked_about():
    assert "Is that so?" in str(Stakes(0, 0, 9, 0.5))


@given(st.floats(0.01, 1e4), st.floats(0, 1e4), st.floats(0.01, 1e4), st.floats(0.01, 1), shares)
def test_at_the_threshold_both_ways_cost_the_same(false_alarm, breach, gain, effectiveness, probability):
    loss = (gain + breach) / effectiveness
    p = Stakes(false_alarm, breach, loss, effectiveness).threshold

    def breaching(at_probability):
        return at_probability * (loss * (1 - effectiveness) + breach) + (1 - at_probability) * false_alarm

    def keeping(at_probability):
        return at_probability * loss

    assert breaching(p) == pytest.approx(keeping(p), rel=1e-6, abs=1e-6 * (1 + loss))
    if abs(probability - p) > 1e-3:
        assert (probability > p) == (breaching(probability) < keeping(probability))


@given(st.lists(st.tuples(amounts, amounts), min_size=3, max_size=3), st.tuples(shares, shares), st.data())
def test_within_the_ranges_no_threshold_lies_outside_the_region(ranges, effects, data):
    lows, highs = [min(one) for one in ranges], [max(one) for one in ranges]
    low, high = Stakes(*lows, min(effects)), Stakes(*highs, max(effects))
    easiest, hardest = flip_region(low, high)
    inside = [data.draw(st.floats(a, b)) for a, b in zip(lows, highs, strict=True)]
    found = Stakes(*inside, data.draw(st.floats(min(effects), max(effects)))).threshold
    if easiest is None:
        assert found is None
    elif found is not None:
        assert easiest <= found + 1e-9
        assert hardest is None or found <= hardest + 1e-9


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Accuracy(1.2, 0.5), "sensitivity is 1.2. Give a share from 0 to 1."),
        (lambda: Accuracy(0.5, float("nan")), "specificity is nan"),
        (lambda: Stakes(-1, 0, 1, 1), "false_alarm is -1. Give an amount from 0 up."),
        (lambda: Stakes(1, 0, inf, 1), "loss is inf"),
        (lambda: Stakes(1, 0, 1, 2), "effectiveness is 2. Give a share"),
        (lambda: people(Accuracy(0.5, 0.5), -0.1), "base_rate is -0.1. Give a share from 0 to 1."),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(make, problem):
    with pytest.raises(ValueError, match=problem):
        make()


@pytest.mark.parametrize(("base_rate", "flags"), [(0, "40 are flagged; 0 of them"), (1, "63 are flagged; 63 of them")])
def test_a_base_rate_of_nothing_or_all_is_a_sentence(base_rate, flags):
    assert flags in str(people(Accuracy(0.63, 0.60), base_rate, 100).whole())


def test_nobody_flagged_is_a_sentence_too():
    assert str(people(Accuracy(0, 1), 0.1, 100).whole()) == "Nobody is flagged. 10 who would harm are not flagged."


# Against a library that knows nothing of this course.


# One process imports scipy, which takes longer than the sums.
@pytest.mark.slow
@pytest.mark.xdist_group("scipy")
@pytest.mark.parametrize("d_prime", [0.0, 0.3, 0.9, 2.0])
def test_the_curve_and_its_area_are_those_of_scipy(d_prime):
    from scipy.integrate import trapezoid
    from scipy.stats import mannwhitneyu, norm

    for one in roc(d_prime, 25):
        line = norm.ppf(1 - one.sensitivity, loc=d_prime)
        assert 1 - one.specificity == pytest.approx(norm.sf(line), abs=1e-9)
    # The chance to rank a pair rightly, over every pair of two thousand evenly spread people a group.
    places = [(place + 0.5) / 2000 for place in range(2000)]
    would, would_not = norm.ppf(places, loc=d_prime), norm.ppf(places)
    pairs = mannwhitneyu(would, would_not).statistic / 2000**2
    assert auc(d_prime) == pytest.approx(pairs, abs=1e-3)
    drawn = [(1 - one.specificity, one.sensitivity) for one in roc(d_prime, 2001)]
    assert auc(d_prime) == pytest.approx(trapezoid([y for _, y in drawn], [x for x, _ in drawn]), abs=1e-3)
