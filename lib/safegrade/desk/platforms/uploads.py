"""How Canvas and Moodle name what students have uploaded, in the archive of all submissions that a teacher downloads.

- Canvas: `lib/content_zipper.rb` of instructure/canvas-lms: the name in small letters without spaces and signs, LATE if
  it was late, the number of the student, the number of the file, and the name of the file, with ``_`` between.
- Moodle: `mod/assign/feedback/file/importziplib.php` of moodle/moodle: full name, number of the participant, plugin
  type and plugin name, with ``_`` between; since 3.1 that is a folder, before it stood in front of the file's name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from safegrade.desk.platforms.people import Class, Person

CANVAS, MOODLE = "canvas", "moodle"

# The first that fits: what Canvas writes stands before what a student has chosen.
_CANVAS = re.compile(r"(?P<name>[^/]*?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.DOTALL)
_MOODLE = re.compile(
    r"(?P<name>[^_/]*)_(?P<number>\d+)_assignsubmission_(file|onlinetext)(_?/|_)(?P<rest>.+)", re.DOTALL
)


@frozen
class Upload:
    """A file in such an archive.

    Args:
        path: its path there.
        before: what stands before its own name, by which the platform knows whose it is.
        name: the student's name, as the platform writes it.
        number: the platform's number of the student, or of the participant.
        rest: its own name, with the folders that the student has made.
        late: whether the platform says that it was late.
    """

    path: str
    before: str
    name: str
    number: str
    rest: str
    late: bool = False


def read_name(platform: str, path: str) -> Upload | None:
    """Read the path of an uploaded file; None if it is named in another way.

    >>> read_name("canvas", "doejane_LATE_12_345_answers.json").rest
    'answers.json'
    >>> found = read_name("moodle", "Jane Doe_77_assignsubmission_file_/sub/answers.json")
    >>> found.name, found.number, found.before, found.rest
    ('Jane Doe', '77', 'Jane Doe_77_assignsubmission_file_/', 'sub/answers.json')
    """
    found = (_CANVAS if platform == CANVAS else _MOODLE).fullmatch(path)
    if found is None:
        return None
    late = platform == CANVAS and found["late"] is not None
    return Upload(path, path[: found.start("rest")], found["name"], found["number"], found["rest"], late)


@frozen
class Sorted:
    """The files of an archive by student.

    Args:
        uploads: of each student of the course.
        left_out: path to why nobody gets it.
    """

    uploads: Mapping[str, tuple[Upload, ...]]
    left_out: Mapping[str, str]


def sort_out(platform: str, paths: Iterable[str], known: Class, numbers: Mapping[str, Person]) -> Sorted:
    """Sort the files of an archive by student.

    Args:
        platform: `CANVAS` or `MOODLE`.
        paths: of the files in it.
        known: the students of the course.
        numbers: the platform's number to the student, where a table tells that.
    """
    uploads: dict[str, list[Upload]] = {}
    left_out = {}
    for path in sorted(paths):
        upload = read_name(platform, path)
        if upload is None:
            left_out[path] = f"its name is not one that {platform.title()} gives"
            continue
        # Moodle counts participants of an assignment: that is no number of a student.
        lms = upload.number if platform == CANVAS else ""
        person = numbers.get(upload.number) or known.find(lms=lms, name=upload.name)
        if person is None:
            left_out[path] = "no student in the course has that number, and none, or more than one, has that name"
        else:
            uploads.setdefault(person.id, []).append(upload)
    return Sorted({student: tuple(several) for student, several in uploads.items()}, left_out)


def own_name(upload: Upload, expected: Sequence[str]) -> str:
    """The name under which a file counts: Canvas numbers what was uploaded again under the same name.

    >>> own_name(read_name("canvas", "doejane_12_345_answers-2.json"), ["answers.json"])
    'answers.json'
    """
    bare = re.sub(r"-\d+(?=\.[^.]+$)", "", upload.rest)
    return bare if bare in expected and upload.rest not in expected else upload.rest
