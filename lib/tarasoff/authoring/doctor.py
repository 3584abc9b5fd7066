"""What is wrong with an assignment: every problem at once, each with its file and what to do about it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

from safegrade.contract import number
from tarasoff.assignment.files import load_part
from tarasoff.assignment.parts import Case, Part
from tarasoff.assignment.variants import FOLDER, salt_of, variant
from tarasoff.authoring.complaint import Complaint
from tarasoff.authoring.notebook import cells_of, examine_cells
from tarasoff.authoring.scenario_doctor import complaints
from tarasoff.authoring.strategies import CHANCE, MIXED, TOLERATED, as_released, choices, table
from tarasoff.engine.find import find
from tarasoff.engine.places import place_of
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.library import sources
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import UnknownError, alike, iso_day, known, unknown
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.wording import listed
from tarasoff.marking.data_keys import DataKey
from tarasoff.marking.key_files import key_of, load_key, read_key
from tarasoff.marking.keys import CaseKey, Key, QuestionsKey, choice_keys
from tarasoff.marking.mark import mark, model_answers
from tarasoff.marking.step_keys import LadderKey

# What a case gives by its setting, and not in its story.
_GIVEN = frozenset({"profession", "setting", "abuse"})
# In an assignment with fewer choices, some strategy is always right by luck.
_ENOUGH = 5


#: The folder of cases to copy from, which has no notebook. The dot keeps nbgrader from listing it as an assignment.
SPARE = ".bank"


def examine(course: Path, assignment: str) -> list[Complaint]:
    """Look at every part and every key of an assignment.

    Returns:
        All that is wrong; empty if nothing is.

    Raises:
        FileNotFoundError: there is no such assignment.
    """
    folder = folder_of(course, assignment)
    found: list[Complaint] = []
    files = [path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")]
    if not files and not list(folder.glob("*.ipynb")):
        found.append(Complaint(f"source/{assignment}", "No part lies here.", "Copy a case from another assignment."))
    headings: set[str] = set()
    found += _headings(course, headings)
    parts: dict[str, Part] = {}
    for path in files:
        try:
            parts[path.stem] = load_part(path)
        except DataFileError as error:
            found += _of(error, course)
    for path in files:
        found += _part_and_key(course, path, parts.get(path.stem), headings)
    for path in sorted((folder / "keys").glob("*.yaml")):
        if not (folder / path.name).exists() and path.stem != "variants":
            where = str(path.relative_to(course))
            found.append(Complaint(where, "This key belongs to no part.", "Name it like its part, or remove it."))
    unread = frozenset(path.stem for path in files) - set(parts)
    found += _variants(course, folder, parts, unread, headings)
    found += _notebook(course, assignment, parts, unread)
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        found += complaints(path, str(path.relative_to(course)))
    # With a part or a key that cannot be read, of which this has been said, it would be another assignment.
    with suppress(DataFileError):
        found += _guessable(course, assignment)
    return found


def folder_of(course: Path, assignment: str) -> Path:
    """The folder of an assignment in ``source/``.

    Raises:
        FileNotFoundError: there is no such assignment; the message names those that there are.
    """
    folder = course / "source" / assignment
    if not folder.is_dir():
        there = ", ".join(sorted(one.name for one in (course / "source").glob("*") if one.is_dir())) or "none"
        raise FileNotFoundError(f"There is no folder source/{assignment}. There are: {there}.")
    return folder


def _part_and_key(course: Path, path: Path, part: Part | None, headings: set[str]) -> Iterator[Complaint]:
    """What is wrong with a part and its key; None is a part that cannot be read, whose key can be wrong besides."""
    keyed = path.parent / "keys" / path.name
    where = str(keyed.relative_to(course))
    if part is not None:
        yield from _case(part, str(path.relative_to(course)))
    if not keyed.exists():
        yield Complaint(where, "There is no key for this part.", "Copy one, and name it like the part.")
        return
    try:
        key = read_key(keyed) if part is None else load_key(keyed, part)
    except DataFileError as error:
        yield from _of(error, course)
        with suppress(DataFileError):
            yield from (Complaint(where, *one) for one in _key_alone(read_key(keyed), headings))
        return
    yield from (Complaint(where, *one) for one in _key_alone(key, headings))
    if part is not None:
        yield from (Complaint(where, *one) for one in _key_and_part(part, key))


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
            yield from _of(error, course)
            continue
        if part.points != parts[name].points or _asked(part) != _asked(parts[name]):
            yield Complaint(where, "It does not ask the same as variant a.", "Give it the same steps, ids and points.")
        yield from _case(part, where)
        keyed = str((folder / "keys" / letter / f"{name}.yaml").relative_to(course))
        said = (*_key_alone(key, headings), *_key_and_part(part, key))
        yield from (Complaint(keyed, *one) for one in said)


def _asked(part: Part) -> object:
    """What a part asks, as ids: an answer to one variant must be readable as an answer to another."""
    if not isinstance(part, Case):
        return type(part)
    groups = (part.criteria, part.rules, part.actions, part.recipients, part.items, part.record)
    return part.sentences, part.order, len(part.story), *({one.id for one in group} for group in groups)


def _of(error: DataFileError, course: Path) -> Iterator[Complaint]:
    """What is wrong with a file, and everything else that is wrong with it."""
    where = str(error.file.relative_to(course))
    for one in (error, *error.others):
        yield Complaint(f"{where}, {one.place}" if one.place else where, one.problem, one.remedy)


def _headings(course: Path, headings: set[str]) -> Iterator[Complaint]:
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


def _case(part: Part, where: str) -> Iterator[Complaint]:
    if not isinstance(part, Case):
        return
    if part.profession and part.profession not in FACT_KINDS["profession"].values:
        possible = FACT_KINDS["profession"].values
        yield Complaint(where, unknown(part.profession, possible, "profession"), "Correct it.")
    try:
        if part.place:
            place_of(part.place)
        if part.day:
            iso_day(part.day)
    except Mistake as error:
        yield Complaint(where, str(error), "Correct it.")


def _key_alone(key: Key, headings: set[str]) -> Iterator[tuple[str, str]]:
    for section, ids in _rests_on(key):
        if headings and section not in headings:
            yield f"{section!r} is not a heading of a lecture.", alike(section, sorted(headings))
        for one in ids:
            try:
                known(one, sources(), "source")
            except UnknownError as error:
                yield str(error), "Correct the id."
    if not isinstance(key, DataKey) and key.salt is None:
        offer = f'Write salt: "{token_urlsafe(16)}", or other text at random.'
        yield "There is no salt to shuffle with what can be chosen.", offer
    yield from _breaches(key)


def _key_and_part(part: Part, key: Key) -> Iterator[tuple[str, str]]:
    full = mark(part, key, model_answers(part, key)).mark
    if full != part.points:
        yield (
            f"The best answers earn {number(full)} of {number(part.points)} points.",
            "Give an option in each step full credit.",
        )
    if (blank := mark(part, key, None).mark) != 0:
        yield f"No answer at all earns {number(blank)} points.", "Nothing answered must earn nothing."
    if isinstance(part, Case) and isinstance(key, CaseKey):
        yield from _facts(part, key)
        yield from _engine(part, key)


def _breaches(key: Key) -> Iterator[tuple[str, str]]:
    """Options that earn everything and are errors all the same."""
    groups = {" ".join(filter(None, where)): choice.options for where, choice in choice_keys(key).items()}
    if isinstance(key, CaseKey):
        groups |= {step: one.options for step, one in key.picks.items() if isinstance(one, LadderKey)}
    for where, options in groups.items():
        for name, option in options.items():
            if option.credit == 1 and option.breach:
                problem = f"In {where}, {name} earns full credit and is breach: {option.breach}."
                yield problem, "Take the breach away, or give it less credit."


def _guessable(course: Path, assignment: str) -> Iterator[Complaint]:
    """Strategies that read nothing and earn more than chance."""
    both = as_released(course / "source" / assignment)
    if choices(both) < _ENOUGH:
        return
    chance, *rows = table(both)
    for row in rows:
        if row.strategy not in (CHANCE, MIXED) and row.share > chance.share + TOLERATED:
            yield Complaint(
                f"source/{assignment}",
                f"Who reads nothing earns {row.share:.0f} of 100 points by the strategy “{row.strategy}”, "
                f"and {chance.share:.0f} by chance.",
                "Make wrong options as long as right ones, let what decides stand elsewhere, or write other salts in "
                f"the keys. See: tarasoff doctor {assignment} --strategies",
            )


def _facts(part: Case, key: CaseKey) -> Iterator[tuple[str, str]]:
    """What is wrong with what the key says of the story."""
    if key.route in ("suicide", "abuse") and not part.support:
        yield f"The case is about {key.route}, and has no line on support.", "Write support: ... in the case."
    for one in (*key.holds, *key.withholds):
        if one not in FACT_KINDS:
            yield unknown(one, FACT_KINDS, "fact"), "Correct holds and withholds."
    if both := set(key.holds) & set(key.withholds):
        yield f"It both holds and withholds {listed(sorted(both), 'and')}.", "Decide for one."


def _rests_on(key: Key) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section that feedback names, with the sources beside it."""
    for choice in choice_keys(key).values():
        yield choice.section, choice.sources
    if isinstance(key, CaseKey):
        for step in (*key.picks.values(), *([key.disclosure] if key.disclosure else [])):
            yield step.section, step.sources
    elif not isinstance(key, QuestionsKey):
        for scored in key.worth:
            yield scored.section, scored.sources


def _engine(part: Case, key: CaseKey) -> Iterator[tuple[str, str]]:
    if key.engine is None:
        if part.place:
            yield "It does not say what the criteria engine finds.", "Write engine: with kind and facts."
        return
    told = set(key.engine.facts.known()) - _GIVEN
    if told != set(key.holds) - _GIVEN:
        odd = listed(sorted(told ^ (set(key.holds) - _GIVEN)), "and")
        yield f"The facts of the engine and what the case holds differ in {odd}.", "Make the two the same."
    try:
        finding = find(key.engine.facts, part.place, part.day)
    except Mistake as error:
        yield f"The engine cannot judge it: {error}", "Correct place, day or facts."
        return
    on = finding.topic(key.engine.topic)
    kind = on.kind if on else finding.kind
    if kind != key.engine.kind:
        about = f"On {on.topic.name} the" if on else "The"
        yield (
            f"{about} engine finds {kind!r}, and the key says {key.engine.kind!r}. {finding.why}",
            "Correct the facts or the kind.",
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
