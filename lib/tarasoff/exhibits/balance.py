"""The exhibit that joins harms averted and confidences lost, as a map of regions without a verdict."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Dot, Regions
from tarasoff.exhibits.risk import base_rate_marks
from tarasoff.exhibits.scales import plain, shares_axis
from tarasoff.exhibits.trust import anchor_marks
from tarasoff.knowledge.evidence import numbers
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
    return exhibit("balance", _draw, marks={"m": anchor_marks(), "base_rate": base_rate_marks()})


def _balance(m: float, e_breach: float, e_private: float, base_rate: float, accuracy: Accuracy) -> Balance:
    told = numbers()["told_in_private"].default
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
        tuple((_SIGNS[region][0], text, _SIGNS[region][1]) for region, text in REGIONS.items()),
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
