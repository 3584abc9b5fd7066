"""Save what a student's code made in ``answers.json``, and lose nothing that was there before."""

from pathlib import Path
from typing import Any

from tarasoff.assignment.analysis import Reading, read
from tarasoff.assignment.answers import AnswersError, load, save
from tarasoff.assignment.data.from_code import from_code
from tarasoff.assignment.data.parts import DataPart


def save_made(file: Path, assignment: str, part: DataPart, made: Any) -> tuple[str, ...]:
    """Keep a table or a figure, unless less of it can be read than of the one that was kept before.

    Returns:
        What was not kept and why, in words for the student; empty if all of it was.
    """
    found = from_code(part, made)
    try:
        before = read(part, load(file, assignment).fields(part.part))
        now = read(part, found.fields)
        if not found.fields or _less(now, before):
            stays = () if before.made is None else ("It was not kept: what was kept before stays.",)
            return (*found.problems, *now.problems, *stays)
        save(file, assignment, part.part, found.fields)
    except AnswersError as error:
        return (str(error),)
    return found.problems


def _less(now: Reading, before: Reading) -> bool:
    if now.complete:
        return False
    return before.complete or _size(now) < _size(before)


def _size(reading: Reading) -> int:
    return 0 if reading.made is None else reading.made.size
