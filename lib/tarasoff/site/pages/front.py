"""The first page of the site, and the list of all its pages."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from tarasoff.site.cells import cells_of


@frozen
class Entry:
    """A notebook of the course in the list.

    Args:
        page: the name of its page.
        number: such as ``05b``; empty for a room beside the lectures.
        title: its title.
        asks: the question that it answers, where it opens with one.
    """

    page: str
    number: str
    title: str
    asks: str


def entry_of(file: Path, notebook: Mapping[str, Any]) -> Entry:
    r"""What a list says of a notebook.

    >>> book = {"cells": [{"cell_type": "markdown", "source": "# Trust\n\nWho still talks?\n\nMore."}]}
    >>> entry_of(Path("04-trust.ipynb"), book)
    Entry(page='course/04-trust', number='04', title='Trust', asks='Who still talks?')
    """
    lines = next(cells_of(notebook)).source.splitlines()
    number = file.stem.partition("-")[0]
    opening = [line.strip("* ") for line in lines[1:] if line.strip()][:2]
    return Entry(
        f"course/{file.stem}",
        number if number[:1].isdigit() else "",
        lines[0].removeprefix("# ").strip(),
        next((line for line in opening if line.endswith("?")), ""),
    )


def front_page(entries: Iterable[Entry], manual: Iterable[str], guides: Iterable[str] = ()) -> str:
    """The first page, in Markdown.

    Args:
        entries: the notebooks.
        manual: the names of the manual's pages.
        guides: the names of the pages that say how to teach a lecture.
    """
    entries = list(entries)
    lectures = [one for one in entries if one.number]
    rooms = [one for one in entries if not one.number]
    return "\n".join(
        [
            *_HEAD,
            *(_line(one) for one in lectures),
            *("", "## Rooms beside them", ""),
            *(_line(one) for one in rooms),
            *_MORE,
            *_tree("Lectures", [f"{one.number} {one.title} <{one.page}>" for one in lectures]),
            *_tree("Rooms", [one.page for one in rooms]),
            *_tree("To look up", ["law/index"]),
            *_tree("Manual", manual),
            *_tree("Guides for teachers", guides),
        ]
    )


def _line(entry: Entry) -> str:
    name = f"{entry.number} {entry.title}".strip()
    return f"- **[{name}](/{entry.page})**" + (f"<br>{entry.asks}" if entry.asks else "")


def _tree(caption: str, pages: Iterable[str]) -> Iterator[str]:
    if pages := list(pages):
        yield from ("", "```{toctree}", f":caption: {caption}", ":hidden:", "", *pages, "```")


_HEAD = """\
# Keep it, or pass it on?

A client has told you something in confidence.
**May you, must you, must you not pass it on?**
This course is about that one decision, and you learn it by deciding.

[Start with lecture 00](/course/00-start){.course-start}

There is no account and nothing to install.
What you answer stays in this browser, and is sent to nobody.
After your first visit the course works without a network, too.

## Lectures
""".splitlines()

_MORE = """
## To look up

[The law by place](/law/index): on one page for each state and place, what its law says of a confidence, as far as this
course has read it.

This is teaching, not legal advice.
""".splitlines()
