"""Names that somebody else chose for files and folders: which can be used here, and which two are one file."""

import fnmatch
import os
import re
import secrets
import unicodedata
from collections.abc import Container, Iterable
from pathlib import Path

# Every later step copies these files by their paths, and a path may have 4,096 bytes.
_DEEPEST = 40
_LONGEST_PATH = 1000
_LONGEST_NAME = 255

# What no id of a student may hold.
_NO_NAME = {*'/\\<>"`', os.sep}
# So many other ways to read one name are tried.
_READINGS = 20

# A path within a folder, part by part: ("pictures", "a.png").
PathParts = tuple[str, ...]


def is_student(name: object) -> bool:
    r"""Whether a student's folder among the submissions can have this name: one folder, visible, and no other place.

    formgrader puts names into its pages as they are, so that one must not read as HTML or as the end of a text.

    >>> [is_student(name) for name in ("ada", "a+b@c.org", "O'Neill", "..", ".ada", "../source", "", "a\nb", "<b>")]
    [True, True, True, False, False, False, False, False, False]
    """
    if not isinstance(name, str) or not name or name.startswith(".") or name != name.strip():
        return False
    return name.isprintable() and not _NO_NAME & set(name) and wrong_with((name,)) is None


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


def read_otherwise(pattern: str, name: str, known: Container[str] = ()) -> dict[str, str | None] | None:
    r"""Read a file name another way than the pattern does at first, with another student or another time; None mostly.

    A student chooses how a file ends, and may write there what a platform writes before it.

    Args:
        pattern: a regular expression that names ``student_id``, and perhaps ``timestamp``.
        name: what it fits.
        known: ids of students. One of these counts wherever it stands; any other only apart from what was read first,
            since a piece of an id, or one with what stands before it, is nobody's.

    >>> pattern = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9-]+)_(?P<file_id>\w+)"
    >>> read_otherwise(pattern, "ps_1_ada_attempt_2026-10-09_sheet")
    >>> read_otherwise(pattern, "ps_1_eve_attempt_2026-10-09_x_ada_attempt_2026-10-08_sheet")["student_id"]
    'eve'
    """
    first = re.match(pattern, name)
    if first is None:
        return None
    for group in {"student_id", "timestamp"} & first.groupdict().keys():
        begins, ends = _ends_of(pattern, group)
        seen = {first.span(group)}
        for _ in range(_READINGS):
            # Anywhere but where this group was found before.
            not_here = "".join(f"(?<!^(?s:.{{{at}}}))" for at in sorted({start for start, _ in seen}))
            nor_there = "".join(f"(?<!^(?s:.{{{at}}}))" for at in sorted({end for _, end in seen}))
            tried = f"{pattern[:begins]}{not_here}{pattern[begins:]}", f"{pattern[:ends]}{nor_there}{pattern[ends:]}"
            other = next((found for one in tried if (found := re.match(one, name)) and found[group] is not None), None)
            if other is None:
                break
            seen.add(other.span(group))
            apart = other.end(group) <= first.start(group) or first.end(group) <= other.start(group)
            whose = other["student_id"]
            somebody = whose in known or (apart and group == "student_id")
            if (somebody and whose != first["student_id"]) or (
                apart and whose == first["student_id"] and other[group] != first[group]
            ):
                return other.groupdict()
    return None


def _ends_of(pattern: str, group: str) -> tuple[int, int]:
    """Where a named group of a regular expression begins, and where it ends."""
    begins = pattern.index(f"(?P<{group}>")
    depth, at, in_class = 0, begins, False
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif in_class:
            in_class = letter != "]" or pattern[at - 1] == "["
        elif letter == "[":
            in_class = True
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                return begins, at + 1
        at += 1
    return begins, len(pattern)


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
