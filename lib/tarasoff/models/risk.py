"""Prediction, base rates and thresholds, in closed form: what a judgement of danger is worth, and when it is enough.

Shares are numbers from 0 to 1. Where a question has no answer, such as the predictive value of a flag that nobody
gets, the answer is None, and the text says why.
"""

from collections.abc import Iterator
from math import inf, sqrt
from statistics import NormalDist
from typing import Any

from attrs import Attribute, field, frozen

_NORMAL = NormalDist()


def share(_: Any, attribute: "Attribute[float]", value: float) -> None:
    """Refuse a share outside 0 to 1 (an attrs validator)."""
    if not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} is {value:g}. Give a share from 0 to 1.")


def amount(_: Any, attribute: "Attribute[float]", value: float) -> None:
    """Refuse a number below 0, infinity and NaN (an attrs validator)."""
    if not 0 <= value < inf:
        raise ValueError(f"{attribute.name} is {value:g}. Give an amount from 0 up.")


@frozen
class Accuracy:
    """How often a judgement is right, of those who will harm and of those who will not.

    Args:
        sensitivity: of those who will harm, the share that is flagged.
        specificity: of those who will not, the share that is not flagged.

    >>> round(Accuracy(0.63, 0.60).d_prime, 2)
    0.59
    """

    sensitivity: float = field(validator=share)
    specificity: float = field(validator=share)

    @property
    def d_prime(self) -> float:
        """How far apart the two groups lie, in standard deviations (equal variances); infinite if one is never wrong.

        z(hits) - z(false alarms), the measure of signal detection.
        """
        return _z(self.sensitivity) + _z(self.specificity)

    @property
    def criterion(self) -> float:
        """Where the line lies: above 0 it flags few, below 0 many. -(z(hits) + z(false alarms)) / 2."""
        return (_z(self.specificity) - _z(self.sensitivity)) / 2


def _z(probability: float) -> float:
    if probability in (0, 1):
        return inf if probability else -inf
    return _NORMAL.inv_cdf(probability)


def auc(d_prime: float) -> float:
    """The area under the ROC curve at a given d' (equal variances): the chance to rank a pair rightly; 0.5 at d' 0.

    >>> round(auc(0.91), 2), auc(0)
    (0.74, 0.5)
    """
    return _NORMAL.cdf(d_prime / sqrt(2))


def at(d_prime: float, criterion: float) -> Accuracy:
    """The accuracy at one place of the line between groups that lie ``d_prime`` apart; 0 is half way.

    >>> found = at(0.59, 0.04)
    >>> round(found.sensitivity, 2), round(found.specificity, 2)
    (0.6, 0.63)
    """
    return Accuracy(_NORMAL.cdf(d_prime / 2 - criterion), _NORMAL.cdf(d_prime / 2 + criterion))


def roc(d_prime: float, points: int) -> Iterator[Accuracy]:
    """The ROC curve, from a line that flags nobody to one that flags everybody, by at least 2 points.

    >>> [round(point.sensitivity, 2) for point in roc(1, 3)]
    [0.0, 0.69, 1.0]
    """
    # Four standard deviations beyond either group: nobody, and everybody, to four places.
    end = 4 + abs(d_prime) / 2
    for point in range(points):
        yield at(d_prime, end * (1 - 2 * point / (points - 1)))


@frozen
class People:
    """Counts of people instead of shares.

    Args:
        hits: flagged, and would harm.
        misses: not flagged, and would harm.
        false_alarms: flagged, and would not harm.
        rest: not flagged, and would not harm.
    """

    hits: float
    misses: float
    false_alarms: float
    rest: float

    @property
    def flagged(self) -> float:
        """How many are flagged."""
        return self.hits + self.false_alarms

    @property
    def positive_predictive_value(self) -> float | None:
        """Of those who are flagged, the share that would harm; None if nobody is flagged."""
        return self.hits / self.flagged if self.flagged else None

    @property
    def negative_predictive_value(self) -> float | None:
        """Of those who are not flagged, the share that would not harm; None if everybody is flagged."""
        passed = self.misses + self.rest
        return self.rest / passed if passed else None

    @property
    def number_needed(self) -> float | None:
        """How many are flagged for each one who would harm: 1 / PPV. None if no flag is right."""
        return self.flagged / self.hits if self.hits else None

    def whole(self) -> "People":
        """Whole people who add up to the same, each group rounded as little as that allows (largest remainder).

        >>> people(Accuracy(0.63, 0.60), 0.03, 100).whole()
        People(hits=2, misses=1, false_alarms=39, rest=58)
        """
        exact = (self.hits, self.misses, self.false_alarms, self.rest)
        floors = [int(count) for count in exact]
        spare = round(sum(exact)) - sum(floors)
        order = sorted(range(4), key=lambda place: floors[place] - exact[place])
        for place in order[:spare]:
            floors[place] += 1
        return People(*floors)

    def __str__(self) -> str:
        """Say it in natural frequencies, for whole people."""
        flagged = f"{self.flagged:g} are flagged; {self.hits:g} of them would harm, {self.false_alarms:g} would not."
        if not self.flagged:
            flagged = "Nobody is flagged."
        passed = f"{self.misses:g} who would harm {'is' if self.misses == 1 else 'are'} not flagged."
        return f"{flagged} {passed}"


