"""Keys of the steps of a case in which several things are picked, put in order, or do not fit together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from tarasoff.assignment.parts import Case
from tarasoff.knowledge.law.facts import Facts
from tarasoff.knowledge.law.words import KINDS, TOPICS
from tarasoff.knowledge.mistakes import Mistake, caught
from tarasoff.knowledge.records import not_empty, one_of, strangers, zero_to_one


@frozen
class Credit:
    """What one option earns, and why.

    Args:
        credit: from 0 to 1.
        why: what a student who chose it reads. It names what is wrong, not what would be right.
        breach: ``over`` (says, or leads to saying, too much), ``under`` (says or does too little), or none.
    """

    credit: float = field(validator=zero_to_one)
    why: str = field(validator=not_empty)
    breach: str | None = field(default=None, validator=one_of("over", "under", None))


@frozen
class PickKey:
    """The key of a step in which several things are picked: sentences of the story, or what goes on record.

    Args:
        needed: what must be picked, each with what a student reads who has it.
        fine: what earns and costs nothing, with a message.
        wrong: what costs as much as a needed one earns, with a message of its own.
        otherwise: the message for anything else, which costs as much.
        lacking: what a student reads who misses some. It does not say which.
    """

    section: str = field(validator=not_empty)
    sources: tuple[str, ...]
    needed: dict[str, str] = field(validator=not_empty)
    otherwise: str = field(validator=not_empty)
    lacking: str = field(validator=not_empty)
    fine: dict[str, str] = field(factory=dict)
    wrong: dict[str, str] = field(factory=dict)

    @property
    def named(self) -> Iterator[str]:
        """Everything that it names."""
        yield from (*self.needed, *self.fine, *self.wrong)


@frozen
class Rung:
    """One thing that has to be done, in one way or another.

    Args:
        ways: actions of which one is enough.
        lacking: what a student reads who chose none of them.
        breach: what it is to leave it out: ``under``, or none.
    """

    ways: tuple[str, ...] = field(validator=not_empty)
    lacking: str = field(validator=not_empty)
    breach: str | None = field(default=None, validator=one_of("under", None))


@frozen
class LadderKey:
    """The key of actions that are put in order.

    Args:
        options: each action with its credit: a rung is worth as much as the best of its ways that was chosen, and an
            action on no rung costs what it lacks in credit.
        ladder: what has to be done, in the order in which it comes.
        turned: what a student reads who put a later rung before an earlier one.
    """

    section: str = field(validator=not_empty)
    sources: tuple[str, ...]
    options: dict[str, Credit]
    ladder: tuple[Rung, ...] = field(validator=not_empty)
    turned: str = field(validator=not_empty)

    def __attrs_post_init__(self) -> None:
        ways = [way for rung in self.ladder for way in rung.ways]
        if len(set(ways)) != len(ways):
            raise Mistake("An action stands on two rungs of the ladder.", "Leave it on one.")
        strangers(ways, set(self.options), "The ladder names", "action")
        for number, rung in enumerate(self.ladder, start=1):
            if max(self.options[way].credit for way in rung.ways) != 1:
                raise Mistake(f"No way up rung {number} earns full credit.", "Give one of its actions credit: 1.")


@frozen(kw_only=True)
class When:
    """Answers of a student that stand together. What is left out does not matter.

    Args:
        criteria: criterion to judgement.
        rule: the rule that was chosen.
        does: an action that was chosen.
        leaves: an action that was not.
        tells: a recipient who hears something; ``nobody`` if nobody hears anything.
        marks: a sentence that was marked.
        passes: a sentence that was not.
        records: something that goes on record.
        omits: something that does not.
    """

    criteria: dict[str, str] = field(factory=dict)
    rule: str = ""
    does: str = ""
    leaves: str = ""
    tells: str = ""
    marks: int | None = None
    passes: int | None = None
    records: str = ""
    omits: str = ""


@frozen
class Clash:
    """Answers that do not fit together, and what a student reads who gave them. It costs nothing by itself."""

    when: When
    why: str = field(validator=not_empty)
    breach: str | None = field(default=None, validator=one_of("over", "under", None))


@frozen
class Engine:
    """What the criteria engine is to find for the case, so that a key and the law do not part unseen.

    Args:
        kind: what the engine finds, as in `KINDS`.
        differs: why the key goes another way than the finding; empty if it does not.
        topic: the topic of law that the case is about, as an id in `TOPICS`; empty for all of them together.
    """

    facts: Facts
    kind: str = field(validator=one_of(*KINDS))
    differs: str = ""
    topic: str = field(default="", validator=one_of("", *TOPICS))


def step_differences(
    part: Case, picks: Mapping[str, PickKey | LadderKey], clashes: tuple[Clash, ...]
) -> Iterator[Mistake]:
    """Every way in which keys of steps do not answer exactly what a case asks."""
    asked = part.picks
    if missing := set(asked) - set(picks):
        yield Mistake(f"The key misses {', '.join(sorted(missing))}.", "Write the key of that step.")
    if extra := set(picks) - set(asked):
        yield Mistake(f"The key has {', '.join(sorted(extra))}, which is not asked.", "Remove it, or ask for it.")
    for step, key in picks.items():
        if step not in asked:
            continue
        possible = set(map(str, asked[step]))
        named = list(key.options) if isinstance(key, LadderKey) else list(key.named)
        yield from _strangers(named, possible, f"The key of {step} names", "choice")
        if len(set(named)) != len(named):
            yield Mistake(f"The key of {step} names something twice.", "Leave it in one place.")
        if isinstance(key, LadderKey):
            if lacking := possible - set(named):
                yield Mistake(f"The key of {step} misses {', '.join(sorted(lacking))}.", "Give each action its credit.")
            if len(key.ladder) > part.order:
                yield Mistake(
                    f"The ladder has {len(key.ladder)} rungs, and only {part.order} actions may be chosen.",
                    "Raise order in the case, or take rungs away.",
                )
    for clash in clashes:
        yield from _when_differences(part, clash.when)


def _strangers(named: Iterable[object], possible: Iterable[object], who: str, what: str) -> Iterator[Mistake]:
    for one in named:
        yield from caught(strangers, (one,), possible, who, what)


def _when_differences(part: Case, when: When) -> Iterator[Mistake]:
    actions, sentences = {action.id for action in part.actions}, set(range(1, len(part.story) + 1))
    given: tuple[tuple[Any, set[Any], str], ...] = (
        (tuple(when.criteria), {criterion.id for criterion in part.criteria}, "criterion"),
        ((when.rule,), {rule.id for rule in part.rules}, "rule"),
        ((when.does, when.leaves), actions, "action"),
        ((when.tells,), {recipient.id for recipient in part.recipients} | {"nobody"}, "recipient"),
        ((when.marks, when.passes), sentences, "sentence"),
        ((when.records, when.omits), {entry.id for entry in part.record}, "item of the record"),
    )
    for named, possible, what in given:
        yield from _strangers([name for name in named if name not in ("", None)], possible, "A clash names", what)
