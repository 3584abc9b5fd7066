"""What somebody earns who reads nothing: simple strategies, marked as a student's answers are."""

import random
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.files import load_parts
from tarasoff.assignment.parts import JUDGEMENTS, Case, Part, ScenarioPart
from tarasoff.assignment.variants import letters, variant
from tarasoff.authoring.shuffle import shuffled
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import Key
from tarasoff.marking.mark import mark
from tarasoff.marking.scenario_marking import played
from tarasoff.scenarios.records import Choice

#: What can be chosen or picked in a step, id to words, in the order in which students see it.
Options = Mapping[Any, str]
Ranking = Callable[[Options], list[Any]]

#: How much more than chance a strategy may earn, in points of a hundred.
TOLERATED = 15

CHANCE, MIXED = "chance", "best of each step"
_DRAWS = 200


def _from(place: int, options: Options) -> list[Any]:
    """In the order shown, beginning at one place, or with the last if there are not so many."""
    ids = list(options)
    start = min(place, len(ids) - 1)
    return ids[start:] + ids[:start]


def _centre(options: Options) -> list[Any]:
    ids = list(options)
    return sorted(ids, key=lambda one: abs(ids.index(one) - (len(ids) - 1) / 2))


def _middle(options: Options) -> list[Any]:
    usual = median(map(len, options.values()))
    return sorted(options, key=lambda one: abs(len(options[one]) - usual))


#: Which is taken first, by what shows without reading. One is chosen, or the first half is picked.
RANKINGS: Mapping[str, Ranking] = MappingProxyType(
    {
        **{name: partial(_from, place) for place, name in enumerate(("first", "second", "third", "fourth", "fifth"))},
        "last": lambda options: list(options)[::-1],
        "centre": _centre,
        "longest": lambda options: sorted(options, key=lambda one: -len(options[one])),
        "shortest": lambda options: sorted(options, key=lambda one: len(options[one])),
        "middle length": _middle,
        "first id": lambda options: sorted(options, key=str),
        "last id": lambda options: sorted(options, key=str, reverse=True),
    }
)
_ALWAYS = {f"always {words.lower()}": judgement for judgement, words in JUDGEMENTS.items()}
#: All strategies, in the order in which they are shown.
STRATEGIES = (*RANKINGS, *_ALWAYS, "all", "none", "made up")


def answer(part: Part, strategy: str) -> dict[str, Any]:
    """What a strategy answers to a part, from what a student sees of it.

    Args:
        part: as it is handed out.
        strategy: one of `STRATEGIES`. Steps on which it has nothing to say are left out.
    """
    if isinstance(part, DataPart):
        return _made_up(part) if strategy == "made up" else {}
    if strategy in RANKINGS:
        return _ranked(part, RANKINGS[strategy])
    if strategy in _ALWAYS:
        return {"criteria": {ask.id: _ALWAYS[strategy] for ask in part.asks if ask.id}}
    if not isinstance(part, Case) or strategy == "made up":
        return {}
    everything = strategy == "all"
    told = {to.id: [item.id for item in part.items] for to in part.recipients if everything}
    return {step: list(options) * everything for step, options in part.picks.items()} | _told(part, told)


