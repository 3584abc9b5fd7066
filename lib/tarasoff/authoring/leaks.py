"""Find pieces of a key where students can read them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tarasoff.knowledge.reading import read_yaml

_BEGIN, _END = "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="
# A line shorter than this stands in many texts.
_TELLING = 20


def secrets(folder: Path) -> Iterator[str]:
    """Every sentence of every key of an assignment, and of the mark schemes in its notebook.

    Args:
        folder: such as ``source/ps1-limits``.
    """
    for file in sorted((folder / "keys").rglob("*.yaml")):
        key = read_yaml(file, dict)
        # What the engine is to find is in words of the course; why a key parts from it is the key's own.
        key["engine"] = {"differs": (key.get("engine") or {}).get("differs", "")}
        # A section names a lecture, which is public. Ids stand in the student's form as well.
        yield from (text for text in _texts(key) if not text[:2].isdigit())
    for notebook in sorted(folder.glob("*.ipynb")):
        _, *schemes = notebook.read_text(encoding="utf-8").split(_BEGIN)
        for scheme in schemes:
            lines = scheme.partition(_END)[0].split('\\n",')
            yield from (line.strip(' "\n') for line in lines if len(line.strip(' "\n')) > _TELLING)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str) and " " in value:
        yield value


def leaks(hidden: Iterable[str], folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file that holds a piece of what should be hidden, with that piece.

    Args:
        hidden: sentences, as `secrets` gives them.
        folders: where students can read.
    """
    hidden = tuple(dict.fromkeys(hidden))
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                text = file.read_text(encoding="utf-8", errors="ignore")
                yield from ((file, one) for one in hidden if one in text)
