"""The exhibit on how sure one must be: from which probability a breach gains more than it costs."""

from functools import cache
from math import inf

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Curve, Dot, Graph, Upright
from tarasoff.exhibits.scales import Axis, percent, shares_axis
from tarasoff.models.risk import Stakes, flip_region


@cache
def thresholds() -> Exhibit:
    """From which probability a breach gains more than it costs, and where that turns on what one assumes.

    >>> scene = thresholds().scene({"false_alarm": 1, "breach": 0, "loss": 4, "effectiveness": 0.5, "range": 0})
    >>> dict(scene.numbers)["Threshold"]
    '33.3%'
    """
    return exhibit("thresholds", _draw_thresholds)


def _draw_thresholds(
    *, false_alarm: float, breach: float, loss: float, effectiveness: float, probability: float, range: float  # noqa: A002
) -> Scene:  # fmt: skip
    stakes = Stakes(false_alarm, breach, loss, effectiveness)
    less, more = (
        Stakes(false_alarm * by, breach * by, loss * by, min(1.0, effectiveness * by)) for by in (1 - range, 1 + range)
    )
    easiest, hardest = flip_region(less, more)
    keep = ((0.0, 0.0), (1.0, loss))
    act = ((0.0, false_alarm), (1.0, round(breach + (1 - effectiveness) * loss, 4)))
    top = max(loss, false_alarm, act[1][1]) or 1.0
    uprights = []
    if stakes.threshold is not None:
        uprights.append(Upright(f"from {percent(stakes.threshold)} on telling costs less", round(stakes.threshold, 4)))
    if easiest is not None and range:
        uprights.append(Upright("turns on what you assume", round(easiest, 4), round(min(1.0, hardest or 1.0), 4)))
    cost_here = stakes.keeping(probability), stakes.breaching(probability)
    graph = Graph(
        "Expected loss, by how probable the harm is",
        shares_axis("p: probability of the harm"),
        Axis("expected loss", 0, top, tuple((top * part, f"{top * part:g}") for part in (0, 0.5, 1))),
        (Curve("keep it", keep, "weak"), Curve("tell", act, "strong")),
        (Dot("at your p", probability, round(min(cost_here), 4)),),
        tuple(uprights),
    )
    numbers = (
        ("Threshold", "none" if stakes.threshold is None else percent(stakes.threshold)),
        ("Expected loss if kept", f"{cost_here[0]:.2f}"),
        ("Expected loss if breached", f"{cost_here[1]:.2f}"),
        ("Lowest threshold within your ranges", "none" if easiest is None else percent(easiest)),
        ("Highest threshold within your ranges", "none" if hardest is None else percent(hardest)),
        ("What a breach gains where harm would have come", f"{stakes.gain:.2f}"),
    )
    guess = None if stakes.threshold is None else round(100 * stakes.threshold, 1)
    return Scene(f"{stakes} {_here(probability, easiest, hardest, cost_here)}", (graph,), numbers, guess)


def _here(probability: float, easiest: float | None, hardest: float | None, costs: tuple[float, float]) -> str:
    low, high = (inf if threshold is None else threshold for threshold in (easiest, hardest))
    if low < probability < high:
        return f"At {percent(probability)} the answer turns on what you assume within your ranges."
    if round(costs[0] - costs[1], 9) == 0:
        return f"At {percent(probability)} both cost the same."
    which = "keeping the confidence" if costs[0] < costs[1] else "breaching it"
    return f"At {percent(probability)} {which} costs less, wherever in your ranges the numbers lie."
