"""The steps that a submitted notebook goes through, in order, and what is kept while it does.

nbgrader's own steps run as the course's settings list them. Those that would open the gradebook, or a kernel, have one
of ours in their place; here a notebook is held against its `Sheet`, and marks are noted beside it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from attrs import define, field
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    DeduplicateIds,
    Execute,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.utils.importstring import import_item

from safegrade.code.reading.plan import Plan, is_check, plan_of
from safegrade.code.verdict import is_result
from safegrade.contract import Marker, Report, Request
from safegrade.feedback.page import is_manual, written
from safegrade.grade.code_step import RunCode
from safegrade.grade.course_files import course_files, students_own
from safegrade.grade.setup import Setup
from safegrade.gradebook.sheets import Sheet, SourceCell
from safegrade.in_words import as_html, as_text
from safegrade.intake.mend import MARK, note
from safegrade.intake.scan import Submission
from safegrade.intake.strays import in_a_line
from safegrade.settings import marker_of

Step = Callable[[Any, dict[str, Any]], tuple[Any, dict[str, Any]]]

# Under this name the notebook in hand goes along with nbgrader's own resources.
IN_HAND = "safegrade"

_WAITS = "This check waits for a person: the answer could not be read, or not be found.\n"


class PreparedAssignment:
    """An assignment as a worker has it: its steps, and what is read once for a class.

    Args:
        setup: what is the same for the class.
        converter: nbgrader's converter with the course's settings.
    """

    def __init__(self, setup: Setup, converter: Any) -> None:
        self.setup, self.converter, self.course = setup, converter, converter.coursedir
        self.source = Path(self.course.format_path(self.course.source_directory, ".", setup.assignment))
        self.marker: Marker = marker_of(converter.config)
        self.steps = _steps(converter, unsafe=setup.unsafe)
        self._plans: dict[str, Plan] = {}

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The files of the course's own: path to content."""
        return course_files(self.converter, self.setup.assignment)

    @cached_property
    def own(self) -> frozenset[str]:
        """The paths at which a student's own file counts."""
        return students_own(self.converter, self.setup.assignment)

    def plan(self, notebook: str) -> Plan:
        """What the teacher's notebook says about the names in it."""
        if notebook not in self._plans:
            file = self.source / f"{notebook}.ipynb"
            self._plans[notebook] = plan_of(nbformat.read(file, as_version=4) if file.is_file() else None)
        return self._plans[notebook]


@define
class InHand:
    """A notebook while it is marked.

    Args:
        assignment: what it belongs to.
        sheet: the notebook as it was handed out.
        student: whose it is: the id of the folder in the course.
        submission: all that was handed in.
        unseen: graded cells that wait for a person, since nothing of the student's can be seen in them.
        doubted: graded cells of which a person has to confirm a 0.
        touched: whether somebody has worked in it.
        elsewhere: other files in which an answer may stand.
        reports: what the course's marker found, by check.
        unread: checks whose answers the marker could not read.
        left: checks that wait for a person, since they could not be run.
        grades: by cell: the mark, or None where a person has to give it, and whether a person has to look.
        comments: by cell: what is suggested.
        late: whether its code took too long, and may have been kept from its processor by others.
    """

    assignment: PreparedAssignment
    sheet: Sheet
    student: str
    submission: Submission
    unseen: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()
    touched: bool = False
    elsewhere: tuple[str, ...] = ()
    reports: Mapping[str, Report] = field(factory=dict)
    unread: frozenset[str] = frozenset()
    left: list[str] = field(factory=list)
    grades: dict[str, tuple[float | None, bool]] = field(factory=dict)
    comments: dict[str, str | None] = field(factory=dict)
    late: bool = False

    @property
    def settled(self) -> frozenset[str]:
        """Checks that need not be run: they are marked, or wait for a person whatever comes of them."""
        return frozenset(self.reports) | self.unseen

    def waits(self, name: str, mark: float | None) -> bool:
        """Whether a graded cell waits for a person, although it has got this mark."""
        if name in self.reports:
            return name in self.unread
        return name in self.left or name in self.unseen or (name in self.doubted and not mark)


