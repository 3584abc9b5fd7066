"""A page of the site in Python, in the browser's worker: what its views show, once something was answered.

The browser keeps the answers; Python reads them and says what follows. So there is one place that is written to,
whether Python has started or not.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
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
        folder: where the notebook would lie.
    """

    def __init__(self, setup: Iterable[str], folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Any] = {}
        self._views: dict[str, View] = {}
        for source in setup:
            run(source, self._names)

    def shown(self, file: str, document: str, cells: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What views show now.

        Args:
            file: the answer file, from the notebook's folder on.
            document: what the browser keeps in it; empty if nothing yet.
            cells: of each view that is asked about, its id and its cell.

        Returns:
            View to content, summary and answer; or to what is wrong, as ``problem``.
        """
        self._write(self._folder / file, document)
        return {view: self._state(view, source) for view, source in cells.items()}

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
                except AnswersError as error:
                    view.note = {"tone": "problem", "text": str(error)}

    def _state(self, name: str, source: str) -> dict[str, Any]:
        if name not in self._views:
            try:
                self._views[name] = run(source, self._names)
            except ImportError as error:
                return {"problem": f"This part needs {error.name}, which is not here. It runs in JupyterLab."}
        view = self._views[name]
        problem = {"problem": view.note["text"]} if view.note.get("tone") == "problem" else {}
        return {**{trait: getattr(view, trait) for trait in SHOWN}, **problem}


def open_page(setup: str, folder: str) -> Page:
    """A page, from what the browser sends: its cells as JSON."""
    stand_in()
    return Page(json.loads(setup), Path(folder))


def shown(page: Page, file: str, document: str, cells: str) -> str:
    """`Page.shown` for the browser, in JSON."""
    return json.dumps(page.shown(file, document, json.loads(cells)), ensure_ascii=False, default=dict)
