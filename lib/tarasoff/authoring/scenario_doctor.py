"""What is wrong with a scenario file: everything at once, for whoever writes it."""

from collections.abc import Iterator
from pathlib import Path

from tarasoff.authoring.complaint import Complaint
from tarasoff.knowledge.names import known
from tarasoff.knowledge.reading import DataFileError
from tarasoff.scenarios.faults import missing_texts
from tarasoff.scenarios.files import FOLDER, load
from tarasoff.scenarios.walk import on_the_way


def path_of(name: str) -> Path:
    """The file of a scenario: one that is there, or one of the course by its name.

    Raises:
        UnknownError: there is no such scenario.
    """
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    return FOLDER / f"{known(name, [path.stem for path in sorted(FOLDER.glob('*.yaml'))], 'scenario')}.yaml"


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
        for one in (error, *error.others):
            yield Complaint(f"{name}, {one.place}" if one.place else name, one.problem, one.remedy)
        return
    for fault in (*on_the_way(scenario), *missing_texts(scenario)):
        yield Complaint(f"{name}, {fault.place}" if fault.place else name, fault.problem, fault.remedy)
