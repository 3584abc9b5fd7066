"""The files of the course's own that lie beside an assignment: a data set, a module. They win over a student's."""

import os
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files

from safegrade.settings import marker_of


def course_files(converter: Any, assignment: str) -> dict[str, bytes]:
    """Read the files in ``source/`` that stand in the place of a student's of the same name, by path within that.

    Raises:
        OSError: one cannot be read.
    """
    course = converter.coursedir
    source = Path(course.format_path(course.source_directory, ".", assignment))
    theirs = {os.path.normpath(name) for name in converter.exclude_overwriting.get(assignment, [])}
    theirs |= marker_of(converter.config).own_files
    found = (os.path.relpath(path, source) for path in find_all_files(str(source), [*course.ignore, "*.ipynb"]))
    return {path: (source / path).read_bytes() for path in sorted(found) if path not in theirs}
