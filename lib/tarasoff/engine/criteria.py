"""Criteria: what must be so before a confidence may, or must, be passed on.

Each is met, not met, or not known: True, False or None. What is not known never counts as no. Criteria combine with
``&`` (both), ``|`` (either) and ``~`` (not) by Kleene's strong three-valued logic.
"""

import ast
from collections.abc import Iterator
from functools import cache

from attrs import frozen

from tarasoff.knowledge.facts import Facts, say
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import UnknownError, alike


@frozen
class Judged:
    """One element, judged on the facts.

    Args:
        value: True if met, False if not met, None if that is not known.
        fact: the fact that decides it; empty if no fact can, because the law leaves it open.
        said: that fact in words, or what the law leaves open.
        by_law: it is not known because the law leaves it open, not because a fact is missing.
    """

    element: str
    label: str
    value: bool | None
    fact: str
    said: str
    by_law: bool = False


@frozen
class Judgement:
    """What a criterion comes to.

    Args:
        decided_by: the elements that decide it.
        elements: every element that was looked at.
    """

    value: bool | None
    decided_by: tuple[Judged, ...]
    elements: tuple[Judged, ...]


class Criterion:
    """Something that facts meet, do not meet, or leave open. Combine with ``&``, ``|`` and ``~``."""

    def judge(self, facts: Facts) -> Judgement:
        """Judge the facts."""
        raise NotImplementedError

    def __and__(self, other: "Criterion") -> "Criterion":
        return _Joined(False, (*_parts(self, False), *_parts(other, False)))  # noqa: FBT003  named by the next class

    def __or__(self, other: "Criterion") -> "Criterion":
        return _Joined(True, (*_parts(self, True), *_parts(other, True)))  # noqa: FBT003

    def __invert__(self) -> "Criterion":
        return _Not(self)


@frozen
class Element(Criterion):
    """A criterion that one fact decides.

    Args:
        fact: the field of `Facts` that decides it; empty if the law leaves it open whatever the facts.
        met: values of that fact with which it is met.
        open_in_law: values with which the law read does not say whether it is met.
        why_open: what the law does not say.

    >>> imminent.judge(Facts(imminent="yes")).value, imminent.judge(Facts()).value
    (True, None)
    >>> (serious_danger & imminent).judge(Facts(imminent="no")).value
    False
    >>> (imminent | ~imminent).judge(Facts()).value is None
    True
    """

    id: str
    label: str
    fact: str
    met: frozenset[str] = frozenset()
    open_in_law: frozenset[str] = frozenset()
    why_open: str = ""

    def judge(self, facts: Facts) -> Judgement:
        """Judge the one fact."""
        given = getattr(facts, self.fact) if self.fact else None
        if not self.fact:
            judged = Judged(self.id, self.label, None, "", self.why_open, by_law=True)
        elif given in self.open_in_law:
            judged = Judged(
                self.id, self.label, None, self.fact, f"{say(self.fact, given)}. {self.why_open}", by_law=True
            )
        else:
            value = None if given is None else given in self.met
            judged = Judged(self.id, self.label, value, self.fact, say(self.fact, given))
        return Judgement(judged.value, (judged,), (judged,))


@frozen
class _Joined(Criterion):
    """Several criteria, of which one value settles the whole: False where all are needed, True where one is enough."""

    settles: bool
    parts: tuple[Criterion, ...]

    def judge(self, facts: Facts) -> Judgement:
        judged = [part.judge(facts) for part in self.parts]
        values = [one.value for one in judged]
        value = self.settles if self.settles in values else None if None in values else not self.settles
        decisive = (one for one in judged if one.value == value)
        return Judgement(
            value,
            tuple(dict.fromkeys(leaf for one in decisive for leaf in one.decided_by)),
            tuple(dict.fromkeys(leaf for one in judged for leaf in one.elements)),
        )


@frozen
class _Not(Criterion):
    part: Criterion

    def judge(self, facts: Facts) -> Judgement:
        judged = self.part.judge(facts)
        return Judgement(None if judged.value is None else not judged.value, judged.decided_by, judged.elements)


def _parts(criterion: Criterion, settles: bool) -> tuple[Criterion, ...]:  # noqa: FBT001
    # a & b & c is one criterion of three parts, so that it reads and explains itself as one.
    if isinstance(criterion, _Joined) and criterion.settles == settles:
        return criterion.parts
    return (criterion,)


def _of(*values: str) -> frozenset[str]:
    return frozenset(values)


