"""A graded story: what it may not tell whoever plays it, and why its luck can never count."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from attrs import frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.log import Log
from tarasoff.scenarios.plot import Plot, Situation
from tarasoff.scenarios.records import Choice, Scenario, Scene
from tarasoff.scenarios.spans import Span

#: Fields of a scenario that say what a choice is worth. A story that counts has them in its key, or not at all.
TELLING = frozenset({"judged", "verdict", "why", "price", "colleague", "trust", "changed", "odds", "of", "basis"})


@frozen
class Decision:
    """One choice of a play that was handed in, and the situation in which it was made.

    Args:
        at: what was known then, and who had heard what.
    """

    at: Situation
    scene: Scene
    choice: Choice


@frozen
class Way:
    """The way of a play that was handed in.

    Args:
        decisions: what was decided, in its order; ways that only lead on are left out.
        scene: the scene in which it stands now.
    """

    decisions: tuple[Decision, ...]
    scene: Scene

    @property
    def ended(self) -> bool:
        """Whether it has come to an ending."""
        return self.scene.ending is not None


def way_of(story: Scenario, log: Log) -> Way:
    """Follow a play that was handed in through a graded story, without drawing anything.

    In such a story chance leads to one scene, and nothing that can be decided rests on what it gave (`unfair`). So it
    is enough to take what comes first.

    Raises:
        Mistake: it is a play of another story, or does not lead through this one; the message says at which step.
    """
    if (log.scenario, log.version) != (story.id, ""):
        raise Mistake(f"This is a play of another story than {story.id!r}.", "Play it again.")
    plot = Plot(story)
    at, decisions = plot.begin(), []
    for number, step in enumerate(log.steps, start=1):
        scene = plot.scene(at)
        choice = next((one for one in plot.choices(at) if one.id == step.choice), None)
        if choice is None or step.scene != scene.id:
            raise Mistake(f"Step {number} of this play cannot follow what comes before it.", "Play it again.")
        if scene.asks:
            decisions.append(Decision(at, scene, choice))
        at = plot.ways(at, choice)[0].to
        if step.to != at.scene:
            raise Mistake(f"Step {number} of this play leads to another scene.", "Play it again.")
    return Way(tuple(decisions), plot.scene(at))


def ahead(story: Scenario, scene: str) -> int:
    """How many decisions there are at least from a scene to an ending; 0 at an ending."""
    scenes = {one.id: one for one in story.scenes}
    found: dict[str, int] = {}

    def least(name: str) -> int:
        if name not in found:
            one = scenes[name]
            found[name] = min((least(to) for choice in one.choices for to in choice.ways), default=0) + bool(one.asks)
        return found[name]

    return least(scene)


def telling(story: Scenario) -> Iterator[Mistake]:
    """Everything in a graded story that tells whoever opens the file what a choice is worth."""
    told = {
        f"scene {scene.id}, choice {choice.id}": field
        for scene in story.scenes
        for choice in scene.choices
        for field, there in (
            ("judged", choice.judged),
            ("trust", choice.trust != Span()),
            ("odds", choice.chance and choice.chance.of),
        )
        if there
    }
    told |= {f"scene {scene.id}": "colleague" for scene in story.scenes if scene.colleague}
    told |= {f"scene {scene.id}": "changed" for scene in story.scenes if scene.ending and scene.ending.changed}
    told |= {"the beginning": "trust"} if story.trust else {}
    for place, field in told.items():
        remedy = "Move it to the key." if field in {"judged", "colleague"} else "Take it out: this story counts."
        yield Mistake(f"In {place}, {field} gives answers away to students.", remedy)


def unfair(story: Scenario) -> Iterator[Mistake]:
    """Everything by which luck, or going round, could change a mark.

    Args:
        story: a graded story, alone or with the judgements of its key.
    """
    if story.versions:
        yield Mistake("A story that counts has one version, the same for all.", "Take versions out.")
    if again := _round(story):
        yield Mistake(f"One can come back to the scene {again}.", "In a story that counts, let every choice lead on.")
    drawn = _drawn(story)
    for scene in story.scenes:
        for choice in scene.choices:
            where = f"scene {scene.id}, choice {choice.id}"
            if len(set(choice.ways)) > 1:
                problem = f"In {where}, chance leads to several scenes."
                yield Mistake(problem, "In a story that counts, let it lead to one: it may change what is said there.")
            conditions = (*choice.when, *(one for judged in choice.judged for one in judged.when))
            for one in conditions:
                if (one.fact, one.told) in drawn:
                    problem = f"In {where}, something hangs on {one.fact!r}, which chance decides."
                    yield Mistake(problem, "Let only lines hang on it.")


def _drawn(story: Scenario) -> frozenset[tuple[str, bool]]:
    """What chance alone may make known, and whom it may let hear; each with whether it is a person."""
    outcomes = [
        outcome
        for scene in story.scenes
        for choice in scene.choices
        if choice.chance
        for outcome in choice.chance.outcomes
    ]
    facts = {(fact, False) for outcome in outcomes for fact in outcome.learn}
    return frozenset(facts | {(person, True) for outcome in outcomes for person in outcome.heard})


def _round(story: Scenario) -> str:
    """A scene to which one can come back; empty if there is none."""
    ways = {scene.id: [to for choice in scene.choices for to in choice.ways] for scene in story.scenes}
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as circle:
        return str(circle.args[1][0])
    return ""
