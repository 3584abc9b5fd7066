"""One rule applied to the facts of a case on a day: met, not met or not known, and the least and most that it gives."""

from attrs import frozen

from tarasoff.engine.criteria import Judged, Judgement, parse
from tarasoff.engine.in_force import dated, in_force
from tarasoff.knowledge.facts import Facts, say
from tarasoff.knowledge.law_records import Rule

#: What a rule can give, weakest first.
NONE, MAY, MUST = 0, 1, 2
_LEVEL = {"none": NONE, "permission": MAY, "duty": MUST}


@frozen
class AppliedRule:
    """One rule, applied to the facts on a day.

    Args:
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
    def bars(self) -> bool:
        """Whether it is met and bars disclosure."""
        return self.rule.effect == "bar" and bool(self.value)

    @property
    def elements(self) -> tuple[Judged, ...]:
        """Its elements, judged; only those that carry it where it is met, for one of two ways is then enough."""
        if self.value:
            return self.judgement.decided_by
        return tuple(
            element for element in self.judgement.elements if self.value is None or element.element != "unsettled"
        )

    @property
    def on_that_day(self) -> bool:
        """Whether it is known to be in force on the day."""
        return all(element.element != "in_force" for element in self.judgement.elements)

    def words(self) -> str:
        """Met, not met or not known, and what decides it."""
        word = {True: "met", False: "not met", None: "not known"}[self.value]
        said = dict.fromkeys(element.said for element in self.judgement.decided_by if element.element != "unsettled")
        return f"{word}: {'; '.join(said)}" if said else word


def apply_rule(rule: Rule, facts: Facts, day: str) -> AppliedRule:
    """Apply one rule to the facts of a case; the profession that it covers and the day count as elements of it."""
    judged = parse(rule.when).judge(facts)
    more = [element for element in (_profession(rule, facts), _time(rule, day)) if element is not None]
    if more and judged.value is not False:
        # Neither can be no: a profession that no rule names, or a day before it was seen, leaves the law open.
        open_ = tuple(element for element in more if element.value is None)
        value = None if open_ else judged.value
        decided = (*(judged.decided_by if judged.value == value else ()), *(open_ or more))
        judged = Judgement(value, decided, (*judged.elements, *more))
    level = _LEVEL.get(rule.effect, NONE)
    return AppliedRule(rule, judged, level if judged.value else NONE, NONE if judged.value is False else level)


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
    said = f"{rule.name}: whether it was in force on {day} was not read ({dated(rule)})"
    return Judged("in_force", "The rule was in force on that day", None, "", said, by_law=True)
