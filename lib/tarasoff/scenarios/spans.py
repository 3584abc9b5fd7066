"""Time and trust as spans: from the least to the most that may be so, since nobody can say it to the minute."""

import re

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake

_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_TIME = re.compile(r"(\d+)(?: to (\d+))? (minute|hour|day)s?")
_STEPS = re.compile(r"([+-]?\d+)(?: to ([+-]?\d+))?")

#: The lowest and the highest step of the scale of trust.
LOWEST, HIGHEST = 0, 8
_TRUST = ("gone", "badly shaken", "shaken", "holding", "firm")


@frozen
class Span:
    """Something between two whole numbers, both included.

    >>> Span(1, 2) + Span(-1, 3)
    Span(least=0, most=5)
    """

    least: int = 0
    most: int = field(default=0)

    @most.validator
    def _in_order(self, _: object, most: int) -> None:
        if most < self.least:
            raise Mistake(f"From {self.least} to {most} goes down.", "Write the lower number first.")

    def __add__(self, other: "Span") -> "Span":
        return Span(self.least + other.least, self.most + other.most)

    def within(self, least: int, most: int) -> "Span":
        """The span, kept inside two bounds.

        >>> Span(-2, 3).within(0, 8)
        Span(least=0, most=3)
        """
        return Span(min(max(self.least, least), most), min(max(self.most, least), most))


def time(text: object) -> Span:
    """Read how long something takes, as a span of minutes.

    >>> time("10 to 30 minutes"), time("1 day")
    (Span(least=10, most=30), Span(least=1440, most=1440))
    """
    if isinstance(text, Span):
        return text
    found = _TIME.fullmatch(str(text).strip())
    if not found:
        raise Mistake(f"{text!r} is not a time.", "Write it such as 20 minutes, 1 to 2 hours or 3 days.")
    least, most, unit = found.groups()
    return Span(int(least) * _MINUTES[unit], int(most or least) * _MINUTES[unit])


def steps(text: object) -> Span:
    """Read by how many steps trust changes, or where it stands.

    >>> steps("-2 to 0"), steps(1)
    (Span(least=-2, most=0), Span(least=1, most=1))
    """
    if isinstance(text, Span):
        return text
    found = _STEPS.fullmatch(str(text).strip())
    if not found or isinstance(text, bool):
        raise Mistake(f"{text!r} is not a number of steps.", 'Write it such as "-1", "-2 to 0" or "+1".')
    least, most = found.groups()
    return Span(int(least), int(most or least))


def time_in_words(span: Span) -> str:
    """A span of minutes, no finer than anybody could know it.

    >>> time_in_words(Span(10, 35)), time_in_words(Span(70, 70)), time_in_words(Span(50, 2000))
    ('10 to 35 minutes', 'about 1 hour', '1 hour to 1 day')
    """
    if not span.most:
        return "no time yet"
    least, most = _rounded(span.least), _rounded(span.most)
    if least == most:
        return f"about {_counted(*most)}"
    if least[1] == most[1]:
        return f"{least[0]} to {_counted(*most)}"
    return f"{_counted(*least)} to {_counted(*most)}"


def _rounded(minutes: int) -> tuple[int, str]:
    """Fives of minutes, then whole hours, then whole days."""
    if minutes < 45:  # noqa: PLR2004  three quarters of an hour is nearer to an hour
        return (minutes if minutes < 5 else 5 * round(minutes / 5)), "minute"  # noqa: PLR2004
    if minutes < 20 * 60:
        return max(1, round(minutes / 60)), "hour"
    return max(1, round(minutes / 1440)), "day"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def trust_in_words(span: Span) -> str:
    """Where trust stands, in the words of the scale.

    >>> trust_in_words(Span(3, 6)), trust_in_words(Span(8, 8))
    ('between shaken and holding', 'firm')
    """
    low, high = (_TRUST[(min(max(step, LOWEST), HIGHEST) + 1) // 2] for step in (span.least, span.most))
    return low if low == high else f"between {low} and {high}"
