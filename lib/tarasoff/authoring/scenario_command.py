"""``tarasoff scenario``: check a scenario, draw it, import one from Twee, and see how a class has decided."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from attrs import asdict

from safegrade.commands.frame import ALL_WELL, LOOK, json_option, plural, print_json

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def scenario() -> None:
    """Write and check scenarios. docs/scenarios.md says how a file is written."""


@contextmanager
def _wrong_use() -> Iterator[None]:
    from tarasoff.knowledge.mistakes import Mistake  # noqa: PLC0415  --help stays quick

    try:
        yield
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}. Name another file.") from error
    except (Mistake, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error


@scenario.command()
@click.argument("names", nargs=-1)
@json_option
def check(names: tuple[str, ...], *, as_json: bool) -> None:
    """Say what is wrong with scenarios: files, or those of the course by name; with all of these, if none is named."""
    from tarasoff.authoring.scenario_doctor import complaints  # noqa: PLC0415
    from tarasoff.scenarios.files import FOLDER, path_of  # noqa: PLC0415

    with _wrong_use():
        paths = [path_of(name) for name in names] or sorted(FOLDER.glob("*.yaml"))
    found = [complaint for path in paths for complaint in complaints(path)]
    if as_json:
        print_json([asdict(complaint) for complaint in found])
    else:
        click.echo("".join(f"{complaint}\n" for complaint in found), nl=False)
    click.echo(f"{plural(len(paths), 'scenario')} looked at; {plural(len(found), 'thing')} to mend.", err=True)
    sys.exit(LOOK if found else ALL_WELL)


@scenario.command()
@click.argument("name")
@click.argument("file", type=_OUT)
@json_option
def draw(name: str, file: Path, *, as_json: bool) -> None:
    """Draw all scenes and ways of the scenario NAME (a file, or one of the course) to FILE, as SVG."""
    from tarasoff.scenarios.files import scenario as load  # noqa: PLC0415
    from tarasoff.scenarios.pictures.drawing import svg  # noqa: PLC0415

    with _wrong_use():
        file.write_text(svg(load(name)), encoding="utf-8")
    _made(file, "The drawing is in", as_json=as_json)


@scenario.command("import")
@click.argument("twee", type=_FILE)
@click.argument("file", type=_OUT, required=False)
@json_option
def import_twee(twee: Path, file: Path | None, *, as_json: bool) -> None:
    """Make a scenario FILE of a story in Twee 3; beside it, unless FILE is given. A file that is there stays."""
    from tarasoff.scenarios.twee import read_twee, scenario_of  # noqa: PLC0415

    to = file or twee.with_suffix(".yaml")
    if to.exists():
        raise click.UsageError(f"{to} is there already. Name another file.")
    with _wrong_use():
        story = read_twee(twee.read_text(encoding="utf-8-sig"))
        to.write_text(scenario_of(story, to.stem), encoding="utf-8")
    said = f"{len(story.passages)} scenes are in {to}. Now write what each choice is worth; tarasoff scenario check"
    click.echo(f"{said} {to} says what is missing.", err=True)
    if as_json:
        print_json({"file": str(to), "scenes": len(story.passages)})


@scenario.command("class")
@click.argument("name")
@click.argument("file", type=_OUT)
@click.argument("answers", nargs=-1, required=True, type=_FILE)
@json_option
def of_class(name: str, file: Path, answers: tuple[Path, ...], *, as_json: bool) -> None:
    """Show how a class decided in the scenario NAME: a page in FILE, from ANSWERS (an answers.json a person).

    NAME is one of the course, a file, or the part of an assignment that asks for one, such as
    source/ps5-conference/scenario-lambert.yaml; its key, where it lies there, says what each choice is worth.
    The first play of each person counts. Groups under five are not shown.
    """
    from tarasoff.assignment.answers import AnswersError, load  # noqa: PLC0415
    from tarasoff.authoring.scenario_doctor import asked_for  # noqa: PLC0415
    from tarasoff.scenarios.pictures.class_plays import class_plays, first_play, page  # noqa: PLC0415

    with _wrong_use():
        found, section = asked_for(name)
        held = []
        for path in answers:
            try:
                held.append(first_play(load(path).answers, found.id, section))
            except AnswersError as error:
                click.echo(f"{path}: {error} It is left out.", err=True)
        file.write_text(page(class_plays(found, [log for log in held if log])), encoding="utf-8")
    _made(file, "The page is in", as_json=as_json)


def _made(file: Path, where: str, *, as_json: bool) -> None:
    click.echo(f"{where} {file}.", err=True)
    if as_json:
        print_json({"file": str(file)})
