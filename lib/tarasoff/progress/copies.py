"""A copy of all answers to take along, and one that is brought back: the only part of this room that writes a file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from tarasoff.assignment.answers import AnswersError, load, read_answers, rewrite, text_of
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.progress.merging import ORIGIN, Merged, count, merge, of_another


class StrangeCopyError(Mistake):
    """The copy comes from another beginning: somebody else's, or one's own, begun twice. Whoever sits there decides."""


@frozen
class Copy:
    """A copy to take along.

    Args:
        name: of the file, with the day on which an answer was last saved.
        text: what the file holds.
        answers: how many answers that is.
    """

    name: str
    text: str
    answers: int


def keep_copy(file: Path, assignment: str) -> Copy:
    """Everything in the answer file, to take along. The first copy gives the file its origin, by which others know it.

    Raises:
        AnswersError: there is nothing yet, or the file cannot be read or written.
    """
    if not count(load(file, assignment).document):
        raise AnswersError("There is nothing to copy yet.", "Answer something first.")
    document = rewrite(file, assignment, _with_origin).document
    day = str(document.get("saved", ""))[:10]
    return Copy(f"{assignment}-answers-{day}.json", text_of(document), count(document))


def bring_back(file: Path, assignment: str, content: str, *, all_the_same: bool = False) -> Merged:
    """Merge a copy into the answer file.

    Args:
        file: the answer file; made if it is not there.
        assignment: whose answers it holds.
        content: the text of the copy.
        all_the_same: whether to take one that comes from another beginning.

    Raises:
        StrangeCopyError: the copy comes from another beginning, and `all_the_same` was not said.
        AnswersError: the copy or the file is damaged, too new, or of another assignment. Both are as they were.
    """
    copied = _copied(content, assignment)
    found: list[Merged] = []

    def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
        if of_another(before, copied) and not all_the_same:
            raise StrangeCopyError(
                "This copy was begun somewhere else: it is somebody else's, or yours from a second beginning.",
                f"It holds {count(copied)} answers. Nothing was changed. "
                "If it is yours, choose Bring it in all the same.",
            )
        found.append(merge(before, copied))
        return found[-1].document

    rewrite(file, assignment, change)
    return found[-1]


def _copied(content: str, assignment: str) -> Mapping[str, Any]:
    name = "This copy"
    try:
        return read_answers(content.encode("utf-8", "surrogatepass"), name, assignment).document
    except AnswersError as error:
        # What to do about a file in this folder is not what to do about a copy.
        raise AnswersError(error.problem, f"Nothing was changed. {_REMEDY}") from error


_REMEDY = "Choose a file that Keep a copy has made; if this is one, look for another copy, or update the course."


def _with_origin(document: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(document.get(ORIGIN), str):
        return document
    # Out of what it holds: two learners have never clicked the same at the same second.
    return {**document, ORIGIN: hashlib.sha256(text_of(document).encode("utf-8", "backslashreplace")).hexdigest()[:16]}
