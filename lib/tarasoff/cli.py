"""The command line ``tarasoff``. The commands of grading are those of ``safegrade``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from safegrade.cli import COMMANDS
from safegrade.commands.frame import ALL_WELL, FILE, LOOK, course_option, json_option, plural, print_json, wrong_use
from safegrade.quick_start import quick_imports
from tarasoff.authoring.scenario_command import scenario
from tarasoff.classroom.commands import questions, slides

if TYPE_CHECKING:
    from tarasoff.authoring.complaint import Complaint
    from tarasoff.engine.finding import Finding
    from tarasoff.engine.replay import Replayed
    from tarasoff.knowledge.law.facts import Facts


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tarasoff")
def main() -> None:
    """Tools for instructors of the course. Exit status: 0 all well, 1 somebody must look, 2 wrong use."""


@main.command()
@click.option("--state", required=True, help="A place's code or name, such as CA, Vermont, ENGLAND or CANADA-ON.")
@click.option(
    "--facts", "file", required=True, type=FILE, help="A YAML file of facts; docs/formats.md says how to write it."
)
@click.option("--date", "day", default="", help="The law of that day, such as 2026-01-31. [default: as gathered]")
@click.option("--json", "as_json", is_flag=True, help="Print the finding as JSON.")
def find(state: str, file: Path, day: str, *, as_json: bool) -> None:
    """Say what the law of a STATE comes to for the FACTS of a case, and what it rests on."""
    from tarasoff.engine.finding_text import as_dict, as_text

    found = _found(_facts(file), state, day, file)
    if as_json:
        print_json(as_dict(found))
    else:
        click.echo(as_text(found))


def _facts(file: Path) -> "Facts":
    from tarasoff.knowledge.checking import parse_yaml
    from tarasoff.knowledge.law.facts import FactsFile
    from tarasoff.knowledge.reading import DataFileError, read_yaml

    with wrong_use(DataFileError):
        facts = read_yaml(file, FactsFile).facts
        return facts.filled_in(parse_yaml(file, file.read_text("utf-8-sig"))["facts"])


def _found(facts: "Facts", state: str, day: str, file: Path | None) -> "Finding":
    from tarasoff.engine.find import find as find_law
    from tarasoff.knowledge.law.facts import ContradictionError

    with wrong_use(ValueError):
        try:
            return find_law(facts, state, day)
        except ContradictionError as error:
            raise click.UsageError(f"{file.name}: {error}" if file else str(error)) from error


@main.command()
@click.argument("state")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page made for printing."
)
@json_option
def law(state: str, page: Path | None, *, as_json: bool) -> None:
    """Print the sheet of a STATE: what its law says on each topic, for whom, when, and where it stands."""
    from tarasoff.engine.places import PlaceError
    from tarasoff.engine.sheet import sheet, sheet_html

    with wrong_use(PlaceError):
        if as_json:
            print_json({"state": state, "sheet": sheet(state), **({"page": str(page)} if page else {})})
        if page is None:
            if not as_json:
                click.echo(sheet(state))
            return
        text = sheet_html(state)
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{page} cannot be written: {error.strerror}. Name another file.") from error
    click.echo(f"The sheet is in {page}.", err=True)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, one entry a case.")
def replay(*, as_json: bool) -> None:
    """Replay the landmark cases: what the court said, what the engine finds under the law of that day."""
    from tarasoff.engine.replay import replay as replay_cases

    rows = replay_cases()
    if as_json:
        print_json([row.as_dict() for row in rows])
    else:
        _print_replay(rows)
    # A disagreement with a listed reason is known; one without has to be looked at.
    sys.exit(LOOK if any(row.agreement in ("differs", "open") and not row.why for row in rows) else ALL_WELL)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--state", default="CA", show_default=True, help="Whose law the criteria bar shows.")
@click.option(
    "--facts", "file", type=FILE, help="The facts of the criteria bar. [default: those of the Tarasoff case]"
)
@click.option("--date", "day", default="", help="The law of that day. [default: as gathered]")
@click.option("--topic", "topics", multiple=True, default=["protect"], show_default=True, help="What a map shows.")
@json_option
def figures(
    folder: Path, state: str, file: Path | None, day: str, topics: tuple[str, ...], *, as_json: bool
) -> None:
    """Write the figures to FOLDER for slides: each as SVG, as PNG, and as text that says the same."""
    with wrong_use():
        from tarasoff.plots.exhibit import exhibit_figure
        from tarasoff.plots.finding import criteria_bar
        from tarasoff.plots.law import tile_map, topic_counts
        from tarasoff.plots.story import timeline
    from tarasoff.engine.position import TOLD
    from tarasoff.exhibits.catalogue import catalogue
    from tarasoff.knowledge.cases import coded_cases
    from tarasoff.knowledge.law.tables import timeline as events
    from tarasoff.knowledge.names import UnknownError, known

    facts = coded_cases()["tarasoff_1976"].facts if file is None else _facts(file)
    with wrong_use(UnknownError):
        maps = [tile_map(known(topic, TOLD, "topic")) for topic in topics]
    pictures = (
        *maps,
        topic_counts(),
        timeline(events()),
        criteria_bar(_found(facts, state, day, file)),
        *(exhibit_figure(exhibit) for exhibit in catalogue()),
    )
    try:
        written = [file for picture in pictures for file in picture.save(folder)]
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written: {error.strerror}. Name another folder.") from error
    if as_json:
        print_json([str(file) for file in written])
    click.echo(f"{len(written)} files for {len(pictures)} figures are in {folder}.", err=True)


@main.command("class")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--students", type=click.IntRange(1, 5000), default=30, show_default=True, help="How many.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed gives the same class.")
@click.option(
    "--course", type=click.Path(path_type=Path), default=Path(), help="A course with source/ and release/; here."
)
@click.option("--assignment", default="ps1-limits", show_default=True, help="What they hand in.")
@json_option
def make_class(folder: Path, students: int, seed: int, course: Path, assignment: str, *, as_json: bool) -> None:
    """Make FOLDER: a course with an invented class that has handed in, the broken submissions included."""
    with wrong_use(FileExistsError, FileNotFoundError, ValueError):
        from attrs import asdict

        from tarasoff.authoring import invented_class

        made = invented_class.make_class(course, folder, students, seed, assignment)
    if as_json:
        print_json([asdict(student) for student in made])
    click.echo(f"{len(made)} invented students have handed in to {folder}/exchange.", err=True)


@main.command()
@click.argument("key", type=FILE)
@click.argument("answers", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def mark(key: Path, answers: Path, *, as_json: bool) -> None:
    """Mark ANSWERS (an answers.json) with KEY (source/ASSIGNMENT/keys/PART.yaml)."""
    from safegrade.in_words import as_text
    from tarasoff.assignment.answers import AnswersError, load
    from tarasoff.assignment.variants import part_of
    from tarasoff.knowledge.reading import DataFileError
    from tarasoff.marking.key_files import load_key
    from tarasoff.marking.mark import mark as mark_part

    with wrong_use(DataFileError):
        part = part_of(key)
        loaded = load_key(key, part)
    if not answers.exists():
        raise click.UsageError(f"There is no file {answers}.")
    try:
        stored = load(answers)
    except AnswersError as error:
        click.echo(str(error), err=True)
        sys.exit(LOOK)
    found = mark_part(part, loaded, stored.answers.get(part.part), stored.notes, stored.answers)
    if as_json:
        # What the report calls a code is here a breach, and always was.
        lines = [{**line, "breach": line["code"]} for line in found.as_dict()["lines"]]
        print_json({**found.as_dict(), "lines": lines})
    else:
        click.echo(as_text(found))
    sys.exit(LOOK if found.notes or found.written is not None else ALL_WELL)


@main.command()
@click.argument("assignments", nargs=-1)
@course_option
@click.option("--strategies", is_flag=True, help="Print what somebody earns who reads nothing, of a hundred points.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def doctor(assignments: tuple[str, ...], course: Path, *, strategies: bool, as_json: bool) -> None:
    """Say all that is wrong with ASSIGNMENTS in source/, or with "practice"; with all of them if none is named."""
    from attrs import asdict

    from tarasoff.authoring.doctor import examine, there
    from tarasoff.knowledge.reading import DataFileError

    if strategies:
        with wrong_use(FileNotFoundError, DataFileError):
            _print_strategies(course, assignments or there(course), as_json=as_json)
        return
    names = assignments or (*there(course), "practice")
    with wrong_use(FileNotFoundError):
        found = [complaint for name in names for complaint in examine(course, name)]
        found += [complaint for name in names for complaint in _checks_of_code(course, name)]
    if as_json:
        print_json([asdict(complaint) for complaint in found])
    else:
        for complaint in found:
            click.echo(str(complaint))
    click.echo(f"{plural(len(names), 'assignment')} looked at; {plural(len(found), 'thing')} to mend.", err=True)
    sys.exit(LOOK if found else ALL_WELL)


@main.command()
@click.argument("assignment")
@course_option
@click.option(
    "--students", type=FILE, help="A file with one student id a line. [default: the students of the gradebook]"
)
@json_option
def variants(assignment: str, course: Path, students: Path | None, *, as_json: bool) -> None:
    """Draw who gets which variant of ASSIGNMENT, and write it for the students' notebooks. Then release it."""
    from tarasoff.assignment.variants import write_who
    from tarasoff.knowledge.reading import DataFileError

    with wrong_use(DataFileError, FileNotFoundError, LookupError):
        if students is not None:
            names = [line.strip() for line in students.read_text(encoding="utf-8").splitlines() if line.strip()]
        else:
            with quick_imports():
                from safegrade.desk.report import students_of

            names = students_of(course)
        written = write_who(course / "source" / assignment, assignment, names)
    if as_json:
        print_json({"file": str(written), "students": len(names)})
    click.echo(f"{written} says who of {len(names)} students gets which variant.", err=True)


