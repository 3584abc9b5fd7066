"""Opening the gradebook that the course's settings name, or saying in one line why it cannot be opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import NullPool, create_engine, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from safegrade.contract import GradingError

# How every SQLite file begins: https://sqlite.org/fileformat.html#the_database_header
_SQLITE = b"SQLite format 3\x00"
# So long may a server be silent, in seconds. A driver alone waits for minutes.
_SILENT = "10"
_SETTING = "c.CourseDirectory.db_url in nbgrader_config.py"


class GradebookError(GradingError, LookupError):
    """There is no gradebook, or it cannot be opened."""


def open_gradebook(folder: Any, remedy: str) -> Gradebook:
    """Open the gradebook that the course's settings name; none is made.

    Args:
        folder: nbgrader's course directory, which has the settings.
        remedy: what to do if there is none, such as ``run: nbgrader generate_assignment ps1``.

    Raises:
        GradebookError: there is none, or it cannot be opened.
    """
    url = _url(folder)
    if url.get_backend_name() == "sqlite" and url.database:
        _look_at(Path(url.database), remedy)
    try:
        engine = create_engine(url, poolclass=NullPool)
    except ImportError as error:
        raise GradebookError(
            f"{shown(url)} needs {error.name}, which is not installed.",
            "Begin it with postgresql+psycopg:// and run: python -m pip install 'tarasoff[postgres]'"
        ) from error
    try:
        with engine.connect() as connection:
            # Else nbgrader would make its tables, in whatever database it is.
            there = inspect(connection).has_table("assignment")
        if there:
            return Gradebook(url, folder.course_id)
    except DBAPIError as error:
        raise _why(url, error, remedy) from error
    raise GradebookError(f"There is no gradebook in {shown(url)} yet.", f"{remedy[:1].upper()}{remedy[1:]}")


@contextmanager
def gradebook_of(folder: Any, remedy: str) -> Iterator[Gradebook]:
    """The gradebook, open for a while; as `open_gradebook`."""
    gradebook = open_gradebook(folder, remedy)
    try:
        yield gradebook
    except DBAPIError as error:
        raise _why(gradebook.engine.url, error, remedy) from error
    finally:
        gradebook.close()
        gradebook.engine.dispose()


def shown(url: URL) -> str:
    """Where a gradebook is, without the password.

    >>> shown(make_url("postgresql+psycopg://ada:secret@host/book?connect_timeout=10&sslpassword=secret"))
    'postgresql+psycopg://ada:***@host/book'
    >>> shown(make_url("sqlite:////course/gradebook.db"))
    '/course/gradebook.db'
    """
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    plain = url.difference_update_query(["password", "sslpassword", "connect_timeout"])
    return plain.render_as_string(hide_password=True)


def in_a_line(error: DBAPIError) -> str:
    """What the database said, in one line, without the statement and what was to be written."""
    # PostgreSQL says it in the first; guesses and the statement follow.
    return " ".join(str(error.orig).partition("\n")[0].split()).rstrip(".")[:300]


def _url(folder: Any) -> URL:
    try:
        url = make_url(folder.db_url)
        url.get_dialect()
    except (ArgumentError, ValueError):
        # Without what SQLAlchemy says, which may hold a piece of the password.
        raise GradebookError(
            f"{_SETTING} is not an address that can be read.",
            "Write postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE, with %40 for an @ in the password."
        ) from None
    if url.get_backend_name() == "sqlite" and url.database:
        # As nbgrader's own commands find it, which are run in the course folder.
        url = url.set(database=str(Path(folder.root, url.database)))
    if url.drivername.startswith("postgresql+psycopg") and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": _SILENT})
    return url


def _look_at(database: Path, remedy: str) -> None:
    """Look at a SQLite file before it is opened: what nbgrader cannot read it leaves open."""
    if not database.is_file():
        raise GradebookError(
            f"There is no {database.name} in {database.parent}.", f"{remedy[:1].upper()}{remedy[1:]}"
        )
    try:
        with database.open("rb") as file:
            begins = file.read(len(_SQLITE))
    except OSError as error:
        raise GradebookError(
            f"{database} cannot be read: {error.strerror}.", "Ask for the right to read it."
        ) from error
    if begins not in (b"", _SQLITE):
        raise _unreadable(database, remedy)


def _unreadable(database: Path | str, remedy: str, said: str = "") -> GradebookError:
    problem = f"{database} is not a gradebook that can be read{f' ({said})' if said else ''}."
    return GradebookError(problem, f"Put a copy of it back, or remove it and {remedy}")


def _why(url: URL, error: DBAPIError, remedy: str) -> GradebookError:
    where, said = shown(url), in_a_line(error)
    if url.get_backend_name() == "sqlite":
        if "locked" in str(error.orig):
            return GradebookError(f"{where} is kept by something else ({said}).", "Close it, and run this again.")
        if isinstance(error, OperationalError) and "no such" in str(error.orig):
            return GradebookError(f"{where} was made by another nbgrader ({said}).", "Run: nbgrader db upgrade")
        return _unreadable(where, remedy, said)
    if isinstance(error, OperationalError):
        return GradebookError(
            f"{where} cannot be opened: {said}.", f"See that its server answers, or mend {_SETTING}."
        )
    return GradebookError(f"{where} cannot be used: {said}.", "Ask whoever runs the server for the right to use it.")
