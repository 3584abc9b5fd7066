"""Reading from the gradebook once, and writing to it in whole submissions: only the process that grades does either.

The rows are nbgrader's own tables'. One table of ours, ``tarasoff_graded``, says from what each submission was marked,
so that the next run leaves out what is marked and unchanged. It is written in the same transaction as the marks.
"""

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from attrs import evolve, frozen
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from sqlalchemy import Column, MetaData, String, Table, Text, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from safegrade.grade.jobs import Cell, Desk, Marked, Result, Sheet, hand_the_desk, read_blank
from safegrade.gradebook.lateness import late_line
from safegrade.gradebook.opening import shown

# So long a server may keep us waiting for a row; it would for ever. SQLite gives up after as long.
LOCKED = "5s"

_GRADED = Table(
    "tarasoff_graded",
    MetaData(),
    Column("submission_id", String(32), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("lines", Text, nullable=False),
)


@frozen
class Known:
    """What the gradebook holds of a student's submission.

    Args:
        id: the row's.
        timestamp: when it was handed in.
        extension: more time that the student was given.
        fingerprint: of what `grade` marked before; empty if it has not.
        lines: what there was to say then.
    """

    id: str
    timestamp: datetime | None
    extension: timedelta | None
    fingerprint: str
    lines: tuple[str, ...]


@frozen
class _Sheet:
    """A notebook of the assignment in the gradebook: its id, and the ids of its cells by name."""

    id: str
    graded: Mapping[str, str]
    commented: Mapping[str, str]
    tasks: frozenset[str]


def read_sheets(assignment: Any, released: Path) -> tuple[Sheet, ...]:
    """The notebooks of an assignment as they were handed out.

    Args:
        assignment: nbgrader's row.
        released: the folder in ``release/``.
    """
    return tuple(
        _as_handed_out(notebook, (released / f"{notebook.name}.ipynb").read_text(encoding="utf-8"))
        for notebook in assignment.notebooks
    )


def _as_handed_out(notebook: Any, text: str) -> Sheet:
    blank = [read_blank(text)]
    tasks, answered = in_order(notebook.task_cells, blank), in_order(notebook.solution_cells, blank)
    return Sheet(
        notebook.name,
        text,
        notebook.kernelspec,
        tuple(
            Cell(cell.name, cell.cell_type, cell.locked, cell.source, cell.checksum)
            for cell in in_order(notebook.source_cells, blank)
        ),
        {cell.name: float(cell.max_score) for cell in (*in_order(notebook.grade_cells, blank), *tasks)},
        tuple(cell.name for cell in answered),
        tuple(cell.name for cell in tasks),
    )


def in_order(
    rows: Iterable[Any], notebooks: Iterable[Any], name: Callable[[Any], str] = attrgetter("name")
) -> list[Any]:
    """Put what the gradebook has of some cells in the order of the cells. A server gives rows in any order.

    Args:
        rows: of the gradebook.
        notebooks: the notebooks with the cells.
        name: gives the name of the cell of a row.
    """
    known = (cell.metadata["nbgrader"] for one in notebooks for cell in one.cells if "nbgrader" in cell.metadata)
    places = {one.get("grade_id"): place for place, one in enumerate(known)}
    return sorted(rows, key=lambda row: (places.get(name(row), len(places)), name(row)))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back a Ctrl-C until what has begun is whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


class GradebookWriter:
    """Writes results: folders to ``autograded/``, rows to the gradebook.

    Args:
        gradebook: nbgrader's, open.
        converter: nbgrader's converter with the course's settings.
        assignment: the name of the assignment.
    """

    def __init__(self, gradebook: Gradebook, converter: Any, assignment: str) -> None:
        self._engine = gradebook.engine
        self._converter = converter
        self._name = assignment
        row = gradebook.find_assignment(assignment)
        self._assignment, self._due = row.id, row.duedate
        self._sheets = {
            notebook.name: _Sheet(
                notebook.id,
                {cell.name: cell.id for cell in (*notebook.grade_cells, *notebook.task_cells)},
                {cell.name: cell.id for cell in (*notebook.solution_cells, *notebook.task_cells)},
                frozenset(cell.name for cell in notebook.task_cells),
            )
            for notebook in row.notebooks
        }
        self._late = self._late_step()
        self._placed: list[str] = []
        self._given = self._files_of_the_course()
        gradebook.db.rollback()  # nothing is held while workers work
        _GRADED.create(self._engine, checkfirst=True)
        self.known = self._read_known()

    def _late_step(self) -> AssignLatePenalties | None:
        found = [one for one in self._converter.autograde_preprocessors if issubclass(one, AssignLatePenalties)]
        if not found:
            return None
        hand_the_desk(found[0])
        step = found[0](parent=self._converter)
        return step if step.enabled else None

    def _files_of_the_course(self) -> dict[str, bytes]:
        """The files of source/, which stand in the place of a student's of the same name."""
        course = self._converter.coursedir
        source = Path(course.format_path(course.source_directory, ".", self._name))
        mine = {os.path.normpath(one) for one in self._converter.exclude_overwriting.get(self._name, [])}
        found = (os.path.relpath(path, source) for path in find_all_files(str(source), [*course.ignore, "*.ipynb"]))
        return {path: (source / path).read_bytes() for path in sorted(found) if path not in mine}

    def _read_known(self) -> dict[str, Known]:
        rows = (
            select(
                SubmittedAssignment.student_id,
                SubmittedAssignment.id,
                SubmittedAssignment.timestamp,
                SubmittedAssignment.extension,
                _GRADED.c.fingerprint,
                _GRADED.c.lines,
            )
            .outerjoin(_GRADED, _GRADED.c.submission_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == self._assignment)
        )
        with self._engine.connect() as connection:
            return {
                student: Known(one, when, extension, fingerprint or "", tuple(json.loads(lines or "[]")))
                for student, one, when, extension, fingerprint, lines in connection.execute(rows)
            }

    @property
    def where(self) -> str:
        """Where the gradebook is."""
        return shown(self._engine.url)

    def folder(self, student: str) -> Path:
        """Where the autograded submission of a student lies."""
        course = self._converter.coursedir
        return Path(course.format_path(course.autograded_directory, student, self._name))

    def in_place(self, student: str) -> bool:
        """Whether everything that was written for a student is there."""
        folder = self.folder(student)
        return all((folder / f"{name}.ipynb").is_file() for name in self._sheets)

    def write(self, results: Sequence[Result]) -> list[Result]:
        """Write some results, all of them or none.

        Args:
            results: of different students, and without those that have a problem.

        Returns:
            The same, with the lines that only the gradebook knows.

        Raises:
            OSError: a folder could not be written.
            sqlalchemy.exc.SQLAlchemyError: the gradebook could not.
        """
        with _uninterrupted(), self._tidied(results):
            # On one side until all of them are whole: a full disk shows here.
            laid: dict[str, str] = {}
            for one in results:
                self._lay_out(one, laid)
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCKED}'")
                known = self._known_or_new(connection, results)
                books = self._books(connection, results, known)
                self._write_grades(connection, results, books)
                self._write_comments(connection, results, books)
                said = [self._penalised(connection, one, known[one.student], books) for one in results]
                self._note(connection, said, known)
                # Before the rows are final. If this stops halfway, the gradebook says that these are not marked yet.
                for one in results:
                    self._put_in_place(one.student)
        return said

    @staticmethod
    def _note(connection: Any, results: Sequence[Result], known: Mapping[str, Known]) -> None:
        """Note from what these were marked."""
        connection.execute(delete(_GRADED).where(_GRADED.c.submission_id.in_([one.id for one in known.values()])))
        rows = [(known[one.student].id, one.fingerprint, json.dumps(one.lines)) for one in results]
        connection.execute(insert(_GRADED), [dict(zip(_GRADED.c.keys(), row, strict=True)) for row in rows])

    # Folders

    @contextmanager
    def _tidied(self, results: Sequence[Result]) -> Iterator[None]:
        """Put folders back if their rows were not written after all, and leave nothing on one side."""
        self._placed.clear()
        try:
            yield
        except BaseException as error:
            # A server that is gone may have made the rows final: only the new folders fit both, for what the gradebook
            # does not know of is marked again.
            lost = isinstance(error, DBAPIError) and error.connection_invalidated
            for student in () if lost else self._placed:
                folder = self.folder(student)
                with suppress(OSError):
                    _remove(folder)
                    if (old := _beside(folder, "old")).exists():
                        old.rename(folder)
            raise
        finally:
            for one in results:
                for word in ("new", "old"):
                    with suppress(OSError):
                        _remove(_beside(self.folder(one.student), word))

    def _lay_out(self, result: Result, laid: dict[str, str]) -> None:
        folder = self.folder(result.student)
        new = _beside(folder, "new")
        _remove(new)
        new.mkdir(parents=True)
        mode = int(str(self._converter.permissions), 8)
        course = self._converter.coursedir
        submitted = course.format_path(course.submitted_directory, result.student, self._name)
        for path in result.files:
            if path not in self._given:
                to = _within(new, path)
                shutil.copyfile(os.path.join(submitted, path), to)  # noqa: PTH118  thousands of these
                os.chmod(to, mode)  # noqa: PTH101
        for path, content in self._given.items():
            # The same for everybody: one file under a name for each, since to make files takes as long as to mark.
            to = _within(new, path)
            try:
                os.link(laid[path], to)
            except (KeyError, OSError):
                write_file(to, content, mode)
                laid[path] = to
        for notebook in result.notebooks:
            write_file(_within(new, f"{notebook.name}.ipynb"), notebook.text.encode(), mode)

    def _put_in_place(self, student: str) -> None:
        folder = self.folder(student)
        old = _beside(folder, "old")
        _remove(old)
        if folder.exists():
            folder.rename(old)
        self._placed.append(student)
        _beside(folder, "new").rename(folder)
        if self._converter.coursedir.groupshared:
            self._converter.set_permissions(self._name, student)

    # Rows

    def _known_or_new(self, connection: Any, results: Sequence[Result]) -> dict[str, Known]:
        students = [one.student for one in results]
        there = set(connection.scalars(select(Student.id).where(Student.id.in_(students))))
        new_students = [{"id": one} for one in students if one not in there]
        if new_students:
            connection.execute(insert(Student.__table__), new_students)
        found: dict[str, Known] = {}
        new_rows, times = [], []
        for one in results:
            before = self.known.get(one.student)
            when = one.handed_in or (before.timestamp if before else None)
            if before is None:
                found[one.student] = Known(new_uuid(), when, None, "", ())
                row = {"id": found[one.student].id, "assignment_id": self._assignment, "student_id": one.student}
                new_rows.append({**row, "timestamp": when, "extension": None})
            else:
                found[one.student] = evolve(before, timestamp=when)
                times.append({"row": before.id, "when": when})
        if new_rows:
            connection.execute(insert(SubmittedAssignment.__table__), new_rows)
        if times:
            table = SubmittedAssignment.__table__
            connection.execute(
                update(table).where(table.c.id == bindparam("row")).values(timestamp=bindparam("when")), times
            )
        return found

    def _books(
        self, connection: Any, results: Sequence[Result], known: Mapping[str, Known]
    ) -> dict[tuple[str, str], str]:
        """The rows of the submitted notebooks: (student, notebook) to id. New ones are made, none is late yet."""
        table = SubmittedNotebook.__table__
        of = {one.id: student for student, one in known.items()}
        names = {sheet.id: name for name, sheet in self._sheets.items()}
        there = select(table.c.assignment_id, table.c.notebook_id, table.c.id).where(
            table.c.notebook_id.in_(list(names)), table.c.assignment_id.in_(list(of))
        )
        books = {(of[submission], names[sheet]): row for submission, sheet, row in connection.execute(there)}
        new_rows = []
        for one in results:
            for name, sheet in self._sheets.items():
                if (one.student, name) not in books:
                    row = books[one.student, name] = new_uuid()
                    of_which = {"notebook_id": sheet.id, "assignment_id": known[one.student].id}
                    new_rows.append({"id": row, **of_which, "flagged": False, "late_submission_penalty": None})
        if new_rows:
            connection.execute(insert(table), new_rows)
        return books

    def _write_grades(
        self, connection: Any, results: Sequence[Result], books: Mapping[tuple[str, str], str]
    ) -> None:
        table = Grade.__table__
        cells = [cell for sheet in self._sheets.values() for cell in sheet.graded.values()]
        there = select(table.c.notebook_id, table.c.cell_id, table.c.id, table.c.manual_score).where(
            table.c.cell_id.in_(cells), table.c.notebook_id.in_(list(books.values()))
        )
        held = {(book, cell): (row, manual) for book, cell, row, manual in connection.execute(there)}
        new_rows, changes = [], []
        for notebook, book, sheet in self._pairs(results, books):
            for name, cell in sheet.graded.items():
                row, manual = held.get((book, cell), (None, None))
                mark = _mark(notebook, name, manual, is_task=name in sheet.tasks)
                if row is None:
                    auto, waits = mark or (None, True)
                    ids = {"id": new_uuid(), "notebook_id": book, "cell_id": cell}
                    empty = {"manual_score": None, "extra_credit": None}
                    new_rows.append({**ids, **empty, "auto_score": auto, "needs_manual_grade": waits})
                elif mark is not None:
                    changes.append({"row": row, "auto": mark[0], "waits": mark[1]})
        if new_rows:
            connection.execute(insert(table), new_rows)
        if changes:
            values: dict[str, Any] = {"auto_score": bindparam("auto"), "needs_manual_grade": bindparam("waits")}
            connection.execute(update(table).where(table.c.id == bindparam("row")).values(values), changes)

    def _write_comments(
        self, connection: Any, results: Sequence[Result], books: Mapping[tuple[str, str], str]
    ) -> None:
        table = Comment.__table__
        cells = [cell for sheet in self._sheets.values() for cell in sheet.commented.values()]
        there = select(table.c.notebook_id, table.c.cell_id, table.c.id).where(
            table.c.cell_id.in_(cells), table.c.notebook_id.in_(list(books.values()))
        )
        held = {(book, cell): row for book, cell, row in connection.execute(there)}
        new_rows, changes = [], []
        for notebook, book, sheet in self._pairs(results, books):
            for name, cell in sheet.commented.items():
                said = notebook.comments.get(name)
                if (book, cell) not in held:
                    ids = {"id": new_uuid(), "notebook_id": book, "cell_id": cell}
                    new_rows.append({**ids, "auto_comment": said, "manual_comment": None})
                elif name in notebook.comments:
                    changes.append({"row": held[book, cell], "said": said})
        if new_rows:
            connection.execute(insert(table), new_rows)
        if changes:
            values: dict[str, Any] = {"auto_comment": bindparam("said")}
            connection.execute(update(table).where(table.c.id == bindparam("row")).values(values), changes)

    def _pairs(
        self, results: Sequence[Result], books: Mapping[tuple[str, str], str]
    ) -> Iterator[tuple[Marked, str, _Sheet]]:
        for one in results:
            for notebook in one.notebooks:
                yield notebook, books[one.student, notebook.name], self._sheets[notebook.name]

    def _penalised(
        self, connection: Any, result: Result, known: Known, books: Mapping[tuple[str, str], str]
    ) -> Result:
        """Give the penalties for being late, as nbgrader's own step does, and say so."""
        late = 0.0
        if self._due is not None and known.timestamp is not None:
            due = self._due + (known.extension or timedelta())
            late = max(0.0, (known.timestamp - due).total_seconds())
        total = 0.0
        # A new row has none.
        for notebook in result.notebooks if self._late and (late or result.student in self.known) else ():
            book = books[result.student, notebook.name]
            penalty = self._penalty(connection, result.student, notebook.name, book, late) if late else None
            total += penalty or 0.0
            table = SubmittedNotebook.__table__
            connection.execute(update(table).where(table.c.id == book).values(late_submission_penalty=penalty))
        return evolve(result, lines=(*result.lines, late_line(late, total))) if late else result

    def _penalty(self, connection: Any, student: str, name: str, book: str, late: float) -> float | None:
        assert self._late is not None  # noqa: S101  for the type checker
        # By cell as well, since only so does the database find the rows without looking at all of them.
        score = select(func.coalesce(func.sum(Grade.score), 0.0)).where(
            Grade.cell_id.in_(list(self._sheets[name].graded.values())), Grade.notebook_id == book
        )
        desk = _LateDesk(connection.scalar(score), late)
        at = {"student": student, "assignment": self._name, "notebook": name, "db_url": desk}
        self._late.preprocess(SimpleNamespace(cells=[]), {"nbgrader": at})
        penalty: float | None = desk.notebook.late_submission_penalty
        return penalty


