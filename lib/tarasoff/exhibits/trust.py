"""Exhibits on trust: who still tells, and when a reporting rule averts more harm than a private one."""

from collections.abc import Iterator
from functools import cache

from tarasoff.exhibits.exhibit import Exhibit, Scene, exhibit
from tarasoff.exhibits.pictures import Bar, Bars, Curve, Dot, Graph, Group, Upright
from tarasoff.exhibits.scales import percent, plain, shares_axis, steps
from tarasoff.knowledge.evidence import evidence
from tarasoff.knowledge.teaching.exhibit_words import Mark, Preset
from tarasoff.models.trust import Policy, margin, needed


@cache
def disclosure() -> Exhibit:
    """Who tells, and who is helped, under three rules on what becomes of a disclosure.

    >>> disclosure().scene({"m": 0.5, "tell": 0.5, "e_private": 0.4, "e_report": 0.4, "away": 0}).numbers[0]
    ('Private: tell', '50 of 100')
    """
    return exhibit("disclosure", _draw_disclosure, presets=_anchors(), marks={"m": anchor_marks()})


def _draw_disclosure(*, m: float, limits: float, tell: float, e_private: float, e_report: float, away: float) -> Scene:
    private = Policy(tell, e_private)
    limited = private.under(m + limits * (1 - m), e_report, away * (1 - limits))
    reporting = private.under(m, e_report, away)
    rules = {"Private": private, "With limits": limited, "All reported": reporting}
    # People, and not parts of them: the bar adds up, and says what the sentence says.
    whole = {
        name: {"told": _of_100(rule.told), "averted": _of_100(rule.averted), "away": _of_100(rule.away)}
        for name, rule in rules.items()
    }
    bars = tuple(
        Bar(
            name,
            (
                Group("tell, and the harm is averted", one["averted"], "strong"),
                Group("tell, and it is not", one["told"] - one["averted"], "other"),
                Group("are in care and silent", 100 - one["told"] - one["away"], "weak"),
                Group("are not in care", one["away"], "empty"),
            ),
        )
        for name, one in whole.items()
    )
    told = "; ".join(
        f"{name.lower()}, {one['told']} tell and the harm of {one['averted']} is averted" for name, one in whole.items()
    )
    numbers = tuple(
        (f"{name}: {what}", f"{one[count]} of 100")
        for name, one in whole.items()
        for what, count in (("tell", "told"), ("harm averted", "averted"), ("not in care", "away"))
    )
    says = f"Of 100 people in danger: {told}. {_most(rules)}"
    return Scene(says, (Bars("Of 100 people in danger", bars, 100),), numbers, whole["All reported"]["told"])


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
    return exhibit("break-even", _draw_break_even, presets=_anchors(), marks={"m": anchor_marks()})


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
        (Curve("as good as private; above it reporting averts more", line, smooth=True),),
        (Dot("your assumptions", m, e_report),),
        (Upright("here no report averts as much", 0, e_private),) if e_private else (),
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


def anchor_marks() -> tuple[Mark, ...]:
    """A place on the track of m for each study of it, at which the slider stops."""
    return tuple(
        Mark((anchor.low + anchor.high) / 2, _named(anchor.name, anchor.low, anchor.high), anchor.sources, stop=True)
        for anchor in evidence().anchors
    )


def _named(name: str, low: float, high: float) -> str:
    return name if low == high else f"{name}: {low:g} to {high:g}"


def _anchors() -> Iterator[Preset]:
    """A preset for each study of m."""
    for anchor in evidence().anchors:
        middle = (anchor.low + anchor.high) / 2
        yield Preset(anchor.name, {"m": middle}, f"{anchor.design}: {anchor.how}.", anchor.sources)


def _of_100(value: float) -> int:
    return round(100 * value)
