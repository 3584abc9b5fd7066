"""Looking at a class: ``report``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from safegrade.commands.frame import (
    NEW_FILE,
    course_option,
    each,
    end,
    importing,
    json_option,
    print_json,
    say,
    writing,
    wrong_use,
)
from safegrade.quick_start import all_is_kept

if TYPE_CHECKING:
    from safegrade.desk.report import Outcome


@click.command()
@click.argument("assignment")
@course_option
@click.option("--all", "everybody", is_flag=True, help="A row for each submission, with all marks.")
@json_option
@click.option("--csv", "to_csv", type=NEW_FILE, help="Write the table to a file as well.")
@click.option("--html", "to_html", type=NEW_FILE, help="Write how the class did on one page: no names on it.")
def report(
    assignment: str, course: Path, *, everybody: bool, as_json: bool, to_csv: Path | None, to_html: Path | None
) -> None:
    """Say who needs somebody in ASSIGNMENT, by what is to be done; with --json, --csv or --all everybody."""
    with importing():
        from safegrade.desk.report import outcomes, read_kinds
        from safegrade.desk.table import print_table, write_csv
        from safegrade.desk.todo import in_words

    with wrong_use(FileNotFoundError, LookupError), all_is_kept():
        rows = outcomes(course, assignment)
    kinds = read_kinds(course)
    table = [{"kind": kinds.get(row.student, ""), **row.as_row()} for row in rows]
    if to_csv is not None:
        with writing(to_csv):
            write_csv(to_csv, table)
    if to_html is not None:
        page = _page(course, assignment, rows)
        with writing(to_html):
            to_html.write_text(page, encoding="utf-8")
        say(f"How the class did is in {to_html}.")
    if as_json:
        print_json(table)
    elif everybody and rows:
        print_table(assignment, table)
    else:
        each(in_words(assignment, rows))
    # A reflection that waits for a person is the ordinary course of things; a line or a request is not.
    end(look=any(row.lines or row.asks for row in rows))


def _page(course: Path, assignment: str, rows: "list[Outcome]") -> str:
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.class_page.drawing import draw_class
    with wrong_use(GradingError), all_is_kept():
        return draw_class(course, assignment, rows)
