"""autograded/ holds a whole folder or the one before: never half of one, and nothing that was left on one side."""

import errno
import shutil

import pytest

from safegrade.gradebook.folders import GradedFolders, write_file
from safegrade.gradebook.results import MarkedNotebook, Result


@pytest.fixture
def handed_in(course):
    """Two students who have handed in files."""
    for student in ("ada", "bob"):
        folder = course / "submitted" / student / "ps"
        (folder / "pictures").mkdir(parents=True)
        (folder / "toys.csv").write_text(f"of {student}")
        (folder / "pictures" / "a.png").write_text(f"drawn by {student}")
    return course


@pytest.fixture
def folders(handed_in, converter_with):  # noqa: ARG001
    """The folders of this course, with these files of its own."""

    def folders(given=(), **settings):
        return GradedFolders(converter_with(**settings), "ps", dict(given))

    return folders


@pytest.fixture
def result(course):
    """What became of a student, with these files to be taken along."""

    def result(student, text="{}", files=("toys.csv", "pictures/a.png")):
        files = {name: str(course / "submitted" / student / "ps" / name) for name in files}
        return Result(student, notebooks=(MarkedNotebook("sheet", text, {}, {}, ()),), files=files)

    return result


def held(course):
    folder = course / "autograded"
    return {one.relative_to(folder).as_posix(): one.read_text() for one in folder.rglob("*") if one.is_file()}


def placed(folders, *results):
    folders.lay_out(results)
    for one in results:
        folders.put_in_place(one.student)


BEFORE = {
    "ada/ps/sheet.ipynb": "before", "ada/ps/toys.csv": "of ada", "ada/ps/pictures/a.png": "drawn by ada",
}


def test_a_folder_holds_what_was_handed_in_and_the_marked_notebook(folders, result, course):
    made = folders()
    placed(made, result("ada", "before"))
    made.tidy(["ada"])
    assert held(course) == BEFORE
    assert made.folder("ada") == course / "autograded" / "ada" / "ps"


def test_until_it_is_put_in_place_nothing_has_changed(folders, result, course):
    made = folders()
    placed(made, result("ada", "before"))
    made.lay_out([result("ada", "after")])
    assert (course / "autograded" / "ada" / "ps" / "sheet.ipynb").read_text() == "before"
    assert [one.name for one in (course / "autograded" / "ada").iterdir() if one.name[0] != "."] == ["ps"]


def test_put_back_restores_what_stood_there_and_leaves_nothing(folders, result, course):
    made = folders()
    placed(made, result("ada", "before"))
    made.tidy(["ada"])
    placed(made, result("ada", "after", files=()), result("bob", "new"))
    assert held(course)["ada/ps/sheet.ipynb"] == "after"
    made.put_back()
    made.tidy(["ada", "bob"])
    assert held(course) == BEFORE, "a folder that was new stayed, or an old one is not as it was"


def test_put_back_takes_back_no_more_than_the_last_ones(folders, result, course):
    made = folders()
    placed(made, result("ada", "before"))
    made.lay_out([result("bob")])
    made.put_back()
    made.tidy(["ada", "bob"])
    assert held(course) == BEFORE


def test_what_an_earlier_run_left_on_one_side_is_in_nobodys_way(folders, result, course):
    for word in ("new", "old"):
        (course / "autograded" / "ada" / f".ps.{word}" / "rest").mkdir(parents=True)
    made = folders()
    placed(made, result("ada", "before"))
    placed(made, result("ada", "before"))
    made.tidy(["ada"])
    assert held(course) == BEFORE
    assert [one.name for one in (course / "autograded" / "ada").iterdir()] == ["ps"]


def test_the_courses_files_win_over_a_students_of_the_same_name(folders, result, course):
    made = folders({"toys.csv": b"of the course", "more/b.csv": b"more"})
    placed(made, result("ada"), result("bob"))
    made.tidy(["ada", "bob"])
    for student in ("ada", "bob"):
        assert held(course)[f"{student}/ps/toys.csv"] == "of the course"
        assert held(course)[f"{student}/ps/more/b.csv"] == "more"
    assert (course / "submitted" / "ada" / "ps" / "toys.csv").read_text() == "of ada", "it was handed in, and stays"


def test_who_may_read_is_as_the_settings_say(folders, result, course):
    placed(folders({"given.csv": b""}, Autograde={"permissions": 640}), result("ada"))
    files = [one for one in (course / "autograded" / "ada" / "ps").rglob("*") if one.is_file()]
    assert {one.stat().st_mode & 0o777 for one in files} == {0o640}
    assert len(files) == 4


def test_with_a_group_the_group_may_write(folders, result, course):
    placed(folders(CourseDirectory={"groupshared": True}), result("ada"))
    folder = course / "autograded" / "ada" / "ps"
    assert folder.stat().st_mode & 0o2070 == 0o2070
    assert (folder / "sheet.ipynb").stat().st_mode & 0o060 == 0o060


def test_a_full_disk_shows_before_anything_is_in_place(folders, result, course, monkeypatch):
    made = folders()
    placed(made, result("ada", "before"))
    made.tidy(["ada"])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        made.lay_out([result("bob"), result("ada", "after")])
    made.put_back()
    made.tidy(["ada", "bob"])
    assert held(course) == BEFORE


def test_a_file_is_written_whole_and_never_over_another(tmp_path):
    path = str(tmp_path / "a")
    write_file(path, b"x" * 100_000, 0o604)
    assert (tmp_path / "a").read_bytes() == b"x" * 100_000
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o604
    with pytest.raises(FileExistsError):
        write_file(path, b"y", 0o644)
