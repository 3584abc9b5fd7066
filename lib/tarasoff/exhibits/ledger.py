"""The exhibit on what a breach does to a ledger of confidences, and how long it takes until trust is back."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Guess, Preset, Scene, Slider
from tarasoff.exhibits.pictures import Curve, Graph, Upright
from tarasoff.exhibits.scales import Axis, percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence
from tarasoff.models.trust import Breach, Ledger, course

# The ledger's axis is as long as the longest story, so that it stays where it is.
_KEPT, _AFTER = 20, 40


@cache
def ledger() -> Exhibit:
    """Trust after each kept confidence and after a breach, with the client and behind the client's back.

    >>> ledger().scene({"kept": 4, "asymmetry": 4, "with_client": 0.5, "after": 0}).numbers[1]
    ('Trust after a breach behind the back', '50%')
    """
    return Exhibit(
        id="ledger",
        title="A ledger of trust",
        sliders=_sliders(),
        draw=_draw_ledger,
        presets=(
            Preset("A new client", {"kept": 1.0, "after": 12.0}),
            Preset("After a long time", {"kept": 20.0, "after": 12.0}),
            Preset("No asymmetry", {"asymmetry": 1.0}, "The beta reputation as it was published is symmetric."),
        ),
        guess=Guess("After a breach behind the back: how many kept confidences until trust is back?", 0, 200, ""),
        caveats=(
            (
                "The beta reputation was made for ratings in trade. To use it for therapy is an analogy, and its "
                "numbers are no measurement of anybody's trust."
            ),
            "No study that was read measured how much trust is lost after a real breach.",
        ),
        sources=("josang_2002",),
    )


def _sliders() -> tuple[Slider, ...]:
    assumed = evidence().parameter("asymmetry")
    return (
        Slider(
            "kept",
            "Confidences kept before the breach",
            tuple(float(one) for one in range(_KEPT + 1)),
            8.0,
            plain,
            "Yours to choose.",
        ),
        Slider(
            "asymmetry",
            "How much a breach weighs, if a kept confidence weighs 1",
            steps(1, 10, 0.5),
            3.0,
            lambda value: f"{value:g} times",
            f"An assumption. {assumed.how}",
            ("slovic_1993", "trust_asymmetry_review"),
        ),
        Slider(
            "with_client",
            "What remains of that weight where the client was told and took part",
            steps(0, 1, 0.05),
            0.5,
            percent,
            "An assumption. Studies have the direction: breaches without the young person's part went with less "
            "expected disclosure, and reports of abuse damaged the relationship less often than feared.",
            ("breach_collaboration", "report_relationship"),
        ),
        Slider(
            "after",
            "Confidences kept after the breach",
            tuple(float(one) for one in range(_AFTER + 1)),
            12.0,
            plain,
            "Yours to choose.",
        ),
    )


def _draw_ledger(kept: float, asymmetry: float, with_client: float, after: float) -> Scene:
    breach = Breach(asymmetry, with_client)
    before = Ledger(kept=kept)
    told: dict[str, tuple[Ledger, int]] = {}
    curves = []
    for name, involved, look in (("behind the back", False, "strong"), ("with the client", True, "other")):
        weight = breach.weight(involved=involved)
        # A breach of weight 0 changes nothing: it must not count as a kept confidence either.
        broken = before.breach(weight) if weight else before
        told[name] = (broken, broken.repair(before.trust))
        story = [*course(Ledger(), [0.0] * int(kept)), *course(broken, [0.0] * int(after))]
        points = tuple((float(at), round(one.trust, 4)) for at, one in enumerate(story))
        curves.append(Curve(f"breach {name}", points, look))
    graph = Graph(
        "Trust after each confidence",
        Axis("confidences", 0, _KEPT + _AFTER + 1, tuple((float(at), str(at)) for at in range(0, _KEPT + _AFTER, 10))),
        shares_axis("trust: expected share of confidences kept"),
        tuple(curves),
        (),
        (Upright("the breach", kept + 1),),
    )
    (alone, alone_back), (together, together_back) = told.values()
    says = (
        f"After {kept:g} kept confidences trust is {percent(before.trust)}. A breach behind the client's back takes it "
        f"to {percent(alone.trust)}, one with the client to {percent(together.trust)}. To be back it takes "
        f"{alone_back} kept confidences in a row after the first, {together_back} after the second."
    )
    numbers = (
        ("Trust before", percent(before.trust)),
        ("Trust after a breach behind the back", percent(alone.trust)),
        ("Trust after a breach with the client", percent(together.trust)),
        ("Kept confidences to be back, behind the back", str(alone_back)),
        ("Kept confidences to be back, with the client", str(together_back)),
        (f"Trust {after:g} kept confidences later, behind the back", percent(alone.keep(after).trust)),
        (f"Trust {after:g} kept confidences later, with the client", percent(together.keep(after).trust)),
    )
    return Scene(says, (graph,), numbers, float(alone_back))
