"""What a handed-in play is worth: each decision by what was known when it was made, and none by what came of it."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from tarasoff.scenarios.log import Log, resume
from tarasoff.scenarios.records import Scenario

#: What a judgement earns, unless a key says otherwise. What nobody judges earns nothing and costs nothing.
CREDIT: Mapping[str, float] = MappingProxyType({"fits": 1.0, "defensible": 1.0, "over": 0.0, "under": 0.0})


@frozen
class Decision:
    """One decision of a play that was handed in."""

    title: str
    said: str
    verdict: str
    why: str
    credit: float


@frozen
class PlayJudged:
    """A play that was handed in, judged.

    Args:
        finished: whether it has come to an ending.
        decisions: those that are judged, in their order.
        problem: why nothing could be judged; empty if it could.
    """

    finished: bool
    decisions: tuple[Decision, ...] = ()
    problem: str = ""

    @property
    def share(self) -> float | None:
        """The share of full credit, from 0 to 1; None if nothing could be judged, so that a person must look."""
        if self.problem or not self.decisions:
            return None
        return sum(one.credit for one in self.decisions) / len(self.decisions)


def judge_play(scenario: Scenario, log: Log, credit: Mapping[str, float] = CREDIT) -> PlayJudged:
    """Judge a play from its log.

    The log's own verdicts do not count: it is played again, and judged anew.

    Args:
        scenario: the scenario that was asked for.
        log: the play as it was handed in.
        credit: what each verdict earns, from 0 to 1; a verdict that is not named is left out.

    >>> from tarasoff.scenarios.files import scenario
    >>> from tarasoff.scenarios.log import log_of
    >>> from tarasoff.scenarios.play import Move, play
    >>> from tarasoff.scenarios.plot import Plot
    >>> begun = play(Plot(scenario("staff-door")), 1, [Move("who")])
    >>> judge_play(scenario("staff-door"), log_of(begun)).share
    1.0
    """
    if log.scenario != scenario.id:
        return PlayJudged(finished=False, problem=f"This is a play of {log.scenario!r:.60}, not of {scenario.id!r}.")
    found = resume(scenario, log)
    if found.play is None:
        return PlayJudged(finished=log.ended, problem="The play does not lead through the scenario as it is now.")
    decisions = tuple(
        Decision(step.scene.title, step.choice.text, step.judged.verdict, step.judged.why, credit[step.judged.verdict])
        for step in found.play.steps
        if step.judged and step.judged.verdict in credit
    )
    return PlayJudged(found.play.ended, decisions)
