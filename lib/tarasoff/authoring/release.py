"""Release an assignment only if it is whole: everything is tried on a copy first."""

import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from attrs import frozen

from safegrade.contract import number
from safegrade.desk.rehearsal import generate, has_code, rehearse
from tarasoff.assignment.files import load_parts
from tarasoff.authoring.doctor import examine
from tarasoff.authoring.leaks import leaks, secrets, telling_fields
from tarasoff.authoring.shuffle import shuffle_released
from tarasoff.marking.key_files import load_key
from tarasoff.marking.keys import choice_keys
from tarasoff.marking.mark import mark, model_answers, worst_answers


@frozen
class Check:
    """One thing that must hold before an assignment is handed out."""

    what: str
    good: bool
    said: str


def release(course: Path, assignment: str, gradebook: Path | None = None) -> list[Check]:
    """Make ``release/ASSIGNMENT`` anew, unless something is wrong: then nothing is written.

    ``gradebook`` is a file in which nbgrader notes the assignment, instead of the gradebook that the settings name.

    Returns:
        What was looked at; written if and only if all of it is good.

    Raises:
        FileNotFoundError: there is no such assignment.
        safegrade.desk.rehearsal.GenerateError: nbgrader could not make it.
    """
    complaints = examine(course, assignment)
    checks = [Check("parts and keys", not complaints, "; ".join(map(str, complaints)) or "nothing to mend")]
    if complaints:
        return checks
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        _generate(course, assignment, staged / "release", staged / "gradebook.db")
        checks += [*_marks(course, assignment), *_code(course, assignment)]
        checks += _hidden(course, assignment, staged / "release")
    if all(check.good for check in checks):
        # Again, into the course and its gradebook: nbgrader has no way to take a made one over.
        _generate(course, assignment, course / "release", gradebook)
    return checks


def _generate(course: Path, assignment: str, to: Path, database: Path | None) -> None:
    generate(course, assignment, to, database)
    shuffle_released(course / "source" / assignment, to / assignment)


def _marks(course: Path, assignment: str) -> Iterator[Check]:
    source = course / "source" / assignment
    for name, part in load_parts(source).items():
        key = load_key(source / "keys" / f"{name}.yaml", part)
        best, worst = (mark(part, key, make(part, key)).mark for make in (model_answers, worst_answers))
        blank = mark(part, key, None).mark
        said = f"best {number(best)} of {number(part.points)}, worst {number(worst)}, blank {number(blank)}"
        messages = all(option.why.strip() for choice in choice_keys(key).values() for option in choice.options.values())
        yield Check(name, best == part.points and blank == 0 and messages, said)


def _code(course: Path, assignment: str) -> Iterator[Check]:
    if has_code(course, assignment):
        troubles = [str(trouble) for trouble in rehearse(course, assignment)]
        yield Check("checks of code", not troubles, "; ".join(troubles) or "your solution earns all, a blank nothing")


def _hidden(course: Path, assignment: str, staged: Path) -> Iterator[Check]:
    hidden = tuple(dict.fromkeys(secrets(course / "source" / assignment)))
    places = {
        "what is handed out": staged,
        "the library, as it is installed": Path(str(files("tarasoff"))),
        "the lectures": course / "course",
    }
    for what, folder in places.items():
        found = [f"{file.name}: {piece}" for file, piece in leaks(hidden, folder)]
        yield Check(f"no key in {what}", not found, found[0] if found else f"{len(hidden)} sentences looked for")
    told = [f"{file.name}: {what}" for file, what in telling_fields(course / "source" / assignment, staged)]
    yield Check("no field of a key in what is handed out", not told, told[0] if told else "fields and ids looked at")
    yield Check("no key folder in what is handed out", not list(staged.rglob("keys")), "looked for keys/")
    ignored = course / ".dockerignore"
    if ignored.exists():
        lines = {line.strip().strip("/") for line in ignored.read_text(encoding="utf-8").splitlines()}
        yield Check("no source/ in the Binder image", "source" in lines, ".dockerignore")
