"""A student asks for another look in a file of plain text beside the notebook, ``another-look.txt``."""

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from safegrade.feedback.page import Look
from safegrade.gradebook.given import answers
from safegrade.intake.ordinary import ordinary
from safegrade.intake.scan import printable

FILE = "another-look.txt"
# So many letters of it are read: it is a request, no second answer.
_LONGEST = 4000


def asked_in(folder: Path) -> str:
    """What a student asks in a folder that was handed in; empty if nothing, or in no ordinary file."""
    try:
        with ordinary(folder / FILE) as (file, _):
            text = file.read(4 * _LONGEST).decode("utf-8", "replace").lstrip("\ufeff")
    except OSError:
        return ""
    # Line breaks stay; nothing else that cannot be printed does.
    return "\n".join(printable(line, _LONGEST) for line in text.split("\n")).strip()[:_LONGEST]


def look_of(gradebook: Gradebook, folders: Any, assignment: str, student: str) -> Look | None:
    """The request of a student, with its answer; None if there is none."""
    asked = asked_in(Path(folders.root, folders.format_path(folders.submitted_directory, student, assignment)))
    try:
        submission = gradebook.find_submission(assignment, student).id
    except MissingEntry:
        return Look(asked) if asked else None
    gradebook.db.rollback()
    with gradebook.engine.connect() as connection:
        before, answer = answers(connection).get(submission, ("", ""))
    # An answer to an older question still is an answer, where nothing new is asked.
    if not asked and not answer:
        return None
    return Look(asked or before, answer if asked in ("", before) else "")
