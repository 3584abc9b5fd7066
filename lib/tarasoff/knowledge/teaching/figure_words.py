"""The pictures in the lectures' text, in words."""

from attrs import field, frozen

from tarasoff.knowledge.records import not_empty, schema_1


@frozen
class Item:
    """One thing in a picture.

    Args:
        about: a few words on it; may be empty.
        kind: how it looks, where the things of a picture differ.
        text: what stands in the picture itself, where that is not its name.
        low: where it begins on an axis from 0 to 1.
        high: where it ends; the same for a single number.
        rows: the rows from which its numbers are derived.
    """

    name: str = field(validator=not_empty)
    about: str = ""
    kind: str = ""
    text: str = ""
    low: float | None = None
    high: float | None = None
    rows: tuple[str, ...] = ()


@frozen
class FigureWords:
    """One picture.

    Args:
        says: what it shows, as one sentence.
        note: how far it goes; may be empty.
        ends: the names of the ends of its axis, and of places on it.
    """

    id: str
    lecture: str
    title: str = field(validator=not_empty)
    says: str = field(validator=not_empty)
    note: str = ""
    ends: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    sources: tuple[str, ...] = ()


@frozen
class Figures:
    """The file of pictures."""

    schema: int = field(validator=schema_1)
    as_of: str
    figures: tuple[FigureWords, ...]
