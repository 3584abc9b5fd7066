"""A finding: what the law of a place comes to for the facts of a case on a day, and what it rests on."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

from tarasoff.engine.apply_rule import AppliedRule
from tarasoff.engine.criteria import Judged
from tarasoff.engine.in_force import begun
from tarasoff.knowledge.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law import clauses, jurisdictions
from tarasoff.knowledge.law_records import Jurisdiction
from tarasoff.knowledge.law_words import ABROAD, COMBINE, known_steps
from tarasoff.knowledge.library import sources

#: The kinds of finding, and what each means.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "duty": "You must act to protect.",
        "permission": "You may pass it on; you need not.",
        "no basis": "Nothing that was read allows you to pass it on.",
        "unsettled": "It cannot be said.",
    }
)

#: The kinds between which a finding lies, weakest first.
LADDER = ("no basis", "permission", "duty")

#: The fact that opens a route of its own.
OPENS: Mapping[str, str] = MappingProxyType(
    {"consent": "consent", "child abuse": "abuse", "adult abuse": "abuse", "part 2": "setting"}
)

# The codes were read in editions in force from then on; what they said before is another matter.
_CLAUSES_READ = "2018"

_CARE = (
    "Toward the client there is a duty of care, whatever may be passed on: assess, treat and plan for safety with "
    "reasonable care."
)

# From when the literature on that duty was read.
_CARE_READ = "2017"

#: The clauses that a profession's code adds; ``any`` for a profession that is not known.
CLAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
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


def tells(steps: Iterable[str]) -> tuple[str, ...]:
    """Who learns something by steps, each once.

    >>> tells(("hospitalize", "warn_victim", "unclear"))
    ('those who admit to hospital', 'the person in danger')
    """
    told = (known_steps()[step].tells for step in steps)
    return tuple(dict.fromkeys(filter(None, told)))


def own_first(found: Iterable[AppliedRule]) -> tuple[AppliedRule, ...]:
    """Rules without what HIPAA permits everywhere, where a state has its own say on danger: that may be narrower."""
    found = tuple(found)
    at_home = any(applied.rule.place != "US" for applied in found)
    return tuple(
        applied
        for applied in found
        if not (at_home and applied.rule.place == "US" and applied.rule.route in ("hipaa", "suicide"))
    )


@frozen
class Finding:
    """What the rules of a place come to.

    Args:
        kind: ``duty``, ``permission``, ``no basis`` or ``unsettled``.
        least: the least that it can be, as a kind.
        most: the most that it can be, as a kind.
        open_facts: facts that are not known and decide it; empty if it is settled, or if the law leaves it open.
        not_asked: facts that open another route and are not known; that route is not counted.
        barred: whether 42 CFR Part 2 stands in the way of the other routes.
        day: the day, as an ISO date.
        applied: every rule that was looked at, the governing ones first.
        governing: the rules that give the kind; where it is unsettled, those that would give the most.
        beside: under a duty, the permissions that are met or open beside it.
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
    applied: tuple[AppliedRule, ...]
    governing: tuple[AppliedRule, ...]
    beside: tuple[AppliedRule, ...]
    notes: tuple[str, ...]

    @property
    def certain(self) -> tuple[AppliedRule, ...]:
        """The rules that give the least that it can be, where that is something."""
        level = LADDER.index(self.least)
        return own_first(applied for applied in self.applied if level and applied.least == level)

    @property
    def possible(self) -> tuple[str, ...]:
        """The kinds that it may come to: one, unless it is unsettled."""
        return LADDER[LADDER.index(self.least) : LADDER.index(self.most) + 1]

    @property
    def state(self) -> Jurisdiction | None:
        """The place's row in the table of jurisdictions; None outside the states and DC."""
        return jurisdictions().get(self.place)

    @property
    def contested(self) -> bool:
        """Whether the rule of the place is contested, as it is today."""
        return self.state is not None and self.state.contested and bool(self.disagreement)

    @property
    def disagreement(self) -> str:
        """About what sources disagree; empty where they do not, and for a day before the rule as it was read."""
        if self.state is None or not begun(self.state.since, self.day):
            return ""
        return self.state.disagreement

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what it rests on: the governing rules first, then the others that count, then the codes."""
        counted = (
            applied
            for applied in self.applied
            if (applied.most or applied.bars) and OPENS.get(applied.rule.route) not in self.not_asked
        )
        by_rule = [source for applied in (*self.governing, *counted) for source in applied.rule.sources]
        row = [] if self.state is None else [f"law_{self.state.code}"]
        care = ["suicide_standard_of_care"] if self.care else []
        return tuple(dict.fromkeys((*by_rule, *row, *care, *self.clauses)))

    @property
    def client_in_danger(self) -> bool:
        """Whether the client is in danger, alone or beside somebody else."""
        return self.facts.threatened in ("self", "self_and_another")

    @property
    def care(self) -> str:
        """What is owed to a client in danger, whatever may be passed on; empty where nothing on it was read."""
        return _CARE if self.client_in_danger and self.place not in ABROAD and self.day >= _CARE_READ else ""

    @property
    def read_at(self) -> tuple[str, ...]:
        """Addresses of pages that show the governing rules, beside those of the sources."""
        return tuple(dict.fromkeys(page for applied in self.governing for page in applied.rule.read_at))

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses that the professional's code of ethics adds on this day."""
        if self.day < _CLAUSES_READ:
            return ()
        if self.place in ABROAD:
            return CLAUSES[self.place]
        return CLAUSES.get(self.facts.profession or "", CLAUSES["any"])

    @property
    def codes_add(self) -> tuple[str, ...]:
        """What those clauses add, a sentence each."""
        found = (clauses()[clause] for clause in self.clauses)
        return tuple(f"{clause.body}, {clause.section}: {clause.source.says}" for clause in found)

    @property
    def steps(self) -> tuple[str, ...]:
        """Ids of the steps that discharge the duty, or that the permission allows; none where there is no basis."""
        return tuple(dict.fromkeys(step for applied in self.governing if applied.most for step in applied.rule.steps))

    @property
    def combine(self) -> str:
        """How the steps combine, in words; empty for a single step, and where several rules give different ones."""
        ways = {(applied.rule.steps, applied.rule.combine) for applied in self.governing if applied.most}
        if len(ways) != 1:
            return ""
        steps, combine = ways.pop()
        return COMBINE[combine] if len(steps) > 1 or combine == "permitted" else ""

    @property
    def confidence(self) -> str:
        """The lowest confidence among the sources of the governing rules; empty where none is known to be in force."""
        giving = [applied for applied in self.governing if applied.most or self.kind == "no basis"]
        rows = (source for applied in giving if applied.on_that_day for source in applied.rule.sources)
        found = {sources()[source].confidence for source in rows}
        return next((level for level in ("low", "medium", "high") if level in found), "")

    @property
    def may_be_told(self) -> tuple[str, ...]:
        """Who may learn something, by the steps; where it is unsettled, who would be told, if the most is met."""
        return tells(self.steps)

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Every element of the governing rules, judged."""
        return tuple(dict.fromkeys(element for applied in self.governing for element in applied.elements))

    @property
    def why(self) -> str:
        """Why it comes to this, in words: what decides the governing rules, or what leaves it open."""
        if self.kind != "unsettled":
            # Everything decides a rule that is met; the elements say it.
            told = (
                f"{applied.rule.name}: {'met' if applied.value else applied.words()}." for applied in self.governing
            )
            return " ".join(dict.fromkeys(told)) or "No rule that was read applies."
        asked = " ".join(FACT_KINDS[fact].question for fact in self.open_facts)
        facts = f"It turns on what is not known. {asked}" if asked else ""
        return " ".join(filter(None, (facts, *(f"{said.rstrip('.')}." for said in self.open_law))))
