"""The exhibit on how sure one must be: from which probability a breach gains more than it costs."""

from functools import cache
from math import inf

from tarasoff.exhibits.exhibit import Exhibit, Guess, Preset, Scene, Slider
from tarasoff.exhibits.pictures import Curve, Dot, Graph, Upright
from tarasoff.exhibits.scales import Axis, percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence, studies
from tarasoff.models.risk import Stakes, flip_region


@cache
def thresholds() -> Exhibit:
    """From which probability a breach gains more than it costs, and where that turns on what one assumes.

    >>> scene = thresholds().scene({"false_alarm": 1, "breach": 0, "loss": 4, "effectiveness": 0.5, "range": 0})
    >>> dict(scene.numbers)["Threshold p*"]
    '33.3%'
    """
    judges = evidence().parameter("judges_threshold")
    return Exhibit(
        id="thresholds",
        title="How sure must one be?",
        sliders=(
            _cost("false_alarm", "C: what a breach costs where no harm would have come", 1.0, 10),
            _cost("breach", "c: what a breach costs where harm would have come", 1.0, 10),
            _cost("loss", "L: the harm itself", 12.0, 40),
            Slider(
                "effectiveness",
                "e: how much of the harm the breach averts",
                steps(0, 1, 0.02),
                0.5,
                percent,
                "An assumption: for a warning nobody has measured it.",
            ),
            Slider(
                "probability",
                "p: how probable the harm is",
                steps(0, 1, 0.01),
                studies()["B06"].share,
                percent,
                "One year, severe mental illness in public care: serious assault.",
                ("B06",),
            ),
            Slider(
                "range",
                "How unsure you are of C, c, L and e: this much either way",
                steps(0, 0.9, 0.1),
                0.3,
                percent,
                "Yours to choose. Nobody knows these numbers to the point.",
            ),
        ),
        draw=_draw_thresholds,
        presets=(
            Preset("A breach that averts all the harm", {"effectiveness": 1.0, "breach": 0.0},
                   "The short formula C / (C + L) takes this for granted."),
            Preset("A breach that averts little", {"effectiveness": 0.06}, "Where e L is no more than c, no "
                   "probability is enough."),
            Preset("A false alarm that costs much", {"false_alarm": 5.0}),
        ),
        guess=Guess("From which probability does a breach gain more than it costs?", 0, 100, "%"),
        caveats=(
            "Costs are counted in one unit that you choose: how many false alarms weigh as much as one harm?",
            (f"Judges as a group accepted a threshold of {percent(judges.default or 0)} for short-term commitment. "
            "Commitment is not confidentiality, and no study that was read asks for a threshold of breaching a "
            "confidence."),
        ),
        sources=("V26", "pauker_1980"),
    )  # fmt: skip


def _cost(slider: str, label: str, start: float, high: float) -> Slider:
    values = steps(0, high, high / 20)
    return Slider(slider, label, values, start, plain, "Yours to choose: how much it weighs.")


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
    uprights = [Upright("judges, for commitment", evidence().parameter("judges_threshold").default or 0.0)]
    if stakes.threshold is not None:
        uprights.append(Upright("p*", round(stakes.threshold, 4)))
    if easiest is not None and range:
        uprights.append(Upright("turns on what you assume", round(easiest, 4), round(min(1.0, hardest or 1.0), 4)))
    cost_here = stakes.keeping(probability), stakes.breaching(probability)
    graph = Graph(
        "Expected loss, by how probable the harm is",
        shares_axis("p: probability of the harm"),
        Axis("expected loss", 0, top, tuple((top * part, f"{top * part:g}") for part in (0, 0.5, 1))),
        (Curve("keep the confidence", keep, "weak"), Curve("breach it", act, "strong")),
        (Dot("at your p", probability, round(min(cost_here), 4)),),
        tuple(uprights),
    )
    numbers = (
        ("Threshold p*", "none" if stakes.threshold is None else percent(stakes.threshold)),
        ("Expected loss if kept", f"{cost_here[0]:.2f}"),
        ("Expected loss if breached", f"{cost_here[1]:.2f}"),
        ("Lowest threshold within your ranges", "none" if easiest is None else percent(easiest)),
        ("Highest threshold within your ranges", "none" if hardest is None else percent(hardest)),
        ("What a breach gains where harm would have come", f"{stakes.gain:.2f}"),
    )
    guess = None if stakes.threshold is None else round(100 * stakes.threshold, 1)
    return Scene(f"{stakes} {_here(probability, easiest, hardest, cost_here)}", (graph,), numbers, guess)


def _here(probability: float, easiest: float | None, hardest: float | None, costs: tuple[float, float]) -> str:
    low, high = (inf if one is None else one for one in (easiest, hardest))
    if low < probability < high:
        return f"At {percent(probability)} the answer turns on what you assume within your ranges."
    if round(costs[0] - costs[1], 9) == 0:
        return f"At {percent(probability)} both cost the same."
    which = "keeping the confidence" if costs[0] < costs[1] else "breaching it"
    return f"At {percent(probability)} {which} costs less, wherever in your ranges the numbers lie."
