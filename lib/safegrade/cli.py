"""The command line of the grading in any nbgrader course: ``doctor``, ``grade``, ``report``, ``accept``, ``extend``."""

import json
import sys
from pathlib import Path
from typing import Literal

import click

from safegrade.quick_start import quick_imports

ALL_WELL, LOOK, WRONG_USE = 0, 1, 2
NEEDS = "This command needs {}, which is not installed. Run: python -m pip install 'tarasoff[course]'"

course_option = click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The course folder; here.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tarasoff")
def main() -> None:
    """Grading for any nbgrader course. Exit status: 0 all well, 1 somebody must look, 2 wrong use."""


@main.command()
@click.argument("assignment")
@course_option
@click.option("--students", default="", help="Only these: ids or patterns, with commas between, such as 'ada,b*'.")
@click.option("--jobs", type=click.IntRange(0, 256), default=0, help="How many at a time. [default: one a processor]")
@click.option("--force", is_flag=True, help="Mark again what is marked and unchanged.")
@click.option("--scheduler", default="", help="The address of a Dask scheduler, such as tcp://127.0.0.1:8786.")
@click.option("--unsafe", is_flag=True, help="Run students' code as you, without a sandbox.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each submission as JSON.")
def grade(
    assignment: str,
    course: Path,
    students: str,
    jobs: int,
    scheduler: str,
    *,
    force: bool,
    unsafe: bool,
    as_json: bool,
) -> None:
    """Mark every submission to ASSIGNMENT as nbgrader autograde does, many at a time; what is unchanged is left."""
    try:
        with quick_imports():
            from safegrade.grade.command import grade_class
    except ImportError as error:
        raise click.UsageError(NEEDS.format(error.name)) from error
    chosen = _names(students)
    summary = grade_class(course, assignment, chosen, jobs, scheduler, force=force, unsafe=unsafe)
    if as_json:
        click.echo(json.dumps(summary.as_dict(), ensure_ascii=False, indent=1))
    sys.exit(summary.status)


@main.command()
@click.argument("assignment")
@course_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.option(
    "--csv", "to_csv", type=click.Path(dir_okay=False, path_type=Path), help="Write the table to a file as well."
)
def report(assignment: str, course: Path, *, as_json: bool, to_csv: Path | None) -> None:
    """Say what became of every submission to ASSIGNMENT: a mark, or one line that says what to do."""
    from attrs import asdict

    try:
        with quick_imports():
            from safegrade.desk.report import outcomes, read_kinds
            from safegrade.desk.table import print_table, write_csv

        rows = outcomes(course, assignment)
    except ImportError as error:
        raise click.UsageError(NEEDS.format(error.name)) from error
    except (FileNotFoundError, LookupError) as error:
        raise click.UsageError(str(error)) from error
    kinds = read_kinds(course)
    table = [{"kind": kinds.get(row.student, ""), **asdict(row)} for row in rows]
    if to_csv is not None:
        try:
            write_csv(to_csv, table)
        except OSError as error:
            raise click.UsageError(
                f"{to_csv} cannot be written: {error.strerror}. Name a file in a folder that is there."
            ) from error
    if as_json:
        click.echo(json.dumps(table, ensure_ascii=False, indent=1))
    else:
        print_table(assignment, table)
    # A reflection that waits for a person is the ordinary course of things; a line is not.
    sys.exit(LOOK if any(row.lines for row in rows) else ALL_WELL)


@main.command()
@click.argument("student")
@click.argument("assignment")
@click.argument("hours", type=click.FloatRange(0, 10_000))
@course_option
def extend(student: str, assignment: str, hours: float, course: Path) -> None:
    """Give STUDENT so many HOURS more for ASSIGNMENT, in all: not on top of what was given before. 0 takes it back."""
    try:
        with quick_imports():
            from safegrade.desk.extend import give_more_time

        click.echo(give_more_time(course, student, assignment, hours))
    except ImportError as error:
        raise click.UsageError(NEEDS.format(error.name)) from error
    except LookupError as error:
        raise click.UsageError(str(error)) from error


@main.command()
@click.argument("assignment")
@click.argument("check")
@course_option
@click.option("--students", default="", help="Only these: ids or patterns, with commas between, such as 'ada,b*'.")
@click.option(
    "--as",
    "of",
    type=click.Choice(["inside", "outside"]),
    default="inside",
    show_default=True,
    help="Whose word to take: of the run beside the student's code, or of the one from outside.",
)
def accept(assignment: str, check: str, course: Path, students: str, of: Literal["inside", "outside"]) -> None:
    """Settle a CHECK of ASSIGNMENT that waits for a person, for the class or for some; it counts as marked by you."""
    try:
        with quick_imports():
            from safegrade.desk.accept import accept as settle

        settled = settle(course, assignment, check, _names(students), of=of)
    except ImportError as error:
        raise click.UsageError(NEEDS.format(error.name)) from error
    except LookupError as error:
        raise click.UsageError(str(error)) from error
    for said in settled:
        click.echo(str(said))
    left = sum(said.mark is None for said in settled)
    click.echo(f"{check}: {len(settled) - left} settled, {left} left out.", err=True)
    sys.exit(LOOK if left else ALL_WELL)


@main.command()
@click.argument("assignment")
@course_option
def doctor(assignment: str, course: Path) -> None:
    """Try your own solution of ASSIGNMENT and a blank one: say which checks of code would not do for a class."""
    try:
        with quick_imports():
            from safegrade.contract import GradingError
            from safegrade.desk.rehearsal import rehearse
    except ImportError as error:
        raise click.UsageError(NEEDS.format(error.name)) from error
    try:
        troubles = rehearse(course, assignment)
    except GradingError as error:
        raise click.UsageError(str(error)) from error
    for trouble in troubles:
        click.echo(str(trouble))
    click.echo(f"{assignment}: {len(troubles)} {'thing' if len(troubles) == 1 else 'things'} to mend.", err=True)
    sys.exit(LOOK if troubles else ALL_WELL)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
