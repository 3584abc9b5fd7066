"""Learning platforms: ``export``, ``collect``, ``roster``."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from safegrade.commands.frame import (
    FILE,
    NEW_FILE,
    course_option,
    each,
    end,
    importing,
    json_option,
    plural,
    print_json,
    say,
    writing,
    wrong_use,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLATFORMS = ("canvas", "moodle", "blackboard", "csv")
_READERS = {"csv": "a spreadsheet; its last column says which are provisional"}
_WITH_UPLOADS = ("canvas", "moodle")
names_option = click.option(
    "--names",
    type=FILE,
    help="A table of the platform's that says whose number is whose: Moodle's grading worksheet, Canvas's gradebook.",
)


@click.command()
@click.argument("assignment")
@click.argument("file", type=NEW_FILE)
@course_option
@click.option("--to", type=click.Choice(_PLATFORMS), required=True, help="Who is to read it.")
@click.option("--like", type=FILE, help="The platform's own table, which is filled in and written to FILE.")
@click.option("--column", default="", help="The column of that table. [default: the one called after ASSIGNMENT]")
@click.option("--provisional", is_flag=True, help="Send marks that are not final too, as far as they have come.")
@click.option(
    "--feedback", "uploads", type=FILE,
    help="Pack the feedback pages instead: the archive of all submissions, as downloaded from the platform.",
)  # fmt: skip
@names_option
@json_option
def export(
    assignment: str,
    file: Path,
    course: Path,
    *,
    to: str,
    like: Path | None,
    column: str,
    uploads: Path | None,
    names: Path | None,
    provisional: bool,
    as_json: bool,
) -> None:
    """Write the marks of ASSIGNMENT to FILE for a learning platform, or the feedback pages as the archive it takes."""
    if uploads is not None:
        _pack(assignment, file, course, to=to, uploads=uploads, names=names, as_json=as_json)
        return
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.changes import named
        from safegrade.desk.platforms.exporting import export_marks
    with wrong_use(LookupError, GradingError), writing(file):
        out = export_marks(course, assignment, to, file, like=like, column=column, provisional=provisional)
    if as_json:
        print_json({
            "file": str(file), "to": to, "sent": list(out.sent), "held_back": list(out.held_back),
            "left_out": dict(out.left_out), "unmatched": list(out.unmatched),
        })  # fmt: skip
    say(f"{file}: {plural(len(out.sent), 'mark')} for {_READERS.get(to, to.title())}.")
    if not (out.sent or out.held_back or out.left_out):
        say(f"There are no marks yet. Run: tarasoff grade {assignment}")
    if out.held_back:
        count = plural(len(out.held_back), "provisional mark")
        say(f"{count} left out: {named(out.held_back)}. To send them as far as they have come: --provisional")
    say_why(out.left_out)
    if out.unmatched:
        say(f"In {like}, and not in the course: {named(out.unmatched)}.")
    end(look=bool(out.left_out or out.unmatched))


def _pack(
    assignment: str, file: Path, course: Path, *, to: str, uploads: Path, names: Path | None, as_json: bool
) -> None:
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.changes import named
        from safegrade.desk.platforms.exporting import export_pages
    if to not in _WITH_UPLOADS:
        raise click.UsageError("Only Canvas and Moodle take an archive of feedback: --to canvas or --to moodle")
    with wrong_use(LookupError, GradingError), writing(file):
        pages = export_pages(course, assignment, to, uploads, file, names=names)
    if as_json:
        print_json({
            "file": str(file), "packed": list(pages.packed), "without_page": list(pages.without),
            "left_out": dict(pages.left_out),
        })  # fmt: skip
    say(f"{file}: the feedback of {plural(len(pages.packed), 'student')}.")
    if pages.without:
        say(
            f"{named(pages.without)}: no feedback page yet. Make them: nbgrader generate_feedback {assignment}; "
            "then run this again."
        )
    say_why(pages.left_out)
    end(look=bool(pages.without or pages.left_out))


@click.command()
@click.argument("assignment")
@click.argument("archive", type=FILE)
@course_option
@click.option("--from", "platform", type=click.Choice(_WITH_UPLOADS), required=True, help="Whose archive it is.")
@click.option("--update", is_flag=True, help="Take again what was collected before.")
@names_option
@json_option
def collect(
    assignment: str, archive: Path, course: Path, platform: str, names: Path | None, *, update: bool, as_json: bool
) -> None:
    """Collect what was handed in for ASSIGNMENT from the ARCHIVE of all submissions that Canvas or Moodle gives."""
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.changes import named
    # Not among the quick imports: what unpacks is needed here.
    from safegrade.desk.platforms.collecting import collect_uploads

    with wrong_use(LookupError, GradingError):
        found = collect_uploads(course, assignment, platform, archive, names=names, update=update)
    if as_json:
        print_json({
            "taken": list(found.taken), "kept": list(found.kept), "late": list(found.late),
            "left_out": dict(found.left_out),
        })  # fmt: skip
    say(f"{assignment}: {plural(len(found.taken), 'submission')} collected from {archive.name}.")
    if found.kept:
        say(f"{named(found.kept)}: collected before, and left as it is. To take it again: --update")
    if found.late:
        say(f"{named(found.late)}: late, as {platform.title()} says, and not by how much. It costs nothing here.")
    if not (found.taken or found.kept or found.left_out):
        say(f"The archive is empty. Download all submissions from {platform.title()} again.")
    say_why(found.left_out)
    if found.left_out:
        say("Who is not known: tarasoff roster FILE with the class list of the platform, or --names.")
    end(look=bool(found.left_out))


@click.command()
@click.argument("file", type=FILE)
@course_option
@click.option("--write", is_flag=True, help="Write it to the gradebook; else it only says what would change.")
@click.option("--id", default="", help="The column with ids.")
@click.option("--first", default="", help="The column with first names.")
@click.option("--last", default="", help="The column with last names.")
@click.option("--name", default="", help="The column with names in full.")
@click.option("--email", default="", help="The column with addresses.")
@click.option("--lms", default="", help="The column with the platform's own numbers.")
@json_option
def roster(
    file: Path, course: Path, *, write: bool, as_json: bool, **columns: str
) -> None:
    """Take the students from FILE, a table with any columns; at first it only says what would change."""
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.changes import named
        from safegrade.desk.platforms.roster import take_roster
    chosen = {role: column for role, column in columns.items() if column}
    with wrong_use(GradingError):
        found = take_roster(course, file, chosen, write=write)
    if as_json:
        print_json({
            "columns": dict(found.columns), "new": list(found.new), "missing": list(found.missing), "same": found.same,
            "changed": {one: [list(what) for what in all_] for one, all_ in found.changed.items()},
            "left_out": dict(found.left_out), "namesakes": list(found.namesakes), "unused": list(found.unused),
            "written": write,
        })  # fmt: skip
    else:
        each(f"{role}: {column!r}" for role, column in found.columns.items())
        if found.unused and not {"first", "last", "name"} & found.columns.keys():
            others = named(map(repr, found.unused))
            click.echo(f"No column was taken for names. Not used: {others}. To take one: --name, --first or --last.")
        click.echo(f"{len(found.new)} new, {len(found.changed)} changed, {found.same} as before.")
        if found.new:
            click.echo(f"New: {named(found.new)}.")
        each(
            f"  {named([one])}: " + "; ".join(f"{what} {old!r} → {new!r}" for what, old, new in several)
            for one, several in found.changed.items()
        )
        if found.missing:
            click.echo(f"Not in {file.name}, and left as they are: {named(found.missing)}.")
        if found.namesakes:
            click.echo(f"Of one name, and told by their ids: {named(found.namesakes)}.")
    say_why(found.left_out)
    again = shlex.join([str(file), *(word for role, name in chosen.items() for word in (f"--{role}", name)), "--write"])
    say("It is written." if write else f"Nothing is written yet. If this is right: tarasoff roster {again}")
    end(look=bool(found.left_out))


def say_why(left_out: "Mapping[str, str]") -> None:
    """Say what was left out, what has the same reason in one line."""
    from safegrade.desk.changes import named

    alike: dict[str, list[str]] = {}
    for what, why in left_out.items():
        alike.setdefault(why, []).append(what)
    for why, several in alike.items():
        say(f"Left out: {named(several)}, because {why}.")
