"""The law of each place as a page of the site, and the list of all places."""

import re
from collections.abc import Iterator

from tarasoff.engine.places import place_name, places
from tarasoff.engine.position import POSITIONS, position
from tarasoff.engine.sheet import sheet
from tarasoff.knowledge.law.tables import AS_OF, jurisdictions

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:])")
_DETAIL = re.compile(r" (?=(?:To whom|Who|When): )")
_LINE = "  - "
#: Danger to others: the topic that the course is about.
_TOPIC = "protect"


def law_page(place: str) -> str:
    """The sheet of a place in Markdown.

    Args:
        place: its code.

    >>> law_page("VT").splitlines()[4]
    '# The law of a confidence in Vermont'
    """
    name = place_name(place)
    title, *lines = sheet(place).splitlines()
    described = f"What the law of {name} says of a confidence, as read by {AS_OF}: duties, permissions, bars, sources."
    return "\n".join([*_described(described), f"# The law of a confidence in {name}", "", *_body(title, lines)]) + "\n"


def law_index() -> str:
    """All places, with what the law on danger to others comes to in each state."""
    states = [*jurisdictions()]
    elsewhere = [code for code in places() if code not in states]
    return "\n".join(
        [
            *_described(f"What the law says of a confidence in {len(places())} places, as read by {AS_OF}."),
            "# The law by place",
            "",
            f"One page for each place: what its law says of a confidence, as read by {AS_OF}.",
            "Behind each state stands what its law on danger to others comes to.",
            "A word is coarser than a finding: a duty may bind one profession only, or answer one kind of threat.",
            "",
            "## States",
            "",
            *(f"- [{place_name(code)}]({page_name(code)}.md): {_word(code)}" for code in states),
            "",
            "## Federal rules, and countries beside them",
            "",
            *(f"- [{place_name(code)}]({page_name(code)}.md)" for code in elsewhere),
            "",
            "```{toctree}",
            ":hidden:",
            "",
            *(f"{place_name(code)} <{page_name(code)}>" for code in places()),
            "```",
            "",
        ]
    )


def page_name(place: str) -> str:
    """The name of a place's page.

    >>> page_name("DC")
    'district-of-columbia'
    """
    return re.sub(r"[^a-z]+", "-", place_name(place).lower()).strip("-")


def _described(text: str) -> Iterator[str]:
    yield from ("---", f'description: "{text}"', "---", "")


def _body(title: str, lines: list[str]) -> Iterator[str]:
    yield f"As read by {title.rpartition(' ')[2]}."
    before = "a line"
    for line in lines:
        if line.startswith(_LINE):
            said, *details = _DETAIL.split(line.removeprefix(_LINE))
            yield f"- {_plain(said)}"
            yield from (f"  - {_plain(detail)}" for detail in details)
        elif line and not before and line != lines[-1]:
            yield f"\n## {_plain(line)}\n"
        elif line:
            yield f"\n{_plain(line)}\n"
        before = line


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return _MARKUP.sub(r"\\\1", text)


def _word(code: str) -> str:
    return POSITIONS[position(code, _TOPIC).kind][0]
