"""Lectures are read, not programmed: their cells show no code, and nobody changes or deletes one by mistake.

``make lectures`` notes that in the notebooks of ``course/``. Whoever adds a cell runs it once.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_KEPT = {"deletable": False, "editable": False}
_HIDDEN = {"jupyter": {"source_hidden": True}}
# Nothing on such a page would unfold a section that is folded in its file.
_GONE = "jp-MarkdownHeadingCollapsed"
# By this mark Jupyter knows that a notebook is a page to read; see tarasoff/reading/.
_PAGE = {"tarasoff": {"page": "lecture"}}


def as_page(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook of a lecture with the metadata that make it a page for reading.

    Args:
        notebook: as it stands in its file, of version 4.

    >>> as_page({"cells": [{"cell_type": "code", "metadata": {}}], "metadata": {}})["cells"][0]["metadata"]
    {'deletable': False, 'editable': False, 'jupyter': {'source_hidden': True}}
    """
    cells = [{**cell, "metadata": _metadata(cell)} for cell in notebook["cells"]]
    return {**notebook, "cells": cells, "metadata": {**notebook["metadata"], **_PAGE}}


def _metadata(cell: Mapping[str, Any]) -> dict[str, Any]:
    others = {name: value for name, value in cell["metadata"].items() if name != _GONE}
    return {**others, **_KEPT, **(_HIDDEN if cell["cell_type"] == "code" else {})}


def main(folder: Path) -> None:
    """Write every notebook of a folder anew, as a page for reading."""
    for path in sorted(folder.glob("*.ipynb")):
        notebook = as_page(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2] or ["course"]))
