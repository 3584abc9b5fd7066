"""Steps of ours stand in the place of nbgrader's, and give what those give, with a real gradebook, to the last byte."""

from copy import deepcopy
from functools import lru_cache

import nbformat
import pytest
from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, is_locked, is_solution

from safegrade.code.verdict import Judged, Verdict
from safegrade.contract import Line, Marks, Report
from safegrade.grade import pipeline
from safegrade.grade.code_step import RunCode, shown
from safegrade.grade.pipeline import (
    IN_HAND,
    CheckMetadataOnce,
    InHand,
    PreparedAssignment,
    is_known_to_be_valid,
    keep_reports,
    mark_answers,
    note_marks,
    restore_cells,
    restore_kernelspec,
)
from safegrade.grade.setup import Setup
from safegrade.intake.mend import MARK
from safegrade.intake.scan import Submission
from safegrade.no_marker import NoMarker
from safegrade.settings import plug_in

# The gradebook is only read here, or what was written is written again.
conformance = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Silent(NoMarker):
    """Suggests nothing, as nbgrader suggests nothing."""

    def comment(self, cell, reports, *, written):  # noqa: ARG002
        return None


SILENT = Silent()


@pytest.fixture
def prepared(course, sheets, converter_with):
    """The assignment as a worker has it, with this marker and these settings."""

    def prepared(marker=None, **more):
        converter = converter_with(**more)
        plug_in(converter.config, marker or NoMarker())
        return PreparedAssignment(Setup(str(course), "ps", sheets), converter)

    return prepared


@pytest.fixture
def in_hand(prepared, sheets, tmp_path):
    """What goes along with a notebook of ada's."""

    assignment = lru_cache(prepared)

    def in_hand(marker=None):
        return {IN_HAND: InHand(assignment(marker), sheets[0], "ada", Submission(tmp_path))}

    return in_hand


@pytest.fixture
def stock(course, converter_with, monkeypatch):
    """What a step of nbgrader's makes of a notebook of ada's."""
    # It opens the gradebook anew for each notebook, which is most of what it takes.
    opened = lru_cache(Gradebook)(f"sqlite:///{course}/gradebook.db")
    # This one alone: others have to close theirs.
    monkeypatch.setattr(opened, "close", lambda: None)
    for module in ("overwritecells", "overwritekernelspec", "saveautogrades"):
        monkeypatch.setattr(f"nbgrader.preprocessors.{module}.Gradebook", lambda _: opened)
    converter = converter_with()
    exporter = NotebookExporter(parent=converter)
    at = {"nbgrader": {"notebook": "sheet", "assignment": "ps", "student": "ada", "db_url": converter.coursedir.db_url}}

    def stock(step, notebook):
        made = step(parent=exporter)
        made.log.setLevel("CRITICAL")
        # Without its cells' being put back: that is done before, and said.
        if isinstance(made, OverwriteCells):
            made.add_missing_cells = False
        return made.preprocess(deepcopy(notebook), at)[0]

    stock.gradebook = opened
    yield stock
    Gradebook.close(opened)


FLAGS = st.fixed_dictionaries(
    {},
    optional={
        "locked": st.booleans(),
        "points": st.sampled_from([0, 1, 2, 2.0, 7.5, "3"]),
        "grade_id": st.sampled_from(["forged", "why", "check", "price", "draw"]),
        "checksum": st.sampled_from(["0" * 32, None]),
    },
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from(["", "price = 1", "assert True", "*Write here.*", "Draw a toy."]),
        "cell_type": st.sampled_from(["code", "markdown"]),
        "flags": FLAGS,
    },
)


def named(name, **flags):
    flags = {"grade": False, "solution": False, "locked": True, "task": False, **flags}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **flags}}


FORGED = st.sampled_from(["forged", "intro", "check", "draw"])


def changed(blank, changes, forged):
    """The notebook after a student has been at it."""
    notebook = deepcopy(blank)
    for cell, change in zip(notebook.cells, changes, strict=True):
        cell.source = change.get("source", cell.source)
        if (kind := change.get("cell_type", cell.cell_type)) != cell.cell_type:
            cell.cell_type = kind
            for name, empty in (("outputs", []), ("execution_count", None)):
                cell.pop(name, None)
                if kind == "code":
                    cell[name] = empty
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"].update(change.get("flags", {}))
    for place, name in enumerate(forged):
        kind = new_code_cell if name == "forged" else new_markdown_cell
        flags = named(name, grade=name == "forged", locked=False, points=9)
        notebook.cells.append(kind("9", metadata=flags, id=f"f{place}"))
    return notebook


