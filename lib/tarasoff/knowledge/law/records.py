"""The records of the law: one attrs class a table, each checked as it is made."""

import re
from collections.abc import Callable

from attrs import Attribute, field, frozen, validators

from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.words import EFFECTS, ELSEWHERE, READ, TOPICS
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import Source, not_empty, one_of, strangers


def several(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    """Split a cell that holds several entries; what is split already stays.

    >>> several("warn_victim; notify_police"), several("")
    (('warn_victim', 'notify_police'), ())
    """
    if not cell:
        return ()
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
_LONGEST_QUOTE = 25
_CONFIDENCE = one_of("high", "medium", "low")


@frozen
class Jurisdiction:
    """A state of the US, or the District of Columbia.

    Args:
        code: its postal code, such as ``CA``.
        standing: whether its duty to protect is ``settled``; ``contested``, where sources disagree about it; or
            ``unsettled``, where the law itself leaves it open.
        disagreement: what sources disagree about; empty if nothing was seen.
        note: what somebody who practises there must know of its law on danger to others.
    """

    code: str
    name: str
    standing: str = field(validator=one_of("settled", "contested", "unsettled"))
    disagreement: str
    note: str

    @property
    def contested(self) -> bool:
        """Whether sources disagree about the duty to protect itself."""
        return self.standing == "contested"


@frozen
class Rule:
    """One thing that the law of one place says on one topic, in force for a time.

    Args:
        id: such as ``CA-protect-1``.
        place: the code of a place; ``US`` for federal rules, which hold in every state.
        topic: as an id in `TOPICS`.
        effect: as an id in `EFFECTS`.
        covers: the professions it covers, as values of that fact; empty for everybody. ``nurse?`` where it covers only
            some of them, by license, training or office: `who` says which.
        closed: whether the list ends there. In a list that is not closed, whether others are covered was not read.
        who: whom it covers, in the words of the law; empty for everybody.
        when: the criterion, as `tarasoff.engine.criteria.parse` reads it.
        steps: what it asks for or allows, as `parse_steps` reads it.
        whom: who is told or asked, in words.
        deadline: by when and in what form, in words; empty if the law does not say.
        since: the first day on which it is in force, or its year, if the day was not read; ``by 2014`` if all that was
            read is that it was in force then; ``1984-12-27/1990`` if it was not on the first and was on the second.
        until: the first day on which it is no longer in force, or its year; ``1984-12-27/1990`` if all that was read is
            that it was still in force on the first and no longer on the second. Empty while it is in force.
        amended: changes since then, in words.
        citation: section or case.
        url: addresses of pages that show it.
        read: how it was read, as an id in `READ`.
        quote: at most 25 words of the text.
        note: what a reader must know beside it.
        cases: ids of landmark cases and clauses on which it rests as well.
        corrects: what earlier editions of this table said, and why this row is right.
    """

    id: str = field(validator=not_empty)
    place: str = field(validator=not_empty)
    topic: str = field(validator=one_of(*TOPICS))
    effect: str = field(validator=one_of(*EFFECTS))
    covers: tuple[str, ...] = field(converter=several)
    closed: str = field(validator=one_of("yes", "no", ""))
    who: str
    when: str = field(validator=not_empty)
    steps: str
    whom: str
    deadline: str
    since: str = field(validator=_dated(_SINCE_TEXT, _SINCE_LIKE))
    until: str = field(validator=_UNTIL)
    amended: str
    citation: str = field(validator=not_empty)
    url: tuple[str, ...] = field(converter=addresses)
    read: str = field(validator=one_of(*READ))
    quote: str
    confidence: str = field(validator=_CONFIDENCE)
    note: str
    cases: tuple[str, ...] = field(converter=several)
    corrects: str

    def __attrs_post_init__(self) -> None:
        if validators.get_disabled():  # the file was checked as it stands
            return
        if self.covers:
            named = (name.rstrip("?") for name in self.covers)
            strangers(named, FACT_KINDS["profession"].values, "It covers", "profession")
        if bool(self.covers) != bool(self.closed):
            raise Mistake("covers and closed do not go together.", "Say with yes or no whether a list is closed.")
        if len(self.quote.split()) > _LONGEST_QUOTE:
            raise Mistake(f"The quotation has {len(self.quote.split())} words.", "Quote at most 25 words.")
        if not self.url and self.read != "not read":
            raise Mistake("url is empty.", "Name a page that shows the text.")

    @property
    def source(self) -> Source:
        """The row as a source that others can cite."""
        says = f"{EFFECTS[self.effect].capitalize()}. {self.note}".strip()
        version = f"in force {self.since}" if self.since.startswith("by ") else f"since {self.since}"
        who = ELSEWHERE.get(self.place, self.place)
        return Source(self.id, who, self.citation, says, f"{version}; {READ[self.read]}", self.url, self.confidence)


@frozen
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


@frozen
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


@frozen
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
