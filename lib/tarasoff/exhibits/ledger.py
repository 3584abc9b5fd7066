"""The exhibit on what a breach does to a ledger of confidences, and how long it takes until trust is back."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Curve, Dot, Graph, Upright
from tarasoff.exhibits.scales import Axis, percent, shares_axis
from tarasoff.models.trust import Breach, Ledger, course


@cache
def ledger() -> Exhibit:
    """Trust after each kept confidence and after a breach, with the client and behind the client's back.

    >>> ledger().scene({"kept": 4, "asymmetry": 4, "with_client": 0.5}).numbers[1]
    ('Trust after a breach behind the back', '50%')
    """
    return exhibit("ledger", _draw_ledger)


def _draw_ledger(kept: float, asymmetry: float, with_client: float) -> Scene:
    breach = Breach(asymmetry, with_client)
    before = Ledger(kept=kept)
    told: dict[str, tuple[Ledger, int]] = {}
    curves, dots = [], []
    for name, involved, look in (("behind the back", False, "strong"), ("with the client", True, "other")):
        weight = breach.weight(involved=involved)
        # A breach of weight 0 changes nothing: it must not count as a kept confidence either.
        broken = before.breach(weight) if weight else before
        back = broken.repair(before.trust)
        told[name] = (broken, back)
        # The story ends where trust is back: what comes after it answers nothing.
        story = [*course(Ledger(), [0.0] * int(kept)), *course(broken, [0.0] * back)]
        points = tuple((float(at), round(ledger.trust, 4)) for at, ledger in enumerate(story))
        curves.append(Curve("", points, look))
        dots.append(Dot(f"{name}: {back} more", *points[-1]))
    longest = max(len(curve.points) for curve in curves) - 1
    graph = Graph(
        "Trust after each confidence",
        Axis("confidences, one after the other", 0, longest, _ticks(longest)),
        shares_axis("trust: expected share of confidences kept"),
        tuple(curves),
        tuple(dots),
        (Upright("the breach", kept + 1),),
    )
    (alone, alone_back), (together, together_back) = told.values()
    says = (
        f"After {_kept(kept)} trust is {percent(before.trust)}. A breach behind the client's back takes it "
        f"to {percent(alone.trust)}, one with the client to {percent(together.trust)}. To be back it takes "
        f"{_kept(alone_back)} in a row after the first, {together_back} after the second."
    )
    numbers = (
        ("Trust before", percent(before.trust)),
        ("Trust after a breach behind the back", percent(alone.trust)),
        ("Trust after a breach with the client", percent(together.trust)),
        ("Kept confidences to be back, behind the back", str(alone_back)),
        ("Kept confidences to be back, with the client", str(together_back)),
    )
    return Scene(says, (graph,), numbers, float(alone_back))


def _kept(many: float) -> str:
    return f"{many:g} kept {'confidence' if many == 1 else 'confidences'}"


def _ticks(longest: int) -> tuple[tuple[float, str], ...]:
    """Some five numbers along an axis of whole confidences."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if longest <= 6 * step)
    return tuple((float(at), str(at)) for at in range(0, longest + 1, step))
