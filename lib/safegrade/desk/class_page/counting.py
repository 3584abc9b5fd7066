"""What a class chose, missed and mistook, counted. Groups under five come together, and are not named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from attrs import frozen

from safegrade.contract import WORDS, Line, Pick, Report
from safegrade.desk.class_page.items import SMALLEST

# So many of the most frequent are shown.
MOST = 5


@frozen
class Group:
    """Students of whom the same is true.

    Args:
        what: what it is, in words.
        count: how many they are; at least `SMALLEST`.
        share: the share of the points that they earned by it; None where that is not asked.
    """

    what: str
    count: int
    share: float | None = None


@frozen
class Groups:
    """Groups, the largest first, and how many things are left out because too few did them."""

    shown: tuple[Group, ...] = ()
    left_out: int = 0


NONE = Groups()


def stem(line: Line) -> str:
    """What a line of a report judges, without what was chosen.

    >>> stem(Line("Who must know: Nobody", 1, 0, "not met", (), chosen="Nobody"))
    'Who must know'
    """
    return line.about.removesuffix(f": {line.chosen}") if line.chosen else line.about


def full_title(line: Line) -> str:
    """The same, with the question where a line only numbers it.

    >>> full_title(Line("Question 2: Nobody", 1, 0, "not met", (), chosen="Nobody", asked="Who must know?"))
    'Question 2: Who must know?'
    """
    return f"{stem(line)}: {line.asked}" if line.asked else stem(line)


def _groups(counted: Mapping[str, int], shares: Mapping[str, float] | None = None, most: int | None = None) -> Groups:
    several = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [Group(what, count, (shares or {}).get(what)) for what, count in several if count >= SMALLEST]
    return Groups(tuple(shown[:most]), len(several) - len(shown))


def options(reports: Iterable[Report]) -> dict[str, Groups]:
    """What was chosen in each step in which one option is chosen, with what it earns."""
    counted: dict[str, Counter[str]] = {}
    shares: dict[str, dict[str, float]] = {}
    for report in reports:
        for line in report.lines:
            if line.chosen and line.points:
                step = full_title(line)
                counted.setdefault(step, Counter())[line.chosen] += 1
                shares.setdefault(step, {})[line.chosen] = line.earned / line.points
    return {step: _groups(counts, shares[step]) for step, counts in counted.items()}


def picked(picks: Iterable[Iterable[Pick]], kind: str) -> Groups:
    """What was missed most often, or was too much most often, in the steps that have several answers."""
    return _groups(Counter(pick.what for several in picks for pick in set(several) if pick.kind == kind), most=2 * MOST)


@frozen
class Ends:
    """How many erred to one end of a scale, to the other, to both and to neither; None for fewer than `SMALLEST`."""

    one: int | None
    other: int | None
    both: int | None
    neither: int | None


def ends(reports: Iterable[Report], errors: Sequence[str]) -> Ends:
    """How many erred to which end of a scale in a part.

    Args:
        reports: on the part, one for each student.
        errors: the names of the two ends.
    """
    one, other = errors
    seen = [{line.code for line in report.lines} & {one, other} for report in reports]
    counts = (
        sum(each == {one} for each in seen),
        sum(each == {other} for each in seen),
        sum(len(each) == len(errors) for each in seen),
        sum(not each for each in seen),
    )
    return Ends(*map(large_enough, counts))


def large_enough(count: int) -> int | None:
    """The number, unless it is one that is not shown.

    >>> large_enough(0), large_enough(4), large_enough(5)
    (0, None, 5)
    """
    return None if 0 < count < SMALLEST else count


def wrong_paths(reports: Iterable[Report]) -> Groups:
    """Which two mistakes in a part were made together most often, in the order of the steps."""
    counted: Counter[str] = Counter()
    for report in reports:
        wrong = [said for line in report.lines if (said := _mistake(line))]
        counted.update(f"{first} → {then}" for first, then in combinations(dict.fromkeys(wrong), 2))
    return _groups(counted, most=MOST)


def _mistake(line: Line) -> str:
    """A step that did not go right, and how; empty for any other, and for what was not answered."""
    if line.verdict in {"met", "open"}:
        return ""
    how = line.chosen or (line.remark[0] if line.remark else WORDS[line.verdict])
    return f"{stem(line)}: {how}"
