"""Reading a student's answers to a part of an assignment. No keys, no marks, no files."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tarasoff.assignment.data.figure_reading import FigureFound, read_figure
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.data.table_reading import TableFound, read_table
from tarasoff.assignment.parts import PICKS, Case, Pair, Part, QuestionSet, ScenarioPart
from tarasoff.assignment.played import way_taken
from tarasoff.knowledge.wording import short
from tarasoff.scenarios.graded import Way


@frozen
class Reading:
    """A student's answers to one part, as far as they can be read.

    Args:
        choices: (group, id) to the option that was chosen, only where it is a possible one.
        disclosure: (recipient, item) pairs; empty if nobody is told anything; None if not answered.
        problems: what could not be read, in words for the student.
        open: what is not answered yet, in words for the student.
        made: for a part that is answered with code, the table or figure that could be read; None if none could.
        picked: field to what was picked, in the order in which it was, each once; a field that is not answered is
            not there.
        rationale: what was written; empty if nothing was.
        way: for a story, the way of the play that counts; None if there is none that can be followed.
        waits: whether something was handed in that only a person can judge.
    """

    choices: Mapping[tuple[str, str], str]
    disclosure: frozenset[Pair] | None
    problems: tuple[str, ...]
    open: tuple[str, ...]
    made: TableFound | FigureFound | None = None
    picked: Mapping[str, tuple[Any, ...]] = MappingProxyType({})
    rationale: str = ""
    way: Way | None = None
    waits: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is open and nothing is malformed."""
        return not self.problems and not self.open


def read(part: Part, answers: Any) -> Reading:
    """Read what a student answered to a part. Nothing a student writes makes this fail.

    Args:
        part: what was asked.
        answers: the part's answers as they came from JSON or Python; a mapping, or anything else.

    >>> from tarasoff.assignment.parts import ChoiceQuestion, QuestionSet
    >>> part = QuestionSet(1, "questions", "questions", "One", 1, (ChoiceQuestion("q", "Who?", {"a": "A", "b": "B"}),))
    >>> read(part, {"q": "z"}).problems
    ("Question 1: 'z' is not one of the options (a, b).",)
    >>> read(part, {}).open
    ('Question 1',)
    """
    problems: list[str] = []
    given = _mapping(answers, "The answers to this part", problems)
    if isinstance(part, DataPart):
        made = _made(part, given, problems)
        nothing = given.get(part.kept_as) is None
        return Reading({}, None, _few(problems), (f"The {part.kept_as} {part.name!r}",) * nothing, made)
    if isinstance(part, ScenarioPart):
        return _played(part, given, problems)
    fields = set(part.fields) if isinstance(part, Case) else {ask.group for ask in part.asks}
    problems += _strangers(given, fields, "question" if isinstance(part, QuestionSet) else "field")
    still_open: list[str] = []
    choices = _choices(part, given, problems, still_open)
    if not isinstance(part, Case):
        return Reading(choices, None, _few(problems), tuple(still_open))
    picked: dict[str, tuple[Any, ...]] = {}
    for step, possible in part.picks.items():
        found = _picked(part, step, given.get(step), possible, problems)
        if found is None:
            still_open.append(PICKS[step])
        else:
            picked[step] = found
    disclosure = _disclosure(part, given.get("disclosure"), problems) if part.items else None
    if part.items and disclosure is None:
        still_open.append("Who is told what")
    rationale = _written(given.get("rationale"), problems) if part.rationale else ""
    if part.rationale and not rationale:
        still_open.append("Your rationale")
    return Reading(choices, disclosure, _few(problems), tuple(still_open), None, picked, rationale)


def _made(part: DataPart, answers: Mapping[Any, Any], problems: list[str]) -> TableFound | FigureFound | None:
    """The table or the figure that a student's code made, as far as it can be used."""
    others = answers.get("others")
    known = {part.kept_as, "others"} if part.table is not None else {part.kept_as}
    problems += [f"There is no field {short(name)} here. It is not counted." for name in answers if name not in known]
    kept = answers.get(part.kept_as)
    if kept is None:
        return None
    if not isinstance(kept, Mapping):
        problems.append(f"{short(kept)} is not a {part.kept_as} that can be read.")
        return None
    if part.table is not None:
        names = [*kept, *(others if isinstance(others, list | tuple) else ())]
        return read_table(part.table, kept, names, problems)
    return read_figure(part.figure, kept, problems) if part.figure is not None else None


