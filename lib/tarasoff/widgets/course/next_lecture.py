"""The end of a lecture: what of it is done, what is due, and what comes next."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tarasoff.knowledge.names import known
from tarasoff.knowledge.teaching import library
from tarasoff.knowledge.teaching.lectures import Due, Lecture
from tarasoff.widgets.view import View, script

# From a lecture's folder to an assignment that students are given; it may not be there.
_HANDED_OUT = "../release"
# The browser fills in what stands in braces.
_WORDS = {"all": "Everything here is done.", "some": "{done} of {of} exercises here are done."}
# After the last lecture; and in a room beside it, which is no lecture.
_BACK_TO_THE_FIRST = ("That was the last lecture. Back to the first", "Back to the first lecture")


class Next(View):
    """What is next after a lecture, for its last cell.

    It counts the exercises that were opened before it in the same notebook, and follows them as they are answered.

    Args:
        lecture: its number, such as ``"03"``; of a room its name, such as ``"atlas"``.

    Raises:
        KeyError: there is no such lecture.

    >>> end = Next("03").content
    >>> end["name"], end["due"]["name"]
    ('04 Trust', 'ps2-tarasoff')
    """

    _esm = script("course/next_lecture")
    exercise = False

    def __init__(self, lecture: str) -> None:
        self._lecture = library.lectures()[known(lecture, library.lectures(), "lecture")]
        self._exercises = _exercises_so_far()
        super().__init__("next", _content(self._lecture))
        for view in self._exercises:
            view.observe(self._count, names=["answer"])

    def refuse_field(self, field: str, given: Any) -> str | None:
        """Nothing is asked here."""
        return f"There is nothing to answer here: {field} {given!r}."

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """How much of the lecture is done, and where to find the first exercise that is open."""
        del answer
        if not self._exercises:
            return {}
        counts = {view.kept: view.done for view in self._exercises}
        done, of = (sum(one) for one in zip(*counts.values(), strict=True))
        first = next((kept for kept, (some, all_of_it) in counts.items() if some < all_of_it), "")
        return {"done": done, "of": of, "open": first}

    def text(self) -> str:
        """The same in words."""
        shown = self.content
        due = [f"{shown['due']['lead']}: {shown['due']['name']}, {shown['due']['takes']}."] if shown["due"] else []
        then = [f"{shown['kicker']}: {shown['name']}, {shown['takes']}. {shown['asks']}"]
        rooms = [f"{shown['further']}: {', '.join(one['text'] for one in shown['rooms'])}."] if shown["rooms"] else []
        return "\n".join((f"{self._said()}Your answers are kept beside the lecture.", *due, *then, *rooms))

    def _said(self) -> str:
        count = self.summary
        if not count:
            return ""
        return _WORDS["all" if count["done"] == count["of"] else "some"].format(**count) + " "

    def _count(self, _change: Mapping[str, Any]) -> None:
        self.summary = self.summarise({})


def _exercises_so_far() -> list[View]:
    """The exercises of this notebook in their order, each once, however often its cell was run."""
    others = (view for view in View.opened() if view.done[1])
    return list({(type(view), view.file, view.name): view for view in others}.values())


def _content(lecture: Lecture) -> dict[str, Any]:
    every = library.lectures()
    numbered = [one for one in every.values() if not one.beside]
    here = numbered.index(every[lecture.beside or lecture.id])
    after = numbered[here + 1] if here + 1 < len(numbered) else None
    rooms = [one for one in every.values() if one.beside == numbered[here].id and one is not lecture]
    back = [numbered[here]] if lecture.beside else []
    shown = after or numbered[0]
    return {
        "title": "What is next",
        "words": _WORDS,
        "kicker": "Next" if after else _BACK_TO_THE_FIRST[bool(lecture.beside)],
        **link_to(shown),
        "asks": shown.asks,
        "due": _due(lecture.due) if lecture.due else None,
        "further": "Back to its lecture, or further, if you like" if lecture.beside else "Further, if you like",
        "rooms": [{"href": one.file, "text": f"{_named(one)}, {one.minutes} minutes"} for one in (*back, *rooms)],
    }


def link_to(lecture: Lecture) -> dict[str, str]:
    """What a view shows of a lecture, to go there."""
    return {"name": _named(lecture), "href": lecture.file, "takes": f"{lecture.minutes} minutes"}


def _named(lecture: Lecture) -> str:
    return lecture.title if lecture.beside else f"{lecture.id} {lecture.title}"


def _due(due: Due) -> dict[str, str]:
    there = f"{_HANDED_OUT}/{due.assignment}/{due.assignment}.ipynb"
    return {
        "lead": "Now due, if you take the course with a teacher",
        "name": due.assignment,
        "takes": f"about {due.minutes} minutes",
        "href": there if (Path.cwd() / there).is_file() else "",
    }
