"""What a worker is given, what it gives back, and how it marks a submission. A worker never opens the gradebook.

A job and its result are plain data, so that any worker will do: another process here, or one on another machine that
sees the same folders. nbgrader's own steps and ours run as the course's ``nbgrader_config.py`` says. Where they open
the gradebook they are given a `Desk`: it answers from what was read before, and keeps what it is told.
"""

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import chdir
from datetime import datetime
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import nbformat
from attrs import frozen
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import AutogradeApp
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata

from safegrade.code.names import Plan
from safegrade.code.step import RunCodeOutside
from safegrade.grade import nbgrader_steps
from safegrade.grade.nbgrader_steps import MarkAnswers, noted
from safegrade.grade.notebook_text import notebook_text
from safegrade.intake.mend import MARK, opened, read_notebook
from safegrade.intake.scan import Folder, check_time, look, printable
from tarasoff.assignment.parts import Part
from tarasoff.assignment.variants import drawn_from, letters, salt_of, variant
from tarasoff.marking.key_files import key_of
from tarasoff.marking.keys import Key


@frozen
class Cell:
    """A cell as the gradebook has it, which is what a student's is held against."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str | None


@frozen
class Sheet:
    """A notebook as it was handed out.

    Args:
        name: its name, without ``.ipynb``.
        released: the text of the file in ``release/``.
        kernelspec: as the gradebook has it.
        cells: the cells that nbgrader knows.
        worth: what each graded cell is worth.
        answered: cells that a student answers by hand.
        tasks: tasks that a person marks.
    """

    name: str
    released: str
    kernelspec: str | None
    cells: tuple[Cell, ...]
    worth: Mapping[str, float]
    answered: tuple[str, ...]
    tasks: tuple[str, ...]


@frozen
class Asked:
    """What is the same for a whole class.

    Args:
        course: the course folder.
        assignment: its name.
        sheets: its notebooks.
        stamp: what marks depend on besides the submission: parts, keys, notebooks and this library.
        unsafe: whether students' code is run without a sandbox.
        library: what the library is, from `library`. A worker with another one marks nothing.
    """

    course: str
    assignment: str
    sheets: tuple[Sheet, ...]
    stamp: str
    unsafe: bool = False
    library: str = ""


@frozen
class Job:
    """One submission to be marked.

    Args:
        student: the id of the student in the course.
        folder: what was handed in.
        extension: more time that this student was given; a late penalty depends on it.
        known: the fingerprint of what was marked before, if it is still in its place.
    """

    student: str
    folder: str
    extension: str = ""
    known: str = ""


@frozen
class Marked:
    """A notebook that was marked.

    Args:
        name: its name, without ``.ipynb``.
        text: the autograded notebook, as JSON.
        missing: whether no notebook of that name was handed in.
        grades: by cell: the mark, or None where a person has to give it, and whether a person has to look.
        comments: by cell: what the machine says.
        lines: what was wrong and what to do.
    """

    name: str
    text: str
    missing: bool
    grades: Mapping[str, tuple[float | None, bool]]
    comments: Mapping[str, str | None]
    lines: tuple[str, ...]


@frozen
class Result:
    """What became of a job.

    Args:
        student: as in the job.
        fingerprint: of all that the marks depend on.
        same: whether that is what was marked before; nothing else is given then.
        handed_in: when, if that was noted.
        files: what goes to ``autograded/`` as it is: paths within the folder.
        problem: why it could not be marked; empty if it was.
    """

    student: str
    fingerprint: str = ""
    same: bool = False
    handed_in: datetime | None = None
    notebooks: tuple[Marked, ...] = ()
    files: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    problem: str = ""


class Desk:
    """Stands where a step of nbgrader's opens the gradebook."""

    def __init__(self) -> None:
        # There is nothing to commit.
        self.db = SimpleNamespace(commit=lambda: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _SheetDesk(Desk):
    """A notebook as it was handed out, and a mark sheet for it."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.cells = {cell.name: cell for cell in sheet.cells}
        self.grades: dict[str, Any] = {}
        self.comments: dict[str, Any] = {}

    def find_notebook(self, _name: str, _assignment: str) -> Any:
        """The notebook as it was handed out."""
        cells, worth = self.cells, self.sheet.worth
        return SimpleNamespace(
            kernelspec=self.sheet.kernelspec,
            source_cells=list(self.sheet.cells),
            grade_cells=[_graded(cells, name, worth) for name in worth if name not in self.sheet.tasks],
            task_cells=[_graded(cells, name, worth) for name in self.sheet.tasks],
            solution_cells=[SimpleNamespace(name=name) for name in self.sheet.answered],
        )

    def find_source_cell(self, name: str, _notebook: str, _assignment: str) -> Cell:
        """A cell as it was handed out."""
        return self._known(name, self.cells)[name]  # type: ignore[no-any-return]

    def find_graded_cell(self, name: str, _notebook: str, _assignment: str) -> Any:
        """What a cell is worth."""
        return SimpleNamespace(name=name, max_score=self._known(name, self.sheet.worth)[name])

    def find_grade(self, name: str, _notebook: str, _assignment: str, _student: str) -> Any:
        """A place for the mark of a cell."""
        self._known(name, self.sheet.worth)
        # What a teacher has given is looked up when this is written.
        empty = SimpleNamespace(auto_score=None, manual_score=None, needs_manual_grade=True)
        return self.grades.setdefault(name, empty)

    def find_comment(self, name: str, _notebook: str, _assignment: str, _student: str) -> Any:
        """A place for a comment on a cell."""
        self._known(name, {**dict.fromkeys(self.sheet.answered), **dict.fromkeys(self.sheet.tasks)})
        return self.comments.setdefault(name, SimpleNamespace(auto_comment=None, manual_comment=None))

    @staticmethod
    def _known(name: str, among: Mapping[str, Any]) -> Mapping[str, Any]:
        if name not in among:
            raise MissingEntry(f"No such cell: {name}")
        return among


def _graded(cells: Mapping[str, Cell], name: str, worth: Mapping[str, float]) -> Any:
    return SimpleNamespace(name=name, max_score=worth[name], cell_type=cells[name].cell_type)


class _MarkFromMemory(MarkAnswers):
    """`MarkAnswers`, which reads parts and keys once for a class. ``stamp`` changes when one of them does."""

    stamp = ""

    def part_ids(self, source: Path) -> list[str]:
        """The ids of the parts of an assignment."""
        return _part_ids(self, source, self.stamp)

    def key_ids(self, source: Path) -> frozenset[str]:
        """The ids of the parts that have a key."""
        return _key_ids(self, source, self.stamp)

    def asked(self, source: Path, part_id: str, assignment: str, student: str) -> tuple[Part, Key]:
        """What a student was asked in a part, and its key."""
        among, salt = _variants(source, part_id, self.stamp)
        return _part_and_key(source, part_id, drawn_from(among, salt, part_id, assignment, student), self.stamp)


@lru_cache(8)
def _part_ids(step: MarkAnswers, source: Path, _stamp: str) -> list[str]:
    return MarkAnswers.part_ids(step, source)


@lru_cache(8)
def _key_ids(step: MarkAnswers, source: Path, _stamp: str) -> frozenset[str]:
    return MarkAnswers.key_ids(step, source)


@lru_cache(200)
def _variants(source: Path, part_id: str, _stamp: str) -> tuple[tuple[str, ...], str | None]:
    return letters(source, part_id), salt_of(source)


@lru_cache(200)
def _part_and_key(source: Path, part_id: str, letter: str, _stamp: str) -> tuple[Part, Key]:
    part = variant(source, part_id, letter)
    return part, key_of(source, part, letter)


class _RunFromMemory(RunCodeOutside):
    """`RunCodeOutside`, which reads the teacher's notebook once for a class."""

    stamp = ""

    def plan(self, notebook: Path) -> Plan:
        """What a teacher's notebook says about names."""
        return _plan(self, notebook, self.stamp)


@lru_cache(8)
def _plan(step: RunCodeOutside, notebook: Path, _stamp: str) -> Plan:
    return RunCodeOutside.plan(step, notebook)


class _CheckOnce(CheckCellMetadata):
    """nbgrader's check of its own metadata, made once for each set of them: it takes as long as all the rest."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Check, unless the same was found good before."""
        held = [(cell.cell_type, cell.metadata["nbgrader"]) for cell in nb.cells if "nbgrader" in cell.metadata]
        if (known := repr(held)) not in _good:
            super().preprocess(nb, resources)
            _good.add(known)
        return nb, resources


_good: set[str] = set()


class _Later(AssignLatePenalties):
    """In place of nbgrader's: a penalty depends on what a teacher has given, so whoever writes assigns it."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Leave the notebook."""
        return nb, resources


_VALID = ("nbgrader.", "nbconvert.", "tarasoff.")
_IN_PLACE = {
    MarkAnswers: _MarkFromMemory,
    RunCodeOutside: _RunFromMemory,
    CheckCellMetadata: _CheckOnce,
    AssignLatePenalties: _Later,
}

Step = Callable[[Any, dict[str, Any]], tuple[Any, dict[str, Any]]]


@cache
def library() -> str:
    """A fingerprint of this library, as it is where this runs."""
    said = hashlib.sha256(version("tarasoff").encode())
    here = Path(str(files("safegrade"))).parent
    for path in sorted(one for room in ("safegrade", "tarasoff") for one in (here / room).rglob("*.py")):
        said.update(f"{path.name}:".encode() + path.read_bytes())
    return said.hexdigest()


class SettingsError(LookupError):
    """The course's settings cannot be read. The message says why and what to do."""


# A Dask worker has several threads, and there is one working folder for all of them.
_one_at_a_time = threading.Lock()


def nbgrader_app(course: Path) -> Any:
    """The application nbgrader, as its own command would be in that folder: with the course's settings.

    Args:
        course: the course folder, absolute.
    """
    settings = course / "nbgrader_config.py"
    with _one_at_a_time:
        # Where a worker lives for days, the settings may change.
        return _app(course, settings.read_bytes() if settings.is_file() else b"")


@lru_cache(4)
def _app(course: Path, _settings: bytes) -> Any:
    # There nbgrader looks for its settings, and there the course folder is unless they say otherwise.
    with chdir(course):
        app = AutogradeApp()
        app.log_level = "CRITICAL"  # what there is to say is said in one line a submission
        # Otherwise a mistake in the course's settings is passed over, and with it all that they say.
        app.raise_config_file_errors = True
        try:
            app.initialize([])
        except Exception as error:  # the file is Python, and may raise anything
            said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
            raise SettingsError(f"nbgrader_config.py cannot be read ({said}). Mend it, then run this again.") from error
        # The level alone is asked by what shows lines, when they have been made.
        app.log.setLevel(app.log_level)
    return app


# Steps keep state while they run.
_here = threading.local()


def _steps(asked: Asked) -> tuple[Any, list[Step]]:
    """The converter of nbgrader and the steps that a notebook goes through, as set for the course."""
    if getattr(_here, "key", None) != (asked.course, asked.stamp):
        _here.made = _made(asked)
        _here.key = (asked.course, asked.stamp)
    made: tuple[Any, list[Step]] = _here.made
    return made


def _made(asked: Asked) -> tuple[Any, list[Step]]:
    app = nbgrader_app(Path(asked.course))
    converter = nbgrader_steps.AutogradeEverything(coursedir=app.coursedir, parent=app)
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    exporter._preprocessors = []  # noqa: SLF001  as nbgrader's own Autograde does
    for step in (*converter.sanitize_preprocessors, *nbgrader_steps.outside(converter.autograde_preprocessors)):
        exporter.register_preprocessor(_IN_PLACE.get(step, step))
        hand_the_desk(step)
    steps = list(exporter._preprocessors)  # noqa: SLF001
    for one in steps:
        if isinstance(one, (_MarkFromMemory, _RunFromMemory)):
            one.stamp = asked.stamp
        if isinstance(one, RunCodeOutside):
            one.unsafe = one.unsafe or asked.unsafe
    return converter, steps


def hand_the_desk(step: Any) -> None:
    """Let a step find a desk where it opens the gradebook: give it one as ``db_url``, which it passes on as it is.

    Args:
        step: a class of step.
    """
    for one in getattr(step, "__mro__", ()):
        module = sys.modules[one.__module__]
        if getattr(module, "Gradebook", None) is Gradebook:
            module.Gradebook = _desk_or_gradebook  # type: ignore[attr-defined]


def _desk_or_gradebook(db_url: Any, *args: Any, **kwargs: Any) -> Any:
    return db_url if isinstance(db_url, Desk) else Gradebook(db_url, *args, **kwargs)


def mark_jobs(asked: Asked, jobs: tuple[Job, ...]) -> list[Result]:
    """Mark some submissions. This is what a worker runs; nothing in a submission makes it fail.

    Args:
        asked: what is the same for the class.
        jobs: the submissions.
    """
    return [_guarded(asked, job) for job in jobs]


def _guarded(asked: Asked, job: Job) -> Result:
    try:
        return mark_one(asked, job)
    except OSError as error:
        what = f": {Path(error.filename).name}" if isinstance(error.filename, str) else ""
        return Result(job.student, problem=f"It could not be read ({error.strerror or error}{what}).")
    except UnicodeEncodeError:
        return Result(job.student, problem="The notebook holds half a character, which no file can. Ask for it again.")
    except Exception as error:  # noqa: BLE001  one submission must not stop the class
        said = printable(" ".join(str(error).split()), 300)
        return Result(job.student, problem=f"It could not be marked: {type(error).__name__}: {said}")


def mark_one(asked: Asked, job: Job) -> Result:
    """Mark one submission.

    Args:
        asked: what is the same for the class.
        job: the submission.

    Raises:
        Exception: whatever a step raises.
    """
    if asked.library != library():
        raise LookupError("This worker has another version of the library. Bring it up to date, and start it again")
    converter, steps = _steps(asked)
    folder, course = Path(job.folder), converter.coursedir
    looked_for = course.format_path(course.submitted_directory, job.student, asked.assignment)
    if job.student and Path(looked_for) != folder:
        # Else nothing would be found, and nothing given.
        raise LookupError(f"This worker has other settings and looks for it in {looked_for}")
    there = look(folder, course.ignore)
    fingerprint = _fingerprint(folder, there, asked.stamp, job.extension)
    if fingerprint == job.known:
        return Result(job.student, fingerprint, same=True)
    check_time(folder)
    handed_in = course.get_existing_timestamp(folder)
    notebooks = tuple(_mark_sheet(asked, job, sheet, steps, there) for sheet in asked.sheets)
    files = look(folder, [*course.ignore, "*.ipynb"]).files
    lines = tuple(dict.fromkeys(line for notebook in notebooks for line in notebook.lines))
    return Result(job.student, fingerprint, handed_in=handed_in, notebooks=notebooks, files=files, lines=lines)


def _mark_sheet(asked: Asked, job: Job, sheet: Sheet, steps: list[Step], there: Folder) -> Marked:
    path = Path(job.folder) / f"{sheet.name}.ipynb"
    desk = _SheetDesk(sheet)
    at = {"student": job.student, "assignment": asked.assignment, "notebook": sheet.name, "db_url": desk}
    resources: dict[str, Any] = {"nbgrader": at, "unique_key": sheet.name, "output_files_dir": f"{sheet.name}_files"}
    notebook = noted(opened(path, read_blank(sheet.released), there))
    for step in steps:
        notebook, resources = step(notebook, resources)
    if not all(type(step).__module__.startswith(_VALID) for step in steps):
        # What nbgrader's steps and ours make of a valid notebook is one; of a step of the course's own who knows.
        nbformat.validate(notebook, relax_add_props=True)
    return Marked(
        sheet.name,
        notebook_text(notebook),
        not path.exists(),
        {name: (one.auto_score, one.needs_manual_grade) for name, one in desk.grades.items()},
        {name: one.auto_comment for name, one in desk.comments.items()},
        tuple(notebook.metadata.get(MARK, {}).get("lines", ())),
    )


@lru_cache(8)
def read_blank(text: str) -> nbformat.NotebookNode:
    """The notebook as it was handed out. It is read once, and must not be changed."""
    return read_notebook(text)


_SMALL = 1 << 20


def _fingerprint(folder: Path, there: Folder, stamp: str, extension: str) -> str:
    said = hashlib.sha256(f"{stamp}:{extension}:{there.lines}".encode())
    for name in there.files:
        encoded = os.fsencode(name)
        said.update(b"%d:%s:" % (len(encoded), encoded))
        with open(f"{folder}{os.sep}{name}", "rb", buffering=0) as file:  # noqa: PTH123  thousands of these
            # A small file at once: file_digest makes room for a large one each time.
            small = file.read(_SMALL)
            said.update(hashlib.sha256(small).digest())
            if len(small) == _SMALL:
                said.update(hashlib.file_digest(file, "sha256").digest())
    return said.hexdigest()


def rehearse(asked: Asked, folder: Path) -> None:
    """Mark an empty folder: what is wrong with the assignment is found once, and workers begin with what was read.

    Raises:
        Exception: whatever a step raises.
    """
    mark_one(asked, Job("", str(folder)))
