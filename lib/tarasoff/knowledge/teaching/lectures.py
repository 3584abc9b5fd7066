"""The lectures and rooms of the course: their order, what each asks, and the assignment that follows."""

from attrs import field, frozen

from tarasoff.knowledge.records import not_empty, not_negative, schema_1


@frozen
class Due:
    """An assignment that can be done now.

    Args:
        assignment: its id, such as ``ps1-limits``.
        minutes: how long it takes.
    """

    assignment: str = field(validator=not_empty)
    minutes: int = field(validator=not_negative)


@frozen
class Lecture:
    """A lecture, or a room beside one.

    Args:
        id: its number, such as ``05b``; of a room its name, such as ``atlas``.
        file: its notebook in ``course/``.
        minutes: how long it takes.
        asks: its question; of a room, what it holds.
        due: the assignment that follows it, if one does.
        beside: of a room, the lecture to which it belongs; empty for a lecture.
    """

    id: str = field(validator=not_empty)
    file: str = field(validator=not_empty)
    title: str = field(validator=not_empty)
    minutes: int = field(validator=not_negative)
    asks: str = field(validator=not_empty)
    due: Due | None = None
    beside: str = ""


@frozen
class Lectures:
    """All lectures in their order, then the rooms; and what their texts rest on, beside their exercises.

    Args:
        also: number of a lecture to ids of sources.
    """

    schema: int = field(validator=schema_1)
    lectures: tuple[Lecture, ...]
    also: dict[str, tuple[str, ...]]
