"""Variants of a case: who gets which is drawn from the student's id and a salt that lives with the key.

Variant ``a`` of a part lies where parts lie. Variant ``b`` lies in ``variants/b/``, with its key in ``keys/b/``, and so
on. `draw` says who gets which. The grader draws again, with the id that the course knows; what a notebook says of its
student does not matter there. A student's notebook cannot draw, since the salt is not handed out: it looks itself up in
``variants/who.json``, which holds a fingerprint of each student and a letter.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from tarasoff.assignment.files import load_part, load_parts
from tarasoff.assignment.parts import Part
from tarasoff.knowledge.reading import DataFileError, read_yaml
from tarasoff.knowledge.records import schema_1, unguessable

FIRST = "a"
FOLDER = "variants"
WHO = "who.json"


@frozen
class Salt:
    """The file ``keys/variants.yaml``."""

    schema: int = field(validator=schema_1)
    salt: str = field(validator=unguessable)


def letters(folder: Path, part: str) -> tuple[str, ...]:
    """The variants that a part has, ``a`` first."""
    more = sorted(file.parent.name for file in (folder / FOLDER).glob(f"*/{part}.yaml"))
    return (FIRST, *more)


def draw(student: str, assignment: str, part: str, among: tuple[str, ...], salt: str) -> str:
    """Draw a variant. The same student always gets the same one.

    >>> draw("ada", "ps5", "case-mara", ("a",), "x" * 16)
    'a'
    >>> draw("ada", "ps5", "case-mara", ("a", "b"), "x" * 16) in ("a", "b")
    True
    """
    # A length before each text, so that no two of them run into one another.
    said = "".join(f"{len(text)}:{text}" for text in (salt, assignment, part, student))
    return among[int(hashlib.sha256(said.encode()).hexdigest(), 16) % len(among)]


def fingerprint(student: str, assignment: str) -> str:
    """How a student stands in ``who.json``: not by name, so that nobody can read the class list there.

    >>> len(fingerprint("ada", "ps5"))
    24
    """
    return hashlib.sha256(f"{assignment}:{student}".encode()).hexdigest()[:24]


def salt_of(folder: Path) -> str | None:
    """The salt of an assignment; None if it has no variants.

    Raises:
        DataFileError: the file cannot be read, or the salt is too short.
    """
    path = folder / "keys" / "variants.yaml"
    return read_yaml(path, Salt).salt if path.exists() else None


def write_who(folder: Path, assignment: str, students: Iterable[str]) -> Path:
    """Write who gets which variant, for the students' notebooks.

    Args:
        folder: the assignment's folder in ``source/``.
        assignment: its name.
        students: their ids, as the course knows them.

    Raises:
        DataFileError: there is no salt.
    """
    salt = salt_of(folder)
    if salt is None:
        raise DataFileError(
            folder / "keys" / "variants.yaml", "", "There is no salt.", "Write schema: 1, and salt: with random text."
        )
    varied = [part for part in load_parts(folder) if len(letters(folder, part)) > 1]
    who = {
        fingerprint(student, assignment): {
            part: draw(student, assignment, part, letters(folder, part), salt) for part in varied
        }
        for student in students
    }
    path = folder / FOLDER / WHO
    path.write_text(json.dumps(dict(sorted(who.items())), indent=1) + "\n", encoding="utf-8")
    return path


def looked_up(folder: Path, assignment: str, student: str) -> Mapping[str, str] | None:
    """What ``who.json`` says of a student: part to letter. None if the student is not in it.

    Raises:
        DataFileError: the file is damaged.
    """
    path = folder / FOLDER / WHO
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        found = who.get(fingerprint(student, assignment))
    except FileNotFoundError:
        return None
    except (ValueError, AttributeError) as error:
        raise DataFileError(path, "", f"It cannot be read: {error}.", "Fetch the assignment again.") from error
    return found if isinstance(found, Mapping) else None


def variant(folder: Path, part: str, letter: str) -> Part:
    """One variant of a part."""
    return load_part(folder / f"{part}.yaml" if letter == FIRST else folder / FOLDER / letter / f"{part}.yaml")


def part_of(key: Path) -> Part:
    """The part, or the variant of one, to which a key belongs.

    Args:
        key: such as ``source/ps1-limits/keys/case-amal.yaml``, or ``keys/b/case-mara.yaml``.
    """
    # Resolved, since a key named from inside keys/ has no parent in its path.
    keys = key.resolve().parent
    if keys.parent.name == "keys":
        return variant(keys.parent.parent, key.stem, keys.name)
    return variant(keys.parent, key.stem, FIRST)


def drawn(folder: Path, part: str, assignment: str, student: str) -> str:
    """The letter that the grader goes by: drawn anew from the student's id in the course."""
    return drawn_from(letters(folder, part), salt_of(folder), part, assignment, student)


def drawn_from(among: tuple[str, ...], salt: str | None, part: str, assignment: str, student: str) -> str:
    """The same, where the variants and the salt have been looked up before."""
    return FIRST if salt is None or len(among) == 1 else draw(student, assignment, part, among, salt)
