"""The least intrusive action that protects, in words: the one by which the confidence travels least far."""

from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law import STEPS, Rule
from tarasoff.models.finding import Finding
from tarasoff.models.wording import listed

_KEEP = "Treat, watch, and consult without naming the client"


def least_intrusive(finding: Finding) -> str:
    """Say what to do, and nothing beyond it.

    Args:
        finding: what the law comes to.

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
        return f"Keep the confidence. {_KEEP}; if telling would help, ask for consent."
    if finding.open_facts:
        first = listed((FACT_KINDS[one].name.lower() for one in finding.open_facts), "and")
        return f"Find out first: {first}. Until then: {_KEEP.lower()}."
    return f"The law does not decide it. Ask a lawyer or the board. {_KEEP}; begin with what needs no disclosure."


def _duty(finding: Finding) -> str:
    agrees = finding.facts.consent == "yes"
    client = "The client agrees: do it together." if agrees else "Tell the client first, where that is safe."
    ways = " Also: ".join(dict.fromkeys(_discharge(one.rule) for one in finding.governing))
    return f"Do what discharges the duty: {ways} {client} Tell only what that needs."


def _discharge(rule: Rule) -> str:
    steps = [step for step in rule.steps if step != "unclear"]
    if not steps:
        return "what discharges it was not read; ask a lawyer or the board which steps are enough."
    nearest = min(STEPS[step].reach for step in steps)
    ways = listed((STEPS[step].does for step in steps if STEPS[step].reach == nearest), "or")
    everything = listed((STEPS[step].does for step in steps), "or")
    if rule.combine == "any":
        return f"{ways}. One step is enough."
    if rule.combine == "law":
        quiet = f" Least becomes known if you {ways}." if ways != everything else ""
        return f"{everything}. The notes say which of these are needed.{quiet}"
    if rule.combine == "unclear":
        more = " There may be other steps." if "unclear" in rule.steps else ""
        return f"{everything}. How these combine was not read: ask a lawyer or the board which are enough.{more}"
    return f"{listed((STEPS[step].does for step in steps), 'and')}."


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
