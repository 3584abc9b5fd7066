"""A scenario as a picture: every scene and way, and how many of a class went there. SVG, and the same in words."""

import textwrap
from collections.abc import Mapping
from html import escape
from itertools import pairwise

from attrs import field, frozen

from tarasoff.scenarios.debrief import VERDICT_NAMES
from tarasoff.scenarios.pictures.layout import Edge, Layout, layout
from tarasoff.scenarios.records import Choice, Scenario, Scene

_WIDE, _HIGH, _GAP_X, _GAP_Y, _EDGE = 168, 58, 26, 52, 24
_LETTERS, _LINES = 22, 2
# How wide a stroke is that nobody, and one that everybody takes, beside how far they lie apart.
_THIN, _WIDEST, _BETWEEN = 1.5, 12, 7.5
# A verdict is a colour and a pattern of strokes, never a colour alone.
_STROKES: Mapping[str, str] = {
    "fits": 'stroke="#1a6b50"',
    "defensible": 'stroke="#1d4f8a" stroke-dasharray="10 4"',
    "over": 'stroke="#ad3b00" stroke-dasharray="6 3 1 3"',
    "under": 'stroke="#8a35a3" stroke-dasharray="2 4"',
    "open": 'stroke="#55585e" stroke-dasharray="1 6"',
    "depends": 'stroke="#26295a" stroke-dasharray="14 3 3 3"',
    "": 'stroke="#55585e"',
}
_LEGEND = {verdict: name.lower() for verdict, name in VERDICT_NAMES.items()} | {"depends": "turns on what was known"}

#: A way that was taken: a scene, the next one, and what the choice between them was worth; empty if it decided nothing.
Taken = tuple[str, str, str]


@frozen
class Counts:
    """How many went where, in words, such as ``about 15``; nothing for what is not to be shown.

    Args:
        scenes: scene to words.
        shares: each way that was taken to the share of all who took it, from 0 to 1.
    """

    scenes: Mapping[str, str] = field(factory=dict)
    shares: Mapping[Taken, float] = field(factory=dict)


def svg(scenario: Scenario, counts: Counts | None = None) -> str:
    """Draw a scenario.

    Args:
        scenario: what is drawn.
        counts: how many went where; none for the scenario alone.

    Returns:
        An SVG document that needs nothing else. All text in it is escaped.
    """
    counted = counts or Counts()
    edges = [(scene.id, to) for scene in scenario.scenes for choice in scene.choices for to in choice.ways]
    where = layout(scenario.start, [scene.id for scene in scenario.scenes], edges)
    worths = [worth for worth in _LEGEND if not counts or worth != "depends"]
    scenes, legend = where.width * (_WIDE + _GAP_X), 140 * len(worths)
    width = 2 * _EDGE + max(scenes, legend)
    height = 2 * _EDGE + where.rows * (_HIGH + _GAP_Y) + 24
    parts = (
        f'<g transform="translate({(width - scenes) / 2 - _EDGE:.0f} 0)">',
        *(_way(where, edge, verdicts, counts) for edge, verdicts in _ways(scenario, counts).items()),
        *(_box(scene, *_corner(where, scene.id), counted.scenes.get(scene.id, "")) for scene in scenario.scenes),
        "</g>",
        _legend(height - 14, worths),
    )
    title, name = escape(scenario.title), escape(scenario.id)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-labelledby="{name}-title {name}-told" '
        'font-family="sans-serif" font-size="13">\n'
        f'<title id="{name}-title">{title}</title>\n'
        f'<desc id="{name}-told">{escape(in_words(scenario, counted))}</desc>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{_ARROW}\n' + "\n".join(parts) + "\n</svg>\n"
    )


def in_words(scenario: Scenario, counts: Counts | None = None) -> str:
    """What the picture shows, as text."""
    counted = counts or Counts()
    return "\n".join(_scene_in_words(scene, counted) for scene in scenario.scenes)


def _scene_in_words(scene: Scene, counts: Counts) -> str:
    went = f" ({counts.scenes[scene.id]})" if scene.id in counts.scenes else ""
    if scene.ending:
        return f"{scene.title}{went}: an ending, {scene.ending.title}."
    ways = "; ".join(
        f"{choice.text} → {', '.join(dict.fromkeys(choice.ways))}{_worth(choice)}" for choice in scene.choices
    )
    return f"{scene.title}{went}: {ways}"


def _worth(choice: Choice) -> str:
    said = " or ".join(dict.fromkeys(_LEGEND[one.verdict] for one in choice.judged))
    return f" ({said})" if said else ""


def _corner(where: Layout, node: str) -> tuple[float, float]:
    row, column = where.places[node]
    return _across(column) - _WIDE / 2, _EDGE + row * (_HIGH + _GAP_Y)


