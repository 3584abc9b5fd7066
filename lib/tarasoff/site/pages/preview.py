"""The picture that goes with a link to a page: the map of states, as wide as such previews are."""

from functools import cache
from pathlib import Path

from tarasoff.plots.law import tile_map

NAME = "preview.png"
#: Pixels across and up; what is shared is shown at about this shape.
SIZE = (1200, 630)
_DOTS_AN_INCH = 100


_picture = cache(tile_map)


def alt() -> str:
    """What the picture shows, in a sentence.

    >>> alt()[:18]
    'Map of equal tiles'
    """
    return _picture().alt.splitlines()[0]


def draw(folder: Path) -> None:
    """Write the picture into a folder."""
    figure = _picture().figure
    figure.set_size_inches(SIZE[0] / _DOTS_AN_INCH, SIZE[1] / _DOTS_AN_INCH)
    figure.savefig(folder / NAME, dpi=_DOTS_AN_INCH)
