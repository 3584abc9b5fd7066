"""The Tarasoff case in a picture: its events in their order, pleaded ones marked."""

from collections.abc import Sequence
from textwrap import shorten, wrap

from tarasoff.knowledge.law.records import Event
from tarasoff.plots.picture import GREY, INK, Picture, blank


def timeline(events: Sequence[Event]) -> Picture:
    """The events from top to bottom; what only the complaint says is a hollow mark.

    >>> from tarasoff.knowledge.law.tables import timeline as events
    >>> len(timeline(events()).alt.splitlines())
    30
    """
    figure = blank(8.5, 0.45 * len(events) + 0.8)
    axes = figure.add_subplot()
    axes.plot([0, 0], [0, len(events) - 1], color=GREY, linewidth=2, zorder=1)
    for place, event in enumerate(events):
        pleaded = event.pleaded == "yes"
        axes.scatter(0, place, s=60, zorder=2, color="white" if pleaded else INK, edgecolor=INK, linewidth=2)
        axes.text(-0.03, place, "\n".join(wrap(event.date, 30)), ha="right", va="center", fontsize=8)
        told = shorten(event.event, 150, placeholder=" …")
        axes.text(0.03, place, "\n".join(wrap(told, 80)), ha="left", va="center", fontsize=8)
    axes.set(xlim=(-0.5, 1.1), ylim=(len(events) - 0.5, -0.8))
    axes.axis("off")
    figure.suptitle("The Tarasoff case. Hollow: only the complaint says so", fontsize=12)
    alt = [f"Timeline of the Tarasoff case, {len(events)} events."]
    alt += [f"{event.date}: {event.event}{' (pleaded)' if event.pleaded == 'yes' else ''}" for event in events]
    return Picture("timeline", figure, "\n".join(alt))
