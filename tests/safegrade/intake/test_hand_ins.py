"""Everybody who has handed in is found, wherever the settings put that, and nobody who has not."""

import pytest
from nbgrader.coursedir import CourseDirectory

from safegrade.intake.hand_ins import submitted_folders


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
