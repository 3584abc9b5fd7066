"""Criteria: what must be so before a confidence may, or must, be passed on.

Each is met, not met, or not known: True, False or None. What is not known never counts as no. Criteria combine with
``&`` (both), ``|`` (either) and ``~`` (not) by Kleene's strong three-valued logic.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from attrs import field, frozen

from tarasoff.knowledge.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law_records import several
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DATA, keyed
from tarasoff.knowledge.records import not_empty, one_of, strangers


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


def _values(cell: str) -> frozenset[str]:
    return frozenset(several(cell))


@frozen
class Element(Criterion):
    """A criterion that one fact decides.

    Args:
        fact: the field of `Facts` that decides it; empty if the law leaves it open whatever the facts.
        met: values of that fact with which it is met.
        open_in_law: values with which the law read does not say whether it is met.
        why_open: what the law does not say.

    >>> imminent, serious_danger = elements()["imminent"], elements()["serious_danger"]
    >>> imminent.judge(Facts(imminent="yes")).value, imminent.judge(Facts()).value
    (True, None)
    >>> (serious_danger & imminent).judge(Facts(imminent="no")).value
    False
    >>> (imminent | ~imminent).judge(Facts()).value is None
    True
    """

    id: str
    label: str = field(validator=not_empty)
    fact: str = field(validator=one_of("", *FACT_KINDS))
    met: frozenset[str] = field(converter=_values)
    open_in_law: frozenset[str] = field(converter=_values)
    why_open: str

    def __attrs_post_init__(self) -> None:
        possible = FACT_KINDS[self.fact].values if self.fact else ()
        strangers((*self.met, *self.open_in_law), possible, "It names", "value of the fact")

    def judge(self, facts: Facts) -> Judgement:
        """Judge the one fact."""
        given = getattr(facts, self.fact) if self.fact else None
        said = say(self.fact, given) if self.fact else ""
        if not self.fact or given in self.open_in_law:
            said = f"{said}. {self.why_open}" if said else self.why_open
            judged = Judged(self.id, self.label, None, self.fact, said, by_law=True)
        else:
            judged = Judged(self.id, self.label, None if given is None else given in self.met, self.fact, said)
        return Judgement(judged.value, (judged,), (judged,))


@frozen
class _Joined(Criterion):
    """Several criteria, of which one value settles the whole: False where all are needed, True where one is enough."""

    settles: bool
    parts: tuple[Criterion, ...]

    def judge(self, facts: Facts) -> Judgement:
        judged = [part.judge(facts) for part in self.parts]
        values = [part.value for part in judged]
        value = self.settles if self.settles in values else None if None in values else not self.settles
        decisive = (part for part in judged if part.value == value)
        return Judgement(
            value,
            tuple(dict.fromkeys(leaf for part in decisive for leaf in part.decided_by)),
            tuple(dict.fromkeys(leaf for part in judged for leaf in part.elements)),
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


@cache
def elements() -> Mapping[str, Element]:
    """Every element that a rule may name, by id.

    Raises:
        DataFileError: a row cannot be read.

    >>> elements()["imminent"].fact
    'imminent'
    """
    return keyed(DATA / "elements.csv", Element, "id")


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
        case ast.Name(id=name):
            return elements()[known(name, elements(), "element")]
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return _read(left) & _read(right)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _read(left) | _read(right)
        case ast.UnaryOp(op=ast.Invert(), operand=part):
            return ~_read(part)
    raise Mistake(f"{ast.unparse(node)!r} is not a criterion.", _FORM)


def elements_of(criterion: Criterion) -> Iterator[Element]:
    """All elements that a criterion names.

    >>> [element.id for element in elements_of(parse("imminent & ~held"))]
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
