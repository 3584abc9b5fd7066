"""File notes to tell from: for each sentence and each recipient, whether it is needed there, and why."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import not_empty, one_of, schema_1

#: What a sentence can be for a recipient.
NEEDS: Mapping[str, str] = MappingProxyType(
    {"needed": "Needed there", "may": "Either way can be defended", "no": "Not for them"}
)


@frozen
class Need:
    """What one sentence is for one recipient.

    Args:
        need: ``needed``, ``may`` (to say it and to leave it out can both be defended) or ``no``.
    """

    need: str = field(validator=one_of(*NEEDS))
    why: str = field(validator=not_empty)
    sources: tuple[str, ...] = field(validator=not_empty)


@frozen
class Sentence:
    """One sentence of a file note.

    Args:
        needs: the id of each recipient to what the sentence is there.
    """

    id: str
    name: str = field(validator=not_empty)
    text: str = field(validator=not_empty)
    needs: dict[str, Need]


@frozen
class Recipient:
    """Somebody who may hear something of a note, or who asks to.

    Args:
        asks: how it comes to the question.
        ground: why something may be said to them, or why not.
        nothing: there is no ground, so they hear nothing.
    """

    id: str
    label: str = field(validator=not_empty)
    asks: str = field(validator=not_empty)
    ground: str = field(validator=not_empty)
    sources: tuple[str, ...] = field(validator=not_empty)
    nothing: bool = False


@frozen
class FileNote:
    """An invented note on a client.

    Args:
        setting: who writes it and where, and what has been decided.
    """

    id: str
    title: str = field(validator=not_empty)
    setting: str = field(validator=not_empty)
    recipients: tuple[Recipient, ...] = field(validator=not_empty)
    sentences: tuple[Sentence, ...] = field(validator=not_empty)
    support: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        known = [recipient.id for recipient in self.recipients]
        for sentence in self.sentences:
            if list(sentence.needs) != known:
                raise Mistake(
                    f"Sentence {sentence.id} of {self.id} is judged for {', '.join(sentence.needs)}.",
                    f"Judge it for {', '.join(known)}, in that order.",
                )
        for recipient in self.recipients:
            needs = [sentence.needs[recipient.id].need for sentence in self.sentences]
            if recipient.nothing and set(needs) != {"no"}:
                raise Mistake(
                    f"{recipient.id} of {self.id} hears nothing, but some sentence is for them.", "Correct it."
                )
            if not recipient.nothing and "needed" not in needs:
                raise Mistake(
                    f"No sentence is needed for {recipient.id} of {self.id}.", "Write nothing: true, or add one."
                )


@frozen
class Redactions:
    """The file of notes, and the lecture and heading in which they are taught."""

    schema: int = field(validator=schema_1)
    as_of: str
    section: str = field(validator=not_empty)
    notes: tuple[FileNote, ...] = field(validator=not_empty)
