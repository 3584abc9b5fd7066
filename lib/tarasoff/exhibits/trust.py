"""Exhibits on trust: who still tells, and when a reporting rule averts more harm than a private one."""

from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Guess, Mark, Preset, Scene, Slider
from tarasoff.exhibits.pictures import Bar, Bars, Curve, Dot, Graph, Group
from tarasoff.exhibits.scales import percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence, studies
from tarasoff.models.trust import Policy, margin, needed

# What a slider on an assumption is said to rest on.
_ASSUMED = "An assumption: nobody has measured it."


@cache
def disclosure() -> Exhibit:
    """Who tells, and who is helped, under three rules on what becomes of a disclosure.

    >>> disclosure().scene({"m": 0.5, "tell": 0.5, "e_private": 0.4, "e_report": 0.4, "away": 0}).numbers[0]
    ('Private: tell', '50 of 100')
    """
    plan, told = evidence().parameter("e_safety_plan"), evidence().parameter("told_in_private")
    fear, stay = studies()["T30"], studies()["T31"]
    return Exhibit(
        id="disclosure",
        title="Who still tells?",
        sliders=(
            _multiplier(),
            Slider(
                "limits",
                "Where a rule with limits lies, from reporting all (0%) to private (100%)",
                steps(0, 1, 0.1),
                0.5,
                percent,
                "An assumption. One study of the shape found a step and no slope: any mention of limits lowered what "
                "people said they would tell, a long one no more than a short one.",
                ("nowell_1993",),
            ),
            Slider.of("tell", told.name, steps(0.12, 0.82, 0.02), told),
            _share_slider("e_private", "Harm averted where it stays private", plan.default, plan.how, plan.sources),
            _share_slider(
                "e_report",
                "Harm averted where it is passed on",
                plan.default,
                f"{_ASSUMED} It starts where the private rule starts.",
            ),
            Slider(
                "away",
                "People who stay out of care because all is reported",
                steps(0, 0.5, 0.05),
                0.0,
                percent,
                f"An assumption. Of people with severe mental illness {fear.lower:g}% to {fear.upper:g}% name fear of "
                f"forced treatment as a barrier; naming a barrier is not staying away. And {stay.value:g}% of "
                "clinicians asked thought that legal pressure keeps patients in treatment.",
                ("T30", "T31"),
            ),
        ),
        draw=_draw_disclosure,
        presets=_anchors(),
        guess=Guess("Of 100, how many tell if all is reported?", 0, 100, "of 100"),
        caveats=(
            (
                "The share who tell in private is of people with suicidal thoughts who told anybody. The multiplier "
                "comes from other people and other settings."
            ),
        ),
    )


def _draw_disclosure(*, m: float, limits: float, tell: float, e_private: float, e_report: float, away: float) -> Scene:
    private = Policy(tell, e_private)
    limited = private.under(m + limits * (1 - m), e_report, away * (1 - limits))
    reporting = private.under(m, e_report, away)
    rules = {"Private": private, "With limits": limited, "All reported": reporting}
    bars = tuple(
        Bar(
            name,
            (
                Group("tell, and the harm is averted", _of_100(rule.averted), "strong"),
                Group("tell, and it is not", _of_100(rule.told - rule.averted), "other"),
                Group("are in care and silent", _of_100(rule.silent), "weak"),
                Group("are not in care", _of_100(rule.away), "empty"),
            ),
        )
        for name, rule in rules.items()
    )
    told = "; ".join(
        f"{name.lower()}, {100 * rule.told:.0f} tell and the harm of {100 * rule.averted:.0f} is averted"
        for name, rule in rules.items()
    )
    numbers = tuple(
        (f"{name}: {what}", f"{_of_100(value):g} of 100")
        for name, rule in rules.items()
        for what, value in (("tell", rule.told), ("harm averted", rule.averted), ("not in care", rule.away))
    )
    says = f"Of 100 people in danger: {told}. {_most(rules)}"
    return Scene(says, (Bars("Of 100 people in danger", bars, 100),), numbers, _of_100(reporting.told))


