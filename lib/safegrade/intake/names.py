"""Names that somebody else chose for files and folders: which can be used here, and which two are one file."""

import fnmatch
import os
import secrets
import unicodedata
from collections.abc import Iterable
from pathlib import Path

# Every later step copies these files by their paths, and a path may have 4,096 bytes.
_DEEPEST = 40
_LONGEST_PATH = 1000
_LONGEST_NAME = 255

# A path within a folder, part by part: ("pictures", "a.png").
PathParts = tuple[str, ...]


def is_student(name: object) -> bool:
    r"""Whether a student's folder among the submissions can have this name: one folder, visible, and no other place.

    >>> [is_student(name) for name in ("ada", "a+b@c.org", "..", ".ada", "../source", "", "a\nb")]
    [True, True, False, False, False, False, False]
    """
    if not isinstance(name, str) or not name or name.startswith(".") or name != name.strip():
        return False
    return not {"/", os.sep} & set(name) and wrong_with((name,)) is None


def wrong_with(parts: PathParts) -> str | None:
    r"""Say what is wrong with the path of a file that is to be copied, if anything is.

    >>> wrong_with(("pictures", "a\nb.png"))
    'a name that cannot be printed'
    >>> wrong_with(("pictures", "a.png"))
    """
    length = 0
    for depth, part in enumerate(parts, start=1):
        # How long it is comes first: looking at a million letters, and that for each name, would take minutes.
        if len(part) > _LONGEST_NAME:
            return "too long a name"
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in part):
            return "a name that cannot be printed"
        size = len(os.fsencode(part))
        length += size + 1
        if size > _LONGEST_NAME:
            return "too long a name"
        if depth > _DEEPEST or length > _LONGEST_PATH + 1:
            return "too deep"
    return None


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name fits one of these patterns, such as ``*.ipynb``."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def hidden(place: Path) -> Path:
    """Make up a name beside this place that no command of nbgrader finds."""
    return place.with_name(f".{secrets.token_hex(8)}")


def folded(name: str) -> str:
    r"""Write a name as disks do for which capitals and the ways to write an accent make no difference.

    >>> folded("E\u0301.json") == folded("\u00e9.JSON")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class NamesInFolder:
    """The names in use in a folder. On some disks, two that differ only in capitals or accents are one file.

    >>> names = NamesInFolder()
    >>> [names.add(("a", "x"), folder=False), names.add(("A", "y"), folder=False), names.add(("a",), folder=True)]
    [True, False, True]
    """

    def __init__(self) -> None:
        self._used: dict[PathParts, tuple[PathParts, bool]] = {}

    def __len__(self) -> int:
        return len(self._used)

    def __contains__(self, parts: PathParts) -> bool:
        return self._used.get(tuple(map(folded, parts))) == (parts, False)

    def add(self, parts: PathParts, *, folder: bool) -> bool:
        """Add a file or a folder, and the folders above it, unless a name is in use for something else.

        Returns:
            Whether it was added.
        """
        wanted = {}
        for depth in range(1, len(parts) + 1):
            key = tuple(map(folded, parts[:depth]))
            wanted[key] = (parts[:depth], folder or depth < len(parts))
            if key in self._used and (self._used[key] != wanted[key] or not wanted[key][1]):
                return False
        self._used.update(wanted)
        return True
