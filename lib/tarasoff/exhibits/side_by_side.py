"""Two findings side by side: what differs, what is the same, and what is right under both."""

from collections.abc import Iterable

from attrs import frozen

from tarasoff.engine.advice import steps_in_words
from tarasoff.engine.apply_rule import AppliedRule
from tarasoff.engine.finding import Finding
from tarasoff.engine.places import place_name
from tarasoff.knowledge.law.facts import FACT_KINDS
from tarasoff.knowledge.law.steps import Combined, Step, steps_in
from tarasoff.knowledge.wording import listed

# Topics that are about the danger itself, and not a report or an evaluation of its own.
_ON_DANGER = ("protect", "self", "hipaa")

# Steps that name no recipient: whoever can prevent the harm.
_NOBODY_NAMED = ("able_to_prevent", "not_limited", "reasonable_care")


@frozen
class Entry:
    """One thing that the law of a place says, and whether the other place says it too."""

    text: str
    shared: bool


@frozen
class Row:
    """One question, and what each of two laws answers."""

    asks: str
    left: tuple[Entry, ...]
    right: tuple[Entry, ...]

    @property
    def differs(self) -> bool:
        """Whether the two answers are not the same."""
        return any(not entry.shared for entry in (*self.left, *self.right))


@frozen
class Overlap:
    """Who may hear of it: by the first law alone, by both, and by the second alone.

    Args:
        said: what follows from it, in a few sentences.
    """

    left: tuple[str, ...]
    both: tuple[str, ...]
    right: tuple[str, ...]
    said: str


def rows(left: Finding, right: Finding) -> tuple[Row, ...]:
    """Hold two findings against each other, question by question.

    >>> from tarasoff.engine.find import find
    >>> from tarasoff.knowledge.law.facts import Facts
    >>> facts = Facts(threatened="another", identifiable="named", told_by="client", harm="grave", danger="yes",
    ...               imminent="yes", profession="psychologist", setting="clinic")
    >>> two = find(facts, "CA", "2026-11-01"), find(facts, "TX", "2026-11-01")
    >>> [row.asks for row in rows(*two) if row.differs][:2]
    ['You must', 'By when']
    """
    asked: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("You must", _does(left.owed), _does(right.owed)),
        ("By when", _deadlines(left), _deadlines(right)),
        ("You may", _does(left.allowed), _does(right.allowed)),
        ("It turns on", _turns_on(left), _turns_on(right)),
        ("It asks for", _elements(left), _elements(right)),
    )
    found = (_row(asks, tuple(dict.fromkeys(one)), tuple(dict.fromkeys(other))) for asks, one, other in asked)
    return tuple(row for row in found if row.left or row.right)


def recipients(finding: Finding) -> tuple[str, ...]:
    """Who may hear of it by name, by what the law of a place asks for or allows about the danger."""
    return tuple(dict.fromkeys(step.tells for step in _steps(finding) if step.tells and step.id not in _NOBODY_NAMED))


def overlap(left: Finding, right: Finding) -> Overlap:
    """Who may hear of it under both laws, and what is left to ask.

    >>> from tarasoff.engine.find import find
    >>> from tarasoff.knowledge.law.facts import Facts
    >>> facts = Facts(threatened="another", identifiable="named", told_by="client", harm="grave", danger="yes",
    ...               imminent="yes", profession="psychologist", setting="clinic")
    >>> overlap(find(facts, "CA", "2026-11-01"), find(facts, "TX", "2026-11-01")).both
    ('the police',)
    """
    one, other = recipients(left), recipients(right)
    both = tuple(who for who in one if who in other)
    said = [*_still_open(left, right)]
    if not said:
        said = [*_of_both(one, other, both), *_wide(left, right, both), *_enough(left, both), *_enough(right, both)]
    alone = (tuple(who for who in names if who not in both) for names in (one, other))
    return Overlap(next(alone), both, next(alone), " ".join(said))


def _still_open(left: Finding, right: Finding) -> Iterable[str]:
    places = [place_name(one.place) for one in (left, right) if not one.settled]
    return [f"{place} is still open: settle that first, and then ask again." for place in places]


def _of_both(one: tuple[str, ...], other: tuple[str, ...], both: tuple[str, ...]) -> Iterable[str]:
    if both:
        return [f"Under both you may tell {listed(both, 'and')}."]
    if one and other:
        return ["Nobody is named by both. The client's consent, closer treatment and a colleague's advice are left."]
    return []


def _wide(left: Finding, right: Finding, both: tuple[str, ...]) -> Iterable[str]:
    """Where a law names nobody, whom the other names can be among those who can prevent the harm."""
    for one, other in ((left, right), (right, left)):
        if both or not _names_nobody(one):
            continue
        whom = f" Whom {place_name(other.place)} names can be among them." if recipients(other) else ""
        yield f"{place_name(one.place)} names nobody: you may tell whoever can prevent the harm.{whom}"


def _enough(finding: Finding, both: tuple[str, ...]) -> Iterable[str]:
    """Whether what both allow is a way that a duty names."""
    owed = [applied for applied in finding.owed if applied.rule.topic in _ON_DANGER]
    if both and owed and all(_met(applied.steps, both) for applied in owed):
        yield f"In {place_name(finding.place)} that is a way to meet the duty."


def _met(steps: Step | Combined | None, told: tuple[str, ...]) -> bool:
    if steps is None:
        return False
    if isinstance(steps, Step):
        return not steps.tells or steps.tells in told
    found = [_met(part, told) for part in steps.parts]
    return all(found) if steps.how == "all" else any(found)


def _steps(finding: Finding) -> Iterable[Step]:
    given = (applied for applied in (*finding.owed, *finding.allowed) if applied.rule.topic in _ON_DANGER)
    return [step for applied in given for step in steps_in(applied.steps)]


def _names_nobody(finding: Finding) -> bool:
    return any(step.id in _NOBODY_NAMED for step in _steps(finding))


def _does(found: Iterable[AppliedRule]) -> Iterable[str]:
    return [text for applied in found if (text := steps_in_words(applied.steps))]


def _deadlines(finding: Finding) -> Iterable[str]:
    return [applied.rule.deadline.rstrip(".") for applied in finding.owed if applied.rule.deadline]


def _turns_on(finding: Finding) -> Iterable[str]:
    return [*(FACT_KINDS[fact].question for fact in finding.open_facts), *finding.open_law]


def _elements(finding: Finding) -> Iterable[str]:
    return [element.label for element in finding.elements]


def _row(asks: str, left: tuple[str, ...], right: tuple[str, ...]) -> Row:
    return Row(
        asks,
        tuple(Entry(text, text in right) for text in left),
        tuple(Entry(text, text in left) for text in right),
    )