@main.command()
@click.argument("assignment")
@course_option
@click.option(
    "--gradebook", type=click.Path(dir_okay=False, path_type=Path), help="A file to note it in, not the gradebook."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def release(assignment: str, course: Path, gradebook: Path | None, *, as_json: bool) -> None:
    """Make release/ASSIGNMENT, once everything about it holds; if anything does not, nothing is written."""
    from attrs import asdict

    with wrong_use(FileNotFoundError):
        from safegrade.desk.rehearsal import GenerateError
        from tarasoff.authoring.release import release as make

        try:
            checks = make(course, assignment, gradebook)
        except GenerateError as error:
            click.echo(f"nbgrader could not make {assignment}:\n{error.problem}", err=True)
            sys.exit(LOOK)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'✓' if check.good else '✗'} {check.what}: {check.said}")
    good = all(check.good for check in checks)
    said = f"release/{assignment} is made." if good else f"Nothing was written: mend {assignment} first."
    click.echo(said, err=True)
    sys.exit(ALL_WELL if good else LOOK)


for _command in (*COMMANDS, scenario, questions, slides):
    main.add_command(_command)


def _checks_of_code(course: Path, assignment: str) -> "list[Complaint]":
    """What is wrong with checks of code: the teacher's own solution and a blank one are tried."""
    with quick_imports():
        from safegrade.contract import GradingError
        from safegrade.desk.rehearsal import has_code, rehearse
    from tarasoff.authoring.complaint import Complaint

    if not has_code(course, assignment):
        return []
    file = f"source/{assignment}"
    try:
        troubles = rehearse(course, assignment)
    except GradingError as error:
        return [Complaint(file, error.problem, error.remedy)]
    return [Complaint(f"{file}/{one.notebook}.ipynb", f"{one.check}: {one.problem}", one.remedy) for one in troubles]


