"""One play of a scenario: the choices that were made, what they were worth, and where they led."""

from collections.abc import Iterable
from random import Random

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import known
from tarasoff.scenarios.plot import Plot, Situation
from tarasoff.scenarios.records import Chance, Choice, Judged, Line, Scene
from tarasoff.scenarios.spans import HIGHEST, LOWEST, Span


class PlayError(Mistake):
    """A choice that cannot be made there."""


@frozen
class Move:
    """A choice that was made.

    Args:
        choice: its id.
        draw: how often chance was asked again after it.
    """

    choice: str
    draw: int = 0


@frozen
class Step:
    """A choice, what it was worth when it was made, and what came of it.

    Args:
        at: the situation in which it was made.
        judged: its judgement on that situation; None if it decides nothing.
        drawn: which outcome chance gave, from 0; None where there was none.
        said: what was said on the way.
        to: the situation that it led to.
    """

    at: Situation
    scene: Scene
    choice: Choice
    move: Move
    judged: Judged | None
    drawn: int | None
    said: tuple[Line, ...]
    to: Situation

    @property
    def verdict(self) -> str:
        """What it was worth on what was known; empty if it decided nothing."""
        return self.judged.verdict if self.judged else ""


@frozen
class Play:
    """A scenario, played from its beginning as far as the moves go.

    Args:
        seed: what chance is drawn from.
        here: where it stands.
        trust: where trust stands; None if the scenario does not follow it.
        passed: the time that has passed, in minutes.

    >>> from tarasoff.scenarios.files import scenario
    >>> plot = Plot(scenario("staff-door"))
    >>> play(plot, 1, [Move("who")]).steps[0].judged.verdict
    'fits'
    """

    plot: Plot
    seed: int
    here: Situation
    trust: Span | None
    passed: Span = field(factory=Span)
    steps: tuple[Step, ...] = ()

    @property
    def scene(self) -> Scene:
        """The scene in which it stands."""
        return self.plot.scene(self.here)

    @property
    def ended(self) -> bool:
        """Whether it has come to an ending."""
        return self.scene.ending is not None

    @property
    def decisions(self) -> tuple[Step, ...]:
        """The steps that decided something."""
        return tuple(step for step in self.steps if step.judged)

    def after(self, move: Move) -> "Play":
        """The play one choice later.

        Raises:
            PlayError: the choice cannot be made here.
        """
        choice = self._choice(move)
        judged = self.plot.judged(self.here, choice)  # before anything is drawn
        drawn = draw(choice.chance, self.seed, len(self.steps), move.draw) if choice.chance else None
        way = self.plot.ways(self.here, choice)[drawn or 0]
        step = Step(self.here, self.scene, choice, move, judged, drawn, way.said, way.to)
        trust = self.trust and (self.trust + choice.trust).within(LOWEST, HIGHEST)
        return Play(self.plot, self.seed, way.to, trust, self.passed + choice.takes, (*self.steps, step))

    def _choice(self, move: Move) -> Choice:
        choices = {choice.id: choice for choice in self.plot.choices(self.here)}
        if not choices:
            raise PlayError("The scenario has ended.", "Play it again from the beginning.")
        choice = choices[known(move.choice, choices, "choice")]
        if move.draw and choice.chance is None:
            raise PlayError(f"Nothing is left to chance after {move.choice!r}.", "Take the draw out.")
        return choice


def play(plot: Plot, seed: int, moves: Iterable[Move] = ()) -> Play:
    """Play a scenario from its beginning. The same seed and moves give the same play.

    Raises:
        PlayError: a choice cannot be made where it stands.
        UnknownError: there is no such choice there.
    """
    now = Play(plot, seed, plot.begin(), plot.scenario.trust)
    for move in moves:
        now = now.after(move)
    return now


def draw(chance: Chance, seed: int, step: int, again: int) -> int:
    """Which outcome chance gives, from 0.

    Args:
        chance: what can follow, with its odds.
        seed: what the whole play is drawn from.
        step: at which step, from 0.
        again: how often it was asked again.
    """
    # Each draw stands alone, so that asking one of them again leaves the others as they were.
    drawn = Random(f"{seed}/{step}/{again}")  # noqa: S311  nothing secret: a play must replay
    if not chance.of:
        return drawn.randrange(len(chance.outcomes))
    left = drawn.randrange(chance.of)
    for index, outcome in enumerate(chance.outcomes):
        left -= outcome.odds
        if left < 0:
            return index
    raise AssertionError("the odds of a chance sum to what it is of")
