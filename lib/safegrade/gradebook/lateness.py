"""A late submission in words."""


def late_line(seconds: float, penalty: float) -> str:
    """Say how late a submission is, and what that costs.

    >>> late_line(12_000, 1.5)
    'Handed in 3 h 20 min late; penalty 1.5.'
    """
    return f"Handed in {hours(seconds)} late; penalty {penalty:g}."


def hours(seconds: float) -> str:
    """Write a time in words.

    >>> hours(12_000)
    '3 h 20 min'
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min"
