"""A toy course, and what its students hand in."""

import io
import os
import stat
import tarfile
import zipfile

import pytest

from tarasoff.authoring.invented_class import CONFIG


@pytest.fixture(scope="session")
def key():
    """The text of the key; everything that is a secret contains these words."""
    return "options: {a: {credit: 1}}  # the key"


@pytest.fixture(scope="session")
def good():
    """What a student hands in who means well."""
    return {"sheet.ipynb": "{}", "answers.json": "{}"}


@pytest.fixture(scope="session")
def write():
    """Write files into a folder: their paths and contents."""

    def write(folder, files):
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture(scope="session")
def toy_course(write, key):
    """A course with a key, and with these further settings."""

    def toy_course(folder, settings):
        files = {"source/ps/sheet.ipynb": "{}", "source/ps/keys/toys.yaml": key, "release/ps/sheet.ipynb": "{}"}
        return write(folder, {"nbgrader_config.py": CONFIG + settings, **files})

    return toy_course


@pytest.fixture(scope="session")
def held():
    """Everything in a folder: its kind and rights, and what it holds or points to."""

    def held(folder):
        found = {}
        for where, folders, names in os.walk(folder):
            for name in (*folders, *names):
                place = os.path.join(where, name)  # noqa: PTH118  names that are no text
                mode = os.lstat(place).st_mode
                content = os.readlink(place) if stat.S_ISLNK(mode) else None  # noqa: PTH115
                if stat.S_ISREG(mode):
                    with open(place, "rb") as file:  # noqa: PTH123
                        content = file.read()
                found[os.path.relpath(place, folder)] = (mode, content)
        return found

    return held


@pytest.fixture(scope="session")
def of():
    """The files of a student among those that are held in the folder of submissions."""

    def of(submitted, student):
        return {
            name.removeprefix(f"{student}/ps/"): content
            for name, (mode, content) in submitted.items()
            if name.startswith(f"{student}/ps/") and not stat.S_ISDIR(mode)
        }

    return of


@pytest.fixture(scope="session")
def lines():
    """The lines of a log that hold all these words."""

    def lines(said, *words):
        return [line for line in said.splitlines() if all(word in line for word in words)]

    return lines


@pytest.fixture(scope="session")
def zipped():
    """A zip of files, each a program; some can be links to what they hold."""

    def zipped(files, packing=zipfile.ZIP_DEFLATED, symlinks=()):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", packing) as archive:
            for name, text in files.items():
                entry = zipfile.ZipInfo("x")
                entry.filename, entry.compress_type = name, packing
                entry.external_attr = (stat.S_IFLNK if name in symlinks else stat.S_IFREG | 0o4755) << 16
                archive.writestr(entry, text)
        return content.getvalue()

    return zipped


@pytest.fixture(scope="session")
def tarred():
    """A tar of files; of another kind are those that have one: (type, where it points to)."""

    def tarred(files, mode="w:gz", **kinds):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode=mode) as archive:
            for name, text in files.items():
                member = tarfile.TarInfo(name)
                data = text.encode() if isinstance(text, str) else text
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
            for name, (kind, target) in kinds.items():
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, target
                archive.addfile(member)
        return content.getvalue()

    return tarred
