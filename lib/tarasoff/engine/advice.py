"""The least intrusive action that protects, in words: the one by which the confidence travels least far."""

from tarasoff.engine.finding import Finding, tells
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law_records import Rule
from tarasoff.knowledge.law_words import known_steps
from tarasoff.knowledge.wording import listed

_KEEP = "Treat, watch, and consult without naming the client"


def least_intrusive(finding: Finding) -> str:
    """Say what to do, and nothing beyond it.

    Returns:
        One or two sentences. The clauses on minimum disclosure and on telling the client first stand among the
        finding's sources.
    """
    if finding.kind == "duty":
        return _duty(finding)
    if finding.barred:
        return _barred(finding)
    if finding.kind == "permission":
        return _permission(finding)
    if finding.kind == "no basis":
        ask = "" if finding.facts.consent == "no" else "; if telling would help, ask for consent"
        return f"Keep the confidence. {_KEEP}{ask}."
    return f"{_first(finding)} Until then: {_meanwhile(finding)}"


def _first(finding: Finding) -> str:
    if not finding.open_facts:
        return "The law that was read does not decide it. Ask a lawyer or the board."
    return f"Find out first: {' '.join(FACT_KINDS[fact].question for fact in finding.open_facts)}"


def _meanwhile(finding: Finding) -> str:
    if finding.least == "permission":
        told = listed(tells(step for applied in finding.certain for step in applied.rule.steps), "or")
        whom = f"you may tell {told}, and only what they need" if told else "you may pass on what protects"
        return f"{whom}; open is whether there is a duty beside it. {_KEEP}."
    return f"{_KEEP[0].lower()}{_KEEP[1:]}; begin with what needs no disclosure."


def _duty(finding: Finding) -> str:
    agrees = finding.facts.consent == "yes"
    client = "The client agrees: go through it together." if agrees else "Tell the client first, where that is safe."
    rules = [applied.rule for applied in finding.governing]
    known = dict.fromkeys(_discharge(rule) for rule in rules if set(rule.steps) - {"unclear"})
    not_read = any(set(rule.steps) <= {"unclear"} for rule in rules)
    ways = [f"Do what discharges the duty: {' Also: '.join(known)}"] if known else []
    ways += [f"What discharges the duty was not read: ask a lawyer or the board. {_KEEP}."] if not_read else []
    return f"{' '.join(ways)} {client} Tell only what that needs."


def _discharge(rule: Rule) -> str:
    steps = [step for step in rule.steps if step != "unclear"]
    more = " There may be other steps, which were not read." if "unclear" in rule.steps else ""
    if steps == ["other"]:
        return "take reasonable care to protect. The law that was read lists no steps."
    if len(steps) == 1:
        return f"{known_steps()[steps[0]].does}.{more}"
    return f"{_several(steps, rule.combine)}{more}"


def _several(steps: list[str], combine: str) -> str:
    named = [known_steps()[step] for step in steps]
    nearest = min(step.reach for step in named)
    ways = listed((step.does for step in named if step.reach == nearest), "or")
    everything = listed((step.does for step in named), "or")
    if combine == "any":
        return f"{ways}. One step is enough."
    if combine == "law":
        quiet = f" Least becomes known if you {ways}." if ways != everything else ""
        return f"{everything}. The notes say which of these are needed.{quiet}"
    if combine == "unclear":
        return f"{everything}. How these combine was not read: ask a lawyer or the board which are enough."
    return f"{listed((step.does for step in named), 'and')}."


def _permission(finding: Finding) -> str:
    facts = finding.facts
    if facts.consent == "yes":
        return "Tell those to whom the client agrees, what the client agrees to, and nobody else."
    keep = "What is in place holds the danger: keep to it, and look again soon. " if facts.protective == "yes" else ""
    told = listed(finding.may_be_told, "or")
    first = f"{keep}First ask whether less protects: the client's consent, closer treatment, hospital."
    if not told:
        return f"{first} Whom the law lets you tell was not read: look it up, and tell only what they need."
    return f"{first} If not, you may tell {told}, and only what they need."


def _barred(finding: Finding) -> str:
    if finding.kind == "permission" and finding.facts.consent != "yes":
        return _permission(finding)
    if finding.facts.consent == "yes":
        return "Tell those to whom the client agrees in writing, and nobody else. For anything more ask a lawyer."
    return "Tell nobody in a way that shows that the client is in the programme. Ask a lawyer what is left (see notes)."
