"""Who has handed in, and where that lies."""

import re
from glob import escape, glob
from pathlib import Path
from typing import Any


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
