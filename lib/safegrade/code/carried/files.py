"""Files as they travel in a message: name to content, in base64."""

import base64
from collections.abc import Iterable
from pathlib import Path

# Bytes of all files of a submission, and of those of the course: both go into one message, in base64.
MOST_OF_FILES = 11 << 20
# Bytes of the largest file that a check may read.
_LARGEST = 8 << 20

Files = dict[str, str]


def to_base64(content: bytes | bytearray) -> str:
    """Bytes as a message holds them.

    >>> to_base64(b"a,b")
    'YSxi'
    """
    return base64.b64encode(content).decode("ascii")


def write_files(files: Files) -> None:
    """Lay files out in the folder in which the process works."""
    for name, content in files.items():
        place = Path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(base64.b64decode(content))


def listed(folders: Iterable[Path], most: int = 2000) -> dict[str, list[int]]:
    """The files in folders, with the moment of their last change in nanoseconds and their size; a folder's is -1."""
    found: dict[str, list[int]] = {}
    for folder in folders:
        for place in sorted(folder.rglob("*"))[:most]:
            if place.is_symlink() or "__pycache__" in place.parts:
                continue
            about = place.stat()
            found[str(place)] = [about.st_mtime_ns, -1 if place.is_dir() else about.st_size]
    return found


def read_file(name: str) -> str | None:
    """The content of an ordinary file, in base64; None if there is none that a check may read."""
    place = Path(name)
    try:
        if place.is_symlink() or not place.is_file() or place.stat().st_size > _LARGEST:
            return None
        return to_base64(place.read_bytes())
    except OSError:
        return None
