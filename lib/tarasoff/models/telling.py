"""A finding told: as a page of words, and as plain data."""

from typing import Any

from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law import AS_OF, ROUTES, STEPS
from tarasoff.models.advice import least_intrusive
from tarasoff.models.criteria import Judged
from tarasoff.models.find import changes
from tarasoff.models.finding import KINDS, Finding
from tarasoff.models.places import place_name
from tarasoff.models.wording import listed

_MARK = {True: "✓", False: "✗", None: "?"}


def as_text(finding: Finding) -> str:
    """The finding as a page of words."""
    lines = [
        f"{place_name(finding.place)}, law of {finding.day}: {finding.kind.upper()}. {KINDS[finding.kind]}",
        finding.why,
        *([f"{disagreement_is(finding)}: {finding.disagreement}"] if finding.disagreement else []),
        *(f"  {_MARK[one.value]} {one.label} ({one.said})" for one in finding.elements),
        f"What to do: {least_intrusive(finding)}",
        *([f"Who may be told: {listed(finding.may_be_told, 'and')}. {finding.combine}"] if finding.may_be_told else []),
        *([f"Not asked yet: {_asked(finding.not_asked)}."] if finding.not_asked else []),
        *(["The codes add:", *(f"  {one}" for one in finding.codes_add)] if finding.codes_add else []),
        *finding.notes,
        *([f"Confidence: {finding.state.confidence}, as of {AS_OF}."] if finding.state else []),
        f"Sources: {', '.join(finding.sources)}.",
    ]
    return "\n".join(lines)


def as_dict(finding: Finding) -> dict[str, Any]:
    """Everything in it as plain data, for JSON."""
    return {
        "kind": finding.kind,
        "meaning": KINDS[finding.kind],
        "least": finding.least,
        "most": finding.most,
        "why": finding.why,
        "open_facts": list(finding.open_facts),
        "open_law": list(finding.open_law),
        "not_asked": list(finding.not_asked),
        "barred_by_part_2": finding.barred,
        "place": finding.place,
        "place_name": place_name(finding.place),
        "date": finding.day,
        "contested": finding.contested,
        "disagreement": finding.disagreement,
        "confidence": finding.state.confidence if finding.state else None,
        "as_of": AS_OF,
        "facts": finding.facts.known(),
        "rules": [
            {
                "id": one.rule.id,
                "route": ROUTES[one.rule.route],
                "name": one.rule.name,
                "effect": one.rule.effect,
                "since": one.rule.since,
                "governs": one in finding.governing,
                "met": one.value,
                "why": one.words(),
                "elements": [_element(judged) for judged in one.elements],
                "sources": list(one.rule.sources),
                "read_at": list(one.rule.read_at),
            }
            for one in finding.applied
        ],
        "steps": [STEPS[step].does for step in finding.steps],
        "combine": finding.combine,
        "may_be_told": list(finding.may_be_told),
        "least_intrusive": least_intrusive(finding),
        "clauses": list(finding.clauses),
        "codes_add": list(finding.codes_add),
        "changes": [{"fact": one.fact, "value": one.value, "kind": one.kind} for one in changes(finding)],
        "notes": list(finding.notes),
        "sources": list(finding.sources),
    }


def disagreement_is(finding: Finding) -> str:
    """What to call the disagreement of sources: it may make the rule contested, or only be worth knowing."""
    return "Contested" if finding.contested else "Sources disagree"


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
