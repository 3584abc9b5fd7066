"""The exhibit on what a breach does to a ledger of confidences, and how long it takes until trust is back."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Curve, Graph, Upright
from tarasoff.exhibits.scales import Axis, percent, shares_axis
from tarasoff.models.trust import Breach, Ledger, course

# The ledger's axis is as long as the longest story that the sliders of exhibits.yaml allow, so that it stays in place.
_KEPT, _AFTER = 20, 40


@cache
def ledger() -> Exhibit:
    """Trust after each kept confidence and after a breach, with the client and behind the client's back.

    >>> ledger().scene({"kept": 4, "asymmetry": 4, "with_client": 0.5, "after": 0}).numbers[1]
    ('Trust after a breach behind the back', '50%')
    """
    return exhibit("ledger", _draw_ledger)


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
        points = tuple((float(at), round(ledger.trust, 4)) for at, ledger in enumerate(story))
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
