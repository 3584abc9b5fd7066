"""The tables of law: jurisdictions, the rules in them by date, landmark cases, clauses of codes, and the timeline."""

from collections.abc import Mapping
from functools import cache

from attrs import evolve

from tarasoff.knowledge.law_records import Clause, Event, Jurisdiction, LandmarkCase, Rule
from tarasoff.knowledge.law_words import ELSEWHERE
from tarasoff.knowledge.reading import DATA, DataFileError, keyed

#: When the tables were gathered. A row that names no other day is as of this one.
AS_OF = "2026-11"


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """The 50 states and the District of Columbia, by code.

    Raises:
        DataFileError: a row cannot be read. The same holds for each table below.

    >>> jurisdictions()["CA"].duty
    'mandatory'
    """
    return keyed(DATA / "jurisdictions.csv", Jurisdiction, "code")


@cache
def landmark_cases() -> Mapping[str, LandmarkCase]:
    """The landmark cases, by id.

    >>> landmark_cases()["tarasoff_1976"].decided
    '1976-07-01'
    """
    return keyed(DATA / "cases.csv", LandmarkCase, "id")


@cache
def clauses() -> Mapping[str, Clause]:
    """Clauses of ethics codes and regulations, by id.

    >>> clauses()["apa_4_05_b"].section
    '4.05(b)'
    """
    return keyed(DATA / "codes.csv", Clause, "id")


@cache
def timeline() -> tuple[Event, ...]:
    """What happened in the Tarasoff case, in its order.

    >>> timeline()[0].order
    1
    """
    return tuple(sorted(keyed(DATA / "timeline.csv", Event, "id").values(), key=lambda event: event.order))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all places, past and present, with what their jurisdiction's row fills in.

    >>> {rule.effect for rule in rules() if rule.place == "CA"}
    {'duty'}
    """
    path = DATA / "rules.csv"
    found = []
    for rule in keyed(DATA / "rules.csv", Rule, "id").values():
        state = jurisdictions().get(rule.place)
        if state is None and rule.place not in ELSEWHERE:
            raise DataFileError(
                path, f"id {rule.id}, field place", f"There is no place {rule.place!r}.", "Write a state's code, or US."
            )
        if state is not None:
            rule = evolve(  # noqa: PLW2901  the row, completed
                rule,
                name=rule.name or state.citation,
                since=rule.since or state.since,
                steps=rule.steps or state.discharge,
                combine=rule.combine or state.combine,
                sources=rule.sources or (f"law_{state.code}",),
            )
        if not (rule.name and rule.since and rule.sources):
            raise DataFileError(
                path, f"id {rule.id}", "A name, a since or the sources are missing.", "Fill them in for this place."
            )
        found.append(rule)
    return tuple(found)
