"""Branching practice: a story to decide in, with a case file, a coach who asks, and a look back without hindsight."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import randbelow
from typing import Any

from tarasoff.assignment.analysis import LONGEST
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching.library import support_in_words
from tarasoff.scenarios import files, records
from tarasoff.scenarios.log import Log, as_data, read_log
from tarasoff.scenarios.play import Move, PlayError
from tarasoff.scenarios.resuming import Resumed, log_of, resume
from tarasoff.widgets.forms.case_words import words
from tarasoff.widgets.lecture.scenario_told import read_again, told_of
from tarasoff.widgets.view import COURSE, View, script

# More plays of one scenario are not kept; the oldest goes when another begins.
_MOST_RUNS = 30
_SEEDS = 1_000_000
_STAYS = "stays"


class Player(View):
    """Play a story. The page holds what has happened, and nothing of what may come.

    Args:
        story: what is played.
        section: the part of the answer file in which the plays are kept.
        seed: what chance is drawn from; at random, unless told otherwise.
    """

    _esm = script("scenario")

    def __init__(
        self,
        story: records.Scenario,
        section: str,
        assignment: str,
        folder: Path | None = None,
        seed: int | None = None,
    ) -> None:
        self._scenario = story
        self._seed = seed
        writing = ("words", "word", "theirs", "unsaved", "take", "leave")
        super().__init__(
            section,
            {
                "id": self._scenario.id,
                "title": self._scenario.title,
                "about": self._scenario.about,
                "setting": self._scenario.setting,
                "minutes": self._scenario.minutes,
                "support": support_in_words(self._scenario.support),
                "longest": LONGEST,
                "words": {name: words()[name] for name in writing},
            },
            assignment,
            folder,
        )

    @property
    def name(self) -> str:
        """Its own id: all scenarios are kept in one section."""
        return f"{self.section} {self._scenario.id}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Its own id."""
        return (self._scenario.id,)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is the scenario's id to ``{"runs": [logs]}``, and the scenario's id/scene to what was thought."""
        scenes = {f"{self._scenario.id}/{scene}" for scene in (_STAYS, *(one.id for one in self._scenario.scenes))}
        if field in scenes:
            if not isinstance(given, str):
                return "What you wrote is not text. Write it again."
            return f"Your text is too long. Keep it under {LONGEST} characters." if len(given) > LONGEST else None
        if field != self._scenario.id:
            return unknown(field, [self._scenario.id], "scenario here")
        runs = given.get("runs") if isinstance(given, Mapping) else None
        if not isinstance(runs, list | tuple) or not runs:
            return "This play cannot be read. Play it again."
        try:
            for run in runs[:-1]:
                read_log(run)
            self._played_on(runs[-1])
        except Mistake as mistake:
            return str(mistake)
        return None

    def completed(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Add to the last play what followed a choice, so that the file can be read without the scenario."""
        given = answer.get(self._scenario.id)
        if given is None:
            return dict(answer)
        runs = [*given["runs"][:-1], as_data(self._played_on(given["runs"][-1]))]
        return {**answer, self._scenario.id: {"runs": runs[-_MOST_RUNS:]}}

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Where the last play stands, and the earlier ones to read."""
        if self._scenario.id not in answer:
            return {"state": "before"}
        logs = [read_log(run) for run in answer[self._scenario.id]["runs"]]
        begun = f"{self._scenario.id}/"
        thoughts = {field.removeprefix(begun): text for field, text in answer.items() if field.startswith(begun)}
        shown = self.told(resume(self._scenario, logs[-1]), thoughts)
        # Before the end a title would give a fact away.
        others = self._scenario.versions if shown["state"] != "playing" else ()
        return {
            **shown,
            "earlier": [read_again(log) for log in logs[:-1]],
            "version": logs[-1].version,
            "versions": [{"id": one.id, "label": one.title} for one in others],
        }

    def told(self, found: Resumed, thoughts: Mapping[str, str]) -> dict[str, Any]:
        """What the browser is told of the last play."""
        return told_of(self._scenario, found, thoughts)

    def text(self) -> str:
        """What is given at the start; not the story, which comes as it is played."""
        about = f"{self._scenario.about} About {self._scenario.minutes} minutes."
        return "\n".join((self._scenario.title, about, self._scenario.setting, *self._content["support"]))

    def _played_on(self, run: Any) -> Log:
        """The log of a play with the choices that the browser has added, which say no more than what was chosen.

        Raises:
            Mistake: it cannot be read, or such a choice cannot be made.
        """
        if not isinstance(run, Mapping):
            raise PlayError("This play cannot be read.", "Play it again.")
        given = run.get("steps", [])
        steps = given if isinstance(given, list | tuple) else []
        fresh = [step for step in steps if isinstance(step, Mapping) and "to" not in step]
        begun = {"scenario": self._scenario.id, "file": self._scenario.checksum, "seed": self._drawn_seed(run), **run}
        log = read_log({**begun, "steps": [step for step in steps if step not in fresh]})
        if not fresh and "seed" in run:
            return log
        found = resume(self._scenario, log)
        if found.play is None:
            raise PlayError("This play no longer leads through the scenario as it is now.", "Play it again.")
        now = found.play
        for move in _moves(fresh):
            now = now.after(move)
        return log_of(now)

    def _drawn_seed(self, run: Mapping[str, Any]) -> Any:
        if "seed" in run:
            return run["seed"]
        return randbelow(_SEEDS) if self._seed is None else self._seed


class Scenario(Player):
    """Play a scenario. The page holds what has happened, and nothing of what may come.

    Args:
        name: one of the course, such as ``"staff-door"``, or a file of your own, such as ``"my-story.yaml"``.
        seed: what chance is drawn from; at random, unless told otherwise.
        folder: where the answers lie, and a file of your own; here, unless told otherwise.

    Raises:
        DataFileError: the file cannot be read or played; the message names scene and remedy.
        UnknownError: there is no such scenario.

    >>> Scenario("staff-door").text().splitlines()[0]
    'The staff door'
    """

    def __init__(self, name: str, seed: int | None = None, folder: Path | None = None) -> None:
        super().__init__(files.scenario(name, folder), "scenarios", COURSE, folder, seed)


def _moves(steps: list[Mapping[str, Any]]) -> Iterator[Move]:
    for step in steps:
        again = step.get("draw", 0)
        if not isinstance(again, int) or isinstance(again, bool):
            raise PlayError("This draw cannot be read.", "Draw again.")
        yield Move(step.get("choice", ""), again)
