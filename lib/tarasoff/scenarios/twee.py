"""Read a story in Twee 3, as Twine and Tweego write it, and make a scenario file of it that can be written on.

After the published format (Twee 3 specification of the Interactive Fiction Technology Foundation): a passage begins
with ``:: Name [tags] {metadata}``; a link is ``[[text->passage]]``, ``[[passage<-text]]``, ``[[text|passage]]`` or
``[[passage]]``. What a story format adds, such as macros, is kept as text. Twee knows no judgements: they are left for
the author, and `tarasoff scenario check` lists them.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from attrs import frozen
from ruamel.yaml import YAML

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.scenarios.faults import TO_DO

_HEADER = re.compile(r"^:: *((?:\\.|[^\[\]{}\\])+?) *(?:(?<!\\)\[([^\]]*)\])? *(\{.*\})? *$")
_LINK = re.compile(r"\[\[(.+?)\]\]")
_SPECIAL = ("StoryTitle", "StoryData", "UserScript", "UserStylesheet")
_CODE_TAGS = frozenset({"script", "stylesheet"})
_FIRST_LINE = "# From Twee. Write who speaks, what is known, and what each choice is worth: docs/scenarios.md."


class TweeError(Mistake):
    """A Twee file from which no scenario can be made."""


@frozen
class Passage:
    """One passage of a story.

    Args:
        text: what is read, links taken out.
        links: what can be chosen, and the name of the passage that follows.
    """

    name: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@frozen
class TweeStory:
    """A story in Twee.

    Args:
        start: the name of the passage in which it begins.
    """

    title: str
    start: str
    passages: tuple[Passage, ...]


def read_twee(text: str) -> TweeStory:
    r"""Read a story.

    Raises:
        TweeError: there is no passage, or the start is missing.

    >>> story = read_twee(":: Start\nShe calls.\n[[Answer->Hall]]\n\n:: Hall\nIt is late.")
    >>> story.start, story.passages[0].links
    ('Start', (('Answer', 'Hall'),))
    """
    raw = list(_raw(text))
    held = {name: body for name, _, body in raw}
    if not raw:
        raise TweeError("No passage begins in this file.", "A passage begins with two colons: :: Name.")
    passages = tuple(
        _passage(name, body) for name, tags, body in raw if name not in _SPECIAL and not _CODE_TAGS & set(tags)
    )
    start = _data(held.get("StoryData", "")).get("start", "Start")
    names = [passage.name for passage in passages]
    if start not in names:
        raise TweeError(f"There is no passage {start!r} to begin with.", 'Name one in StoryData: {"start": "..."}.')
    title = held.get("StoryTitle", "").strip() or str(start)
    return TweeStory(title, start, passages)


def scenario_of(story: TweeStory, name: str) -> str:
    """A scenario file with the story's scenes and ways, to be written on.

    Args:
        story: what was read.
        name: the id of the scenario, which is also the name of its file.

    Returns:
        YAML.

    Raises:
        TweeError: a link leads to a passage that is not there.
    """
    names = [passage.name for passage in story.passages]
    ids = dict(zip(names, _ids(names), strict=True))
    scenes = [_scene(passage, ids) for passage in story.passages]
    data = {
        "schema": 1,
        "id": name,
        "title": story.title,
        "about": TO_DO,
        "minutes": 10,
        "as_of": "",
        "setting": TO_DO,
        "people": {},
        "known": [{"id": "first", "says": TO_DO}],
        "start": ids[story.start],
        "scenes": scenes,
    }
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 4096
    yaml.dump(data, out)
    return f"{_FIRST_LINE}\n{out.getvalue()}"


def _raw(text: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    name, tags, lines = "", (), []
    for line in text.lstrip("\ufeff").splitlines():
        header = _HEADER.match(line) if line.startswith("::") else None
        if header is None:
            # Outside a passage nothing counts; an escaped header is text.
            lines.append(line.removeprefix("\\") if line.startswith("\\::") else line)
            continue
        if name:
            yield name, tags, "\n".join(lines).strip()
        name = re.sub(r"\\(.)", r"\1", header[1]).strip()
        tags, lines = tuple((header[2] or "").split()), []
    if name:
        yield name, tags, "\n".join(lines).strip()


def _data(text: str) -> Mapping[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise TweeError(f"StoryData is not JSON: {error}.", "Mend it, or take the passage out.") from error
    return found if isinstance(found, dict) else {}


def _passage(name: str, body: str) -> Passage:
    links = tuple(_link(inside) for inside in _LINK.findall(body))
    # A line that holds nothing but links is a list of choices; elsewhere the words of a link belong to the text.
    told = (line for line in body.splitlines() if _LINK.sub("", line).strip(" -*"))
    text = "\n".join(_LINK.sub(lambda found: _link(found[1])[0], line) for line in told)
    return Passage(name, text.strip(), links)


def _link(inside: str) -> tuple[str, str]:
    """The words of a link, and where it leads; a setter after it is left out."""
    inside = inside.partition("][")[0]
    for mark, words_first in (("->", True), ("<-", False), ("|", True)):
        if mark in inside:
            first, _, second = inside.rpartition(mark) if mark == "->" else inside.partition(mark)
            words, to = (first, second) if words_first else (second, first)
            return words.strip(), to.strip()
    return inside.strip(), inside.strip()


def _ids(names: Iterable[str]) -> list[str]:
    """An id for each name, all different."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w]+", "-", name).strip("-").lower() or "scene"
        numbered = (f"{plain}-{number}" for number in count(2))
        found.append(plain if plain not in found else next(one for one in numbered if one not in found))
    return found


def _scene(passage: Passage, ids: Mapping[str, str]) -> dict[str, Any]:
    told = [text.strip() for text in passage.text.split("\n") if text.strip()] or [passage.name]
    scene = {"id": ids[passage.name], "title": passage.name, "lines": [{"narrator": text} for text in told]}
    if not passage.links:
        return {**scene, "ending": {"title": passage.name, "remains": TO_DO, "changed": [TO_DO]}}
    links = list(dict.fromkeys(passage.links))
    for _, to in links:
        if to not in ids:
            problem = f"{passage.name!r} leads to {to!r}, and there is no such passage."
            raise TweeError(problem, "Write the passage, or take the link out.")
    named = zip(_ids(words for words, _ in links), links, strict=True)
    return {**scene, "choices": [{"id": one, "text": words, "to": ids[to]} for one, (words, to) in named]}