def _ranked(part: Part, ranking: Ranking) -> dict[str, Any]:
    if isinstance(part, ScenarioPart):
        return _played(part, lambda options: ranking(options)[0])
    answers = {ask.group: ranking(ask.options)[0] for ask in part.asks if not ask.id}
    if not isinstance(part, Case):
        return answers
    for step, options in part.picks.items():
        most = part.order if step == "actions" else -(-len(options) // 2)
        answers[step] = ranking(options)[:most]
    if not part.items:
        return answers
    to, item = (ranking({one.id: one.label for one in group})[0] for group in (part.recipients, part.items))
    return answers | _told(part, {to: [item]})


def _played(part: ScenarioPart, pick: Callable[[Options], str]) -> dict[str, Any]:
    """A play in which each choice is made by what shows without reading."""
    return played(part, lambda _, choices: _by_id(choices, pick({one.id: one.text for one in choices})))


def _by_id(choices: Iterable[Choice], wanted: str) -> Choice:
    return next(one for one in choices if one.id == wanted)


def _told(part: Case, told: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"disclosure": told} if part.items else {}


def _made_up(part: DataPart) -> dict[str, Any]:
    """Numbers out of the air, and a figure of them whose labels repeat the task."""
    if part.table is not None:
        first, *others = part.table.columns
        rows: list[float | str] = [*first.given] or ["1"]
        return {"table": {first.name: rows} | {one.name: [1] * len(rows) for one in others}}
    figure = part.figure
    if figure is None:
        return {}
    points = [[place, 1] for place in figure.given]
    texts = {"title": f"{figure.y}, {figure.x}", "x_label": figure.x, "y_label": figure.y}
    return {"figure": texts | {"drawn": [{"kind": "bars", "points": points}]}}


def _at_random(part: Part, chance: random.Random) -> dict[str, Any]:
    """An answer to every step, each with even chances."""
    if isinstance(part, ScenarioPart):
        return _played(part, lambda options: chance.choice(list(options)))
    answers: dict[str, Any] = {}
    for ask in part.asks:
        chosen = chance.choice(list(ask.options))
        if ask.id:
            answers.setdefault(ask.group, {})[ask.id] = chosen
        else:
            answers[ask.group] = chosen
    if not isinstance(part, Case):
        return answers
    for step, options in part.picks.items():
        if step == "actions":
            answers[step] = chance.sample(list(options), part.order)
        else:
            answers[step] = [one for one in options if chance.random() < 1 / 2]
    told = {to.id: [item.id for item in part.items if chance.random() < 1 / 2] for to in part.recipients}
    return answers | _told(part, told)


@frozen
class Earned:
    """What one strategy earns in an assignment.

    Args:
        share: of all points that are marked without a person, in points of a hundred.
        steps: the points for each kind of step.
    """

    strategy: str
    share: float
    steps: Mapping[str, float]


def table(parts: Iterable[tuple[Part, Key]]) -> list[Earned]:
    """What each strategy earns, `CHANCE` first and `MIXED` last.

    Where a strategy leaves a step open, it has what chance earns there. `MIXED` takes in each kind of step the strategy
    that earns the most, as somebody might who has seen what earlier assignments wanted.

    Args:
        parts: each part as it is handed out, with its key.
    """
    parts = list(parts)
    made_up = {part.part: _made_up(part) for part, _ in parts if isinstance(part, DataPart)}
    rows: dict[str, dict[str, float]] = {name: {} for name in (CHANCE, *STRATEGIES)}
    for part, key in parts:
        draws = random.Random(part.part)  # noqa: S311  no secret hangs on it
        by_chance: dict[str, float] = {}
        for _ in range(_DRAWS):
            _add(by_chance, _by_step(part, key, _at_random(part, draws), {}))
        expected = {step: points / _DRAWS for step, points in by_chance.items()}
        for name, points in rows.items():
            given = {} if name == CHANCE else answer(part, name)
            _add(points, expected | _by_step(part, key, given, made_up))
    best = {step: max(points[step] for points in rows.values()) for step in rows[CHANCE]}
    total = sum(part.points for part, _ in parts) or 1
    return [Earned(name, 100 * sum(points.values()) / total, points) for name, points in {**rows, MIXED: best}.items()]


def choices(parts: Iterable[tuple[Part, Key]]) -> int:
    """How many things there are to choose or pick; a disclosure counts as one."""
    return sum(
        len([*part.asks, *part.picks]) + bool(part.items) if isinstance(part, Case) else len(part.asks)
        for part, _ in parts
    )


def _by_step(part: Part, key: Key, answers: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, float]:
    """The points earned in each kind of step that was answered."""
    points: dict[str, float] = {}
    for line in mark(part, key, answers, (), beside).lines:
        if line.verdict not in ("open", "clash"):
            _add(points, {line.step: line.earned})
    return points


def _add(points: dict[str, float], more: Mapping[str, float]) -> None:
    for step, one in more.items():
        points[step] = points.get(step, 0.0) + one


def as_released(folder: Path) -> list[tuple[Part, Key]]:
    """Every part of an assignment as students see it, its variants included, with its key.

    Args:
        folder: the assignment's folder in ``source/``.

    Raises:
        DataFileError: a part or a key cannot be read.
    """
    both = []
    for name in load_parts(folder):
        for letter in letters(folder, name):
            part = variant(folder, name, letter)
            key = key_of(folder, part, letter)
            both.append((part if isinstance(key, DataKey) else shuffled(part, key.salt), key))
    return both


def shares_of(folder: Path) -> dict[str, float]:
    """What each strategy earns in an assignment, in points of a hundred, to one decimal.

    Args:
        folder: the assignment's folder in ``source/``.

    Raises:
        DataFileError: a part or a key cannot be read.
    """
    return {earned.strategy: round(earned.share, 1) for earned in table(as_released(folder))}