def _most(rules: dict[str, Policy]) -> str:
    best = max(rule.averted for rule in rules.values())
    names = [name.lower() for name, rule in rules.items() if round(best - rule.averted, 9) == 0]
    if len(names) == len(rules):
        return "All three avert as much."
    return f"With these assumptions most harm is averted under: {' and '.join(names)}."


@cache
def break_even() -> Exhibit:
    """How much a reporting rule must avert of what is still told, to do as well as a private one.

    >>> break_even().scene({"m": 0.5, "e_private": 0.4, "e_report": 0.9}).numbers[-1]
    ('A reporting rule must avert at least', '80%')
    """
    plan = evidence().parameter("e_safety_plan")
    return Exhibit(
        id="break-even",
        title="When does a reporting rule avert more?",
        sliders=(
            _multiplier(),
            _share_slider("e_private", "Harm averted where it stays private", plan.default, plan.how, plan.sources),
            _share_slider("e_report", "Harm averted where it is passed on", 0.5, _ASSUMED),
        ),
        draw=_draw_break_even,
        presets=_anchors(),
        guess=Guess("How much of the harm must the reporting rule avert, to do as well?", 0, 100, "%"),
        caveats=(
            "Derived: it uses m, which was read, and two shares that you set. It ends in no verdict.",
            "A rule may have other ends than averting harm, such as finding offenders. They are not in this picture.",
        ),
    )


def _draw_break_even(m: float, e_private: float, e_report: float) -> Scene:
    least = needed(m, e_private)
    line = tuple((at, round(e_private / at, 4)) for at in steps(0, 1, 0.025) if at and e_private <= at)
    must = "more than all of it" if least is None else percent(least)
    if least is None:
        says = (
            f"With m = {m:g} not even a rule that averts all the harm of those who still tell does as well as a "
            f"private one that averts {percent(e_private)}."
        )
    else:
        word = _compared(margin(m, e_report, e_private))
        says = (
            f"With m = {m:g} a reporting rule must avert {must} of the harm of those who still tell, to do as well as "
            f"a private one that averts {percent(e_private)}. Yours averts {percent(e_report)}: in all it averts "
            f"{word}."
        )
    graph = Graph(
        "What a reporting rule must avert, by how much is still told",
        shares_axis("m: still told, of what is told in private", plain),
        shares_axis("harm averted where it is passed on"),
        (Curve("as good as private; above it reporting averts more", line),),
        (Dot("your assumptions", m, e_report),),
    )
    numbers = (
        ("m", f"{m:g}"),
        ("Averted in private", percent(e_private)),
        ("Averted when reported, of those who still tell", percent(e_report)),
        ("The same, of all who would tell in private", percent(m * e_report)),
        ("A reporting rule must avert at least", must),
    )
    return Scene(says, (graph,), numbers, None if least is None else round(100 * least, 1))


def _compared(more: float) -> str:
    if round(more, 9) == 0:
        return "just as much"
    return "more" if more > 0 else "less"


def _multiplier() -> Slider:
    marks = tuple(
        Mark((anchor.low + anchor.high) / 2, f"{anchor.name}: {_span(anchor.low, anchor.high)}", anchor.sources)
        for anchor in evidence().anchors
    )
    label = "m: what is still told if it is passed on, of what is told in private"
    return Slider.of("m", label, steps(0, 1, 0.02), evidence().parameter("m"), say=plain, marks=marks)


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _anchors() -> tuple[Preset, ...]:
    """A preset for each study of m."""
    return tuple(
        Preset(
            anchor.name,
            {"m": _multiplier().nearest((anchor.low + anchor.high) / 2)},
            f"{anchor.design}: {anchor.how}.",
            anchor.sources,
        )
        for anchor in evidence().anchors
    )


def _share_slider(slider: str, label: str, start: float | None, basis: str, sources: tuple[str, ...] = ()) -> Slider:
    start = start or 0.0
    return Slider(slider, label, tuple(sorted({*steps(0, 1, 0.05), start})), start, percent, basis, sources)


def _of_100(value: float) -> float:
    return round(100 * value, 1)
