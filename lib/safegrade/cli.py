"""The command line of the grading: ``grade``, ``report`` and ``extend``, in any nbgrader course."""

import json
import sys
from pathlib import Path

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
    chosen = tuple(one.strip() for one in students.split(",") if one.strip())
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
