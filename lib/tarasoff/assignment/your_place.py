"""The state in which a learner works: chosen once, kept with the answers, and where every view of the law begins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.assignment.answers import FILE, load_if_readable
from tarasoff.knowledge.law.tables import jurisdictions
from tarasoff.knowledge.law.words import ELSEWHERE

#: Where it stands in the answers.
PART, FIELD = "you", "place"


def chosen(answers: Mapping[str, Any]) -> str | None:
    """The code of the place that was chosen; None if none was, or one that the course does not know.

    Args:
        answers: as in `Stored.answers`, part to its fields.

    >>> chosen({"you": {"place": "MI"}}), chosen({}), chosen({"you": {"place": "Atlantis"}})
    ('MI', None, None)
    """
    part = answers.get(PART)
    place = part.get(FIELD) if isinstance(part, Mapping) else None
    return place if isinstance(place, str) and (place in jurisdictions() or place in ELSEWHERE) else None


def chosen_here() -> str | None:
    """The same, from the answers in the notebook's own folder."""
    return chosen(load_if_readable(Path.cwd() / FILE).answers)
