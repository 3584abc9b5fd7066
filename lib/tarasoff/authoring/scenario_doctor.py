"""What is wrong with a scenario file: everything at once, for whoever writes it."""

from collections.abc import Iterator
from pathlib import Path

from tarasoff.assignment.files import load_part
from tarasoff.assignment.parts import ScenarioPart
from tarasoff.authoring.complaint import Complaint, on_places
from tarasoff.knowledge.reading import DataFileError, read_yaml
from tarasoff.marking.key_files import load_key
from tarasoff.marking.scenario_keys import ScenarioKey, with_key
from tarasoff.scenarios.faults import Fault, missing_texts
from tarasoff.scenarios.files import load, path_of
from tarasoff.scenarios.records import Scenario
from tarasoff.scenarios.walk import on_the_way


def asked_for(name: str) -> tuple[Scenario, str]:
    """A scenario, and the section of the answers in which its plays are kept.

    Args:
        name: one of the course, a file of one, or the file of a part of an assignment that asks for one. Its story
            has the judgements of its key, if that lies beside it.

    Raises:
        DataFileError: the file cannot be read or played.
        UnknownError: there is no such scenario.
    """
    path = path_of(name)
    if "kind" not in read_yaml(path, dict):
        return load(path), "scenarios"
    part = load_part(path)
    if not isinstance(part, ScenarioPart):
        raise DataFileError(path, "field kind", "This part asks for no scenario.", "Name one of kind: scenario.")
    keyed = path.parent / "keys" / path.name
    key = load_key(keyed, part) if keyed.exists() else None
    return with_key(part.story, key) if isinstance(key, ScenarioKey) else part.story, part.part


def complaints(path: Path, shown: str = "") -> Iterator[Complaint]:
    """Everything that is wrong with a scenario file.

    Args:
        path: the file.
        shown: how it is called; its name, unless told otherwise.
    """
    name = shown or path.name
    try:
        scenario = load(path)
    except DataFileError as error:
        yield from on_places(name, (error, *error.others))
        return
    yield from on_places(name, (*on_the_way(scenario), *missing_texts(scenario), *_for_all_to_see(scenario)))


def _for_all_to_see(scenario: Scenario) -> Iterator[Fault]:
    """What only a story that counts may leave out."""
    for scene in scenario.scenes:
        if scene.ending and not scene.ending.changed:
            problem = "The ending says nothing of what would have changed the decision."
            yield Fault(f"scene {scene.id}, ending", problem, "Write changed: with a sentence or two.")
        for choice in scene.choices:
            if choice.chance and not choice.chance.of:
                yield Fault(f"scene {scene.id}, choice {choice.id}", "It has no odds.", "Write of:, odds: and why:.")
