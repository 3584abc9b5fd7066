"""What the rules of a place come to on one topic, and whether that topic was read at all."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from attrs import frozen

from tarasoff.engine.apply_rule import MAY, MUST, NONE, AppliedRule, apply_rule
from tarasoff.engine.criteria import Judged, all_judged, parse
from tarasoff.engine.in_force import begun, in_force
from tarasoff.engine.places import place_name
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.records import Rule
from tarasoff.knowledge.law.steps import parse_steps
from tarasoff.knowledge.law.tables import GATHERED, rules
from tarasoff.knowledge.law.words import ABROAD, TOPICS, Topic
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.reading import DATA, DataFileError

#: The kinds between which a finding lies, weakest first.
LADDER = ("no basis", "permission", "duty")

#: Facts that matter to rules of their own, such as a petition on firearms. A rule that turns on one of them alone waits
#: until somebody asks; the finding says so.
WAITS = ("firearm",)

# Federal law of the United States; a state has none of its own on the same topic.
_US_ALONE = ("hipaa", "part_2")
_FEDERAL = (*_US_ALONE, "consent")


@frozen
class Unread:
    """A rule, or a whole topic, that could apply and was not read.

    Args:
        what: what was not read, as a sentence.
        where: where its text stands, as far as that is known.
        citation: the text; empty for a whole topic.
    """

    topic: Topic
    what: str
    where: str
    urls: tuple[str, ...]
    citation: str = ""

    def __str__(self) -> str:
        """What was not read, and where it stands."""
        return f"{self.what} {self.where}".strip()


@frozen
class _InForce:
    """The rules of one topic that may be in force on a day.

    Args:
        known: whether they show what there is to read: one surely is in force, and is the law of the place itself or
            of the one body that makes law on the topic.
        read: whether such a one was read.
        later: duties and permissions of the place that began only after the day.
    """

    rules: tuple[Rule, ...]
    known: bool
    read: bool
    later: tuple[Rule, ...]


@frozen
class OnTopic:
    """What the rules of a place come to on one topic.

    Args:
        shut: nobody has asked for the fact that opens the topic, so it does not count.
        matters: whether the topic could matter on these facts; None if that is not known.
        applied: its rules, in force on the day as far as that is known.
        waiting: those among them that turn on a fact of `WAITS` alone, and wait until somebody asks.
        read: whether a rule on it was read that is surely in force on the day.
        known: whether it is known what there is to read for that day, if only where it stands.
        least: the least that it comes to: 0 nothing, 1 a permission, 2 a duty.
        most: the most.
    """

    topic: Topic
    place: str
    day: str
    facts: Facts
    shut: bool
    matters: bool | None
    applied: tuple[AppliedRule, ...]
    waiting: tuple[AppliedRule, ...]
    read: bool
    known: bool
    least: int
    most: int

    @property
    def kind(self) -> str:
        """What it comes to by itself."""
        found = kind_of(self.least, self.most, self.open_facts(), self.unread())
        return "bar" if found == LADDER[NONE] and self.bars else found

    @property
    def bars(self) -> tuple[AppliedRule, ...]:
        """Its rules that are met and forbid."""
        return tuple(applied for applied in self.applied if applied.rule.effect == "bar" and applied.value)

    @property
    def bars_perhaps(self) -> tuple[AppliedRule, ...]:
        """Its rules that forbid, of which it is not known whether they are met."""
        return tuple(applied for applied in self.applied if applied.rule.effect == "bar" and applied.value is None)

    def leaves(self, above: int | None = None) -> Iterator[tuple[AppliedRule, Judged]]:
        """What is not known of the rules that may give more than a level, by itself that of the topic."""
        above = self.least if above is None else above
        for applied in self.applied:
            open_still = applied.value is None and applied not in self.waiting
            if open_still and (applied.most > above or applied.rule.effect == "bar"):
                yield from ((applied, leaf) for leaf in applied.decided_by if leaf.value is None)

    def open_facts(self, above: int | None = None) -> tuple[str, ...]:
        """The facts that are not known and would decide whether it comes to more."""
        asked = [leaf.fact for _, leaf in self.leaves(above) if not leaf.open]
        if self._all_unread(above) and self.matters is None:
            asked += [leaf.fact for leaf in _matters(self.topic, self.facts)]
        return tuple(dict.fromkeys(asked))

    def open_law(self, above: int | None = None) -> tuple[str, ...]:
        """What the law leaves open, a sentence each."""
        return tuple(dict.fromkeys(_open(*found) for found in self.leaves(above) if found[1].open == "law"))

    def unread(self, above: int | None = None) -> tuple[Unread, ...]:
        """What was not read, and could apply."""
        found = [_unread(applied, leaf) for applied, leaf in self.leaves(above) if leaf.open == "reading"]
        if self._all_unread(above) and self.matters and not found:
            what = f"{self.topic.name}: the law of {place_name(self.place)} on {self.day} was not read."
            found.append(Unread(self.topic, what, "", ()))
        return tuple({str(entry): entry for entry in found}.values())

    def _all_unread(self, above: int | None) -> bool:
        above = self.least if above is None else above
        return not self.known and self.matters is not False and LADDER.index(self.topic.most) > above


def kind_of(least: int, most: int, open_facts: tuple[str, ...], unread: tuple[Unread, ...]) -> str:
    """The kind of what lies between two levels, and why it is not settled.

    A missing fact comes first: it is what a professional can find out. So what was not read is said alone only where
    no fact could decide it, and finding out more never makes it a "no basis".

    >>> kind_of(2, 2, (), ()), kind_of(0, 2, ("imminent",), ()), kind_of(0, 2, (), ())
    ('duty', 'facts missing', 'law open')
    """
    if least == most:
        return LADDER[least]
    return "facts missing" if open_facts else "not read" if unread else "law open"


def on_topics(facts: Facts, place: str, day: str) -> tuple[OnTopic, ...]:
    """What each topic comes to, in the order of `TOPICS`."""
    in_force = _in_force_on(place, day)
    return tuple(_on_topic(TOPICS[topic], found, facts, place, day) for topic, found in in_force.items())


def _on_topic(topic: Topic, found: _InForce, facts: Facts, place: str, day: str) -> OnTopic:
    matters = parse(topic.matters).value(all_judged(facts))
    shut = bool(topic.asks) and matters is not True and getattr(facts, topic.asks) is None
    applied = tuple([apply_rule(rule, facts, day) for rule in found.rules])
    waiting = tuple([rule for rule in applied if rule.value is None and _waits(rule)])
    least = max([rule.least for rule in applied], default=NONE)
    most = max([rule.most for rule in applied if rule not in waiting], default=NONE)
    known = found.known and not (most == NONE and _only_later(found.later, applied, facts))
    if not known and matters is not False:
        most = max(most, MUST if topic.most == "duty" else MAY)
    return OnTopic(topic, place, day, facts, shut, matters, applied, waiting, found.read, known, least, most)


def _only_later(later: tuple[Rule, ...], applied: tuple[AppliedRule, ...], facts: Facts) -> bool:
    """Whether a rule would apply that began only later, and nothing that was read says that there was none before."""
    none = any(rule.rule.effect == "none" and rule.value for rule in applied)
    return not none and any(apply_rule(rule, facts, GATHERED).value is not False for rule in later)


def _waits(applied: AppliedRule) -> bool:
    # Most rules ask for none of these; what decides a rule takes longer to find out.
    if not any(fact in applied.rule.when and getattr(applied.facts, fact) is None for fact in WAITS):
        return False
    return all(leaf.fact in WAITS and not leaf.open for leaf in applied.decided_by if leaf.value is None)


def _matters(topic: Topic, facts: Facts) -> Iterator[Judged]:
    return (leaf for leaf in parse(topic.matters).judge(facts).decided_by if leaf.value is None and leaf.fact)


def _open(applied: AppliedRule, leaf: Judged) -> str:
    # Where no fact is at issue, the note of the rule says what its text leaves open.
    if leaf.fact or not applied.rule.note:
        return f"{applied.rule.citation}: {leaf.said}"
    return f"{applied.rule.citation} leaves it open. {applied.rule.note}"


def _unread(applied: AppliedRule, leaf: Judged) -> Unread:
    rule = applied.rule
    topic = TOPICS[rule.topic]
    if leaf.element in ("covered", "in_force"):
        return Unread(topic, f"{topic.name}: {leaf.said.rstrip('.')}.", "", rule.url, rule.citation)
    if rule.read == "not read":
        what = f"{topic.name} was not read here. {rule.note}".strip()
        return Unread(topic, what, f"It stands in {rule.citation}.", rule.url, rule.citation)
    return Unread(topic, f"{topic.name}: {rule.citation} was read in part.", "", rule.url, rule.citation)


@lru_cache(maxsize=512)
def _in_force_on(place: str, day: str) -> Mapping[str, _InForce]:
    """The rules of a place that may be in force on a day, for each topic on which it has a law of its own."""
    found: dict[str, list[Rule]] = {topic: [] for topic in TOPICS if TOPICS[topic].matters}
    for rule in rules_of(place):
        if rule.topic in found:
            found[rule.topic].append(rule)
    return MappingProxyType(
        {
            topic: _in_force(rules, place, day)
            for topic, rules in found.items()
            if (rules or place != "US") and not (place in ABROAD and topic in _US_ALONE)
        }
    )


def _in_force(found: list[Rule], place: str, day: str) -> _InForce:
    surely = [rule for rule in found if in_force(rule, day) and (rule.place == place or rule.topic in _FEDERAL)]
    gives = (rule for rule in found if rule.place == place and rule.effect in ("duty", "permission"))
    return _InForce(
        rules=tuple(rule for rule in found if in_force(rule, day) is not False),
        known=bool(surely),
        read=any(rule.read != "not read" for rule in surely),
        later=tuple(rule for rule in gives if begun(rule.since, day) is False),
    )


@cache
def rules_of(place: str) -> tuple[Rule, ...]:
    """The rules of a place and, in the United States, the federal ones, each of which can be read.

    >>> {rule.place for rule in rules_of("CA")} == {"CA", "US"}
    True
    """
    federal = () if place in ABROAD else ("US",)
    found = tuple(rule for rule in rules() if rule.place in (place, *federal))
    for rule in found:
        try:
            parse(rule.when)
            parse_steps(rule.steps)
        except Mistake as error:
            path = DATA / "law" / f"{rule.topic}.csv"
            raise DataFileError(path, f"id {rule.id}", str(error), "Correct that row.") from error
    return found
