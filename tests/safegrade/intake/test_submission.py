"""While a submission is copied its student can exchange anything in it: nothing is followed, nothing is half there."""

import logging
import os
import stat

import pytest
from nbgrader.coursedir import CourseDirectory

from safegrade.intake.copy import SizeLimits, TooMuchError
from safegrade.intake.submission import copy_submission


@pytest.fixture
def copy(tmp_path):
    """Copy what was handed in to the folder of submissions."""

    def copy(handed, entries=100, **settings):
        (tmp_path / "submitted").mkdir(exist_ok=True)
        limits = SizeLimits(1000, entries, ("it is too large", "Ask for less."), ("it has too many", "Ask for fewer."))
        course = CourseDirectory(root=str(tmp_path), **settings)
        return copy_submission(handed, tmp_path / "submitted" / "ps", limits, course, logging.getLogger())

    return copy


def test_a_file_or_folder_that_becomes_a_link_while_it_is_copied_is_not_followed(
    tmp_path, monkeypatch, copy, write, key
):
    secret = write(tmp_path / "secret", {"a.txt": key})
    true_open = os.open
    for name, target in {"x.txt": secret / "a.txt", "pictures": secret}.items():
        handed = write(tmp_path / f"handed-{name}", {"x.txt": "x", "pictures/a.txt": "a"})

        def swap_and_open(path, *rest, name=name, target=target, handed=handed, **more):
            if path == name and not (handed / name).is_symlink():
                (handed / name).rename(tmp_path / f"away-{name}")
                (handed / name).symlink_to(target)
            return true_open(path, *rest, **more)

        monkeypatch.setattr(os, "open", swap_and_open)
        with pytest.raises(OSError, match=name):
            copy(handed)
        assert (handed / name).is_symlink()
        assert not list((tmp_path / "submitted").iterdir()), "half a submission would be marked"


def test_a_submission_that_becomes_a_link_is_not_followed(tmp_path, copy, write, key):
    write(tmp_path / "secret", {"a.txt": key})
    (tmp_path / "handed").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="handed"):
        copy(tmp_path / "handed")


def test_a_shared_course_stays_writable_for_other_teachers(tmp_path, copy, write):
    copy(write(tmp_path / "handed", {"pictures/x.txt": "x"}), groupshared=True)
    made = tmp_path / "submitted" / "ps" / "pictures"
    assert stat.S_IMODE(made.stat().st_mode) & 0o2770 == 0o2770
    assert stat.S_IMODE((made / "x.txt").stat().st_mode) & 0o660 == 0o660


def test_what_was_there_stays_until_all_is_copied(tmp_path, copy, write):
    write(tmp_path / "submitted" / "ps", {"old.txt": "old"})
    for size, entries in ((2000, 100), (10, 1)):
        with pytest.raises(TooMuchError):
            copy(write(tmp_path / "handed", {"a/x.txt": "0" * size, "b.txt": ""}), entries)
        assert [place.name for place in (tmp_path / "submitted").rglob("*")] == ["ps", "old.txt"]
    assert copy(write(tmp_path / "handed", {"a/x.txt": "new"})) == ""
    assert {place.name for place in (tmp_path / "submitted").rglob("*")} == {"ps", "a", "x.txt", "b.txt"}
