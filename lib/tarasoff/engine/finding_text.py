"""A finding told: as a page of words, and as plain data."""

from typing import Any

from tarasoff.engine.advice import least_intrusive
from tarasoff.engine.criteria import Judged
from tarasoff.engine.find import changes
from tarasoff.engine.finding import KINDS, Finding, tells
from tarasoff.engine.places import place_name
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law import AS_OF
from tarasoff.knowledge.law_words import ROUTES, known_steps
from tarasoff.knowledge.library import sources
from tarasoff.knowledge.wording import listed

_MARK = {True: "✓", False: "✗", None: "?"}


def as_text(finding: Finding) -> str:
    """The finding as a page of words."""
    lines = [
        f"{place_name(finding.place)}, law of {finding.day}: {finding.kind.upper()}. {KINDS[finding.kind]}",
        finding.why,
        *([f"{disagreement_is(finding)}: {finding.disagreement}"] if finding.disagreement else []),
        *(f"  {_MARK[element.value]} {element.label} ({element.said})" for element in finding.elements),
        f"What to do: {least_intrusive(finding)}",
        *([finding.care] if finding.care else []),
        *support_lines(finding),
        *_told(finding),
        *(f"Beside it: {permission}" for permission in said_beside(finding)),
        *([f"Not asked yet: {_asked(finding.not_asked)}."] if finding.not_asked else []),
        *(["The codes add:", *(f"  {clause}" for clause in finding.codes_add)] if finding.codes_add else []),
        *finding.notes,
        f"{how_sure(finding)}.",
        f"Sources: {', '.join(finding.sources)}." if finding.sources else "It rests on no source: no rule was read.",
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
        "confidence": finding.confidence or None,
        "as_of": AS_OF,
        "facts": finding.facts.known(),
        "rules": [
            {
                "id": applied.rule.id,
                "route": ROUTES[applied.rule.route],
                "name": applied.rule.name,
                "effect": applied.rule.effect,
                "since": applied.rule.since,
                "governs": applied in finding.governing,
                "met": applied.value,
                "why": applied.words(),
                "elements": [_element(judged) for judged in applied.elements],
                "sources": list(applied.rule.sources),
                "read_at": list(applied.rule.read_at),
            }
            for applied in finding.applied
        ],
        "steps": [known_steps()[step].does for step in finding.steps],
        "combine": finding.combine,
        "may_be_told": list(finding.may_be_told),
        "beside": list(said_beside(finding)),
        "least_intrusive": least_intrusive(finding),
        "care": finding.care,
        "support": list(support_lines(finding)),
        "clauses": list(finding.clauses),
        "codes_add": list(finding.codes_add),
        "changes": [{"fact": change.fact, "value": change.value, "kind": change.kind} for change in changes(finding)],
        "notes": list(finding.notes),
        "sources": list(finding.sources),
    }


def told_is(finding: Finding) -> str:
    """What to call the people of `Finding.may_be_told`."""
    return "Who would be told, if the most of it is met" if finding.kind == "unsettled" else "Who may be told"


def said_beside(finding: Finding) -> tuple[str, ...]:
    """The permissions beside a duty, a sentence each.

    >>> from tarasoff.knowledge.facts import Facts
    >>> from tarasoff.engine.find import find
    >>> facts = Facts(threatened="another", danger="yes", imminent="yes", abuse="child", setting="clinic", consent="no")
    >>> said_beside(find(facts, "TX"))[0]
    'Tex. Health & Safety Code § 611.004(a)(2); Thapar v. Zezulka, 994 S.W.2d 635 (Tex. 1999) also lets you tell \
medical personnel or the police.'
    """
    said = []
    for applied in finding.beside:
        told = listed(tells(applied.rule.steps), "or") or "somebody, whom was not read"
        also = "also lets you tell" if applied.value else "may also let you tell"
        said.append(f"{applied.rule.name} {also} {told}.")
    return tuple(dict.fromkeys(said))


def support_lines(finding: Finding) -> tuple[str, ...]:
    """Lines to call where the client is in danger, as far as they were read for the place.

    >>> from tarasoff.knowledge.facts import Facts
    >>> from tarasoff.engine.find import find
    >>> support_lines(find(Facts(threatened="self"), "ME"))
    ('988 Suicide & Crisis Lifeline. Call or text 988, 24 hours a day, in: United States.',)
    """
    if not finding.client_in_danger or finding.place == "CANADA":
        return ()
    line = sources()["support_samaritans" if finding.place == "UK" else "support_988"]
    return (f"{line.who}. {line.says}",)


def how_sure(finding: Finding) -> str:
    """The confidence in what it rests on, and as of when."""
    return f"Confidence: {finding.confidence}, as of {AS_OF}" if finding.confidence else f"As of {AS_OF}"


def disagreement_is(finding: Finding) -> str:
    """What to call the disagreement of sources: it may make the rule contested, or only be worth knowing."""
    return "Contested" if finding.contested else "Sources disagree"


def _told(finding: Finding) -> list[str]:
    whom = listed(finding.may_be_told, "and")
    return [f"{told_is(finding)}: {whom}. {finding.combine}".rstrip()] if whom else []


def _asked(facts: tuple[str, ...]) -> str:
    return listed([FACT_KINDS[fact].name.lower() for fact in facts], "and")


def _element(judged: Judged) -> dict[str, Any]:
    return {
        "id": judged.element,
        "label": judged.label,
        "met": judged.value,
        "fact": judged.fact,
        "said": judged.said,
        "by_law": judged.by_law,
    }
