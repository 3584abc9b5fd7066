"""Sending to a learning platform: ``sync``, ``platform-key``."""

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
    writing,
    wrong_use,
)
from safegrade.commands.platforms import say_why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from safegrade.desk.sync.sync import Done, Plan


@click.command()
@click.argument("assignment")
@course_option
@click.option("--send", is_flag=True, help="Send them, with the comments that you wrote.")
@click.option("--provisional", is_flag=True, help="Say of a mark that is not final that it waits for a person.")
@students_option
@json_option
def sync(assignment: str, course: Path, students: str, *, send: bool, provisional: bool, as_json: bool) -> None:
    """Say which marks of ASSIGNMENT there are to send to the learning platform by LTI 1.3; --send sends them."""
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.sync.sync import sync as send_marks
    with wrong_use(LookupError, GradingError), writing(course / "sent"), _bar() as told:
        plan, done = send_marks(
            course, assignment, send=send, provisional=provisional, students=names_in(students), told=told
        )
    if as_json:
        print_json({
            "platform": plan.platform.host, "column": plan.column.label,
            "column_made": send and bool(plan.to_send) and not plan.column.address,
            "to_send": [one.student for one in plan.to_send], "sent": list(done.sent), "failed": dict(done.failed),
            "not_tried": list(done.not_tried), "unchanged": list(plan.unchanged), "held_back": list(plan.held_back),
            "unmatched": dict(plan.unmatched), "strangers": list(plan.strangers),
        })  # fmt: skip
    _say(assignment, plan, done, send=send)
    end(look=bool(plan.unmatched or done.failed or done.not_tried))


@contextmanager
def _bar() -> "Iterator[Callable[[int], object]]":
    """A bar for whoever waits at a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        yield lambda total: progress.update(task, total=total, advance=1)


def _say(assignment: str, plan: "Plan", done: "Done", *, send: bool) -> None:
    from safegrade.desk.changes import named
    from safegrade.intake.scan import printable

    where = f"the column {printable(plan.column.label)} of {plan.platform.host}"
    new = "" if plan.column.address else ", which is made" if send else ", which is not there yet and would be made"
    if send:
        say(f"{plural(len(done.sent), 'mark')} sent to {where}{new if plan.to_send else ''}.")
    else:
        say(f"{plural(len(plan.to_send), 'mark')} to send to {where}{new}.")
    if plan.unchanged:
        say(f"{len(plan.unchanged)} sent before, and the same now.")
    if plan.held_back:
        count = plural(len(plan.held_back), "provisional mark")
        say(f"{count} left out: {named(plan.held_back)}. To say there that they wait for a person: --provisional")
    say_why(plan.unmatched)
    if plan.strangers:
        count = plural(len(plan.strangers), "member")
        who = named(plan.strangers)
        say(f"{count} of the platform's course not known here: {who}. To add them: tarasoff roster FILE")
    for student, why in done.failed.items():
        say(f"{printable(student)}: not sent. {printable(why, 500)}")
    if done.not_tried:
        count = plural(len(done.not_tried), "mark")
        say(f"{count} not tried, since too many failed in a row. Run this again when the platform answers: it goes on.")
    if not send and plan.to_send:
        say(f"Nothing is sent yet. If this is right: tarasoff sync {assignment} --send")
    elif not (plan.to_send or plan.unchanged or plan.held_back or plan.unmatched):
        say(f"There are no marks yet. Run: tarasoff grade {assignment}")


@click.command("platform-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def platform_key(file: Path, *, as_json: bool) -> None:
    """Print the public half of the key in FILE, for the learning platform; without such a file, make a new key."""
    with importing():
        from safegrade.desk.sync.key import make_key, public_jwk, public_pem, read_key
        from safegrade.desk.sync.settings import SyncError
    with wrong_use(SyncError), writing(file):
        is_new = not file.exists()
        key = make_key(file) if is_new else read_key(file)
    if as_json:
        print_json({"file": str(file), "made": is_new, "jwk": public_jwk(key), "pem": public_pem(key)})
        return
    say(f"A new key is in {file}; nobody else can read it. Keep it so, and out of git." if is_new else "")
    say("For Moodle, as an RSA key:")
    each([public_pem(key).rstrip()])
    say("For Canvas and Blackboard, as a JWK:")
    print_json(public_jwk(key))
