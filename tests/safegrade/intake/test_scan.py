"""What may be taken of a folder that was handed in: nothing that lies elsewhere, nothing that fills a disk."""

import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import find_all_files

from safegrade.intake.mend import mended
from safegrade.intake.notebooks import read_notebook
from safegrade.intake.scan import LARGEST, MOST, Submission, printable, scan
from safegrade.intake.times import handed_in_at
from tarasoff.assignment.answers import FILE


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "handed"
    folder.mkdir()
    return folder


def test_links_and_pipes_are_left_out_and_named(folder):
    (folder.parent / "secret.db").write_text("private")
    (folder.parent / "keys").mkdir()
    (folder.parent / "keys" / "key.yaml").write_text("private")
    (folder / "own").mkdir()
    (folder / "own" / "mine.txt").write_text("mine")
    (folder / "link.txt").symlink_to("../secret.db")
    (folder / "folder").symlink_to("../keys")
    (folder / "loop").symlink_to(".")
    (folder / "own" / "nowhere").symlink_to("gone")
    os.mkfifo(folder / "pipe")
    found = scan(folder)
    assert found.files == ("own/mine.txt",)
    assert found.lines == (
        "folder is a link; it was left out.",
        "link.txt is a link; it was left out.",
        "loop is a link; it was left out.",
        "pipe is not an ordinary file; it was left out.",
        "own/nowhere is a link; it was left out.",
    )


def test_a_file_that_would_fill_the_disk_is_left_out(folder):
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(LARGEST + 1)
    (folder / "small.txt").write_text("a")
    assert scan(folder) == Submission(folder, ("small.txt",), ("huge.bin is larger than 100 MB; it was left out.",))


def test_a_million_files_stop_nobody_and_do_not_push_out_the_notebook(folder):
    for number in range(MOST + 5):
        (folder / f"{number}.txt").touch()
    for name in ("ps1.ipynb", "answers.json", "timestamp.txt"):
        (folder / name).touch()
    found = scan(folder)
    assert len(found.files) == MOST
    assert {"ps1.ipynb", "answers.json", "timestamp.txt"} <= set(found.files)
    assert found.lines == (f"There are more than {MOST} files, or too many that are none; the others were left out.",)


def test_a_million_links_are_not_a_million_lines(folder):
    for number in range(300):
        (folder / f"{number}").symlink_to("nowhere")
    assert len(scan(folder).lines) == 21


def test_a_folder_that_cannot_be_looked_into_takes_nothing_else_with_it(folder, monkeypatch):
    (folder / "inner").mkdir()
    (folder / "ps1.ipynb").touch()
    scandir = os.scandir

    def refuse(place):
        if str(place).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(place))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refuse)
    assert scan(folder) == Submission(
        folder, ("ps1.ipynb",), ("inner cannot be looked into (Permission denied); it was left out.",)
    )


def test_folders_within_folders_without_end_stop_nobody(folder):
    deep = folder
    for _ in range(400):
        deep /= "d"
        deep.mkdir()
    (deep / "a.txt").touch()
    assert len(scan(folder).files) == 1


NAMES = st.text(string.ascii_lowercase + ".~-", min_size=1, max_size=6).filter(lambda one: one.strip("."))


@given(st.lists(NAMES, max_size=5), st.lists(NAMES, max_size=3))
def test_what_is_ignored_is_what_nbgrader_ignores(tmp_path_factory, files, folders):
    folder = tmp_path_factory.mktemp("some")
    ignored = [".ipynb_checkpoints", "*.pyc", "keys", ".a*", "b*", "*~", "*.ipynb"]
    for name in (*folders, "keys", "b"):
        (folder / name).mkdir(exist_ok=True)
    for name in (*files, "a.pyc", ".ab", ".a.pyc", "a~", "x.ipynb", ".x.ipynb"):
        for place in (folder, *(one for one in folder.iterdir() if one.is_dir())):
            if not (place / name).exists():
                (place / name).touch()
    theirs = {os.path.relpath(one, folder) for one in find_all_files(str(folder), ignored)}
    assert set(scan(folder, ignored).files) == theirs


def test_no_name_gets_hold_of_a_terminal():
    assert printable("\x1b[31mred\r\nx\u202etxt.exe") == "\ufffd[31mred\ufffd\ufffdx\ufffdtxt.exe"
    assert len(printable("a" * 300 + ".ipynb")) == 80
    assert printable("a" * 300 + ".ipynb").endswith("a.ipynb")


@given(st.text())
def test_a_line_can_always_be_written_to_a_file(name):
    printable(os.fsdecode(os.fsencode(name.encode("utf-8", "replace").decode()) + b"\xff")).encode()


@pytest.mark.parametrize("name", ["answers (1).json", "Answers.json", "answers-Copy1.json"])
def test_answers_under_another_name_are_found_if_there_is_no_doubt(name):
    found, (line,) = Submission(Path(), (name, "ps1.ipynb", "notes.json")).named(FILE)
    assert found == name
    assert line == f"answers.json was named {name}; it was taken all the same."


def test_of_two_that_may_be_meant_neither_is_taken():
    found, (line,) = Submission(Path(), ("answers (1).json", "answers (2).json")).named(FILE)
    assert found == ""
    assert "Ask which of them counts" in line


def test_a_notebook_that_is_a_link_is_not_opened(folder):
    import nbformat
    from nbformat.v4 import new_markdown_cell, new_notebook

    meta = {"grade_id": "a", "grade": False, "solution": False, "locked": True, "task": False, "schema_version": 3}
    released = folder.parent / "released.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("a", id="a", metadata={"nbgrader": meta})]), released)
    other = new_notebook(cells=[new_markdown_cell("of another student", id="b")])
    nbformat.write(other, folder.parent / "other.ipynb")
    (folder / "ps.ipynb").symlink_to("../other.ipynb")
    handed = mended("ps.ipynb", read_notebook(released.read_text(encoding="utf-8")), scan(folder))
    assert "of another student" not in str(handed.notebook)
    assert handed.lines[0] == "ps.ipynb is a link; it was left out."
    assert "ps.ipynb is missing" in handed.lines[1]


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: Path(path).symlink_to("/proc/uptime")])
def test_a_time_that_is_no_file_is_not_waited_for(folder, make):
    make(folder / "timestamp.txt")
    with pytest.raises(OSError, match=r"timestamp\.txt is not an ordinary file"):
        handed_in_at(folder)


def test_a_time_that_is_none_is_said_with_what_to_do(folder):
    handed_in_at(folder)
    (folder / "timestamp.txt").write_text("2026-10-09 17:00:00 UTC\n")
    handed_in_at(folder)
    (folder / "timestamp.txt").write_text("yesterday")
    with pytest.raises(OSError, match=r"holds no time\. Write when it was handed in, or remove the file"):
        handed_in_at(folder)
