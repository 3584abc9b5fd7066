"""The course's own data and modules go to everybody; notebooks, keys and a student's own files do not."""

import pytest

from safegrade.contract import NoMarker
from safegrade.grade.course_files import course_files
from safegrade.settings import plug_in


class Marker(NoMarker):
    own_files = frozenset({"answers.json"})


@pytest.fixture
def given(course, converter_with):
    """The course's files, if these lie in source/ beside the notebook, under these settings."""

    def given(*names, marker=None, **settings):
        for name in names:
            place = course / "source" / "ps" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"of the course: " + name.encode())
        converter = converter_with(**settings)
        plug_in(converter.config, marker or NoMarker())
        return course_files(converter, "ps")

    return given


def test_what_lies_beside_the_notebook_is_given_as_it_is(given):
    assert given("toys.csv", "more/b.csv", "old.ipynb") == {
        "more/b.csv": b"of the course: more/b.csv", "toys.csv": b"of the course: toys.csv",
    }


def test_a_students_own_files_are_left_to_the_student(given):
    assert set(given("toys.csv", "answers.json", marker=Marker())) == {"toys.csv"}
    assert set(given("toys.csv", "answers.json")) == {"toys.csv", "answers.json"}


def test_what_the_settings_ignore_is_not_given(given):
    found = given("toys.csv", "keys/toys.yaml", "a.pyc", CourseDirectory={"ignore": ["keys", "*.pyc"]})
    assert set(found) == {"toys.csv"}


@pytest.mark.parametrize("name", ["mine/a.py", "./mine/a.py", "mine//a.py"])
def test_what_the_settings_leave_to_students_is_left(given, name):
    found = given("toys.csv", "mine/a.py", Autograde={"exclude_overwriting": {"ps": [name], "other": ["toys.csv"]}})
    assert set(found) == {"toys.csv"}


def test_where_there_is_no_folder_nothing_is_given(course, given):
    assert course.joinpath("source", "ps").rename(course / "gone").is_dir()
    assert given() == {}
