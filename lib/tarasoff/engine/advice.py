"""What to do, in words: what each rule asks for or allows, and the way by which the confidence travels least far."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from tarasoff.engine.apply_rule import AppliedRule
from tarasoff.engine.finding import Finding
from tarasoff.engine.on_topic import LADDER
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.records import Rule
from tarasoff.knowledge.law.steps import Combined, Step, parse_steps, steps_in
from tarasoff.knowledge.wording import listed

_MEANWHILE = "Treat, watch, and consult without naming the client"
_LOOK_UP = "look it up, or ask a lawyer or the board"
_UNREAD, _CARE = "to_be_read", "reasonable_care"
_PROGRAMME = "Tell nobody in a way that shows that the client is in the programme."
_ANOTHER_CHILD = " Ask whether a child is in danger from the same person today: that is a case of its own."
_LEFT = "written consent, a medical emergency, a report of child abuse, a court order"

#: Effects of which it says something to name who is told.
_TOLD = ("duty", "permission", "safe_harbour")


def least_intrusive(finding: Finding) -> str:
    """Say what to do, and nothing beyond it.

    Returns:
        A few short sentences: what the rules ask for or allow, then `how`. The clauses on minimum disclosure and on
        telling the client first stand among the finding's sources.
    """
    said = {"duty": finding.owed, "permission": finding.allowed, "bar": finding.forbidden}.get(finding.kind, ())
    rules = dict.fromkeys(says(applied) for applied in said)
    return " ".join([*rules, how(finding)])


def how(finding: Finding) -> str:
    """How to go about it, without repeating what each rule asks for or allows."""
    again = _ANOTHER_CHILD if finding.facts.abuse == "past_child" else ""
    return f"{_HOW[finding.kind](finding)}{again}"


def steps_in_words(steps: Step | Combined | None) -> str:
    """Steps as they follow "you must" or "you may".

    >>> print(steps_in_words(parse_steps("hospitalize | (warn_victim & notify_police)")))
    either seek admission to hospital by agreement, or both make reasonable efforts to warn the person in danger and \
