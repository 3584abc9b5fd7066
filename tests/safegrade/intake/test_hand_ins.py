"""Everybody who has handed in is found, wherever the settings put that, and nobody who has not."""

import pytest
from nbgrader.coursedir import CourseDirectory

from safegrade.intake.hand_ins import refused, submitted_folders


@pytest.fixture
def found(tmp_path):
    """Make these folders in a course with these settings; give whom is found, and where."""

    def found(*folders, **settings):
        for name in folders:
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
        return submitted_folders(CourseDirectory(root=str(tmp_path), **settings), "ps")

    return found


def test_who_has_handed_in_this_assignment_is_found_in_order(found, tmp_path):
    made = found("submitted/bob/ps", "submitted/ada/ps", "submitted/eve/ps2", "submitted/zoe")
    assert made == {name: f"{tmp_path}/submitted/{name}/ps" for name in ("ada", "bob")}
    assert list(made) == ["ada", "bob"]


def test_where_nobody_has_there_is_nobody(found):
    assert found() == {}


def test_the_settings_may_put_it_anywhere(found, tmp_path):
    outside = tmp_path / "shared+(1) [2026]" / "inbox"
    assert found(f"{outside}/ada/ps", submitted_directory=str(outside)) == {"ada": f"{outside}/ada/ps"}
    turned = "{assignment_id}/{nbgrader_step}/{student_id}"
    assert found("ps/submitted/ada", "ps/submitted/bob/ps", directory_structure=turned) == {
        name: f"{tmp_path}/ps/submitted/{name}" for name in ("ada", "bob")
    }


def test_ids_may_hold_what_means_something_in_a_pattern(found):
    assert list(found("submitted/a.b+c@x/ps", "submitted/[ada]/ps")) == ["[ada]", "a.b+c@x"]


def test_who_is_left_out_by_the_settings_is_not_found(found):
    folders = [f"submitted/{name}/ps" for name in ("ada", "bob", "test1")]
    assert list(found(*folders, student_id_exclude="bob,test1")) == ["ada"]


def test_a_file_or_a_folder_that_begins_with_a_dot_is_no_submission(found, tmp_path):
    (tmp_path / "submitted" / "bob").mkdir(parents=True)
    (tmp_path / "submitted" / "bob" / "ps").touch()
    made = found("submitted/ada/ps", "submitted/.checkpoints/ps", "submitted/eve/.ps.new")
    assert list(made) == ["ada"]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("which", ["submitted/eve", "submitted/eve/ps"])
def test_a_folder_that_is_a_link_is_refused_with_a_line(tmp_path, which, turned):
    settings = {"directory_structure": "{nbgrader_step}/{assignment_id}/{student_id}"} if turned else {}
    which = which.replace("eve/ps", "ps/eve").replace("submitted/eve", "submitted/ps") if turned else which
    (tmp_path / "elsewhere" / "ps").mkdir(parents=True)
    (tmp_path / "elsewhere" / "eve").mkdir()
    (tmp_path / which).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / which).symlink_to(tmp_path / "elsewhere")
    course = CourseDirectory(root=str(tmp_path), **settings)
    found = submitted_folders(course, "ps")
    assert refused(course, "eve", found["eve"]) == (
        f"{which.rpartition('/')[2]} is a link, and what it leads to may be somebody else's. Put a folder there."
    )


def test_where_a_teacher_has_put_all_of_it_behind_a_link_nobody_is_refused(tmp_path):
    (tmp_path / "disk" / "ada" / "ps").mkdir(parents=True)
    (tmp_path / "submitted").symlink_to(tmp_path / "disk")
    course = CourseDirectory(root=str(tmp_path))
    found = submitted_folders(course, "ps")
    assert refused(course, "ada", found["ada"]) == ""


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", 'a"b', "a\x1b[2J", "a\u202eb", "a`b"])
def test_an_id_that_formgrader_would_run_is_refused(tmp_path, name):
    assert "No student can be called that" in refused(CourseDirectory(root=str(tmp_path)), name, f"{tmp_path}/x")
