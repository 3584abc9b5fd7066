"""A scenario as it can be played: what is known where you stand, what can be done, what it is worth, what follows."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.names import known
from tarasoff.scenarios.records import Choice, Condition, Judged, Line, Scenario, Scene


@frozen(cache_hash=True)
class Situation:
    """Where somebody stands in a scenario. Judgements rest on it, and on nothing else.

    Args:
        scene: the id of the scene.
        known: ids of the facts that are known.
        opened: ids of the facts that were asked about, known by now or not.
        heard: who has heard which fact; of the seats that were left, what was known there.
        seat: the person whose place you take; empty where that never changes.
    """

    scene: str
    known: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    heard: frozenset[tuple[str, str]] = frozenset()
    seat: str = ""

    def holds(self, when: Iterable[Condition]) -> bool:
        """Whether all of these are so."""
        return all(self._so(one) == one.wanted for one in when)

    def _so(self, one: Condition) -> bool:
        if not one.told:
            return one.fact in self.known
        return any(person == one.fact and one.heard in {"", fact} for person, fact in self.heard)


@frozen
class Way:
    """One thing that may follow a choice.

    Args:
        odds: in how many of all cases; None where nothing is left to chance.
        said: what is said on the way, after the choice and before the next scene.
        to: the situation that it leads to.
    """

    odds: int | None
    said: tuple[Line, ...]
    to: Situation


@frozen(eq=False)
class Plot:
    """A scenario with the facts of one of its versions.

    Args:
        version: the id of the version; empty for the scenario as it is.

    Raises:
        UnknownError: there is no such version.

    >>> from tarasoff.scenarios.files import scenario
    >>> plot = Plot(scenario("staff-door"))
    >>> plot.choices(plot.begin())[0].id
    'who'
    """

    scenario: Scenario
    version: str = ""
    # What can follow each situation, found once.
    _ways: dict[tuple[Situation, str], tuple[Way, ...]] = field(factory=dict, init=False, repr=False)
    _choices: dict[Situation, tuple[Choice, ...]] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.version:
            known(self.version, [version.id for version in self.scenario.versions], "version")

    @cached_property
    def scenes(self) -> Mapping[str, Scene]:
        """The scenes by id."""
        return {scene.id: scene for scene in self.scenario.scenes}

    @cached_property
    def _instead(self) -> Mapping[str, str]:
        return next((one.instead for one in self.scenario.versions if one.id == self.version), {})

    def begin(self) -> Situation:
        """Where it begins."""
        return self._arrived(Situation(self.scenario.start))

    def scene(self, at: Situation) -> Scene:
        """The scene of a situation."""
        return self.scenes[at.scene]

    def lines(self, at: Situation) -> tuple[Line, ...]:
        """What is said in the scene of a situation."""
        return _said(self.scene(at).lines, at)

    def choices(self, at: Situation) -> tuple[Choice, ...]:
        """What can be done in a situation; nothing at an ending."""
        found = self._choices.get(at)
        if found is None:
            found = tuple(choice for choice in self.scene(at).choices if at.holds(choice.when))
            self._choices[at] = found
        return found

    def judged(self, at: Situation, choice: Choice) -> Judged | None:
        """What a choice is worth in a situation, whatever comes of it; None if it decides nothing."""
        return next((one for one in choice.judged if at.holds(one.when)), None)

    def ways(self, at: Situation, choice: Choice) -> tuple[Way, ...]:
        """Everything that may follow a choice."""
        found = self._ways.get((at, choice.id))
        if found is None:
            found = tuple(self._find_ways(at, choice))
            self._ways[at, choice.id] = found
        return found

    def facts(self, at: Situation) -> Facts:
        """What is known in a situation, in the terms of the law."""
        told = self.scenario.facts.known()
        for one in self.scenario.known:
            if one.id in at.known:
                told |= one.facts.known()
        return Facts(**told)

    def _find_ways(self, at: Situation, choice: Choice) -> Iterable[Way]:
        after = self._with(at, choice.learn, choice.opens, choice.heard)
        said = _said(choice.lines, after)
        if choice.chance is None:
            yield Way(None, said, self._arrived(evolve(after, scene=choice.to)))
            return
        for outcome in choice.chance.outcomes:
            then = self._with(after, outcome.learn, (), outcome.heard)
            there = self._arrived(evolve(then, scene=outcome.to))
            yield Way(outcome.odds, (*said, *_said(outcome.lines, then)), there)

    def _arrived(self, at: Situation) -> Situation:
        scene = self.scenes[at.scene]
        if scene.seat and scene.seat != at.seat:
            at = _seated(at, scene.seat)
        return self._with(at, scene.learn, scene.opens, scene.heard)

    def _with(
        self, at: Situation, learn: Collection[str], opens: Collection[str], heard: Mapping[str, Iterable[str]]
    ) -> Situation:
        if not (learn or opens or heard):
            return at

        def true(fact: str) -> str:
            return self._instead.get(fact, fact)

        learned = frozenset(map(true, learn))
        told = frozenset((person, true(fact)) for person, facts in heard.items() for fact in facts)
        opened = at.opened | frozenset(opens) | learned
        return evolve(at, known=at.known | learned, opened=opened, heard=at.heard | told)


def _seated(at: Situation, seat: str) -> Situation:
    """The situation from another seat: there one knows what that person has heard, and nothing else."""
    left = frozenset((at.seat, fact) for fact in at.known if at.seat)
    heard = at.heard | left
    known = frozenset(fact for person, fact in heard if person == seat)
    return evolve(at, seat=seat, heard=heard, known=known, opened=known)


def _said(lines: Iterable[Line], at: Situation) -> tuple[Line, ...]:
    return tuple(line for line in lines if at.holds(line.when))
