"""Runs a student's notebook and hears two witnesses for each check: beside the student's code, and from outside.

What students see comes from a run in which nothing hidden is there to be seen. Where checks have hidden parts, the
inside witness has a run of its own, in another sandbox, with all of each check, in order and with its effects, as
nbgrader runs it. Just before each check a copy of the process is kept as it is then; when all cells have been run, the
outside witness puts its questions to these copies. They end before anything hidden is run: whatever they share with
other processes, there is nothing yet to hear of it.
"""

import contextlib
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen
from nbformat import NotebookNode

from safegrade.code.carried.files import Files
from safegrade.code.carried.outputs import MORE
from safegrade.code.checks_run import Asked, ChecksRun
from safegrade.code.reading.leavings import left_by_students_calls
from safegrade.code.reading.names import imported, read
from safegrade.code.reading.plan import Plan, is_check, is_teachers, name_of, names_bound_in, trees_of
from safegrade.code.reading.students import StudentsCell, definitions_in, names_in, read_cells
from safegrade.code.students_run import StudentsRun
from safegrade.code.verdict import Judged, Trust, Verdict, judged, of_outputs
from safegrade.sandbox.host import Warm
from safegrade.sandbox.terms import CUT

# As nbgrader's ClearHiddenTests has them.
HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


@frozen
class Way:
    """How checks are run.

    Args:
        trust: whose word counts.
        skipped: cells that are not run, by name.
        released: the text of each cell as it was handed out: who left it has written nothing.
        order: the names of the cells in the order in which they were handed out.
        hidden: what begins and ends a hidden part of a check.
    """

    trust: Trust = "both"
    skipped: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    hidden: tuple[str, str] = HIDDEN


@define
class Outcome:
    """What became of a notebook: of its cells and checks, by their place; and what somebody should know.

    Args:
        outputs: of each cell that is no check.
        checks: what both witnesses say of each check.
        lines: for everybody.
        reaches: what the student's code uses that an answer seldom needs; for the teacher alone.
        late: whether something took too long, and may have been kept from its processor by others.
    """

    outputs: dict[int, list[dict[str, Any]]] = field(factory=dict)
    checks: dict[int, Judged] = field(factory=dict)
    lines: list[str] = field(factory=list)
    reaches: frozenset[str] = frozenset()
    late: bool = False


@frozen(eq=False)
class _Ran:
    """A notebook that has been run: the outputs of its cells, and copies of the process before each check."""

    run: StudentsRun
    outputs: dict[int, list[dict[str, Any]]]
    copies: dict[int, socket.socket | None]


def visible_part(source: str, hidden: tuple[str, str] = HIDDEN) -> str:
    r"""A check without its hidden parts, as it is handed out.

    >>> visible_part("assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS")
    'assert f(1)'
    """
    begin, end = hidden
    kept, is_hidden = [], False
    for line in source.split("\n"):
        if begin in line:
            is_hidden = True
        elif end in line:
            is_hidden = False
        elif not is_hidden:
            kept.append(line)
    return "\n".join(kept)


