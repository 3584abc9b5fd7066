"""Scenario files: those of the course, and those of an instructor. One with an error is refused, with every remedy."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tarasoff.knowledge.checking import parse_yaml
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DATA, DataFileError, read_yaml, refuse
from tarasoff.scenarios.faults import faults
from tarasoff.scenarios.records import Scenario

#: Where the scenarios of the course lie.
FOLDER = DATA / "scenarios"


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file as it stands, whether or not it can be played.

    Raises:
        DataFileError: a field is missing, unknown or impossible; the message names the scene and what to do.
    """
    try:
        found = read_yaml(path, Scenario)
    except DataFileError as error:
        if "[" in error.place:
            refuse(_in_its_scene(path, (error, *error.others)))
        raise
    if found.id != path.stem:
        raise DataFileError(path, "field id", f"{found.id!r} is not the name of the file.", f"Write id: {path.stem}.")
    return found


def load(path: Path) -> Scenario:
    """Read a scenario that can be played.

    Raises:
        DataFileError: it cannot be read, or not be played; `others` holds everything else that is wrong.
    """
    found = read_scenario(path)
    refuse(DataFileError(path, fault.place, fault.problem, fault.remedy) for fault in faults(found))
    return found


@cache
def scenarios() -> Mapping[str, Scenario]:
    """The scenarios of the course by id, in their order.

    Raises:
        DataFileError: one of them cannot be read.

    >>> "staff-door" in scenarios()
    True
    """
    found = [load(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return MappingProxyType({one.id: one for one in sorted(found, key=lambda one: one.number)})


def scenario(name: str, folder: Path | None = None) -> Scenario:
    """A scenario by its name.

    Args:
        name: the id of one of the course, or the name of a file of your own, such as ``my-story.yaml``.
        folder: where a file of your own lies; here, unless told otherwise.

    Raises:
        DataFileError: the file cannot be read or played.
        UnknownError: there is no such scenario.

    >>> scenario("staff-door").title
    'The staff door'
    """
    return load(path_of(name, folder))


def path_of(name: str, folder: Path | None = None) -> Path:
    """The file of a scenario; see `scenario`.

    Raises:
        UnknownError: there is no such scenario.
    """
    if name.endswith((".yaml", ".yml")):
        return (folder or Path()) / name
    return FOLDER / f"{known(name, [path.stem for path in sorted(FOLDER.glob('*.yaml'))], 'scenario')}.yaml"


def _in_its_scene(path: Path, errors: tuple[DataFileError, ...]) -> Iterator[DataFileError]:
    """Mistakes whose place names scenes and choices by their ids, as their writer does, and not by numbers."""
    raw = parse_yaml(path, path.read_text(encoding="utf-8-sig"))
    for error in errors:
        yield DataFileError(path, _named(raw, error.place), error.problem, error.remedy)


def _named(raw: Any, place: str) -> str:
    def name(found: re.Match[str]) -> str:
        entry: Any = raw
        said = []
        for group, index in re.findall(r"(\w+)\[(\d+)\]", found[0]):
            entry = entry.get(group, []) if isinstance(entry, dict) else []
            entry = entry[int(index)] if isinstance(entry, list) and int(index) < len(entry) else None
            named = entry.get("id") if isinstance(entry, dict) else None
            said.append(f"{_ONE.get(group, group)} {named or int(index) + 1}")
        return ", ".join(said) + ", field "

    return re.sub(r"field (?:\w+\[\d+\]\.?)+", name, place).removesuffix(", field ")


_ONE = {"scenes": "scene", "choices": "choice", "known": "fact", "versions": "version", "outcomes": "outcome"}
