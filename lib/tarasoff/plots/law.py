"""The law in pictures: a map of equal tiles, and how many jurisdictions have which rule on which basis."""

from collections import Counter
from collections.abc import Mapping

from matplotlib.patches import Patch, Rectangle

from tarasoff.knowledge.law import AS_OF
from tarasoff.knowledge.law_records import Jurisdiction
from tarasoff.knowledge.law_words import DUTIES, TILES
from tarasoff.plots.picture import DUTY_LOOK, Picture, blank


def _named(states: Mapping[str, Jurisdiction], duty: str) -> str:
    return ", ".join(state.name for state in states.values() if state.duty == duty)


def tile_map(states: Mapping[str, Jurisdiction]) -> Picture:
    """A map of equal tiles, one a jurisdiction, by duty class; contested ones have a dashed edge.

    >>> from tarasoff.knowledge.law import jurisdictions
    >>> tile_map(jurisdictions()).alt.splitlines()[1][:24]
    'Duty (36): Alabama, Ariz'
    """
    figure = blank(8.5, 7)
    axes = figure.add_subplot()
    for state in states.values():
        row, column = TILES[state.code]
        fill, hatch = DUTY_LOOK[state.duty]
        axes.add_patch(
            Rectangle(
                (column + 0.04, -row + 0.04), 0.92, 0.92, facecolor=f"{fill}55", hatch=hatch, edgecolor="black",
                linewidth=2 if state.contested else 0.7, linestyle="--" if state.contested else "-",
            )
        )  # fmt: skip
        mark = f"{DUTIES[state.duty].mark}{'*' if state.contested else ''}"
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.75}
        axes.text(
            column + 0.5, -row + 0.64, state.code, ha="center", va="center", weight="bold", fontsize=11, bbox=paper
        )
        axes.text(column + 0.5, -row + 0.28, mark, ha="center", va="center", fontsize=8.5, bbox=paper)
    axes.set(xlim=(0, 11), ylim=(-7.05, 1.05), aspect="equal")
    axes.axis("off")
    counts = Counter(state.duty for state in states.values())
    handles = [
        Patch(facecolor=f"{fill}55", hatch=hatch, edgecolor="black", label=f"{DUTIES[duty].word}: {counts[duty]}")
        for duty, (fill, hatch) in DUTY_LOOK.items()
    ]
    handles.append(Patch(facecolor="white", edgecolor="black", linestyle="--", linewidth=2, label="* contested"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(f"Duty to protect others, as read by {AS_OF}", fontsize=13)
    disputed = ", ".join(state.name for state in states.values() if state.contested)
    alt = [f"Map of equal tiles: the duty to protect others in {len(states)} jurisdictions, as read by {AS_OF}."]
    alt += [f"{kind.word.capitalize()} ({counts[duty]}): {_named(states, duty)}." for duty, kind in DUTIES.items()]
    return Picture("tile-map", figure, "\n".join([*alt, f"Contested: {disputed}."]))


_BASES = {"statute": "statute", "both": "statute and case law", "case_law": "case law"}


def duty_counts(states: Mapping[str, Jurisdiction]) -> Picture:
    """How many jurisdictions have a duty, a permission or unsettled law, by what it rests on.

    >>> from tarasoff.knowledge.law import jurisdictions
    >>> duty_counts(jurisdictions()).alt.splitlines()[1]
    'Statute: duty 26, permission 7, unsettled 1.'
    """
    counts = Counter((state.basis, state.duty) for state in states.values())
    figure = blank(8, 3.4)
    axes = figure.add_subplot()
    for place, basis in enumerate(_BASES):
        left = 0
        for duty, (fill, hatch) in DUTY_LOOK.items():
            count, word = counts[basis, duty], DUTIES[duty].word
            axes.barh(place, count, left=left, color=f"{fill}88", hatch=hatch, edgecolor="black", label=word)
            if count:
                axes.text(left + count / 2, place, str(count), ha="center", va="center", fontweight="bold",
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += count
    axes.set_yticks(range(len(_BASES)), list(_BASES.values()))
    axes.invert_yaxis()
    axes.set_xlabel("jurisdictions")
    axes.spines[["top", "right"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles[:3], labels[:3], loc="outside lower center", ncols=3, frameon=False)
    figure.suptitle(f"What the rule rests on, {len(states)} jurisdictions, as read by {AS_OF}", fontsize=12)
    words = {duty: kind.word for duty, kind in DUTIES.items()}
    alt = [f"Bars: what the rule of {len(states)} jurisdictions rests on, as read by {AS_OF}."]
    alt += [
        f"{name.capitalize()}: " + ", ".join(f"{word} {counts[basis, duty]}" for duty, word in words.items()) + "."
        for basis, name in _BASES.items()
    ]
    return Picture("duty-counts", figure, "\n".join(alt))
