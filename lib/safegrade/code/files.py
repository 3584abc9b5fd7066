"""Files as they travel in a message: name to content, in base64."""

import base64
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


def read_file(name: str) -> str | None:
    """The content of an ordinary file, in base64; None if there is none that a check may read."""
    place = Path(name)
    try:
        if place.is_symlink() or not place.is_file() or place.stat().st_size > _LARGEST:
            return None
        return to_base64(place.read_bytes())
    except OSError:
        return None
