"""Who still talks if talking has consequences, and what a kept or a broken confidence does to trust: closed forms.

Shares are numbers from 0 to 1. None of this predicts a person. It shows what follows from what one assumes.
"""

from collections.abc import Iterable
from math import ceil

from attrs import evolve, field, frozen

from tarasoff.models.risk import amount, share


@frozen
class Policy:
    """A rule on what becomes of a disclosure, and what people make of it.

    Args:
        tell: of those in care who are in danger, the share that tells.
        averts: of the harm of those who tell, the share that is averted.
        away: of all who are in danger, the share that stays out of care because of the rule.

    >>> Policy(tell=0.46, averts=0.43).averted
    0.1978
    """

    tell: float = field(validator=share)
    averts: float = field(validator=share)
    away: float = field(default=0.0, validator=share)

    @property
    def told(self) -> float:
        """The share of all in danger that is in care and tells."""
        return (1 - self.away) * self.tell

    @property
    def averted(self) -> float:
        """The share of all the harm that is averted."""
        return self.told * self.averts

    def under(self, multiplier: float, averts: float, away: float = 0.0) -> "Policy":
        """The same people under another rule.

        Args:
            multiplier: m, what is still said under it, of what is said here; 0 or more.
            averts: the share of the harm of those who tell that is averted under it.
            away: the share that stays out of care because of it.

        Raises:
            ValueError: more people than there are would tell.

        >>> Policy(0.5, 0.4).under(0.64, 0.6).told
        0.32
        """
        return Policy(self.tell * multiplier, averts, away)


def needed(multiplier: float, e_private: float) -> float | None:
    """How much of the harm a reporting rule must avert, of those who still tell, to avert as much as a private one.

    The break-even: m x e_report = e_private.

    Args:
        multiplier: m, what is still said when it is reported, of what is said in private; from 0 to 1.
        e_private: the share of the harm that is averted when it stays private.

    Returns:
        A share from 0 to 1; None if not even all of it would be enough.

    >>> needed(0.5, 0.4), needed(0.25, 0.4), needed(0, 0.4), needed(0, 0)
    (0.8, None, None, 0.0)
    """
    if e_private == 0:
        return 0.0
    if multiplier == 0 or e_private / multiplier > 1:
        return None
    return e_private / multiplier


def margin(multiplier: float, e_report: float, e_private: float) -> float:
    """What a reporting rule averts more, for each who would tell in private: m x e_report - e_private.

    >>> margin(0.5, 0.8, 0.3) > 0
    True
    """
    return multiplier * e_report - e_private


@frozen
class Ledger:
    """What one person has lived through, as kept and broken confidences.

    Trust is the expected share of confidences that will be kept: (kept + 1) / (kept + broken + 2), the beta reputation
    of Jøsang and Ismail (2002). It was made for ratings in trade; to use it here is an analogy.

    Args:
        kept: how many confidences were kept.
        broken: how many were broken, each with its weight.

    >>> Ledger().trust, Ledger(kept=1).trust == 2 / 3
    (0.5, True)
    """

    kept: float = field(default=0.0, validator=amount)
    broken: float = field(default=0.0, validator=amount)

    @property
    def trust(self) -> float:
        """The expected share of confidences that will be kept; above 0 and below 1."""
        return (self.kept + 1) / (self.kept + self.broken + 2)

    def keep(self, times: float = 1) -> "Ledger":
        """After confidences were kept."""
        return evolve(self, kept=self.kept + times)

    def breach(self, asymmetry: float = 1) -> "Ledger":
        """After one was broken.

        Args:
            asymmetry: how much more it weighs than one that is kept. Slovic (1993) has the direction; there is no
                measured value.

        >>> Ledger(kept=4).breach().trust, Ledger(kept=4).breach(asymmetry=4).trust
        (0.7142857142857143, 0.5)
        """
        return evolve(self, broken=self.broken + asymmetry)

    def repair(self, trust: float) -> int:
        """How many confidences in a row must be kept until trust is back.

        Args:
            trust: where it shall be; from 0 up to, not including, 1.

        Raises:
            ValueError: it cannot be reached.

        >>> Ledger(kept=4).breach(asymmetry=4).repair(Ledger(kept=4).trust)
        20
        """
        if not 0 <= trust < 1:
            raise ValueError(f"trust is {trust:g}. Give a share below 1: no number of kept confidences makes it sure.")
        # Solve (kept + n + 1) / (kept + n + broken + 2) = trust; the rounding keeps a whole solution whole.
        missing = (trust * (self.broken + 1) / (1 - trust)) - (self.kept + 1)
        return max(0, ceil(round(missing, 9)))


def course(start: Ledger, events: Iterable[float]) -> list[Ledger]:
    """A ledger after each event.

    Args:
        start: where it begins.
        events: 0 for a confidence that is kept; for one that is broken, its weight.

    Returns:
        The start, and one ledger an event.

    >>> [round(ledger.trust, 2) for ledger in course(Ledger(), [0, 0, 3])]
    [0.5, 0.67, 0.75, 0.43]
    """
    ledgers = [start]
    for weight in events:
        last = ledgers[-1]
        ledgers.append(last.breach(weight) if weight else last.keep())
    return ledgers


@frozen
class Breach:
    """How much a breach weighs, with the client and behind the client's back.

    Args:
        asymmetry: how much a breach behind the client's back weighs; 1 if as much as a kept confidence.
        with_client: how much of that remains where the client was told and took part; from 0 to 1. Studies show the
            direction, not the size.

    >>> Breach(asymmetry=5, with_client=0.4).weight(involved=True)
    2.0
    """

    asymmetry: float = field(validator=amount)
    with_client: float = field(validator=share)

    def weight(self, *, involved: bool) -> float:
        """The weight of one breach."""
        return self.asymmetry * self.with_client if involved else self.asymmetry
