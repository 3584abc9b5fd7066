"""Which questions of the public bank go along: those of some lectures, and those on a topic."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tarasoff.knowledge.names import UnknownError, known
from tarasoff.knowledge.records import Question
from tarasoff.knowledge.teaching import library


def chosen(lectures: Iterable[str] = (), topic: str = "") -> tuple[Question, ...]:
    """Questions of the public bank, in the order of the lectures and of their sections.

    No assignment asks any of them, so their answers may be in everybody's hands.

    Args:
        lectures: numbers of lectures, such as ``"05b"``; none means all of them.
        topic: words of a section's heading, such as ``"minors"``; empty means all of them.

    Raises:
        UnknownError: no question belongs to such a lecture, or to such a topic in these lectures.

    >>> [question.id for question in chosen(["06"], "minors")][:2]
    ['before-a-promise', 'new-jersey-mother']
    """
    bank = library.questions().values()
    numbers = list(dict.fromkeys(question.lecture for question in bank))
    wanted = [known(lecture, numbers, "lecture with questions") for lecture in lectures] or numbers
    here = [question for question in bank if question.lecture in wanted]
    found = [question for question in here if topic.casefold() in heading_of(question).casefold()]
    if not found:
        headings = dict.fromkeys(map(heading_of, here))
        raise UnknownError(f"No section here has {topic!r} in its heading.", f"There are: {'; '.join(headings)}.")
    return tuple(question for several in by_section(found).values() for question in several)


def heading_of(question: Question) -> str:
    """The heading under which a question is asked."""
    return question.section.partition(" ")[2]


def title_of(question: Question) -> str:
    """What a question is called in a list.

    >>> title_of(library.questions()["default-is-silence"])
    'Default is silence'
    """
    return question.id.replace("-", " ").capitalize()


def by_section(questions: Iterable[Question]) -> Mapping[str, list[Question]]:
    """Section to its questions; lectures in their order, sections as they first come up."""
    order = list(library.lectures())
    found: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda one: order.index(one.lecture)):
        found.setdefault(question.section, []).append(question)
    return MappingProxyType(found)
