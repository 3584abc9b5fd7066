"""The tables of law: jurisdictions, the rules in them by date, landmark cases, clauses of codes, and the timeline."""

from collections.abc import Mapping
from functools import cache

from tarasoff.knowledge.law.records import Clause, Event, Jurisdiction, LandmarkCase, Rule
from tarasoff.knowledge.law.words import ELSEWHERE, TOPICS
from tarasoff.knowledge.reading import DATA, DataFileError, keyed, read_csv, unique

#: When the tables were gathered. A row that names no other day is as of this one.
AS_OF = "2026-11"
#: The day for which a finding is made, unless told otherwise.
GATHERED = f"{AS_OF}-01"


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """The 50 states and the District of Columbia, by code.

    Raises:
        DataFileError: a row cannot be read. The same holds for each table below.

    >>> jurisdictions()["CA"].name
    'California'
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
    """All rules of all places on all topics, past and present.

    Raises:
        DataFileError: a row cannot be read, stands twice, is in the file of another topic, or is of no place.

    >>> {rule.effect for rule in rules() if rule.place == "CA" and rule.topic == "protect" and rule.until}
    {'duty'}
    """
    found = tuple(rule for topic in TOPICS for rule in _rules_on(topic))
    unique(DATA / "law", (rule.id for rule in found))
    return found


def _rules_on(topic: str) -> tuple[Rule, ...]:
    path = DATA / "law" / f"{topic}.csv"

    def check(found: tuple[Rule, ...]) -> None:
        for rule in found:
            if rule.place not in jurisdictions() and rule.place not in ELSEWHERE:
                place = f"id {rule.id}, field place"
                raise DataFileError(path, place, f"There is no place {rule.place!r}.", "Write a state's code, or US.")
            if rule.topic != topic:
                raise DataFileError(path, f"id {rule.id}", f"It is on {rule.topic}.", "Move it to that topic's file.")

    return read_csv(path, Rule, check)
