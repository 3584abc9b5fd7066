"""Who has handed in, and where that lies."""

import re
from glob import escape, glob
from pathlib import Path
from typing import Any

from safegrade.intake.names import is_student


def submitted_folders(course: Any, assignment: str) -> dict[str, str]:
    """Find the folder of each student's submission to an assignment, wherever the settings put it."""
    root, place = Path(course.root), course.submitted_directory
    student = "(?P<student>[^/]*)"
    pattern = re.compile(str(root / course.format_path(re.escape(place), student, assignment, escape=True)))
    left_out = course.student_id_exclude.split(",")
    # The settings may name a folder anywhere, which Path.glob cannot take; and its name may hold [brackets].
    anybody = escape(str(root / course.format_path(place, "\0", assignment))).replace("\0", "*")
    found = glob(anybody)  # noqa: PTH207
    matches = [(match["student"], path) for path in sorted(found) if (match := pattern.fullmatch(path))]
    return {
        student: path
        for student, path in matches
        if Path(path).is_dir() and not Path(path).name.startswith(".") and student not in left_out
    }


def refused(course: Any, student: str, folder: str) -> str:
    """Say why what lies there is not looked into; empty if it may be.

    Args:
        course: nbgrader's course directory.
        student: the id, from the name of the folder.
        folder: where the submission lies.
    """
    if not is_student(student):
        return "No student can be called that: formgrader would take the name for HTML. Rename the folder."
    top = Path(course.root, course.submitted_directory)
    within = Path(folder)
    # What the settings put elsewhere is the teacher's own; only below it has somebody else been.
    while within not in (top, within.parent):
        if within.is_symlink():
            return f"{within.name} is a link, and what it leads to may be somebody else's. Put a folder there."
        within = within.parent
    return ""
