"""Any exhibit for print and slides: the same pictures that the browser draws, at one position of the sliders."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from tarasoff.exhibits.exhibit import Exhibit
from tarasoff.exhibits.pictures import Bars, Crowd, Graph, Regions
from tarasoff.exhibits.scales import Axis
from tarasoff.plots.picture import GREY, HARM, INK, SAFE, Picture, blank

# Look to colour, hatch of a part, shape of a person, and stroke of a curve.
_LOOKS = {
    "strong": (INK, "", "s", "-"),
    "other": (GREY, "//", "^", "--"),
    "weak": (SAFE, "..", "o", ":"),
    "empty": (GREY, "", ".", (0, (1, 3))),
    "harm": (HARM, "", "D", "-"),
    "safe": (SAFE, "", "o", ":"),
}
# People: who would harm is a diamond, who is flagged is filled.
_PEOPLE = {
    "strong": (HARM, HARM, "D"),
    "other": (HARM, "none", "D"),
    "weak": (SAFE, SAFE, "o"),
    "empty": (SAFE, "none", "o"),
}
_ACROSS = 50
# A part narrower than this has no room for its number.
_NARROW = 0.05


def exhibit_figure(exhibit: Exhibit, at: Mapping[str, float] | None = None) -> Picture:
    """Draw an exhibit where its sliders stand; one that is left out stands where it starts.

    >>> from tarasoff.exhibits.risk import people_grid
    >>> exhibit_figure(people_grid()).alt.splitlines()[0]
    'What a base rate does'
    """
    scene = exhibit.scene(at or {})
    figure = blank(7 * len(scene.pictures), 4.4)
    for place, picture in enumerate(scene.pictures, start=1):
        axes = figure.add_subplot(1, len(scene.pictures), place)
        axes.set_title(picture.title, fontsize=11)
        match picture:
            case Crowd():
                _crowd(axes, picture)
            case Bars():
                _bars(axes, picture)
            case Graph():
                _graph(axes, picture)
            case Regions():
                _regions(axes, picture)
    alt = [*exhibit.told(at or {}), *exhibit.caveats, f"Sources: {', '.join(exhibit.cited)}."]
    return Picture(exhibit.id, figure, "\n".join(alt))


def _crowd(axes: Axes, crowd: Crowd) -> None:
    start = 0
    for group in crowd.groups:
        edge, fill, shape = _PEOPLE[group.look]
        places = range(start, start + int(group.count))
        start += int(group.count)
        axes.scatter(
            [place % _ACROSS for place in places], [-(place // _ACROSS) for place in places], s=14, marker=shape,
            edgecolor=edge, facecolor=fill, label=f"{group.label}: {group.count:g}",
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.axis("off")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False)


def _bars(axes: Axes, bars: Bars) -> None:
    for row, bar in enumerate(bars.bars):
        left = 0.0
        for part in bar.parts:
            colour, hatch, _, _ = _LOOKS[part.look]
            axes.barh(
                -row, part.count, left=left, height=0.6, color="white" if part.look == "empty" else colour,
                hatch=hatch, edgecolor="black", label=part.label if row == 0 else None,
            )  # fmt: skip
            if part.count > bars.of * _NARROW:
                paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
                axes.text(left + part.count / 2, -row, f"{part.count:.0f}", ha="center", va="center", bbox=paper)
            left += part.count
    axes.set_yticks([-row for row in range(len(bars.bars))], [bar.label for bar in bars.bars])
    axes.set_xlim(0, bars.of)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False)


def _graph(axes: Axes, graph: Graph) -> None:
    _scale(axes, graph.x, graph.y)
    for curve in graph.curves:
        colour, _, _, stroke = _LOOKS[curve.look]
        name = curve.label or None
        axes.plot(*zip(*curve.points, strict=True), color=colour, linestyle=stroke, linewidth=2, label=name)
    for dot in graph.dots:
        axes.plot(dot.x, dot.y, "o", color="black", markerfacecolor="white", markersize=8, label=dot.label)
    for number, upright in enumerate(graph.uprights):
        label = f"{chr(65 + number)}: {upright.label}"
        if upright.to is None:
            axes.axvline(upright.at, color="black", linestyle=(0, (4, 2 + number)), linewidth=1, label=label)
        else:
            axes.axvspan(upright.at, upright.to, color=GREY, alpha=0.25, label=label)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False)


def _regions(axes: Axes, regions: Regions) -> None:
    letters = [letter for letter, _, _ in regions.legend]
    colours = {"strong": f"{INK}44", "weak": f"{INK}18", "empty": "#f8f8f8"}
    cells = [[letters.index(cell) for cell in row] for row in regions.rows]
    axes.imshow(
        cells, extent=(regions.x.low, regions.x.high, regions.y.low, regions.y.high), aspect="auto", vmin=0,
        vmax=len(letters) - 1, cmap=ListedColormap([colours[look] for _, _, look in regions.legend]),
    )  # fmt: skip
    rows, columns = len(cells), len(cells[0])
    for letter, text, look in regions.legend:
        colour, _, shape, _ = _LOOKS[look]
        places = [
            (regions.x.low + (column + 0.5) / columns * (regions.x.high - regions.x.low),
             regions.y.high - (row + 0.5) / rows * (regions.y.high - regions.y.low))
            for row, line in enumerate(regions.rows) for column, cell in enumerate(line)
            if cell == letter and (row + column) % 2 == 0
        ]  # fmt: skip
        xs, ys = zip(*places, strict=True) if places else ((), ())
        axes.scatter(xs, ys, s=8, marker=shape, color=colour, label=text)
    axes.plot(regions.here.x, regions.here.y, "o", color="black", markerfacecolor="white", markersize=9,
              label=regions.here.label)  # fmt: skip
    _scale(axes, regions.x, regions.y)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=1, frameon=False, fontsize=8)


def _scale(axes: Axes, x: Axis, y: Axis) -> None:
    axes.set(xlabel=x.label, ylabel=y.label, xlim=(x.low, x.high), ylim=(y.low, y.high))
    axes.set_xticks([at for at, _ in x.ticks], [said for _, said in x.ticks])
    axes.set_yticks([at for at, _ in y.ticks], [said for _, said in y.ticks])
