"""The tables of law: jurisdictions, the rules in them by date, landmark cases, clauses of codes, and the timeline."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from attrs import Attribute, evolve, field, frozen

from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.reading import DataFileError, read_csv, unique
from tarasoff.knowledge.records import Source, not_empty, one_of

# A wheel is unpacked when it is installed, so a data file is a plain file.
DATA = Path(str(files("tarasoff.knowledge"))) / "data"

#: When the tables were gathered. A row that names no other day is as of this one.
AS_OF = "2026-11"

T = TypeVar("T")


def several(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    """Split a cell that holds several entries; what is split already stays.

    >>> several("warn_victim; notify_police"), several("")
    (('warn_victim', 'notify_police'), ())
    """
    parts = cell.split(";") if isinstance(cell, str) else cell
    return tuple(part.strip() for part in parts if part.strip())


def addresses(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    """Split a cell of web addresses, which may hold a semicolon, but none before a space.

    >>> addresses("https://example.org/a;b; https://example.org/c")
    ('https://example.org/a;b', 'https://example.org/c')
    """
    parts = cell.split("; ") if isinstance(cell, str) else cell
    return tuple(url.strip() for url in parts if url.strip())


_DAY = r"\d{4}(-\d\d-\d\d)?"


def _dated(pattern: str, example: str) -> Callable[[object, "Attribute[str]", str], None]:
    def check(_: object, attribute: "Attribute[str]", value: str) -> None:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not a possible {attribute.name}. Write it such as {example}.")

    return check


_SINCE_TEXT, _SINCE_LIKE = rf"(by )?{_DAY}(/{_DAY})?", "2019-09-19, 2019, by 2014 or 1984-12-27/1990"
_UNTIL = _dated(rf"({_DAY}(/{_DAY})?)?", "2019-09-19, 2019 or 1984-12-27/1990, or leave it empty")
_CONFIDENCE = one_of("high", "medium", "low")
_REQUIRED = one_of("yes", "no", "unclear")


@frozen(kw_only=True)
class Jurisdiction:
    """A state of the US, or the District of Columbia, and its rule as it was read.

    Args:
        code: its postal code, such as ``CA``.
        name: its name.
        duty: ``mandatory``, ``permissive`` or ``unsettled``.
        standing: ``settled``; ``contested``, where sources disagree; ``unsettled``, where they leave it open.
        basis: ``statute``, ``case_law`` or ``both``.
        citation: of the statute or leading case.
        communicated_threat_required: whether every way to the duty or permission needs a communicated threat.
        identifiable_victim_required: the same for a victim who can be identified.
        imminence_required: the same for imminence.
        serious_physical_harm_required: the same for death or serious injury.
        discharge: steps that the law names, as ids in `STEPS`.
        combine: how they combine, as an id in `COMBINE`.
        covers: whom the rule covers, in words.
        since: from when the rule is shown to be in force: a date, or ``by 2014``.
        note: caveats.
        disagreement: what sources disagree about; empty if nothing was seen.
        sources: where it was read.
        confidence: ``high``, ``medium`` or ``low``.
    """

    code: str
    name: str
    duty: str = field(validator=one_of("mandatory", "permissive", "unsettled"))
    standing: str = field(validator=one_of("settled", "contested", "unsettled"))
    basis: str = field(validator=one_of("statute", "case_law", "both"))
    citation: str = field(validator=not_empty)
    communicated_threat_required: str = field(validator=_REQUIRED)
    identifiable_victim_required: str = field(validator=_REQUIRED)
    imminence_required: str = field(validator=_REQUIRED)
    serious_physical_harm_required: str = field(validator=_REQUIRED)
    discharge: tuple[str, ...] = field(converter=several)
    combine: str
    covers: str
    since: str = field(validator=_dated(_SINCE_TEXT, _SINCE_LIKE))
    note: str
    disagreement: str
    sources: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=_CONFIDENCE)

    def __attrs_post_init__(self) -> None:
        _known_steps(self.discharge, self.combine)

    @property
    def contested(self) -> bool:
        """Whether sources disagree about the rule itself."""
        return self.standing == "contested"

    @property
    def source(self) -> Source:
        """The row as a source that others can cite: ``law_CA``."""
        says = f"{DUTIES[self.duty].meaning} {self.note}"
        return Source(
            f"law_{self.code}", self.name, self.citation, says, f"in force {self.since}", self.sources, self.confidence
        )


@frozen(kw_only=True)
class Rule:
    """One way to a duty, a permission or a bar in one place, in force for a time.

    Args:
        id: such as ``CA-2013``.
        place: the code of a jurisdiction; ``US`` for federal rules, which hold in every one of them.
        route: what it is about, as an id in `ROUTES`.
        name: its citation or name; empty for that of the jurisdiction.
        effect: ``duty``, ``permission``, ``none`` (the law there was read and gives neither) or ``bar``.
        since: the first day on which it is in force, or its year, if the day was not read; ``by 2014`` if all that was
            read is that it was in force then; ``1984-12-27/1990`` if it was not on the first and was on the second.
            Empty: as the jurisdiction.
        until: the first day on which it is no longer in force, or its year; ``1984-12-27/1990`` if all that was read is
            that it was still in force on the first and no longer on the second. Empty while it is in force.
        covers: the professions it covers, as values of that fact; empty for all.
        when: the criterion, as `tarasoff.models.criteria.parse` reads it.
        steps: what discharges it, or who may be told, as ids in `STEPS`. Empty: as the jurisdiction.
        combine: how the steps combine. Empty: as the jurisdiction.
        note: what to know.
        sources: ids of what it rests on. Empty: the jurisdiction's row.
        read_at: addresses of pages that show it, beside those of the sources.
    """

    id: str
    place: str
    route: str
    name: str
    effect: str = field(validator=one_of("duty", "permission", "none", "bar"))
    since: str = field(validator=_dated(rf"({_SINCE_TEXT})?", f"{_SINCE_LIKE}, or leave it empty"))
    until: str = field(validator=_UNTIL)
    covers: tuple[str, ...] = field(converter=several)
    when: str = field(validator=not_empty)
    steps: tuple[str, ...] = field(converter=several)
    combine: str
    note: str
    sources: tuple[str, ...] = field(converter=several)
    read_at: tuple[str, ...] = field(converter=addresses)

    def __attrs_post_init__(self) -> None:
        _known_steps(self.steps, self.combine)
        if self.route not in ROUTES:
            raise ValueError(f"{self.route!r} is no route. Write one of: {', '.join(ROUTES)}.")
        possible = FACT_KINDS["profession"].values
        for one in self.covers:
            if one not in possible:
                raise ValueError(f"{one!r} is no profession. Write one of: {', '.join(possible)}.")


@frozen(kw_only=True)
class LandmarkCase:
    """A decision of a court, with the codings that the course uses for teaching. They are not court findings."""

    id: str
    name: str
    citation: str
    year: str
    decided: str = field(validator=_dated(r"\d{4}-\d\d-\d\d", "1976-07-01"))
    court: str
    jurisdiction: str
    threat_target: str
    communicated_by_patient: str
    serious_violence: str
    imminent: str
    victim_identifiable: str
    therapist_acted: str
    outcome: str = field(
        validator=one_of("duty_recognised", "duty_rejected", "disclosure_justified", "privilege_upheld", "other")
    )
    holding: str = field(validator=not_empty)
    teaches: str
    note: str
    sources: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=_CONFIDENCE)

    @property
    def source(self) -> Source:
        """The decision as a source."""
        what = f"{self.name}, {self.citation}"
        return Source(self.id, self.court, what, self.holding, self.year, self.sources, self.confidence)


@frozen(kw_only=True)
class Clause:
    """A clause of an ethics code or a regulation, paraphrased."""

    id: str
    body: str
    section: str
    subject: str
    permits_or_requires: str
    trigger: str
    to_whom: str
    consent_needed: str
    year_version: str
    source_url: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=_CONFIDENCE)

    @property
    def source(self) -> Source:
        """The clause as a source."""
        says = f"{self.subject} ({self.permits_or_requires}): {self.trigger}."
        return Source(self.id, self.body, self.section, says, self.year_version, self.source_url, self.confidence)


@frozen(kw_only=True)
class Event:
    """Something that happened in the Tarasoff case, and who knew what then.

    Args:
        order: its place in the story, from 1.
        pleaded: ``yes`` if it is only an allegation of the complaint: no court has found it.
    """

    id: str
    date: str
    order: int = field(converter=int)
    event: str = field(validator=not_empty)
    who: str
    what_was_known: str
    pleaded: str = field(validator=one_of("yes", "no"))
    sources: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=_CONFIDENCE)


@frozen
class DutyClass:
    """A class of rule in words.

    Args:
        word: its name.
        mark: the same, short enough for a tile.
        meaning: a sentence.
    """

    word: str
    mark: str
    meaning: str


#: The classes of rule that a jurisdiction can have.
DUTIES: Mapping[str, DutyClass] = MappingProxyType(
    {
        "mandatory": DutyClass("duty", "must", "A duty to protect others, once its conditions are met."),
        "permissive": DutyClass(
            "permission", "may", "Disclosure is permitted, once its conditions are met; no duty was found."
        ),
        "unsettled": DutyClass("unsettled", "?", "What was read does not say whether there is a duty."),
    }
)

#: What a rule is about.
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "protect": "Danger to others",
        "suicide": "Danger to the client",
        "child abuse": "Abuse of a child",
        "adult abuse": "Abuse of an elder or dependent adult",
        "hipaa": "HIPAA, 45 CFR 164.512(j)",
        "part 2": "42 CFR Part 2",
        "consent": "Consent",
    }
)


@frozen
class Step:
    """Something that discharges a duty, or that a permission allows.

    Args:
        does: what is done.
        tells: who learns something by it; empty if nobody outside the treatment does.
        reach: how far the confidence travels: 0 nowhere, 1 to other clinicians, 2 beyond care.
    """

    does: str
    tells: str
    reach: int


#: Every step that the tables name.
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "hospitalize": Step(
            "seek admission to hospital (by agreement if it can be had)", "those who admit to hospital", 1
        ),
        "counsel_until_safe": Step("counsel the client in the session until the danger has passed", "", 0),
        "hold": Step("do not release the client while the danger lasts, as far as the law lets you", "", 0),
        "medical_personnel": Step("tell medical personnel what the emergency needs", "medical personnel", 1),
        "report_to_county": Step("report to the county's director of community services", "the county's director", 2),
        "report_child_protection": Step(
            "report to child protective services or the police (the law of the place says to whom)",
            "child protective services, or the police",
            2,
        ),
        "report_adult_protection": Step(
            "report to adult protective services (the law of the place says to whom)", "adult protective services", 2
        ),
        "authorities": Step("tell the authority that decides on the danger", "the responsible authority", 2),
        "notify_police": Step("notify the police", "the police", 2),
        "warn_victim": Step("make reasonable efforts to warn the person in danger", "the person in danger", 2),
        "tell_parent_of_minor": Step(
            "tell a parent or guardian of a minor in danger", "a minor's parent or guardian", 2
        ),
        "able_to_prevent": Step(
            "tell somebody who is reasonably able to prevent the harm, the person in danger included",
            "somebody able to prevent the harm",
            2,
        ),
        "whom_consent_covers": Step(
            "tell those to whom the client agrees, what the client agrees to", "those to whom the client agrees", 2
        ),
        "other": Step("take what other reasonable step protects", "", 2),
        "unclear": Step("what else discharges it was not read", "", 2),
    }
)

#: How the steps of a rule combine.
COMBINE: Mapping[str, str] = MappingProxyType(
    {
        "any": "One of these is enough.",
        "all": "All of these, as far as they are possible.",
        "law": "A menu with conditions of its own (see the note).",
        "permitted": "These may be told; nobody must be.",
        "unclear": "How these combine was not read.",
        "": "",
    }
)


def _known_steps(steps: tuple[str, ...], combine: str) -> None:
    for one in steps:
        if one not in STEPS:
            raise ValueError(f"{one!r} is no step. Write one of: {', '.join(STEPS)}.")
    if combine not in COMBINE:
        raise ValueError(f"{combine!r} is no way to combine steps. Write one of: {', '.join(filter(None, COMBINE))}.")


#: Places that are no state of the US, with rules of their own.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {"US": "United States (federal rules alone)", "UK": "England and Wales", "CANADA": "Canada"}
)

#: Places outside the United States, where its federal law does not bind.
ABROAD = ("UK", "CANADA")

_LAYOUT = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. ..
"""

