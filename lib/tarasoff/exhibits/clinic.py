"""The exhibit of a clinic over twenty years: what no closed form shows, since people learn from what they live."""

from functools import cache
from typing import TYPE_CHECKING

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Curve, Graph
from tarasoff.exhibits.scales import Axis, percent, shares_axis
from tarasoff.models.clinic import Clinic, run

if TYPE_CHECKING:
    import pandas as pd

_CLIENTS, _YEARS, _SEED = 1000, 20, 7
_YEARS_AXIS = Axis("year", 1, _YEARS, tuple((float(year), str(year)) for year in (1, 5, 10, 15, 20)))


@cache
def clinic() -> Exhibit:
    """A thousand clients over twenty years, under a rule and under a private one.

    >>> dict(clinic().scene({"passed_on": 0, "weight": 3, "heard": 0}).numbers)["Passed on"]
    '0'
    """
    return exhibit("clinic", _draw, clinic=Clinic())


@cache
def _years(passed_on: float, weight: float, heard: float) -> "pd.DataFrame":
    import numpy as np  # noqa: PLC0415  heavy, and only needed once this exhibit is shown

    rule = Clinic(passed_on=passed_on, weight=weight, heard=heard)
    return run(rule, _CLIENTS, _YEARS, np.random.default_rng(_SEED))


def _draw(*, passed_on: float, weight: float, heard: float) -> Scene:
    here, private = _years(passed_on, weight, heard), _years(0.0, weight, heard)
    rules = (("this rule", here, "strong"), ("nothing passed on", private, "weak"))
    told = Graph(
        "Who tells, of those in danger",
        _YEARS_AXIS,
        shares_axis("of those in danger, tell"),
        tuple(Curve(name, _points(frame["told"] / frame["danger"].clip(lower=1)), look) for name, frame, look in rules),
    )
    trust = Graph(
        "What clients expect to be kept",
        _YEARS_AXIS,
        shares_axis("confidences expected to be kept"),
        tuple(Curve(name, _points(frame["trust"]), look) for name, frame, look in rules),
    )
    sums, beside, last = here.sum(), private.sum(), here.iloc[-1]
    share = float(last["told"] / max(last["danger"], 1))
    says = (
        f"In twenty years {sums['told']:.0f} of {sums['danger']:.0f} in danger tell. {sums['passed_on']:.0f} of these "
        f"confidences are passed on, and {sums['averted']:.0f} harms are averted. Where nothing is passed on, "
        f"{beside['told']:.0f} tell and {beside['averted']:.0f} are averted. At the end clients expect "
        f"{percent(round(float(last['trust']), 2))} of confidences to be kept."
    )
    numbers = (
        ("Told", f"{sums['told']:.0f}"),
        ("Passed on", f"{sums['passed_on']:.0f}"),
        ("Harms averted", f"{sums['averted']:.0f}"),
        ("Came to harm", f"{sums['harmed']:.0f}"),
        ("Told, where nothing is passed on", f"{beside['told']:.0f}"),
        ("Harms averted, where nothing is passed on", f"{beside['averted']:.0f}"),
        ("In care in the last year", percent(round(float(last["in_care"]), 3))),
        ("Tell in the last year, of those in danger", percent(round(share, 3))),
    )
    return Scene(says, (told, trust), numbers, round(100 * share))


def _points(values: "pd.Series") -> tuple[tuple[float, float], ...]:
    return tuple((float(year), round(float(value), 4)) for year, value in values.items())
