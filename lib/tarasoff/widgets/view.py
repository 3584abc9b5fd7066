"""The base of every view: plain HTML of our own, kept answers, one look.

A view holds three things. ``content`` is what it shows. ``answer`` is what the learner did; every change is saved
at once to ``answers.json`` beside the notebook, and read back when the cell runs again. ``note`` says whether that
worked. The browser draws; Python decides.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from tarasoff.grading.answers import FILE, AnswersConflictError, AnswersError, load, save

_STATIC = files("tarasoff.widgets") / "static"

#: The name under which lectures keep their answers; assignments use their own.
COURSE = "course"


@cache
def script(name: str) -> str:
    """The ES module of a view: the shared part, then its own. No bundler: one follows the other in one text."""
    return (_STATIC / "base.js").read_text("utf-8") + (_STATIC / f"{name}.js").read_text("utf-8")


@cache
def look() -> str:
    """The one style sheet of all views."""
    return (_STATIC / "look.css").read_text("utf-8")


class View(anywidget.AnyWidget):
    """A view whose answer is kept.

    Args:
        section: the part of the answer file that this view writes.
        content: what it shows, as plain data.
        assignment: whose answers the file holds.
        folder: where the file lies; the notebook's own folder, unless told otherwise.
    """

    _css = look()

    content = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    summary = traitlets.Dict().tag(sync=True)
    note = traitlets.Dict().tag(sync=True)

    def __init__(
        self, section: str, content: Mapping[str, Any], assignment: str = COURSE, folder: Path | None = None
    ) -> None:
        self.section, self.assignment = section, assignment
        self.file = (folder or Path.cwd()) / FILE
        self._notes = 0
        self._held: dict[str, Any] = {}
        self._restoring = False
        note: dict[str, Any] = {}
        try:
            stored = load(self.file)
            held = stored.answers.get(section)
            self._held = self.readable(held if isinstance(held, Mapping) else {})
            if stored.notes:
                note = self._note("fine", " ".join(stored.notes))
        except AnswersError as error:
            note = self._note("problem", str(error))
        super().__init__(content=dict(content), answer=dict(self._held), summary=self.summarise(self._held), note=note)
        self.observe(self._changed, names="answer")

    def readable(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What of a stored answer this view can show. A field that it cannot is left out, but stays in the file."""
        return {field: value for field, value in answer.items() if self.refuse({field: value}) is None}

    def refuse(self, answer: Mapping[str, Any]) -> str | None:
        """Say what is wrong with an answer, in words for the learner, or None."""
        raise NotImplementedError

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say where the learner stands; empty where there is nothing to say."""
        del answer
        return {}

    def text(self) -> str:
        """The view in words, for where it cannot be shown."""
        raise NotImplementedError

    def _changed(self, change: Mapping[str, Any]) -> None:
        if self._restoring:
            return
        answer: dict[str, Any] = change["new"]
        problem = self.refuse(answer)
        if problem is not None:
            self._show(self._held, self._note("problem", problem))
            return
        changes = {
            field: answer.get(field) for field in {*answer, *self._held} if answer.get(field) != self._held.get(field)
        }
        if not changes:
            return
        try:
            stored = save(self.file, self.assignment, self.section, changes, seen=self._held)
        except AnswersConflictError as error:
            held = load(self.file).answers.get(self.section)
            self._held = self.readable(held if isinstance(held, Mapping) else {})
            self._show(self._held, self._note("problem", str(error)))
            return
        except AnswersError as error:
            # The choice stays on the screen: nothing that a learner did is taken back because a disk is full.
            self.summary = self.summarise(answer)
            self.note = self._note("problem", str(error))
            return
        self._held = self.readable(stored.answers[self.section])
        self._show(self._held, self._note("fine", "Saved."))

    def _show(self, answer: Mapping[str, Any], note: dict[str, Any]) -> None:
        self._restoring = True
        try:
            self.answer = dict(answer)
        finally:
            self._restoring = False
        self.summary = self.summarise(answer)
        self.note = note

    def _note(self, tone: str, text: str) -> dict[str, Any]:
        # Counted, so that saying the same thing twice is still news to the browser.
        self._notes += 1
        return {"tone": tone, "text": text, "count": self._notes}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        if data is None:
            return bundle
        data = {**data, "text/plain": self.text()}
        return (data, *rest) if rest else data


def expect(given: Any, allowed: Mapping[str, Any] | set[str] | list[str], what: str) -> str | None:
    """Say that a value is not one of those allowed, or None.

    >>> expect("z", ["a", "b"], "answer")
    "'z' is not a possible answer here. Possible: a, b."
    """
    if isinstance(given, str) and given in allowed:
        return None
    return f"{given!r} is not a possible {what} here. Possible: {', '.join(allowed)}."
