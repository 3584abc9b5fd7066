"""Writing results, in whole submissions: rows and folders together or neither. Only the process that grades does it."""

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve
from nbgrader.api import Gradebook
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from safegrade.gradebook import changes, shown
from safegrade.gradebook.folders import GradedFolders
from safegrade.gradebook.kept import kept, kept_in
from safegrade.gradebook.lateness import LatePenalty, late_line, seconds_late
from safegrade.gradebook.opening import shown as shown_url
from safegrade.gradebook.results import Result
from safegrade.gradebook.rows import Known, SubmissionRows
from safegrade.gradebook.second import rewritten
from safegrade.gradebook.sheets import Sheet
from safegrade.settings import marker_of

# So long a server may keep us waiting for a row; it would for ever. SQLite gives up after as long.
LOCKED = "5s"


class GradebookWriter:
    """Writes results: folders to ``autograded/``, rows to the gradebook.

    Args:
        gradebook: nbgrader's, open.
        converter: nbgrader's converter with the course's settings.
        assignment: the name of the assignment.
        sheets: its notebooks.
        given: files of the course's own, which stand in the place of a student's: path to content.
    """

    def __init__(
        self,
        gradebook: Gradebook,
        converter: Any,
        assignment: str,
        sheets: Sequence[Sheet],
        given: Mapping[str, bytes],
    ) -> None:
        self._engine = gradebook.engine
        row = gradebook.find_assignment(assignment)
        self._due = row.duedate
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._marker = marker_of(converter.config)
        self._penalty = LatePenalty(converter)
        self._folders = GradedFolders(converter, assignment, given)
        self._rows = SubmissionRows(self._engine, row.id, sheets)
        self._assignment = row.id
        #: When this began: all that changes is noted under this time.
        self.began = changes.this_moment()
        changes.make_table(self._engine)
        shown.make_table(self._engine)
        gradebook.db.rollback()  # nothing is held while workers work
        with self._engine.connect() as connection:
            self.known = self._rows.known(connection)

    @property
    def where(self) -> str:
        """Where the gradebook is."""
        return shown_url(self._engine.url)

    def folder(self, student: str) -> Path:
        """Where the autograded submission of a student lies."""
        return self._folders.folder(student)

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
        with _uninterrupted(), self._whole(results):
            self._folders.lay_out(results)
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCKED}'")
                known = self._rows.write_submissions(connection, results)
                before = [result.student for result in results if result.student in self.known]
                marked = self._rows.by_hand(connection, before) if before else {}
                marks = self._rows.marks(connection, before) if before else {}
                books = self._rows.write_notebooks(connection, results, known)
                self._compare(connection, results, books, marked)
                self._note_changes(connection, results, books, marks)
                said = [self._penalised(connection, result, known[result.student], books) for result in results]
                self._rows.note(connection, said, known)
                # Before the rows are final. If this stops halfway, the gradebook says that these are not marked yet.
                for result in results:
                    self._folders.put_in_place(result.student)
        return said

    @contextmanager
    def _whole(self, results: Sequence[Result]) -> Iterator[None]:
        """Put folders back if their rows were not written after all, and leave nothing on one side."""
        try:
            yield
        except BaseException as error:
            # A server that is gone may have made the rows final: only the new folders fit both, for what the gradebook
            # does not know of is marked again.
            if not (isinstance(error, DBAPIError) and error.connection_invalidated):
                self._folders.put_back()
            raise
        finally:
            self._folders.tidy(result.student for result in results)

    def _compare(
        self,
        connection: Connection,
        results: Sequence[Result],
        books: Mapping[tuple[str, str], str],
        marked: Mapping[tuple[str, str], Mapping[str, bool]],
    ) -> None:
        """Where what was marked by hand has been written anew, have it looked at again."""
        for result in results if marked else ():
            for notebook in result.notebooks:
                key = result.student, notebook.name
                if cells := marked.get(key):
                    old = self.folder(result.student) / f"{notebook.name}.ipynb"
                    anew = rewritten(old, notebook, self._sheets[notebook.name], self._marker)
                    # What nobody has looked at since stays as it is.
                    now = {name: name in anew for name, again in cells.items() if name in anew or not again}
                    self._rows.look_again(connection, books[key], notebook.name, now)

    def _note_changes(
        self,
        connection: Connection,
        results: Sequence[Result],
        books: Mapping[tuple[str, str], str],
        before: changes.Marks,
    ) -> None:
        """Note which marks are others than before, and that their pages no longer show what holds."""
        again = {result.student: result for result in results if result.student in self.known}
        now = self._rows.marks(connection, list(again)) if before else {}
        causes = {one: changes.cause_of(self.known[one].fingerprint, again[one].fingerprint) for one in again}
        moved: dict[tuple[str, str], list[changes.Change]] = {}
        for name, change in changes.changed(before, now, causes):
            moved.setdefault((change.student, name), []).append(change)
        other = []
        for result in again.values():
            for notebook in result.notebooks:
                key = result.student, notebook.name
                file = self.folder(result.student) / f"{notebook.name}.ipynb"
                if not _is_still(file, notebook.text):
                    other.append(books[key])
                if key in moved:
                    old, new = kept_in(file), kept(notebook.text)
                    of_now = changes.with_reasons(moved[key], old.reports if old else {}, new.reports)
                    changes.note(connection, self._assignment, self.began, of_now)
        shown.forget_pages(connection, other)

    def _penalised(
        self, connection: Connection, result: Result, known: Known, books: Mapping[tuple[str, str], str]
    ) -> Result:
        """Give the penalties for being late, as nbgrader's own step does, and say so."""
        late = seconds_late(self._due, known.timestamp, known.extension)
        total = 0.0
        # A new row has none.
        if self._penalty.applies and (late or result.student in self.known):
            for notebook in result.notebooks:
                book = books[result.student, notebook.name]
                score = self._rows.score(connection, book, notebook.name) if late else 0.0
                penalty = self._penalty.of(result.student, score, late) if late else None
                total += penalty or 0.0
                self._rows.write_penalty(connection, book, penalty)
        return evolve(result, lines=(*result.lines, late_line(late, total))) if late else result


def _is_still(file: Path, text: str) -> bool:
    try:
        return file.read_text(encoding="utf-8") == text
    except (OSError, ValueError):
        return False


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
