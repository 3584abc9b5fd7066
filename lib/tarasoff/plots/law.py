"""The law in pictures: a map of equal tiles for a topic, and what all topics come to in how many places."""

from collections import Counter
from collections.abc import Mapping

from matplotlib.patches import Patch, Rectangle

from tarasoff.engine.position import POSITIONS, TOLD, Position, positions
from tarasoff.knowledge.law.tables import AS_OF, jurisdictions
from tarasoff.knowledge.law.words import TILES, TOPICS
from tarasoff.plots.picture import POSITION_LOOK, Picture, blank


def tile_map(topic: str = "protect") -> Picture:
    """A map of equal tiles, one a jurisdiction, by what its law comes to; contested duties have a dashed edge.

    >>> tile_map().alt.splitlines()[1][:5]
    'Duty '
    """
    name, found = TOPICS[topic].name, positions(topic)
    figure = blank(8.5, 7)
    axes = figure.add_subplot()
    for place in found.values():
        row, column = TILES[place.place]
        fill, hatch = POSITION_LOOK[place.kind]
        contested = _contested(place)
        axes.add_patch(
            Rectangle(
                (column + 0.04, -row + 0.04), 0.92, 0.92, facecolor=fill, hatch=hatch, edgecolor="black",
                linewidth=2 if contested else 0.7, linestyle="--" if contested else "-",
            )
        )  # fmt: skip
        mark = f"{POSITIONS[place.kind][1]}{'*' if contested else ''}"
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.75}
        axes.text(
            column + 0.5, -row + 0.64, place.place, ha="center", va="center", weight="bold", fontsize=11, bbox=paper
        )
        axes.text(column + 0.5, -row + 0.28, mark, ha="center", va="center", fontsize=8.5, bbox=paper)
    axes.set(xlim=(0, 11), ylim=(-7.05, 1.05), aspect="equal")
    axes.axis("off")
    counts = Counter(place.kind for place in found.values())
    handles = [
        Patch(facecolor=fill, hatch=hatch, edgecolor="black", label=f"{POSITIONS[kind][0]}: {counts[kind]}")
        for kind, (fill, hatch) in POSITION_LOOK.items()
        if counts[kind]
    ]
    disputed = ", ".join(jurisdictions()[place.place].name for place in found.values() if _contested(place))
    if disputed:
        handles.append(Patch(facecolor="white", edgecolor="black", linestyle="--", linewidth=2, label="* contested"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(f"{name}, as read by {AS_OF}", fontsize=13)
    alt = [f"Map of equal tiles: {name} in {len(found)} jurisdictions, as read by {AS_OF}."]
    alt += [
        f"{word.capitalize()} ({counts[kind]}): {_named(found, kind)}."
        for kind, (word, *_) in POSITIONS.items()
        if counts[kind]
    ]
    return Picture(f"tile-map-{topic}", figure, "\n".join([*alt, *([f"Contested: {disputed}."] if disputed else [])]))


def _named(found: Mapping[str, Position], kind: str) -> str:
    return ", ".join(jurisdictions()[place.place].name for place in found.values() if place.kind == kind)


def _contested(found: Position) -> bool:
    return found.topic == "protect" and jurisdictions()[found.place].contested


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{word} {found[kind]}" for kind, (word, *_) in POSITIONS.items() if found[kind])


def topic_counts() -> Picture:
    """In how many jurisdictions each topic is a duty, a permission, neither, open in law, or not read.

    >>> topic_counts().alt.splitlines()[1].startswith("Danger to others: duty ")
    True
    """
    counts = {topic: Counter(place.kind for place in positions(topic).values()) for topic in TOLD}
    figure = blank(8, 4.6)
    axes = figure.add_subplot()
    for place, topic in enumerate(TOLD):
        left = 0
        for kind, (fill, hatch) in POSITION_LOOK.items():
            count, word = counts[topic][kind], POSITIONS[kind][0]
            axes.barh(place, count, left=left, color=fill, hatch=hatch, edgecolor="black", label=word)
            if count:
                axes.text(left + count / 2, place, str(count), ha="center", va="center", fontweight="bold",
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += count
    axes.set_yticks(range(len(TOLD)), [TOPICS[topic].name for topic in TOLD])
    axes.invert_yaxis()
    axes.set_xlabel("jurisdictions")
    axes.spines[["top", "right"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    shown = len(POSITION_LOOK)
    figure.legend(handles[:shown], labels[:shown], loc="outside lower center", ncols=shown, frameon=False)
    figure.suptitle(f"What the law comes to on each topic, {len(jurisdictions())} jurisdictions, as read by {AS_OF}")
    alt = [f"Bars: what the law of {len(jurisdictions())} jurisdictions comes to on each topic, as read by {AS_OF}."]
    alt += [f"{TOPICS[topic].name}: {_counted(counts[topic])}." for topic in TOLD]
    return Picture("topic-counts", figure, "\n".join(alt))