def run(
    notebook: NotebookNode, plan: Plan, handed_in: Files, teachers: Files, warm: Warm, *, way: Way | None = None
) -> Outcome:
    """Run a notebook and its checks. The notebook is left as it is.

    What its metadata says of a cell is believed, so it has to come from the gradebook. The teacher's files are laid
    over those handed in.

    Raises:
        SandboxError: a sandbox cannot be made.
    """
    way = way or Way()
    cells = {
        place: cell
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and name_of(cell) not in way.skipped
    }
    files = {**handed_in, **teachers}
    whole = {place: cell.source for place, cell in cells.items()}
    checks = [place for place, cell in cells.items() if is_check(cell)]
    seen = {**whole, **{place: visible_part(whole[place], way.hidden) for place in checks}}
    if way.trust == "outside":
        seen = {place: "" if is_check(cells[place]) else source for place, source in seen.items()}
    found = _Found(cells, plan, way)
    outside = None
    if way.trust != "inside":
        outside = _Outside(lambda ran: ChecksRun(warm, plan, teachers, found.given, ran.run.place), found)
    with contextlib.ExitStack() as ending:
        visible = _through(warm, files, seen, checks if outside else [], ending)
        without = outside.verdicts(visible) if outside else {}
    inside = None if way.trust == "outside" else visible
    if inside and seen != whole:
        with contextlib.ExitStack() as ending:
            inside = _through(warm, files, whole, [], ending)

    def again(place: int) -> Verdict | None:
        """Ask a copy in which hidden parts of earlier checks have been run, and nothing of this one."""
        if outside is None or inside is None or inside is visible or not found.hides_nothing(place):
            return None
        before = {at: source for at, source in whole.items() if at < place}
        with contextlib.ExitStack() as ending:
            return outside.verdicts(_through(warm, files, {**before, place: ""}, [place], ending))[place]

    outcome = Outcome(
        {place: shown for place, shown in visible.outputs.items() if place not in checks},
        {place: _judge(place, visible, inside, without.get(place), again, found) for place in checks},
        _lines(visible, inside),
        found.reaches,
    )
    outcome.late = any(ran.run.late for ran in (visible, inside) if ran) or bool(outside and outside.late)
    return outcome


def _through(
    warm: Warm, files: Files, sources: Mapping[int, str], checks: Sequence[int], ending: contextlib.ExitStack
) -> _Ran:
    """Run some cells in a sandbox of their own, and keep a copy of the process before each of the checks."""
    ran = _Ran(StudentsRun(warm, files, len(checks)), {}, {})
    ending.callback(ran.run.place.end)
    for place, source in sources.items():
        if place in checks:
            if copy := ran.run.copy():
                ending.enter_context(copy)
            ran.copies[place] = copy
        if source.strip():
            ran.outputs[place] = ran.run.run(source)
    ran.run.place.tell(CUT)
    return ran


class _Found:
    """What can be read in a notebook, without running it."""

    def __init__(self, cells: Mapping[int, NotebookNode], plan: Plan, way: Way) -> None:
        self.cells, self._plan, self._released, self._hidden = cells, plan, way.released, way.hidden
        self._order = {name: number for number, name in enumerate(way.order)}
        own = {place: cell for place, cell in cells.items() if not (is_teachers(cell) or is_check(cell))}
        self._own = read_cells({place: cell.source for place, cell in own.items()})
        self.reaches = frozenset[str]().union(*(cell.reaches for cell in self._own.values())) - plan.reaches
        self.given = names_bound_in(cell.source for cell in cells.values() if is_teachers(cell))

    def _locked_before(self, check: int) -> list[str]:
        """The teacher's locked cells before a check that are no checks."""
        before = [cell for place, cell in self.cells.items() if place < check]
        return [cell.source for cell in before if is_teachers(cell) and not is_check(cell)]

    def _own_before(self, check: int) -> list[StudentsCell]:
        """What was read in the student's own cells before a check."""
        return [cell for place, cell in self._own.items() if place < check]

    def is_blank(self, check: int) -> bool:
        """Whether the student has left what stands between a check and the one before it as it was handed out."""
        own: list[str] = []
        for place, cell in self.cells.items():
            if place == check:
                break
            own = [] if is_check(cell) else own if is_teachers(cell) else [*own, cell.source.strip()]
        return bool(own) and all(source in self._released for source in own)

    def asked(self, check: int) -> Asked:
        """What the outside witness has to know of a check."""
        source = self.cells[check].source
        locked, own = self._locked_before(check), self._own_before(check)
        theirs = self._plan.theirs.get(name_of(self.cells[check]), frozenset())
        given = names_in(own)
        theirs |= self._plan.empty & given
        earlier = [cell.source for place, cell in self.cells.items() if place < check and is_check(cell)]
        # What the student's cells or the teacher's give anew is theirs again.
        left = left_by_students_calls(trees_of(earlier), theirs if self._plan.known else given)
        kept = left - given - names_bound_in(locked)
        shows_code = "getsource" in source or "getdoc" in source
        return Asked(source, locked, earlier, theirs, frozenset(kept), definitions_in(own) if shows_code else {})

    def given_below(self, check: int) -> str:
        """A name of the student's that a check reads, and that only a cell further below gives; empty if there is none.

        So it is where cells were moved, or an answer stands in a new cell. What belongs further below does not count.
        """
        needed = set[str]().union(*map(read, trees_of([self.cells[check].source])))
        if self._plan.known:
            needed &= self._plan.theirs.get(name_of(self.cells[check]), frozenset())
        before, below = set[str](), set[str]()
        for place, cell in self._own.items():
            is_left = self.cells[place].source.strip() in self._released
            if place < check and not is_left:
                before |= cell.names
            elif place > check and not is_left and self._belongs_above(place, check):
                below |= cell.names
        return min((needed & below) - before, default="")

    def _belongs_above(self, place: int, check: int) -> bool:
        """Whether a cell was handed out above a check, or not handed out at all."""
        name, at = name_of(self.cells[place]), self._order.get(name_of(self.cells[check]), -1)
        return name not in self._order or self._order[name] < at

    def hides_nothing(self, check: int) -> bool:
        """Whether what the hidden parts of earlier checks leave tells nothing that the student's code did not give."""
        sources = [cell.source for place, cell in self.cells.items() if place < check and is_check(cell)]
        trees = list(trees_of(sources))
        hidden = names_bound_in(sources) - names_bound_in(visible_part(source, self._hidden) for source in sources)
        theirs = self._plan.theirs.get(name_of(self.cells[check]), frozenset())
        return hidden <= left_by_students_calls(trees, theirs).union(*map(imported, trees))


