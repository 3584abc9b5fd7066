"""This course's marker: what `safegrade` asks about answers that are data, in ``answers.json``, and their keys."""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from safegrade.contract import AssignmentError, Marks, Pick, Picture, Report, Request
from tarasoff.assignment.analysis import only_a_person, strays
from tarasoff.assignment.answers import FILE, AnswersError, Stored, load
from tarasoff.assignment.parts import Part, ScenarioPart
from tarasoff.assignment.variants import drawn_from, letters, salt_of, variant
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.comments import address, part_of, reading, suggest
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import Key
from tarasoff.marking.mark import ChoiceLines, choice_lines, mark
from tarasoff.marking.parted_ways import parting
from tarasoff.marking.picks import picks_of
from tarasoff.marking.scenario_keys import ScenarioKey


class CaseAnalysis:
    """Marks every part of an assignment that has a key; a part is a YAML file beside the notebook.

    Args:
        lectures: where the class reads the lectures, with ``{notebook}`` and ``{heading}``, such as
            ``https://hub.example.org/lab/tree/course/{notebook}.ipynb#{heading}``. Feedback then links to them.
    """

    own_files = frozenset({FILE})
    private: tuple[str, ...] = ("keys", ".answers-*")
    libraries: tuple[str, ...] = ("tarasoff",)
    errors: tuple[str, ...] = ("under", "over")

    def __init__(self, lectures: str = "") -> None:
        try:
            lectures.format(notebook="", heading="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(
                f"lectures={lectures!r} cannot be filled in. Use no other places than {{notebook}} and {{heading}}."
            ) from error
        self.lectures = lectures

    def mark(self, request: Request) -> Marks:
        """Mark the parts of one notebook from the answers beside it.

        Raises:
            AssignmentError: a part or its key cannot be read, or they do not fit the notebook.
        """
        source, stamp = request.source, request.stamp
        parts = _part_ids(source, stamp)
        if not parts:
            # An ordinary assignment: all of it is in the notebook.
            return Marks({})
        answers, notes, is_read = _answers(request, parts)
        try:
            asked = {name: _asked(request, name, points) for name, points in request.checks.items() if name in parts}
        except DataFileError as error:
            raise AssignmentError(f"{error.where}: {error.problem}", error.remedy) from error
        reports = {
            name: mark(part, key, answers.get(name), notes, answers, made=made)
            for name, (part, key, made) in asked.items()
        }
        waiting = {name for name, (part, *_) in asked.items() if only_a_person(part, answers.get(name))}
        return Marks(reports, notes, frozenset(waiting if is_read else reports))

    def comment(self, cell: str, reports: Mapping[str, Report], *, written: bool) -> str | None:
        """Suggest a comment on an answer that a person marks, from what marking found in the rest."""
        return suggest(cell, reports, written=written)

    def part_of(self, cell: str, parts: Iterable[str]) -> str | None:
        """The part after which a cell is called."""
        return part_of(cell, parts)

    def picks(self, request: Request) -> Mapping[str, tuple[Pick, ...]]:
        """What was picked, missed and too much in each case, for a page about the class."""
        return {name: tuple(picks_of(part, key, given)) for name, part, key, given in _handed_in(request)}

    def pictures(self, requests: Iterable[Request]) -> Mapping[str, Picture]:
        """Where the class parted ways in each story that counts."""
        stories: dict[str, tuple[ScenarioPart, ScenarioKey]] = {}
        answers: dict[str, list[Any]] = {}
        for request in requests:
            for name, part, key, given in _handed_in(request, ScenarioPart):
                if isinstance(part, ScenarioPart) and isinstance(key, ScenarioKey):
                    stories[name] = part, key
                    answers.setdefault(name, []).append(given)
        drawn = {name: parting(*story, answers[name]) for name, story in stories.items()}
        return {name: picture for name, picture in drawn.items() if picture}

    def where(self, read: str) -> str:
        """Where to read, with the name of the lecture."""
        return reading(read)

    def link(self, read: str) -> str:
        """The address of that place, where the settings say how addresses are made."""
        return address(read, self.lectures)