#: Where each state stands on a map of equal tiles: row and column, from 0.
TILES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        code: (row, column)
        for row, line in enumerate(_LAYOUT.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != ".."
    }
)


def _table(name: str, kind: type[T], key: str) -> Mapping[str, T]:
    path = DATA / name
    rows = read_csv(path, kind)
    unique(path, (getattr(row, key) for row in rows))
    return MappingProxyType({getattr(row, key): row for row in rows})


@cache
def jurisdictions() -> Mapping[str, Jurisdiction]:
    """The 50 states and the District of Columbia, by code.

    Raises:
        DataFileError: a row cannot be read. The same holds for each table below.

    >>> jurisdictions()["CA"].duty
    'mandatory'
    """
    return _table("jurisdictions.csv", Jurisdiction, "code")


@cache
def landmark_cases() -> Mapping[str, LandmarkCase]:
    """The landmark cases, by id.

    >>> landmark_cases()["tarasoff_1976"].decided
    '1976-07-01'
    """
    return _table("cases.csv", LandmarkCase, "id")


@cache
def clauses() -> Mapping[str, Clause]:
    """Clauses of ethics codes and regulations, by id.

    >>> clauses()["apa_4_05_b"].section
    '4.05(b)'
    """
    return _table("codes.csv", Clause, "id")


@cache
def timeline() -> tuple[Event, ...]:
    """What happened in the Tarasoff case, in its order.

    >>> timeline()[0].order
    1
    """
    return tuple(sorted(_table("timeline.csv", Event, "id").values(), key=lambda event: event.order))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all places, past and present, with what their jurisdiction's row fills in.

    >>> {rule.effect for rule in rules() if rule.place == "CA"}
    {'duty'}
    """
    path = DATA / "rules.csv"
    found = []
    for rule in _table("rules.csv", Rule, "id").values():
        state = jurisdictions().get(rule.place)
        if state is None and rule.place not in ELSEWHERE:
            raise DataFileError(
                path, f"id {rule.id}, field place", f"{rule.place!r} is no place.", "Write a state's code, or US."
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
