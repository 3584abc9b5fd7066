"""What an exhibit is made of: sliders, presets, and a scene with pictures for each position of the sliders.

A picture is described here and drawn elsewhere: in the browser while it is moved, with matplotlib for print. So no
formula is written twice.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from attrs import field, frozen

from tarasoff.exhibits.pictures import Picture
from tarasoff.exhibits.scales import percent
from tarasoff.knowledge.evidence import Parameter


@frozen
class Mark:
    """A place on a slider's track that has a name, such as a study."""

    value: float
    label: str
    sources: tuple[str, ...] = ()


@frozen
class Slider:
    """One assumption that can be moved.

    Args:
        values: where it can stand, in order.
        start: where it stands at first; one of the values.
        say: how a value is said.
        basis: what it rests on, in words: a row, arithmetic on rows, or an assumption.
        marks: places on its track that have a name.
    """

    id: str
    label: str
    values: tuple[float, ...]
    start: float
    say: Callable[[float], str]
    basis: str
    sources: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.start not in self.values:
            raise ValueError(f"{self.id}: {self.start:g} is none of its values.")

    @classmethod
    def of(
        cls,
        slider: str,
        label: str,
        values: tuple[float, ...],
        parameter: Parameter,
        *,
        say: Callable[[float], str] = percent,
        marks: tuple[Mark, ...] = (),
    ) -> "Slider":
        """The slider for a number that a model uses: it starts where that was measured, and rests on the same.

        Raises:
            ValueError: the number was not measured.
        """
        if parameter.default is None:
            raise ValueError(f"{parameter.id} has no default: it was not measured.")
        return cls(slider, label, values, parameter.default, say, parameter.how, parameter.sources, marks)

    def nearest(self, value: float) -> float:
        """The value that lies nearest."""
        return min(self.values, key=lambda one: abs(one - value))


@frozen
class Preset:
    """Sliders set at once, such as to the numbers of one study."""

    label: str
    values: Mapping[str, float]
    note: str = ""
    sources: tuple[str, ...] = ()


@frozen
class Scene:
    """What an exhibit shows at one position of its sliders.

    Args:
        says: the sentence that a screen reader hears.
        numbers: the same as a table: what, and how much.
        guess: what *predict first* asks for; None if it has no answer here.
    """

    says: str
    pictures: tuple[Picture, ...]
    numbers: tuple[tuple[str, str], ...]
    guess: float | None = None


@frozen
class Guess:
    """What a learner is asked to predict before the picture is shown."""

    question: str
    low: float
    high: float
    unit: str


@frozen(eq=False)
class Exhibit:
    """Sliders, and what follows from where they stand.

    Args:
        sources: ids of what it rests on, beside those of sliders and presets.
    """

    id: str
    title: str
    sliders: tuple[Slider, ...]
    draw: Callable[..., Scene]
    presets: tuple[Preset, ...]
    guess: Guess
    caveats: tuple[str, ...]
    sources: tuple[str, ...] = ()
    _scenes: Callable[[tuple[float, ...]], Scene] = field(init=False)

    def __attrs_post_init__(self) -> None:
        names = [slider.id for slider in self.sliders]
        # Moving back and forth asks for the same scenes again.
        cached = lru_cache(4096)(lambda at: self.draw(**dict(zip(names, at, strict=True))))
        object.__setattr__(self, "_scenes", cached)

    @property
    def start(self) -> dict[str, float]:
        """Where the sliders stand at first."""
        return {slider.id: slider.start for slider in self.sliders}

    def scene(self, at: Mapping[str, float]) -> Scene:
        """The scene where the sliders stand; one that is left out stands where it starts."""
        return self._scenes(tuple(at.get(slider.id, slider.start) for slider in self.sliders))

    def row(self, at: Mapping[str, float], slider: Slider) -> tuple[Scene, ...]:
        """The scenes along one slider, while the others stay."""
        return tuple(self.scene({**at, slider.id: value}) for value in slider.values)

    def told(self, at: Mapping[str, float]) -> list[str]:
        """The scene in lines of text: the title, where each slider stands, the sentence, and the numbers."""
        at = {**self.start, **at}
        scene = self.scene(at)
        standing = [f"{slider.label}: {slider.say(at[slider.id])}" for slider in self.sliders]
        return [self.title, *standing, scene.says, *(f"{what}: {how_much}" for what, how_much in scene.numbers)]

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of all that it rests on."""
        groups: Iterable[tuple[str, ...]] = (
            self.sources,
            *(slider.sources for slider in self.sliders),
            *(mark.sources for slider in self.sliders for mark in slider.marks),
            *(preset.sources for preset in self.presets),
        )
        return tuple(dict.fromkeys(one for group in groups for one in group))
