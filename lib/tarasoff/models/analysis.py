"""What an assignment asks, and what a set of answers says to it. No keys, no marks, no files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from tarasoff.knowledge.records import not_empty, not_negative, schema_1
from tarasoff.models.data import DataPart
from tarasoff.models.data_reading import read_data
from tarasoff.models.figure_reading import FigureFound
from tarasoff.models.table_reading import TableFound
from tarasoff.models.wording import short

JUDGEMENTS: Mapping[str, str] = {"met": "Met", "not_met": "Not met", "unclear": "Unclear"}

Pair = tuple[str, str]


@frozen
class Ask:
    """One thing to choose.

    Args:
        group: the field of the answers in which it stands; the id of a question, or ``criteria`` or ``action``.
        id: the criterion, inside ``criteria``; else empty.
        label: what is asked.
        options: what can be chosen, id to words.
    """

    group: str
    id: str
    label: str
    options: Mapping[str, str]


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

    def asks(self) -> Iterator[Ask]:
        """Everything there is to choose."""
        for number, question in enumerate(self.questions, start=1):
            yield Ask(question.id, "", f"Question {number}", question.options)


@frozen
class Named:
    """A criterion, an action, a recipient or an item: an id and the words for it."""

    id: str
    label: str = field(validator=not_empty)


@frozen
class Case:
    """A part of an assignment that is one case to analyse, from its facts to what is said to whom.

    Args:
        rule: what may be taken as given about law and code where the case plays.
        story: numbered sentences.
        support: one line on support, where suicide or abuse is in the story.
        criteria: each is judged met, not met or unclear.
        actions: one is chosen.
        recipients, items: who may be told what; any pairs, or nobody.
    """

    schema: int = field(validator=schema_1)
    part: str
    kind: Literal["case"]
    title: str
    points: float = field(validator=not_negative)
    setting: str
    rule: str
    story: tuple[str, ...] = field(validator=not_empty)
    criteria: tuple[Named, ...] = field(validator=not_empty)
    actions: tuple[Named, ...] = field(validator=not_empty)
    recipients: tuple[Named, ...] = field(validator=not_empty)
    items: tuple[Named, ...] = field(validator=not_empty)
    support: str = ""

    def asks(self) -> Iterator[Ask]:
        """Everything there is to choose; the disclosure is apart."""
        for criterion in self.criteria:
            yield Ask("criteria", criterion.id, criterion.label, JUDGEMENTS)
        yield Ask("action", "", "Action", {action.id: action.label for action in self.actions})


Part = QuestionSet | Case | DataPart


@frozen
class Reading:
    """What a set of answers says to one part, once it has been read with care.

    Args:
        choices: (group, id) to the option that was chosen, only where it is a possible one.
        disclosure: (recipient, item) pairs; empty if nobody is told anything; None if not answered.
        problems: what could not be read, in words for the student.
        open: what is not answered yet, in words for the student.
        made: for a part that is answered with code, the table or figure that could be read; None if none could.
    """

    choices: Mapping[tuple[str, str], str]
    disclosure: frozenset[Pair] | None
    problems: tuple[str, ...]
    open: tuple[str, ...]
    made: TableFound | FigureFound | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is open and nothing is malformed."""
        return not self.problems and not self.open


