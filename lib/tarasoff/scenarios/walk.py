"""Every way through a scenario: whether all of it can be reached, and every way comes to an end."""

from collections.abc import Iterator

from attrs import frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.faults import Fault
from tarasoff.scenarios.plot import Plot, Situation
from tarasoff.scenarios.records import Scenario

#: No play may be longer than this.
MOST_STEPS = 40
# A scenario with more is not one that anybody can check.
_MOST_SITUATIONS = 100_000


@frozen
class Walked:
    """What was found on every way through one version of a scenario.

    Args:
        situations: all that can be reached, each once, in the order in which they were found.
        longest: the most choices that a play can take; None if one can go round for ever.
        stuck: situations that are no ending, and in which nothing can be done.
        unfit: situations in which something is judged, and nothing fits or can be defended.
        round: the scenes of a way that goes round for ever; empty if there is none.
    """

    situations: tuple[Situation, ...]
    longest: int | None
    stuck: tuple[Situation, ...]
    unfit: tuple[Situation, ...]
    round: tuple[str, ...]


def walk(plot: Plot) -> Walked:
    """Go every way through a scenario, whatever is chosen and whatever chance gives.

    Raises:
        Mistake: there are more situations than anybody could check.

    >>> from tarasoff.scenarios.files import scenario
    >>> walk(Plot(scenario("august-1969"))).stuck
    ()
    """
    found: dict[Situation, tuple[Situation, ...]] = {}
    fresh = [plot.begin()]
    for at in fresh:
        if at in found:
            continue
        found[at] = tuple(dict.fromkeys(_next(plot, at)))
        fresh += (to for to in found[at] if to not in found)
        if len(found) > _MOST_SITUATIONS:
            problem = f"There are more than {_MOST_SITUATIONS} situations: too much may be known, or heard, or not."
            remedy = "Let fewer choices learn or tell something, or tell it in one scene that all come through."
            raise Mistake(problem, remedy)
    longest, goes_round = _longest(found, plot.begin())
    return Walked(
        situations=tuple(found),
        longest=longest,
        stuck=tuple(at for at, to in found.items() if not to and plot.scene(at).ending is None),
        unfit=tuple(at for at in found if _unfit(plot, at)),
        round=tuple(at.scene for at in goes_round),
    )


def on_the_way(scenario: Scenario) -> tuple[Fault, ...]:
    """What is wrong with a scenario that shows only on the way, in any of its versions.

    Args:
        scenario: one without `faults`.
    """
    found: dict[str, Fault] = {}
    reached: set[str] = set()
    for version in ("", *(version.id for version in scenario.versions)):
        try:
            walked = walk(Plot(scenario, version))
        except Mistake as too_many:
            return (Fault("", too_many.problem, too_many.remedy),)
        reached |= {at.scene for at in walked.situations}
        for fault in _wrong(walked, f" of version {version}" if version else ""):
            found.setdefault(str(fault), fault)
    found |= {
        scene.id: Fault(f"scene {scene.id}", "Nobody comes here: conditions shut every way to it.", "Correct a when:.")
        for scene in scenario.scenes
        if scene.id not in reached
    }
    return tuple(found.values())


def _wrong(walked: Walked, where: str) -> Iterator[Fault]:
    for scene in dict.fromkeys(at.scene for at in walked.stuck):
        remedy = "Let one choice be there always, without when:."
        yield Fault(f"scene {scene}{where}", "There are ways here on which nothing can be done.", remedy)
    for scene in dict.fromkeys(at.scene for at in walked.unfit):
        remedy = "Write a choice that fits, or that can be defended, for every way here."
        yield Fault(f"scene {scene}{where}", "There are ways here on which everything is a mistake.", remedy)
    if walked.round:
        scenes = " → ".join(dict.fromkeys(walked.round))
        remedy = "Let the choice that leads back go once it is made: when: [not FACT]."
        yield Fault(f"scene {walked.round[0]}{where}", f"One can go round for ever: {scenes}.", remedy)
    elif (walked.longest or 0) > MOST_STEPS:
        remedy = f"Keep every way under {MOST_STEPS + 1} choices."
        yield Fault(where.strip(), f"A play can take {walked.longest} choices.", remedy)


def _next(plot: Plot, at: Situation) -> Iterator[Situation]:
    for choice in plot.choices(at):
        yield from (way.to for way in plot.ways(at, choice))


def _unfit(plot: Plot, at: Situation) -> bool:
    verdicts = {judged.verdict for choice in plot.choices(at) if (judged := plot.judged(at, choice))}
    return bool(verdicts) and not verdicts & {"fits", "defensible", "open"}


def _longest(
    ways: dict[Situation, tuple[Situation, ...]], start: Situation
) -> tuple[int | None, tuple[Situation, ...]]:
    """The longest way, and the first that goes round for ever, if there is one."""
    longest: dict[Situation, int] = {}
    path: dict[Situation, Iterator[Situation]] = {start: iter(ways[start])}
    while path:
        at = next(reversed(path))
        to = next(path[at], None)
        if to is None:
            longest[at] = max((longest[one] + 1 for one in ways[at]), default=0)
            del path[at]
        elif to in path:
            along = list(path)
            return None, tuple(along[along.index(to) :])
        elif to not in longest:
            path[to] = iter(ways[to])
    return longest[start], ()
