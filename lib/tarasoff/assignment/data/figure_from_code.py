"""Turn a matplotlib figure into its texts and the numbers that it draws."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tarasoff.assignment.data.figure_reading import LABELS, LYING, MOST_POINTS, place_of
from tarasoff.assignment.data.json_values import WrongKindError, json_value
from tarasoff.assignment.data.parts import within

# With more lines, or sets of bars, nobody can read a figure.
_MOST_DRAWN = 20

# With these, what stands under an axis may be a name, and the number only a place.
_NAMED = frozenset({"StrCategoryFormatter", "FixedFormatter", "FuncFormatter"})

_NEAR, _SHORTENED = 1e-6, 0.5

# The kind of what is drawn, how many points it has, and the points.
_Drawn = tuple[str, int, Iterable[tuple[Any, Any]]]


def figure_fields(made: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of the answer, and what could not be taken.

    Args:
        made: a figure, or anything in it; or one typed by hand, as it is kept.

    Raises:
        WrongKindError: it is not a figure.
    """
    if isinstance(made, Mapping):
        return _kept([(name, made.get(name, "")) for name in LABELS], _typed(made.get("drawn")))
    figure = _figure(made)
    axes = max(figure.axes, key=lambda axes: sum(1 for _ in _drawn(axes)), default=None)
    texts = [("title", figure.get_suptitle()), ("x_label", ""), ("y_label", "")]
    if axes is None:
        return _kept(texts, iter(()))
    titles = [axes.get_title(where) for where in ("center", "left", "right")]
    texts = [
        ("title", next((title for title in titles if title.strip()), texts[0][1])),
        ("x_label", axes.get_xlabel() or figure.get_supxlabel()),
        ("y_label", axes.get_ylabel() or figure.get_supylabel()),
    ]
    return _kept(texts, _drawn(axes))


def _figure(made: Any) -> Any:
    """The figure that something is, or is in."""
    for _ in range(4):
        if hasattr(made, "savefig") and hasattr(made, "axes"):
            return made
        if hasattr(made, "get_figure"):
            made = made.get_figure()
        elif hasattr(made, "__len__") and not isinstance(made, str) and len(made):
            made = made[0]
        else:
            break
    raise WrongKindError


def _drawn(axes: Any) -> Iterator[_Drawn]:
    """Everything that is drawn to the scale of the axes."""
    across, up = _names(axes.xaxis), _names(axes.yaxis)
    for bars in axes.containers:
        if not hasattr(bars, "orientation") or not hasattr(bars, "patches"):
            continue
        every = bars.patches
        if bars.orientation == "horizontal":
            yield LYING, len(every), ((bar.get_width(), up(bar.get_y() + bar.get_height() / 2)) for bar in every)
        else:
            yield "bars", len(every), ((across(bar.get_x() + bar.get_width() / 2), bar.get_height()) for bar in every)
    for line in axes.lines:
        # Not a line right across the figure, whose ends have no numbers.
        if line.get_transform() == axes.transData:
            xs, ys = line.get_data(orig=False)
            yield "line", len(xs), ((across(x), y) for x, y in zip(xs, ys, strict=True))
    for points in axes.collections:
        if hasattr(points, "get_sizes") and hasattr(points, "get_offsets"):
            places = points.get_offsets()
            yield "points", len(places), ((across(x), y) for x, y in places)


def _names(axis: Any) -> Callable[[Any], Any]:
    """What stands at a place of an axis, where that is a name; else the number of the place."""
    if type(axis.get_major_formatter()).__name__ not in _NAMED:
        return lambda place: place
    texts = (label.get_text() for label in axis.get_ticklabels())
    names = list(zip(map(float, axis.get_majorticklocs()), texts, strict=False))

    def name(place: Any) -> Any:
        text = next((text for at, text in names if within(at, place, _NEAR)), "")
        number = place_of(text)
        # "28 %" at 27.5 is the number, rounded, and not a name.
        return place if not text or (number is not None and within(number, place, _SHORTENED)) else text

    return name


def _typed(drawn: Any) -> Iterator[_Drawn]:
    for entry in drawn if isinstance(drawn, list | tuple) else ():
        points = entry.get("points") if isinstance(entry, Mapping) else None
        if not isinstance(points, list | tuple):
            raise WrongKindError
        yield str(entry.get("kind", "points")), len(points), map(_pair, points)


def _pair(point: Any) -> tuple[Any, Any]:
    # Anything but a point is kept as it is; reading it names the problem.
    return tuple(point) if isinstance(point, list | tuple) and len(point) == 2 else (point, None)  # noqa: PLR2004


def _kept(texts: list[tuple[str, Any]], drawn: Iterator[_Drawn]) -> tuple[dict[str, Any], tuple[str, ...]]:
    kept: list[dict[str, Any]] = []
    problems = []
    for kind, count, points in drawn:
        if count > MOST_POINTS:
            problems.append(f"What is drawn has {count:,} points; at most {MOST_POINTS} can be kept.")
        elif count and len(kept) < _MOST_DRAWN:
            kept.append({"kind": kind, "points": [[json_value(x), json_value(y)] for x, y in points]})
    figure = {name: text if isinstance(text := json_value(raw), str) else "" for name, raw in texts}
    return {"figure": {**figure, "drawn": kept}}, tuple(problems)