def outcome(run):
    """The text of the notebook that comes of a step; None where a step fails, by whatever name."""
    try:
        notebook = run()
    except Exception:  # noqa: BLE001  whatever nbgrader raises
        return None
    for cell in notebook.cells:
        # nbgrader lets a student's word stand where it goes by what a cell is for, and pays no heed to it.
        if is_grade(cell) or is_solution(cell):
            cell.metadata["nbgrader"]["locked"] = is_locked(cell)
    return nbformat.versions[4].writes_json(notebook)


@conformance
@given(changes=st.lists(CHANGES, min_size=6, max_size=6), forged=st.lists(FORGED, max_size=2))
@example(changes=[{}, {}, {"flags": {"points": 7.5}}, {"flags": {"points": "3", "checksum": None}}, {}, {}], forged=[])
@example(changes=[{"source": ""}, {}, {"cell_type": "markdown"}, {}, {}, {}], forged=["forged"])
def test_cells_are_restored_as_by_nbgrader(stock, in_hand, sheets, changes, forged):
    notebook = changed(sheets[0].blank, changes, forged)
    theirs = outcome(lambda: stock(OverwriteCells, notebook))
    assert outcome(lambda: restore_cells(deepcopy(notebook), in_hand())[0]) == theirs


@pytest.mark.parametrize("given", [None, {}, {"name": "ir", "display_name": "R"}])
@pytest.mark.parametrize("known", [None, "{}", '{"name": "julia", "display_name": "Julia"}'])
def test_the_kernel_is_restored_as_by_nbgrader(stock, in_hand, sheets, given, known):
    stock.gradebook.find_notebook("sheet", "ps").kernelspec = known
    stock.gradebook.db.commit()
    notebook = deepcopy(sheets[0].blank)
    notebook.metadata["kernelspec"] = given
    resources = in_hand()
    resources[IN_HAND].sheet = evolve(sheets[0], kernelspec=known)
    expected = stock(OverwriteKernelspec, notebook).metadata
    assert restore_kernelspec(notebook, resources)[0].metadata == expected


