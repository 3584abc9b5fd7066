"""What the law of a place says about the facts of a case on a day: a duty, a permission, no basis, or unsettled.

Each rule gives a span: the least and the most that it may come to. A rule that is met gives its effect; one that is
not met gives nothing; one that is not known gives anything from nothing to its effect. The finding is the span of all
rules together. So finding out more only narrows it.

Three things open a route of their own: consent, suspected abuse, and a programme under 42 CFR Part 2. While nobody has
asked about one of them its route does not count, and the finding names it among what has not been asked.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from tarasoff.knowledge.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law import AS_OF, COMBINE, ELSEWHERE, ROUTES, STEPS, Jurisdiction, Rule, jurisdictions, rules
from tarasoff.knowledge.names import iso_day
from tarasoff.models.advice import least_intrusive, listed
from tarasoff.models.criteria import Judged, Judgement, parse
from tarasoff.models.in_force import begun, in_force
from tarasoff.models.places import place_name, place_of

#: The kinds of finding, and what each means.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "duty": "You must act to protect.",
        "permission": "You may pass it on; you need not.",
        "no basis": "Nothing that was read allows you to pass it on.",
        "unsettled": "It cannot be said.",
    }
)

_NONE, _MAY, _MUST = 0, 1, 2
_LEVEL = {"none": _NONE, "permission": _MAY, "duty": _MUST}
_KIND = ("no basis", "permission", "duty")

# The fact that opens a route of its own.
_OPENS: Mapping[str, str] = {"consent": "consent", "child abuse": "abuse", "adult abuse": "abuse", "part 2": "setting"}

# What Part 2 itself leaves open; every other route ends at its bar.
_BEYOND_THE_BAR = ("consent", "child abuse", "part 2")

#: The day for which a finding is made, unless told otherwise: when the law was gathered.
TODAY = f"{AS_OF}-01"

#: The day of Tarasoff I, before which no court had found this duty.
FIRST = "1974-12-23"


@frozen
class Applied:
    """One rule, applied to the facts on a day.

    Args:
        rule: the rule.
        judgement: what its criterion comes to; its profession and its day are elements of it too.
        least: the least that it gives: 0 nothing, 1 a permission, 2 a duty.
        most: the most that it may give.
    """

    rule: Rule
    judgement: Judgement
    least: int
    most: int

    @property
    def value(self) -> bool | None:
        """Whether it is met."""
        return self.judgement.value

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Its elements, judged; without what the law leaves open, where that does not matter."""
        return tuple(one for one in self.judgement.elements if self.value is None or one.element != "unsettled")

    def words(self) -> str:
        """Met, not met or not known, and what decides it."""
        word = {True: "met", False: "not met", None: "not known"}[self.value]
        said = dict.fromkeys(one.said for one in self.judgement.decided_by if one.element != "unsettled")
        return f"{word}: {'; '.join(said)}" if said else word


@frozen
class Change:
    """One fact that would change the finding, if it were otherwise."""

    fact: str
    value: str
    kind: str

    def __str__(self) -> str:
        return f"{say(self.fact, self.value)} → {self.kind}"