notify the police
    >>> print(steps_in_words(parse_steps("warn_victim >> notify_police")))
    make reasonable efforts to warn the person in danger and, if that cannot be done, notify the police
    """
    if steps is None:
        return ""
    if isinstance(steps, Step):
        return steps.does
    said = [steps_in_words(part) for part in steps.parts]
    if steps.how == "order":
        return " and, if that cannot be done, ".join(said)
    if not any(isinstance(part, Combined) for part in steps.parts):
        return listed(said, "and" if steps.how == "all" else "or")
    if steps.how == "all":
        return "; and ".join(said)
    inner = [_together(part, text) for part, text in zip(steps.parts, said, strict=True)]
    apart = "; or " if any(", " in text for text in inner) else ", or "
    return f"either {apart.join(inner)}"


_TWO = 2


def _together(part: Step | Combined, said: str) -> str:
    """One of several ways, of which some are several steps, so that it is heard where it ends."""
    if not isinstance(part, Combined) or part.how != "all" or len(part.parts) != _TWO:
        return said
    return said.replace("; and ", ", and ") if "; and " in said else f"both {said}"


def says(applied: AppliedRule) -> str:
    """What a rule says in this case: the same, without steps that cannot be done in it."""
    return rule_says(applied.rule, applied.steps)


def rule_says(rule: Rule, steps: Step | Combined | None = None) -> str:
    """What a rule asks for, allows, forbids or protects, as one sentence without its name.

    Args:
        rule: the rule.
        steps: those of its steps that are named; all of them, unless told otherwise.

    >>> from tarasoff.knowledge.law.tables import rules
    >>> all(rule_says(rule).endswith(".") for rule in rules())
    True
    """
    does = steps_in_words(steps or parse_steps(rule.steps))
    when = f", {rule.deadline.rstrip('.')}" if rule.deadline else ""
    said = {
        "duty": f"You must {does}{when}.",
        "permission": f"You may {does}{when}.",
        "bar": f"You must not tell {rule.whom.rstrip('.')}." if rule.whom else "You must not pass it on.",
        "safe_harbour": f"You are protected from liability if you {does}{when}.",
        "immunity": "You are protected from liability when you act on this in good faith.",
        "consents": "The minor can consent alone, so the confidence is the minor's.",
        "none": "The law was read, and gives neither a duty nor a permission.",
    }
    return said[rule.effect]


def said_of(found: Iterable[AppliedRule]) -> tuple[str, ...]:
    """What rules say, a sentence each, with the citation; rules that say the same share a sentence."""
    by_words: dict[str, list[str]] = {}
    for applied in found:
        told = applied.rule.whom if applied.rule.effect in _TOLD else ""
        whom = f" To whom: {told.rstrip('.')}." if told else ""
        by_words.setdefault(f"{says(applied)}{whom}", []).append(applied.rule.citation)
    return tuple(f"{words} ({'; '.join(dict.fromkeys(cited))})" for words, cited in by_words.items())


def _duty(finding: Finding) -> str:
    agrees = finding.facts.consent == "yes"
    client = "The client agrees: go through it together." if agrees else "Tell the client first, where that is safe."
    several = len({applied.rule.citation for applied in finding.owed}) > 1
    ways = dict.fromkeys(_of_several(applied, named=several) for applied in finding.owed)
    return " ".join(filter(None, (*ways, _rest(finding), client, "Say only what that needs.")))


def _of_several(applied: AppliedRule, *, named: bool) -> str:
    """Of several ways, which are enough, and the one by which fewest people learn of it."""
    steps = applied.steps
    if not isinstance(steps, Combined) or steps.how != "any":
        return ""
    if any(step.id == _CARE for step in steps_in(steps)):
        return "Where reasonable care is owed, do as much of it as the danger needs."
    reach = [max((step.reach for step in steps_in(part)), default=0) for part in steps.parts]
    near = [part for part, far in zip(steps.parts, reach, strict=True) if far == min(reach)]
    first = "" if len(near) == len(steps.parts) else f" First {_or(near)}, if that protects."
    of = f" of {applied.rule.citation}" if named else ""
    return f"One of the ways{of} is enough.{first}"


def _or(steps: Iterable[Step | Combined]) -> str:
    return listed((steps_in_words(part) for part in steps), "or")


def _rest(finding: Finding) -> str:
    unread = any(step.id == _UNREAD for rule in finding.owed for step in steps_in(rule.steps))
    return f"Part of what it asks for was not read: {_LOOK_UP}." if unread else ""


def _permission(finding: Finding) -> str:
    facts = finding.facts
    if facts.consent == "yes":
        whom = " in writing" if finding.barred else ""
        return f"Tell those to whom the client agrees{whom}, what the client agrees to, and nobody else."
    keep = "What is in place holds the danger: keep to it, and look again soon. " if facts.protective == "yes" else ""
    programme = f"{_PROGRAMME} " if finding.barred else _nothing_else(finding)
    return (
        f"{programme}{_stricter(finding)}{keep}First ask whether less protects: the client's consent, closer "
        "treatment, hospital by agreement. Say only what is needed."
    )


def _stricter(finding: Finding) -> str:
    """That a state may forbid what HIPAA permits, where that is not said by a rule of its own."""
    hipaa = [applied.rule.topic == "hipaa" for applied in finding.allowed]
    what = "HIPAA alone permits it, and" if all(hipaa) else "What HIPAA alone permits"
    return f"{what} gives way to a stricter law of the state: look there first. " if any(hipaa) else ""


def _nothing_else(finding: Finding) -> str:
    cited = listed((applied.rule.citation for applied in finding.forbidden), "and")
    return f"Do this and nothing beyond it: {cited} forbids it. " if cited else ""


def _no_basis(finding: Finding) -> str:
    ask = "" if finding.facts.consent == "no" else "; if telling would help, ask for consent"
    # What nobody asked about could still apply; where it was not read either, nobody can say "keep it".
    keep = "" if finding.unread_if_asked else _keep(finding)
    return f"{keep}{_MEANWHILE}{ask}."


def _keep(finding: Finding) -> str:
    if finding.place == "US":
        return "This is federal law alone: look at the law of your state before you decide. "
    minors = finding.topic("minors")
    if minors and minors.matters and not finding.consents:
        return "Keep the confidence toward others; a parent who consents for the minor is another matter. "
    return "Keep the confidence. "


def _bar(finding: Finding) -> str:
    if finding.barred:
        return f"{_PROGRAMME} What is left: {_LEFT}. Ask a lawyer."
    return f"{_MEANWHILE}."


def _until_then(finding: Finding) -> str:
    if finding.least == "permission":
        may = " ".join(dict.fromkeys(says(applied) for applied in finding.allowed))
        return f"Already now: {may} {_stricter(finding)}Say only what that needs."
    return f"Until then: {_MEANWHILE[0].lower()}{_MEANWHILE[1:]}; begin with what needs no disclosure."


def _facts_missing(finding: Finding) -> str:
    questions = dict.fromkeys(asked for fact in finding.open_facts for asked in questions_on(finding, fact))
    return f"Find out first: {' '.join(questions)} {_until_then(finding)}"


def questions_on(finding: Finding, fact: str) -> tuple[str, ...]:
    """How to ask for a fact; what is a matter of each rule, such as whom it names, is asked rule by rule."""
    asks = _ASKS.get(fact)
    if asks is None:
        return (FACT_KINDS[fact].question,)
    open_in = (
        applied.rule
        for on in finding.counted
        for applied, leaf in on.leaves(LADDER.index(finding.least))
        if leaf.fact == fact and not leaf.open
    )
    return tuple(dict.fromkeys(asks(rule) for rule in open_in)) or (FACT_KINDS[fact].question,)


def _first_sentence(text: str) -> str:
    return f"{re.split(r'[.] (?=[A-Z0-9])', text)[0].rstrip('.')}." if text else ""


_ASKS: Mapping[str, Callable[[Rule], str]] = MappingProxyType(
    {
        "special": lambda rule: f"Is it the special case of {rule.citation}? {_first_sentence(rule.note)}".strip(),
        "qualified": lambda rule: f"Are you one of those whom {rule.citation} names ({rule.who})?",
    }
)


def _not_read(finding: Finding) -> str:
    where = "; ".join(dict.fromkeys(entry.citation for entry in finding.unread if entry.citation))
    return f"Before you decide, {_LOOK_UP}{f' ({where})' if where else ''}. {_until_then(finding)}"


def _law_open(finding: Finding) -> str:
    weigh = "The law does not decide it. Consult, weigh it, and write down why you chose what you did."
    return f"{weigh} {_until_then(finding)}"


_HOW: Mapping[str, Callable[[Finding], str]] = MappingProxyType(
    {
        "duty": _duty,
        "permission": _permission,
        "no basis": _no_basis,
        "bar": _bar,
        "facts missing": _facts_missing,
        "law open": _law_open,
        "not read": _not_read,
    }
)
