"""The balance of harms averted and confidences lost: by hand, by properties, and without a verdict of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarasoff.models.balance import REGIONS, Balance
from tarasoff.models.risk import Accuracy
from tarasoff.models.trust import margin

shares = st.floats(0, 1)
balances = st.builds(
    Balance,
    base_rate=shares,
    accuracy=st.builds(Accuracy, shares, shares),
    tell=shares,
    multiplier=shares,
    e_private=shares,
    e_breach=shares,
)

# Of 1000 who have something to tell, 100 would harm; 500 tell in private and 320 under the rule.
WORKED = Balance(
    base_rate=0.1, accuracy=Accuracy(0.6, 0.8), tell=0.5, multiplier=0.64, e_private=0.2, e_breach=0.7
)  # fmt: skip


def test_a_case_worked_by_hand():
    # Keeping: 50 of those who would harm tell, and a fifth is averted: 10.
    assert 1000 * WORKED.averted_by_keeping == pytest.approx(10)
    # Breaching: 32 tell; 19.2 are flagged and 70 % of that averted, 12.8 are not and a fifth is: 13.44 + 2.56.
    assert 1000 * WORKED.averted_by_breaching == pytest.approx(16)
    # 180 say nothing any more; of 320, 32 x 0.6 are hits and 288 x 0.2 false alarms.
    assert 1000 * WORKED.not_told == pytest.approx(180)
    assert 1000 * WORKED.broken == pytest.approx(19.2 + 57.6)
    assert WORKED.price == pytest.approx((180 + 76.8) / 6)
    assert (WORKED.region(42), WORKED.region(43)) == ("dear", "within")


@given(balances, st.floats(0, 1e6))
def test_every_place_has_a_region_and_none_is_a_verdict(balance, most):
    assert balance.region(most) in REGIONS
    assert (balance.price is None) == (balance.averted_more <= 0)
    assert not any(word in text for text in REGIONS.values() for word in ("right", "wrong", "should"))


@given(balances)
def test_whoever_would_give_more_never_lands_in_a_worse_region(balance):
    order = list(REGIONS)
    found = [order.index(balance.region(most)) for most in (0, 1, 10, 1e3, 1e9)]
    assert found == sorted(found)


@given(shares, shares, shares)
def test_with_a_judgement_that_is_never_wrong_it_is_the_break_even_of_the_trust_model(m, e_breach, e_private):
    sure = Balance(base_rate=0.5, accuracy=Accuracy(1, 1), tell=1, multiplier=m, e_private=e_private, e_breach=e_breach)
    assert sure.averted_more == pytest.approx(0.5 * margin(m, e_breach, e_private), abs=1e-12)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"multiplier is 1.2. Give a share from 0 to 1."):
        Balance(base_rate=0.1, accuracy=Accuracy(1, 1), tell=0.5, multiplier=1.2, e_private=0.2, e_breach=0.6)
