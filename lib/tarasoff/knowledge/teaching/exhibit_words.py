"""The words of the exhibits: their sliders and presets, what to guess first, and what to keep in mind."""

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import not_empty, one_of, schema_1


@frozen
class Mark:
    """A place on a slider's track that has a name, such as a study.

    Args:
        stop: whether the slider can stand just there, and not only nearby.
    """

    value: float
    label: str
    sources: tuple[str, ...] = ()
    stop: bool = False


@frozen
class SliderWords:
    """One assumption that can be moved, as it is written down.

    Args:
        values: where it can stand, or
        steps: from where, to where, and by how much.
        start: where it stands at first; None for where the number lies that it rests on.
        rests_on: a parameter of ``evidence.yaml`` or a row of ``studies.csv``.
        say: how a value is said: ``percent``, ``plain``, ``times``, or ``line`` (how far from the middle).
        basis: what it rests on, in words; that of the parameter, if left out.
        more: whether it is folded away at first: what the exhibit is about does not turn on it.
    """

    id: str
    label: str = field(validator=not_empty)
    values: tuple[float, ...] = ()
    steps: tuple[float, ...] = ()
    start: float | None = None
    rests_on: str = ""
    say: str = field(default="percent", validator=one_of("percent", "plain", "times", "line"))
    basis: str = ""
    sources: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    more: bool = False

    def __attrs_post_init__(self) -> None:
        if bool(self.values) == (len(self.steps) == 3):  # noqa: PLR2004  from, to, by
            raise Mistake(f"It is not clear where {self.id} can stand.", "Write values, or steps: [from, to, by].")
        if self.start is None and not self.rests_on:
            raise Mistake(f"It is not clear where {self.id} starts.", "Write start, or what it rests_on.")


@frozen
class Preset:
    """Sliders set at once, such as to the numbers of one study."""

    label: str
    values: dict[str, float]
    note: str = ""
    sources: tuple[str, ...] = ()


@frozen
class Guess:
    """What a learner is asked to predict before the picture is shown."""

    question: str
    low: float
    high: float
    unit: str


@frozen
class ExhibitWords:
    """One exhibit, as it is written down.

    Args:
        sources: ids of what it rests on, beside those of sliders and presets.
    """

    id: str
    title: str = field(validator=not_empty)
    sliders: tuple[SliderWords, ...] = field(validator=not_empty)
    guess: Guess
    caveats: tuple[str, ...] = field(validator=not_empty)
    presets: tuple[Preset, ...] = ()
    sources: tuple[str, ...] = ()


@frozen
class Exhibits:
    """The file of exhibits."""

    schema: int = field(validator=schema_1)
    as_of: str
    exhibits: tuple[ExhibitWords, ...]
