"""What marking has left in an autograded notebook, read as plain data: a class of thousands takes seconds.

nbformat looks at each output of each cell, and takes ten times as long.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from safegrade.contract import Report
from safegrade.intake.mend import MARK


@frozen
class Kept:
    """What marking has left in a notebook.

    Args:
        reports: what the course's marker found, by check.
        lines: what was wrong and what to do, in order, each with the check that it waits for; empty for none.
    """

    reports: Mapping[str, Report]
    lines: tuple[tuple[str, str], ...] = ()


def kept(text: str | bytes) -> Kept:
    """Read what marking has left in the text of a notebook.

    Raises:
        ValueError: it is no notebook.

    >>> kept('{"metadata": {"safegrade": {"lines": ["Renamed."], "waiting": {"check": "Look."}}}, "cells": []}').lines
    (('check', 'Look.'), ('', 'Renamed.'))
    """
    notebook = json.loads(text)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("It is no notebook.")  # noqa: TRY004  as what is no JSON at all
    noted = notebook.get("metadata", {}).get(MARK, {})
    lines = (
        *((line, check) for check, line in noted.get("waiting", {}).items()),
        *((line, "") for kind in ("for_teacher", "lines") for line in noted.get(kind, ())),
    )
    each_once = dict(reversed(lines))
    return Kept(
        {name: report for cell in notebook["cells"] for name, report in _report(cell.get("metadata", {}))},
        tuple((each_once[line], line) for line in dict.fromkeys(line for line, _ in lines)),
    )


def kept_in(file: Path) -> Kept | None:
    """The same of a file; None where there is none, or none that can be read."""
    try:
        return kept(file.read_bytes())
    except (OSError, ValueError):
        return None


def _report(metadata: Mapping[str, Any]) -> list[tuple[str, Report]]:
    ours = metadata.get("nbgrader", {})
    # Only a check has one: in any other cell the metadata may be a student's.
    is_check = ours.get("grade") and ours.get("locked") and not ours.get("solution")
    stored = metadata.get(MARK) if is_check else None
    return [(str(ours["grade_id"]), Report.from_dict(stored))] if stored else []
