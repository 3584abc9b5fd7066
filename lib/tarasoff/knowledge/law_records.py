"""The records of the law: one attrs class a table, each checked as it is made."""

import re
from collections.abc import Callable

from attrs import Attribute, field, frozen

from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.law_words import COMBINE, DUTIES, ROUTES, known_steps
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import Source, not_empty, one_of, strangers


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
            raise Mistake(f"{value!r} is not a possible {attribute.name}.", f"Write it such as {example}.")

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
        standing: ``settled``; ``contested``, where sources disagree; ``unsettled``, where they leave it open.
        communicated_threat_required: whether every way to the duty or permission needs a communicated threat.
        identifiable_victim_required: the same for a victim who can be identified.
        imminence_required: the same for imminence.
        serious_physical_harm_required: the same for death or serious injury.
        discharge: steps that the law names, as ids in ``steps.csv``.
        combine: how they combine, as an id in `COMBINE`.
        covers: whom the rule covers, in words.
        since: from when the rule is shown to be in force: a date, or ``by 2014``.
        disagreement: what sources disagree about; empty if nothing was seen.
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
    combine: str = field(validator=one_of(*COMBINE))
    covers: str
    since: str = field(validator=_dated(_SINCE_TEXT, _SINCE_LIKE))
    note: str
    disagreement: str
    sources: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=_CONFIDENCE)

    def __attrs_post_init__(self) -> None:
        strangers(self.discharge, known_steps(), "Among the steps is", "step")

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
        when: the criterion, as `tarasoff.engine.criteria.parse` reads it.
        steps: what discharges it, or who may be told, as ids in ``steps.csv``. Empty: as the jurisdiction.
        combine: how the steps combine. Empty: as the jurisdiction.
        sources: ids of what it rests on. Empty: the jurisdiction's row.
        read_at: addresses of pages that show it, beside those of the sources.
    """

    id: str
    place: str
    route: str = field(validator=one_of(*ROUTES))
    name: str
    effect: str = field(validator=one_of("duty", "permission", "none", "bar"))
    since: str = field(validator=_dated(rf"({_SINCE_TEXT})?", f"{_SINCE_LIKE}, or leave it empty"))
    until: str = field(validator=_UNTIL)
    covers: tuple[str, ...] = field(converter=several)
    when: str = field(validator=not_empty)
    steps: tuple[str, ...] = field(converter=several)
    combine: str = field(validator=one_of(*COMBINE))
    note: str
    sources: tuple[str, ...] = field(converter=several)
    read_at: tuple[str, ...] = field(converter=addresses)

    def __attrs_post_init__(self) -> None:
        strangers(self.steps, known_steps(), "Among the steps is", "step")
        strangers(self.covers, FACT_KINDS["profession"].values, "It covers", "profession")


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
