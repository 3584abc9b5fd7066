"""The exhibit that joins harms averted and confidences lost, as a map of regions without a verdict."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Guess, Mark, Preset, Scene, Slider
from tarasoff.exhibits.pictures import Dot, Regions
from tarasoff.exhibits.risk import base_rate_slider
from tarasoff.exhibits.scales import percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence
from tarasoff.models.balance import REGIONS, Balance
from tarasoff.models.risk import Accuracy, at

_CELLS = 20
_NEXT_TO_NONE = 0.01
# A letter and a look for each region, in the order of the models' regions.
_SIGNS = {"worse": ("-", "empty"), "dear": ("o", "weak"), "within": ("+", "strong")}


@cache
def balance_map() -> Exhibit:
    """Where breaching averts more harm than keeping, and at what price in confidences.

    >>> balance_map().scene({"m": 1, "e_breach": 0}).numbers[0]
    ('Region', 'Breaching averts no more harm, and loses confidences.')
    """
    told = evidence().parameter("told_in_private")
    return Exhibit(
        id="balance",
        title="Harms averted, confidences lost",
        sliders=_sliders(),
        draw=_draw,
        presets=(
            Preset("A judgement that is never wrong", {"d_prime": 3.0}),
            Preset("Harm that is rare", {"base_rate": 0.00159}, "", ("B09",)),
            Preset("Nobody is put off", {"m": 1.0}, "", ("T28",)),
            Preset("Most are put off", {"m": 0.12}, "", ("T08", "T09")),
        ),
        guess=Guess("How many confidences are lost for one harm averted?", 0, 1000, ""),
        caveats=(
            (
                f"Of those with something to tell, {percent(told.default or 0)} tell in private; the price does not "
                "turn on that number."
            ),
            (
                "What is not in the map: what a broken confidence does to those who hear of it, and what one that is "
                "kept is worth in itself."
            ),
        ),
        sources=("T24",),
    )


def _sliders() -> tuple[Slider, ...]:
    plan, d_prime, m = (evidence().parameter(one) for one in ("e_safety_plan", "d_prime", "m"))
    marks = tuple(Mark((anchor.low + anchor.high) / 2, anchor.name, anchor.sources) for anchor in evidence().anchors)
    return (
        Slider.of("m", "m: what is still told if it may be passed on", steps(0, 1, 0.02), m, say=plain, marks=marks),
        Slider(
            "e_breach",
            "Harm averted where a confidence is rightly broken",
            steps(0, 1, 0.02),
            0.8,
            percent,
            "An assumption: for a warning nobody has measured it.",
        ),
        Slider(
            "e_private",
            "Harm averted by treatment alone",
            steps(0, 1, 0.05),
            0.25,
            percent,
            f"An assumption for danger to others. For safety planning against suicide: {plan.how}",
            plan.sources,
        ),
        base_rate_slider(),
        Slider.of("d_prime", "d': how well danger is told from no danger", steps(0, 3, 0.1), d_prime, say=plain),
        Slider(
            "price",
            "Confidences you would give for one harm averted",
            (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
            20.0,
            plain,
            "Yours alone: no study says how many are right.",
        ),
    )


def _balance(m: float, e_breach: float, e_private: float, base_rate: float, accuracy: Accuracy) -> Balance:
    told = evidence().parameter("told_in_private").default or 0.0
    return Balance(
        base_rate=base_rate, accuracy=accuracy, tell=told, multiplier=m, e_private=e_private, e_breach=e_breach
    )


@cache
def _map(e_private: float, base_rate: float, d_prime: float, price: float) -> tuple[str, ...]:
    accuracy = at(d_prime, 0)
    middles = [(cell + 0.5) / _CELLS for cell in range(_CELLS)]
    return tuple(
        "".join(_SIGNS[_balance(m, e, e_private, base_rate, accuracy).region(price)][0] for m in middles)
        for e in reversed(middles)
    )


def _few(number: float) -> str:
    """A small number of harms, without more places than it deserves."""
    if 0 < number < _NEXT_TO_NONE:
        return f"under {_NEXT_TO_NONE:g}"
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _draw(*, m: float, e_breach: float, e_private: float, base_rate: float, d_prime: float, price: float) -> Scene:
    here = _balance(m, e_breach, e_private, base_rate, at(d_prime, 0))
    region = here.region(price)
    regions = Regions(
        "By how much is still told, and by what a breach averts",
        shares_axis("m: still told, of what is told in private", plain),
        shares_axis("harm averted where a confidence is rightly broken"),
        _map(e_private, base_rate, d_prime, price),
        tuple((_SIGNS[one][0], text, _SIGNS[one][1]) for one, text in REGIONS.items()),
        Dot("your assumptions", m, e_breach),
    )
    thousand = 1000 * here.averted_more
    lost = f"{1000 * here.not_told:.0f} are not given any more and {1000 * here.broken:.0f} are broken"
    more = f"{_few(abs(thousand))} {'more' if thousand > 0 else 'fewer'} harms are averted"
    more = more if thousand else "as many harms are averted"
    says = f"Of 1000 people with something to tell, under the breach rule {more}; of their confidences {lost}. "
    says += REGIONS[region]
    numbers = (
        ("Region", REGIONS[region]),
        ("Harms averted more, of 1000 people", f"{'-' if thousand < 0 else ''}{_few(abs(thousand))}"),
        ("Confidences not given any more", f"{1000 * here.not_told:.0f}"),
        ("Confidences broken", f"{1000 * here.broken:.0f}"),
        (
            "Confidences lost for one harm averted",
            "no harm more is averted" if here.price is None else f"{here.price:.1f}",
        ),
    )
    return Scene(says, (regions,), numbers, None if here.price is None else round(here.price, 1))