def _played(part: ScenarioPart, given: Mapping[Any, Any], problems: list[str]) -> Reading:
    """How far the story was played."""
    way = way_taken(part, given, problems)
    waits = bool(problems)
    problems += _strangers(given, set(part.fields), "field")
    still_open = () if way and way.ended else (f"“{part.story.title}”, played to its end",)
    return Reading({}, None, _few(problems), still_open, way=way, waits=waits)


def _choices(
    part: QuestionSet | Case, given: Mapping[Any, Any], problems: list[str], still_open: list[str]
) -> dict[tuple[str, str], str]:
    judged: Mapping[Any, Any] = {}
    if isinstance(part, Case):
        judged = _mapping(given.get("criteria"), "The criteria", problems)
        problems += _strangers(judged, {criterion.id for criterion in part.criteria}, "criterion")
    choices: dict[tuple[str, str], str] = {}
    for ask in part.asks:
        chosen = judged.get(ask.id) if ask.id else given.get(ask.group)
        if chosen is None:
            still_open.append(ask.label)
        elif not isinstance(chosen, str) or chosen not in ask.options:
            problems.append(f"{ask.label}: {short(chosen)} is not one of the options ({', '.join(ask.options)}).")
        else:
            choices[ask.group, ask.id] = chosen
    return choices


#: A rationale is a page at most; so many characters count.
LONGEST = 10_000


def _picked(
    part: Case, step: str, given: Any, possible: Mapping[Any, str], problems: list[str]
) -> tuple[Any, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple):
        problems.append(f"{PICKS[step]}: {short(given)} is not a list.")
        return None
    found = list(dict.fromkeys(pick for pick in given if _is_id(pick) and pick in possible))
    wrong = [pick for pick in given if not (_is_id(pick) and pick in possible)]
    words = f"1 to {len(possible)}" if step == "facts" else ", ".join(map(str, possible))
    problems += [f"{PICKS[step]}: {short(pick)} is not one of them ({words})." for pick in wrong]
    if step == "actions" and len(found) > part.order:
        problems.append(f"{PICKS[step]}: choose {part.order} at most. The first {part.order} count.")
        found = found[: part.order]
    # Nothing picked is not yet an answer: every case has a sentence that matters, and something to do.
    return tuple(found) or None


def _is_id(pick: Any) -> bool:
    # True would be taken for sentence 1.
    return isinstance(pick, str | int) and not isinstance(pick, bool)


def _written(given: Any, problems: list[str]) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        problems.append(f"Your rationale: {short(given)} is not a text.")
        return ""
    if len(given) > LONGEST:
        problems.append(f"Your rationale has {len(given)} characters. The first {LONGEST} count.")
    return given[:LONGEST].strip()


# Nobody reads more, and a file can hold a hundred thousand.
_MOST = 20


def _few(problems: list[str]) -> tuple[str, ...]:
    """Each problem once, and no more than can be read."""
    told = tuple(dict.fromkeys(problems))
    return told if len(told) <= _MOST else (*told[:_MOST], f"There are {len(told) - _MOST} more. Correct these first.")


def only_a_person(part: Part, answers: Any) -> bool:
    """Whether something was handed in for a part that only a person can judge: a play that cannot be followed."""
    return isinstance(part, ScenarioPart) and read(part, answers).waits


def strays(answers: Mapping[str, Any], parts: Iterable[str]) -> tuple[str, ...]:
    """Say, for a student and for whoever grades, which answers belong to no part that is asked.

    >>> strays({"case-toy": {}, "case-toi": {}}, ["case-toy"])
    ("There are answers to 'case-toi', which is not a part of this assignment (case-toy). They are not counted.",)
    """
    there = tuple(parts)
    return tuple(
        f"There are answers to {short(part)}, which is not a part of this assignment ({', '.join(there)}). "
        "They are not counted."
        for part in answers
        if part not in there
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
    for recipient in [recipient.id for recipient in part.recipients if recipient.id in given]:
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
    return [f"There is no {what} {short(name)} here. It is not counted." for name in given if name not in known]
