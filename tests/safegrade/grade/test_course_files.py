"""The course's own data and modules go to everybody; notebooks, keys and a student's own files do not."""

import pytest

from safegrade.grade.course_files import course_files, students_own, taken_along
from safegrade.intake.scan import scan
from safegrade.no_marker import NoMarker
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


@pytest.fixture
def along(tmp_path):
    """What goes along of these files, and what is said of the rest."""

    def along(*names, own=("answers.json",), given=("toys.csv",)):
        for name in names:
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).touch()
        taken, lines = taken_along(scan(tmp_path / "in"), own, given)
        return {path: source.removeprefix(f"{tmp_path}/in/") for path, source in taken.items()}, lines

    return along


OBEYED = [
    *("essay.html", "ipykernel_launcher.py", "nbgrader_config.py", ".git/config", ".git/hooks/pre-commit", "numpy.py"),
    *("jupyter_config.json", ".jupyter/a.json", ".ipython/startup/a.py", "sitecustomize.py", "old.ipynb/a.html"),
    *(".vscode/settings.json", "Makefile", "a.svg", "ps.ipynb.html", "a/toys.csv", "timestamp.txt/a.py"),
]


@pytest.mark.parametrize("name", OBEYED)
def test_what_something_would_obey_or_show_stays_behind_and_a_line_says_so(along, name):
    taken, lines = along("ps.ipynb", "answers.json", "toys.csv", name)
    assert taken == {"answers.json": "answers.json"}
    if not name.startswith("old.ipynb"):
        shown = name.partition("/")[0]
        assert lines == (f"Not copied to autograded/, being neither a notebook nor a file of the course: {shown}.",)


def test_answers_under_another_name_and_the_time_go_along(along):
    taken, lines = along("ps.ipynb", "Answers (1).json", "timestamp.txt")
    assert taken == {"answers.json": "Answers (1).json", "timestamp.txt": "timestamp.txt"}
    assert lines == ()


def test_of_many_files_a_few_are_named(along):
    _, (line,) = along(*(f"{number}.txt" for number in range(9)))
    assert line.endswith(": 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more.")


def test_in_a_course_without_parts_nobody_has_answers(along):
    assert along("ps.ipynb", "answers.json", own=())[0] == {}


def test_a_file_that_the_settings_leave_to_students_goes_along(along, converter_with):
    own = students_own(converter_with(Autograde={"exclude_overwriting": {"ps": ["./mine/a.py"]}}), "ps")
    assert along("mine/a.py", "mine/b.py", own=own)[0] == {"mine/a.py": "mine/a.py"}