@frozen
class Finding:
    """What the rules of a place come to.

    Args:
        kind: ``duty``, ``permission``, ``no basis`` or ``unsettled``.
        least: the least that it can be, as a kind.
        most: the most that it can be, as a kind.
        open_facts: facts that are not known and decide it; empty if it is settled, or if the law leaves it open.
        open_law: what the law leaves open.
        not_asked: facts that open another route and are not known; that route is not counted.
        barred: whether 42 CFR Part 2 stands in the way of the other routes.
        place: the code of the place.
        day: the day, as an ISO date.
        facts: the facts that were judged.
        applied: every rule that was looked at, the governing ones first.
        governing: the rules that give the kind; where it is unsettled, those that would give the most.
        notes: what a reader must know beside it.
    """

    kind: str
    least: str
    most: str
    open_facts: tuple[str, ...]
    open_law: tuple[str, ...]
    not_asked: tuple[str, ...]
    barred: bool
    place: str
    day: str
    facts: Facts
    applied: tuple[Applied, ...]
    governing: tuple[Applied, ...]
    notes: tuple[str, ...]

    @property
    def possible(self) -> tuple[str, ...]:
        """The kinds that it may come to: one, unless it is unsettled.

        >>> find(Facts(), "TX").possible
        ('no basis', 'permission')
        """
        return _KIND[_KIND.index(self.least) : _KIND.index(self.most) + 1]

    @property
    def state(self) -> Jurisdiction | None:
        """The place's row in the table of jurisdictions; None for a place that is no state."""
        return jurisdictions().get(self.place)

    @property
    def contested(self) -> bool:
        """Whether sources disagree about the rule of the place."""
        return self.state is not None and self.state.standing != "settled"

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what it rests on: the governing rules first, then the others that count, then the codes."""
        counted = (
            one
            for one in self.applied
            if (one.most or (one.value and one.rule.effect == "bar"))
            and _OPENS.get(one.rule.route) not in self.not_asked
        )
        by_rule = [one for applied in (*self.governing, *counted) for one in applied.rule.sources]
        row = [] if self.state is None else [f"law_{self.state.code}"]
        return tuple(dict.fromkeys((*by_rule, *row, *self.clauses)))

    @property
    def read_at(self) -> tuple[str, ...]:
        """Addresses of pages that show the governing rules, beside those of the sources."""
        return tuple(dict.fromkeys(one for applied in self.governing for one in applied.rule.read_at))

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses that the professional's code of ethics adds on this day."""
        if self.day < _CODES_READ:
            return ()
        if self.place in ("UK", "CANADA"):
            return CODES[self.place]
        return CODES.get(self.facts.profession or "", CODES["any"])

    @property
    def steps(self) -> tuple[str, ...]:
        """Ids of the steps that discharge the duty, or that the permission allows; none where there is no basis."""
        if self.most == "no basis":
            return ()
        return tuple(dict.fromkeys(step for one in self.governing for step in one.rule.steps))

    @property
    def combine(self) -> str:
        """How the steps combine, in words."""
        ways = dict.fromkeys(one.rule.combine for one in self.governing if one.rule.combine)
        return " ".join(COMBINE[way] for way in ways) if self.steps else ""

    @property
    def may_be_told(self) -> tuple[str, ...]:
        """Who may learn something, by the steps."""
        return tuple(dict.fromkeys(STEPS[step].tells for step in self.steps if STEPS[step].tells))

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Every element of the governing rules, judged."""
        return tuple(dict.fromkeys(one for applied in self.governing for one in applied.elements))

    @property
    def why(self) -> str:
        """Why it comes to this, in words: what decides the governing rules, or what leaves it open."""
        if self.kind != "unsettled":
            # Everything decides a rule that is met; the elements say it.
            told = (
                f"{one.rule.name} is met." if one.value else f"{one.rule.name} is {one.words()}."
                for one in self.governing
            )
            return " ".join(told) or "No rule that was read applies."
        names = listed([FACT_KINDS[one].name for one in self.open_facts], "and")
        facts = f"It turns on what is not known: {names}." if names else ""
        return " ".join(filter(None, (facts, *(f"{one.rstrip('.')}." for one in self.open_law))))

    def text(self) -> str:
        """The finding as a page of words."""
        lines = [
            f"{place_name(self.place)}, law of {self.day}: {self.kind.upper()}. {KINDS[self.kind]}",
            self.why,
            *([f"Contested: {self.state.disagreement}"] if self.contested and self.state else []),
            *(f"  {_MARK[one.value]} {one.label} ({one.said})" for one in self.elements),
            f"What to do: {self.least_intrusive()}",
            *([f"Who may be told: {listed(self.may_be_told, 'and')}. {self.combine}"] if self.steps else []),
            *([f"Not asked yet: {_asked(self.not_asked)}."] if self.not_asked else []),
            *self.notes,
            *([f"Confidence: {self.state.confidence}, as of {AS_OF}."] if self.state else []),
            f"Sources: {', '.join(self.sources)}.",
        ]
        return "\n".join(lines)

    def least_intrusive(self) -> str:
        """The least intrusive action that protects, in words."""
        return least_intrusive(self)

    def changes(self) -> tuple[Change, ...]:
        """Each single fact that would change the kind, if it were otherwise. Computed when it is asked for.

        >>> facts = Facts(threatened="another", identifiable="named", told_by="client", harm="grave", danger="yes")
        >>> [str(one) for one in find(facts, "CA").changes() if one.fact == "told_by"]
        ['Who told the professional: somebody else, or a record → unsettled', \
'Who told the professional: nobody: no threat was spoken of → unsettled']
        """
        found = []
        for kind in FACT_KINDS.values():
            for value in kind.values:
                if value == getattr(self.facts, kind.id):
                    continue
                other = evolve(self.facts, **{kind.id: value})
                if other.contradictions():
                    continue
                now = find(other, self.place, self.day).kind
                if now != self.kind:
                    found.append(Change(kind.id, value, now))
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        """Everything in it as plain data, for JSON."""
        return {
            "kind": self.kind,
            "meaning": KINDS[self.kind],
            "least": self.least,
            "most": self.most,
            "why": self.why,
            "open_facts": list(self.open_facts),
            "open_law": list(self.open_law),
            "not_asked": list(self.not_asked),
            "barred_by_part_2": self.barred,
            "place": self.place,
            "place_name": place_name(self.place),
            "date": self.day,
            "contested": self.contested,
            "confidence": self.state.confidence if self.state else None,
            "as_of": AS_OF,
            "facts": self.facts.known(),
            "rules": [
                {
                    "id": one.rule.id,
                    "route": ROUTES[one.rule.route],
                    "name": one.rule.name,
                    "effect": one.rule.effect,
                    "since": one.rule.since,
                    "governs": one in self.governing,
                    "met": one.value,
                    "why": one.words(),
                    "elements": [_element(judged) for judged in one.elements],
                    "sources": list(one.rule.sources),
                    "read_at": list(one.rule.read_at),
                }
                for one in self.applied
            ],
            "steps": [STEPS[step].does for step in self.steps],
            "combine": self.combine,
            "may_be_told": list(self.may_be_told),
            "least_intrusive": self.least_intrusive(),
            "clauses": list(self.clauses),
            "changes": [{"fact": one.fact, "value": one.value, "kind": one.kind} for one in self.changes()],
            "notes": list(self.notes),
            "sources": list(self.sources),
        }


_MARK = {True: "✓", False: "✗", None: "?"}


def _asked(facts: tuple[str, ...]) -> str:
    return listed([FACT_KINDS[one].name.lower() for one in facts], "and")


def _element(judged: Judged) -> dict[str, Any]:
    return {
        "id": judged.element,
        "label": judged.label,
        "met": judged.value,
        "fact": judged.fact,
        "said": judged.said,
        "by_law": judged.by_law,
    }


# The codes were read in editions in force from then on; what they said before is another matter.
_CODES_READ = "2018"

#: The clauses that a profession's code adds; ``any`` for a profession that is not known.
CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "psychologist": ("apa_4_05_b", "apa_4_02", "apa_1_02", "hipaa_502_b_1"),
        "counselor": ("aca_b2_a", "aca_b2_e", "aca_b1_d", "hipaa_502_b_1"),
        "social_worker": ("nasw_1_07_c", "nasw_1_07_d", "nasw_1_07_e", "hipaa_502_b_1"),
        "mft": ("aamft_2_2", "aamft_2_1", "hipaa_502_b_1"),
        "psychiatrist": ("psych_4_8", "ama_3_2_1", "hipaa_502_b_1"),
        "physician": ("ama_3_2_1", "hipaa_502_b_1"),
        "any": ("apa_4_05_b", "aca_b2_a", "nasw_1_07_c", "hipaa_502_b_1"),
        "UK": ("gmc_2017_public_interest", "bacp_gp_9"),
        "CANADA": ("quebec_15", "quebec_19"),
    }
)


@cache
def _rules_of(place: str) -> tuple[Rule, ...]:
    federal = () if place in ("US", "UK", "CANADA") else ("US",)
    return tuple(rule for rule in rules() if rule.place in (place, *federal))


def find(facts: Facts, place: str, day: str = "") -> Finding:
    """Find what the rules of a place say about the facts of a case.

    Args:
        facts: what is known of the case.
        place: the code or the name of a state, or ``US``, ``UK``, ``CANADA``.
        day: an ISO date; `TODAY`, unless told otherwise.

    Returns:
        The finding.

    Raises:
        PlaceError: there is no such place.
        ContradictionError: the facts contradict each other.
        ValueError: the day is no date.

    >>> facts = Facts(threatened="another", identifiable="named", told_by="client", harm="grave", danger="yes")
    >>> find(facts, "CA").kind, find(facts, "TX").kind, find(facts, "TX").open_facts
    ('duty', 'unsettled', ('imminent',))
    """
    code = place_of(place)
    when = iso_day(day or TODAY)
    facts.check()
    applied = [_apply(rule, facts, when) for rule in _rules_of(code) if in_force(rule, when) is not False]
    return _finding(facts, code, when, applied)


def _apply(rule: Rule, facts: Facts, day: str) -> Applied:
    judged = parse(rule.when).judge(facts)
    more = [one for one in (_profession(rule, facts), _time(rule, day)) if one is not None]
    if more and judged.value is not False:
        # Neither can be no: a profession that no rule names, or a day before it was seen, leaves the law open.
        open_ = tuple(one for one in more if one.value is None)
        value = None if open_ else judged.value
        decided = (*(judged.decided_by if judged.value == value else ()), *open_) if open_ else judged.decided_by
        judged = Judgement(value, decided, (*judged.elements, *more))
    level = _LEVEL.get(rule.effect, _NONE)
    return Applied(rule, judged, level if judged.value else _NONE, _NONE if judged.value is False else level)


def _profession(rule: Rule, facts: Facts) -> Judged | None:
    if not rule.covers:
        return None
    label = "A rule for this profession was read"
    said = say("profession", facts.profession)
    if facts.profession is None:
        return Judged("covered", label, None, "profession", said)
    if facts.profession in rule.covers:
        return Judged("covered", label, value=True, fact="profession", said=said)
    return Judged("covered", label, None, "profession", f"{said}. {rule.name} was not read to cover it", by_law=True)


def _time(rule: Rule, day: str) -> Judged | None:
    if in_force(rule, day):
        return None
    said = f"{rule.name}: whether it was in force on {day} was not read (since {_since(rule.since)}"
    said += f", until {_since(rule.until)})" if rule.until else ")"
    return Judged("in_force", "The rule was in force on that day", None, "", said, by_law=True)


def _finding(facts: Facts, place: str, day: str, applied: list[Applied]) -> Finding:
    shut = {route for route, fact in _OPENS.items() if getattr(facts, fact) is None}
    counted = [one for one in applied if one.rule.route not in shut]
    barred = any(one.rule.effect == "bar" and one.value for one in counted)
    free = [one for one in counted if not barred or one.rule.route in _BEYOND_THE_BAR]
    least = max((one.least for one in free), default=_NONE)
    most = max((one.most for one in counted), default=_NONE)
    open_law: list[str] = []
    if not any(one.rule.place == place for one in applied):
        most = _MUST
        open_law.append("What the law was on that day was not read.")
    if most > max((one.most for one in free), default=_NONE) and barred:
        open_law.append("The law of the state and 42 CFR Part 2 pull apart.")
    open_facts: tuple[str, ...] = ()
    if least != most:
        leaves = [
            leaf for one in free if one.most > least and one.least < one.most for leaf in one.judgement.decided_by
        ]
        open_facts = tuple(dict.fromkeys(one.fact for one in leaves if one.value is None and not one.by_law))
        open_law += [one.said for one in leaves if one.by_law]
    governing = _governing(free, least, most)
    bar = [_BAR] if barred and len(free) < len(counted) else []
    notes = (*_dated(place, day, applied), *bar, *(one.rule.note for one in governing), *_row_notes(place, day))
    return Finding(
        kind=_KIND[least] if least == most else "unsettled",
        least=_KIND[least],
        most=_KIND[most],
        open_facts=open_facts,
        open_law=tuple(dict.fromkeys(open_law)),
        not_asked=tuple(dict.fromkeys(_OPENS[one.rule.route] for one in applied if one.rule.route in shut)),
        barred=barred,
        place=place,
        day=day,
        facts=facts,
        applied=tuple(sorted(applied, key=lambda one: (one not in governing, one.rule.route in shut, -one.most))),
        governing=governing,
        notes=tuple(dict.fromkeys(filter(None, notes))),
    )


def _governing(free: list[Applied], least: int, most: int) -> tuple[Applied, ...]:
    """The rules that give the finding; where it is unsettled, those that would give the most."""
    level = min(most, max((one.most for one in free), default=_NONE))
    if level == _NONE:
        return tuple(one for one in free if one.rule.route == "protect" or (one.rule.effect == "bar" and one.value))
    giving = [one for one in free if one.most == level and (least != most or one.least == level)]
    # What a state says about danger goes before what HIPAA permits everywhere.
    at_home = any(one.rule.place != "US" for one in giving)
    giving = [
        one for one in giving if not (at_home and one.rule.place == "US" and one.rule.route in ("hipaa", "suicide"))
    ]
    return tuple([one for one in giving if one.value] or giving)


def _since(text: str) -> str:
    first, _, last = text.partition("/")
    return f"a day between {first} and {last}" if last else text


def _dated(place: str, day: str, applied: list[Applied]) -> list[str]:
    """What a reader must know of a day on which the law was another one, or was not there."""
    told = []
    if not any(one.rule.place == place for one in applied):
        told.append(f"No rule of {place_name(place)} for {day} was read.")
    later = [one for one in rules() if one.place == place and begun(one.since, day) is False]
    if later:
        first = min(later, key=lambda one: one.since)
        told.append(f"Not yet in force on that day: {first.name} (since {_since(first.since)}).")
    if day < FIRST and place not in ELSEWHERE:
        told.append("No court had found a duty to protect before Tarasoff I, of 23 December 1974.")
    if day[: len(AS_OF)] > AS_OF:
        told.append(f"The law was gathered in {AS_OF}. What changed after it is not known here.")
    return told


_BAR = (
    "42 CFR Part 2 bars disclosure that identifies a patient of the programme, and state law cannot lift that. What is "
    "left: consent, a medical emergency, a court order, or a report that does not identify the person as a patient. "
    "Ask a lawyer."
)


def _row_notes(place: str, day: str) -> tuple[str, ...]:
    state = jurisdictions().get(place)
    if state is None:
        return ()
    # The row describes the law as it was gathered.
    return (state.note,) if begun(state.since, day) is not False else ()
