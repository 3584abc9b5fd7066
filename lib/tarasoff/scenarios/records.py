"""What a scenario file holds: one attrs class a kind of record. An impossible record is refused as it is made."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

from attrs import field, frozen
from attrs.converters import optional

from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import VERDICTS, not_empty, one_of, schema_1
from tarasoff.scenarios.spans import Span, steps, time

#: What a choice can be judged as. ``open``: it could be done then, and nobody judges it.
JUDGEMENTS: tuple[str, ...] = (*VERDICTS, "open")
#: The role of the person who has confided it, and who need not hear it from you.
CLIENT = "your client"
#: Speakers that every scenario has.
YOU, NARRATOR = "you", "narrator"


@frozen
class Condition:
    """Something that must be so for a line to be said, a choice to be there, or a judgement to hold.

    Args:
        fact: the id of a fact that is known, or of a person who was told.
        told: whether it is a person.
        wanted: False where it must not be so.
        heard: the id of the fact that this person was told; empty where any is enough.
    """

    fact: str
    told: bool = False
    wanted: bool = True
    heard: str = ""


def conditions(given: Any) -> tuple[Condition, ...]:
    """Read conditions as people write them.

    >>> conditions(["plan", "not told police"])[1]
    Condition(fact='police', told=True, wanted=False, heard='')
    >>> conditions(["told police plan"])[0].heard
    'plan'
    """
    if isinstance(given, tuple):
        return given
    if not isinstance(given, list):
        raise Mistake(f"{given!r} is not a list of conditions.", "Write it such as [plan, not told police].")
    return tuple(map(_condition, given))


def _condition(text: object) -> Condition:
    words = str(text).split()
    wanted = words[:1] != ["not"]
    words = words if wanted else words[1:]
    told = words[:1] == ["told"]
    words = words[1:] if told else words
    if not 1 <= len(words) <= 1 + told:
        remedy = "Write a fact, not FACT, told PERSON, told PERSON FACT, or not before one of these."
        raise Mistake(f"{text!r} is not a condition.", remedy)
    return Condition(words[0], told, wanted, *words[1:])


@frozen
class Line:
    """Something that is said, or that the narrator tells.

    Args:
        who: the id of a person, ``you`` or ``narrator``.
    """

    who: str
    text: str = field(validator=not_empty)
    when: tuple[Condition, ...] = ()


def lines(given: Any) -> tuple[Line, ...]:
    """Read lines as people write them, each as ``speaker: words``, perhaps with ``when``.

    >>> lines([{"you": "Good morning."}, {"narrator": "He nods.", "when": ["plan"]}])[0]
    Line(who='you', text='Good morning.', when=())
    """
    if isinstance(given, tuple):
        return given
    if not isinstance(given, list):
        raise Mistake("The lines are not a list.", 'Write one a line, each after a dash: - you: "...".')
    return tuple(map(_line, given))


def _line(given: Any) -> Line:
    said = {key: text for key, text in given.items() if key != "when"} if isinstance(given, Mapping) else {}
    if len(said) != 1 or not all(isinstance(one, str) for pair in said.items() for one in pair):
        raise Mistake(f"{given!r:.60} is not a line.", 'Write who speaks and what is said: - you: "...".')
    ((who, text),) = said.items()
    return Line(who, text, conditions(given.get("when", [])))


@frozen
class Person:
    """Somebody who speaks, or who may hear of it.

    Args:
        role: who they are, for a reader who has just met them.
    """

    name: str = field(validator=not_empty)
    role: str = ""


@frozen
class Known:
    """One thing that can come to be known.

    Args:
        says: it, in a sentence, as the case file has it.
        asks: the question that it answers, which stands in the case file while it is open.
        facts: what it says in the terms of the law. Where two known ones differ, the later in the file counts.
    """

    id: str
    says: str = field(validator=not_empty)
    asks: str = ""
    facts: Facts = field(factory=Facts)


@frozen
class Judged:
    """What a choice is worth on what was known then.

    Args:
        verdict: as in `JUDGEMENTS`: ``over`` tells more than is needed, ``under`` leaves somebody unprotected.
        price: what it costs all the same, in trust or for others.
        when: what must be known or told for this judgement; the first that holds counts.
        sources: ids of rules, clauses, studies.
    """

    verdict: str = field(validator=one_of(*JUDGEMENTS))
    why: str = field(validator=not_empty)
    price: str = ""
    when: tuple[Condition, ...] = field(converter=conditions, default=())
    sources: tuple[str, ...] = ()


@frozen
class Outcome:
    """One thing that may follow by chance.

    Args:
        odds: in how many of all cases, as `Chance.of` counts them; 0 where no odds are stated.
        heard: person to the facts that they hear.
        learn: facts that you learn.
    """

    to: str = field(validator=not_empty)
    odds: int = 0
    lines: tuple[Line, ...] = field(converter=lines, default=())
    learn: tuple[str, ...] = ()
    heard: dict[str, tuple[str, ...]] = field(factory=dict)


@frozen
class Chance:
    """What nobody can decide, with its odds.

    Args:
        outcomes: what may follow. Where no odds are stated, as in a graded story, each is as likely as the others.
        of: of how many: ``100`` where 73 of 100 stations pass a warning on; 0 where no odds are stated.
        basis: ``row`` (a number that was read), ``derived`` (arithmetic on such numbers) or ``assumption``.
        why: where the odds come from, in words.
    """

    outcomes: tuple[Outcome, ...] = field(validator=not_empty)
    of: int = 0
    basis: str = field(default="assumption", validator=one_of("row", "derived", "assumption"))
    why: str = ""
    sources: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for outcome in self.outcomes:
            if bool(self.of) != (outcome.odds > 0):
                problem = f"{outcome.odds} is no odds, with of: {self.of}."
                raise Mistake(problem, "Write a whole number from 1 for each outcome, and what they sum to under of.")
        if self.of and not self.why.strip():
            raise Mistake("why is empty.", "Say where the odds come from.")
        total = sum(outcome.odds for outcome in self.outcomes)
        if total != self.of:
            raise Mistake(f"The odds sum to {total}, and not to {self.of}.", "Make them sum to what stands under of.")
        if self.basis != "assumption" and not self.sources:
            raise Mistake("The odds have no source.", "Name the study, or write basis: assumption.")


@frozen(kw_only=True)
class Choice:
    """Something that can be done.

    Args:
        judged: what it is worth; none for a way on that decides nothing.
        when: what must be so for it to be there.
        trust: by how many steps it changes trust.
        takes: how long it takes, in minutes.
        lines: what follows at once, before the next scene.
        learn: facts that you learn.
        opens: facts that become open questions.
        heard: person to the facts that they hear.
        to: the scene that follows; none where chance decides.
    """

    id: str
    text: str = field(validator=not_empty)
    judged: tuple[Judged, ...] = ()
    when: tuple[Condition, ...] = field(converter=conditions, default=())
    trust: Span = field(converter=steps, default=Span())
    takes: Span = field(converter=time, default=Span())
    lines: tuple[Line, ...] = field(converter=lines, default=())
    learn: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    heard: dict[str, tuple[str, ...]] = field(factory=dict)
    to: str = ""
    chance: Chance | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.to) == (self.chance is not None):
            raise Mistake(f"The choice {self.id} does not lead to one place.", "Write either to or chance.")

    @property
    def ways(self) -> tuple[str, ...]:
        """Every scene that can follow."""
        return tuple(outcome.to for outcome in self.chance.outcomes) if self.chance else (self.to,)


@frozen
class Ending:
    """Where a scenario ends, and what its debrief says beside the path.

    Args:
        title: what has come of it, in a few words.
        remains: what is so now, and what stays open. No outcome is a verdict on what was decided.
        changed: what would have changed the decision: facts, a sentence each; none in a graded story.
    """

    title: str = field(validator=not_empty)
    remains: str = field(validator=not_empty)
    changed: tuple[str, ...] = ()


@frozen(kw_only=True)
class Scene:
    """One moment of the story.

    Args:
        at: when it is, for the reader.
        seat: the person whose place you take, where that changes; there you know what that person has heard.
        asks: the question above the choices.
        think: what to think aloud about before choosing; there is a box to write in.
        coach: questions of a coach, who asks rather than tells.
        colleague: what a reasonable colleague might have done here; shown in the debrief.
    """

    id: str
    title: str = field(validator=not_empty)
    at: str = ""
    seat: str = ""
    lines: tuple[Line, ...] = field(converter=lines, validator=not_empty)
    learn: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    heard: dict[str, tuple[str, ...]] = field(factory=dict)
    asks: str = ""
    think: str = ""
    coach: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    colleague: str = ""
    ending: Ending | None = None


@frozen
class Governs:
    """A rule of the place, in plain words, with where it stands."""

    says: str = field(validator=not_empty)
    sources: tuple[str, ...] = field(validator=not_empty)


@frozen
class Version:
    """The scenario again with other facts.

    Args:
        instead: fact to the fact that is learned in its place.
    """

    id: str
    title: str = field(validator=not_empty)
    instead: dict[str, str] = field(validator=not_empty)


@frozen(kw_only=True)
class Scenario:
    """A scenario.

    Args:
        id: a short name; the file is named like it.
        number: its place among the scenarios of the course; 0 for one that is not among them.
        about: what it is about, in a sentence, for whoever has not played it.
        minutes: how long it takes to play.
        place: whose law governs, such as ``MI``; empty if none is to be applied.
        day: the law of that day, as an ISO date; empty for the law as gathered.
        facts: what is so from the start, in the terms of the law, such as your profession.
        trust: where trust stands at the start, from 0 (gone) to 8 (firm); none if it is not followed.
        people: everybody who speaks or may hear of it, by id.
        support: ids of support lines, shown before the story.
        governs: the rules of this place.
        versions: the scenario again with other facts.
    """

    schema: int = field(validator=schema_1)
    id: str = field(validator=not_empty)
    title: str = field(validator=not_empty)
    about: str = field(validator=not_empty)
    setting: str = field(validator=not_empty)
    minutes: int
    as_of: str
    start: str
    people: dict[str, Person]
    known: tuple[Known, ...] = field(validator=not_empty)
    scenes: tuple[Scene, ...] = field(validator=not_empty)
    number: int = 0
    place: str = ""
    day: str = ""
    facts: Facts = field(factory=Facts)
    trust: Span | None = field(default=None, converter=optional(steps))
    support: tuple[str, ...] = ()
    governs: tuple[Governs, ...] = ()
    versions: tuple[Version, ...] = ()

    @cached_property
    def checksum(self) -> str:
        """What it is known by: it changes with every word of it."""
        return blake2b(repr(self).encode(), digest_size=8).hexdigest()
