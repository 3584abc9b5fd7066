"""A page of the site in Python, in the browser's worker: what its views show, once something was answered.

The browser keeps the answers and sends them with each question. Python saves a change to its own copy, as in a kernel,
and says what that copy holds then; the browser keeps that. So no answer lives in the worker alone.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import traitlets

from tarasoff.site.cells import run

if TYPE_CHECKING:
    from tarasoff.widgets.view import View

#: What a view tells the browser.
SHOWN = ("content", "summary", "answer")


class AnyWidget(traitlets.HasTraits):
    """What a view needs of anywidget where there is no kernel: its traits. The page asks for them when it wants them.

    The real one brings IPython along, which takes longer to load than all of the course.
    """

    def hold_sync(self) -> AbstractContextManager[None]:
        """Nothing is sent, so that nothing has to be held back."""
        return nullcontext()


def stand_in() -> None:
    """Let views be made without a kernel. To be called before the first is imported."""
    module = ModuleType("anywidget")
    module.AnyWidget = AnyWidget  # type: ignore[attr-defined]
    sys.modules["anywidget"] = module


class Page:
    """The views of one page, made by the cells of its notebook when they are first asked about.

    Args:
        setup: the cells that show nothing, such as imports.
    """

    def __init__(self, setup: Iterable[str]) -> None:
        self._names: dict[str, Any] = {}
        self._views: dict[str, View] = {}
        for source in setup:
            run(source, self._names)

    def shown(self, name: str, cell: str, file: str, document: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """What a view shows now, and what is kept of it.

        Args:
            name: the view's id in the page.
            cell: the cell that makes it.
            file: its answer file, from the notebook's folder on.
            document: what the browser keeps in that file; empty if nothing yet.
            changes: what has just been answered, field to answer; None takes one back.

        Returns:
            Content, summary and answer; ``kept``, all that the file holds in the view's part, and for a view of the
            whole file ``document``, its text; ``said``, what became of a change; and ``problem``, if something is
            wrong, in words for the learner.
        """
        self._write(Path.cwd() / file, document)
        if name not in self._views:
            try:
                self._views[name] = run(cell, self._names)
            except ImportError as error:
                return {"problem": f"This part needs {error.name}, which is not here. It runs in JupyterLab."}
        view = self._views[name]
        if changes:
            view.answer = {**view.answer, **changes}
        return {**{trait: getattr(view, trait) for trait in SHOWN}, **self._kept(view)}

    def _kept(self, view: "View") -> dict[str, Any]:
        from tarasoff.assignment.answers import AnswersError, load  # noqa: PLC0415  once the stand-in stands

        if view.note.get("tone") == "problem":
            return {"problem": view.note["text"]}
        try:
            stored = load(view.file, view.assignment)
        except AnswersError as error:
            return {"problem": str(error)}
        kept = {"kept": stored.fields(view.section), "said": view.note.get("text") or "Saved."}
        return {**kept, "document": view.file.read_text("utf-8")} if view.whole_file and stored.document else kept

    def _write(self, path: Path, document: str) -> None:
        from tarasoff.assignment.answers import AnswersError, load  # noqa: PLC0415  once the stand-in stands

        if document == (path.read_text("utf-8") if path.exists() else ""):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document, "utf-8")
        for view in self._views.values():
            if view.file == path:
                try:
                    view.hear(load(path, view.assignment).fields(view.section))
                    view.file_changed()
                except AnswersError as error:
                    view.note = {"tone": "problem", "text": str(error)}


def bring_all() -> None:
    """Import every view, and read what nearly all of them show, so that a page that goes on from here need not."""
    stand_in()
    import filelock  # noqa: F401, PLC0415  what keeping an answer needs

    import tarasoff  # noqa: PLC0415  once the stand-in stands
    from tarasoff.knowledge.teaching.library import sources  # noqa: PLC0415
    from tarasoff.widgets import modules  # noqa: PLC0415

    # The page has its views' scripts already.
    modules.inlined = lambda static, view: ""  # noqa: ARG005
    for name in tarasoff.__all__:
        # What a browser's Python does not have stands as a picture in the page.
        with suppress(ImportError):
            getattr(tarasoff, name)
    sources()


def open_page(setup: str, folder: str) -> Page:
    """A page, from what the browser sends: its cells as JSON, and the folder in which the notebook would lie."""
    os.chdir(folder)
    stand_in()
    return Page(json.loads(setup))


def shown(page: Page, question: str) -> str:
    """`Page.shown` for the browser: its arguments by name, and what it returns, in JSON."""
    return json.dumps(page.shown(**json.loads(question)), ensure_ascii=False, default=dict)