def _handed_in(request: Request, kind: type = object) -> Iterator[tuple[str, Part, Key, Any]]:
    """Each part of a kind that has a key, as this student has it, its key, and what was answered."""
    parts, keys = (known(request.source, request.stamp) for known in (_part_ids, _key_ids))
    had = []
    for name in parts:
        if name in request.checks and name in keys:
            part, key, _ = _had(request, name)
            if isinstance(part, kind):
                had.append((name, part, key))
    # Most assignments have no story: then thousands of files need not be read once more.
    answers = _answers(request, parts)[0] if had else {}
    yield from ((*one, answers.get(one[0])) for one in had)


def _asked(request: Request, name: str, points: float) -> tuple[Part, Key, ChoiceLines]:
    """A part as this student has it, its key, and what is said of its choices."""
    source = request.source
    if name not in _key_ids(source, request.stamp):
        # To run the check would give full marks: it says what is open, and never that anything is wrong.
        file = source / "keys" / f"{name}.yaml"
        raise DataFileError(file, "", "There is no key.", "Write one, as docs/cases.md says.")
    part, key, lines = _had(request, name)
    if not math.isclose(part.points, points):
        raise DataFileError(
            source / f"{name}.yaml",
            "field points",
            f"The part is worth {part.points:g}, its cell in the notebook {points:g}.",
            f"Make them the same, then run: nbgrader generate_assignment {request.assignment} --force",
        )
    return part, key, lines


def _had(request: Request, name: str) -> tuple[Part, Key, ChoiceLines]:
    """The variant of a part that this student has, its key, and what is said of its choices."""
    source, stamp = request.source, request.stamp
    letter = drawn_from(*_variants(source, name, stamp), name, request.assignment, request.student)
    return _part_and_key(source, name, letter, stamp)


_UNTOUCHED = f"No {FILE} was handed in: nothing was answered, or the file was left behind."
_LEFT_BEHIND = (
    f"No {FILE} was handed in, though the notebook was worked in: if the file was left behind, hand it in as well. "
    "Until somebody has looked, the marks wait."
)


def _answers(
    request: Request, parts: Iterable[str]
) -> tuple[Mapping[str, Any], tuple[str, ...], bool]:
    """What was answered, what there is to say about the file, and whether it holds all that was answered."""
    submission = request.submission
    name, lines = submission.named(FILE)
    try:
        stored = load(submission.folder / name, request.assignment) if name else Stored({}, {})
    except AnswersError as error:
        return {}, (*lines, str(error)), False
    notes = [*lines, *stored.notes, *strays(stored.answers, list(parts))]
    # Of an empty folder, and of a file that was left out, this has been said already.
    if name or lines or submission.is_empty:
        return stored.answers, tuple(notes), bool(name) or not lines
    # Forms write the file at the first answer: without it, a notebook in which nobody has worked is an untouched one.
    notes.append(_LEFT_BEHIND if request.touched else _UNTOUCHED)
    return stored.answers, tuple(notes), not request.touched


# Read once for a class; the stamp changes when one of these files does.


@lru_cache(8)
def _part_ids(source: Path, _stamp: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in source.glob("*.yaml")))


@lru_cache(8)
def _key_ids(source: Path, _stamp: str) -> frozenset[str]:
    return frozenset(path.stem for path in (source / "keys").glob("*.yaml"))


@lru_cache(200)
def _variants(source: Path, part: str, _stamp: str) -> tuple[tuple[str, ...], str | None]:
    return letters(source, part), salt_of(source)


@lru_cache(200)
def _part_and_key(source: Path, name: str, letter: str, _stamp: str) -> tuple[Part, Key, ChoiceLines]:
    part = variant(source, name, letter)
    key = key_of(source, part, letter)
    return part, key, choice_lines(part, key)
