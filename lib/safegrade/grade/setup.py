"""What a worker is given, as plain data: what is the same for a class, and a submission to mark."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import field, frozen

from safegrade.gradebook.sheets import Sheet


@frozen
class Setup:
    """What is the same for a whole class.

    Args:
        course: the course folder.
        assignment: its name.
        sheets: its notebooks.
        stamp: what marks depend on besides the submission: what was asked, keys, settings and this library.
        unsafe: whether students' code is run without a sandbox.
        library: from `library_stamp`. A worker with another one marks nothing.
        overrides: settings of a command line: section to name to value.
    """

    course: str
    assignment: str
    sheets: tuple[Sheet, ...]
    stamp: str = ""
    unsafe: bool = False
    library: str = ""
    overrides: Mapping[str, Mapping[str, Any]] = field(factory=dict)


@frozen
class Job:
    """One submission to be marked.

    Args:
        student: the id of the student in the course.
        folder: what was handed in.
        extension: more time that this student was given; a late penalty depends on it.
        known: the fingerprint of what was marked before, if it is still in its place.
    """

    student: str
    folder: str
    extension: str = ""
    known: str = ""


@cache
def library_stamp(libraries: Sequence[str] = ()) -> str:
    """A fingerprint of this library, and of the course's packages that decide about marks, as they are here."""
    said = hashlib.sha256(version("tarasoff").encode())
    for name in ("safegrade", *libraries):
        spec = find_spec(name)
        for folder in spec.submodule_search_locations or () if spec else ():
            for path in sorted(Path(folder).rglob("*.py")):
                said.update(f"{path.name}:".encode() + path.read_bytes())
    return said.hexdigest()


def settings_stamp(setup: Setup, source: Path, settings: Sequence[Path], due: str) -> str:
    """A fingerprint of all that marks depend on besides the submissions.

    That is what was asked, the assignment's folder in ``source/``, with the keys, the files with the course's settings,
    and when the work is due, as text.
    """
    said = hashlib.sha256(f"{version('nbgrader')} {due} {setup}".encode())
    for path in (*settings, *sorted(path for path in source.rglob("*") if path.is_file())):
        # What a rubric gives is given by a person, and reckoned anew without marking anything again.
        if path.is_file() and path.parent != source / "rubrics":
            said.update(f"{path}:".encode() + hashlib.sha256(path.read_bytes()).digest())
    return said.hexdigest()
