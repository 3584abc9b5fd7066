"""The key of a story that counts: what each choice is worth on what was known then, and why."""

from collections.abc import Iterator

from attrs import evolve, field, frozen
from attrs.validators import optional

from tarasoff.assignment.parts import ScenarioPart
from tarasoff.knowledge.mistakes import Mistake
from tarasoff.knowledge.records import not_empty, schema_1, unguessable, zero_to_one
from tarasoff.knowledge.wording import listed
from tarasoff.scenarios.graded import unfair
from tarasoff.scenarios.records import Choice, Judged, Scenario, Scene

#: What a judgement earns, unless it says otherwise.
CREDIT = {"fits": 1.0, "defensible": 1.0, "over": 0.0, "under": 0.0}


@frozen
class Worth(Judged):
    """What a choice is worth on what was known then, as a key has it.

    Args:
        verdict: ``fits``, ``defensible``, ``over`` or ``under``.
        credit: what it earns, from 0 to 1; as in `CREDIT`, unless told otherwise.
    """

    credit: float | None = field(default=None, validator=optional(zero_to_one))

    def __attrs_post_init__(self) -> None:
        if self.verdict not in CREDIT:
            raise Mistake(f"{self.verdict!r} says nothing of credit.", f"Write {listed(CREDIT, 'or')}.")

    @property
    def earns(self) -> float:
        """What it earns, from 0 to 1."""
        return CREDIT[self.verdict] if self.credit is None else self.credit


@frozen
class SceneKey:
    """The key of one scene.

    Args:
        section: lecture and heading in which to read.
        colleague: what a reasonable colleague might have done here.
        choices: by the id of the choice; of several judgements, the first that holds counts.
    """

    section: str = field(validator=not_empty)
    colleague: str = field(validator=not_empty)
    choices: dict[str, tuple[Worth, ...]] = field(validator=not_empty)


@frozen
class ScenarioKey:
    """The key of a story, by scene.

    Args:
        salt: random text that decides in which order students see the choices.
    """

    schema: int = field(validator=schema_1)
    part: str
    scenes: dict[str, SceneKey] = field(validator=not_empty)
    salt: str | None = field(default=None, validator=optional(unguessable))


def with_key(story: Scenario, key: ScenarioKey) -> Scenario:
    """The story with the judgements of its key, as a scenario is that shows them at once."""
    return evolve(story, scenes=tuple(_with_key(scene, key) for scene in story.scenes))


def _with_key(scene: Scene, key: ScenarioKey) -> Scene:
    found = key.scenes.get(scene.id)
    if found is None:
        return scene
    choices: tuple[Choice, ...] = tuple(evolve(one, judged=found.choices.get(one.id, ())) for one in scene.choices)
    return evolve(scene, choices=choices, colleague=found.colleague)


def story_differences(part: ScenarioPart, key: ScenarioKey) -> Iterator[Mistake]:
    """Every way in which a key does not judge exactly what its story lets one decide."""
    decisions = {scene.id: scene for scene in part.story.scenes if scene.asks}
    for name in decisions.keys() ^ key.scenes.keys():
        lacking = name in decisions
        problem = f"The scene {name} asks for a choice, and the key has nothing on it."
        strange = f"The key has the scene {name}, in which the story asks for no choice."
        yield Mistake(problem if lacking else strange, "Let the key judge every scene with asks:, and no other.")
    facts, people = {one.id for one in part.story.known}, {*part.story.people}
    for name in decisions.keys() & key.scenes.keys():
        choices = key.scenes[name].choices
        for choice in {one.id for one in decisions[name].choices} ^ choices.keys():
            yield Mistake(f"Only one of story and key has {choice} in {name}.", "Let both name the same choices.")
        for choice, judged in choices.items():
            if not judged or judged[-1].when:
                problem = f"In {name}, the last judgement of {choice} does not hold always."
                yield Mistake(problem, "Write one without when: at the end.")
            for one in (condition for worth in judged for condition in worth.when):
                if one.fact not in (people if one.told else facts) or one.heard not in {"", *facts}:
                    yield Mistake(f"In {name}, {choice} rests on {one.fact!r}, which is not there.", "Correct when:.")
    # What the story alone would be refused for has been said as it was read.
    alone = {str(one) for one in unfair(part.story)}
    yield from (one for one in unfair(with_key(part.story, key)) if str(one) not in alone)
