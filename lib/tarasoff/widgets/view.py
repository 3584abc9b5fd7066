"""The base of every view: plain HTML of our own, kept answers, one look.

A view holds three things. ``content`` is what it shows. ``answer`` is what the learner did; every change is saved
at once to ``answers.json`` beside the notebook, and read back when the cell runs again. ``note`` says whether that
worked. The browser draws; Python decides.

In ``answer``, a field that is left out stays as it is in the file, and None takes one back. So a browser that has not
heard of everything in the file takes nothing away. What Python shows is always all that it can show of the file.

A view may wait for a guess. Until there is one, the browser is sent the question and nothing of what the view shows.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import anywidget
import traitlets

from tarasoff.assignment.answers import FILE, AnswersConflictError, AnswersError, load, save
from tarasoff.assignment.changes import changed, merged
from tarasoff.widgets.gate import GUESS, Gate
from tarasoff.widgets.modules import inlined
from tarasoff.widgets.on_screen import OnScreen

_STATIC = files("tarasoff.widgets") / "static"
_LOOK = (
    *("tokens", "meanings", "text", "acting", "telling", "exploring", "pictures", "law", "figures", "forms", "playing"),
    "print",
)

#: The name under which lectures keep their answers; assignments use their own.
COURSE = "course"


@cache
def script(view: str) -> str:
    """The ES module of a view, with all that it imports in one text."""
    return inlined(_STATIC, f"views/{view}.js")


@cache
def look() -> str:
    """The one style sheet of all views."""
    return "".join((_STATIC / "look" / f"{part}.css").read_text("utf-8") for part in _LOOK)


class View(anywidget.AnyWidget):
    """A view whose answer is kept.

    Args:
        section: the part of the answer file that this view writes.
        content: what it shows, as plain data.
        assignment: whose answers the file holds.
        folder: where the file lies; the notebook's own folder, unless told otherwise.
        gate: the guess for which it waits, if it waits for one.
    """

    _css = look()
    #: Every view of this kernel, so that two of them on the same answers show the same.
    _views: ClassVar["WeakValueDictionary[int, View]"] = WeakValueDictionary()
    gate: Gate | None = None
    #: Parts of the file beside its own of which it shows something.
    also_reads: ClassVar[tuple[str, ...]] = ()
    #: Whether it shows what lies in other sections of the file, too.
    whole_file: ClassVar[bool] = False
    #: Whether it counts among the exercises of its lecture.
    exercise: bool = True

    content = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    summary = traitlets.Dict().tag(sync=True)
    note = traitlets.Dict().tag(sync=True)
    #: Set by the browser with each answer: which note was on the screen, and a number that is new every time.
    seen = traitlets.List().tag(sync=True)
    #: Names this view of this file to the browser, without saying where the file lies.
    kept = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        section: str,
        content: Mapping[str, Any],
        assignment: str = COURSE,
        folder: Path | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.section, self.assignment, self._content, self.gate = section, assignment, dict(content), gate
        self.file = (folder or Path.cwd()) / FILE
        self._on_screen, self._restoring = OnScreen({}), False
        note: dict[str, Any] = {}
        try:
            stored = load(self.file, assignment)
            self._on_screen = OnScreen(stored.fields(section))
            if stored.notes:
                note = self._note("fine", " ".join(stored.notes))
        except AnswersError as error:
            note = self._note("problem", str(error))
        answer = self.readable(self._on_screen.held)
        kept = hashlib.sha256(os.fsencode(self.file / assignment / self.name)).hexdigest()[:20]
        # One name for the one style sheet of all: by itself anywidget puts a copy of it into the page for each class.
        super().__init__(answer=answer, note=note, kept=kept, _anywidget_id="tarasoff", **self._shown(answer))
        self.observe(self._changed, names="answer")
        self._views[id(self)] = self

    @classmethod
    def opened(cls) -> "list[View]":
        """The views of this kernel, in the order in which they were opened."""
        return list(cls._views.values())

    @property
    def name(self) -> str:
        """What tells this view from others that keep their answers in the same section."""
        return self.section

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its section that are its own; empty if all are."""
        return ()

    @property
    def done(self) -> tuple[int, int]:
        """How many of its exercises were answered, and how many it has."""
        answered = any(field in self.answer for field in self.fields or self.answer)
        return (int(answered), 1) if self.exercise else (0, 0)

    @property
    def closed(self) -> bool:
        """Whether it still waits for a guess."""
        return self.gate is not None and GUESS not in self.answer

    @property
    def needs_python(self) -> bool:
        """Whether Python works out what it shows once something is answered; otherwise the browser has it already."""
        return self.gate is not None or type(self).summarise is not View.summarise

    def readable(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What of a stored answer this view can show.

        A field that it cannot is left out, and stays in the file. An entry of a field that it cannot, such as a phrase
        of another version, is left out too, and goes when that field is answered again.
        """
        shown = {
            field: _mended(value, lambda given, field=field: self.refuse({field: given}) is None)  # type: ignore[misc]
            for field, value in answer.items()
        }
        return {field: value for field, value in shown.items() if value is not None}

    def refuse(self, answer: Mapping[str, Any]) -> str | None:
        """Say what is wrong with an answer, in words for the learner, or None."""
        return first_problem(
            self.gate.refuse(given) if self.gate and field == GUESS else self.refuse_field(field, given)
            for field, given in answer.items()
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """Say what is wrong with one field of an answer, or None. Each view says here what its answers look like."""
        raise NotImplementedError

    def completed(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept of an answer that was not refused: itself, unless Python adds what follows from it."""
        return dict(answer)

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Say where the learner stands; empty where there is nothing to say."""
        del answer
        return {}

    def text(self) -> str:
        """The view in words, for where it cannot be shown."""
        raise NotImplementedError

    def _shown(self, answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """What the browser may hold: content and summary, or the question alone until there is a guess."""
        if self.gate is None:
            return {"content": self._content, "summary": self.summarise(answer)}
        asked = {"title": self._content["title"], "gate": self.gate.asked}
        if GUESS not in answer:
            return {"content": {**asked, "closed": True}, "summary": {}}
        rest = {field: given for field, given in answer.items() if field != GUESS}
        told = self.gate.told(answer[GUESS])
        return {"content": {**self._content, **asked}, "summary": {**self.summarise(rest), "gate": told}}

    def _changed(self, change: Mapping[str, Any]) -> None:
        if self._restoring:
            return
        answer: dict[str, Any] = change["new"]
        seen = self._on_screen.known(self.seen)
        problem = self.refuse({field: value for field, value in answer.items() if value is not None})
        if problem is not None:
            self._show(self._note("problem", problem))
            return
        answer = self.completed(answer)
        changes = changed(answer, self.readable(seen), seen)
        try:
            stored = save(self.file, self.assignment, self.section, changes, seen=seen)
            note = self._note("fine", "Saved.", stored.fields(self.section))
        except AnswersConflictError as error:
            note = self._note("problem", str(error), error.stored.fields(self.section))
        except AnswersError as error:
            # The choice stays on the screen: nothing that a learner did is taken back because a disk is full.
            self._tell(merged(self.readable(self._on_screen.held), answer), self._note("problem", str(error)))
            return
        self._on_screen.sent(changes)
        self._show(note)
        for view in self.opened():
            if view is self or view.file != self.file:
                continue
            if view.section == self.section:
                view.hear(self._on_screen.held)
            view.file_changed()

    def file_changed(self) -> None:
        """Called when another view of this kernel has saved something in the same file; most do not mind."""

    def hear(self, held: dict[str, Any]) -> None:
        """Show what another view of this kernel has just saved in the same section."""
        if self.readable(held) == self.readable(self._on_screen.held):
            self._on_screen.replace(held)
        else:
            text = self.note.get("text", "") if self.note.get("tone") == "fine" else ""
            self._show(self._note("fine", text, held))

    def _show(self, note: dict[str, Any]) -> None:
        answer = self.readable(self._on_screen.held)
        self._restoring = True
        try:
            self.answer = answer
        finally:
            self._restoring = False
        self._tell(answer, note)

    def _tell(self, answer: Mapping[str, Any], note: dict[str, Any]) -> None:
        # In one message: a view that opens must not find its content there and its summary not.
        with self.hold_sync():
            for name, state in (*self._shown(answer).items(), ("note", note)):
                setattr(self, name, state)

    def _note(self, tone: str, text: str, held: dict[str, Any] | None = None) -> dict[str, Any]:
        # Counted, so that saying the same thing twice is still news to the browser.
        count = self._on_screen.noted(held)
        # With what has been heard, so that the browser knows which of its changes this is about.
        return {"tone": tone, "text": text, "count": count, "heard": self.seen[1] if self.seen else 0}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle,)
        if data is None:
            return bundle
        data = {**data, "text/plain": self.gate.text() if self.gate and self.closed else self.text()}
        return (data, *rest) if rest else data


def _mended(value: Any, fits: Callable[[Any], bool]) -> Any:
    """Leave out of a stored value what does not fit; None if nothing does."""
    if fits(value):
        return value
    if isinstance(value, Mapping):
        entries = {key: _mended(entry, lambda entry, key=key: fits({key: entry})) for key, entry in value.items()}  # type: ignore[misc]
        return {key: entry for key, entry in entries.items() if entry is not None} or None
    if isinstance(value, list):
        return [entry for entry in value if fits([entry])] or None
    return None


def first_problem(problems: Iterable[str | None]) -> str | None:
    """The first of several problems; None if there is none."""
    return next(filter(None, problems), None)


def ticked(given: Any, several: str, flag: str) -> Sequence[Any] | None:
    """What was ticked, of an answer such as ``{"said": [...], "checked": true}``; None if it cannot be read.

    >>> ticked({"said": ["a"]}, "said", "checked"), ticked({"said": "a"}, "said", "checked")
    (['a'], None)
    """
    if not isinstance(given, Mapping) or not {several, flag}.issuperset(given):
        return None
    found = given.get(several, [])
    return found if isinstance(found, list | tuple) and isinstance(given.get(flag, False), bool) else None


def expect(given: Any, allowed: Mapping[str, Any] | set[str] | list[str], what: str) -> str | None:
    """Say that a value is not one of those allowed, or None.

    >>> expect("z", ["a", "b"], "answer")
    "'z' is not a possible answer here. Possible: a, b."
    """
    if isinstance(given, str) and given in allowed:
        return None
    return f"{given!r} is not a possible {what} here. Possible: {', '.join(allowed)}."
