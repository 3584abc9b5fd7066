"""One rule applied to the facts of a case on a day: met, not met or not known, and the least and most that it gives."""

from functools import cached_property

from attrs import frozen

from tarasoff.engine.criteria import Judged, Judgement, all_judged, parse
from tarasoff.engine.in_force import dated, in_force
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law.records import Rule
from tarasoff.knowledge.law.steps import Combined, Step, parse_steps
from tarasoff.knowledge.wording import listed

#: What a rule can give, weakest first.
NONE, MAY, MUST = 0, 1, 2
_LEVEL = {"permission": MAY, "duty": MUST}


@frozen
class AppliedRule:
    """One rule, applied to the facts on a day.

    Args:
        value: whether it is met; None if that is not known.
    """

    rule: Rule
    facts: Facts
    day: str
    value: bool | None

    @property
    def most(self) -> int:
        """The most that it may give: 0 nothing, 1 a permission, 2 a duty; of an unread bar, its exceptions."""
        unread = MAY if (self.rule.effect, self.rule.read) == ("bar", "not read") else NONE
        return NONE if self.value is False else _LEVEL.get(self.rule.effect, unread)

    @property
    def least(self) -> int:
        """The least that it gives."""
        return self.most if self.value else NONE

    @cached_property
    def judgement(self) -> Judgement:
        """What its criterion comes to; whom it covers and the day are elements of it too."""
        judged = parse(self.rule.when).explain(all_judged(self.facts))
        if judged.value is False:
            return judged
        more = (*_covered(self.rule, self.facts), *_in_time(self.rule, self.day))
        inner = judged.decided_by if judged.value is self.value else ()
        decided = (*inner, *(element for element in more if element.value is self.value))
        return Judgement(self.value, decided, (*judged.elements, *more))

    @property
    def steps(self) -> Step | Combined | None:
        """What the rule asks for or allows, without what cannot be done here, such as telling an adult's parents.

        >>> from tarasoff.knowledge.law.tables import rules
        >>> rule = next(rule for rule in rules() if rule.id == "NJ-self-1")
        >>> [len(apply_rule(rule, Facts(age=age), "2026-11-01").steps.parts) for age in ("adult", "age_15")]
        [3, 4]
        """
        steps = parse_steps(self.rule.steps)
        return _that_can_be_done(steps, self.facts) or steps

    @property
    def decided_by(self) -> tuple[Judged, ...]:
        """The elements that decide it."""
        return self.judgement.decided_by

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Its elements, judged; only those that carry it where it is met, for one of two ways is then enough."""
        judged = self.judgement
        if self.value:
            return judged.decided_by
        return tuple(element for element in judged.elements if self.value is None or element.value is not None)

    @property
    def read(self) -> bool:
        """Whether its text was read, and is known to be in force on the day."""
        return self.rule.read != "not read" and bool(in_force(self.rule, self.day))

    def words(self) -> str:
        """Met, not met or not known, and what decides it."""
        word = {True: "met", False: "not met", None: "not known"}[self.value]
        said = dict.fromkeys(element.said for element in self.decided_by if element.fact or self.value is None)
        return f"{word}: {'; '.join(said)}" if said else word


def _that_can_be_done(steps: Step | Combined | None, facts: Facts) -> Step | Combined | None:
    if isinstance(steps, Step):
        impossible = steps.needs and parse(steps.needs).value(all_judged(facts)) is False
        return None if impossible else steps
    if steps is None:
        return None
    left = tuple(found for part in steps.parts if (found := _that_can_be_done(part, facts)))
    return Combined(steps.how, left) if len(left) > 1 else next(iter(left), None)


def apply_rule(rule: Rule, facts: Facts, day: str) -> AppliedRule:
    """Apply one rule to the facts of a case; the professions that it covers and the day count as elements of it."""
    value = parse(rule.when).value(all_judged(facts))
    if value is not False and (beside := (*_covered(rule, facts), *_in_time(rule, day))):
        values = [value, *[element.value for element in beside]]
        value = False if False in values else None if None in values else True
    return AppliedRule(rule, facts, day, value)


def _covered(rule: Rule, facts: Facts) -> tuple[Judged, ...]:
    if not rule.covers:
        return ()
    label, given = "It covers this professional", facts.profession
    said = say("profession", given)
    if given is None or given in rule.covers:
        return (Judged("covered", label, None if given is None else True, "profession", said),)
    if f"{given}?" in rule.covers:
        return (_one_of_them(rule, facts, label, said),)
    if rule.closed == "yes":
        return (Judged("covered", label, value=False, fact="profession", said=f"{said}. It covers: {_whom(rule)}"),)
    words = FACT_KINDS["profession"].values[given]
    unread = f"whether {rule.citation} covers your profession ({words}) was not read"
    return (Judged("covered", label, None, "profession", unread, "reading"),)


def _one_of_them(rule: Rule, facts: Facts, label: str, said: str) -> Judged:
    named = f"{said}. It names: {_whom(rule)}"
    if facts.qualified is None:
        return Judged("covered", label, None, "qualified", named)
    if facts.qualified == "yes" or rule.closed == "yes":
        return Judged("covered", label, facts.qualified == "yes", "qualified", named)
    unread = f"{rule.citation} names: {_whom(rule)}. Whether others of your profession are covered was not read"
    return Judged("covered", label, None, "qualified", unread, "reading")


def _whom(rule: Rule) -> str:
    words = FACT_KINDS["profession"].values
    return rule.who or listed([words[name.rstrip("?")] for name in rule.covers], "and")


def _in_time(rule: Rule, day: str) -> tuple[Judged, ...]:
    if in_force(rule, day):
        return ()
    said = f"{rule.citation}: whether it was in force on {day} was not read ({dated(rule)})"
    return (Judged("in_force", "The rule was in force on that day", None, "", said, "reading"),)
