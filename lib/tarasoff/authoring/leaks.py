"""Find pieces of a key where students can read them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from attrs import fields, has, resolve_types

from tarasoff.assignment.answers import FILE
from tarasoff.assignment.data.parts import DataPart
from tarasoff.assignment.files import STORIES, load_part
from tarasoff.assignment.parts import Case, QuestionSet
from tarasoff.knowledge.reading import DataFileError, read_yaml
from tarasoff.marking.keys import Key
from tarasoff.scenarios.graded import TELLING

_BEGIN, _END = "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="
# A line shorter than this stands in many texts.
_TELLING = 20


def secrets(folder: Path) -> Iterator[str]:
    """Every sentence of every key of an assignment, and of the mark schemes in its notebook."""
    for file in sorted((folder / "keys").rglob("*.yaml")):
        key = read_yaml(file, dict)
        # What the engine is to find is in words of the course; why a key parts from it is the key's own.
        key["engine"] = {"differs": (key.get("engine") or {}).get("differs", "")}
        # A section names a lecture, which is public. Ids stand in the student's form as well.
        # Under which conditions a judgement holds is in ids too: "not plan", "told police".
        texts = (text for name, text in _entries(key) if isinstance(text, str) and " " in text and name != "when")
        yield from (text for text in texts if not text[:2].isdigit())
    for notebook in sorted(folder.glob("*.ipynb")):
        _, *schemes = notebook.read_text(encoding="utf-8").split(_BEGIN)
        for scheme in schemes:
            lines = scheme.partition(_END)[0].split('\\n",')
            yield from (line.strip(' "\n') for line in lines if len(line.strip(' "\n')) > _TELLING)


def leaks(hidden: Iterable[str], folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file in a folder that holds a piece of what should be hidden, with that piece."""
    hidden = tuple(dict.fromkeys(hidden))
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            text = file.read_text(encoding="utf-8", errors="ignore")
            yield from ((file, one) for one in hidden if one in text)


def telling_fields(source: Path, released: Path) -> Iterator[tuple[Path, str]]:
    """Each released file whose fields or ids say what the key says, though no sentence of it does.

    A part may hold the fields of its record, and nothing may hold a field that only keys have. A list may not name
    just those ids that a key lists, such as the facts that a story withholds or the items that must be said.

    Yields:
        The file, and what tells in it.
    """
    # A story is written in fields that are a key's as well: there, only what says what a choice is worth tells.
    of_keys = set(_field_names(Key)) - set(_field_names(QuestionSet | Case | DataPart))
    listed = {ids for file in (source / "keys").rglob("*.yaml") for ids in _id_lists(read_yaml(file, dict))}
    for file in sorted(released.rglob("*")):
        # What a teacher has answered while trying the notebook out is not handed out.
        if file.suffix not in {".yaml", ".json", ".ipynb"} or file.name == FILE:
            continue
        story = file.parent.name == STORIES
        data = read_yaml(file, dict) if file.suffix == ".yaml" else json.loads(file.read_text(encoding="utf-8"))
        for name, value in _entries(data):
            if name in (TELLING if story else of_keys):
                yield file, f"{name} is a field of keys"
            if not story and isinstance(value, list) and value and frozenset(map(str, value)) in listed:
                yield file, f"{name} lists what a key lists: {', '.join(map(str, value))}"
        if file.suffix == ".yaml" and not story:
            try:
                load_part(file)
            except DataFileError as error:
                yield file, str(error)


def _field_names(kind: Any) -> Iterator[str]:
    """The names of all fields of a record, and of the records in it."""
    for inner in [field.type for field in fields(resolve_types(kind))] if has(kind) else get_args(kind):
        yield from _field_names(inner)
    if has(kind):
        yield from (field.name for field in fields(kind))


def _entries(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every field in a file, however deep, with its value; the entries of a list go by the name of the list."""
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else ((name, entry) for entry in value)
    for inner_name, inner in inside:
        yield inner_name, inner
        yield from _entries(inner, inner_name)


def _id_lists(key: Any) -> Iterator[frozenset[str]]:
    """Ids that stand together in a key: in a list, or as what a step needs."""
    for name, value in _entries(key):
        if (isinstance(value, list) or name == "needed") and not any(isinstance(one, dict | list) for one in value):
            yield frozenset(map(str, value))
