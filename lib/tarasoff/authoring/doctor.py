"""What is wrong with an assignment: every problem at once, each with its file and what to do about it."""

import json
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from safegrade.contract import number
from tarasoff.assignment.files import load_part
from tarasoff.assignment.parts import Case, Part
from tarasoff.assignment.variants import FOLDER, salt_of, variant
from tarasoff.engine.find import find
from tarasoff.engine.places import place_of
from tarasoff.knowledge.facts import FACT_KINDS
from tarasoff.knowledge.library import sources
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.names import UnknownError, alike, iso_day, known, unknown
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.wording import listed
from tarasoff.marking.key_files import key_of, load_key
from tarasoff.marking.keys import CaseKey, Key, QuestionsKey, choice_keys
from tarasoff.marking.mark import mark, model_answers

# What a case gives by its setting, and not in its story.
_GIVEN = frozenset({"profession", "setting", "abuse"})


#: The folder of cases to copy from, which has no notebook. The dot keeps nbgrader from listing it as an assignment.
SPARE = ".bank"


@frozen
class Complaint:
    """One thing that is wrong.

    Args:
        file: where, from the course folder.
    """

    file: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem} {self.remedy}"


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
    if not files:
        found.append(Complaint(f"source/{assignment}", "No part lies here.", "Copy a case from another assignment."))
    headings = _headings(course)
    parts: dict[str, Part] = {}
    for path in files:
        try:
            parts[path.stem] = load_part(path)
        except DataFileError as error:
            found.append(_of(error, course))
    for name, part in parts.items():
        path = folder / "keys" / f"{name}.yaml"
        where = str(path.relative_to(course))
        found += _case(part, str((folder / f"{name}.yaml").relative_to(course)))
        if not path.exists():
            found.append(Complaint(where, "There is no key for this part.", "Copy one, and name it like the part."))
            continue
        try:
            key = load_key(path, part)
        except DataFileError as error:
            found.append(_of(error, course))
            continue
        found += [Complaint(where, *one) for one in _key(part, key, headings)]
    for path in sorted((folder / "keys").glob("*.yaml")):
        if not (folder / path.name).exists() and path.stem != "variants":
            where = str(path.relative_to(course))
            found.append(Complaint(where, "This key belongs to no part.", "Name it like its part, or remove it."))
    found += _variants(course, folder, parts, headings)
    return [*found, *_notebook(course, assignment, parts)]


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


def _variants(course: Path, folder: Path, parts: dict[str, Part], headings: set[str]) -> Iterator[Complaint]:
    """What is wrong with the variants of parts: they must ask the same, and there must be a salt to draw with."""
    files = sorted((folder / FOLDER).glob("*/*.yaml"))
    salted = folder / "keys" / "variants.yaml"
    if files and not salted.exists():
        yield Complaint(str(salted.relative_to(course)), "There is no salt to draw with.", "Write schema: 1 and salt:.")
    for path in files:
        letter, name = path.parent.name, path.stem
        where = str(path.relative_to(course))
        if name not in parts:
            yield Complaint(where, "It is a variant of no part.", "Name it like the part, or remove it.")
            continue
        try:
            part = variant(folder, name, letter)
            key = key_of(folder, part, letter)
            salt_of(folder)
        except DataFileError as error:
            yield _of(error, course)
            continue
        if part.points != parts[name].points or _asked(part) != _asked(parts[name]):
            yield Complaint(where, "It does not ask the same as variant a.", "Give it the same steps, ids and points.")
        yield from _case(part, where)
        keyed = str((folder / "keys" / letter / f"{name}.yaml").relative_to(course))
        yield from (Complaint(keyed, *one) for one in _key(part, key, headings))


def _asked(part: Part) -> object:
    """What a part asks, as ids: an answer to one variant must be readable as an answer to another."""
    if not isinstance(part, Case):
        return type(part)
    groups = (part.criteria, part.rules, part.actions, part.recipients, part.items, part.record)
    return part.sentences, part.order, len(part.story), *({one.id for one in group} for group in groups)


def _of(error: DataFileError, course: Path) -> Complaint:
    where = str(error.file.relative_to(course))
    return Complaint(f"{where}, {error.place}" if error.place else where, error.problem, error.remedy)


def _headings(course: Path) -> set[str]:
    """What a section can be called: the number of a lecture and one of its headings."""
    found = set()
    for path in sorted((course / "course").glob("[0-9][0-9]-*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                found |= {f"{path.name[:2]} {line[3:].strip()}" for line in text.splitlines() if line.startswith("## ")}
    return found


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


def _key(part: Part, key: Key, headings: set[str]) -> Iterator[tuple[str, str]]:
    for section, ids in _rests_on(key):
        if headings and section not in headings:
            yield f"{section!r} is not a heading of a lecture.", alike(section, sorted(headings))
        for one in ids:
            try:
                known(one, sources(), "source")
            except UnknownError as error:
                yield str(error), "Correct the id."
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
    if finding.kind != key.engine.kind:
        yield (
            f"The engine finds {finding.kind!r}, and the key says {key.engine.kind!r}. {finding.why}",
            "Correct the facts or the kind.",
        )


def _notebook(course: Path, assignment: str, parts: dict[str, Part]) -> Iterator[Complaint]:
    path = course / "source" / assignment / f"{assignment}.ipynb"
    where = str(path.relative_to(course))
    if assignment == SPARE:
        return
    if not path.exists():
        yield Complaint(where, "There is no notebook.", "Copy one from another assignment.")
        return
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    graded = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"].get("points")
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("grade")
    }
    for name, part in parts.items():
        if name not in graded:
            yield Complaint(where, f"No graded cell has the id {name}.", "Add one that checks this part.")
        elif graded[name] != part.points:
            yield Complaint(
                where,
                f"The cell {name} is worth {number(graded[name])} points, and the part {number(part.points)}.",
                "Make them the same.",
            )