danger_to_another = Element(
    "danger_to_another", "Another person is in danger", "threatened", _of("another", "self_and_another")
)
danger_to_self = Element("danger_to_self", "The client is in danger", "threatened", _of("self", "self_and_another"))
danger_to_property = Element("danger_to_property", "Property is in danger", "threatened", _of("property"))
identifiable_victim = Element(
    "identifiable_victim",
    "The victim can be identified",
    "identifiable",
    _of("named", "readily"),
    _of("group"),
    "Whether one of a small group is enough was not read here.",
)
identifiable_group = Element(
    "identifiable_group",
    "The victim, or a small group with the victim in it, can be identified",
    "identifiable",
    _of("named", "readily", "group"),
)
threat_communicated = Element(
    "threat_communicated",
    "The client told the professional of a threat",
    "told_by",
    _of("client"),
    _of("relative", "other"),
    "Whether a threat that others report is enough was not read here.",
)
threat_by_client = Element("threat_by_client", "The client told the professional of a threat", "told_by", _of("client"))
words_of_client = Element(
    "words_of_client",
    "The belief rests on what the client said",
    "told_by",
    _of("client"),
    _of("relative", "other", "nobody"),
    "What the client said can be enough without a threat; whether it was is not among the facts.",
)
threat_reported = Element(
    "threat_reported",
    "The client, or a close relative, told the professional of a threat",
    "told_by",
    _of("client", "relative"),
    _of("other"),
    "Whether a report by somebody else is enough was not read here.",
)
threat_reported_by_anyone = Element(
    "threat_reported_by_anyone",
    "The client, or somebody who knows the client, told of a threat",
    "told_by",
    _of("client", "relative", "other"),
)
grave_harm = Element("grave_harm", "Death or serious injury is to be feared", "harm", _of("grave"))
physical_harm = Element("physical_harm", "Physical violence is to be feared", "harm", _of("grave", "violence"))
serious_danger = Element(
    "serious_danger", "The professional sees, or should see, a serious danger", "danger", _of("yes")
)
imminent = Element("imminent", "It is about to happen", "imminent", _of("yes"))
intent = Element("intent", "The client appears to mean it", "intent", _of("yes"))
means = Element("means", "The client appears able to do it", "means", _of("yes"))
plan = Element("plan", "There is a definite act or plan", "plan", _of("yes"))
history = Element("history", "Violence in the past is known of", "history", _of("yes"))
held = Element("held", "What is in place holds the danger", "protective", _of("yes"))
consent_given = Element("consent_given", "The client agrees", "consent", _of("yes"))
power_to_hold = Element("power_to_hold", "The professional has legal power to hold the client", "can_hold", _of("yes"))
child_abuse = Element("child_abuse", "Abuse of a child is suspected", "abuse", _of("child"))
adult_abuse = Element("adult_abuse", "Abuse of an elder or a dependent adult is suspected", "abuse", _of("adult"))
part_2 = Element("part_2", "The programme is under 42 CFR Part 2", "setting", _of("part_2"))
committed = Element(
    "committed", "The client is in involuntary treatment, or evaluated for it", "setting", _of("commitment")
)
in_facility = Element(
    "in_facility", "The client is treated in a facility", "setting", _of("clinic", "hospital", "commitment", "part_2")
)
outpatient = Element(
    "outpatient", "The client is an outpatient", "setting", _of("private_practice", "clinic", "part_2")
)
unsettled = Element("unsettled", "Whether the law goes so far", "", why_open="What was read leaves this open.")

#: Every element that a rule may name.
ELEMENTS: dict[str, Element] = {one.id: one for one in list(globals().values()) if isinstance(one, Element)}


@cache
def parse(text: str) -> Criterion:
    """Read a criterion as rules write it.

    Args:
        text: names of elements, joined with ``&``, ``|``, ``~`` and brackets.

    Raises:
        Mistake: it names no element, or is written otherwise; the message says what can be written.

    >>> parse("threat_reported & (imminent | unsettled)").judge(Facts(told_by="client", imminent="no")).value is None
    True
    >>> parse("imminant")
    Traceback (most recent call last):
    tarasoff.knowledge.names.UnknownError: There is no element 'imminant'. Did you mean imminent?
    """
    try:
        return _read(ast.parse(text, mode="eval").body)
    except SyntaxError as error:
        raise Mistake(f"{text!r} is not a criterion.", _FORM) from error


_FORM = "Write names of elements, joined with &, | and ~, in brackets where needed."


def _read(node: ast.expr) -> Criterion:
    match node:
        case ast.Name(id=name) if name in ELEMENTS:
            return ELEMENTS[name]
        case ast.Name(id=name):
            raise UnknownError(f"There is no element {name!r}.", alike(name, ELEMENTS))
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return _read(left) & _read(right)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _read(left) | _read(right)
        case ast.UnaryOp(op=ast.Invert(), operand=part):
            return ~_read(part)
    raise Mistake(f"{ast.unparse(node)!r} is not a criterion.", _FORM)


def elements_of(criterion: Criterion) -> Iterator[Element]:
    """All elements that a criterion names.

    >>> [one.id for one in elements_of(imminent & ~held)]
    ['imminent', 'held']
    """
    match criterion:
        case Element():
            yield criterion
        case _Joined(parts=parts):
            for part in parts:
                yield from elements_of(part)
        case _Not(part=part):
            yield from elements_of(part)
