"""What the lectures ask a learner to guess before the result is shown, and to write down: the words of both."""

from attrs import field, frozen

from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import Named, not_empty, one_of, schema_1, strangers


@frozen
class GuessWords:
    """A guess, as it is written down.

    The answer is one of ``number``, ``study``, ``option`` and ``order``; or a view has it, at the place of ``at``.

    Args:
        lecture: the number of its lecture, such as ``"04"``.
        kind: ``number``, ``option`` (one of several) or ``order`` (all of them, first to last).
        question: what is asked.
        setting: what one has to know for it; may be empty.
        unit: what a number counts, such as ``of 100``.
        low: the lowest number that can be guessed.
        options: as they are shown; for an order, not as they belong.
        study: a row of ``studies.csv``.
        of: how many people its share is told of.
        view: the view that has the answer and waits for the guess, such as ``PeopleGrid``.
        at: where that view starts, and where the answer is taken: slider, place or fact to its value.
        after: what is said beside the result. In it ``{T30.lower}`` is a number of a row.
        sources: ids of what the answer rests on, beside the study.
    """

    id: str
    lecture: str
    kind: str = field(validator=one_of("number", "option", "order"))
    question: str = field(validator=not_empty)
    after: str = field(validator=not_empty)
    setting: str = ""
    unit: str = ""
    low: float = 0
    high: float = 100
    options: tuple[Named, ...] = ()
    number: float | None = None
    study: str = ""
    of: float = 100
    option: str = ""
    order: tuple[str, ...] = ()
    view: str = ""
    at: dict[str, float | str] = field(factory=dict)
    sources: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        answers = {
            "number": ("number",) * (self.number is not None) + ("study",) * bool(self.study),
            "option": ("option",) * bool(self.option),
            "order": ("order",) * bool(self.order),
        }
        given = [name for names in answers.values() for name in names]
        if len(given) + bool(self.view) != 1 or (given and given[0] not in answers[self.kind]):
            what = {"number": "number, study or view", "option": "option or view", "order": "order"}[self.kind]
            raise Mistake(f"It is not clear what the answer to {self.id} is.", f"Write one of: {what}.")
        if (self.kind == "number") == bool(self.options):
            raise Mistake(f"{self.id} asks for one {self.kind}.", "Give options, unless it asks for a number.")
        ids = [one.id for one in self.options]
        strangers([*self.order, *filter(None, [self.option])], ids, f"The answer to {self.id} names", "option")
        if self.order and (sorted(self.order) != sorted(ids) or list(self.order) == ids):
            raise Mistake(
                f"The order of {self.id} leaves something out, or is the one in which the options are shown.",
                "Name each option once, and show them in another order.",
            )


@frozen
class Guesses:
    """The file of guesses."""

    schema: int = field(validator=schema_1)
    as_of: str
    guesses: tuple[GuessWords, ...]


@frozen
class Prompt:
    """Something to think about and write two sentences on; nobody marks it.

    Args:
        id: a short name, used in notebooks.
        lecture: the number of its lecture.
        asks: what to write.
    """

    id: str
    lecture: str
    asks: str = field(validator=not_empty)


@frozen
class Prompts:
    """The file of prompts."""

    schema: int = field(validator=schema_1)
    prompts: tuple[Prompt, ...]
