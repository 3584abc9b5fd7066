"""The page as plain data: what there is to say of each part of an assignment. No file, no gradebook, no HTML."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median
from types import MappingProxyType

from attrs import frozen

from safegrade.contract import Line, Pick, Picture, Report
from safegrade.desk.class_page.counting import (
    NONE,
    Ends,
    Groups,
    ends,
    full_title,
    large_enough,
    options,
    picked,
    wrong_paths,
)
from safegrade.desk.class_page.items import SMALLEST, Earned, Item, analyse
from safegrade.desk.report import Outcome
from safegrade.desk.todo import ByHand, by_hand

_BINS = 10
NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})


@frozen
class Step:
    """A step of a part: what it is, how hard it was, and what was chosen."""

    title: str
    item: Item
    chosen: Groups


@frozen
class Part:
    """A part of the assignment.

    Args:
        id: its ``grade_id``.
        title: its title.
        points: what it is worth.
        item: how hard it was; None if nobody has a mark for it.
        steps: its steps; none where the marking is not the course's own.
        ends: how many erred to which end; None where the course names no two ends.
        missed: what was missed most often.
        too_much: what was too much most often.
        paths: mistakes that were made together.
        picture: what the course draws of it; None if it draws nothing.
    """

    id: str
    title: str
    points: float
    item: Item | None
    steps: tuple[Step, ...] = ()
    ends: Ends | None = None
    missed: Groups = NONE
    too_much: Groups = NONE
    paths: Groups = NONE
    picture: Picture | None = None


@frozen
class ClassPage:
    """How a class did.

    Args:
        assignment: its name.
        points: what it is worth.
        handed_in: how many have handed in.
        unmarked: how many of them have no mark.
        blank: how many were set aside, since nothing was answered.
        late: how many were late.
        provisional: how many marks of those that count here are not final.
        average: the mean of the marks so far; None where too few are marked.
        middle: their median.
        bins: how many have a mark in each tenth of the points; None for fewer than `SMALLEST`.
        parts: in the order of the notebook.
        errors: the words for the two ends of a scale; empty where there is none.
        waiting: how far marking by hand has come.
    """

    assignment: str
    points: float
    handed_in: int
    unmarked: int
    blank: int
    late: int
    provisional: int
    average: float | None
    middle: float | None
    bins: tuple[int | None, ...]
    parts: tuple[Part, ...]
    errors: tuple[str, ...] = ()
    waiting: tuple[ByHand, ...] = ()

    @property
    def counted(self) -> int:
        """How many are counted on the page."""
        return self.handed_in - self.unmarked - self.blank

    @property
    def furthest(self) -> float:
        """How many students the longest half of a bar with two ends stands for."""
        found = [part.ends for part in self.parts if part.ends]
        return max(1.0, *(max(one.one or 0, one.other or 0) + (one.both or 0) / 2 for one in found)) if found else 1.0

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of them."""
        return self.counted >= SMALLEST


def class_page(
    assignment: str,
    outcomes: Sequence[Outcome],
    picks: Mapping[str, Mapping[str, Iterable[Pick]]],
    errors: Sequence[str] = (),
    pictures: Mapping[str, Picture] = NO_PICTURES,
) -> ClassPage:
    """Put together how a class did.

    Args:
        assignment: its name.
        outcomes: what became of each submission.
        picks: what was picked and missed, by student and part.
        errors: the names of the two ends of a scale of errors, if the course's marker names two.
        pictures: what the course's marker draws, by part.
    """
    marked = [one for one in outcomes if one.mark is not None]
    counted = [one for one in marked if not is_blank(one)]
    points = outcomes[0].points if outcomes else 0.0
    marks = [one.mark or 0.0 for one in counted]
    enough = len(marks) >= SMALLEST
    return ClassPage(
        assignment,
        points,
        len(outcomes),
        len(outcomes) - len(marked),
        len(marked) - len(counted),
        sum(one.late > 0 for one in outcomes),
        sum(any(not cell.is_final for cell in one.cells) for one in counted),
        mean(marks) if enough else None,
        median(marks) if enough else None,
        _bins(marks, points),
        tuple(_parts(counted, picks, errors, pictures)) if enough else (),
        _words(counted, errors),
        tuple(by_hand(marked)),
    )


def is_blank(one: Outcome) -> bool:
    """Whether nothing was answered, as far as the marking can tell."""
    lines = [line for report in one.reports.values() for line in report.lines]
    return not any(cell.score for cell in one.cells) and all(line.verdict == "open" for line in lines)


def _bins(marks: Sequence[float], points: float) -> tuple[int | None, ...]:
    counts = [0] * _BINS
    for mark in marks if points else ():
        counts[min(_BINS - 1, max(0, int(mark / points * _BINS)))] += 1
    return tuple(map(large_enough, counts))


def _words(outcomes: Iterable[Outcome], errors: Sequence[str]) -> tuple[str, ...]:
    """How the course's marker calls its errors."""
    said = {
        line.code: line.remark[0]
        for one in outcomes
        for report in one.reports.values()
        for line in report.lines
        if line.code and line.remark
    }
    return tuple(said.get(error, error) for error in errors)


def _parts(
    outcomes: Sequence[Outcome],
    picks: Mapping[str, Mapping[str, Iterable[Pick]]],
    errors: Sequence[str],
    pictures: Mapping[str, Picture],
) -> Iterable[Part]:
    whole: list[dict[str, Earned]] = []
    in_steps: list[dict[tuple[str, str], Earned]] = []
    for one in outcomes:
        given = {cell.name: (cell.score, cell.points) for cell in one.cells if not cell.waits and cell.points}
        whole.append(given)
        in_steps.append(_steps_of(one, given))
    parts, steps = analyse(whole), analyse(in_steps)
    for cell in {cell.name: cell for one in outcomes for cell in one.cells if cell.points}.values():
        reports = [one.reports[cell.name] for one in outcomes if cell.name in one.reports]
        title = reports[0].title if reports else cell.name
        item = parts.get(cell.name)
        if not reports or item is None:
            yield Part(cell.name, title, cell.points, item)
            continue
        chosen = options(reports)
        of_students = [picks.get(one.student, {}).get(cell.name, ()) for one in outcomes]
        yield Part(
            cell.name,
            title,
            cell.points,
            item,
            tuple(
                Step(name, found, chosen.get(name, NONE))
                for (part, name), found in steps.items()
                if part == cell.name and name
            ),
            ends(reports, errors) if errors else None,
            picked(of_students, "missed"),
            picked(of_students, "too much"),
            wrong_paths(reports),
            pictures.get(cell.name),
        )


def _steps_of(one: Outcome, given: Mapping[str, Earned]) -> dict[tuple[str, str], Earned]:
    """The steps of a submission; a part without steps, or that a person has marked, is one."""
    found: dict[tuple[str, str], Earned] = {}
    for name, earned in given.items():
        lines = [line for line in _lines(one.reports.get(name)) if line.points]
        if not lines:
            found[name, ""] = earned
        for line in lines:
            step = name, full_title(line)
            before = found.get(step, (0.0, 0.0))
            found[step] = before[0] + line.earned, before[1] + line.points
    return found


def _lines(report: Report | None) -> tuple[Line, ...]:
    return report.lines if report else ()
