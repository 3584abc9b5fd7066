"""Explorers: sliders over a model, and what follows, drawn in the browser.

Python sends the scenes for every position of each slider, while the others stay where they are. So whichever slider is
moved next, the browser has its pictures already; once it rests, Python sends the scenes around the new place.

With a guess, such as ``PeopleGrid(guess="flags-when-rare")``, an explorer starts where the guess says, and nothing of
it comes to the browser before the guess is given.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from attrs import asdict

from tarasoff.exhibits import balance, clinic, ledger, risk, thresholds, trust
from tarasoff.exhibits.exhibit import Exhibit, Slider
from tarasoff.widgets.gate import Gate, words_of
from tarasoff.widgets.sources import source_lines
from tarasoff.widgets.view import View, script


class Explorer(View):
    """An exhibit to move. Each explorer below is one of them.

    Args:
        guess: what the learner has to guess first, of ``guesses.yaml``; without, the result is shown at once.

    Raises:
        KeyError: there is no such guess, or it belongs to another view.
        ValueError: the guess starts where a slider cannot stand, or where there is nothing to guess.
    """

    _esm = script("explorer")

    make: ClassVar[Callable[[], Exhibit]]

    def __init__(self, *, guess: str = "") -> None:
        self.exhibit, self._start, gate = type(self).make(), {}, None
        if guess:
            words = words_of(guess, type(self).__name__)
            if problem := self.refuse(words.at):
                raise ValueError(f"The guess {guess!r} starts at no place of the sliders. {problem}")
            self._start = {slider: float(value) for slider, value in words.at.items()}
            truth = self.exhibit.scene(self._start).guess
            if truth is None:
                raise ValueError(f"Where the guess {guess!r} starts, there is nothing to guess. Start elsewhere.")
            gate = Gate(words, truth)
        section = "-".join(filter(None, ("explorer", self.exhibit.id, guess)))
        super().__init__(section, _content(self.exhibit, self._start), gate=gate)

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is a slider to one of its values."""
        sliders = {slider.id: slider for slider in self.exhibit.sliders}
        if field not in sliders:
            return f"There is no slider {field!r} here. Move one of: {', '.join(sliders)}."
        slider = sliders[field]
        if isinstance(given, int | float) and not isinstance(given, bool) and given in slider.values:
            return None
        first, last = slider.say(slider.values[0]), slider.say(slider.values[-1])
        return f"{given!r} is not a value of the slider {slider.label!r}. It goes from {first} to {last}."

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Where the sliders stand, and the scenes around that place."""
        moved = {name: value for name, value in answer.items() if value is not None}
        at = {**self.exhibit.start, **self._start, **moved}
        sliders = self.exhibit.sliders
        return {
            "at": {slider.id: slider.values.index(at[slider.id]) for slider in sliders},
            "rows": {slider.id: [asdict(scene) for scene in self.exhibit.row(at, slider)] for slider in sliders},
            "text": self.exhibit.scene(at).says,
        }

    def text(self) -> str:
        """What it says where the sliders stand."""
        return "\n".join(self.exhibit.told({**self._start, **self.answer}))


class DisclosureSimulator(Explorer):
    """Who still tells under three rules.

    >>> DisclosureSimulator().summary["text"][:45]
    'Of 100 people in danger: private, 46 tell and'
    """

    make = trust.disclosure


class BreakEven(Explorer):
    """When a reporting rule averts more than a private one.

    >>> BreakEven().summary["at"]["m"]
    34
    """

    make = trust.break_even


class TrustLedger(Explorer):
    """What kept and broken confidences do to trust.

    >>> TrustLedger().summary["text"][:36]
    'After 8 kept confidences trust is 90'
    """

    make = ledger.ledger


class ClinicYears(Explorer):
    """A clinic over twenty years, in which people learn from what becomes of confidences.

    >>> ClinicYears().summary["text"][:16]
    'In twenty years '
    """

    make = clinic.clinic


class PeopleGrid(Explorer):
    """A thousand people, judged.

    >>> PeopleGrid().summary["text"][:38]
    'Of 1000 people, 275 would harm. 463 ar'
    """

    make = risk.people_grid


class RocBoard(Explorer):
    """Two groups that overlap, and where to draw the line.

    >>> RocBoard().summary["text"][:26]
    'Of 100 who would harm 67 a'
    """

    make = risk.roc_board


class ThresholdExplorer(Explorer):
    """How sure one must be, given what an error costs.

    >>> ThresholdExplorer().summary["text"][:51]
    'A breach gains more than it costs from a probabilit'
    """

    make = thresholds.thresholds


class BalanceMap(Explorer):
    """Harms averted and confidences lost.

    >>> BalanceMap().exhibit.title
    'Harms averted, confidences lost'
    """

    make = balance.balance_map


def _content(exhibit: Exhibit, start: Mapping[str, float]) -> dict[str, Any]:
    sliders = {slider.id: slider for slider in exhibit.sliders}
    return {
        "title": exhibit.title,
        "sliders": [_slider(slider, start.get(slider.id, slider.start)) for slider in exhibit.sliders],
        "presets": [
            {
                "label": preset.label,
                "note": preset.note,
                "at": {name: sliders[name].nearest(value) for name, value in preset.values.items()},
            }
            for preset in exhibit.presets
        ],
        "guess": asdict(exhibit.guess),
        "caveats": list(exhibit.caveats),
        "sources": source_lines(exhibit.cited),
    }


def _slider(slider: Slider, start: float) -> dict[str, Any]:
    last = len(slider.values) - 1
    return {
        "id": slider.id,
        "label": slider.label,
        "values": list(slider.values),
        "said": [slider.say(value) for value in slider.values],
        "start": start,
        "basis": slider.basis,
        "more": slider.more,
        "rows": list(slider.sources),
        "marks": [
            {"label": mark.label, "at": slider.values.index(slider.nearest(mark.value)) / last}
            for mark in sorted(slider.marks, key=lambda mark: mark.value)
        ],
    }  # fmt: skip