def people(accuracy: Accuracy, base_rate: float, of: float = 1) -> People:
    """What becomes of a number of people, of whom the share ``base_rate`` would harm.

    Raises:
        ValueError: the base rate lies outside 0 to 1.

    >>> f"{people(Accuracy(0.63, 0.60), 0.275).positive_predictive_value:.1%}"
    '37.4%'
    """
    if not 0 <= base_rate <= 1:
        raise ValueError(f"base_rate is {base_rate:g}. Give a share from 0 to 1.")
    would, would_not = of * base_rate, of * (1 - base_rate)
    hits, rest = would * accuracy.sensitivity, would_not * accuracy.specificity
    return People(hits, would - hits, would_not - rest, rest)


@frozen
class Stakes:
    """What is lost and won, in one unit of harm.

    Args:
        false_alarm: C, the cost of breaching confidentiality where no harm would have come.
        breach: c, the cost of the breach where harm would have come.
        loss: L, the harm itself.
        effectiveness: e, the share of the harm that the breach averts.
    """

    false_alarm: float = field(validator=amount)
    breach: float = field(validator=amount)
    loss: float = field(validator=amount)
    effectiveness: float = field(validator=share)

    @property
    def gain(self) -> float:
        """What a breach gains where harm would have come: e L - c."""
        return self.effectiveness * self.loss - self.breach

    @property
    def threshold(self) -> float | None:
        """p*, from which probability a breach gains more than it costs: C / (C + e L - c). None: from none.

        The treatment threshold of Pauker and Kassirer (1980) with an effectiveness that is not taken for granted.

        >>> Stakes(false_alarm=1, breach=0, loss=4, effectiveness=0.5).threshold == 1 / 3
        True
        >>> Stakes(false_alarm=1, breach=3, loss=4, effectiveness=0.5).threshold is None
        True
        """
        return None if self.gain <= 0 else self.false_alarm / (self.false_alarm + self.gain)

    def keeping(self, probability: float) -> float:
        """The expected loss if the confidence is kept: p L.

        >>> Stakes(false_alarm=1, breach=0, loss=4, effectiveness=0.5).keeping(0.5)
        2.0
        """
        return probability * self.loss

    def breaching(self, probability: float) -> float:
        """The expected loss if it is broken: (1 - p) C + p (c + (1 - e) L).

        >>> Stakes(false_alarm=1, breach=0, loss=4, effectiveness=0.5).breaching(0.5)
        1.5
        """
        in_truth = self.breach + (1 - self.effectiveness) * self.loss
        return (1 - probability) * self.false_alarm + probability * in_truth

    def __str__(self) -> str:
        """Say what the threshold is, or why no probability is enough."""
        if self.threshold is None:
            return "A breach costs at least as much as the harm that it averts: however sure one is, it does not pay."
        if self.threshold == 0:
            return "A false alarm costs nothing here, so any probability is enough. Is that so?"
        return f"A breach gains more than it costs from a probability of {self.threshold:.0%} on."


def flip_region(low: Stakes, high: Stakes) -> tuple[float | None, float | None]:
    """Between which thresholds the answer depends on what one assumes within ranges.

    Returns:
        The lowest and the highest threshold; None where a breach would never pay.

    >>> flip_region(Stakes(1, 0, 4, 0.25), Stakes(2, 0, 8, 0.5))
    (0.2, 0.6666666666666666)
    """
    easiest = Stakes(low.false_alarm, low.breach, high.loss, high.effectiveness)
    hardest = Stakes(high.false_alarm, high.breach, low.loss, low.effectiveness)
    return easiest.threshold, hardest.threshold