class _LateDesk(Desk):
    """A submission that came late, and a place for its penalty."""

    def __init__(self, score: float, late: float) -> None:
        super().__init__()
        self.submission = SimpleNamespace(total_seconds_late=late)
        self.notebook = SimpleNamespace(score=score, late_submission_penalty=None)

    def find_submission(self, _assignment: str, _student: str) -> Any:
        """The submission."""
        return self.submission

    def find_submission_notebook(self, _notebook: str, _assignment: str, _student: str) -> Any:
        """Its notebook."""
        return self.notebook


def _mark(notebook: Marked, name: str, manual: float | None, *, is_task: bool) -> tuple[float | None, bool] | None:
    """The mark of a cell and whether a person has to look; None if both stay as they are."""
    if name in notebook.grades:
        auto, waits = notebook.grades[name]
        # As in nbgrader: what a teacher has marked before is to be looked at again.
        return auto, waits or manual is not None
    if is_task and manual is None:
        return None, True
    # As in nbgrader, for a notebook that is missing; where it is not, nothing has changed.
    return (0.0, False) if notebook.missing else None


def _beside(folder: Path, word: str) -> Path:
    # nbgrader does not look at names that begin with a dot.
    return folder.with_name(f".{folder.name}.{word}")


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _within(folder: Path, path: str) -> str:
    to = os.path.join(folder, path)  # noqa: PTH118  thousands of these
    if os.sep in path:
        Path(to).parent.mkdir(parents=True, exist_ok=True)
    return to


def write_file(path: str, content: bytes, mode: int) -> None:
    """Write a new file.

    Args:
        path: the file.
        content: all of it.
        mode: who may read it.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123
        view = memoryview(content)
        while view:
            view = view[file.write(view) :]
        os.fchmod(descriptor, mode)
