"""Criteria: what must be so before a confidence may, or must, be passed on.

Each is met, not met, or not known: True, False or None. What is not known never counts as no. Criteria combine with
``&`` (both), ``|`` (either) and ``~`` (not) by Kleene's strong three-valued logic.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from attrs import field, frozen

from tarasoff.knowledge.law.facts import FACT_KINDS, Facts, say
from tarasoff.knowledge.law.records import several
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DATA, keyed
from tarasoff.knowledge.records import not_empty, one_of, strangers

#: The element of a rule whose text, or that part of it, was not read.
NOT_READ = "not_read"

_NOTHING_KNOWN = Facts()


@frozen(cache_hash=True)
class Judged:
    """One element, judged on the facts.

    Args:
        value: True if met, False if not met, None if that is not known.
        fact: the fact that decides it; empty if no fact can.
        said: that fact in words, or what is left open.
        open: why it is not known, where no fact is missing: ``law``, if the law that was read leaves it open;
            ``reading``, if the law was not read. Empty otherwise.
    """

    element: str
    label: str
    value: bool | None
    fact: str
    said: str
    open: str = ""


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

    def value(self, judged: Mapping[str, Judged]) -> bool | None:
        """Whether it is met, from what each element comes to, by id."""
        raise NotImplementedError

    def explain(self, judged: Mapping[str, Judged]) -> Judgement:
        """The same with what decides it."""
        raise NotImplementedError

    def judge(self, facts: Facts) -> Judgement:
        """Judge the facts."""
        return self.explain(all_judged(facts))

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

    def value(self, judged: Mapping[str, Judged]) -> bool | None:
        """Whether its fact meets it."""
        return judged[self.id].value

    def explain(self, judged: Mapping[str, Judged]) -> Judgement:
        """The same as a judgement of one element."""
        leaf = judged[self.id]
        return Judgement(leaf.value, (leaf,), (leaf,))

    def on(self, facts: Facts) -> Judged:
        """Judge the one fact."""
        if not self.fact:
            return Judged(self.id, self.label, None, "", self.why_open, "reading" if self.id == NOT_READ else "law")
        given = getattr(facts, self.fact)
        said = say(self.fact, given)
        if given in self.open_in_law:
            return Judged(self.id, self.label, None, self.fact, f"{said}. {self.why_open}", "law")
        return Judged(self.id, self.label, None if given is None else given in self.met, self.fact, said)


@lru_cache(maxsize=256)
def all_judged(facts: Facts) -> Mapping[str, Judged]:
    """Every element, judged on the facts once for all rules.

    >>> all_judged(Facts(imminent="soon"))["near_future"].value
    True
    """
    return MappingProxyType({element.id: element.on(facts) for element in elements().values()})


@frozen
class _Joined(Criterion):
    """Several criteria, of which one value settles the whole: False where all are needed, True where one is enough."""

    settles: bool
    parts: tuple[Criterion, ...]

    def value(self, judged: Mapping[str, Judged]) -> bool | None:
        known: bool | None = not self.settles
        for part in self.parts:
            value = part.value(judged)
            if value is self.settles:
                return value
            if value is None:
                known = None
        return known

    def explain(self, judged: Mapping[str, Judged]) -> Judgement:
        inner = [part.explain(judged) for part in self.parts]
        values = [part.value for part in inner]
        value = self.settles if self.settles in values else None if None in values else not self.settles
        return Judgement(
            value,
            tuple(dict.fromkeys([leaf for part in inner if part.value is value for leaf in part.decided_by])),
            tuple(dict.fromkeys([leaf for part in inner for leaf in part.elements])),
        )


@frozen
class _Not(Criterion):
    part: Criterion

    def value(self, judged: Mapping[str, Judged]) -> bool | None:
        value = self.part.value(judged)
        return None if value is None else not value

    def explain(self, judged: Mapping[str, Judged]) -> Judgement:
        inner = self.part.explain(judged)
        return Judgement(None if inner.value is None else not inner.value, inner.decided_by, inner.elements)


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

    >>> parse("threat_reported & (imminent | law_open)").judge(Facts(told_by="client", imminent="no")).value is None
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


def can_be_met(criterion: Criterion, given: Facts = _NOTHING_KNOWN, *, met: bool = True) -> bool:
    """Whether any facts could meet it, as far as the law was read and goes so far.

    Args:
        criterion: the criterion.
        given: facts that are known already; by default none.
        met: ask whether they could fail to meet it, if False.

    >>> can_be_met(parse("imminent & not_read")), can_be_met(parse("imminent | not_read"))
    (False, True)
    >>> can_be_met(parse("imminent & ~held"), Facts(protective="yes"))
    False
    """
    match criterion:
        case Element(fact=fact):
            known = bool(fact) and getattr(given, fact) is not None
            return criterion.on(given).value is met if known else bool(fact)
        case _Joined(settles=either, parts=parts):
            return (any if either is met else all)(can_be_met(part, given, met=met) for part in parts)
        case _Not(part=part):
            return can_be_met(part, given, met=not met)
    raise TypeError(criterion)


def needs(criterion: Criterion, ids: Iterable[str]) -> bool:
    """Whether every way to meet it needs one of some elements.

    >>> needs(parse("imminent & (plan | intent)"), ("plan", "intent")), needs(parse("imminent | plan"), ("plan",))
    (True, False)
    """
    ids = tuple(ids)
    match criterion:
        case Element(id=name):
            return name in ids
        case _Joined(settles=either, parts=parts):
            return (all if either else any)(needs(part, ids) for part in parts)
    return False


def in_words(criterion: Criterion, *, inside: bool = False) -> str:
    """A criterion as a person reads it; what the law leaves open, or was not read, is said too.

    Args:
        criterion: the criterion.
        inside: it stands within another one, so that several parts need brackets.

    >>> in_words(parse("imminent & (plan | ~held)"))
    'it is about to happen; and there is a definite act or plan, or it is not so that what is in place holds the danger'
    >>> in_words(parse("(imminent & plan) | held"))
    '(it is about to happen and there is a definite act or plan), or what is in place holds the danger'
    """
    match criterion:
        case Element(id=name, label=label, fact=fact):
            return label[0].lower() + label[1:] if fact else _OPEN_WORDS.get(name, label)
        case _Joined(settles=either, parts=parts):
            said = [in_words(part, inside=not either or isinstance(part, _Joined)) for part in parts]
            if inside and not either:
                return f"({' and '.join(said)})"
            return (", or " if either else "; and ").join(said)
        case _Not(part=part):
            return f"it is not so that {in_words(part, inside=True)}"
    raise TypeError(criterion)


_OPEN_WORDS = {"law_open": "the law may ask for more, and leaves that open", NOT_READ: "more, which was not read"}
