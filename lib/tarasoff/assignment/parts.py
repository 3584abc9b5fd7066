"""What an assignment asks: its parts, and the steps of a case. No keys, no marks, no files."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from tarasoff.assignment.data.parts import DataPart
from tarasoff.knowledge.records import Named, not_empty, not_negative, schema_1
from tarasoff.scenarios.records import Scenario

#: What the steps are called in which one picks several.
PICKS: Mapping[str, str] = MappingProxyType(
    {"facts": "The sentences that matter", "actions": "What you do, in order", "record": "What goes on record"}
)

JUDGEMENTS: Mapping[str, str] = {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}

Pair = tuple[str, str]


@frozen
class Ask:
    """One thing to choose.

    Args:
        group: the field of the answers in which it stands; the id of a question, or ``criteria`` or ``action``.
        id: the criterion, inside ``criteria``; else empty.
        options: what can be chosen, id to words.
        stem: the question in full, where the label only numbers it.
    """

    group: str
    id: str
    label: str
    options: Mapping[str, str]
    stem: str = ""


@frozen
class ChoiceQuestion:
    """A question with options of which one is chosen."""

    id: str
    stem: str = field(validator=not_empty)
    options: dict[str, str] = field(validator=not_empty)


@frozen
class QuestionSet:
    """A part of an assignment that is a list of choice questions."""

    schema: int = field(validator=schema_1)
    part: str
    kind: Literal["questions"]
    title: str
    points: float = field(validator=not_negative)
    questions: tuple[ChoiceQuestion, ...] = field(validator=not_empty)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """Everything there is to choose."""
        numbered = enumerate(self.questions, start=1)
        return tuple(Ask(one.id, "", f"Question {number}", one.options, one.stem) for number, one in numbered)


@frozen
class Case:
    """A part of an assignment that is one case to analyse, from its facts to what goes on record.

    A step that is left out is not asked: a case may be a single step, or a whole analysis.

    Args:
        setting: who the student is, and what is given.
        rule: what may be taken as given about law and code where the case plays.
        support: one line on support, where suicide or abuse is in the story.
        place: the code of the place whose law holds.
        day: the day on which it plays, as an ISO date.
        profession: of the student, as that fact of `tarasoff.knowledge.law.facts.FACT_KINDS`.
        sentences: whether the sentences that matter are to be marked.
        criteria: each is judged met, not met or unclear.
        rules: one is chosen as the rule that governs here.
        actions: one is chosen; several in order, if `order` says how many.
        order: how many actions are chosen at most, in the order in which they are taken; 1 asks for a single one.
        recipients, items: who may be told what; any pairs, or nobody.
        record: what must go on record; any of them.
        rationale: what the student is to write; empty if nothing.
    """

    schema: int = field(validator=schema_1)
    part: str
    kind: Literal["case"]
    title: str
    points: float = field(validator=not_negative)
    setting: str
    rule: str
    story: tuple[str, ...] = field(validator=not_empty)
    support: str = ""
    place: str = ""
    day: str = ""
    profession: str = ""
    cast: tuple[Named, ...] = ()
    sentences: bool = False
    criteria: tuple[Named, ...] = ()
    rules: tuple[Named, ...] = ()
    actions: tuple[Named, ...] = ()
    order: int = 1
    recipients: tuple[Named, ...] = ()
    items: tuple[Named, ...] = ()
    record: tuple[Named, ...] = ()
    rationale: str = ""

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """Each single choice; what is picked from several, and the disclosure, are apart."""
        asks = [Ask("criteria", criterion.id, criterion.label, JUDGEMENTS) for criterion in self.criteria]
        if self.rules:
            asks.append(Ask("rule", "", "The rule that governs", {rule.id: rule.label for rule in self.rules}))
        if self.actions and self.order == 1:
            asks.append(Ask("action", "", "Action", {action.id: action.label for action in self.actions}))
        return tuple(asks)

    @cached_property
    def picks(self) -> Mapping[str, Mapping[Any, str]]:
        """What is picked from several, by field: each thing that can be picked, and its words."""
        found: dict[str, Mapping[Any, str]] = {}
        if self.sentences:
            found["facts"] = dict(enumerate(self.story, start=1))
        if self.actions and self.order > 1:
            found["actions"] = {action.id: action.label for action in self.actions}
        if self.record:
            found["record"] = {entry.id: entry.label for entry in self.record}
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of an answer to it."""
        told = {"disclosure"} if self.items else set()
        written = {"rationale"} if self.rationale else set()
        return frozenset({ask.group for ask in self.asks} | set(self.picks) | told | written)


@frozen
class ScenarioPart:
    """A part of an assignment that is a story to play to its end: what is handed in is the play.

    Args:
        story: without anything that says what a choice is worth.
    """

    part: str
    title: str
    points: float = field(validator=not_negative)
    story: Scenario
    kind: Literal["scenario"] = "scenario"

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Nothing outside the story."""
        return ()

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of an answer to it: the plays, and what was thought aloud in a scene."""
        scenes = (scene.id for scene in self.story.scenes)
        return frozenset({self.story.id, *(f"{self.story.id}/{scene}" for scene in scenes)})


Part = QuestionSet | Case | DataPart | ScenarioPart
