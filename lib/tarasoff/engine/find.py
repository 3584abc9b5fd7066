"""Find what the law of a place says about the facts of a case.

Each rule gives a span: the least and the most that it may come to. A rule that is met gives its effect; one that is
not met gives nothing; one that is not known gives anything from nothing to its effect. A topic of which no rule was
read gives anything from nothing to the most that such rules come to. The finding is the span of all topics together.
So finding out more only narrows it, and what was not read is never taken for a no.

Some topics wait for a question: consent, suspected abuse, the client's age, driving and HIV, a programme under 42 CFR
Part 2. While nobody has asked, such a topic does not count, and the finding names it.
"""

from attrs import evolve, frozen

from tarasoff.engine.apply_rule import NONE
from tarasoff.engine.finding import Finding
from tarasoff.engine.on_topic import LADDER, OnTopic, kind_of, on_topics
from tarasoff.engine.places import place_of
from tarasoff.knowledge.days import iso_day
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law.tables import GATHERED
from tarasoff.knowledge.wording import listed

# What Part 2 itself leaves open; every other topic ends at its bar.
_LEFT_BY_PART_2 = ("consent", "child_abuse", "part_2")


def find(facts: Facts, place: str, day: str = "") -> Finding:
    """Find what the rules of a place say about the facts of a case.

    Args:
        facts: what is known of the case.
        place: the code or the name of a place, such as ``CA``, ``Vermont``, ``ENGLAND`` or ``CANADA-ON``.
        day: an ISO date; `GATHERED`, unless told otherwise.

    Raises:
        PlaceError: there is no such place.
        ContradictionError: the facts contradict each other.
        Mistake: the day is not an ISO date.

    >>> threat = {"threatened": "another", "identifiable": "named", "told_by": "client", "harm": "grave"}
    >>> facts = Facts(**threat, danger="yes", profession="psychologist")
    >>> find(facts, "CA").kind, find(facts, "TX").kind, "imminent" in find(facts, "TX").open_facts
    ('duty', 'facts missing', True)
    """
    code = place_of(place)
    when = iso_day(day or GATHERED)
    facts.check()
    return _finding(facts, code, when, on_topics(facts, code, when))


def _finding(facts: Facts, place: str, day: str, topics: tuple[OnTopic, ...]) -> Finding:
    asked = tuple(on for on in topics if not on.shut)
    barred = any(on.bars for on in asked if on.topic.id == "part_2")
    counted = tuple(on for on in asked if not barred or on.topic.id in _LEFT_BY_PART_2)
    counted, bars = _under_bars(counted)
    least = max((on.least for on in counted), default=NONE)
    most = max((on.most for on in counted), default=NONE)
    higher = [on for on in counted if on.most > least]
    if least == NONE and any(on.topic.id == "hipaa" for on in higher):
        higher += bars
    open_facts = tuple(dict.fromkeys(fact for on in higher for fact in on.open_facts(least)))
    unread = tuple({str(entry): entry for on in higher for entry in on.unread(least)}.values())
    kind = kind_of(least, most, open_facts, unread)
    if kind == LADDER[NONE] and any(on.bars for on in counted):
        kind = "bar"
    return Finding(
        kind=kind,
        least=LADDER[least],
        most=LADDER[most],
        topics=topics,
        counted=counted,
        open_facts=open_facts,
        open_law=tuple(dict.fromkeys(said for on in higher for said in on.open_law(least))),
        unread=unread,
        barred=barred,
        place=place,
        day=day,
        facts=facts,
    )


def _under_bars(counted: tuple[OnTopic, ...]) -> tuple[tuple[OnTopic, ...], list[OnTopic]]:
    """HIPAA permits only what other law permits too: where the state forbids, it opens nothing.

    Returns:
        The topics, without HIPAA under a bar that is met, and with nothing sure of it under one that may be met; and
        what those bars turn on, as topics.
    """
    state = [on for on in counted if on.topic.id in ("protect", "self")]
    if any(on.bars for on in state):
        return tuple(on for on in counted if on.topic.id != "hipaa"), []
    perhaps = [evolve(on, applied=on.bars_perhaps, known=True) for on in state if on.bars_perhaps]
    if not perhaps:
        return counted, []
    return tuple(evolve(on, least=NONE) if on.topic.id == "hipaa" else on for on in counted), perhaps


@frozen
class Change:
    """One fact that would change the finding, if it were otherwise."""

    fact: str
    value: str
    kind: str

    def __str__(self) -> str:
        return f"{say(self.fact, self.value)} → {self.kind}"


def changes(finding: Finding) -> tuple[Change, ...]:
    """Each single fact that would change the kind, if it were otherwise. Computed when it is asked for.

    >>> threat = {"threatened": "another", "identifiable": "named", "told_by": "client", "harm": "grave"}
    >>> facts = Facts(**threat, danger="yes", profession="psychologist")
    >>> str(changes(find(facts, "FL"))[0])
    'Abuse: of a child → duty'
    """
    found = []
    for kind in FACT_KINDS.values():
        for value in kind.values:
            if value == getattr(finding.facts, kind.id):
                continue
            other = evolve(finding.facts, **{kind.id: value})
            if other.contradictions():
                continue
            now = find(other, finding.place, finding.day).kind
            if now != finding.kind:
                found.append(Change(kind.id, value, now))
    return tuple(found)


def changes_in_words(finding: Finding) -> tuple[str, ...]:
    """The same in words: what one fact may be instead, and to which kind that leads, a line each.

    >>> child = {"abuse": "child", "child_seen": "no", "hazard": "none", "grave_disability": "no", "consent": "no"}
    >>> facts = Facts(threatened="nobody", age="adult", setting="hospital", profession="psychologist", **child)
    >>> print(*changes_in_words(find(facts, "IA"))[:2], sep="; ")
    Abuse: in the childhood of somebody who is an adult today or none → no basis; Child seen: yes → duty
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for change in changes(finding):
        grouped.setdefault((change.fact, change.kind), []).append(FACT_KINDS[change.fact].values[change.value])
    return tuple(f"{FACT_KINDS[fact].name}: {listed(said, 'or')} → {kind}" for (fact, kind), said in grouped.items())
