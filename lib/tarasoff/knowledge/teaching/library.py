"""What the course knows, loaded once, when it is first asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import fields, frozen

from tarasoff.knowledge.evidence import evidence, numbers, studies
from tarasoff.knowledge.law.records import Jurisdiction, Rule, addresses
from tarasoff.knowledge.law.tables import AS_OF, clauses, jurisdictions, landmark_cases, rules
from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.reading import DATA, DataFileError, read_csv, read_yaml, unique
from tarasoff.knowledge.records import ConsentMaterial, Line, Question, QuestionBank, Situations, Source, records_in
from tarasoff.knowledge.teaching.asking import Guesses, GuessWords, Prompt, Prompts
from tarasoff.knowledge.teaching.code_words import Codes
from tarasoff.knowledge.teaching.exhibit_words import Exhibits, ExhibitWords
from tarasoff.knowledge.teaching.figure_words import Figures, FigureWords
from tarasoff.knowledge.teaching.lectures import Lecture, Lectures
from tarasoff.knowledge.teaching.redactions import Redactions
from tarasoff.knowledge.teaching.story import Story
from tarasoff.knowledge.teaching.thread import Ending, Endings, Thread

# Questions, stories and materials of the lectures; the tables of law and evidence lie above.
TEACHING = DATA / "teaching"

T = TypeVar("T")


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


@frozen
class _LawOfState:
    state: Jurisdiction
    rules: tuple[Rule, ...]

    @property
    def source(self) -> Source:
        """What the law of a state says of danger to others, as one source."""
        read = [rule for rule in self.rules if rule.read != "not read"] or self.rules
        cited = "; ".join(dict.fromkeys(rule.citation for rule in read))
        pages = tuple(dict.fromkeys(page for rule in read for page in rule.url))
        lowest = next(level for level in ("low", "medium", "high") if level in {rule.confidence for rule in read})
        name = f"law_{self.state.code}"
        return Source(name, self.state.name, cited, self.state.note, f"read by {AS_OF}", pages, lowest)


def _laws_of_states() -> Iterator[_LawOfState]:
    now = [rule for rule in rules() if rule.topic == "protect" and not rule.until]
    for code, state in jurisdictions().items():
        yield _LawOfState(state, tuple(rule for rule in now if rule.place == code))


@cache
def sources() -> Mapping[str, Source]:
    """All sources by id: clauses of codes and regulations, landmark cases, studies, support lines, rules of places.

    ``law_CA`` stands for what the law of a state says of danger to others, as a whole.

    >>> sources()["apa_4_02"].what
    '4.02(a)-(b)'
    """
    found: dict[str, Source] = {}
    for name, rows in (
        ("codes.csv", clauses().values()),
        ("cases.csv", landmark_cases().values()),
        ("studies.csv", studies().values()),
        ("support.csv", read_csv(DATA / "support.csv", _Support)),
        ("law", (rule for rule in rules() if rule.read != "not read")),
        ("jurisdictions.csv", _laws_of_states()),
    ):
        made = [row.source for row in rows]
        unique(DATA / name, (*found, *(source.id for source in made)))
        found |= {source.id: source for source in made}
    return MappingProxyType(found)


def source(source_id: str) -> Source:
    """One source by its id.

    Raises:
        UnknownError: no source has this id; the message lists ids that look like it.

    >>> source("jaffee_1996").version
    '1996'
    """
    return sources()[known(source_id, sources(), "source")]


def support_in_words(ids: Iterable[str]) -> list[str]:
    """Support lines, each with when and where to call.

    >>> support_in_words(["support_988"])
    ['988 Suicide & Crisis Lifeline. Call or text 988, 24 hours a day, in: United States.']
    """
    return [f"{line.who}. {line.says}" for line in map(source, ids)]


@cache
def questions() -> Mapping[str, Question]:
    """The public question bank by id, in the order of the lectures.

    Raises:
        DataFileError: a question cannot be read, or cites a source that is not there. The same holds for each file of
            teaching material below.

    >>> questions()["opening"].lecture
    '00'
    """
    return MappingProxyType({question.id: question for question in _teaching("questions.yaml", QuestionBank).questions})


@cache
def situations() -> Situations:
    """The twelve situations of the triage board.

    >>> [choice.id for choice in situations().choices]
    ['keep', 'consult', 'consent', 'may', 'act']
    """
    return _teaching("situations.yaml", Situations)


@cache
def consent_material() -> ConsentMaterial:
    """The limits a client should hear of, and phrases that explain them.

    >>> len(consent_material().limits) > 5
    True
    """
    return _teaching("consent.yaml", ConsentMaterial)


@cache
def redactions() -> Redactions:
    """Two file notes, and what of each may be said to whom.

    >>> [len(note.sentences) for note in redactions().notes]
    [10, 9]
    """
    return _teaching("redactions.yaml", Redactions)


@cache
def story() -> Story:
    """The Tarasoff case: who could have known, the two opinions, and claims about it.

    >>> len(story().lanes)
    6
    """
    return _teaching("tarasoff.yaml", Story)


@cache
def exhibits() -> Mapping[str, ExhibitWords]:
    """The words of the exhibits, by id.

    >>> exhibits()["clinic"].title
    'A clinic over twenty years'
    """
    found = _teaching("exhibits.yaml", Exhibits, _known_numbers).exhibits
    return MappingProxyType({exhibit.id: exhibit for exhibit in found})


def _known_numbers(found: Exhibits) -> None:
    for exhibit in found.exhibits:
        for slider in exhibit.sliders:
            if slider.rests_on and slider.rests_on not in numbers():
                place = f"id {exhibit.id}/{slider.id}, field rests_on"
                problem = unknown(slider.rests_on, numbers(), "parameter or study")
                raise DataFileError(TEACHING / "exhibits.yaml", place, problem, "Correct it.")


@cache
def guesses() -> Mapping[str, GuessWords]:
    """What is guessed before a result is shown, by id.

    >>> guesses()["who-still-tells"].view
    'DisclosureSimulator'
    """
    found = _teaching("guesses.yaml", Guesses, _known_studies).guesses
    return MappingProxyType({guess.id: guess for guess in found})


def _known_studies(found: Guesses) -> None:
    for guess in found.guesses:
        if guess.study and guess.study not in studies():
            problem = unknown(guess.study, studies(), "study")
            raise DataFileError(TEACHING / "guesses.yaml", f"id {guess.id}, field study", problem, "Correct it.")


@cache
def prompts() -> Mapping[str, Prompt]:
    """What learners are asked to think about and write on, by id.

    >>> prompts()["passed-on"].lecture
    '00'
    """
    return MappingProxyType({prompt.id: prompt for prompt in _teaching("prompts.yaml", Prompts).prompts})


@cache
def line() -> Line:
    """The ladder on which learners draw their line.

    >>> len(line().rungs)
    8
    """
    return _teaching("line.yaml", Line)


@cache
def codes() -> Codes:
    """Twelve codes and rules, paraphrased, to hold beside each other.

    >>> len(codes().codes)
    12
    """
    return _teaching("codes.yaml", Codes)


@cache
def figures() -> Mapping[str, FigureWords]:
    """The pictures in the lectures' text, by id.

    >>> figures()["doors"].lecture
    '01'
    """
    return MappingProxyType({one.id: one for one in _teaching("figures.yaml", Figures).figures})


@cache
def thread() -> Thread:
    """Three clients who come back in the lectures, and what fits them each time.

    >>> [card.id for card in thread().of("04")]
    ['corin-silent', 'ilse-promise', 'bram-first-time']
    """
    return _teaching("thread.yaml", Thread)


@cache
def endings() -> Mapping[str, Ending]:
    """The ends of the lectures, by lecture."""
    return MappingProxyType({one.lecture: one for one in _teaching("closes.yaml", Endings).closes})


@cache
def lectures() -> Mapping[str, Lecture]:
    """The lectures by number, in their order, and then the rooms beside them by name.

    >>> lectures()["atlas"].beside
    '03'
    """
    return MappingProxyType({lecture.id: lecture for lecture in _lectures().lectures})


def _lectures() -> Lectures:
    return read_yaml(TEACHING / "lectures.yaml", Lectures, _known_texts)


@cache
def cited_in(lecture: str) -> tuple[str, ...]:
    """Ids of all sources on which the exercises of one lecture rest, in the order of `sources`.

    >>> "T21" in cited_in("00"), cited_in("99")
    (True, ())
    """
    consent, tale, notes = consent_material(), story(), redactions()
    exercises = (
        *((question.section, question) for question in questions().values()),
        *((situation.section, situation) for situation in situations().situations),
        (consent.section, consent),
        (tale.sections.opinions, tale.opinions),
        (tale.sections.claims, tale.claims),
        (notes.section, notes),
        *((claim.lecture, claim) for claim in evidence().weak_claims),
        *((card.lecture, card) for card in thread().cards),
        (codes().section, codes().codes),
        *((one.lecture, one) for one in figures().values()),
    )
    here = (records for section, records in exercises if section.partition(" ")[0] == lecture)
    cited = {source for records in here for source in cited_by(records)}
    return tuple(source for source in sources() if source in cited)


def cited_by(records: Any) -> tuple[str, ...]:
    """Ids of the sources on which a record, or several, and all records in them rest; each once.

    >>> cited_by(redactions().notes[0].recipients[0])
    ('ca_43_92', 'aca_b2_a', 'aca_b2_e')
    """
    found = (source for _, record in records_in(records) for source in getattr(record, "sources", ()))
    return tuple(dict.fromkeys(found))


@cache
def sources_of(lecture: str) -> tuple[str, ...]:
    """Ids of all sources of one lecture: those of its exercises, then those on which only its text rests.

    Raises:
        DataFileError: the file names a source that is not there.

    >>> sources_of("00")[-1], sources_of("99")
    ('support_samaritans', ())
    """
    return tuple(dict.fromkeys((*cited_in(lecture), *_lectures().also.get(lecture, ()))))


def _known_texts(found: Lectures) -> None:
    unique(TEACHING / "lectures.yaml", (lecture.id for lecture in found.lectures))
    for lecture, ids in found.also.items():
        _known_sources(TEACHING / "lectures.yaml", lecture, ids)


def _teaching(name: str, kind: type[T], also: Callable[[T], None] | None = None) -> T:
    """Read a file in which each id stands once among its like, and each source that is cited is there."""
    path = TEACHING / name

    def check(found: T) -> None:
        for owner, record in records_in(found):
            for value in (getattr(record, field.name) for field in fields(type(record))):
                if isinstance(value, tuple):
                    unique(path, (entry.id for entry in value if hasattr(entry, "id")))
            _known_sources(path, owner, (*getattr(record, "sources", ()), *getattr(record, "support", ())))
        if also:
            also(found)

    return read_yaml(path, kind, check)


def _known_sources(path: Path, owner: str, ids: Iterable[str]) -> None:
    for source in ids:
        if source not in sources():
            raise DataFileError(path, f"id {owner}, field sources", unknown(source, sources(), "source"), "Correct it.")
