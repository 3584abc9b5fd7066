"""A finding in a picture: each element, met, not met or not known."""

from textwrap import wrap

from tarasoff.engine.finding import Finding
from tarasoff.engine.places import place_name
from tarasoff.knowledge.law.words import KINDS
from tarasoff.plots.picture import GREY, INK, Picture, blank

_LOOK = {True: (INK, "", "✓ met"), False: (GREY, "//", "✗ not met"), None: ("#e8c67a", "..", "? not known")}


def criteria_bar(finding: Finding) -> Picture:
    """One bar an element of the governing rules, with the fact that decides it.

    >>> from tarasoff.knowledge.law.facts import Facts; from tarasoff.engine.find import find
    >>> criteria_bar(find(Facts(threatened="another", told_by="client"), "MT")).alt.splitlines()[1]
    'met: Another person is in danger (Who is in danger: another person or people).'
    """
    elements = finding.elements
    figure = blank(8.5, 1.3 + 0.55 * max(len(elements), 1))
    axes = figure.add_subplot()
    for place, element in enumerate(elements):
        fill, hatch, word = _LOOK[element.value]
        axes.barh(place, 1, color=f"{fill}66", hatch=hatch, edgecolor="black", height=0.8)
        axes.text(0.5, place, word, ha="center", va="center", fontweight="bold",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})  # fmt: skip
        axes.text(1.05, place, "\n".join(wrap(element.said, 48)), ha="left", va="center", fontsize=8.5)
    axes.set_yticks(range(len(elements)), ["\n".join(wrap(element.label, 34)) for element in elements])
    axes.set(xlim=(0, 3.2), ylim=(max(len(elements), 1) - 0.5, -0.5))
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(left=False)
    head = f"{place_name(finding.place)}, law of {finding.day}: {finding.kind}"
    figure.suptitle(head, fontsize=12)
    alt = [f"{head}. {KINDS[finding.kind]}"]
    alt += [f"{_LOOK[element.value][2][2:]}: {element.label} ({element.said})." for element in elements]
    return Picture("criteria-bar", figure, "\n".join(alt))
