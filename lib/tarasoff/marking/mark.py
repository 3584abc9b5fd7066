"""Mark answers against a key. Pure: the same answers and key always give the same report."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from safegrade.contract import Line, Report
from tarasoff.assignment.analysis import Reading, read
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.parts import Ask, Case, Pair, Part, QuestionSet, ScenarioPart
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.data_marking import data_answers, mark_data
from tarasoff.marking.keys import CaseKey, ChoiceKey, DisclosureKey, Key, QuestionsKey, choice_keys
from tarasoff.marking.scenario_keys import ScenarioKey
from tarasoff.marking.scenario_marking import mark_scenario, scenario_answers
from tarasoff.marking.step_keys import LadderKey
from tarasoff.marking.step_marking import (
    best_picks,
    clash_lines,
    in_groups,
    mark_ladder,
    mark_pick,
    step_line,
    told_right,
)

#: The heading under which the points of all criteria are told: one of seven is worth 2/7 of a point.
CRITERIA = "The criteria"
_NOTHING: Mapping[Any, Any] = MappingProxyType({})

#: By group and id of a choice, and by the option that was chosen, or None: the line of the report.
ChoiceLines = Mapping[tuple[str, str], Mapping[str | None, Line]]


def choice_lines(part: Part, key: Key) -> ChoiceLines:
    """Every line that a choice in a part can get."""
    keys, worth = choice_keys(key), _worth(part, key)
    asked = (((ask.group, ask.id), ask) for ask in part.asks)
    every = ((at, ask, (None, *ask.options)) for at, ask in asked)
    return {at: {one: _choice(part, ask, keys[at], one, worth[at[0]]) for one in ones} for at, ask, ones in every}


def mark(
    part: Part, key: Key, answers: Any, notes: tuple[str, ...] = (), beside: Mapping[Any, Any] = _NOTHING,
    *, made: ChoiceLines | None = None,
) -> Report:
    """Mark a student's answers to one part.

    Args:
        part: what was asked.
        key: its key.
        answers: the part's answers as they came from ``answers.json``: a mapping, None, or anything else.
        notes: what the reader of the file has to say already.
        beside: the student's answers to all parts, since a figure draws the table of another.
        made: from `choice_lines`, where a class is marked: many students choose the same.

    Returns:
        A report. Nothing that a student writes makes this fail.
    """
    reading = read(part, answers)
    made = choice_lines(part, key) if made is None else made
    lines = [of_choice[reading.choices.get(at)] for at, of_choice in made.items()]
    written, support = None, ""
    story: tuple[str, ...] = ()
    if isinstance(part, Case) and isinstance(key, CaseKey):
        lines = _in_order(part, key, reading, lines)
        written, support, story = (reading.rationale if part.rationale else None), part.support, part.story
    if isinstance(part, DataPart) and isinstance(key, DataKey):
        lines += mark_data(part, key, reading.made, beside)
    if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
        lines = mark_scenario(part, key, reading)
    notes = (*notes, *reading.problems)
    return Report(part.part, part.title, part.points, tuple(lines), notes, written, support, story)


def _in_order(part: Case, key: CaseKey, reading: Reading, choices: list[Line]) -> list[Line]:
    """The lines of a case in the order of its steps: facts, criteria and rule, action, disclosure, record."""
    weights = {"facts": key.weights.facts, "actions": key.weights.action, "record": key.weights.record}
    picked: dict[str, Line] = {}
    for step, step_key in key.picks.items():
        given = reading.picked.get(step)
        if isinstance(step_key, LadderKey):
            picked[step] = mark_ladder(part, step_key, given, weights[step])
        else:
            picked[step] = mark_pick(part, step, step_key, given, weights[step])
    told = []
    if key.disclosure is not None:
        told.append(_disclosure(part, key.disclosure, reading.disclosure, key.weights.disclosure))
    at = {step: [picked[step]] if step in picked else [] for step in weights}
    return [*at["facts"], *choices, *at["actions"], *told, *at["record"], *clash_lines(key.clashes, reading)]


def _worth(part: Part, key: Key) -> dict[str, float]:
    """Points for one choice, by group."""
    if isinstance(key, QuestionsKey):
        return dict.fromkeys(key.questions, part.points / len(key.questions))
    if isinstance(key, DataKey | ScenarioKey):
        return {}
    each = key.weights.criteria / max(len(key.criteria), 1)
    return {"criteria": each, "rule": key.weights.rule, "action": key.weights.action}


def _choice(part: Part, ask: Ask, key: ChoiceKey, chosen: str | None, points: float) -> Line:
    step = "question" if isinstance(part, QuestionSet) else ask.group
    more: dict[str, Any] = {"asked": ask.stem, "among": CRITERIA if ask.id else "", "sentences": key.sentences}
    if chosen is None:
        return step_line(ask.label, points, step, key, **more)
    option, label = key.options[chosen], ask.options[chosen]
    about, why = f"{ask.label}: {label}", (option.why, *_decided(key.sentences))
    return step_line(about, points, step, key, option.credit, why=why, kind=option.breach, chosen=label, **more)


def _decided(sentences: tuple[int, ...]) -> list[str]:
    if not sentences:
        return []
    *most, last = map(str, sentences)
    named = f"sentences {', '.join(most)} and {last}" if most else f"sentence {last}"
    return [f"Decided by {named} of the story."]


def _disclosure(part: Case, key: DisclosureKey, told: frozenset[Pair] | None, points: float) -> Line:
    """Mark who is told what: where two or more things must be said, one too many costs as much as one too few."""
    if told is None:
        return step_line("Who is told what", points, "disclosure", key)
    necessary = {pair.pair: pair.why for pair in key.necessary}
    fine = necessary | {pair.pair: pair.why for pair in key.acceptable}
    warnings = {pair.pair: pair.why for pair in key.too_much}
    extra = [pair for pair in _ordered(part, told) if pair not in fine]
    lacking = len(necessary.keys() - told)
    share = told_right(len(necessary), lacking, len(extra))
    # What is right comes first.
    said = [("fits", _words(part, pair), fine[pair]) for pair in _ordered(part, told) if pair in fine]
    said += [("over", _words(part, pair), warnings.get(pair, key.otherwise)) for pair in extra]
    if not told:
        said.append(("under" if necessary else "fits", "Nobody is told anything", key.nobody))
    elif lacking:
        what = f"{lacking} of the {len(necessary)} things that somebody must hear in order to protect are not said."
        said.append(("under", "", what))
    kind = "over" if extra else "under" if lacking else None
    return step_line("Who is told what", points, "disclosure", key, share, why=(), kind=kind, items=in_groups(said))


def _ordered(part: Case, pairs: frozenset[Pair]) -> list[Pair]:
    return [(to.id, item.id) for to in part.recipients for item in part.items if (to.id, item.id) in pairs]


def _words(part: Case, pair: Pair) -> str:
    to = next(recipient.label for recipient in part.recipients if recipient.id == pair[0])
    item = next(item.label for item in part.items if item.id == pair[1])
    return f"{to}: “{item}”"


def model_answers(part: Part, key: Key) -> dict[str, Any]:
    """The answers that earn full marks. For checks of a key; it needs the key, so no student can call it."""
    return _answers(part, key, best=True)


def worst_answers(part: Part, key: Key) -> dict[str, Any]:
    """Complete answers that earn as little as a key allows: the weakest options, and nobody told who should be.

    Where nobody must be told anything, everybody is told everything.
    """
    return _answers(part, key, best=False)


def _answers(part: Part, key: Key, *, best: bool) -> dict[str, Any]:
    if isinstance(part, DataPart) and isinstance(key, DataKey):
        return data_answers(part, key, best=best)
    if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
        return scenario_answers(part, key, best=best)
    pick = max if best else min
    answers: dict[str, Any] = {}
    for (group, entry), choice in choice_keys(key).items():
        option = pick(choice.options, key=lambda name, choice=choice: choice.options[name].credit)  # type: ignore[misc]
        if entry:
            answers.setdefault(group, {})[entry] = option
        else:
            answers[group] = option
    if isinstance(part, Case) and isinstance(key, CaseKey):
        answers |= best_picks(part, key.picks, best=best)
    if isinstance(part, Case) and isinstance(key, CaseKey) and key.disclosure is not None:
        told: dict[str, list[str]] = {}
        if best:
            for pair in key.disclosure.necessary:
                told.setdefault(pair.to, []).append(pair.item)
        elif not key.disclosure.necessary:
            told = {to.id: [item.id for item in part.items] for to in part.recipients}
        answers["disclosure"] = told
    return answers