class _Outside:
    """The outside witness: it asks copies of the student's process.

    Args:
        make: starts the checks against a run.
        found: what can be read in the notebook.
    """

    def __init__(self, make: Callable[[_Ran], ChecksRun], found: _Found) -> None:
        self._make, self._found = make, found
        # Whether a check took too long, and may have been kept from its processor by others.
        self.late = False

    def verdicts(self, ran: _Ran) -> dict[int, Verdict]:
        """Ask the copies that a run has kept, each before a check; give what comes of these, by their place."""
        with contextlib.closing(self._make(ran)) as checks:
            said = {place: checks.check(self._found.asked(place), copy) for place, copy in ran.copies.items()}
        self.late = self.late or checks.late
        return said


def _judge(  # noqa: PLR0917  both witnesses, and one of them twice
    place: int,
    visible: _Ran,
    inside: _Ran | None,
    without: Verdict | None,
    again: Callable[[int], Verdict | None],
    found: _Found,
) -> Judged:
    """Hear both witnesses of a check."""
    beside = of_outputs(inside.outputs.get(place, [])) if inside else None
    verdict = judged(beside, without, is_blank=found.is_blank(place))
    # A check may build on what hidden ones before it have done; but a student's code must find nothing that they know.
    if verdict.kind == "person" and (other := again(place)) and judged(beside, other).kind != "person":
        without, verdict = other, judged(beside, other)
    if verdict.kind == "failed" and (name := found.given_below(place)):
        verdict = Verdict("person", why=f"it fails, and `{name}` is given only in a cell below it")
    return Judged(verdict, beside, without, visible.outputs.get(place))


def _lines(*runs: _Ran | None) -> list[str]:
    lines: list[str] = []
    for ran in runs:
        if ran is None:
            continue
        lines += ran.run.lines
        if any(MORE in output.get("text", "") for outputs in ran.outputs.values() for output in outputs):
            lines.append("A cell printed more than is kept.")
    # Once, though both may have seen it otherwise.
    if ended := next((ran.run.ended for ran in runs if ran and ran.run.ended), ""):
        lines.append(f"The student's code did not run to its end: {ended}.")
    return list(dict.fromkeys(lines))
