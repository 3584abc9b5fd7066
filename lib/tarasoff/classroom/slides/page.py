"""A deck as one HTML file, by nbconvert's exporter for reveal.js. All that it needs is in the file: no network."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import nbformat
from nbconvert import SlidesExporter

from tarasoff.classroom.slides.slide import Slide
from tarasoff.widgets.view import look, script

_HERE = files("tarasoff.classroom.slides")


def page(slides: Iterable[Slide], title: str) -> str:
    """A deck as a page.

    Args:
        slides: in their order.
        title: what the window is called.
    """
    book = nbformat.v4.new_notebook(cells=[cell for slide in slides for cell in _cells(slide)])
    exporter = SlidesExporter(template_name="deck", extra_template_basedirs=[str(_HERE / "templates")])
    text, _ = exporter.from_notebook_node(book, {"deck": {"title": title, **_texts()}})
    return str(text)


def _texts() -> dict[str, str]:
    """The styles and scripts that nbconvert's own template would fetch from elsewhere, and ours."""
    found = {
        "reveal_css": _read("reveal/reveal.css"),
        "reveal_js": _read("reveal/reveal.js"),
        "notes_js": _read("reveal/notes.js"),
        "deck_css": _read("templates/deck.css"),
        "deck_js": _read("templates/deck.js"),
        "views_css": look(),
        "figure_js": script("figure"),
    }
    # A browser ends a script where it reads this, wherever it stands.
    return {name: text.replace("</script", "<\\/script") for name, text in found.items()}


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _cells(slide: Slide) -> list[Any]:
    about = {"kind": slide.kind, "title": slide.title, "level": 1 if slide.kind == "opening" else 2}
    # A section that says its own name once is enough.
    about["section"] = "" if slide.title == slide.section else slide.section
    kind = "slide" if slide.begins else "subslide"
    shown = nbformat.v4.new_markdown_cell(slide.body, metadata={"slideshow": {"slide_type": kind}, "deck": about})
    if not slide.notes:
        return [shown]
    return [shown, nbformat.v4.new_markdown_cell(slide.notes, metadata={"slideshow": {"slide_type": "notes"}})]