def _print_strategies(course: Path, names: tuple[str, ...], *, as_json: bool) -> None:
    from tarasoff.authoring.doctor import folder_of
    from tarasoff.authoring.strategies import shares_of

    shares = {name: shares_of(folder_of(course, name)) for name in names}
    if as_json:
        rows = ((name, strategy, share) for name in names for strategy, share in shares[name].items())
        print_json([{"assignment": name, "strategy": strategy, "share": share} for name, strategy, share in rows])
        return
    click.echo("".join(f"{name:>16}" for name in ("", *names)))
    for one in next(iter(shares.values()), {}):
        click.echo(f"{one:>18}" + "".join(f"{shares[name][one]:16.1f}" for name in names))


def _print_replay(rows: "tuple[Replayed, ...]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from tarasoff.engine.replay import OUTCOMES, tally

    counts = tally(rows)
    grid = Table(
        title=f"{len(rows)} landmark cases: " + ", ".join(f"{kind} {count}" for kind, count in counts.items()),
        title_justify="left",
    )
    for name in ("case", "decided", "place", "the court", "the engine", ""):
        grid.add_column(name, no_wrap=True)
    grid.add_column("why they part", ratio=1)
    for row in rows:
        case, finding = row.case, row.finding
        cells = (case.id, case.decided, finding.place, OUTCOMES[case.outcome], row.kind, row.agreement, row.why)
        grid.add_row(*map(Text, cells))
    Console(width=None if sys.stdout.isatty() else 150).print(grid)
