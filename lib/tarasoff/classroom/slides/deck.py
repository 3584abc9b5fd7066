"""A lecture as a deck: its cells in their order, each as the slides that it needs."""

import json
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import evolve

from tarasoff.classroom.slides.slide import Slide
from tarasoff.classroom.slides.texts import text_slides
from tarasoff.classroom.slides.views import view_slides
from tarasoff.knowledge.names import known
from tarasoff.knowledge.teaching import library
from tarasoff.site.cells import Cell, cells_of, run
from tarasoff.widgets.view import View

# What a lecture itself puts off to another day.
_FURTHER = "Further"


def file_of(course: Path, lecture: str) -> Path:
    """The notebook of a lecture.

    Args:
        course: the folder that holds ``course/``.
        lecture: its number, such as ``"05b"``. A room, such as the atlas, is no lecture.

    Raises:
        UnknownError: there is no such lecture.
        FileNotFoundError: the folder holds no such file.
    """
    numbers = [one.id for one in library.lectures().values() if not one.beside]
    file = course / "course" / library.lectures()[known(lecture, numbers, "lecture")].file
    if not file.exists():
        raise FileNotFoundError(f"There is no file {file}. Name the folder that holds course/ with --course.")
    return file


def deck(course: Path, lecture: str) -> tuple[Slide, ...]:
    """The slides of a lecture.

    Nothing that anybody has answered is read or written: the views are opened in an empty folder.

    Args:
        course: the folder that holds ``course/``.
        lecture: its number.

    Raises:
        UnknownError: there is no such lecture.
        FileNotFoundError: the folder holds no such file.
    """
    file = file_of(course, lecture)
    cells = list(cells_of(json.loads(file.read_text("utf-8"))))
    with TemporaryDirectory() as empty, chdir(empty):
        slides = [slide for slide in _slides(cells) if not slide.section.startswith((_FURTHER, "Sources"))]
    count = len(library.sources_of(lecture))
    if count:
        told = f"The lecture ends with its {count} sources: where each was read, and how sure we are of it."
        slides.append(Slide("Sources", "Sources", f"{told}\n\n`{file.name}`", begins=True))
    return tuple(slides)


def _slides(cells: list[Cell]) -> Iterator[Slide]:
    section, names = "", dict[str, Any]()
    for cell in cells:
        if cell.code:
            value = run(cell.source, names)
            made = view_slides(value, section) if isinstance(value, View) else []
        else:
            made = text_slides(cell.source, section)
        for slide in made:
            section = slide.section
            yield _readable(slide)


def _readable(slide: Slide) -> Slide:
    """A heading above nothing is the title of what follows, and needs no second one."""
    return evolve(slide, kind="opening") if slide.begins and not slide.body else slide
