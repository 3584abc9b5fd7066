"""The models of risk and of trust joined: the harm that a rule averts, and the confidences that it costs.

Clients in danger are compared under two rules. *Keep*: what is said stays in the treatment. *Breach*: the confidence
of everybody who is judged dangerous is broken. The model gives no verdict.
"""

from attrs import field, frozen

from tarasoff.models.risk import Accuracy, share

#: What one of a number of rules comes to, beside the other; each with what it means.
REGIONS = {
    "worse": "Breaching averts no more harm, and loses confidences.",
    "dear": "Breaching averts more harm, but loses more confidences for it than you would give.",
    "within": "Breaching averts more harm, at a price in confidences that you would pay.",
}


@frozen(kw_only=True)
class Balance:
    """Two rules for the same people.

    Args:
        base_rate: of those who have something to tell, the share that would harm.
        accuracy: of the judgement on those who tell.
        tell: the share that tells where it stays private.
        multiplier: m, what is still told under the breach rule, of what is told in private; from 0 to 1.
        e_private: of the harm of those who tell, the share that treatment alone averts.
        e_breach: the share that a breach averts, where the one who tells is rightly flagged.

    >>> two = Balance(base_rate=0.1, accuracy=Accuracy(1, 1), tell=0.5, multiplier=1, e_private=0.2, e_breach=0.6)
    >>> round(two.averted_more, 3), round(two.confidences_lost, 3), round(two.price, 2)
    (0.02, 0.05, 2.5)
    """

    base_rate: float = field(validator=share)
    accuracy: Accuracy
    tell: float = field(validator=share)
    multiplier: float = field(validator=share)
    e_private: float = field(validator=share)
    e_breach: float = field(validator=share)

    @property
    def averted_by_keeping(self) -> float:
        """Harms averted for each person, where what is said stays private."""
        return self.base_rate * self.tell * self.e_private

    @property
    def averted_by_breaching(self) -> float:
        """Harms averted for each person under the breach rule: who is not flagged is treated as before."""
        hit = self.accuracy.sensitivity
        return self.base_rate * self.tell * self.multiplier * (hit * self.e_breach + (1 - hit) * self.e_private)

    @property
    def averted_more(self) -> float:
        """Harms that the breach rule averts more, for each person; below 0 where it averts fewer."""
        return self.averted_by_breaching - self.averted_by_keeping

    @property
    def not_told(self) -> float:
        """Confidences that are not given any more, for each person."""
        return self.tell * (1 - self.multiplier)

    @property
    def broken(self) -> float:
        """Confidences that are given and broken, for each person: hits and false alarms."""
        hits = self.base_rate * self.accuracy.sensitivity
        false_alarms = (1 - self.base_rate) * (1 - self.accuracy.specificity)
        return self.tell * self.multiplier * (hits + false_alarms)

    @property
    def confidences_lost(self) -> float:
        """Confidences that are not given, or given and broken, for each person."""
        return self.not_told + self.broken

    @property
    def price(self) -> float | None:
        """How many confidences are lost for each harm averted more; None where no more is averted."""
        return self.confidences_lost / self.averted_more if self.averted_more > 0 else None

    def region(self, most: float) -> str:
        """Where it lies, for somebody who would give so many confidences for one harm averted.

        Args:
            most: how many; 0 or more. No study says how many are right.

        Returns:
            An id in `REGIONS`.

        >>> two = Balance(base_rate=0.1, accuracy=Accuracy(1, 1), tell=0.5, multiplier=1, e_private=0.2, e_breach=0.6)
        >>> two.region(2), two.region(3)
        ('dear', 'within')
        """
        if self.price is None:
            return "worse"
        return "within" if self.price <= most else "dear"
