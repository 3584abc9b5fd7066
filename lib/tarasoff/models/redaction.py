"""Which sentences of a note go to somebody: too much, too little, or what that person needs."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from attrs import frozen

from tarasoff.knowledge.teaching.redactions import FileNote, Need, Recipient, Sentence

# What a sentence is there, and whether it was said, to the verdict.
_VERDICTS: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("needed", True): "fits",
        ("needed", False): "under",
        ("may", True): "defensible",
        ("may", False): "defensible",
        ("no", True): "over",
        ("no", False): "fits",
    }
)


@frozen
class Line:
    """One sentence of the note, said to the recipient or left out.

    Args:
        need: what it is for that recipient, and why.
    """

    sentence: Sentence
    said: bool
    need: Need

    @property
    def verdict(self) -> str:
        """``fits``, ``defensible``, ``over`` (said, and not for them) or ``under`` (needed, and left out)."""
        return _VERDICTS[self.need.need, self.said]


@frozen
class Redaction:
    """What a recipient hears of a note."""

    recipient: Recipient
    lines: tuple[Line, ...]

    @property
    def hears(self) -> str:
        """What the recipient hears."""
        return " ".join(line.sentence.text for line in self.lines if line.said)

    @property
    def too_much(self) -> tuple[str, ...]:
        """What was said and is not for them, by name."""
        return self._named("over")

    @property
    def too_little(self) -> tuple[str, ...]:
        """What is needed there and was left out, by name."""
        return self._named("under")

    @property
    def fine(self) -> int:
        """How many sentences are neither."""
        return len(self.lines) - len(self.too_much) - len(self.too_little)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of what the judgements rest on: first the ground, then the sentences."""
        found = (self.recipient.sources, *(line.need.sources for line in self.lines))
        return tuple(dict.fromkeys(source for ids in found for source in ids))

    def _named(self, verdict: str) -> tuple[str, ...]:
        return tuple(line.sentence.name for line in self.lines if line.verdict == verdict)

    def __str__(self) -> str:
        """What is too much and what is too little, by name, and how many sentences are fine.

        >>> from tarasoff.knowledge.teaching.library import redactions
        >>> print(redact(redactions().notes[0], "gerd", ["threat", "love"]))
        Gerd. Too much: whom he loves. Too little: who he is. 8 of 10 are fine.
        """
        named = (("Too much", self.too_much), ("Too little", self.too_little))
        errors = [f"{word}: {'; '.join(names)}." for word, names in named if names]
        count = f"{self.fine} of {len(self.lines)} are fine."
        return " ".join((f"{self.recipient.label}.", *(errors or ["Not too much, and not too little."]), count))


def redact(note: FileNote, to: str, said: Collection[str]) -> Redaction:
    """Judge what is said of a note to one recipient; ids of sentences that the note does not know are left out.

    Raises:
        KeyError: the note has no such recipient.
    """
    recipients = {recipient.id: recipient for recipient in note.recipients}
    return Redaction(
        recipients[to], tuple(Line(sentence, sentence.id in said, sentence.needs[to]) for sentence in note.sentences)
    )
