"""What was handed in, looked through once: the files that may be taken, and a line for each that is left out.

Whoever hands in can put anything there: links to what only the teacher may read, pipes that never end, files that fill
a disk.
"""

import os
import stat
from collections import deque
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

from safegrade.intake.names import folded

# A file of this size is no part of an answer.
LARGEST = 100 << 20
MOST = 2000
TIME = "timestamp.txt"
#: By this nbgrader gives feedback back to whoever handed in.
SECRET = "submission_secret.txt"  # noqa: S105  the name of a file

_LONGEST = 80
_MOST_LINES = 20


@frozen
class Submission:
    """A folder that was handed in, as it was found: its ordinary files, by path, and lines of what was left out."""

    folder: Path
    files: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was handed in but nbgrader's own notes."""
        return not self.lines and not any(name not in {TIME, SECRET} for name in self.files)

    @property
    def beside(self) -> tuple[str, ...]:
        """The files that are not notebooks.

        >>> Submission(Path(), ("a.ipynb", "b.csv", "old.ipynb/c.csv")).beside
        ('b.csv',)
        """
        return tuple(
            name for name in self.files if not any(is_ignored(part, ("*.ipynb",)) for part in Path(name).parts)
        )

    def named(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The file that is meant by a name, though it may be called otherwise; and a line, if it is.

        >>> Submission(Path(), ("Answers (1).json", "ps1.ipynb")).named("answers.json")
        ('Answers (1).json', ('answers.json was named Answers (1).json; it was taken all the same.',))
        >>> Submission(Path(), ("answers.json", "Answers.json")).named("answers.json")
        ('answers.json', ('There is also Answers.json; only answers.json was taken.',))
        >>> Submission(Path(), ("answers (1).json", "answers (2).json")).named("answers.json")
        ('', ('answers.json is not there, but answers (1).json, answers (2).json are. Ask which of them counts.',))
        """
        stem, ending = Path(name).stem, Path(name).suffix
        same = [file for file in self.files if file != name and folded(file) == folded(name)]
        if name in self.files:
            return name, tuple(f"There is also {printable(file)}; only {name} was taken." for file in same)
        # A browser or a mail program may have put .txt or .json behind it.
        endings = tuple(f"{folded(ending)}{more}" for more in ("", ".txt", ".json"))
        alike = same or [
            file
            for file in self.files
            if folded(file).startswith(folded(stem)) and folded(file).endswith(endings) and os.sep not in file
        ]
        shown = ", ".join(printable(file) for file in alike)
        if len(alike) > 1:
            return "", (f"{name} is not there, but {shown} are. Ask which of them counts.",)
        return (alike[0], (f"{name} was named {shown}; it was taken all the same.",)) if alike else ("", ())


def printable(name: str, most: int = _LONGEST) -> str:
    r"""A name as it may stand in a line: nothing in it moves the cursor, turns the text round or breaks a file.

    >>> printable("a\x1b[2Jb\udcff.txt")
    'a�[2Jb�.txt'
    """
    shown = name if name.isprintable() else "".join(char if char.isprintable() else "\ufffd" for char in name)
    # The end tells what kind of file it is.
    return shown if len(shown) <= most else f"{shown[: most - 20]}…{shown[-19:]}"


def scan(folder: Path, ignored: Iterable[str] = ()) -> Submission:
    """Look through a folder and the folders in it; where there is none, nothing is found. Nothing is opened.

    Patterns of names are ignored as in nbgrader's ``CourseDirectory.ignore``.

    Raises:
        OSError: it cannot be read.
    """
    files: list[str] = []
    lines: list[str] = []
    patterns = tuple(ignored)
    waiting = deque([""])
    while waiting:
        within = waiting.popleft()
        try:
            with os.scandir(os.path.join(folder, within)) as entries:  # noqa: PTH118  thousands of these
                # At the top, what everything depends on comes first, however much there is.
                found = sorted(entries, key=lambda entry: (bool(within) or not _is_wanted(entry.name), entry.name))
        except FileNotFoundError:
            continue
        except OSError as error:
            if not within:
                raise
            lines.append(f"{printable(within)} cannot be looked into ({error.strerror}); it was left out.")
            continue
        for entry in found:
            name = f"{within}{os.sep}{entry.name}" if within else entry.name
            if is_ignored(entry.name, patterns):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif why := _why_not(entry):
                lines.append(f"{printable(name)} {why}; it was left out.")
            else:
                files.append(name)
        if len(files) > MOST or len(waiting) > MOST or len(lines) > _MOST_LINES:
            del lines[_MOST_LINES:]
            lines.append(f"There are more than {MOST} files, or too many that are none; the others were left out.")
            break
    return _unwrapped(Submission(folder, tuple(files[:MOST]), tuple(lines)))


def _unwrapped(handed: Submission) -> Submission:
    """What was handed in, where all of it lies one folder deeper: students pack the folder, and not what is in it."""
    work = [name for name in handed.files if _is_work(name)]
    if not work or any(os.sep not in name for name in work):
        return handed
    notebooks = [name for name in work if ".ipynb" in _last(name)]
    # A Mac puts a folder beside it with a shadow of each file.
    inner = {top for name in notebooks or work if (top := name.partition(os.sep)[0]) != "__MACOSX" and top[0] != "."}
    if len(inner) != 1:
        return handed
    (top,) = inner
    files = tuple(name[len(top) + 1 :] for name in handed.files if name.startswith(top + os.sep))
    line = f"All of it was in the folder {printable(top)}; it was taken from there."
    return _unwrapped(Submission(handed.folder / top, files, (*handed.lines, line)))


def _is_work(name: str) -> bool:
    """Whether a file may be a notebook, or answers."""
    return ".ipynb" in _last(name) or _last(name).endswith(".json")


def _last(name: str) -> str:
    return name.rpartition(os.sep)[2].casefold()


def _is_wanted(name: str) -> bool:
    return name == TIME or _is_work(name)


def _why_not(entry: "os.DirEntry[str]") -> str:
    if entry.is_symlink():
        return "is a link"
    about = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(about.st_mode):
        return "is not an ordinary file"
    if about.st_size > LARGEST:
        return f"is larger than {LARGEST >> 20} MB"
    return "" if os.access(entry.path, os.R_OK) else "cannot be read by you"


def is_ignored(name: str, ignored: tuple[str, ...]) -> bool:
    """Whether the name of a file or folder is one of those that patterns stand for."""
    # As glob has it, with which nbgrader asks: a star does not stand for a dot at the beginning.
    return any(fnmatchcase(name, pattern) and (name[0] != "." or pattern[0] == ".") for pattern in ignored)
