"""Exhibits on prediction: people in whole numbers, and where a judgement draws its line."""

from functools import cache
from statistics import NormalDist

from tarasoff.exhibits.exhibit import Exhibit, Guess, Mark, Preset, Scene, Slider
from tarasoff.exhibits.pictures import Crowd, Curve, Dot, Graph, Group, Upright
from tarasoff.exhibits.scales import Axis, percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence, studies
from tarasoff.models.risk import Accuracy, at, auc, people, roc

#: Where a base rate can stand: finer where harm is rare, and at each number that was read.
_ROUND = (0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


@cache
def base_rates() -> tuple[float, ...]:
    """Where a base rate can stand, from none to all.

    >>> 0.13 in base_rates(), base_rates()[0], base_rates()[-1]
    (True, 0, 1)
    """
    read = (round(studies()[rate.row].share, 6) for rate in evidence().base_rates)
    return tuple(sorted({*_ROUND, *read, 0.6, 0.7, 0.8, 0.9, 1}))


def base_rate_slider() -> Slider:
    """The slider for a base rate, with the numbers that were read on its track."""
    parameter = evidence().parameter("base_rate")
    marks = tuple(Mark(round(studies()[rate.row].share, 6), rate.name, (rate.row,)) for rate in evidence().base_rates)
    basis = f"{parameter.name}: {parameter.how}"
    return Slider(
        "base_rate",
        "Base rate: how many would harm",
        base_rates(),
        studies()["B06"].share,
        percent,
        basis,
        ("B06",),
        marks,
    )


@cache
def people_grid() -> Exhibit:
    """A thousand people, judged: who is flagged, and who of them would harm.

    >>> dict(people_grid().scene({"sensitivity": 0.63, "specificity": 0.6, "base_rate": 0.275}).numbers)[
    ...     "Of those flagged, would harm (positive predictive value)"
    ... ]
    '37.4%'
    """
    return Exhibit(
        id="people",
        title="What a base rate does",
        sliders=(
            Slider(
                "sensitivity",
                "Sensitivity: of those who would harm, flagged",
                steps(0, 1, 0.01),
                studies()["V13"].share,
                percent,
                "Clinicians without a tool, men in a psychiatric emergency service.",
                ("V13",),
            ),
            Slider(
                "specificity",
                "Specificity: of those who would not, left alone",
                steps(0, 1, 0.01),
                studies()["V14"].share,
                percent,
                "Clinicians without a tool, men in a psychiatric emergency service.",
                ("V14",),
            ),
            base_rate_slider(),
        ),
        draw=_draw_people,
        presets=(
            *(
                Preset(
                    judgement.name,
                    {
                        "sensitivity": studies()[judgement.sensitivity].share,
                        "specificity": studies()[judgement.specificity].share,
                    },
                    judgement.note,
                    (judgement.sensitivity, judgement.specificity),
                )
                for judgement in evidence().judgements
            ),
            *(
                Preset(rate.name, {"base_rate": round(studies()[rate.row].share, 6)}, rate.note, (rate.row,))
                for rate in evidence().base_rates
            ),
        ),
        guess=Guess("Of 100 who are flagged, how many would harm?", 0, 100, "of 100"),
        caveats=(
            (
                "Sensitivity and specificity do not stay the same from one outcome, and from one group of people, to "
                "the next. To put the accuracy of one study beside the base rate of another shows arithmetic, no "
                "performance."
            ),
        ),
    )


def _draw_people(sensitivity: float, specificity: float, base_rate: float) -> Scene:
    accuracy = Accuracy(sensitivity, specificity)
    exact = people(accuracy, base_rate)
    seen = people(accuracy, base_rate, 1000).whole()
    crowd = Crowd(
        "1000 people",
        (
            Group("flagged, would harm", seen.hits, "strong"),
            Group("not flagged, would harm", seen.misses, "other"),
            Group("flagged, would not", seen.false_alarms, "weak"),
            Group("not flagged, would not", seen.rest, "empty"),
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
    parameter = evidence().parameter("d_prime")
    return Exhibit(
        id="roc",
        title="Where to draw the line",
        sliders=(
            Slider(
                "d_prime",
                "d': how far the judgement tells the two groups apart",
                steps(0, 3, 0.1),
                0.9,
                plain,
                parameter.how,
                parameter.sources,
                (Mark(0.3, "lowest of the figures that were read"), Mark(1.2, "highest of them")),
            ),
            Slider(
                "criterion",
                "The line: from flagging nearly all to flagging nearly none",
                steps(-2, 2, 0.1),
                0.0,
                plain,
                "Yours to choose. The accuracy of a judgement does not say where its line should be.",
            ),
        ),
        draw=_draw_roc,
        presets=tuple(
            Preset(
                judgement.name,
                _as_detection(judgement.sensitivity, judgement.specificity),
                "",
                (judgement.sensitivity, judgement.specificity),
            )
            for judgement in evidence().judgements
        ),
        guess=Guess("Of 100 who would not harm, how many are flagged here?", 0, 100, "of 100"),
        caveats=("Two bell curves of the same width are a model. Real judgements come in a few steps.",),
        sources=("mossman_1994",),
    )


def _as_detection(sensitivity: str, specificity: str) -> dict[str, float]:
    found = Accuracy(studies()[sensitivity].share, studies()[specificity].share)
    return {"d_prime": round(found.d_prime, 1), "criterion": round(found.criterion, 1)}


def _draw_roc(d_prime: float, criterion: float) -> Scene:
    here = at(d_prime, criterion)
    places = steps(-4, 4, 0.2)
    hills = Graph(
        "How dangerous people seem",
        Axis("what the judgement says: less to more", -4, 4, ()),
        Axis("people", 0, 0.45, ()),
        (
            Curve("would not harm", _hill(places, -d_prime / 2), "weak"),
            Curve("would harm", _hill(places, d_prime / 2), "strong"),
        ),
        (),
        (Upright("the line: flagged from here on", criterion),),
    )
    curve = tuple((round(1 - point.specificity, 4), round(point.sensitivity, 4)) for point in roc(d_prime, 31))
    board = Graph(
        "All the lines that could be drawn (ROC)",
        shares_axis("false alarms, of those who would not harm"),
        shares_axis("hits, of those who would harm"),
        (Curve("this judgement", curve), Curve("chance", ((0.0, 0.0), (1.0, 1.0)), "empty")),
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
