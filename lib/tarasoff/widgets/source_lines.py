"""Sources as lines of plain data, for views that draw them."""

from collections.abc import Iterable
from typing import Any

from tarasoff.knowledge import library


def source_lines(ids: Iterable[str], pages: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Each source with its name, its confidence and where it was read.

    >>> source_lines(["jaffee_1996"])[0]["confidence"]
    'high, as of 2026-11'
    """
    found = [library.source(one) for one in ids]
    lines = [
        {
            "text": one.title,
            "confidence": f"{one.confidence}, as of {one.as_of}",
            "links": list(one.urls),
        }
        for one in found
    ]
    pages = list(pages)
    return [*lines, *([{"text": "Also read:", "confidence": "", "links": pages}] if pages else [])]
