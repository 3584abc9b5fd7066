"""Looking at a class: ``report``."""

from pathlib import Path

import click

from safegrade.commands.frame import (
    NEW_FILE,
    course_option,
    end,
    importing,
    json_option,
    print_json,
    writing,
    wrong_use,
)


@click.command()
@click.argument("assignment")
@course_option
@json_option
@click.option("--csv", "to_csv", type=NEW_FILE, help="Write the table to a file as well.")
def report(assignment: str, course: Path, *, as_json: bool, to_csv: Path | None) -> None:
    """Say what became of every submission to ASSIGNMENT: a mark, or one line that says what to do."""
    with importing():
        from attrs import asdict

        from safegrade.desk.report import outcomes, read_kinds
        from safegrade.desk.table import print_table, write_csv

    with wrong_use(FileNotFoundError, LookupError):
        rows = outcomes(course, assignment)
    kinds = read_kinds(course)
    table = [{"kind": kinds.get(row.student, ""), **asdict(row)} for row in rows]
    if to_csv is not None:
        with writing(to_csv):
            write_csv(to_csv, table)
    if as_json:
        print_json(table)
    else:
        print_table(assignment, table)
    # A reflection that waits for a person is the ordinary course of things; a line is not.
    end(look=any(row.lines for row in rows))
