"""Mark a play that was handed in: each decision on what was known when it was made, and none by what came of it."""

from collections.abc import Callable
from typing import Any

from safegrade.contract import Item, Line, verdict
from tarasoff.assignment.analysis import Reading
from tarasoff.assignment.parts import ScenarioPart
from tarasoff.marking.scenario_keys import ScenarioKey, Worth, with_key
from tarasoff.marking.step_marking import BREACHES, OPEN
from tarasoff.scenarios.graded import Decision, ahead
from tarasoff.scenarios.plot import Plot, Situation
from tarasoff.scenarios.records import Choice

#: The heading under which the points of all decisions are told: one of nine is worth 4/9 of a point.
DECISIONS = "What you decided"
_NOT_YET = "The play has not come to an end."
_MARKS = {"fits": "fits", "defensible": "partly", "over": "over", "under": "under"}


def mark_scenario(part: ScenarioPart, key: ScenarioKey, reading: Reading) -> list[Line]:
    """A line for each decision, all worth the same, and one for what is still open.

    Args:
        part: what was asked.
        key: its key.
        reading: what was handed in.
    """
    if reading.way is None:
        why = () if reading.waits else (OPEN,)
        return [Line(f"“{part.story.title}”", part.points, 0.0, "open", why, "decision")]
    made = reading.way.decisions
    left = ahead(part.story, reading.way.scene.id)
    each = part.points / max(len(made) + left, 1)
    lines = [_decision(key, Plot(with_key(part.story, key)), one, each) for one in made]
    if left or not reading.way.ended:
        lines.append(Line("What is still to be decided", each * left, 0.0, "open", (_NOT_YET,), "decision"))
    return [line._replace(among=DECISIONS) for line in lines]


def _decision(key: ScenarioKey, plot: Plot, made: Decision, points: float) -> Line:
    scene = key.scenes[made.scene.id]
    worth = _worth(plot, made.at, made.choice)
    found = verdict(worth.earns)
    breach = worth.verdict if worth.verdict in BREACHES else None
    # A way that can be defended and costs nothing fits as well as any.
    mark = "fits" if found == "met" else _MARKS[worth.verdict]
    why = " ".join(filter(None, (worth.why, worth.price)))
    return Line(
        about=made.scene.title,
        points=points,
        earned=worth.earns * points,
        verdict=found,
        why=(),
        step="decision",
        code=breach,
        remark=BREACHES[breach] if breach else (),
        chosen=made.choice.text,
        read=scene.section,
        sources=worth.sources,
        items=(Item(mark, made.choice.text, why),),
    )


def _worth(plot: Plot, at: Situation, choice: Choice) -> Worth:
    there = next(one for one in plot.scene(at).choices if one.id == choice.id)
    found = plot.judged(at, there)
    assert isinstance(found, Worth)  # noqa: S101  story_differences sees to it
    return found


def played(part: ScenarioPart, choose: Callable[[Situation, tuple[Choice, ...]], Choice]) -> dict[str, Any]:
    """An answer in which somebody has played the story, with nothing drawn. For checks of a key.

    Args:
        part: what was asked.
        choose: what is chosen in each scene that asks for a choice.
    """
    plot = Plot(part.story)
    at, steps = plot.begin(), []
    while choices := plot.choices(at):
        scene = plot.scene(at)
        choice = choose(at, choices) if scene.asks else choices[0]
        to = plot.ways(at, choice)[0].to
        words = {"title": scene.title, "said": choice.text}
        steps.append({"scene": scene.id, "choice": choice.id, "to": to.scene, **words})
        at = to
    run = {"schema": 1, "scenario": part.story.id, "version": "", "seed": 1, "file": part.story.checksum}
    return {part.story.id: {"runs": [{**run, "ended": True, "steps": steps}]}}


def scenario_answers(part: ScenarioPart, key: ScenarioKey, *, best: bool) -> dict[str, Any]:
    """The play that earns the most, or the least, in each of its scenes."""
    plot = Plot(with_key(part.story, key))
    pick = max if best else min
    return played(part, lambda at, choices: pick(choices, key=lambda one: _worth(plot, at, one).earns))
