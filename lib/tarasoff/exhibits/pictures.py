"""What the pictures of a scene are made of, described so that the browser and matplotlib draw the same."""

from attrs import frozen

from tarasoff.exhibits.scales import Axis


@frozen
class Group:
    """Some of the people in a crowd, or a part of a bar.

    Args:
        look: ``strong``, ``weak``, ``other`` or ``empty``: told apart by shape and by shade, not by colour alone.
    """

    label: str
    count: float
    look: str


@frozen
class Crowd:
    """People as icons.

    Args:
        pens: what those are called who are flagged (``strong`` and ``weak``), and those who are not.
        groups: whole numbers of people; ``strong`` and ``other`` would harm.
    """

    title: str
    pens: tuple[str, str]
    groups: tuple[Group, ...]
    kind: str = "crowd"


@frozen
class Bar:
    """One bar, made of parts."""

    label: str
    parts: tuple[Group, ...]


@frozen
class Bars:
    """Bars side by side, all of one length scale.

    Args:
        of: what the whole length stands for.
    """

    title: str
    bars: tuple[Bar, ...]
    of: float
    kind: str = "bars"


@frozen
class Curve:
    """A line through points.

    Args:
        look: ``strong``, ``weak``, ``other`` or ``empty``; ``harm`` or ``safe`` for people who would harm or not.
        smooth: whether it bends between its points.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    look: str = "strong"
    smooth: bool = False


@frozen
class Dot:
    """A point with a name."""

    label: str
    x: float
    y: float


@frozen
class Upright:
    """An upright line at a place of the horizontal axis, or a band from there to ``to``."""

    label: str
    at: float
    to: float | None = None


@frozen
class Graph:
    """Curves, points and upright lines between two axes."""

    title: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...] = ()
    dots: tuple[Dot, ...] = ()
    uprights: tuple[Upright, ...] = ()
    kind: str = "graph"


@frozen
class Regions:
    """A map of cells, each in one of a few regions.

    Args:
        rows: from the top, one letter a cell.
        legend: letter, meaning and look of each region.
        here: where the sliders stand.
    """

    title: str
    x: Axis
    y: Axis
    rows: tuple[str, ...]
    legend: tuple[tuple[str, str, str], ...]
    here: Dot
    kind: str = "regions"


Picture = Crowd | Bars | Graph | Regions
