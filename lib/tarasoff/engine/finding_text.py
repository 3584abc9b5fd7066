"""A finding told: as a page of words, and as plain data."""

from collections.abc import Iterator
from typing import Any

from tarasoff.engine.advice import how, least_intrusive, said_of, says
from tarasoff.engine.apply_rule import AppliedRule
from tarasoff.engine.criteria import Judged
from tarasoff.engine.find import changes, changes_in_words
from tarasoff.engine.finding import Finding
from tarasoff.engine.in_force import begun, dated
from tarasoff.engine.on_topic import LADDER, OnTopic, rules_of
from tarasoff.engine.places import place_name
from tarasoff.engine.position import TOLD
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.steps import steps_in
from tarasoff.knowledge.law.tables import AS_OF
from tarasoff.knowledge.law.words import ABROAD, EFFECTS, KINDS, READ, TOPICS
from tarasoff.knowledge.teaching.library import support_in_words
from tarasoff.knowledge.wording import listed

#: The day of Tarasoff I, before which no court had found this duty.
FIRST = "1974-12-23"

_MARK = {True: "✓", False: "✗", None: "?"}

_PART_2 = (
    "42 CFR Part 2 bars disclosure that identifies a patient of the programme, and state law cannot lift that. A "
    "report that does not identify the person as a patient is left."
)


