"""Reading what the parts of an assignment ask, from the YAML files beside its notebook."""

from collections.abc import Iterator
from pathlib import Path

import attrs
from attrs import frozen

from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.parts import Case, Part, QuestionSet, ScenarioPart
from tarasoff.knowledge.reading import DataFileError, read_yaml, refuse, unique
from tarasoff.knowledge.records import not_empty, schema_1
from tarasoff.scenarios.files import load
from tarasoff.scenarios.graded import telling, unfair

#: The folder, beside a part, in which its story lies.
STORIES = "scenarios"

# Cases had these fields once, in view of every student: they tell which criteria are unclear and where nobody is told.
_OF_THE_KEY = ("route", "holds", "withholds")


@frozen
class _StoryPart:
    """The file of a part that is a story to play.

    Args:
        story: the id of the scenario in the folder ``scenarios/`` beside it.
    """

    schema: int = attrs.field(validator=schema_1)
    part: str
    kind: str
    title: str = attrs.field(validator=not_empty)
    points: float
    story: str = attrs.field(validator=not_empty)


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
    if not isinstance(kind, str) or kind not in {*classes, "scenario"}:
        remedy = "Write questions, case, data or scenario."
        raise DataFileError(path, "field kind", f"{kind!r} is not a kind of part.", remedy)
    for field in _OF_THE_KEY:
        if field in written:
            problem, remedy = "It gives answers away to students.", f"Move it to the key, keys/{path.name}."
            raise DataFileError(path, f"field {field}", problem, remedy)
    part: Part = _story_part(path) if kind == "scenario" else read_yaml(path, classes[kind])
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
    elif isinstance(part, Case):
        for group in (part.cast, part.criteria, part.rules, part.actions, part.recipients, part.items, part.record):
            yield [named.id for named in group]


def _story_part(path: Path) -> ScenarioPart:
    found = read_yaml(path, _StoryPart)
    file = path.parent / STORIES / f"{found.story}.yaml"
    story = load(file)
    refuse(DataFileError(file, "", one.problem, one.remedy) for one in (*telling(story), *unfair(story)))
    return ScenarioPart(found.part, found.title, found.points, story)


def load_parts(folder: Path) -> dict[str, Part]:
    """Read every part of an assignment: each YAML file beside the notebook, unless its name begins with a dot."""
    return {path.stem: load_part(path) for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")}