MARKS = st.sampled_from(["1.5", "0", "2", "99", "None", "'a'", ""])
OUTPUTS = st.lists(
    st.one_of(
        MARKS.map(lambda one: new_output("execute_result", {"text/plain": one}, execution_count=None)),
        st.just(new_output("stream", text="0.5")),
        st.just(new_output("stream", name="stderr", text="careful")),
        st.just(new_output("error", ename="E", evalue="no", traceback=["no"])),
    ),
    max_size=2,
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*:sqlalchemy.exc.SAWarning")
@conformance
@given(
    outputs=OUTPUTS, why=st.sampled_from(["*Write here.*", "", "Because."]),
    price=st.sampled_from(["price = None", "price = 1"]), manual=st.none() | st.just(0.5),
)
def test_marks_and_comments_are_noted_as_by_nbgrader(stock, in_hand, sheets, outputs, why, price, manual):
    gradebook = stock.gradebook
    gradebook.update_or_create_submission("ps", "ada")
    notebook = deepcopy(sheets[0].blank)
    notebook.cells[1].source, notebook.cells[2].outputs, notebook.cells[3].source = price, deepcopy(outputs), why
    gradebook.find_grade("check", "sheet", "ps", "ada").manual_score = manual
    gradebook.db.commit()
    resources = in_hand(SILENT)
    ours, hand = outcome(lambda: note_marks(deepcopy(notebook), resources)[0]), resources[IN_HAND]
    assert outcome(lambda: stock(SaveAutoGrades, notebook)) == ours
    if ours is None:
        return
    submission = gradebook.find_submission_notebook("sheet", "ps", "ada")
    # What a person has marked is to be looked at again; that is where rows are written.
    assert {name: (mark, waits or (manual is not None and name == "check")) for name, (mark, waits) in
            hand.grades.items()} == {
        one.name: (one.auto_score, one.needs_manual_grade) for one in submission.grades if one.name != "draw"
    }  # fmt: skip
    assert hand.comments == {one.name: one.auto_comment for one in submission.comments}


def test_a_task_is_never_given_a_mark_and_a_check_that_was_left_waits(in_hand, sheets):
    notebook, resources = deepcopy(sheets[0].blank), in_hand()
    resources[IN_HAND].left = ["check"]
    judged = Judged(Verdict("person", why="it hands over a class"))
    notebook.cells[2].outputs = shown(judged, 2)
    note_marks(notebook, resources)
    assert resources[IN_HAND].grades == {"check": (None, True), "why": (0.0, False)}
    (said,) = notebook.cells[2].outputs
    assert said.text.startswith("This check needs a person."), "formgrader would show a mark that nobody has given"


def test_who_wrote_below_a_task_is_not_told_that_nothing_is_there(in_hand, sheets):
    notebook = deepcopy(sheets[0].blank)
    for text, said in (("Text of nobody's.", "Nothing was written here."), ("Mine.", None)):
        notebook.cells[5].source = text
        resources = in_hand()
        note_marks(notebook, resources)
        assert resources[IN_HAND].comments["draw"] == said


class ByData(NoMarker):
    """Marks the check, and keeps what it was asked."""

    def mark(self, request):
        self.asked = request
        report = Report("check", "The <check>", 2, (Line("It", 2, 0, "not met", ("No.",)),))
        return Marks({"check": report}, ("A note.",))


def test_a_marker_is_asked_about_the_checks_and_its_report_becomes_their_output(in_hand, sheets):
    marker = ByData()
    notebook, resources = deepcopy(sheets[0].blank), in_hand(marker)
    mark_answers(notebook, resources)
    assert (marker.asked.student, marker.asked.checks) == ("ada", {"check": 2.0})
    assert notebook.metadata[MARK]["lines"] == ["A note."]
    said, mark = notebook.cells[2].outputs
    assert "The &lt;check&gt;: 0 of 2" in said["data"]["text/html"]
    assert mark["data"]["text/plain"] == "0.0", "nbgrader gives full marks for an output that is no number"
    assert MARK not in notebook.cells[2].metadata, "a step of the course's own would make a list of each line"
    keep_reports(notebook, resources[IN_HAND].reports)
    assert notebook.cells[2].metadata[MARK]["mark"] == 0
    assert MARK not in notebook.cells[3].metadata
    assert note_marks(notebook, resources)[1][IN_HAND].grades["check"] == (0.0, False)
    nbformat.validate(notebook, relax_add_props=True)


class OfTheCourse(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        return nb, resources


def kinds(steps):
    return [step if callable(step) and hasattr(step, "__name__") else type(step) for step in steps]


def test_a_step_of_the_courses_own_keeps_its_place(prepared):
    listed = [OverwriteKernelspec, OfTheCourse, Execute, "nbgrader.preprocessors.SaveAutoGrades", AssignLatePenalties]
    one = prepared(Autograde={"sanitize_preprocessors": [], "autograde_preprocessors": listed})
    assert kinds(one.steps) == [restore_kernelspec, OfTheCourse, mark_answers, RunCode, note_marks]
    assert not is_known_to_be_valid(one.steps), "what it made of a notebook was not validated"


def test_no_step_of_ours_opens_the_gradebook_or_a_kernel(prepared):
    steps = prepared().steps
    stock = (Execute, SaveAutoGrades, OverwriteCells, OverwriteKernelspec, AssignLatePenalties)
    assert not [step for step in steps if isinstance(step, stock)]
    found = kinds(steps)
    assert found.index(restore_cells) < found.index(mark_answers) < found.index(RunCode)
    assert found.index(RunCode) < found.index(note_marks)
    assert is_known_to_be_valid(steps)


def test_without_a_sandbox_only_where_that_was_asked(course, sheets, converter_with):
    for unsafe in (False, True):
        one = PreparedAssignment(Setup(str(course), "ps", sheets, unsafe=unsafe), converter_with())
        assert [step.unsafe for step in one.steps if isinstance(step, RunCode)] == [unsafe]


def test_metadata_is_checked_once_for_each_set(sheets, monkeypatch):
    monkeypatch.setattr(pipeline, "_good", set())
    checked = []
    monkeypatch.setattr(CheckCellMetadata, "preprocess", lambda _, nb, __: checked.append(nb))
    step = CheckMetadataOnce()
    other = deepcopy(sheets[0].blank)
    other.cells[2].metadata["nbgrader"]["points"] = 1
    for notebook in (sheets[0].blank, deepcopy(sheets[0].blank), other, other):
        step.preprocess(notebook, {})
    assert len(checked) == 2
