"""The text of a lecture as slides: a heading begins one, an answer that is folded away comes on the next."""

import re
from collections.abc import Iterator

from attrs import evolve

from tarasoff.classroom.slides.slide import Slide, spread

_FOLDED = re.compile(r"<details><summary>(.*?)</summary>\s*(.*?)\s*</details>", re.DOTALL)
_HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)
# On a slide a link to a notebook leads nowhere.
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\.ipynb[^)]*\)")
# What is folded until the learner has answered; all else that is folded is for those who want more.
_AFTER_AN_ANSWER = ("When you", "After your guess")
_TAKE = "Take away"
_AIMS = re.compile(r"\*\*(After this lecture you can)\*\*\s*((?:- .+\n?)+)")


def text_slides(markdown: str, section: str) -> list[Slide]:
    r"""A cell of text as slides.

    What a learner reads after an answer is a slide of its own. What else is folded away, such as "How sure?", is for
    the teacher, beside the slide before.

    Args:
        markdown: the cell.
        section: the heading under which it stands.

    >>> told = "Why?\n\n<details><summary>When you know</summary>\n\nSo.\n\n</details>"
    >>> [slide.kind for slide in text_slides(told, "")]
    ['text', 'answer']
    """
    found: list[Slide] = []
    parts = _FOLDED.split(_LINK.sub(r"\1", markdown))
    for number in range(0, len(parts), 3):
        for slide in _shown(parts[number], section):
            section = slide.section
            found += [one for part in _parts(slide) for one in spread(part)]
        if number + 1 == len(parts):
            break
        summary, inner = parts[number + 1 : number + 3]
        if summary == _TAKE:
            found.append(Slide(section, _TAKE, inner, "take"))
        elif summary.startswith(_AFTER_AN_ANSWER):
            found += spread(Slide(section, summary, inner, "answer"))
        elif found:
            found[-1] = evolve(found[-1], notes=f"{found[-1].notes}\n\n**{summary}**\n\n{inner}".strip())
    return found


def _shown(text: str, section: str) -> Iterator[Slide]:
    """What is not folded, a slide a heading; one heading without text goes with the next."""
    before, *parts = _HEADING.split(text)
    if before.strip():
        yield Slide(section, "", before.strip())
    for number in range(0, len(parts), 3):
        signs, heading, rest = parts[number : number + 3]
        if len(signs) <= len("##"):
            section = heading
        kind = "opening" if signs == "#" else "text"
        if rest.strip() or kind == "opening" or signs == "##":
            yield Slide(section, heading, rest.strip(), kind, begins=len(signs) <= len("##"))


def _parts(slide: Slide) -> list[Slide]:
    """The opening of a lecture in two: what it asks, and what one can do after it."""
    found = _AIMS.search(slide.body) if slide.kind == "opening" else None
    if found is None:
        return [slide]
    aims = Slide(slide.section, found[1], found[2].strip())
    return [evolve(slide, body=_AIMS.sub("", slide.body).strip()), aims]
