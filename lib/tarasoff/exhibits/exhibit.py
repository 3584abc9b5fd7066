"""What an exhibit is made of: sliders, presets, and a scene with pictures for each position of the sliders.

A picture is described here and drawn elsewhere: in the browser while it is moved, with matplotlib for print. So no
formula is written twice.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from attrs import frozen

from tarasoff.exhibits.pictures import Picture
from tarasoff.exhibits.scales import SAID, steps
from tarasoff.knowledge.evidence import Parameter, Study, numbers
from tarasoff.knowledge.teaching.exhibit_words import Guess, Mark, Preset, SliderWords
from tarasoff.knowledge.teaching.library import exhibits


@frozen
class Slider:
    """One assumption that can be moved.

    Args:
        values: where it can stand, in order.
        start: where it stands at first; one of the values.
        say: how a value is said.
        basis: what it rests on, in words: a row, arithmetic on rows, or an assumption.
        marks: places on its track that have a name.
        more: whether it is folded away at first.
    """

    id: str
    label: str
    values: tuple[float, ...]
    start: float
    say: Callable[[float], str]
    basis: str
    sources: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    more: bool = False

    def __attrs_post_init__(self) -> None:
        if self.start not in self.values:
            raise ValueError(f"{self.id}: {self.start:g} is not one of its values.")

    def nearest(self, value: float) -> float:
        """The value that lies nearest."""
        return min(self.values, key=lambda possible: abs(possible - value))


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

    @cached_property
    def _scenes(self) -> Callable[[tuple[float, ...]], Scene]:
        names = [slider.id for slider in self.sliders]
        # Moving back and forth asks for the same scenes again.
        return lru_cache(4096)(lambda at: self.draw(**dict(zip(names, at, strict=True))))

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
        return tuple(dict.fromkeys(source for group in groups for source in group))


_NO_MARKS: Mapping[str, tuple[Mark, ...]] = MappingProxyType({})


def exhibit(
    name: str,
    draw: Callable[..., Scene],
    *,
    presets: Iterable[Preset] = (),
    marks: Mapping[str, tuple[Mark, ...]] = _NO_MARKS,
    **more: Any,
) -> Exhibit:
    """An exhibit from its words in ``exhibits.yaml``.

    Args:
        name: its id there.
        draw: the scene where the sliders stand.
        presets: those that follow from studies, after those in the file.
        marks: the same, by slider.
        more: what a text may name, beside the numbers of the evidence.
    """
    words = exhibits()[name]
    named = {**more, **numbers()}
    sliders = tuple(_slider(slider, marks.get(slider.id, ()), named) for slider in words.sliders)
    caveats = tuple(caveat.format_map(named) for caveat in words.caveats)
    return Exhibit(name, words.title, sliders, draw, (*words.presets, *presets), words.guess, caveats, words.sources)


def _slider(words: SliderWords, marks: tuple[Mark, ...], named: Mapping[str, Any]) -> Slider:
    measured, basis = words.start, ""
    sources: tuple[str, ...] = ()
    match named.get(words.rests_on):
        case Parameter(default=default, how=basis, sources=sources):
            measured = default
        case Study(id=row, share=measured):
            sources = (row,)
    start = measured if words.start is None else words.start
    if start is None:
        raise ValueError(f"{words.rests_on} has no default: it was not measured.")
    marks = (*words.marks, *marks)
    values = {start, *(words.values or steps(*words.steps)), *(mark.value for mark in marks if mark.stop)}
    label, basis = (text.format_map(named) for text in (words.label, words.basis or basis))
    places, say = tuple(sorted(values)), SAID[words.say]
    return Slider(words.id, label, places, start, say, basis, words.sources or sources, marks, words.more)
