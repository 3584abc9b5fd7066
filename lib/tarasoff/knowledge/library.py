"""What the course knows, loaded once, when it is first asked for."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from tarasoff.knowledge.evidence import evidence, studies
from tarasoff.knowledge.facts import CodedCase, CodedCases
from tarasoff.knowledge.law import DATA, clauses, jurisdictions, landmark_cases
from tarasoff.knowledge.law_records import addresses
from tarasoff.knowledge.law_words import ELSEWHERE
from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.reading import DataFileError, read_csv, read_yaml, unique
from tarasoff.knowledge.records import ConsentMaterial, LectureTexts, Line, Question, QuestionBank, Situations, Source
from tarasoff.knowledge.redactions import Redactions
from tarasoff.knowledge.story import Story

# Questions, stories and materials of the lectures; the tables of law and evidence lie above.
TEACHING = DATA / "teaching"


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

    @property
    def source(self) -> Source:
        """The row as a source."""
        says = f"{self.line}, {self.hours}, in: {self.place}."
        return Source(self.id, self.name, "Support line", says, self.year, addresses(self.source_url), self.confidence)


@cache
def sources() -> Mapping[str, Source]:
    """All sources by id: clauses of codes and regulations, landmark cases, studies, support lines, jurisdictions.

    Raises:
        DataFileError: a row cannot be read.

    >>> sources()["apa_4_02"].what
    '4.02(a)-(b)'
    """
    found: dict[str, Source] = {}
    for name, rows in (
        ("codes.csv", clauses().values()),
        ("cases.csv", landmark_cases().values()),
        ("studies.csv", studies().values()),
        ("support.csv", read_csv(DATA / "support.csv", _Support)),
        ("jurisdictions.csv", jurisdictions().values()),
    ):
        made = [row.source for row in rows]
        unique(DATA / name, (*found, *(one.id for one in made)))
        found |= {one.id: one for one in made}
    return MappingProxyType(found)


def source(source_id: str) -> Source:
    """One source by its id.

    Raises:
        UnknownError: no source has this id; the message lists ids that look like it.

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
    path = TEACHING / "questions.yaml"
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
    path = TEACHING / "situations.yaml"
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
    path = TEACHING / "consent.yaml"
    found = read_yaml(path, ConsentMaterial)
    unique(path, (limit.id for limit in found.limits))
    unique(path, (phrase.id for phrase in found.phrases))
    for limit in found.limits:
        _known_sources(path, limit.id, limit.sources)
    for phrase in found.phrases:
        _known_sources(path, phrase.id, phrase.sources)
    return found


@cache
def redactions() -> Redactions:
    """Two file notes, and what of each may be said to whom.

    Raises:
        DataFileError: the file cannot be read, or cites a source that is not there.

    >>> [len(note.sentences) for note in redactions().notes]
    [10, 9]
    """
    path = TEACHING / "redactions.yaml"
    found = read_yaml(path, Redactions)
    unique(path, (note.id for note in found.notes))
    for note in found.notes:
        unique(path, (recipient.id for recipient in note.recipients))
        unique(path, (sentence.id for sentence in note.sentences))
        _known_sources(path, note.id, note.support)
        for recipient in note.recipients:
            _known_sources(path, f"{note.id}/{recipient.id}", recipient.sources)
        for sentence in note.sentences:
            for to, need in sentence.needs.items():
                _known_sources(path, f"{note.id}/{to}/{sentence.id}", need.sources)
    return found


@cache
def cited_in(lecture: str) -> tuple[str, ...]:
    """Ids of all sources on which the exercises of one lecture rest, in the order of `sources`.

    Args:
        lecture: its number, such as ``"01"``.

    >>> "T21" in cited_in("00"), cited_in("99")
    (True, ())
    """
    consent, tale, notes = consent_material(), story(), redactions()
    exercises = (
        *(
            (question.section, (question.sources, *(option.sources for option in question.options)))
            for question in questions().values()
        ),
        *((situation.section, (situation.sources,)) for situation in situations().situations),
        (
            consent.section,
            (*(limit.sources for limit in consent.limits), *(phrase.sources for phrase in consent.phrases)),
        ),
        (tale.sections.moments, tuple(moment.sources for moment in tale.moments)),
        (tale.sections.opinions, tuple(opinion.sources for opinion in tale.opinions)),
        (tale.sections.claims, tuple(claim.sources for claim in tale.claims)),
        (notes.section, (notes.sources,)),
        *((claim.lecture, (claim.sources,)) for claim in evidence().weak_claims),
    )
    cited = {one for section, groups in exercises if section[:2] == lecture for group in groups for one in group}
    return tuple(one for one in sources() if one in cited)


@cache
def sources_of(lecture: str) -> tuple[str, ...]:
    """Ids of all sources of one lecture: those of its exercises, then those on which only its text rests.

    Args:
        lecture: its number, such as ``"01"``.

    Raises:
        DataFileError: the file names a source that is not there.

    >>> sources_of("00")[-1], sources_of("99")
    ('support_samaritans', ())
    """
    path = TEACHING / "lectures.yaml"
    also = read_yaml(path, LectureTexts).also.get(lecture, ())
    _known_sources(path, lecture, also)
    return tuple(dict.fromkeys((*cited_in(lecture), *also)))


@cache
def story() -> Story:
    """The Tarasoff case: seven moments, the two opinions, and claims about it.

    Raises:
        DataFileError: the file cannot be read, or cites a source that is not there.

    >>> len(story().moments)
    7
    """
    path = TEACHING / "tarasoff.yaml"
    found = read_yaml(path, Story)
    unique(path, (moment.id for moment in found.moments))
    unique(path, (claim.id for claim in found.claims))
    for moment in found.moments:
        unique(path, (option.id for option in moment.options))
    for name, ids in (
        *((moment.id, moment.sources) for moment in found.moments),
        *((opinion.aspect, opinion.sources) for opinion in found.opinions),
        *((claim.id, claim.sources) for claim in found.claims),
    ):
        _known_sources(path, name, ids)
    return found


@cache
def coded_cases() -> Mapping[str, CodedCase]:
    """The landmark cases as facts, by the id of the case.

    Raises:
        DataFileError: a case cannot be read, or is not among the landmark cases.

    >>> coded_cases()["bellah_1978"].facts.threatened
    'self'
    """
    path = DATA / "landmark_facts.yaml"
    found = read_yaml(path, CodedCases).cases
    unique(path, (one.case for one in found))
    for one in found:
        for given, possible, what in (
            (one.case, landmark_cases(), "case"),
            (one.place, (*jurisdictions(), *ELSEWHERE), "place"),
        ):
            if given not in possible:
                raise DataFileError(path, f"case {one.case}", unknown(given, possible, what), "Correct it.")
    return MappingProxyType({one.case: one for one in found})


@cache
def line() -> Line:
    """The ladder on which learners draw their line.

    >>> len(line().rungs)
    8
    """
    path = TEACHING / "line.yaml"
    found = read_yaml(path, Line)
    unique(path, (rung.id for rung in found.rungs))
    return found


def _known_sources(path: Path, owner: str, ids: Iterable[str]) -> None:
    for one in ids:
        if one not in sources():
            raise DataFileError(path, f"id {owner}, field sources", unknown(one, sources(), "source"), "Correct it.")
