"""One fact changed in every landmark case: whose finding would shift?"""

from collections.abc import Mapping

from attrs import evolve

from tarasoff.engine.find import find
from tarasoff.engine.replay import Replayed
from tarasoff.knowledge.facts import FACT_KINDS


def shifts(rows: tuple[Replayed, ...]) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Change each fact to each of its values, one at a time, under the law of each case's day.

    Returns:
        Fact to value to case to the new kind; only cases whose finding shifts. A change that would contradict
        another fact of the case is left out.

    >>> from tarasoff.engine.replay import replay
    >>> shifts(replay())["told_by"]["nobody"]["ewing_goldstein_2004"]
    'unsettled'
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for kind in FACT_KINDS.values():
        found[kind.id] = {}
        for value in kind.values:
            found[kind.id][value] = {}
            for row in rows:
                facts = evolve(row.finding.facts, **{kind.id: value})
                if facts.contradictions():
                    continue
                now = find(facts, row.finding.place, row.finding.day).kind
                if now != row.finding.kind:
                    found[kind.id][value][row.case.id] = now
    return found