def grade_id(cell: Any) -> str:
    """The name of a cell; empty if nbgrader does not know it."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or "")


def restore_kernelspec(nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Give a notebook the kernel of the teacher's, as nbgrader's OverwriteKernelspec does."""
    known = resources[IN_HAND].sheet.kernelspec
    if known and (kernelspec := json.loads(known)):
        nb.metadata["kernelspec"] = kernelspec
    return nb, resources


def restore_cells(nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Make the course's cells what the gradebook says they are, as nbgrader's OverwriteCells does."""
    sheet: Sheet = resources[IN_HAND].sheet
    for cell in nb.cells:
        if not (name := grade_id(cell)):
            continue
        known, ours = sheet.cells.get(name), cell.metadata["nbgrader"]
        if known is None:
            del ours["grade_id"]
            continue
        if cell.cell_type != known.kind:
            _change_kind(cell, known.kind)
        ours["locked"], ours["checksum"] = known.locked, known.checksum
        if is_grade(cell) and float(ours["points"]) != sheet.points[name]:
            ours["points"] = sheet.points[name]
        if known.locked:
            cell.source = known.source
            if not _has_its_checksum(known, *map(ours.get, _CHECKED)):
                raise RuntimeError(f"The cell {name} is not the one that the gradebook knows.")
    return nb, resources


# What nbgrader's checksum is made of, besides the text and the kind of a cell.
_CHECKED = ("grade", "solution", "locked", "grade_id", "points")


# Once for a class: it takes longer than all else that is done to these cells.
@lru_cache(1000)
def _has_its_checksum(known: SourceCell, *checked: Any) -> bool:
    metadata = {"nbgrader": dict(zip(_CHECKED, checked, strict=True))}
    cell = nbformat.from_dict({"cell_type": known.kind, "source": known.source, "metadata": metadata})
    return bool(compute_checksum(cell) == known.checksum)


def _change_kind(cell: Any, kind: str) -> None:
    cell.cell_type = kind
    for name, empty in (("outputs", []), ("execution_count", None)):
        cell.pop(name, None)
        if kind == "code":
            cell[name] = empty


def mark_answers(nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Let the course's marker mark what it can, and write what it found as the outputs of those checks."""
    hand: InHand = resources[IN_HAND]
    setup = hand.assignment.setup
    checks = {name: cell for cell in nb.cells if is_check(cell) and (name := grade_id(cell))}
    points = {name: float(cell.metadata["nbgrader"]["points"]) for name, cell in checks.items()}
    # The student is the one of the folder in the course, whatever the notebook says.
    of_all = setup.assignment, hand.student, hand.assignment.source, hand.submission
    request = Request(*of_all, points, setup.stamp, hand.touched)
    marks = hand.assignment.marker.mark(request)
    for name, report in marks.reports.items():
        checks[name].outputs = outputs(report)
    if marks.notes:
        note(nb, list(marks.notes))
    hand.reports, hand.unread = marks.reports, marks.unread
    return nb, resources


def keep_reports(nb: Any, reports: Mapping[str, Report]) -> None:
    """Leave the reports in their checks, for feedback. Last of all: a step would make a mere list of each line."""
    for cell in nb.cells:
        if is_check(cell) and (report := reports.get(grade_id(cell))):
            dict.__setitem__(cell.metadata, MARK, report.in_short())


def outputs(report: Report) -> list[nbformat.NotebookNode]:
    """The outputs of a check: the report, and the mark."""
    # Not by new_output, which looks each of them up in the schema; the notebook is validated as a whole.
    said = {"text/html": as_html(report), "text/plain": as_text(report)}
    # nbgrader reads the mark from a plain number; "0.0" and not 0, so that it is never mistaken for nothing.
    mark_alone = {"text/plain": repr(float(report.mark))}
    kinds: dict[str, dict[str, Any]] = {
        "display_data": {"data": said},
        "execute_result": {"data": mark_alone, "execution_count": None},
    }
    return [nbformat.from_dict({"output_type": kind, "metadata": {}, **fields}) for kind, fields in kinds.items()]


def note_marks(nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Note marks and comments, as nbgrader's SaveAutoGrades does; what could not be checked waits for a person."""
    hand: InHand = resources[IN_HAND]
    for place, cell in enumerate(nb.cells):
        name = grade_id(cell)
        if is_grade(cell):
            mark = determine_grade(cell)[0]
            if hand.waits(name, mark) or (mark is not None and is_manual(cell) and _stands_elsewhere(nb, place, hand)):
                mark = None
                if is_check(cell):
                    # Without the mark that it has not got: formgrader would show a 0.0 there.
                    said = [] if name in hand.left else [new_output("stream", name="stdout", text=_WAITS)]
                    cell.outputs = [*(output for output in cell.outputs if not is_result(output)), *said]
            hand.grades[name] = (mark, mark is None)
        if not (is_solution(cell) or is_task(cell)):
            continue
        # nbgrader says so where a cell was left as it was; that is all there is to say.
        unchanged = not is_task(cell) and cell.metadata["nbgrader"].get("checksum") == compute_checksum(cell)
        hand.comments[name] = "No response." if unchanged else None
        if is_manual(cell) and not unchanged:
            marker = hand.assignment.marker
            there = bool(written(nb, place, hand.sheet.texts, hand.reports, marker.part_of))
            hand.comments[name] = marker.comment(name, hand.reports, written=there)
    return nb, resources


def _stands_elsewhere(nb: Any, place: int, hand: InHand) -> bool:
    """Whether an answer that was left as it was may stand in a cell that a student has added, or in another file."""
    cell = nb.cells[place]
    released, plain = hand.sheet.texts, [other for other in nb.cells if not grade_id(other)]
    added = [other for other in plain if (text := other.source.strip()) and text not in released]
    if any((other.cell_type == "code") == (cell.cell_type == "code") for other in added):
        where = "a cell was added"
    elif hand.elsewhere:
        where = f"there is {in_a_line(hand.elsewhere)}"
    else:
        return False
    line = f"{grade_id(cell)} is as it was handed out, and {where}: if the answer stands there, mark that."
    nb.metadata.setdefault(MARK, {"lines": []})["lines"].append(line)
    return True


class CheckMetadataOnce(CheckCellMetadata):
    """nbgrader's check of its own metadata, made once for each set of them: it takes as long as all the rest."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Check, unless the same was found good before.

        Raises:
            nbgrader.nbgraderformat.ValidationError: something is wrong with the metadata.
        """
        held = [(cell.cell_type, cell.metadata["nbgrader"]) for cell in nb.cells if "nbgrader" in cell.metadata]
        if (known := repr(held)) not in _good:
            super().preprocess(nb, resources)
            _good.add(known)
        return nb, resources


_good: set[str] = set()

# What stands in the place of nbgrader's steps that would open the gradebook or a kernel. Late penalties depend on what
# a teacher has given, so whoever writes to the gradebook gives them. A notebook was mended: no cell stands there twice.
_IN_PLACE: dict[Any, tuple[Any, ...]] = {
    DeduplicateIds: (),
    OverwriteKernelspec: (restore_kernelspec,),
    OverwriteCells: (restore_cells,),
    Execute: (mark_answers, RunCode),
    SaveAutoGrades: (note_marks,),
    AssignLatePenalties: (),
    CheckCellMetadata: (CheckMetadataOnce,),
}


def configured_steps(steps: Sequence[Any]) -> list[Any]:
    """The steps of a list in the settings, where some may stand as dotted names."""
    return [import_item(step) if isinstance(step, str) else step for step in steps]


def _steps(converter: Any, *, unsafe: bool) -> list[Step]:
    """The steps that a notebook goes through, as set for the course."""
    # Steps of nbgrader's find the course by way of an exporter.
    exporter = NotebookExporter(parent=converter, config=converter.config)
    steps: list[Step] = []
    for listed in configured_steps([*converter.sanitize_preprocessors, *converter.autograde_preprocessors]):
        for step in _IN_PLACE.get(listed, (listed,)):
            made = step(parent=exporter) if isinstance(step, type) else step
            if isinstance(made, RunCode):
                made.unsafe = made.unsafe or unsafe
            steps.append(made)
    return steps


def is_known_to_be_valid(steps: Sequence[Step]) -> bool:
    """Whether all of these make a valid notebook of a valid one; of a step of the course's own, who knows."""
    known = ("nbgrader.", "nbconvert.", "safegrade.")
    return all(getattr(step, "__module__", "").startswith(known) for step in steps)
