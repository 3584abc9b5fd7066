"""A clinic over the years under several rules: what is told, who comes to harm, and what clients expect."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tarasoff.plots.picture import GREY, ORANGE, PINK, SKY, Picture, blank

if TYPE_CHECKING:
    import pandas as pd

_STROKES = ((ORANGE, "-"), (SKY, "--"), (PINK, ":"), (GREY, "-."))


def clinic_years(runs: Mapping[str, "pd.DataFrame"]) -> Picture:
    """Draw runs of a clinic side by side.

    Args:
        runs: the name of each rule to its years, as `tarasoff.models.clinic.run` gives them.

    >>> import numpy as np
    >>> from tarasoff.models.clinic import Clinic, run
    >>> clinic_years({"private": run(Clinic(), 100, 2, np.random.default_rng(1))}).alt.splitlines()[0]
    'A clinic over 2 years, one run of chance; every number in it is an assumption.'
    """
    years = max(len(frame) for frame in runs.values())
    figure = blank(11, 3.8)
    told, harmed, trust = figure.subplots(1, 3)
    alt = [f"A clinic over {years} years, one run of chance; every number in it is an assumption."]
    for (name, frame), (colour, stroke) in zip(runs.items(), _STROKES, strict=False):
        share = frame["told"] / frame["danger"].where(frame["danger"] > 0)
        for axes, values in ((told, 100 * share), (harmed, frame["harmed"]), (trust, 100 * frame["trust"])):
            axes.plot(frame.index, values, color=colour, linestyle=stroke, linewidth=2, label=name)
        last = frame.iloc[-1]
        alt.append(
            f"{name}: {frame['told'].sum():.0f} told of {frame['danger'].sum():.0f} in danger, "
            f"{frame['averted'].sum():.0f} harms averted and {frame['harmed'].sum():.0f} not; in the last year clients "
            f"expect {100 * last['trust']:.0f}% of confidences to be kept."
        )
    for axes, title in (
        (told, "told, % of months in danger"), (harmed, "came to harm"), (trust, "expected to be kept, %"),
    ):  # fmt: skip
        axes.set(title=title, xlabel="year")
        axes.set_ylim(bottom=0)
    figure.legend(*told.get_legend_handles_labels(), loc="outside lower center", ncols=len(runs), frameon=False)
    return Picture("clinic-years", figure, "\n".join(alt))
