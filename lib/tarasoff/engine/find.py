"""Find what the law of a place says about the facts of a case: a duty, a permission, no basis, or unsettled.

Each rule gives a span: the least and the most that it may come to. A rule that is met gives its effect; one that is
not met gives nothing; one that is not known gives anything from nothing to its effect. The finding is the span of all
rules together. So finding out more only narrows it.

Three things open a route of their own: consent, suspected abuse, and a programme under 42 CFR Part 2. While nobody has
asked about one of them its route does not count, and the finding names it among what has not been asked.
"""

from functools import cache

from attrs import evolve, frozen

from tarasoff.engine.apply_rule import MAY, MUST, NONE, AppliedRule, apply_rule
from tarasoff.engine.criteria import parse
from tarasoff.engine.finding import LADDER, OPENS, Finding, own_first
from tarasoff.engine.in_force import in_force
from tarasoff.engine.not_read import not_read, note_of_the_row, of_that_day, unread_says
from tarasoff.engine.places import place_of
from tarasoff.knowledge.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law import AS_OF, rules
from tarasoff.knowledge.law_records import Rule
from tarasoff.knowledge.law_words import ABROAD
from tarasoff.knowledge.library import sources
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import iso_day, known
from tarasoff.knowledge.reading import DATA, DataFileError

# What Part 2 itself leaves open; every other route ends at its bar.
_LEFT_BY_PART_2: tuple[str, ...] = ("consent", "child abuse", "part 2")

#: The day for which a finding is made, unless told otherwise: when the law was gathered.
GATHERED = f"{AS_OF}-01"

_PART_2_NOTE = (
    "42 CFR Part 2 bars disclosure that identifies a patient of the programme, and state law cannot lift that. What is "
    "left: consent, a medical emergency, a report of child abuse, a court order, or a report that does not identify "
    "the person as a patient. Ask a lawyer."
)


def find(facts: Facts, place: str, day: str = "") -> Finding:
    """Find what the rules of a place say about the facts of a case.

    Args:
        facts: what is known of the case.
        place: the code or the name of a state, or ``US``, ``UK``, ``CANADA``.
        day: an ISO date; `GATHERED`, unless told otherwise.

    Raises:
        PlaceError: there is no such place.
        ContradictionError: the facts contradict each other.
        Mistake: the day is not an ISO date.

    >>> threat = {"threatened": "another", "identifiable": "named", "told_by": "client", "harm": "grave"}
    >>> facts = Facts(**threat, danger="yes", profession="psychologist")
    >>> find(facts, "CA").kind, find(facts, "TX").kind, find(facts, "TX").open_facts
    ('duty', 'unsettled', ('imminent',))
    """
    code = place_of(place)
    when = iso_day(day or GATHERED)
    facts.check()
    looked_at = [apply_rule(rule, facts, when) for rule in rules_of(code) if in_force(rule, when) is not False]
    return _finding(facts, code, when, looked_at)


@frozen
class Change:
    """One fact that would change the finding, if it were otherwise."""

    fact: str
    value: str
    kind: str

    def __str__(self) -> str:
        return f"{say(self.fact, self.value)} → {self.kind}"


def changes(finding: Finding) -> tuple[Change, ...]:
    """Each single fact that would change the kind, if it were otherwise. Computed when it is asked for.

    >>> threat = {"threatened": "another", "identifiable": "named", "told_by": "client", "harm": "grave"}
    >>> facts = Facts(**threat, danger="yes", profession="psychologist")
    >>> [str(change) for change in changes(find(facts, "CA")) if change.fact == "told_by"]
    ['Who told the professional: somebody else, or a record → unsettled', \
'Who told the professional: nobody: no threat was spoken of → unsettled']
    """
    found = []
    for kind in FACT_KINDS.values():
        for value in kind.values:
            if value == getattr(finding.facts, kind.id):
                continue
            other = evolve(finding.facts, **{kind.id: value})
            if other.contradictions():
                continue
            now = find(other, finding.place, finding.day).kind
            if now != finding.kind:
                found.append(Change(kind.id, value, now))
    return tuple(found)


@cache
def rules_of(place: str) -> tuple[Rule, ...]:
    """The rules of a place and the federal ones, each of which can be read and rests on sources that are there."""
    federal = () if place in ABROAD else ("US",)
    found = tuple(rule for rule in rules() if rule.place in (place, *federal))
    for rule in found:
        try:
            parse(rule.when)
            for source in rule.sources:
                known(source, sources(), "source")
        except Mistake as error:
            raise DataFileError(DATA / "rules.csv", f"id {rule.id}", str(error), "Correct that row.") from error
    return found


def _finding(facts: Facts, place: str, day: str, looked_at: list[AppliedRule]) -> Finding:
    shut = {route for route, fact in OPENS.items() if getattr(facts, fact) is None}
    if place in ABROAD:
        shut -= {"part 2"}
    unread = not_read(facts, place, day, shut)
    counted = [applied for applied in looked_at if applied.rule.route not in shut]
    barred = any(applied.bars for applied in counted)
    free = [applied for applied in counted if not barred or applied.rule.route in _LEFT_BY_PART_2]
    least = max((applied.least for applied in free), default=NONE)
    read = max((applied.most for applied in counted), default=NONE)
    most = max((read, *unread.values()))
    open_law = unread_says((route for route, level in unread.items() if level > least), place, day)
    if barred and read > max((applied.most for applied in free), default=NONE):
        open_law.append("The law of the state and 42 CFR Part 2 pull apart.")
    open_facts: tuple[str, ...] = ()
    if least != most:
        undecided = [applied.judgement for applied in free if applied.most > max(least, applied.least)]
        leaves = [leaf for judgement in undecided for leaf in judgement.decided_by]
        open_facts = tuple(dict.fromkeys(leaf.fact for leaf in leaves if leaf.value is None and not leaf.by_law))
        open_law += [leaf.said for leaf in leaves if leaf.by_law]
    governing = _governing(free, least, most)
    bar = [_PART_2_NOTE] if barred and len(free) < len(counted) else []
    permitted = [applied for applied in free if applied.most == MAY and applied not in governing]
    beside = own_first(permitted if least == MUST else ())
    by_rule = (applied.rule.note for applied in (*governing, *beside))
    notes = (*of_that_day(place, day), *bar, *by_rule, note_of_the_row(place, day))
    return Finding(
        kind=LADDER[least] if least == most else "unsettled",
        least=LADDER[least],
        most=LADDER[most],
        open_facts=open_facts,
        open_law=tuple(dict.fromkeys(open_law)),
        not_asked=tuple(dict.fromkeys(OPENS[route] for route in OPENS if route in shut)),
        barred=barred,
        place=place,
        day=day,
        facts=facts,
        applied=tuple(
            sorted(looked_at, key=lambda applied: (applied not in governing, applied.rule.route in shut, -applied.most))
        ),
        governing=governing,
        beside=beside,
        notes=tuple(dict.fromkeys(filter(None, notes))),
    )


def _governing(free: list[AppliedRule], least: int, most: int) -> tuple[AppliedRule, ...]:
    """The rules that give the finding; where it is unsettled, those that would give the most."""
    level = min(most, max((applied.most for applied in free), default=NONE))
    if level == NONE:
        return tuple(applied for applied in free if applied.rule.route == "protect" or applied.bars)
    giving = own_first(
        applied for applied in free if applied.most == level and (least != most or applied.least == level)
    )
    return tuple(applied for applied in giving if applied.value) or giving
