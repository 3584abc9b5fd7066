"""A finding: what the law of a place comes to for the facts of a case on a day, and what it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from tarasoff.engine.apply_rule import AppliedRule
from tarasoff.engine.criteria import Judged
from tarasoff.engine.on_topic import LADDER, WAITS, OnTopic, Unread
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law.records import Jurisdiction
from tarasoff.knowledge.law.steps import steps_in
from tarasoff.knowledge.law.tables import clauses, jurisdictions
from tarasoff.knowledge.law.words import ABROAD, KINDS, PURPOSES, REASONS
from tarasoff.knowledge.wording import listed

_OPEN = {
    "facts missing": "turns on facts that are not known yet.",
    "law open": "is left open by the law.",
    "not read": "depends on law that was not read. Do not take that for a no.",
}

#: The kinds that settle it.
SETTLED = ("duty", "permission", "no basis", "bar")

# The codes were read in editions in force from then on; what they said before is another matter.
_CLAUSES_READ = "2018"

_CARE = "You owe the client care, whatever may be passed on: assess, treat, and plan for safety."

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
        "ENGLAND": ("gmc_2017_public_interest", "bacp_gp_9"),
        "SCOTLAND": ("gmc_2017_public_interest", "bacp_gp_9"),
        "CANADA-QC": ("quebec_15", "quebec_19"),
    }
)


def own_first(found: Iterable[AppliedRule], owed: tuple[AppliedRule, ...] = ()) -> tuple[AppliedRule, ...]:
    """Rules without what HIPAA permits everywhere, where a state has its own say on danger: that may be narrower."""
    found = tuple(found)
    at_home = any(
        applied.rule.place != "US" and applied.rule.topic in ("protect", "self") for applied in (*found, *owed)
    )
    return tuple(applied for applied in found if not (at_home and applied.rule.topic == "hipaa"))


@frozen
class Finding:
    """What the rules of a place come to.

    Args:
        kind: as in `KINDS`.
        least: the least that it can be, as a kind.
        most: the most that it can be, as a kind.
        topics: what each topic comes to by itself, those that do not count included.
        counted: those that count: somebody asked for what opens them, and 42 CFR Part 2 does not shut them.
        open_facts: facts that are not known and decide it; empty if it is settled.
        open_law: what the law that was read leaves open, a sentence each; empty if it is settled.
        unread: rules that could apply and were not read; empty if it is settled.
        barred: whether 42 CFR Part 2 stands in the way of the other topics.
        day: the day, as an ISO date.
    """

    kind: str
    least: str
    most: str
    topics: tuple[OnTopic, ...]
    counted: tuple[OnTopic, ...]
    open_facts: tuple[str, ...]
    open_law: tuple[str, ...]
    unread: tuple[Unread, ...]
    barred: bool
    place: str
    day: str
    facts: Facts

    def topic(self, name: str) -> OnTopic | None:
        """What one topic comes to by itself; None where a place has no law of its own on it."""
        return next((on for on in self.topics if on.topic.id == name), None)

    @property
    def settled(self) -> bool:
        """Whether it is known what it comes to."""
        return self.kind in SETTLED

    @property
    def not_asked(self) -> tuple[str, ...]:
        """Facts that open another topic and are not known; that topic is not counted."""
        shut = [on.topic.asks for on in self.topics if on.shut]
        waits = [fact for on in self.counted if on.waiting for fact in WAITS if getattr(self.facts, fact) is None]
        return tuple(dict.fromkeys((*shut, *waits)))

    @property
    def unread_if_asked(self) -> tuple[OnTopic, ...]:
        """Topics that nobody has asked about, and that were not read either."""
        return tuple(on for on in self.topics if on.shut and not on.read)

    @property
    def owed(self) -> tuple[AppliedRule, ...]:
        """The duties that are met."""
        return self._effect("duty", met=True)

    @property
    def allowed(self) -> tuple[AppliedRule, ...]:
        """The permissions that are met, and that no bar may take back."""
        found = (rule for on in self.counted if on.least for rule in on.applied if _permits(rule))
        return own_first(found, self.owed)

    @property
    def forbidden(self) -> tuple[AppliedRule, ...]:
        """The bars that are met."""
        return self._effect("bar", met=True)

    @property
    def protects(self) -> tuple[AppliedRule, ...]:
        """What protects from liability, and asks for nothing."""
        return (*self._effect("safe_harbour", met=True), *self._effect("immunity", met=True))

    @property
    def consents(self) -> tuple[AppliedRule, ...]:
        """The rules by which a minor consents alone."""
        return self._effect("consents", met=True)

    @property
    def spared(self) -> tuple[AppliedRule, ...]:
        """What was read and gives neither a duty nor a permission, such as a list without this profession."""
        return self._effect("none", met=True)

    @property
    def perhaps(self) -> tuple[AppliedRule, ...]:
        """What was read and may bind, permit or make the confidence the minor's, if what is not known turns out so."""
        taken_back = (rule for on in self.counted if not on.least for rule in on.applied if _permits(rule))
        may = (rule for effect in ("duty", "permission", "consents") for rule in self._effect(effect, met=None))
        found = (*may, *taken_back)
        # What federal law may permit adds nothing where the state has had its say.
        told = {on.topic.id for on in self.counted if on.least and self.place != "US"}
        adds = (applied for applied in found if applied.rule.place != "US" or applied.rule.topic not in told)
        return own_first(applied for applied in adds if applied.rule.read != "not read")

    def _effect(self, effect: str, *, met: bool | None) -> tuple[AppliedRule, ...]:
        return tuple(rule for rule in self.applied if rule.rule.effect == effect and rule.value is met)

    @property
    def applied(self) -> tuple[AppliedRule, ...]:
        """Every rule of the topics that count."""
        return tuple(applied for on in self.counted for applied in on.applied)

    @property
    def governing(self) -> tuple[AppliedRule, ...]:
        """The rules that give the kind; where it is not settled, those that would give the most."""
        if self.kind == "bar":
            return self.forbidden
        level = LADDER.index(self.most)
        if not level:
            return tuple(_looked_at(self))
        giving = [applied for applied in self.applied if applied.most == level]
        return own_first(applied for applied in giving if applied.value) or own_first(giving)

    @property
    def verdict(self) -> str:
        """What it comes to, as a sentence."""
        if self.settled:
            return _settled(self)
        what = "you must" if self.most == "duty" else "you may"
        known = self.least == "permission"
        first = "You may pass it on. Whether you must do so" if known else f"Whether {what} pass it on"
        also = " Part of the law was not read either." if self.unread and self.kind != "not read" else ""
        if self.open_facts == ("qualified",):
            return f"{first} turns on whether you are one of those whom the rule names.{also}"
        return f"{first} {_OPEN[self.kind]}{also}"

    @property
    def state(self) -> Jurisdiction | None:
        """The place's row in the table of jurisdictions; None outside the states and DC."""
        return jurisdictions().get(self.place)

    @property
    def contested(self) -> bool:
        """Whether sources disagree about the duty to protect of the place, as it is today."""
        return self.state is not None and self.state.contested and bool(self.disagreement)

    @property
    def disagreement(self) -> str:
        """About what sources disagree; empty where they do not, where danger to others is not what it is about."""
        on = self.topic("protect")
        if self.state is None or on is None or on.matters is False or not on.read:
            return ""
        return self.state.disagreement

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what it rests on: the governing rules first, then the others that count, then the codes."""
        used = (*self.governing, *self.owed, *self.allowed, *self.spared)
        used += (*self.perhaps, *self.protects, *self.forbidden)
        read = (applied.rule for applied in used if applied.rule.read != "not read")
        rows = [name for rule in read for name in (rule.id, *rule.cases)]
        care = ["suicide_standard_of_care"] if self.care else []
        return tuple(dict.fromkeys((*rows, *care, *self.clauses)))

    @property
    def client_in_danger(self) -> bool:
        """Whether the client is in danger, alone or beside somebody else."""
        return self.facts.threatened in ("self", "self_and_another")

    @property
    def care(self) -> str:
        """What is owed to a client in danger, whatever may be passed on; empty where nothing on it was read."""
        return _CARE if self.client_in_danger and self.place not in ABROAD and self.day >= _CARE_READ else ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses that the professional's code of ethics adds on this day."""
        if self.day < _CLAUSES_READ:
            return ()
        if self.place in ABROAD:
            return CLAUSES.get(self.place, ())
        return CLAUSES.get(self.facts.profession or "", CLAUSES["any"])

    @property
    def codes_add(self) -> tuple[str, ...]:
        """What those clauses add, a sentence each."""
        found = (clauses()[clause] for clause in self.clauses)
        return tuple(f"{clause.body}, {clause.section}: {clause.source.says}" for clause in found)

    @property
    def confidence(self) -> str:
        """The lowest confidence among the rows that it rests on; empty where nothing that was read decides it."""
        found = {applied.rule.confidence for applied in self.governing if applied.read}
        # What HIPAA permits holds only as far as other law is not stricter.
        if self.kind == "permission" and all(applied.rule.topic == "hipaa" for applied in self.governing):
            found.add("medium")
        return next((level for level in ("low", "medium", "high") if level in found), "")

    @property
    def may_be_told(self) -> tuple[str, ...]:
        """Who may learn something, by the steps; where it is not settled, who would be told, if the most is met."""
        steps = (step for applied in self.governing if applied.most for step in steps_in(applied.steps))
        return tuple(dict.fromkeys(filter(None, (step.tells for step in steps))))

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Every element of the governing rules, judged."""
        return tuple(dict.fromkeys(element for applied in self.governing for element in applied.elements))

    @property
    def why(self) -> str:
        """Why it comes to this, in words: what decides the governing rules, or what leaves it open."""
        return " ".join(_why(self)) or "No rule that was read applies."


def _settled(finding: Finding) -> str:
    if finding.kind == "duty":
        about = dict.fromkeys(REASONS[applied.rule.topic] for applied in finding.owed)
        return f"You must act, because of {listed(about, 'and')}."
    allowed = dict.fromkeys(applied.rule.topic for applied in finding.allowed)
    if finding.kind == "permission" and allowed.keys() <= PURPOSES.keys():
        what = listed((PURPOSES[topic] for topic in allowed), "and")
        return f"You may pass it on {what}; you need not. Nothing that was read lets you go further."
    return KINDS[finding.kind]


def _permits(applied: AppliedRule) -> bool:
    return applied.rule.effect == "permission" and bool(applied.value)


def _looked_at(finding: Finding) -> Iterator[AppliedRule]:
    """What was read on the topics that could matter, where nothing gives a duty or a permission."""
    near = (applied for on in finding.counted if on.matters is not False for applied in on.applied)
    for applied in near:
        if applied.rule.read != "not read" and (applied.rule.effect in ("duty", "permission") or _none(applied)):
            yield applied


def _none(applied: AppliedRule) -> bool:
    return applied.rule.effect == "none" and bool(applied.value)


def _in_words(applied: AppliedRule) -> str:
    met = "neither a duty nor a permission" if _none(applied) else "met"
    return met if applied.value else applied.words()


def _why(finding: Finding) -> Iterator[str]:
    if finding.settled:
        yield from dict.fromkeys(f"{applied.rule.citation}: {_in_words(applied)}." for applied in finding.governing)
        return
    if finding.open_facts:
        yield f"It turns on what is not known. {' '.join(FACT_KINDS[fact].question for fact in finding.open_facts)}"
    yield from (f"{said.rstrip('.')}." for said in finding.open_law)
    yield from map(str, finding.unread)
