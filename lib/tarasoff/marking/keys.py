"""The key of a part: credit and a message for each option, and whether it answers what the part asks."""

import math
from collections.abc import Iterable, Iterator

from attrs import field, frozen
from attrs.validators import optional

from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.parts import Case, Pair, Part, ScenarioPart
from tarasoff.knowledge.mistakes import Mistake, caught
from tarasoff.knowledge.records import not_empty, not_negative, one_of, schema_1, strangers, unguessable
from tarasoff.marking.data_keys import DataKey, data_differences
from tarasoff.marking.scenario_keys import ScenarioKey, story_differences
from tarasoff.marking.step_keys import Clash, Credit, Engine, LadderKey, PickKey, step_differences

#: What a case can be about.
ROUTES = ("threat", "suicide", "abuse", "grey", "none")


@frozen
class ChoiceKey:
    """The key of one choice.

    Args:
        section: lecture and heading in which to read, such as ``"01 Who may hear what"``.
        sentences: the numbers of the sentences in the story that decide it.
    """

    section: str = field(validator=not_empty)
    sources: tuple[str, ...]
    options: dict[str, Credit]
    sentences: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        if max((option.credit for option in self.options.values()), default=0) != 1:
            raise Mistake("No option earns full credit.", "Give one option credit: 1.")


@frozen
class PairKey:
    """A message for telling one item to one recipient."""

    to: str
    item: str
    why: str = field(validator=not_empty)

    @property
    def pair(self) -> Pair:
        """As (recipient, item)."""
        return self.to, self.item


@frozen
class DisclosureKey:
    """Who must be told what, who may, and what goes too far.

    Args:
        nobody: what a student reads who tells nobody anything.
        necessary: must be said; may be empty.
        acceptable: neither earns nor costs anything.
        too_much: goes too far, with a message of its own.
        otherwise: the message for any other pair, which goes too far as well.
    """

    section: str = field(validator=not_empty)
    sources: tuple[str, ...]
    nobody: str = field(validator=not_empty)
    otherwise: str = field(validator=not_empty)
    necessary: tuple[PairKey, ...] = ()
    acceptable: tuple[PairKey, ...] = ()
    too_much: tuple[PairKey, ...] = ()


@frozen
class QuestionsKey:
    """The key of a set of questions.

    Args:
        salt: random text that decides in which order students see the options.
    """

    schema: int = field(validator=schema_1)
    part: str
    questions: dict[str, ChoiceKey]
    salt: str | None = field(default=None, validator=optional(unguessable))


@frozen
class Weights:
    """How many points each step of a case is worth."""

    facts: float = field(default=0.0, validator=not_negative)
    criteria: float = field(default=0.0, validator=not_negative)
    rule: float = field(default=0.0, validator=not_negative)
    action: float = field(default=0.0, validator=not_negative)
    disclosure: float = field(default=0.0, validator=not_negative)
    record: float = field(default=0.0, validator=not_negative)

    @property
    def total(self) -> float:
        """What the case is worth."""
        return math.fsum((self.facts, self.criteria, self.rule, self.action, self.disclosure, self.record))


@frozen
class CaseKey:
    """The key of a case: one for each step that it asks.

    Args:
        route: what the case is about: ``threat``, ``suicide``, ``abuse``, ``grey`` or ``none``.
        holds: ids of the facts that the story tells.
        withholds: ids of the facts that it leaves open.
        actions: where several actions are put in order; else ``action``.
        clashes: answers that do not fit together.
        engine: what the criteria engine is to find.
        salt: random text that decides in which order students see what can be chosen.
    """

    schema: int = field(validator=schema_1)
    part: str
    weights: Weights
    route: str = field(default="", validator=one_of("", *ROUTES))
    holds: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    criteria: dict[str, ChoiceKey] = field(factory=dict)
    rule: ChoiceKey | None = None
    action: ChoiceKey | None = None
    actions: LadderKey | None = None
    facts: PickKey | None = None
    disclosure: DisclosureKey | None = None
    record: PickKey | None = None
    clashes: tuple[Clash, ...] = ()
    engine: Engine | None = None
    salt: str | None = field(default=None, validator=optional(unguessable))

    @property
    def picks(self) -> dict[str, PickKey | LadderKey]:
        """The keys of the steps in which several things are picked."""
        steps: dict[str, PickKey | LadderKey | None] = {
            "facts": self.facts,
            "actions": self.actions,
            "record": self.record,
        }
        return {step: key for step, key in steps.items() if key is not None}


