"""Mark the steps of a case in which several things are picked, put in order, or do not fit together."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from safegrade.contract import Item, Line, verdict
from tarasoff.assignment.analysis import Reading
from tarasoff.assignment.parts import PICKS, Case
from tarasoff.marking.step_keys import Clash, Credit, LadderKey, PickKey, When

if TYPE_CHECKING:
    from tarasoff.marking.keys import ChoiceKey, DisclosureKey

OPEN = "Nothing was answered here."
SAME = "For the same reason."
# Both are errors, and both are named.
BREACHES = {
    "over": ("Over-breach", "this says, or leads to saying, too much."),
    "under": ("Under-breach", "this says or does too little."),
}


def step_line(
    about: str,
    points: float,
    step: str,
    key: "ChoiceKey | DisclosureKey | PickKey | LadderKey",
    credit: float | None = None,
    *,
    why: Iterable[str] = (OPEN,),
    kind: str | None = None,
    **more: Any,
) -> Line:
    """One line of the report on a step, with more of its fields; no credit means that nothing was answered."""
    found = "open" if credit is None else verdict(credit)
    remark = () if kind is None else BREACHES[kind]
    told = about, points, (credit or 0.0) * points, found, tuple(why), step, kind, remark
    return Line(*told, read=key.section, sources=key.sources, **more)


def told_right(needed: int, lacking: int, extra: int) -> float:
    """Credit for picking from several, from 0 to 1: each needed one earns its share, and each one too many costs it.

    Where nothing is needed there is no ground at all, and the least is too much. Where one thing is needed, one too
    many costs a half.

    >>> told_right(4, 1, 0), told_right(4, 0, 1), told_right(1, 0, 1), told_right(0, 0, 0)
    (0.75, 0.75, 0.5, 1.0)
    """
    if not needed:
        return 0.0 if extra else 1.0
    return max(0.0, (needed - lacking) / needed - extra / max(needed, 2))


def mark_pick(part: Case, step: str, key: PickKey, picked: tuple[Any, ...] | None, points: float) -> Line:
    """Mark what was picked from several: recall and precision, in words and in points."""
    if picked is None:
        return step_line(PICKS[step], points, step, key)
    given = list(map(str, picked))
    words = {str(pick): text for pick, text in part.picks[step].items()}
    right = [pick for pick in words if pick in given and pick in key.needed]
    fine = [pick for pick in words if pick in given and pick in key.fine]
    extra = [pick for pick in words if pick in given and pick not in key.needed and pick not in key.fine]
    lacking = len(key.needed) - len(right)
    share = told_right(len(key.needed), lacking, len(extra))
    said = [
        (mark, _named(step, pick, words[pick]), reasons.get(pick, key.otherwise))
        for mark, picks, reasons in (
            ("fits", right, key.needed),
            ("free", fine, key.fine),
            ("over", extra, key.wrong),
        )
        for pick in picks
    ]
    said += [("under", "", key.lacking)] * bool(lacking)
    why = (_counted(step, len(right), len(key.needed), len(extra)),)
    return step_line(PICKS[step], points, step, key, share, why=why, items=in_groups(said))


# What is picked in each step, and what is said of that which should have been left.
_NEEDED = {"facts": ("sentence", "matter"), "record": ("thing", "belong on record")}


def _counted(step: str, right: int, needed: int, extra: int) -> str:
    """How many of those that were needed, and how many too many.

    >>> _counted("facts", 1, 3, 0)
    'You ticked 1 of the 3 sentences that matter, and none too many.'
    >>> _counted("record", 0, 1, 2)
    'You ticked 0 of the things that belong on record, of which there is 1, and 2 that do not.'
    """
    thing, does = _NEEDED[step]
    which = f"{needed} {thing}s that {does}" if needed > 1 else f"{thing}s that {does}, of which there is 1"
    others = "none too many" if not extra else "1 that does not" if extra == 1 else f"{extra} that do not"
    return f"You ticked {right} of the {which}, and {others}."


def _named(step: str, pick: str, text: str) -> str:
    return f"Sentence {pick}" if step == "facts" else f"“{text}”"


def in_groups(said: Iterable[tuple[str, str, str]]) -> tuple[Item, ...]:
    """Things that were picked, each with its mark; those with the same reason together, and the reason said once.

    Args:
        said: mark, text and reason of each.

    >>> [item.why for item in in_groups([("over", "a", "No."), ("fits", "b", "Yes."), ("over", "c", "No.")])]
    ['No.', 'For the same reason.', 'Yes.']
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for mark, text, why in said:
        groups.setdefault((mark, why), []).append(text)
    return tuple(
        Item(mark, text, SAME if place else why)
        for (mark, why), texts in groups.items()
        for place, text in enumerate(texts)
    )


