"""Settings are read as nbgrader reads them, from the course folder, and a mistake in them is never passed over."""

import os
from pathlib import Path

import pytest
from traitlets.config import Config

from safegrade import settings
from safegrade.contract import GradingError
from safegrade.no_marker import NoMarker
from safegrade.settings import SettingsError, is_configured, load_app, marker_of, plug_in, settings_files


@pytest.fixture
def course(tmp_path):
    """A course with these settings."""

    def course(lines=""):
        (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{lines}\n", encoding="utf-8")
        return tmp_path

    return course


@pytest.fixture(autouse=True)
def _forget():
    yield
    settings._app.cache_clear()  # noqa: SLF001


def test_the_settings_of_the_course_folder_count_wherever_one_is(course):
    here = Path.cwd()
    app = load_app(course("c.CourseDirectory.submitted_directory = 'inbox'\nc.Execute.timeout = 7"))
    assert app.coursedir.submitted_directory == "inbox"
    assert app.config.Execute.timeout == 7
    assert Path(app.coursedir.root) == course()
    assert Path.cwd() == here


def test_without_settings_all_is_as_nbgrader_has_it(tmp_path):
    assert load_app(tmp_path).coursedir.submitted_directory == "submitted"


def test_settings_that_have_changed_are_read_anew_and_others_once(course):
    folder = course("c.Execute.timeout = 7")
    app = load_app(folder)
    assert load_app(folder) is app
    assert load_app(course("c.Execute.timeout = 8")).config.Execute.timeout == 8


def test_a_command_line_wins(course):
    app = load_app(course("c.Execute.timeout = 7"), {"Execute": {"timeout": 9}})
    assert app.config.Execute.timeout == 9


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("no_such_name", "cannot be read (NameError: name 'no_such_name' is not defined)."),
        # traitlets ends the program itself, and says why.
        ("c.CourseDirectory.root = 3", "cannot be read (SystemExit: 1)."),
        ("(", "cannot be read (SyntaxError: "),
        ("raise SystemExit(1)", "cannot be read (SystemExit: 1)."),
    ],
)
def test_a_mistake_in_the_settings_is_said(course, lines, problem):
    with pytest.raises(SettingsError) as caught:
        load_app(course(lines))
    assert caught.value.problem.startswith(f"nbgrader_config.py {problem}")
    assert caught.value.remedy == "Mend it, then run this again."
    assert isinstance(caught.value, GradingError)


def test_settings_may_say_themselves_what_is_wrong(course):
    with pytest.raises(SettingsError) as caught:
        load_app(course("raise SystemExit('Import configure from safegrade.')"))
    assert (caught.value.problem, caught.value.remedy) == ("Import configure from safegrade.", "Then run this again.")


def test_after_a_mistake_one_is_where_one_was(course):
    here = Path.cwd()
    with pytest.raises(SettingsError):
        load_app(course("no_such_name"))
    assert Path.cwd() == here


def test_what_is_plugged_in_is_found_again():
    config = Config()
    assert not is_configured(config)
    assert isinstance(marker_of(config), NoMarker)
    marker = NoMarker()
    plug_in(config, marker)
    assert is_configured(config)
    assert marker_of(config) is marker


def test_settings_lie_in_the_course_folder_and_where_jupyters_lie(course, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", f"{os.sep}etc{os.sep}toys")
    found = settings_files(load_app(course()).coursedir)
    assert found[:2] == [course() / "nbgrader_config.py", course() / "nbgrader_config.json"]
    assert Path("/etc/toys/nbgrader_config.py") in found
