"""Keep, consult, seek consent, act: what a choice means for a situation."""

from collections.abc import Mapping

from attrs import frozen

from tarasoff.knowledge.records import VERDICTS, Situations

#: What a verdict is called on the screen.
NAMES: Mapping[str, str] = {"fits": "Fits", "defensible": "Defensible", "over": "Over-breach", "under": "Under-breach"}


@frozen
class Tally:
    """How many of the situations were placed, by verdict."""

    of: int
    counts: Mapping[str, int]

    @property
    def placed(self) -> int:
        """How many were placed at all."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        """Say it in one line.

        >>> print(Tally(12, {"fits": 3, "defensible": 0, "over": 1, "under": 0}))
        4 of 12 placed: 3 fit, 0 defensible, 1 over-breach, 0 under-breach.
        """
        counts = self.counts
        return (
            f"{self.placed} of {self.of} placed: {counts['fits']} fit, {counts['defensible']} defensible, "
            f"{counts['over']} over-breach, {counts['under']} under-breach."
        )


def tally(situations: Situations, placed: Mapping[str, str]) -> Tally:
    """Count verdicts on situations that were placed, by id; ids that the board does not know are left out."""
    verdicts: list[str] = [
        situation.feedback[placed[situation.id]].verdict
        for situation in situations.situations
        if placed.get(situation.id) in situation.feedback
    ]
    return Tally(len(situations.situations), {verdict: verdicts.count(verdict) for verdict in VERDICTS})
