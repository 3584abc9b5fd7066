"""Files as they travel in a message: name to content, in base64."""

import base64
import os
import stat
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


def write_files(files: Files, folder: Path = Path()) -> None:
    """Lay files out in a folder."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(base64.b64decode(content))


def read_ordinary(place: Path, most: int) -> bytes:
    """The content of a file that may be anything: a pipe without end, a link to somebody else's.

    Args:
        place: the file.
        most: how many bytes it may hold.

    Raises:
        OSError: it is missing, or a link.
        ValueError: it is not an ordinary file, or too large.
    """
    with open(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123  a descriptor
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is not an ordinary file")
        if about.st_size > most:
            raise ValueError(f"with it, the files are larger than {MOST_OF_FILES >> 20} MB")
        return file.read(most)


def read_file(name: str) -> str | None:
    """The content of an ordinary file, in base64; None if there is none that a check may read."""
    try:
        return to_base64(read_ordinary(Path(name), _LARGEST))
    except (OSError, ValueError):
        return None
