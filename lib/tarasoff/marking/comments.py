"""The words of feedback that are in no key, and the comments that are suggested to whoever marks by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import Attribute, field, frozen

from safegrade.contract import Line, Report
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.reading import read_yaml
from tarasoff.knowledge.records import not_empty, one_of, schema_1
from tarasoff.knowledge.wording import listed

_FILE = Path(__file__).with_name("comments.yaml")


PLACES = ("about", "inside", "chosen", "why")


def _fills(*places: str) -> Callable[[Any, "Attribute[Any]", str], None]:
    """Make a validator of a sentence with places to fill in."""

    def check(_: Any, __: "Attribute[Any]", text: str) -> None:
        try:
            text.format(**dict.fromkeys(places, ""))
        except (KeyError, IndexError, ValueError) as error:
            named = " and ".join(f"{{{place}}}" for place in places)
            raise Mistake(f"{text!r} cannot be filled in.", f"Use no other places than {named}.") from error

    return check


@frozen
class Suggestion:
    """A comment for what marking may find.

    Args:
        found: ``over``, ``under`` or ``clash``.
        say: the comment. ``{about}`` is what was judged, ``{chosen}`` the option that was chosen, each as a sentence;
            ``{inside}`` is what was judged as it stands inside a sentence; ``{why}`` are the reasons.
        step: the step of a report's lines that it is for; empty for any.
    """

    found: str = field(validator=one_of("over", "under", "clash"))
    say: str = field(validator=[not_empty, _fills(*PLACES)])
    step: str = ""

    def fits(self, line: Line) -> bool:
        """Whether it is a comment for this line of a report."""
        found = "clash" if line.verdict == "clash" else line.code
        return self.found == found and self.step in ("", line.step)

    def about(self, line: Line) -> str:
        """The comment on this line."""
        about = _sentence(line.about)
        inside = about[:1].lower() + about[1:]
        return self.say.format(about=about, inside=inside, chosen=_sentence(line.chosen), why=" ".join(line.why))

    @property
    def same_for_all(self) -> bool:
        """Whether it says the same of every line that it fits."""
        return not any(f"{{{place}}}" in self.say for place in PLACES)


@frozen
class Bank:
    """The comment bank.

    Args:
        most: how many comments are suggested at most.
        lead: how a comment begins, with a place for ``{parts}``.
        ask: what a comment asks at its end, in an answer about ``one part``, or ``all parts``.
        suggestions: for each line of a report the first that fits; those further up are suggested first.
    """

    most: int
    blank: str = field(validator=not_empty)
    lead: str = field(validator=_fills("parts"))
    ask: dict[str, str]
    suggestions: tuple[Suggestion, ...]

    def __attrs_post_init__(self) -> None:
        if set(self.ask) != {"one part", "all parts"}:
            raise Mistake("A comment has two ends.", "Give ask: one part, and all parts.")


@frozen
class Words:
    """What ``feedback.yaml`` holds."""

    schema: int = field(validator=schema_1)
    lectures: dict[str, str]
    notebooks: dict[str, str]
    comments: Bank


@cache
def words() -> Words:
    """Read the words of feedback.

    >>> words().lectures["02"]
    'Tarasoff'
    """
    return read_yaml(_FILE, Words)


def reading(section: str) -> str:
    """Say where to read, with the name of the lecture.

    >>> reading("05 The elements")
    'lecture 05, Breach criteria: “The elements”'
    """
    number, _, heading = section.partition(" ")
    name = words().lectures.get(number)
    return f"lecture {number}, {name}: “{heading}”" if name else section


def address(section: str, pattern: str) -> str:
    """The address of a section of a lecture; empty if there is no pattern, or no such lecture.

    Args:
        section: lecture and heading.
        pattern: with ``{notebook}`` and ``{heading}``.

    >>> address("05 The elements", "https://example.org/course/{notebook}.html#{heading}")
    'https://example.org/course/05-criteria.html#The-elements'
    """
    number, _, heading = section.partition(" ")
    notebook = words().notebooks.get(number)
    # As Jupyter makes the id of a heading, and the web edition after it.
    return pattern.format(notebook=notebook, heading=quote(heading.replace(" ", "-"))) if pattern and notebook else ""


def part_of(cell: str, parts: Iterable[str]) -> str | None:
    """The part after which a cell is called, such as ``task-toy`` after ``case-toy``; None if after no part.

    >>> part_of("task-toy", ["case-toy"]), part_of("case-toy-rationale", ["case-toy", "case-toy-two"])
    ('case-toy', 'case-toy')
    >>> part_of("reflection", ["case-toy"])
    """
    called = {part: (part, f"task-{part.partition('-')[2] or part}") for part in parts}
    after = [part for part, names in called.items() if f"{cell}-".startswith(tuple(f"{name}-" for name in names))]
    return max(after, key=len, default=None)


def suggest(cell: str, reports: Mapping[str, Report], *, written: bool) -> str | None:
    """Suggest a comment for an answer that a person marks, from what marking found in the rest.

    Args:
        cell: the ``grade_id`` of the answer. One that is called after a part is about that part alone.
        reports: what marking found, by part.
        written: whether anything was written.

    Returns:
        Paragraphs of text, or None if there is nothing to say.

    >>> line = Line("Action: Tell all", 1, 0, "not met", ("No.",), "action", "over", chosen="Tell all")
    >>> print(suggest("reflection", {"case-toy": Report("case-toy", "Toy", 1, (line,))}, written=True))
    In your answers to “Toy”, you chose: “Tell all.” That says, or leads to saying, too much.
    <BLANKLINE>
    Does what you write here fit with that?
    >>> suggest("reflection", {}, written=False)
    'Nothing was written here.'
    """
    bank = words().comments
    if not written:
        return bank.blank
    part = part_of(cell, reports)
    about: dict[tuple[str, ...], list[str]] = {}
    for titles, sentence in _found_first(list(reports.values()) if part is None else [reports[part]], bank):
        about.setdefault(titles, []).append(sentence)
    if not about:
        return None
    paragraphs = [
        bank.lead.format(parts=listed((f"“{title}”" for title in titles), "and"))
        + " ".join([first, *(sentence[0].upper() + sentence[1:] for sentence in more)])
        for titles, (first, *more) in about.items()
    ]
    return "\n\n".join([*paragraphs, bank.ask["all parts" if part is None else "one part"]])


def _found_first(reports: Iterable[Report], bank: Bank) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is suggested first: the titles of the parts, and the sentence on them."""
    groups: dict[tuple[int, str], list[tuple[Report, Line]]] = {}
    for report in reports:
        # Most lines have found no error, and no comment is for those.
        for line in (line for line in report.lines if line.code or line.verdict == "clash"):
            place = next((place for place, suggestion in enumerate(bank.suggestions) if suggestion.fits(line)), None)
            if place is not None:
                where = "" if bank.suggestions[place].same_for_all else report.part
                groups.setdefault((place, where), []).append((report, line))
    # Of several lines that call for the same comment, the one that has cost most stands for all.
    dearest = {group: max((line for _, line in found), key=_lost) for group, found in groups.items()}
    for group in sorted(groups, key=lambda group: (group[0], -_lost(dearest[group])))[: bank.most]:
        titles = tuple(dict.fromkeys(report.title for report, _ in groups[group]))
        yield titles, bank.suggestions[group[0]].about(dearest[group])


def _lost(line: Line) -> float:
    return line.points - line.earned


def _sentence(text: str) -> str:
    """End a text as a sentence ends.

    >>> _sentence("Tell all"), _sentence("“Who asks?”")
    ('Tell all.', '“Who asks?”')
    """
    return text if text.rstrip("”'").endswith((".", "?", "!")) else f"{text}."