Key = QuestionsKey | CaseKey | DataKey | ScenarioKey


def choice_keys(key: Key) -> dict[tuple[str, str], ChoiceKey]:
    """All keys of choices, by (group, id) as in `tarasoff.assignment.analysis.Ask`."""
    if isinstance(key, DataKey | ScenarioKey):
        return {}
    if isinstance(key, QuestionsKey):
        return {(question, ""): choice for question, choice in key.questions.items()}
    single = {"rule": key.rule, "action": key.action}
    return {
        **{("criteria", criterion): choice for criterion, choice in key.criteria.items()},
        **{(step, ""): choice for step, choice in single.items() if choice is not None},
    }


def differences(part: Part, key: Key) -> Iterator[Mistake]:
    """Every way in which a key does not answer exactly what its part asks, with the problem and the remedy."""
    if key.part != part.part:
        yield Mistake(f"The key is for part {key.part}.", f"Write part: {part.part}.")
    if isinstance(part, DataPart) and isinstance(key, DataKey):
        yield from data_differences(part, key)
        return
    if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
        yield from story_differences(part, key)
        return
    keys = choice_keys(key)
    asks = {(ask.group, ask.id): ask for ask in part.asks}
    yield from _same(keys, asks, "key")
    for where, ask in asks.items():
        if where not in keys:
            continue
        name = f"key of {' '.join(filter(None, where))}"
        yield from _same(keys[where].options, ask.options, name)
        story = len(part.story) if isinstance(part, Case) else 0
        for sentence in keys[where].sentences:
            if not 1 <= sentence <= story:
                yield Mistake(f"The {name} names sentence {sentence} of a story of {story}.", "Correct the number.")
    if isinstance(part, Case) and isinstance(key, CaseKey):
        yield from _case_differences(part, key)


def _case_differences(part: Case, key: CaseKey) -> Iterator[Mistake]:
    if not math.isclose(key.weights.total, part.points):
        problem = f"The weights add up to {key.weights.total:g}, not {part.points}."
        yield Mistake(problem, "Change the weights or the points.")
    yield from step_differences(part, key.picks, key.clashes)
    if bool(part.items) != (key.disclosure is not None):
        yield Mistake("Only one of key and case has a disclosure.", "Give both recipients, items and their key.")
    if key.disclosure is None or not part.items:
        return
    recipients, items = {recipient.id for recipient in part.recipients}, {item.id for item in part.items}
    pairs = (*key.disclosure.necessary, *key.disclosure.acceptable, *key.disclosure.too_much)
    for pair in pairs:
        yield from caught(strangers, (pair.to,), recipients, "The disclosure names", "recipient")
        yield from caught(strangers, (pair.item,), items, "The disclosure names", "item")
    if len({pair.pair for pair in pairs}) != len(pairs):
        yield Mistake("A pair of recipient and item stands twice in the disclosure.", "Remove one.")


def _same(have: Iterable[object], want: Iterable[object], where: str) -> Iterator[Mistake]:
    missing, extra = set(want) - set(have), set(have) - set(want)
    if missing or extra:
        words = [f"misses {_list(missing)}"] * bool(missing) + [f"has {_list(extra)}, which is not asked"] * bool(extra)
        yield Mistake(f"The {where} {' and '.join(words)}.", "Make the key and the part name the same.")


def _list(ids: Iterable[object]) -> str:
    return ", ".join(sorted(" ".join(filter(None, name)) if isinstance(name, tuple) else str(name) for name in ids))