def _across(column: float) -> float:
    return _EDGE + column * (_WIDE + _GAP_X)


_ARROW = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
    'markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0l8 4-8 4z" fill="#26295a"/></marker></defs>'
)


def _box(scene: Scene, x: float, y: float, went: str) -> str:
    words = textwrap.shorten(scene.title, _LETTERS * _LINES, placeholder="…")
    lines = textwrap.wrap(words, _LETTERS)[:_LINES]
    radius = 26 if scene.ending else 4
    look = 'fill="#f1ede2" stroke="#26295a" stroke-width="2"' if scene.ending else 'fill="#fff" stroke="#26295a"'
    first = y + _HIGH / 2 + 5 - 8 * (len(lines) - 1) - (7 if went else 0)
    spans = "".join(
        f'<tspan x="{x + _WIDE / 2:.0f}" y="{first + 16 * index:.0f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    said = (
        f'<text x="{x + _WIDE / 2:.0f}" y="{y + _HIGH - 8:.0f}" text-anchor="middle" font-size="11" '
        f'fill="#55585e">{escape(went)}</text>'
        if went
        else ""
    )
    return (
        f'<g><rect x="{x:.0f}" y="{y:.0f}" width="{_WIDE}" height="{_HIGH}" rx="{radius}" {look}/>'
        f'<text text-anchor="middle" fill="#1c1b20">{spans}</text>{said}</g>'
    )


def _ways(scenario: Scenario, counts: Counts | None) -> dict[Edge, list[str]]:
    """Each pair of scenes with a way between them, and what its choices are worth."""
    found: dict[Edge, list[str]] = {}
    for scene in scenario.scenes:
        for choice in scene.choices:
            verdicts = {one.verdict for one in choice.judged}
            verdict = "depends" if len(verdicts) > 1 else next(iter(verdicts), "")
            for to in choice.ways:
                worth = found.setdefault((scene.id, to), [])
                if verdict not in worth:
                    worth.append(verdict)
    if counts is None:
        return found
    # Of a class one sees what it took; the other ways are there as thin lines.
    return {edge: [worth for worth in _STROKES if (*edge, worth) in counts.shares] or [""] for edge in found}


def _way(where: Layout, edge: Edge, verdicts: list[str], counts: Counts | None) -> str:
    """Strokes beside each other, one for each verdict."""
    shares = counts.shares if counts else {}
    wide = [_THIN + _WIDEST * shares.get((*edge, verdict), 0.0) for verdict in verdicts]
    tip = 'fill="none" marker-end="url(#tip)"'
    drawn, left = [], -(sum(wide) + _BETWEEN * (len(wide) - 1)) / 2
    for width, verdict in zip(wide, verdicts, strict=True):
        line = _line(where, edge, left + width / 2)
        drawn.append(f'<path d="{line}" {tip} stroke-width="{width:.1f}" {_STROKES[verdict]}/>')
        left += width + _BETWEEN
    return "".join(drawn)


def _line(where: Layout, edge: Edge, aside: float) -> str:
    """The stroke of a way: down between the scenes, up along the left, or back to its own scene."""
    (x1, y1), (x2, y2) = (_corner(where, node) for node in edge)
    if edge[0] == edge[1]:
        return f"M{x1 + _WIDE:.0f} {y1 + 22 + aside:.0f}c26 -8 26 24 2 16"
    if edge in where.back:
        return f"M{x1:.0f} {y1 + 20:.0f}C{x1 - 70:.0f} {y1:.0f}, {x2 - 70:.0f} {y2 + _HIGH}, {x2:.0f} {y2 + 34:.0f}"
    stops = [(x1 + _WIDE / 2 + aside, y1 + _HIGH)]
    for row, column in where.passes[edge]:
        top = _EDGE + row * (_HIGH + _GAP_Y)
        stops += [(_across(column) + aside, top), (_across(column) + aside, top + _HIGH)]
    stops.append((x2 + _WIDE / 2 + aside, y2 - 2))
    drawn = [f"M{stops[0][0]:.0f} {stops[0][1]:.0f}"]
    for (left, upper), (right, lower) in pairwise(stops):
        bend = (lower - upper) / 2
        drawn.append(f"C{left:.0f} {upper + bend:.0f}, {right:.0f} {lower - bend:.0f}, {right:.0f} {lower:.0f}")
    return "".join(drawn)


def _legend(y: float, worths: list[str]) -> str:
    marks = []
    for index, verdict in enumerate(worths):
        x, word = _EDGE + 140 * index, _LEGEND[verdict]
        marks.append(
            f'<path d="M{x} {y - 4:.0f}h28" stroke-width="2" {_STROKES[verdict]}/>'
            f'<text x="{x + 34}" y="{y:.0f}" font-size="12" fill="#1c1b20">{word}</text>'
        )
    return "".join(marks)
