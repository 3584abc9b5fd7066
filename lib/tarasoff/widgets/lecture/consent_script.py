"""Build what you would tell a client in the first session about the limits of confidentiality."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching import library
from tarasoff.models.consent import compose
from tarasoff.widgets.view import View, first_problem, script

_PROBLEMS = {
    "promise": "This promises what you cannot keep",
    "threat": "This frightens more than it explains",
    "jargon": "A client would not understand this",
}


class ConsentScript(View):
    """Phrases to put together; each limit that a client would not hear of is named.

    >>> ConsentScript().summary["heading"]
    'Nothing chosen yet'
    """

    _esm = script("consent_script")

    def __init__(self) -> None:
        self._material = library.consent_material()
        super().__init__(
            "consent", {"phrases": [{"id": phrase.id, "text": phrase.text} for phrase in self._material.phrases]}
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``{"phrases": [ids]}``."""
        if field != "phrases" or not isinstance(given, list | tuple):
            return "This script cannot be read. Choose the phrases again."
        ids = [phrase.id for phrase in self._material.phrases]
        return first_problem(unknown(chosen, ids, "phrase") for chosen in given if chosen not in ids)

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say what the client would hear, what is missing, and what went wrong."""
        found = compose(self._material, answer.get("phrases", ()))
        total = len(self._material.limits)
        if not found.text:
            heading = "Nothing chosen yet"
        elif found.missing or found.problems:
            heading = f"{len(found.covered)} of {total} limits explained"
        else:
            heading = f"All {total} limits explained, and nothing promised that you cannot keep"
        return {
            "heading": heading,
            "script": found.text,
            "problems": [
                {"label": _PROBLEMS[str(phrase.problem)], "text": phrase.text, "why": phrase.why}
                for phrase in found.problems
            ],
            "missing": [{"name": limit.name, "why": limit.missing} for limit in found.missing] if found.text else [],
            "covered": [limit.name for limit in found.covered],
        }

    def text(self) -> str:
        """The phrases."""
        return "\n".join(
            ["What would you tell a client about the limits of confidentiality?"]
            + [f"  - {phrase.text}" for phrase in self._material.phrases]
        )
