"""A guess before the result: whether it can be one, and what it is beside what is so."""

from collections.abc import Sequence

from tarasoff.knowledge.teaching.asking import GuessWords

#: What is so: a number, an option, or options in their order.
Truth = float | str | Sequence[str]


def refuse(words: GuessWords, given: object) -> str | None:
    """Say what is wrong with a guess, in words for the learner, or None."""
    ids = [one.id for one in words.options]
    if words.kind == "option":
        return None if given in ids else "That is not one of the answers here. Choose again."
    if words.kind == "order":
        whole = isinstance(given, list | tuple) and sorted(map(str, given)) == sorted(ids)
        return None if whole else "This order cannot be read. Put all of them in order again."
    if isinstance(given, bool) or not isinstance(given, int | float) or not words.low <= given <= words.high:
        return f"Guess a number from {words.low:g} to {words.high:g}."
    return None


def compared(words: GuessWords, given: Truth, truth: Truth) -> str:
    """Say a guess and what is so, in one breath; people in whole numbers.

    >>> from tarasoff.knowledge.teaching.library import guesses
    >>> compared(guesses()["told-their-clinician"], 60, 39)
    'You said 60; it is 39 of 100.'
    >>> compared(guesses()["who-still-tells"], 60, 29.4)
    'You said 60; it is about 29 of 100.'
    """
    if isinstance(given, int | float):
        return f"You said {given:g}; it is {what_is_so(words, truth)}."
    if given == truth or (words.kind == "order" and list(given) == list(truth)):  # type: ignore[arg-type]
        return "That is right."
    so = _worded(words, truth)
    end = "" if so.endswith(("?", "?”", ".”")) else "."
    return f"You chose another {'order' if words.kind == 'order' else 'answer'}. It is: {so}{end}"


def what_is_so(words: GuessWords, truth: Truth) -> str:
    """What the guess was about, in words; people in whole numbers.

    >>> from tarasoff.knowledge.teaching.library import guesses
    >>> what_is_so(guesses()["who-still-tells"], 29.4), what_is_so(guesses()["maas"], "no")
    ('about 29 of 100', 'No: nobody was named')
    """
    if not isinstance(truth, int | float):
        return _worded(words, truth)
    people = words.unit.startswith("of ") and truth != round(truth)
    unit = words.unit if words.unit == "%" else f" {words.unit}".rstrip()
    return f"{f'about {truth:.0f}' if people else f'{truth:g}'}{unit}"


def _worded(words: GuessWords, chosen: Truth) -> str:
    labels = {one.id: one.label.rstrip(".") for one in words.options}
    ids = [chosen] if isinstance(chosen, str) else chosen if isinstance(chosen, Sequence) else ()
    return "; ".join(labels[one] for one in ids)
