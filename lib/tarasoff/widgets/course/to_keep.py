"""To keep: papers of one's own, shown here and made to be printed."""

from collections.abc import Mapping
from typing import Any

from tarasoff.assignment.answers import Stored, load_if_readable
from tarasoff.assignment.your_place import chosen
from tarasoff.engine.places import place_name
from tarasoff.engine.sheet import sheet_html
from tarasoff.progress.papers import Paper, consent_paper, note_papers, record_paper
from tarasoff.widgets.view import COURSE, View, script

_NAME, _SHOWN = "name", "shown"
_LONGEST = 100
# What is missing, and where to see to it.
_MISSING = {
    "consent": "Your consent script: put it together in lecture 01.",
    "law": "The law of your state on one sheet: choose your state in lecture 03.",
    "notes": "A file note: write the one on Corin in lecture 07b, or answer a practice case.",
}


class ToKeep(View):
    """A consent script, the file notes of practice cases, the law of one's state, and a record of what was done.

    >>> print(ToKeep().text().splitlines()[0])
    To keep: Record of completion
    """

    _esm = script("course/to_keep")
    whole_file = True
    exercise = False

    def __init__(self) -> None:
        asks = "Your name, if you want it there"
        super().__init__("keep", {"title": "To keep", "longest": _LONGEST, "address": asks})

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``name``, a text, and ``shown``, which of the papers."""
        if field not in (_NAME, _SHOWN):
            return f"There is nothing to answer here: {field} {given!r}."
        if not isinstance(given, str) or len(given) > _LONGEST:
            return f"This cannot be kept. Write up to {_LONGEST} characters."
        return None

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Which papers there are, which are still missing, and the one that is shown."""
        papers = _papers(load_if_readable(self.file, COURSE), answer.get(_NAME, ""))
        shown = papers.get(answer.get(_SHOWN, ""))
        have = {"notes" if name not in _MISSING and name != "record" else name for name in papers}
        return {
            "papers": [{"id": name, "label": paper.title} for name, paper in papers.items()],
            "missing": [why for name, why in _MISSING.items() if name not in have],
            "paper": {"title": shown.title, "file": shown.file, "html": shown.html} if shown else None,
        }

    def file_changed(self) -> None:
        """A paper may have changed."""
        self.summary = self.summarise(self.answer)

    def text(self) -> str:
        """The papers, and what is missing."""
        return "\n".join([f"To keep: {one['label']}" for one in self.summary["papers"]] + self.summary["missing"])


def _papers(stored: Stored, name: str) -> dict[str, Paper]:
    answers = stored.answers
    found: dict[str, Paper] = {}
    if (consent := consent_paper(answers)) is not None:
        found["consent"] = consent
    found |= note_papers(answers)
    if (place := chosen(answers)) is not None:
        title = f"The law of {place_name(place)} on one sheet"
        found["law"] = Paper(title, f"law-{place.lower()}.html", sheet_html(place))
    found["record"] = record_paper(answers, str(stored.document.get("saved", ""))[:10], name)
    return found
