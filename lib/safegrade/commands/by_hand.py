"""Marking by hand: ``sheet``, ``blank``, ``comments``, ``answer``."""

import sys
from pathlib import Path

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


@click.command()
@click.argument("assignment")
@click.argument("cell")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@course_option
@click.option("--read", "is_read", is_flag=True, help="Take the marks and comments that stand in FILE.")
@click.option("--teachers", default="", help="A sheet for each of them, with commas between: parts of the class.")
@json_option
def sheet(
    assignment: str, cell: str, file: Path, course: Path, *, is_read: bool, teachers: str, as_json: bool
) -> None:
    """Write a sheet to mark CELL of ASSIGNMENT in a spreadsheet, by its rubric if it has one; --read takes it in."""
    with importing():
        from safegrade.contract import GradingError
        from safegrade.desk.by_hand.marking_sheet import read_sheet, write_sheets
        from safegrade.intake.scan import printable
    if is_read:
        with wrong_use(LookupError, GradingError):
            found = read_sheet(course, assignment, cell, file)
        if as_json:
            print_json({
                "given": list(found.given), "left_out": dict(found.left_out),
                "changes": [one.as_dict() for one in found.moved],
            })  # fmt: skip
        else:
            each(printable(str(one)) for one in found.moved)
        moved = f"; {plural(len(found.moved), 'mark')} that stood before changed" if found.moved else ""
        say(f"{cell}: {plural(len(found.given), 'row')} taken from {file}{moved}.")
        for student, why in found.left_out.items():
            say(f"{printable(student)}: left out, because {printable(why)}.")
        end(look=bool(found.left_out))
    with wrong_use(LookupError, GradingError), writing(file):
        written = write_sheets(course, assignment, cell, file, names_in(teachers))
    if as_json:
        print_json({str(to): rows for to, rows in written.items()})
    say(*(f"{to}: {plural(rows, 'row')}." for to, rows in written.items()))
    if not any(written.values()):
        say(f"There is nothing to mark yet. Run: tarasoff grade {assignment}")
        return
    each_ = "Fill them in, save each as CSV, then for each" if len(written) > 1 else "Fill it in, save it as CSV, then"
    say(f"{each_}: tarasoff sheet {assignment} {cell} {next(iter(written))} --read")


@click.command()
@click.argument("assignment")
@course_option
@json_option
def blank(assignment: str, course: Path, *, as_json: bool) -> None:
    """Give 0 wherever nothing was written for a person to mark in ASSIGNMENT, and nothing can have been overlooked."""
    with importing():
        from safegrade.desk.by_hand.blank import set_blank_aside
        from safegrade.desk.changes import named
    with wrong_use(LookupError):
        found = set_blank_aside(course, assignment)
    if as_json:
        print_json({"set_aside": {cell: list(students) for cell, students in found.done.items()},
                    "left": list(found.left)})  # fmt: skip
    else:
        each(f"{cell}: {len(students)} set aside, with 0: {named(students)}." for cell, students in found.done.items())
    if not found.done:
        say("Nothing is blank that waits for a person.")
    if found.left:
        say(f"Left for you, since something about them is to be looked at: {named(found.left)}.")
    end(look=bool(found.left))


@click.command()
@click.argument("assignment")
@click.argument("cell", default="")
@course_option
@click.option("--give", "number", type=click.IntRange(1), help="Give the comment with this number to those named.")
@students_option
@json_option
def comments(
    assignment: str, cell: str, course: Path, *, number: int | None, students: str, as_json: bool
) -> None:
    """Offer comments that you wrote before, in ASSIGNMENT or for one CELL of it, for the same finding again."""
    with importing():
        from attrs import asdict

        from safegrade.desk.by_hand.comments import give_again, offered
        from safegrade.desk.changes import named
        from safegrade.desk.todo import short
        from safegrade.intake.scan import printable
    with wrong_use(LookupError):
        if number is None:
            found = offered(course, assignment, cell)
        else:
            found = [give_again(course, assignment, number, names_in(students), cell)]
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        finding = ", ".join(f"{step}: {code}" for step, code in one.found) or "no error found"
        times = plural(one.times, "time")
        click.echo(f"{one.number}. {one.cell} ({finding}), written {times}: {printable(short(one.comment), 500)}")
        click.echo(f"   {'given to' if number else 'may also be for'} {len(one.for_whom)}: {named(one.for_whom)}")
    if not found:
        say("There is no comment to offer: none was written for a finding that somebody else has too.")
    elif number is None:
        say(f"To give one: tarasoff comments {assignment} --give NUMBER [--students 'ada,b*']")


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@course_option
@json_option
def answer(student: str, assignment: str, file: Path, course: Path, *, as_json: bool) -> None:
    """Answer STUDENT, who asks for another look at ASSIGNMENT, with the text in FILE (- for what is typed in)."""
    with importing():
        from safegrade.desk.by_hand.answering import answer_look
        from safegrade.intake.scan import printable
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read as text ({error}). Save it as plain text, in UTF-8.") from error
    if not text.strip():
        raise click.UsageError(f"There is nothing in {file}. Write the answer there first.")
    with wrong_use(LookupError):
        look = answer_look(course, student, assignment, text)
    if as_json:
        print_json({"student": student, "assignment": assignment, "asked": look.asked, "answer": look.answer})
    whose = printable(student)
    say(f"It goes on the feedback page of {whose}. Make that anew: tarasoff changes {assignment} --feedback")
