"""What the data files hold: one attrs class a kind of record. An impossible record is refused as it is made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from string import ascii_lowercase
from typing import Any

from attrs import Attribute, field, fields, frozen, has

from tarasoff.knowledge.mistakes import Mistake

VERDICTS: tuple[str, ...] = ("fits", "defensible", "over", "under")


def one_of(*allowed: str | None) -> Callable[[Any, "Attribute[Any]", Any], None]:
    """Make an attrs validator that lets only these words through.

    >>> Source("id", "who", "what", "says", "1996", ("https://example.org",), "sure")
    Traceback (most recent call last):
    tarasoff.knowledge.mistakes.Mistake: 'sure' is not a possible confidence. Write one of: high, medium, low.
    """
    words = ", ".join(word for word in allowed if word)

    def check(_: Any, attribute: "Attribute[Any]", value: Any) -> None:
        if value not in allowed:
            raise Mistake(f"{value!r} is not a possible {attribute.name}.", f"Write one of: {words}.")

    return check


def not_empty(_: Any, attribute: "Attribute[Any]", value: Any) -> None:
    """Refuse an empty text or list."""
    if not value or (isinstance(value, str) and not value.strip()):
        raise Mistake(f"{attribute.name} is empty.", "Fill it in.")


def not_negative(_: Any, attribute: "Attribute[Any]", value: float) -> None:
    """Refuse a number below 0, infinity and NaN."""
    if not 0 <= value < inf:
        raise Mistake(f"{value:g} is not a possible number of {attribute.name}.", "Write a number from 0 up.")


def zero_to_one(_: Any, __: "Attribute[Any]", value: float) -> None:
    """Refuse a credit outside 0 to 1."""
    if not 0 <= value <= 1:
        raise Mistake(f"{value} is not a credit.", "Write a number from 0 to 1.")


def schema_1(_: Any, __: "Attribute[Any]", value: Any) -> None:
    """Refuse a file of another schema than the one that this version reads."""
    if value != 1:
        raise Mistake(f"Schema {value} is not one that this version reads.", "Use schema 1, or update the course.")


@frozen
class Source:
    """Something that a statement in the course rests on.

    Args:
        id: how the course refers to it, such as ``apa_4_02``.
        who: the body, court or authors.
        what: the section, citation or title.
        says: what the course takes from it, paraphrased.
        version: the edition or year that was read.
        confidence: ``high`` (the text itself or two agreeing sources were read), ``medium`` or ``low``.
        as_of: when it was gathered, such as ``2026-11``.
    """

    id: str
    who: str
    what: str
    says: str
    version: str
    urls: tuple[str, ...] = field(validator=not_empty)
    confidence: str = field(validator=one_of("high", "medium", "low"))
    as_of: str = "2026-11"

    @property
    def title(self) -> str:
        """Who says it, what it is, and which version was read; a citation that ends with its year says so already."""
        version = "" if self.what.endswith(f" {self.version})") else f" ({self.version})"
        return f"{self.who}, {self.what}{version}."

    def __str__(self) -> str:
        return f"{self.title} Confidence: {self.confidence}, as of {self.as_of}."


@frozen
class Option:
    """One answer to a question, with the reason why it is right or wrong; wrong unless it says that it is right."""

    text: str = field(validator=not_empty)
    reason: str = field(validator=not_empty)
    right: bool = False
    sources: tuple[str, ...] = ()


@frozen
class Question:
    """An exam-style question: one option is right, and every option has its reason.

    Args:
        id: a short name, used in notebooks.
        section: lecture number and heading, such as ``"01 Who may hear what"``.
        options: two or more, exactly one of them right.
        sources: ids of what the answer rests on. An option may name others.
    """

    id: str = field(validator=not_empty)
    section: str = field(validator=not_empty)
    stem: str = field(validator=not_empty)
    options: tuple[Option, ...]
    sources: tuple[str, ...] = field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        right = sum(option.right for option in self.options)
        if right != 1:
            raise Mistake(f"Question {self.id} has {right} right options.", "Mark exactly one with right: true.")

    @property
    def lecture(self) -> str:
        """The number of its lecture, such as ``"05b"``."""
        return self.section.partition(" ")[0]

    @property
    def lettered(self) -> dict[str, Option]:
        """Its options by letter, as they are shown and as an answer names them."""
        return dict(zip(ascii_lowercase, self.options, strict=False))

    @property
    def right(self) -> str:
        """The letter of its right option."""
        return next(letter for letter, option in self.lettered.items() if option.right)


@frozen
class QuestionBank:
    """The file of questions."""

    schema: int = field(validator=schema_1)
    as_of: str
    questions: tuple[Question, ...]


@frozen
class Rung:
    """One step of the ladder on which a learner draws the line."""

    id: str
    text: str = field(validator=not_empty)


@frozen
class Line:
    """The baseline poll: where would you draw the line?"""

    schema: int = field(validator=schema_1)
    question: str
    rungs: tuple[Rung, ...] = field(validator=not_empty)
    none: str
    why: str

    @property
    def words(self) -> dict[str, str]:
        """Its rungs in words, by id, and ``none`` after the last."""
        return {**{rung.id: rung.text for rung in self.rungs}, "none": self.none}


@frozen
class Named:
    """Something to choose or to name: an id and the words for it."""

    id: str
    label: str = field(validator=not_empty)


@frozen
class Feedback:
    """What one choice means where it is made.

    Args:
        verdict: ``fits``, ``defensible``, ``over`` (over-breach: more than the ground allows) or
            ``under`` (under-breach: somebody is left unprotected).
    """

    verdict: str = field(validator=one_of(*VERDICTS))
    why: str = field(validator=not_empty)


@frozen
class Situation:
    """A short situation for the triage board, with feedback for every choice.

    Exactly one fits; or both ``may`` and ``act`` do, where it depends on the place whether one has to.
    """

    id: str
    text: str = field(validator=not_empty)
    section: str
    sources: tuple[str, ...] = field(validator=not_empty)
    feedback: dict[str, Feedback]

    def __attrs_post_init__(self) -> None:
        fitting = [choice for choice, feedback in self.feedback.items() if feedback.verdict == "fits"]
        if len(fitting) != 1 and fitting != ["may", "act"]:
            raise Mistake(f"Situation {self.id} has {len(fitting)} choices that fit.", "Let one fit, or may and act.")


@frozen
class Situations:
    """The file of situations, with the places to which each can be moved, mildest first."""

    schema: int = field(validator=schema_1)
    as_of: str
    choices: tuple[Named, ...]
    situations: tuple[Situation, ...]

    def __attrs_post_init__(self) -> None:
        known = [choice.id for choice in self.choices]
        for situation in self.situations:
            if list(situation.feedback) != known:
                raise Mistake(
                    f"Situation {situation.id} has feedback for {', '.join(situation.feedback)}.",
                    f"Give it for {', '.join(known)}, in that order.",
                )


@frozen
class Limit:
    """A limit of confidentiality that a client should hear of at intake.

    Args:
        missing: what the client would not know if it were left out.
    """

    id: str
    name: str
    missing: str
    sources: tuple[str, ...] = field(validator=not_empty)


@frozen
class Phrase:
    """A sentence for the intake script.

    Args:
        covers: ids of the limits that it explains.
        problem: ``promise`` (promises what cannot be kept), ``threat`` (frightens) or ``jargon``; none if it is good.
        why: the reason, for a phrase with a problem.
    """

    id: str
    text: str = field(validator=not_empty)
    covers: tuple[str, ...] = ()
    problem: str | None = field(default=None, validator=one_of("promise", "threat", "jargon", None))
    why: str = ""
    sources: tuple[str, ...] = ()


@frozen
class ConsentMaterial:
    """Limits, the phrases that explain them, and the lecture and heading in which they are taught."""

    schema: int = field(validator=schema_1)
    as_of: str
    section: str = field(validator=not_empty)
    limits: tuple[Limit, ...]
    phrases: tuple[Phrase, ...]

    def __attrs_post_init__(self) -> None:
        known = {limit.id for limit in self.limits}
        for phrase in self.phrases:
            strangers(phrase.covers, known, f"Phrase {phrase.id} covers", "limit")
        good = {limit for phrase in self.phrases if not phrase.problem for limit in phrase.covers}
        if known - good:
            raise Mistake(f"No good phrase covers {', '.join(sorted(known - good))}.", "Add one.")


def records_in(value: Any, owner: str = "") -> Iterator[tuple[str, Any]]:
    """Every record in a value, however deep, each with its id after the ids of those that hold it."""
    if isinstance(value, Mapping | tuple):
        named = value.items() if isinstance(value, Mapping) else (("", entry) for entry in value)
        for key, entry in named:
            yield from records_in(entry, f"{owner}/{key}".rstrip("/"))
    elif has(type(value)):
        owner = f"{owner}/{getattr(value, 'id', getattr(value, 'aspect', ''))}".strip("/")
        yield owner, value
        for part in fields(type(value)):
            yield from records_in(getattr(value, part.name), owner)


def strangers(given: Iterable[object], known: Iterable[object], who: str, what: str) -> None:
    """Refuse an id that nothing else names.

    Raises:
        Mistake: such as ``Phrase x covers 'y', which is not a limit. Write one of: a, b.``
    """
    known = tuple(known)
    article = "an" if what[0] in "aeiou" else "a"
    for name in given:
        if name not in known:
            words = ", ".join(sorted(map(str, known)))
            raise Mistake(f"{who} {name!r}, which is not {article} {what}.", f"Write one of: {words}.")


# With a salt that can be guessed, students would find out who gets what, and where what is right stands.
_SALT_AT_LEAST = 16


def unguessable(_: object, __: object, value: str) -> None:
    """Refuse a salt that is too short."""
    if len(value) < _SALT_AT_LEAST:
        raise Mistake(f"The salt has {len(value)} characters.", f"Give it {_SALT_AT_LEAST} or more, at random.")
