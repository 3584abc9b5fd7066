"""A file note, and somebody who is to hear of it: which of its sentences may go there?"""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.names import unknown
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.redactions import NEEDS
from tarasoff.models.redaction import Line, Redaction, redact
from tarasoff.models.triage import NAMES
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, expect, first_problem, script, ticked


class Redactor(View):
    """Choose a note and a recipient, tick what they hear, and see what was too much and what too little.

    >>> Redactor().text().count("What does each of these hear?")
    2
    """

    _esm = script("redactor")

    def __init__(self) -> None:
        self._files = {note.id: note for note in library.redactions().notes}
        self._pairs = {f"{note.id}/{to.id}": (note, to.id) for note in self._files.values() for to in note.recipients}
        super().__init__(
            "redactor",
            {
                "title": "Redactor",
                "start": next(iter(self._pairs)),
                "notes": [
                    {
                        "id": note.id,
                        "label": note.title,
                        "setting": note.setting,
                        "support": library.support_in_words(note.support),
                        "recipients": [
                            {"id": f"{note.id}/{to.id}", "label": to.label, "asks": to.asks} for to in note.recipients
                        ],
                        "sentences": [{"id": sentence.id, "text": sentence.text} for sentence in note.sentences],
                    }
                    for note in self._files.values()
                ],
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is ``at`` (note/recipient), and each of these to ``{"said": [sentences], "checked": bool}``."""
        pair = given if field == "at" else field
        if str(pair) not in self._pairs:
            return unknown(pair, self._pairs, "recipient of a note")
        if field == "at":
            return None
        said = ticked(given, "said", "checked")
        if said is None:
            return "What you ticked cannot be read. Tick it again."
        sentences = [sentence.id for sentence in self._pairs[field][0].sentences]
        return first_problem(expect(sentence, sentences, "sentence") for sentence in said)

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What the recipient hears; once that was checked, what is too much and what too little."""
        at = answer.get("at", next(iter(self._pairs)))
        given = answer.get(at, {})
        found = self._redacted(at, given)
        shown = {"at": at, "to": found.recipient.label, "hears": found.hears, "done": self._done(answer)}
        if not given.get("checked", False):
            return shown
        return {
            **shown,
            "lines": {line.sentence.id: _line(line) for line in found.lines},
            "too_much": list(found.too_much),
            "too_little": list(found.too_little),
            "fine": f"{found.fine} of {len(found.lines)} sentences are fine.",
            "ground": found.recipient.ground,
            "sources": source_lines(found.sources),
            "text": str(found),
        }

    def text(self) -> str:
        """The notes, and who may hear of them or asks to; not the judgements, which come after an answer."""
        return "\n\n".join(
            "\n".join(
                (
                    note.title,
                    note.setting,
                    *(f"  - {sentence.text}" for sentence in note.sentences),
                    *library.support_in_words(note.support),
                    "What does each of these hear?",
                    *(f"  - {recipient.label}. {recipient.asks}" for recipient in note.recipients),
                )
            )
            for note in self._files.values()
        )

    def _redacted(self, pair: str, given: Mapping[str, Any]) -> Redaction:
        note, to = self._pairs[pair]
        return redact(note, to, given.get("said", ()))

    def _done(self, answer: Mapping[str, Any]) -> str:
        """How many recipients were checked, and how many of them without an error; empty before the first."""
        checked = [self._redacted(pair, answer[pair]) for pair in self._pairs if answer.get(pair, {}).get("checked")]
        right = sum(not found.too_much and not found.too_little for found in checked)
        return f"{len(checked)} of {len(self._pairs)} recipients checked, {right} without an error." if checked else ""


def _line(line: Line) -> dict[str, Any]:
    return {
        "verdict": line.verdict,
        "name": NAMES[line.verdict],
        "need": NEEDS[line.need.need],
        "why": line.need.why,
        "sources": "; ".join(f"{source.who}, {source.what}" for source in map(library.source, line.need.sources)),
    }