def mark_ladder(part: Case, key: LadderKey, chosen: tuple[str, ...] | None, points: float) -> Line:
    """Mark actions in order: each rung earns by its best way, what stands on none costs, and so does a turned order."""
    if chosen is None:
        return step_line(PICKS["actions"], points, "actions", key)
    words = {action.id: action.label for action in part.actions}
    rungs = len(key.ladder)
    reached = [max((key.options[way].credit for way in rung.ways if way in chosen), default=0.0) for rung in key.ladder]
    rung_of = {way: number for number, rung in enumerate(key.ladder) for way in rung.ways}
    loss = sum(1 - key.options[action].credit for action in chosen if action not in rung_of)
    places = [rung_of[action] for action in chosen if action in rung_of]
    turned = any(later < earlier for earlier, later in pairwise(places))
    share = sum(reached) / rungs - loss / max(rungs, 2) - (0.5 / rungs if turned else 0)
    # Rounded, so that thirds add up to nothing where nothing is left.
    share = min(1.0, max(0.0, round(share, 9)))
    said = [
        Item(_mark_of(key.options[action]), f"{number}. {words[action]}", key.options[action].why)
        for number, action in enumerate(chosen, start=1)
    ]
    said += [Item("off", "The order", key.turned)] * turned
    said += [Item("under", "", rung.lacking) for rung in key.ladder if not set(rung.ways) & set(chosen)]
    breaches = {key.options[action].breach for action in chosen}
    breaches |= {rung.breach for rung in key.ladder if not set(rung.ways) & set(chosen)}
    kind = "over" if "over" in breaches else "under" if "under" in breaches else None
    return step_line(PICKS["actions"], points, "actions", key, share, why=(), kind=kind, items=tuple(said))


def _mark_of(option: Credit) -> str:
    if option.breach:
        return option.breach
    return {"met": "fits", "partly": "partly", "not met": "off"}[verdict(option.credit)]


def clash_lines(clashes: tuple[Clash, ...], reading: Reading) -> list[Line]:
    """Name answers that do not fit together. They cost nothing here: each step has had its marks."""
    return [
        Line(
            *("What does not fit together", 0.0, 0.0, "clash", (clash.why,), "clash", clash.breach),
            BREACHES[clash.breach] if clash.breach else (),
        )
        for clash in clashes
        if _stands(clash.when, reading)
    ]


def _stands(when: When, reading: Reading) -> bool:
    chosen = reading.choices
    done = set(reading.picked.get("actions", ())) | {chosen.get(("action", ""))}
    marked, on_record = reading.picked.get("facts"), reading.picked.get("record")
    heard = None if reading.disclosure is None else {to for to, _ in reading.disclosure} or {"nobody"}
    acted = "actions" in reading.picked or ("action", "") in chosen
    conditions = (
        all(chosen.get(("criteria", criterion)) == judged for criterion, judged in when.criteria.items()),
        not when.rule or chosen.get(("rule", "")) == when.rule,
        not when.does or when.does in done,
        not when.leaves or (acted and when.leaves not in done),
        not when.tells or (heard is not None and when.tells in heard),
        when.marks is None or (marked is not None and when.marks in marked),
        when.passes is None or (marked is not None and when.passes not in marked),
        not when.records or (on_record is not None and when.records in on_record),
        not when.omits or (on_record is not None and when.omits not in on_record),
    )
    return all(conditions)


def best_picks(part: Case, picks: Mapping[str, PickKey | LadderKey], *, best: bool) -> dict[str, list[Any]]:
    """What earns all, or as little as a key allows, in each step in which several are picked. For checks of a key."""
    found: dict[str, list[Any]] = {}
    for step, key in picks.items():
        if isinstance(key, LadderKey):
            if best:
                found[step] = [max(rung.ways, key=lambda way: key.options[way].credit) for rung in key.ladder]
            else:
                found[step] = sorted(key.options, key=lambda action: key.options[action].credit)[: part.order]
            continue
        ids = {str(pick): pick for pick in part.picks[step]}
        wrong = [ids[pick] for pick in ids if pick not in key.needed and pick not in key.fine]
        found[step] = [ids[pick] for pick in ids if pick in key.needed] if best else wrong or [next(iter(ids.values()))]
    return found
