"""Scales: where a slider can stand, what stands along an axis, and how a number is said."""

from collections.abc import Callable, Mapping

from attrs import frozen


@frozen
class Axis:
    """An axis.

    Args:
        ticks: numbers to write, with their words.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


def steps(low: float, high: float, step: float) -> tuple[float, ...]:
    """Evenly spaced values, both ends included, rounded to six places.

    >>> steps(0, 1, 0.25)
    (0.0, 0.25, 0.5, 0.75, 1.0)
    """
    count = round((high - low) / step)
    return tuple(round(low + (high - low) * at / count, 6) for at in range(count + 1))


# Shares below this one need more places to be told apart.
_RARE = 0.01


def percent(value: float) -> str:
    """A share as a percentage, with as many places as it needs.

    >>> percent(0.374), percent(0.5), percent(0.00066), percent(0.00011)
    ('37.4%', '50%', '0.066%', '0.011%')
    """
    places = 3 if 0 < value < _RARE else 1
    return f"{100 * value:.{places}f}".rstrip("0").rstrip(".") + "%"


def plain(value: float) -> str:
    """A number without trailing zeros.

    >>> plain(0.64), plain(3.0)
    ('0.64', '3')
    """
    return f"{value:g}"


def from_the_middle(value: float) -> str:
    """Where a line stands between two groups, in standard deviations from the middle.

    >>> from_the_middle(0), from_the_middle(-0.5)
    ('in the middle', '0.5 SD to the left')
    """
    if round(value, 6) == 0:
        return "in the middle"
    return f"{abs(value):g} SD to the {'left' if value < 0 else 'right'}"


#: How a value can be said.
SAID: Mapping[str, Callable[[float], str]] = {
    "percent": percent,
    "plain": plain,
    "times": lambda value: f"{value:g} {'time' if value == 1 else 'times'}",
    "line": from_the_middle,
}


def shares_axis(label: str, say: Callable[[float], str] = percent) -> Axis:
    """An axis from 0 to 1, with a tick at each quarter."""
    return Axis(label, 0, 1, tuple((at, say(at)) for at in steps(0, 1, 0.25)))
