"""The plays of a class as one picture. Groups under five are not shown, and what is shown is rounded to fives."""

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from attrs import frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.debrief import VERDICT_NAMES
from tarasoff.scenarios.log import Log, LogError, read_log
from tarasoff.scenarios.pictures.drawing import Counts, Taken, svg
from tarasoff.scenarios.play import Play
from tarasoff.scenarios.records import Scenario
from tarasoff.scenarios.resuming import resume

#: Fewer than this are not shown: somebody could be found among them.
LEAST = 5


#: How the picture of a class is read.
HOW_TO_READ = (
    "The wider a stroke, the more went that way; its colour and pattern say what the choice was worth. "
    f"Numbers are rounded to fives, and groups under {LEAST} are not shown."
)


class TooFewError(Mistake):
    """So few have played that any number would point at somebody."""


@frozen
class ClassPlays:
    """How a class decided, no finer than may be shown.

    Args:
        plays: how many plays there are, rounded down to fives.
        choices: scene and choice to how many made it, rounded to fives; those under five are left out.
        counts: the same for the picture.
    """

    scenario: Scenario
    plays: int
    choices: Mapping[tuple[str, str], int]
    counts: Counts

    @property
    def said(self) -> str:
        """How many plays there are, in words."""
        return f"About {self.plays} plays."


def first_play(answers: Mapping[str, Any], scenario: str, section: str) -> Log | None:
    """The first play of a scenario in what somebody handed in; None if there is none that can be read.

    Args:
        answers: the answers of one person, by section.
        scenario: the id of the scenario.
        section: where its plays are kept: in those of the lectures, or in the part of an assignment that asks for it.
    """
    held = answers.get(section)
    entry = held.get(scenario) if isinstance(held, Mapping) else None
    runs = entry.get("runs") if isinstance(entry, Mapping) else None
    if not isinstance(runs, list) or not runs:
        return None
    try:
        return read_log(runs[0])
    except LogError:
        return None  # One play that cannot be read must not keep the others from being seen.


def class_plays(scenario: Scenario, logs: Iterable[Log]) -> ClassPlays:
    """Count how a class decided.

    Args:
        scenario: what was played.
        logs: one play for each person, such as the first. A play of another scenario, or of one that was changed so
            that the play no longer leads through it, is left out.

    Raises:
        TooFewError: there are fewer than `LEAST` plays.
    """
    plays = [found.play for log in logs if log.scenario == scenario.id and (found := resume(scenario, log)).play]
    if len(plays) < LEAST:
        raise TooFewError(f"Only {len(plays)} plays can be counted.", f"Wait until there are {LEAST}.")
    scenes, ways, choices = _counted(plays)
    return ClassPlays(
        scenario=scenario,
        plays=_rounded(len(plays)),
        choices={key: _rounded(number) for key, number in choices.items() if number >= LEAST},
        counts=Counts(
            scenes={scene: _said(number) for scene, number in scenes.items()},
            # The strokes say no more than the words.
            shares={taken: _rounded(number) / len(plays) for taken, number in ways.items() if number >= LEAST},
        ),
    )


def page(plays: ClassPlays) -> str:
    """The plays of a class as an HTML page: the picture, and a table that says the same."""
    title = escape(plays.scenario.title)
    rows = "".join(
        f"<tr><th scope=row>{escape(scene.title)}</th><td>{escape(choice.text)}</td><td>{_worth_of(choice)}</td>"
        f"<td>{_said(plays.choices.get((scene.id, choice.id), 0))}</td></tr>"
        for scene in plays.scenario.scenes
        for choice in scene.choices
        if choice.judged
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px/1.5 sans-serif;margin:2rem;max-width:80rem}table{border-collapse:collapse}"
        "th,td{padding:.4rem .8rem;text-align:left;vertical-align:top;border-bottom:1px solid #ccc}"
        "td:last-child{white-space:nowrap}"
        "svg{max-width:100%;height:auto}</style>"
        f"<h1>{title}</h1><p>{plays.said} {HOW_TO_READ}</p>{svg(plays.scenario, plays.counts)}"
        "<table><caption>How the class decided</caption><thead><tr><th scope=col>Scene<th scope=col>Choice"
        f"<th scope=col>Worth<th scope=col>How many</thead><tbody>{rows}</tbody></table></html>\n"
    )


def _counted(
    plays: Iterable[Play],
) -> tuple[Counter[str], Counter[Taken], Counter[tuple[str, str]]]:
    """In how many plays somebody came to a scene, went a way, and made a choice, each once a play."""
    scenes: Counter[str] = Counter()
    ways: Counter[Taken] = Counter()
    choices: Counter[tuple[str, str]] = Counter()
    for play in plays:
        scenes.update({play.here.scene, *(step.scene.id for step in play.steps)})
        ways.update({(step.scene.id, step.to.scene, step.verdict) for step in play.steps})
        choices.update({(step.scene.id, step.choice.id) for step in play.steps})
    return scenes, ways, choices


def _rounded(number: int) -> int:
    return LEAST * round(number / LEAST)


def _said(number: int) -> str:
    return f"about {_rounded(number)}" if number >= LEAST else f"fewer than {LEAST}"


def _worth_of(choice: Any) -> str:
    return escape(" or ".join(dict.fromkeys(VERDICT_NAMES[one.verdict] for one in choice.judged)))
