"""The order in which students see what can be chosen: from a salt in the key, and never the one it was written in.

Answers are kept by id, so the order changes no mark. The story keeps its order, and so do the criteria, which build on
one another.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import evolve
from ruamel.yaml import YAML

from tarasoff.assignment.files import STORIES, load_parts
from tarasoff.assignment.parts import Case, Part, QuestionSet, ScenarioPart
from tarasoff.assignment.variants import FIRST, FOLDER, letters, variant
from tarasoff.knowledge.reading import read_yaml
from tarasoff.scenarios.records import Scenario, Scene

#: The lists of a case that are shuffled.
GROUPS = ("rules", "actions", "recipients", "items", "record")


def in_order(ids: Iterable[str], salt: str, place: str) -> list[str]:
    """Put ids into the order that a salt gives them, whatever order they come in.

    Args:
        ids: in any order.
        salt: random text.
        place: what they belong to, such as a part and a group, so that no two lists are turned alike.

    >>> in_order(["a", "b", "c"], "some salt", "toys") == in_order(["c", "a", "b"], "some salt", "toys")
    True
    """
    return sorted(ids, key=lambda one: hashlib.sha256(f"{salt}:{place}:{one}".encode()).digest())


def shuffled(part: Part, salt: str | None) -> Part:
    """The part as students see it; as it is if there is no salt, or nothing to shuffle."""
    if not salt:
        return part
    if isinstance(part, QuestionSet):
        questions = [
            evolve(one, options={id_: one.options[id_] for id_ in in_order(one.options, salt, f"{part.part}:{one.id}")})
            for one in part.questions
        ]
        return evolve(part, questions=tuple(questions))
    if isinstance(part, ScenarioPart):
        return evolve(part, story=_shuffled(part.story, salt))
    if not isinstance(part, Case):
        return part
    groups: dict[str, Any] = {}
    for name in GROUPS:
        by_id = {one.id: one for one in getattr(part, name)}
        groups[name] = tuple(by_id[one] for one in in_order(by_id, salt, f"{part.part}:{name}"))
    return evolve(part, **groups)


def _shuffled(story: Scenario, salt: str) -> Scenario:
    def scene(one: Scene) -> Scene:
        by_id = {choice.id: choice for choice in one.choices}
        return evolve(one, choices=tuple(by_id[id_] for id_ in in_order(by_id, salt, f"{story.id}:{one.id}")))

    return evolve(story, scenes=tuple(map(scene, story.scenes)))


def shuffle_file(path: Path, salt: str) -> None:
    """Put what can be chosen in a file into its salt's order; a second time changes nothing.

    Args:
        path: a part, or the story of one.
        salt: the salt of the part's key.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(path.read_text(encoding="utf-8"))
    changed = False
    for question in data.get("questions", ()):
        options = question["options"]
        order = in_order(options, salt, f"{data['part']}:{question['id']}")
        changed |= order != list(options)
        for one in order:
            options[one] = options.pop(one)
    groups = {f"{data.get('part')}:{name}": data.get(name, []) for name in GROUPS}
    groups |= {f"{data.get('id')}:{scene['id']}": scene.get("choices", []) for scene in data.get("scenes", ())}
    for place, group in groups.items():
        by_id = {one["id"]: one for one in group}
        order = in_order(by_id, salt, place)
        changed |= order != list(by_id)
        group[:] = [by_id[one] for one in order]
    if changed:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            yaml.dump(data, file)


def shuffle_released(source: Path, released: Path) -> None:
    """Shuffle every part of an assignment that was made for students, its variants included.

    Args:
        source: the assignment's folder in ``source/``, where the keys are.
        released: what was made of it.
    """
    for name in load_parts(source):
        for letter in letters(source, name):
            inner, keys = (Path(), Path()) if letter == FIRST else (Path(FOLDER, letter), Path(letter))
            salt = read_yaml(source / "keys" / keys / f"{name}.yaml", dict).get("salt", "")
            part = variant(source, name, letter)
            file = f"{STORIES}/{part.story.id}.yaml" if isinstance(part, ScenarioPart) else f"{name}.yaml"
            if salt:
                shuffle_file(released / inner / file, salt)
