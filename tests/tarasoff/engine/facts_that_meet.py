"""Facts that meet a criterion, for tests that change one of them: every way of an "or", without solving puzzles."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from tarasoff.engine.criteria import Criterion, Element, _Joined, _Not
from tarasoff.knowledge.law.facts import FACT_KINDS, Facts
from tarasoff.knowledge.law.records import Rule

Ways = Mapping[str, frozenset[str]]


def facts_that_meet(rule: Rule, profession: str | None = None) -> Iterator[Facts]:
    """Facts on each way to meet a rule, for somebody whom it covers; none where the law is open or was not read."""
    covered = [name for name in rule.covers if not name.endswith("?")] or [name.rstrip("?") for name in rule.covers]
    who = {"profession": profession or (covered[0] if covered else "psychologist"), "qualified": "yes"}
    for way in islice(_ways(rule.when), 12):
        facts = Facts(**{**who, **{fact: min(values, key=_plain(fact)) for fact, values in way.items()}})
        if not facts.contradictions():
            yield facts


def _plain(fact: str):
    order = list(FACT_KINDS[fact].values)
    return order.index


def _ways(when: str) -> Iterator[Ways]:
    from tarasoff.engine.criteria import parse

    return _of(parse(when), met=True)


def _of(criterion: Criterion, *, met: bool) -> Iterator[Ways]:
    if isinstance(criterion, Element):
        if not criterion.fact:
            return
        possible = set(FACT_KINDS[criterion.fact].values)
        values = criterion.met if met else possible - criterion.met - criterion.open_in_law
        if values:
            yield {criterion.fact: frozenset(values)}
        return
    match criterion:
        case _Not(part=part):
            yield from _of(part, met=not met)
        case _Joined(settles=either, parts=parts) if either == met:
            for part in parts:
                yield from _of(part, met=met)
        case _Joined(parts=parts):
            for combined in product(*(list(islice(_of(part, met=met), 6)) for part in parts)):
                if (joined := _joined(combined)) is not None:
                    yield joined


def _joined(ways: tuple[Ways, ...]) -> Ways | None:
    found: dict[str, frozenset[str]] = {}
    for way in ways:
        for fact, values in way.items():
            found[fact] = found.get(fact, values) & values
    return found if all(found.values()) else None
