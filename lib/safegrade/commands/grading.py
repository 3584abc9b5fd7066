"""Marking: ``grade``, ``changes``, ``accept``, ``extend``, ``doctor``."""

from pathlib import Path
from typing import Literal

import click

from safegrade.commands.frame import (
    course_option,
    each,
    end,
    importing,
    json_option,
    names_in,
    plural,
    print_json,
    say,
    students_option,
    wrong_use,
)


@click.command()
@click.argument("assignment")
@course_option
@students_option
@click.option("--jobs", type=click.IntRange(0, 256), default=0, help="How many at a time. [default: one a processor]")
@click.option("--force", is_flag=True, help="Mark again what is marked and unchanged.")
@click.option("--scheduler", default="", help="The address of a Dask scheduler, such as tcp://127.0.0.1:8786.")
@click.option("--unsafe", is_flag=True, help="Run students' code as you, without a sandbox.")
@click.option("--feedback", is_flag=True, help="Then make the stale feedback pages anew, and no others.")
@json_option
def grade(
    assignment: str,
    course: Path,
    students: str,
    jobs: int,
    scheduler: str,
    *,
    force: bool,
    unsafe: bool,
    feedback: bool,
    as_json: bool,
) -> None:
    """Mark every submission to ASSIGNMENT as nbgrader autograde does, many at a time; what is unchanged is left."""
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.by_hand.marking_sheet import mark_anew
        from safegrade.desk.changes import in_words, moved, stale_in_words
        from safegrade.grade.command import grade_class
    summary = grade_class(course, assignment, names_in(students), jobs, scheduler, force=force, unsafe=unsafe)
    try:
        mark_anew(course, assignment)
        now = moved(course, assignment, feedback=feedback)
    except (LookupError, GradingError) as error:
        # A gradebook that went away while it was marked has been spoken of.
        if summary.status:
            end(look=True)
        raise click.UsageError(str(error)) from error
    changes = [one for one in now.changes if one.at >= summary.began]
    say(*in_words(changes), stale_in_words(assignment, now.stale))
    if as_json:
        print_json(
            {**summary.as_dict(), "changes": [one.as_dict() for one in changes], "stale_feedback": list(now.stale)}
        )
    end(look=bool(summary.status))


@click.command()
@click.argument("assignment")
@course_option
@click.option("--all", "everything", is_flag=True, help="All changes there ever were, not only the last ones.")
@click.option("--feedback", is_flag=True, help="Make the stale feedback pages anew, and no others.")
@json_option
def changes(assignment: str, course: Path, *, everything: bool, feedback: bool, as_json: bool) -> None:
    """Say which marks of ASSIGNMENT changed, from what to what and why, and whose feedback page is stale."""
    with importing():
        from safegrade.desk.changes import in_words, moved, named, stale_in_words
    with wrong_use(LookupError):
        now = moved(course, assignment, feedback=feedback)
    shown = now.changes if everything or as_json else now.last()
    if as_json:
        print_json({
            "changes": [one.as_dict() for one in shown], "stale_feedback": list(now.stale),
            "made_anew": list(now.made),
        })  # fmt: skip
    elif shown:
        each(in_words(shown))
    elif now.is_marked:
        click.echo("No mark has changed since it was first given.")
    else:
        click.echo(f"There are no marks yet. Run: tarasoff grade {assignment}")
    if feedback:
        say(f"{plural(len(now.made), 'feedback page')} made anew{f': {named(now.made)}' if now.made else ''}.")
    say(stale_in_words(assignment, now.stale))
    end(look=bool(now.stale))


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.argument("hours", type=click.FloatRange(0, 10_000))
@course_option
@json_option
def extend(student: str, assignment: str, hours: float, course: Path, *, as_json: bool) -> None:
    """Give STUDENT so many HOURS more for ASSIGNMENT, in all: not on top of what was given before. 0 takes it back."""
    with importing():
        from safegrade.desk.extend import give_more_time
    with wrong_use(LookupError):
        said = give_more_time(course, student, assignment, hours)
    if as_json:
        print_json({"student": student, "assignment": assignment, "hours": hours, "said": said})
    else:
        click.echo(said)


@click.command()
@click.argument("assignment")
@click.argument("check")
@course_option
@students_option
@click.option(
    "--as",
    "of",
    type=click.Choice(["inside", "outside"]),
    default="inside",
    show_default=True,
    help="Whose word to take: of the run beside the student's code, or of the one from outside.",
)
@json_option
def accept(
    assignment: str, check: str, course: Path, students: str, of: Literal["inside", "outside"], *, as_json: bool
) -> None:
    """Settle a CHECK of ASSIGNMENT that waits for a person, for the class or for some; it counts as marked by you."""
    with importing():
        from attrs import asdict

        from safegrade.desk.accept import accept as settle
    with wrong_use(LookupError):
        settled = settle(course, assignment, check, names_in(students), of=of)
    if as_json:
        print_json([asdict(said) for said in settled])
    else:
        each(map(str, settled))
    left = sum(said.mark is None for said in settled)
    say(f"{check}: {len(settled) - left} settled, {left} left out.")
    end(look=bool(left))


@click.command()
@click.argument("assignment")
@course_option
@json_option
def doctor(assignment: str, course: Path, *, as_json: bool) -> None:
    """Try your own solution of ASSIGNMENT and a blank one: say which checks of code would not do for a class."""
    with importing():
        from attrs import asdict

        from safegrade.contract import GradingError
        from safegrade.desk.rehearsal import rehearse
    with wrong_use(GradingError):
        troubles = rehearse(course, assignment)
    if as_json:
        print_json([asdict(trouble) for trouble in troubles])
    else:
        each(map(str, troubles))
    say(f"{assignment}: {plural(len(troubles), 'thing')} to mend.")
    end(look=bool(troubles))
