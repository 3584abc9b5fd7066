"""What is wrong with an assignment: every problem at once, each with its file and what to do about it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tarasoff.assignment.files import STORIES, load_part
from tarasoff.assignment.parts import Case, Part, ScenarioPart
from tarasoff.assignment.practice import ANSWERS, ORDER, PRACTICE, practice_case, practice_cases
from tarasoff.assignment.variants import FOLDER, salt_of, variant
from tarasoff.authoring.complaint import Complaint
from tarasoff.authoring.notebook import cells_of, examine_cells
from tarasoff.authoring.part_and_key import examine_case, examine_key, examine_part, unreadable
from tarasoff.authoring.scenario_doctor import complaints
from tarasoff.authoring.strategies import CHANCE, MIXED, TOLERATED, as_released, choices, table
from tarasoff.knowledge.reading import DataFileError
from tarasoff.marking.key_files import key_of, open_key
from tarasoff.marking.keys import Key

# In an assignment with fewer choices, some strategy is always right by luck.
_ENOUGH = 5

#: The folder of cases to copy from, which has no notebook. The dot keeps nbgrader from listing it as an assignment.
SPARE = ".bank"


def examine(course: Path, assignment: str) -> list[Complaint]:
    """Look at every part and every key of an assignment; ``practice`` is the name for the practice cases.

    Returns:
        All that is wrong; empty if nothing is.

    Raises:
        FileNotFoundError: there is no such assignment.
    """
    if assignment == PRACTICE.name:
        return examine_practice(course)
    folder = folder_of(course, assignment)
    found: list[Complaint] = []
    files = [path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")]
    if not files and not list(folder.glob("*.ipynb")):
        found.append(Complaint(f"source/{assignment}", "No part lies here.", "Copy a case from another assignment."))
    headings: set[str] = set()
    found += gather_headings(course, headings)
    parts: dict[str, Part] = {}
    for path in files:
        try:
            parts[path.stem] = load_part(path)
        except DataFileError as error:
            found += unreadable(error, course)
    found += (_open(f"source/{assignment}/{name}.yaml", part) for name, part in parts.items() if open_case(part))
    for path in files:
        found += examine_part(course, path, folder / "keys" / path.name, parts.get(path.stem), headings)
    for path in sorted((folder / "keys").glob("*.yaml")):
        if not (folder / path.name).exists() and path.stem != "variants":
            where = str(path.relative_to(course))
            found.append(Complaint(where, "This key belongs to no part.", "Name it like its part, or remove it."))
    unread = frozenset(path.stem for path in files) - set(parts)
    found += _variants(course, folder, parts, unread, headings)
    found += _notebook(course, assignment, parts, unread)
    # Of a story that counts, all has been said beside its part and its key.
    counts = {part.story.id for part in parts.values() if isinstance(part, ScenarioPart)}
    for path in sorted((folder / STORIES).glob("*.yaml")):
        if not unread and path.stem not in counts:
            found += complaints(path, str(path.relative_to(course)))
    # With a part or a key that cannot be read, of which this has been said, it would be another assignment.
    with suppress(DataFileError):
        found += _guessable(f"source/{assignment}", as_released(course / "source" / assignment))
    return found


def open_case(part: Part) -> str:
    """The practice case of which a part is a copy, whatever it is called; empty if it is none.

    Its key is in the package, so that nobody can be marked on it.
    """
    if not isinstance(part, Case):
        return ""
    told = set(part.story)
    copies = (name for name in practice_cases() if len(told & set(practice_case(name).story)) * 2 > len(told))
    return next(copies, "")


def _open(where: str, part: Part) -> Complaint:
    problem = f"It is the practice case {open_case(part)}, whose key everybody can read."
    return Complaint(where, problem, f"Take a case from source/{SPARE}, or write one.")


def examine_practice(course: Path) -> list[Complaint]:
    """Look at every practice case and its open key.

    Args:
        course: where the lectures are to which the keys refer.

    Returns:
        All that is wrong; empty if nothing is.
    """
    headings: set[str] = set()
    found = list(gather_headings(course, headings))
    files = {path.stem: path for path in PRACTICE.glob("*.yaml") if path.name != ORDER}
    listed = practice_cases()
    for name in sorted({*files} ^ {*listed}):
        problem = f"{name} stands in only one of {ORDER} and this folder."
        found.append(Complaint(PRACTICE.name, problem, "Let both name the same cases."))
    both: list[tuple[Part, Key]] = []
    for name in (name for name in listed if name in files):
        keyed = PRACTICE / ANSWERS / files[name].name
        try:
            part = load_part(files[name])
            found += examine_part(PRACTICE.parent, files[name], keyed, part, headings)
            both.append((part, open_key(part)))
        except DataFileError as error:
            found += unreadable(error, PRACTICE.parent)
    return [*found, *_guessable(PRACTICE.name, both)]


def there(course: Path) -> tuple[str, ...]:
    """The names of all assignments in ``source/``, and of the folder of spare cases."""
    return tuple(sorted(folder.name for folder in (course / "source").glob("*") if folder.is_dir()))


def folder_of(course: Path, assignment: str) -> Path:
    """The folder of an assignment in ``source/``.

    Raises:
        FileNotFoundError: there is no such assignment; the message names those that there are.
    """
    folder = course / "source" / assignment
    if not folder.is_dir():
        named = ", ".join(there(course)) or "none"
        raise FileNotFoundError(f"There is no folder source/{assignment}. There are: {named}.")
    return folder


def _variants(
    course: Path, folder: Path, parts: dict[str, Part], unread: frozenset[str], headings: set[str]
) -> Iterator[Complaint]:
    """What is wrong with the variants of parts: they must ask the same, and there must be a salt to draw with."""
    files = sorted((folder / FOLDER).glob("*/*.yaml"))
    salted = folder / "keys" / "variants.yaml"
    if files and not salted.exists():
        yield Complaint(str(salted.relative_to(course)), "There is no salt to draw with.", "Write schema: 1 and salt:.")
    for path in files:
        letter, name = path.parent.name, path.stem
        where = str(path.relative_to(course))
        if name in unread:
            continue
        if name not in parts:
            yield Complaint(where, "It is a variant of no part.", "Name it like the part, or remove it.")
            continue
        try:
            part = variant(folder, name, letter)
            key = key_of(folder, part, letter)
            salt_of(folder)
        except DataFileError as error:
            yield from unreadable(error, course)
            continue
        if part.points != parts[name].points or _asked(part) != _asked(parts[name]):
            yield Complaint(where, "It does not ask the same as variant a.", "Give it the same steps, ids and points.")
        yield from examine_case(part, where)
        keyed = str((folder / "keys" / letter / f"{name}.yaml").relative_to(course))
        yield from examine_key(keyed, part, key, headings)


def _asked(part: Part) -> object:
    """What a part asks, as ids: an answer to one variant must be readable as an answer to another."""
    if not isinstance(part, Case):
        return type(part)
    groups = (part.criteria, part.rules, part.actions, part.recipients, part.items, part.record)
    return part.sentences, part.order, len(part.story), *({one.id for one in group} for group in groups)


def gather_headings(course: Path, headings: set[str]) -> Iterator[Complaint]:
    """Gather what a section can be called: the number of a lecture and one of its headings."""
    for path in sorted((course / "course").glob("[0-9][0-9]*-*.ipynb")):
        try:
            cells = cells_of(path)
        except (OSError, ValueError) as error:
            yield _unread(path, course, error)
            continue
        lines = (line for cell in cells if cell.kind == "markdown" for line in cell.text.splitlines())
        headings |= {f"{path.name.partition('-')[0]} {line[3:].strip()}" for line in lines if line.startswith("## ")}


def _unread(path: Path, course: Path, error: Exception) -> Complaint:
    return Complaint(str(path.relative_to(course)), f"It cannot be read: {error}.", "Restore it, or save it anew.")


def _guessable(where: str, both: list[tuple[Part, Key]]) -> Iterator[Complaint]:
    """Strategies that read nothing and earn more than chance."""
    if choices(both) < _ENOUGH:
        return
    chance, *rows = table(both)
    for row in rows:
        if row.strategy not in (CHANCE, MIXED) and row.share > chance.share + TOLERATED:
            yield Complaint(
                where,
                f"Who reads nothing earns {row.share:.0f} of 100 points by the strategy “{row.strategy}”, "
                f"and {chance.share:.0f} by chance.",
                "Make wrong options as long as right ones, let what decides stand elsewhere, or write other salts in "
                f"the keys. See: tarasoff doctor {Path(where).name} --strategies",
            )


def _notebook(course: Path, assignment: str, parts: dict[str, Part], unread: frozenset[str]) -> Iterable[Complaint]:
    path = course / "source" / assignment / f"{assignment}.ipynb"
    where = str(path.relative_to(course))
    if assignment == SPARE:
        return []
    if not path.exists():
        return [Complaint(where, "There is no notebook.", "Copy one from another assignment.")]
    try:
        cells = cells_of(path)
    except (OSError, ValueError) as error:
        return [_unread(path, course, error)]
    return [Complaint(where, *one) for one in examine_cells(cells, parts, unread)]