def read(part: Part, answers: Any) -> Reading:
    """Read what a student answered to a part. Nothing a student writes makes this fail.

    Args:
        part: what was asked.
        answers: the part's answers as they came from JSON or Python; a mapping, or anything else.

    Returns:
        What can be used, what cannot, and what is still open.

    >>> from tarasoff.models.analysis import ChoiceQuestion, QuestionSet
    >>> part = QuestionSet(1, "questions", "questions", "One", 1, (ChoiceQuestion("q", "Who?", {"a": "A", "b": "B"}),))
    >>> read(part, {"q": "z"}).problems
    ("Question 1: 'z' is not one of the options (a, b).",)
    >>> read(part, {}).open
    ('Question 1',)
    """
    problems: list[str] = []
    given = _mapping(answers, "The answers to this part", problems)
    if isinstance(part, DataPart):
        made = read_data(part, given, problems)
        nothing = given.get(part.kept_as) is None
        return Reading({}, None, _few(problems), (f"The {part.kept_as} {part.name!r}",) * nothing, made)
    fields = {ask.group for ask in part.asks()} | ({"disclosure"} if isinstance(part, Case) else set())
    problems += _strangers(given, fields, "question" if isinstance(part, QuestionSet) else "field")
    judged: Mapping[Any, Any] = {}
    if isinstance(part, Case):
        judged = _mapping(given.get("criteria"), "The criteria", problems)
        problems += _strangers(judged, {criterion.id for criterion in part.criteria}, "criterion")

    choices: dict[tuple[str, str], str] = {}
    still_open: list[str] = []
    for ask in part.asks():
        chosen = judged.get(ask.id) if ask.id else given.get(ask.group)
        if chosen is None:
            still_open.append(ask.label)
        elif not isinstance(chosen, str) or chosen not in ask.options:
            problems.append(f"{ask.label}: {short(chosen)} is not one of the options ({', '.join(ask.options)}).")
        else:
            choices[ask.group, ask.id] = chosen

    disclosure = _disclosure(part, given.get("disclosure"), problems) if isinstance(part, Case) else None
    if isinstance(part, Case) and disclosure is None:
        still_open.append("Who is told what")
    return Reading(choices, disclosure, _few(problems), tuple(still_open))


# Nobody reads more, and a file can hold a hundred thousand.
_MOST = 20


def _few(problems: list[str]) -> tuple[str, ...]:
    """Each problem once, and no more than can be read."""
    told = tuple(dict.fromkeys(problems))
    return told if len(told) <= _MOST else (*told[:_MOST], f"There are {len(told) - _MOST} more. Correct these first.")


def strays(answers: Mapping[str, Any], parts: Iterable[str]) -> tuple[str, ...]:
    """Say, for a student and for whoever grades, which answers belong to no part that is asked.

    Args:
        answers: by part, as the file holds them.
        parts: ids of the parts that there are.

    >>> strays({"case-toy": {}, "case-toi": {}}, ["case-toy"])
    ("There are answers to 'case-toi', which is no part here (there are: case-toy). They are not counted.",)
    """
    there = tuple(parts)
    return tuple(
        f"There are answers to {short(one)}, which is no part here (there are: {', '.join(there)}). "
        "They are not counted."
        for one in answers
        if one not in there
    )[:_MOST]


def _mapping(given: Any, what: str, problems: list[str]) -> Mapping[Any, Any]:
    if isinstance(given, Mapping):
        return given
    if given is not None:
        problems.append(f"{what} should be a list of fields, not {short(given)}.")
    return {}


def _disclosure(part: Case, given: Any, problems: list[str]) -> frozenset[Pair] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        problems.append(f"disclosure: {short(given)} is not a list of recipients.")
        return None
    recipients = {recipient.id for recipient in part.recipients}
    items = {item.id for item in part.items}
    problems += _strangers(given, recipients, "recipient")
    pairs: set[Pair] = set()
    unread = 0
    # In the order of the part: a set's order changes from one run to the next, and with it the report.
    for recipient in [one.id for one in part.recipients if one.id in given]:
        said = given[recipient]
        if not isinstance(said, list | tuple):
            problems.append(f"disclosure, {recipient}: {short(said)} is not a list of items.")
            unread += 1
            continue
        for item in said:
            if not isinstance(item, str) or item not in items:
                problems.append(
                    f"disclosure, {recipient}: {short(item)} is not one of the items ({', '.join(sorted(items))})."
                )
                unread += 1
            else:
                pairs.add((recipient, item))
    unread += len(set(map(str, given)) - recipients)
    # Something was meant but cannot be read: that is not the same as "nobody is told anything".
    return None if unread and not pairs else frozenset(pairs)


def _strangers(given: Mapping[Any, Any], known: set[str], what: str) -> list[str]:
    return [f"There is no {what} {short(one)} here. It is not counted." for one in given if one not in known]
