"""Keep, consult, seek consent, may act, must act: what a choice means for a situation."""

from collections.abc import Mapping

from attrs import frozen

from tarasoff.knowledge.records import VERDICTS, Situations

#: What a verdict is called on the screen.
NAMES: Mapping[str, str] = {"fits": "Fits", "defensible": "Defensible", "over": "Over-breach", "under": "Under-breach"}


# With fewer, a lean is chance, and to know of it changes what is placed next.
_ENOUGH = 6


@frozen
class Tally:
    """How many of the situations were placed, by verdict."""

    of: int
    counts: Mapping[str, int]

    @property
    def placed(self) -> int:
        """How many were placed at all."""
        return sum(self.counts.values())

    @property
    def lean(self) -> str:
        """To which side the errors lean, once enough are placed to see it.

        >>> Tally(12, {"fits": 2, "defensible": 0, "over": 3, "under": 1}).lean
        'Your errors lean to ▲ too much: 3 against 1.'
        >>> Tally(12, {"fits": 5, "defensible": 0, "over": 0, "under": 0}).lean
        ''
        """
        over, under = self.counts["over"], self.counts["under"]
        if self.placed < _ENOUGH:
            return ""
        if over == under:
            return "Your errors lean to neither side." if over else "No error, so no side to lean to."
        side, more, less = ("▲ too much", over, under) if over > under else ("▼ too little", under, over)
        return f"Your errors lean to {side}: {more} against {less}."

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
