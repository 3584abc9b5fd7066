"""Reading what the parts of an assignment ask, from the YAML files beside its notebook."""

from collections.abc import Iterator
from pathlib import Path

from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.parts import Case, Part, QuestionSet
from tarasoff.knowledge.reading import DataFileError, read_yaml, unique

# Cases had these fields once, in view of every student: they tell which criteria are unclear and where nobody is told.
_OF_THE_KEY = ("route", "holds", "withholds")


def load_part(path: Path) -> Part:
    """Read what a part asks.

    Args:
        path: such as ``source/ps1-limits/case-amal.yaml``.

    Raises:
        DataFileError: it cannot be read, or its name and its ``part`` differ.
    """
    written = read_yaml(path, dict)
    # The kind decides the class; the stem of the file does not.
    kind = written.get("kind")
    classes = {"questions": QuestionSet, "case": Case, "data": DataPart}
    if not isinstance(kind, str) or kind not in classes:
        raise DataFileError(path, "field kind", f"{kind!r} is not a kind of part.", "Write questions, case or data.")
    for field in _OF_THE_KEY:
        if field in written:
            problem, remedy = "It gives answers away to students.", f"Move it to the key, keys/{path.name}."
            raise DataFileError(path, f"field {field}", problem, remedy)
    part: Part = read_yaml(path, classes[kind])
    if part.part != path.stem:
        # Beside the file of that name, this one is a copy that somebody, or a download, has made.
        copy = path.with_name(f"{part.part}.yaml").exists()
        remedy = "Rename or remove this file." if copy else f"Write part: {path.stem}."
        raise DataFileError(path, "field part", f"{part.part!r} is not the name of this file.", remedy)
    for ids in _ids(part):
        unique(path, ids)
    return part


def _ids(part: Part) -> Iterator[list[str]]:
    """What has to be told apart."""
    if isinstance(part, DataPart):
        yield [column.name for column in part.table.columns] if part.table else []
    elif isinstance(part, QuestionSet):
        yield [question.id for question in part.questions]
    else:
        for group in (part.cast, part.criteria, part.rules, part.actions, part.recipients, part.items, part.record):
            yield [named.id for named in group]


def load_parts(folder: Path) -> dict[str, Part]:
    """Read every part of an assignment: each YAML file beside the notebook, unless its name begins with a dot."""
    return {path.stem: load_part(path) for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")}
