"""What was kept of a student's code says to the part that asks for it. Nothing a student makes lets this fail."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.data.figure_reading import FigureFound, read_figure
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.data.table_reading import TableFound, read_table
from tarasoff.knowledge.wording import short


def read_data(part: DataPart, answers: Mapping[Any, Any], problems: list[str]) -> TableFound | FigureFound | None:
    """Read what a student's code made.

    Args:
        part: what was asked.
        answers: the part's answers as they came from JSON or Python.
        problems: what cannot be read or is missing is put here, in words for the student.

    Returns:
        What can be used; None if nothing can.
    """
    others = answers.get("others")
    known = {part.kept_as, "others"} if part.table is not None else {part.kept_as}
    problems += [f"There is no field {short(one)} here. It is not counted." for one in answers if one not in known]
    kept = answers.get(part.kept_as)
    if kept is None:
        return None
    if not isinstance(kept, Mapping):
        problems.append(f"{short(kept)} is not a {part.kept_as} that can be read.")
        return None
    if part.table is not None:
        names = [*kept, *(others if isinstance(others, list | tuple) else ())]
        return read_table(part.table, kept, names, problems)
    return read_figure(part.figure, kept, problems) if part.figure is not None else None
