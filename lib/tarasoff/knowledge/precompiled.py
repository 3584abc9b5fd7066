"""The data files once more in a form that loads fast: what is in each YAML file, and which CSV files were checked.

The YAML and CSV files stay the source. A file counts as compiled only while its checksum is the one that was noted, so
an edited file is read and checked itself; ``make knowledge`` notes it anew.
"""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

FILE = "precompiled.json"


def checksum(content: bytes) -> str:
    """The checksum by which a file is known.

    >>> checksum(b"one") == checksum(b"two")
    False
    """
    return blake2b(content, digest_size=12).hexdigest()


@cache
def _compiled(folder: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # It only saves time: without it every file is read itself.
    return found


def parsed(folder: Path, path: Path, content: bytes) -> Any:
    """What is in a YAML file, if it was compiled as it stands now; None otherwise."""
    return _entry(folder, path, content).get("holds")


def checked(folder: Path, path: Path, content: bytes) -> bool:
    """Whether a CSV file was checked row by row as it stands now."""
    return bool(_entry(folder, path, content))


def _entry(folder: Path, path: Path, content: bytes) -> Mapping[str, Any]:
    if not path.is_relative_to(folder):
        return {}
    entry: Mapping[str, Any] = _compiled(folder).get(path.relative_to(folder).as_posix(), {})
    return entry if entry and entry["checksum"] == checksum(content) else {}
