"""What all commands have in common: where the course is, JSON, exit status, and errors in a sentence."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from safegrade.quick_start import quick_imports

ALL_WELL, LOOK, WRONG_USE = 0, 1, 2
NEEDS = "This command needs {}, which is not installed. Run: python -m pip install 'tarasoff[{}]'"
# What not everybody needs.
_EXTRAS = {"jwt": "sync", "cryptography": "sync", "requests": "sync"}

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

course_option = click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The course folder; here.",
)
students_option = click.option(
    "--students", default="", help="Only these: ids or patterns, with commas between, such as 'ada,b*'."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout; words go to stderr.")


@contextmanager
def importing() -> Iterator[None]:
    """Import what a command needs in here, or say which package is missing."""
    with wrong_use(), quick_imports():
        yield


@contextmanager
def wrong_use(*errors: type[Exception]) -> Iterator[None]:
    """Say in a sentence what whoever called can mend: one of these errors, or a package that is not installed."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise click.UsageError(NEEDS.format(error.name, _EXTRAS.get(package, "course"))) from error
    except errors as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Say in a sentence why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise click.UsageError(
            f"{file} cannot be written: {error.strerror}. Name a file in a folder that is there."
        ) from error


def print_json(data: Any) -> None:
    """Print plain data for a program."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def say(*lines: str) -> None:
    """Tell a person who waits, beside what a program reads; empty lines are left out."""
    for line in filter(None, lines):
        click.echo(line, err=True)


def end(*, look: bool) -> None:
    """End with the status that says whether somebody must look."""
    sys.exit(LOOK if look else ALL_WELL)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list with commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def plural(count: int, one: str, several: str = "") -> str:
    """So many of something, in words.

    >>> plural(1, "mark"), plural(2, "mark"), plural(0, "entry", "entries")
    ('1 mark', '2 marks', '0 entries')
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def each(lines: Iterable[str]) -> None:
    """Print lines for a person."""
    for line in lines:
        click.echo(line)
