"""The evidence in numbers: studies, what of them may carry a simulation, and popular claims that are weak."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from tarasoff.knowledge.law.records import addresses
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.reading import DATA, DataFileError, keyed, read_yaml, unique
from tarasoff.knowledge.records import Source, not_empty, one_of, schema_1


def _number(cell: str | float | None) -> float | None:
    return float(cell) if cell not in ("", None) else None


@frozen
class Study:
    """One number from one study.

    Args:
        id: such as ``V13``.
        topic: what it is about, such as ``violence_accuracy``.
        finding: the number in words.
        lower: lower end of a 95% confidence interval, unless the finding or the unit says what else; None if not read.
        n: how many people or studies; empty if not read.
        confidence: ``high``: read in the paper's own abstract or text; ``medium``: in a review or a report of it.
    """

    id: str
    topic: str
    finding: str = field(validator=not_empty)
    value: float = field(converter=float)
    lower: float | None = field(converter=_number)
    upper: float | None = field(converter=_number)
    unit: str = field(validator=not_empty)
    n: str
    population: str
    year: str
    authors: str
    title: str
    venue: str
    source_url: tuple[str, ...] = field(converter=addresses, validator=not_empty)
    confidence: str = field(validator=one_of("high", "medium", "low"))

    @property
    def source(self) -> Source:
        """The row as a source."""
        people = f"n = {self.n}, {self.population}" if self.n else self.population
        says = f"{self.finding} {self.value:g} {self.unit} ({people})."
        what = f"{self.title}. {self.venue}"
        return Source(self.id, self.authors, what, says, self.year, self.source_url, self.confidence)

    @property
    def share(self) -> float:
        """The value as a share from 0 to 1.

        Raises:
            ValueError: it counts something else.

        >>> studies()["V13"].share, studies()["S23"].share, round(studies()["B14"].share, 6)
        (0.63, 0.31, 0.00066)
        """
        for mark, of in _UNITS.items():
            if mark in self.unit:
                return self.value / of
        raise ValueError(f"{self.id} is in {self.unit!r}, which is not a share of people.")


# What a value is divided by to be a share, by what its unit says; the longer words first.
_UNITS: Mapping[str, float] = MappingProxyType(
    {"per 100,000": 100_000, "per 1000": 1000, "proportion": 1, "probability": 1, "%": 100, "out of 100": 100}
)


@frozen
class Anchor:
    """One study of how much less is said when it may be passed on.

    Args:
        name: authors and year.
        design: how it was done, in words.
        low: the lowest multiplier that the study allows: disclosure when reportable over disclosure when private.
        how: how the multiplier follows from the rows.
    """

    id: str
    name: str = field(validator=not_empty)
    design: str = field(validator=not_empty)
    low: float
    high: float
    how: str = field(validator=not_empty)
    sources: tuple[str, ...] = field(validator=not_empty)


@frozen
class Judgement:
    """How often one kind of judgement is right.

    Args:
        name: who judges whom of what.
        sensitivity: the row that holds the sensitivity.
        specificity: the row that holds the specificity.
    """

    id: str
    name: str = field(validator=not_empty)
    sensitivity: str
    specificity: str
    note: str = ""


@frozen
class BaseRate:
    """How common something is among some people.

    Args:
        name: what, among whom, in how long.
        row: the row that holds it.
    """

    id: str
    name: str = field(validator=not_empty)
    row: str
    note: str = ""


@frozen
class Parameter:
    """A number that a model uses.

    Args:
        default: where a slider starts; None if nothing was measured.
        basis: ``row`` (a number that was read), ``derived`` (arithmetic on such numbers) or ``assumption``.
    """

    id: str
    name: str = field(validator=not_empty)
    default: float | None
    low: float
    high: float
    basis: str = field(validator=one_of("row", "derived", "assumption"))
    how: str = field(validator=not_empty)
    sources: tuple[str, ...] = ()


@frozen
class WeakClaim:
    """Something that is often said, and what is wrong with it."""

    id: str
    lecture: str
    claim: str = field(validator=not_empty)
    why: str = field(validator=not_empty)
    sources: tuple[str, ...] = ()


@frozen
class Evidence:
    """The file on what the numbers may be used for."""

    schema: int = field(validator=schema_1)
    as_of: str
    anchors: tuple[Anchor, ...]
    judgements: tuple[Judgement, ...]
    base_rates: tuple[BaseRate, ...]
    parameters: tuple[Parameter, ...]
    weak_claims: tuple[WeakClaim, ...]


@cache
def studies() -> Mapping[str, Study]:
    """The numbers that were read, by id.

    >>> studies()["T24"].value, studies()["T24"].lower
    (45.9, 41.9)
    """
    return keyed(DATA / "studies.csv", Study, "id")


@cache
def evidence() -> Evidence:
    """What the numbers may be used for: anchors, judgements, base rates, parameters, and claims that are weak.

    Raises:
        DataFileError: the file cannot be read, or names a row that is not there.

    >>> evidence().as_of
    '2026-11'
    """
    return read_yaml(DATA / "evidence.yaml", Evidence, _known_rows)


@cache
def numbers() -> Mapping[str, Any]:
    """What a model may start from and a text may name, by id: each study, and each parameter.

    >>> numbers()["V13"].value, numbers()["m"].default
    (63.0, 0.64)
    """
    return MappingProxyType({**studies(), **{parameter.id: parameter for parameter in evidence().parameters}})


def _known_rows(found: Evidence) -> None:
    path = DATA / "evidence.yaml"
    cited = (
        *((anchor.id, anchor.sources) for anchor in found.anchors),
        *((judgement.id, (judgement.sensitivity, judgement.specificity)) for judgement in found.judgements),
        *((rate.id, (rate.row,)) for rate in found.base_rates),
        *((parameter.id, parameter.sources) for parameter in found.parameters),
        *((claim.id, claim.sources) for claim in found.weak_claims),
    )
    for group in (found.anchors, found.judgements, found.base_rates, found.parameters, found.weak_claims):
        unique(path, (record.id for record in group))
    for owner, rows in cited:
        for row in rows:
            if row not in studies():
                raise DataFileError(path, owner, unknown(row, studies(), "study"), "Correct the id, or add the row.")
