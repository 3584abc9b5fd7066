"""What the course knows, loaded once, when it is first asked for."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tarasoff.knowledge.reading import DataFileError, read_csv, read_yaml, unique
from tarasoff.knowledge.records import ConsentMaterial, Line, Question, QuestionBank, Situations, Source

# A wheel is unpacked when it is installed, so a data file is a plain file.
DATA = Path(str(files("tarasoff.knowledge"))) / "data"


@frozen
class _Clause:
    id: str
    body: str
    section: str
    subject: str
    permits_or_requires: str
    trigger: str
    to_whom: str
    consent_needed: str
    year_version: str
    source_url: str
    confidence: str

    def source(self) -> Source:
        says = f"{self.subject} ({self.permits_or_requires}): {self.trigger}."
        return Source(
            self.id,
            self.body,
            self.section,
            says,
            self.year_version,
            _urls(self.source_url),
            self.confidence,
        )


@frozen
class _Case:
    id: str
    name: str
    citation: str
    year: str
    court: str
    jurisdiction: str
    threat_target: str
    communicated_by_patient: str
    serious_violence: str
    imminent: str
    victim_identifiable: str
    therapist_acted: str
    outcome: str
    holding: str
    teaches: str
    sources: str
    confidence: str

    def source(self) -> Source:
        what = f"{self.name}, {self.citation}"
        return Source(self.id, self.court, what, self.holding, self.year, _urls(self.sources), self.confidence)


@frozen
class _Study:
    id: str
    topic: str
    finding: str
    value: str
    lower: str
    upper: str
    unit: str
    n: str
    population: str
    year: str
    authors: str
    title: str
    venue: str
    source_url: str
    confidence: str

    def source(self) -> Source:
        people = f"n = {self.n}, {self.population}" if self.n else self.population
        says = f"{self.finding} {self.value} {self.unit} ({people})."
        what = f"{self.title}. {self.venue}"
        return Source(self.id, self.authors, what, says, self.year, _urls(self.source_url), self.confidence)


@frozen
class _Support:
    id: str
    name: str
    line: str
    place: str
    hours: str
    year: str
    source_url: str
    confidence: str

    def source(self) -> Source:
        says = f"{self.line}, {self.hours}, in: {self.place}."
        return Source(self.id, self.name, "Support line", says, self.year, _urls(self.source_url), self.confidence)


_Row = _Clause | _Case | _Study | _Support
_TABLES: tuple[tuple[str, type[_Row]], ...] = (
    ("codes.csv", _Clause),
    ("cases.csv", _Case),
    ("studies.csv", _Study),
    ("support.csv", _Support),
)


def _urls(cell: str) -> tuple[str, ...]:
    return tuple(url.strip() for url in cell.split("; ") if url.strip())


@cache
def sources() -> Mapping[str, Source]:
    """All sources by id: clauses of codes and regulations, decisions, studies, support lines.

    Raises:
        DataFileError: a row cannot be read.

    >>> sources()["apa_4_02"].what
    '4.02(a)-(b)'
    """
    found: dict[str, Source] = {}
    for name, kind in _TABLES:
        path = DATA / name
        rows: tuple[_Row, ...] = read_csv(path, kind)
        unique(path, (*found, *(row.id for row in rows)))
        for number, row in enumerate(rows, start=2):
            try:
                found[row.id] = row.source()
            except ValueError as error:
                raise DataFileError(path, f"row {number} (id {row.id})", str(error), "Correct that row.") from error
    return MappingProxyType(found)


def source(source_id: str) -> Source:
    """One source by its id.

    Raises:
        KeyError: there is none; the message lists ids that look alike.

    >>> source("jaffee_1996").version
    '1996'
    """
    return sources()[known(source_id, sources(), "source")]


@cache
def questions() -> Mapping[str, Question]:
    """The public question bank by id, in the order of the lectures.

    Raises:
        DataFileError: a question cannot be read, or cites a source that is not there.

    >>> questions()["opening"].lecture
    '00'
    """
    path = DATA / "questions.yaml"
    bank = read_yaml(path, QuestionBank).questions
    unique(path, (question.id for question in bank))
    for question in bank:
        _known_sources(path, question.id, question.sources)
        for option in question.options:
            _known_sources(path, question.id, option.sources)
    return MappingProxyType({question.id: question for question in bank})


@cache
def situations() -> Situations:
    """The twelve situations of the triage board.

    >>> [choice.id for choice in situations().choices]
    ['keep', 'consult', 'consent', 'act']
    """
    path = DATA / "situations.yaml"
    found = read_yaml(path, Situations)
    unique(path, (situation.id for situation in found.situations))
    for situation in found.situations:
        _known_sources(path, situation.id, situation.sources)
    return found


@cache
def consent_material() -> ConsentMaterial:
    """The limits a client should hear of, and phrases that explain them.

    >>> len(consent_material().limits) > 5
    True
    """
    path = DATA / "consent.yaml"
    found = read_yaml(path, ConsentMaterial)
    unique(path, (limit.id for limit in found.limits))
    unique(path, (phrase.id for phrase in found.phrases))
    for limit in found.limits:
        _known_sources(path, limit.id, limit.sources)
    for phrase in found.phrases:
        _known_sources(path, phrase.id, phrase.sources)
    return found


@cache
def cited_in(lecture: str) -> tuple[str, ...]:
    """Ids of all sources on which the exercises of one lecture rest, in the order of `sources`.

    Args:
        lecture: its number, such as ``"01"``.

    >>> "T21" in cited_in("00"), cited_in("99")
    (True, ())
    """
    consent = consent_material()
    exercises = (
        *((one.section, (one.sources, *(option.sources for option in one.options))) for one in questions().values()),
        *((one.section, (one.sources,)) for one in situations().situations),
        (consent.section, (*(one.sources for one in consent.limits), *(one.sources for one in consent.phrases))),
    )
    cited = {one for section, groups in exercises if section[:2] == lecture for group in groups for one in group}
    return tuple(one for one in sources() if one in cited)


@cache
def line() -> Line:
    """The ladder on which learners draw their line.

    >>> len(line().rungs)
    8
    """
    path = DATA / "line.yaml"
    found = read_yaml(path, Line)
    unique(path, (rung.id for rung in found.rungs))
    return found


def unknown(given: object, known: Iterable[str], what: str) -> str:
    """Say that an id is unknown, and which ones look like it.

    >>> unknown("openning", ["opening", "privilege"], "question")
    "There is no question 'openning'. Did you mean opening?"
    """
    from difflib import get_close_matches  # noqa: PLC0415  only needed once something is wrong

    known = list(known)
    near = get_close_matches(str(given), known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known[:12])}."
    return f"There is no {what} {given!r}. {hint}"


def _known_sources(path: Path, owner: str, ids: Iterable[str]) -> None:
    for one in ids:
        if one not in sources():
            raise DataFileError(path, f"id {owner}, field sources", unknown(one, sources(), "source"), "Correct it.")


def known(given: Any, ids: Iterable[str], what: str) -> str:
    """Give an id back if there is such a thing.

    Raises:
        KeyError: there is none, or it is no text; the message says what there is.

    >>> known("openning", ["opening", "privilege"], "question")
    Traceback (most recent call last):
    KeyError: "There is no question 'openning'. Did you mean opening?"
    >>> known(1, ["01"], "lecture")
    Traceback (most recent call last):
    KeyError: "1 is not a text, so it names no lecture. Write it in quotes, such as '01'."
    """
    ids = list(ids)
    if not isinstance(given, str):
        example = f", such as {ids[0]!r}" if ids else ""
        raise KeyError(f"{given!r:.60} is not a text, so it names no {what}. Write it in quotes{example}.")
    if given not in ids:
        raise KeyError(unknown(given, ids, what))
    return given
