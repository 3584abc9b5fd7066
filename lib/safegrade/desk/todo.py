"""Who needs somebody, by what is to be done: a class of four hundred on one screen."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from safegrade.desk.changes import named
from safegrade.desk.report import Outcome


@frozen
class ToDo:
    """One thing to do.

    Args:
        what: what was found and what to do, in words.
        students: whom it is about.
        waits: whether a mark waits for it, or there is none without it.
    """

    what: str
    students: tuple[str, ...]
    waits: bool

    def __str__(self) -> str:
        return f"{len(self.students):>4}  {self.what}\n      {named(self.students)}"


def to_do(outcomes: Iterable[Outcome]) -> list[ToDo]:
    """Put together what there is to do: who has no mark first, then what came up most often."""
    unmarked: dict[str, list[str]] = {}
    lines: dict[str, list[str]] = {}
    for one in outcomes:
        # How late each was stands in the table; that some were late is one thing.
        said = [line for line in one.lines if not (one.late and line.startswith(_LATE))]
        if one.late:
            said.append("Handed in late; what that costs is taken off, with --all for each.")
        for line in said:
            # The command that a line names is for one student.
            what = line.replace(f"--student {one.student},", "--student ID,")
            (unmarked if one.mark is None else lines).setdefault(what, []).append(one.student)
    return [
        *(ToDo(what, tuple(who), waits=True) for what, who in _most_first(unmarked)),
        *(ToDo(what, tuple(who), waits=False) for what, who in _most_first(lines)),
    ]


_LATE = "Handed in "


def _most_first(found: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


@frozen
class ByHand:
    """A part that a person marks.

    Args:
        part: its ``grade_id``.
        waiting: how many have something written, and no mark.
        blank: how many of whom nothing was written wait for a mark as well.
        done: how many are marked.
    """

    part: str
    waiting: int
    blank: int
    done: int


def by_hand(outcomes: Iterable[Outcome]) -> list[ByHand]:
    """How far marking by hand has come, by part, in the order of the notebook."""
    marked = [one for one in outcomes if one.mark is not None]
    parts = dict.fromkeys(part for one in marked for part in one.waits)
    return [
        ByHand(
            part,
            sum(one.waits.get(part) is False for one in marked),
            sum(one.waits.get(part) is True for one in marked),
            sum(one.marks.get(part) is not None for one in marked),
        )
        for part in parts
    ]


def in_words(assignment: str, outcomes: list[Outcome]) -> Iterator[str]:
    """What there is to do, in lines."""
    if not outcomes:
        yield f"{assignment}: nobody has handed in yet."
        return
    marked = [one for one in outcomes if one.mark is not None]
    look = sum(bool(one.lines) for one in outcomes)
    count = f"{len(outcomes)} submission{'' if len(outcomes) == 1 else 's'}"
    yield f"{assignment}: {count}, {len(marked)} marked; {look} with something to look at."
    if not marked:
        yield f"There are no marks yet. Run: tarasoff grade {assignment}"
    yield from _to_mark(assignment, marked)
    things = to_do(outcomes)
    for title, waits in (("\nWithout a mark:", True), ("\nTo look at:", False)):
        if some := [str(thing) for thing in things if thing.waits is waits]:
            yield title
            yield from some
    if asking := [one for one in outcomes if one.asks]:
        yield "\nAsking for another look:"
        for one in asking:
            yield f"      {one.student}: {short(one.asks)}"
        yield f"      Answer on the feedback page: tarasoff answer STUDENT {assignment} FILE"
    yield "\nEverybody: --all. How the class did, on a page: --html FILE."


def _to_mark(assignment: str, marked: list[Outcome]) -> Iterator[str]:
    parts = by_hand(marked)
    if not parts:
        return
    yield f"\nTo mark by hand, in formgrader or in a table (tarasoff sheet {assignment} PART FILE):"
    for part in parts:
        yield f"{part.waiting:>4}  {part.part}; {part.done} done"
    if blank := [part for part in parts if part.blank]:
        said = ", ".join(f"{part.blank} of {part.part}" for part in blank)
        yield f"      Blank, and waiting too: {said}. Set them aside: tarasoff blank {assignment}"
    commented = {cell.name for one in marked for cell in one.cells if cell.comment}
    if any(part.part in commented for part in parts):
        yield f"      Comments that you wrote, to give again for the same finding: tarasoff comments {assignment}"


_SHORT = 200


def short(text: str) -> str:
    """The beginning of a text, in one line.

    >>> short("a   b c")
    'a b c'
    """
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[:_SHORT]} …"