def as_text(finding: Finding) -> str:
    """The finding as a page of words."""
    return "\n".join(_lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{place_name(finding.place)}, law of {finding.day}: {finding.kind.upper()}. {finding.verdict}"
    for name, said in parts(finding):
        yield f"{name}:"
        yield from (f"  {entry}" for entry in said)
    yield f"How: {how(finding)}"
    yield from filter(None, [finding.care])
    yield from support_lines(finding)
    if finding.elements:
        yield "Why:"
        yield from (f"  {_element_said(element)}" for element in finding.elements)
    if turned := changes_in_words(finding):
        yield f"What would change it: {'; '.join(turned)}."
    if finding.disagreement:
        yield f"{disagreement_is(finding)}: {finding.disagreement}"
    for name, entries in (("Beside it", notes(finding)), ("The codes add", finding.codes_add)):
        if entries:
            yield f"{name}:"
            yield from (f"  {entry}" for entry in entries)
    yield f"{how_sure(finding)}."
    yield f"Sources: {', '.join(finding.sources)}." if finding.sources else "It rests on no source: no rule was read."


def parts(finding: Finding) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is owed, allowed, forbidden and protected, said apart, then what is not known; those that say anything."""
    found = (
        ("By topic", _by_topic(finding)),
        ("What you owe", said_of(finding.owed)),
        ("What is forbidden", said_of(finding.forbidden)),
        ("What you may do", said_of(finding.allowed)),
        ("Protects you from liability, and asks for nothing", said_of(finding.protects)),
        ("Whose confidence it is", said_of(finding.consents) or _parent_consents(finding)),
        ("Possible, depending on what is still open", said_of(finding.perhaps)),
        ("Not read", tuple(dict.fromkeys(_with_pages(entry) for entry in finding.unread))),
        ("Open in law", finding.open_law),
        ("Not asked yet", tuple(FACT_KINDS[fact].question for fact in finding.not_asked)),
        ("Not read either, if it applies", tuple(map(_unread_topic, finding.unread_if_asked))),
    )
    return ((name, said) for name, said in found if said)


def _element_said(judged: Judged) -> str:
    """An element and its mark; the fact beside it only where that says more than the mark."""
    beside = "" if judged.value else f" ({judged.said})"
    return f"{_MARK[judged.value]} {judged.label}{beside}"


def _by_topic(finding: Finding) -> tuple[str, ...]:
    """What each topic that could matter comes to; nothing where there is one alone."""
    on = [on for on in finding.counted if on.matters is not False and on.topic.id in TOLD]
    return tuple(f"{topic.topic.name}: {_comes_to(topic, finding)}." for topic in on) if len(on) > 1 else ()


def _comes_to(on: OnTopic, finding: Finding) -> str:
    # What is open there cannot change a finding that comes to as much already, and so is not said again.
    goes_no_further = on.least < on.most <= LADDER.index(finding.least)
    return f"at most a {LADDER[on.most]}, {on.kind}" if goes_no_further else on.kind


def _parent_consents(finding: Finding) -> tuple[str, ...]:
    on = finding.topic("minors")
    rules = [applied for applied in (on.applied if on else ()) if applied.rule.effect in ("consents", "none")]
    perhaps = any(applied.rule.effect == "consents" and applied.value is not False for applied in rules)
    if perhaps or not (on and on.matters):
        return ()
    cited = "; ".join(dict.fromkeys(applied.rule.citation for applied in rules if applied.read))
    said = f"No rule that was read lets this minor consent alone; as a rule a parent does. ({cited})"
    return (said,) if cited else ()


def _with_pages(entry: Any) -> str:
    return f"{entry} {' '.join(entry.urls[:1])}".strip()


def _unread_topic(on: OnTopic) -> str:
    texts = dict.fromkeys(applied.rule.citation for applied in on.applied)
    return f"{on.topic.name}: {listed(texts, 'and')}" if texts else f"{on.topic.name} in {place_name(on.place)}"


def notes(finding: Finding) -> tuple[str, ...]:
    """What a reader must know beside it: of the day, of the bar of Part 2, of the rules, of the place."""
    perhaps = (applied for applied in finding.perhaps if applied.rule.effect == "consents")
    shown = (*finding.spared, *finding.owed, *finding.allowed, *finding.forbidden, *finding.protects)
    shown += (*finding.governing, *finding.consents, *perhaps)
    on = finding.topic("protect")
    place = finding.state.note if finding.state and on and on.matters is not False and on.read else ""
    bar = _PART_2 if finding.barred else ""
    found = (*_of_that_day(finding), bar, *(applied.rule.note for applied in shown), place)
    told = " ".join((*finding.open_law, *map(str, finding.unread)))
    return tuple(dict.fromkeys(note for note in found if note and note not in told))


def _of_that_day(finding: Finding) -> Iterator[str]:
    later = [
        rule
        for rule in rules_of(finding.place)
        if rule.topic == "protect" and rule.place == finding.place and begun(rule.since, finding.day) is False
    ]
    if later:
        first = min(later, key=lambda rule: rule.since)
        yield f"Not yet in force on that day: {first.citation} ({dated(first)})."
    if finding.day < FIRST and finding.place not in ABROAD:
        yield "No court had found a duty to protect before Tarasoff I, of 23 December 1974."
    if finding.day[: len(AS_OF)] > AS_OF:
        yield f"The law was gathered in {AS_OF}. What changed after it is not known here."


def as_dict(finding: Finding) -> dict[str, Any]:
    """Everything in it as plain data, for JSON."""
    return {
        "kind": finding.kind,
        "meaning": KINDS[finding.kind],
        "verdict": finding.verdict,
        "settled": finding.settled,
        "least": finding.least,
        "most": finding.most,
        "why": finding.why,
        "must": list(said_of(finding.owed)),
        "must_not": list(said_of(finding.forbidden)),
        "may": list(said_of(finding.allowed)),
        "protects": list(said_of(finding.protects)),
        "perhaps": list(said_of(finding.perhaps)),
        "open_facts": list(finding.open_facts),
        "open_law": list(finding.open_law),
        "not_read": [
            {"topic": entry.topic.id, "what": entry.what, "where": entry.where, "urls": list(entry.urls)}
            for entry in finding.unread
        ],
        "not_asked": list(finding.not_asked),
        "not_read_if_asked": [on.topic.id for on in finding.unread_if_asked],
        "barred_by_part_2": finding.barred,
        "place": finding.place,
        "place_name": place_name(finding.place),
        "date": finding.day,
        "contested": finding.contested,
        "disagreement": finding.disagreement,
        "confidence": finding.confidence or None,
        "as_of": AS_OF,
        "facts": finding.facts.known(),
        "topics": [_topic(on) for on in finding.topics],
        "rules": [_rule(applied, finding) for on in finding.topics for applied in on.applied],
        "may_be_told": list(finding.may_be_told),
        "least_intrusive": least_intrusive(finding),
        "how": how(finding),
        "care": finding.care,
        "support": list(support_lines(finding)),
        "clauses": list(finding.clauses),
        "codes_add": list(finding.codes_add),
        "changes": [{"fact": change.fact, "value": change.value, "kind": change.kind} for change in changes(finding)],
        "notes": list(notes(finding)),
        "sources": list(finding.sources),
    }


def _topic(on: OnTopic) -> dict[str, Any]:
    return {
        "id": on.topic.id,
        "name": on.topic.name,
        "counts": not on.shut,
        "matters": on.matters,
        "read": on.read,
        "kind": on.kind,
        "rules": [applied.rule.id for applied in on.applied],
    }


def _rule(applied: AppliedRule, finding: Finding) -> dict[str, Any]:
    rule = applied.rule
    return {
        "id": rule.id,
        "topic": rule.topic,
        "route": TOPICS[rule.topic].name,
        "name": rule.citation,
        "effect": rule.effect,
        "meaning": EFFECTS[rule.effect],
        "says": says(applied),
        "since": rule.since,
        "read": READ[rule.read],
        "confidence": rule.confidence,
        "governs": applied in finding.governing,
        "met": applied.value,
        "why": applied.words(),
        "elements": [_element(judged) for judged in applied.elements],
        "steps": [step.id for step in steps_in(applied.steps)],
        "combine": rule.steps,
        "whom": rule.whom,
        "deadline": rule.deadline,
        "urls": list(rule.url),
        "note": rule.note,
    }


def support_lines(finding: Finding) -> tuple[str, ...]:
    """Lines to call where the client is in danger, as far as they were read for the place.

    >>> from tarasoff.knowledge.law.facts import Facts
    >>> from tarasoff.engine.find import find
    >>> support_lines(find(Facts(threatened="self"), "ME"))
    ('988 Suicide & Crisis Lifeline. Call or text 988, 24 hours a day, in: United States.',)
    """
    if not finding.client_in_danger:
        return ()
    name = "support_988" if finding.place not in ABROAD else _LINES.get(finding.place, "")
    return tuple(support_in_words(filter(None, [name])))


_LINES = {"ENGLAND": "support_samaritans", "SCOTLAND": "support_samaritans", "IRELAND": "support_samaritans"}


def how_sure(finding: Finding) -> str:
    """The confidence in what it rests on, and as of when; for what is not settled there is none."""
    if finding.confidence and finding.settled:
        return f"Confidence: {finding.confidence} (the lowest of the rules used), as of {AS_OF}"
    return f"As of {AS_OF}"


def disagreement_is(finding: Finding) -> str:
    """What to call the disagreement of sources: it may make the rule contested, or only be worth knowing."""
    return "Contested" if finding.contested else "Sources disagree"


def _element(judged: Judged) -> dict[str, Any]:
    return {
        "id": judged.element,
        "label": judged.label,
        "met": judged.value,
        "fact": judged.fact,
        "said": judged.said,
        "open": judged.open,
        "by_law": judged.open == "law",
    }
