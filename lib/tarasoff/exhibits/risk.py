"""Exhibits on prediction: people in whole numbers, and where a judgement draws its line."""

from functools import cache
from statistics import NormalDist

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Crowd, Curve, Dot, Graph, Group, Upright
from tarasoff.exhibits.scales import Axis, percent, shares_axis, steps
from tarasoff.knowledge.evidence import BaseRate, evidence, studies
from tarasoff.knowledge.teaching.exhibit_words import Mark, Preset
from tarasoff.models.risk import Accuracy, at, auc, people, roc


def base_rate_marks() -> tuple[Mark, ...]:
    """The base rates that were read, as places where a slider can stand."""
    return tuple(Mark(_rate(rate), rate.name, (rate.row,), stop=True) for rate in evidence().base_rates)


def _share(row: str) -> float:
    return studies()[row].share


def _rate(rate: BaseRate) -> float:
    return round(_share(rate.row), 6)


@cache
def people_grid() -> Exhibit:
    """A thousand people, judged: who is flagged, and who of them would harm.

    >>> dict(people_grid().scene({"sensitivity": 0.63, "specificity": 0.6, "base_rate": 0.275}).numbers)[
    ...     "Of those flagged, would harm (positive predictive value)"
    ... ]
    '37.4%'
    """
    judgements = (
        Preset(
            judgement.name,
            {"sensitivity": _share(judgement.sensitivity), "specificity": _share(judgement.specificity)},
            judgement.note,
            (judgement.sensitivity, judgement.specificity),
        )
        for judgement in evidence().judgements
    )
    rates = (Preset(rate.name, {"base_rate": _rate(rate)}, rate.note, (rate.row,)) for rate in evidence().base_rates)
    return exhibit("people", _draw_people, presets=(*judgements, *rates), marks={"base_rate": base_rate_marks()})


def _draw_people(sensitivity: float, specificity: float, base_rate: float) -> Scene:
    accuracy = Accuracy(sensitivity, specificity)
    exact = people(accuracy, base_rate)
    seen = people(accuracy, base_rate, 1000).whole()
    crowd = Crowd(
        "1000 people",
        ("flagged", "not flagged"),
        (
            Group("would harm: hits", seen.hits, "strong"),
            Group("would harm: misses", seen.misses, "other"),
            Group("would not: false alarms", seen.false_alarms, "weak"),
            Group("would not", seen.rest, "empty"),
        ),
    )
    ppv, needed = exact.positive_predictive_value, exact.number_needed
    return Scene(
        f"Of 1000 people, {seen.hits + seen.misses:g} would harm. {seen} {_said(ppv, base_rate)}",
        (crowd,),
        (
            ("Of those flagged, would harm (positive predictive value)", _or(ppv, "nobody is flagged")),
            (
                "Of those not flagged, would not harm (negative predictive value)",
                _or(exact.negative_predictive_value, "everybody is flagged"),
            ),
            ("Base rate", percent(base_rate)),
            ("Flagged for each one who would harm", "none is" if needed is None else f"{needed:.1f}"),
            ("Flagged, of all", percent(exact.flagged)),
        ),
        None if ppv is None else round(100 * ppv, 1),
    )


def _said(ppv: float | None, base_rate: float) -> str:
    if base_rate == 0:
        return "Nobody would harm, so every flag is a false alarm, however good the judgement."
    if base_rate == 1:
        return "Everybody would harm, so a judgement adds nothing."
    if ppv is None:
        return "Nobody is flagged, so there is no predictive value."
    return f"So of those flagged, {percent(ppv)} would harm; without any judgement it is {percent(base_rate)}."


def _or(value: float | None, words: str) -> str:
    return words if value is None else percent(value)


_NORMAL = NormalDist()


@cache
def roc_board() -> Exhibit:
    """Two groups that overlap, a line between them, and all the lines that could be drawn.

    >>> dict(roc_board().scene({"d_prime": 0.9, "criterion": 0}).numbers)["Area under the curve"]
    '0.74'
    """
    presets = (
        Preset(
            judgement.name,
            _as_detection(judgement.sensitivity, judgement.specificity),
            sources=(judgement.sensitivity, judgement.specificity),
        )
        for judgement in evidence().judgements
    )
    return exhibit("roc", _draw_roc, presets=presets)


def _as_detection(sensitivity: str, specificity: str) -> dict[str, float]:
    found = Accuracy(_share(sensitivity), _share(specificity))
    return {"d_prime": round(found.d_prime, 1), "criterion": round(found.criterion, 1)}


def _draw_roc(d_prime: float, criterion: float) -> Scene:
    here = at(d_prime, criterion)
    places = steps(-4, 4, 0.2)
    hills = Graph(
        "How dangerous people seem",
        Axis("what the judgement says: less to more", -4, 4, ()),
        Axis("people", 0, 0.45, ()),
        (
            Curve("would not harm", _hill(places, -d_prime / 2), "safe", smooth=True),
            Curve("would harm", _hill(places, d_prime / 2), "harm", smooth=True),
        ),
        (),
        (Upright("the line: flagged from here on", criterion),),
    )
    curve = tuple((round(1 - point.specificity, 4), round(point.sensitivity, 4)) for point in roc(d_prime, 31))
    board = Graph(
        "All the lines that could be drawn (ROC)",
        shares_axis("false alarms, of those who would not harm"),
        shares_axis("hits, of those who would harm"),
        (Curve("this judgement", curve, smooth=True), Curve("chance", ((0.0, 0.0), (1.0, 1.0)), "empty")),
        (Dot("your line", round(1 - here.specificity, 4), round(here.sensitivity, 4)),),
    )
    area = f"{auc(d_prime):.2f}"
    says = (
        f"Of 100 who would harm {100 * here.sensitivity:.0f} are flagged, and of 100 who would not "
        f"{100 * (1 - here.specificity):.0f}. The area under the curve is {area}: so often a person who would harm "
        "seems more dangerous than one who would not. Moving the line trades one error for the other."
    )
    numbers = (
        ("Hits (sensitivity)", percent(here.sensitivity)),
        ("False alarms (1 - specificity)", percent(1 - here.specificity)),
        ("Specificity", percent(here.specificity)),
        ("Area under the curve", area),
        ("d'", f"{d_prime:g}"),
        ("Criterion", f"{criterion:g}"),
    )
    return Scene(says, (hills, board), numbers, round(100 * (1 - here.specificity)))


def _hill(places: tuple[float, ...], middle: float) -> tuple[tuple[float, float], ...]:
    return tuple((place, round(_NORMAL.pdf(place - middle), 4)) for place in places)
