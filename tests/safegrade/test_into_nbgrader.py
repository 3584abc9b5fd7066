"""configure(c) puts everything in its place, and leaves what a course has set before."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from safegrade import configure
from safegrade.feedback.steps import FeedbackPage, GatherFeedback, HideMarkScheme, HideTests
from safegrade.grade.converters import AutogradeEverything, ReleaseWithoutAnswers
from safegrade.no_marker import NoMarker
from safegrade.settings import is_configured, marker_of


class Marker(NoMarker):
    private = ("keys", "*.secret")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch):
    """What it changes in nbgrader is as before afterwards."""
    for module in (autogradeapp, api):
        monkeypatch.setattr(module, "Autograde", module.Autograde)
    for module in (generateassignmentapp, api):
        monkeypatch.setattr(module, "GenerateAssignment", module.GenerateAssignment)


@pytest.mark.parametrize("marker", [None, Marker()])
def test_everything_is_in_its_place(marker):
    config = Config()
    configure(config, marker)
    assert is_configured(config)
    assert marker_of(config) is marker if marker else type(marker_of(config)) is NoMarker
    assert config.GenerateFeedback.preprocessors == [HideTests, HideMarkScheme, GatherFeedback]
    assert config.GenerateFeedback.exporter_class is FeedbackPage
    assert autogradeapp.Autograde is api.Autograde is AutogradeEverything
    assert generateassignmentapp.GenerateAssignment is api.GenerateAssignment is ReleaseWithoutAnswers
    assert config.Autograde.autograde_preprocessors == Autograde().autograde_preprocessors
    assert {"keys", "*.secret"} & {*config.CourseDirectory.ignore} == ({"keys", "*.secret"} if marker else set())


def test_what_nbgrader_ignores_by_itself_stays_ignored():
    config = Config()
    configure(config)
    assert set(CourseDirectory().ignore) - {*config.CourseDirectory.ignore} == set()


@pytest.mark.parametrize("extend", [False, True])
def test_a_courses_own_ignore_list_stays(extend):
    config = Config()
    if extend:
        config.CourseDirectory.ignore.extend(["drafts"])
    else:
        config.CourseDirectory.ignore = ["drafts"]
    configure(config, Marker())
    assert {"drafts", "keys", "__pycache__"} <= {*CourseDirectory(config=config).ignore}


def test_steps_of_a_courses_own_can_stand_among_nbgraders():
    first, second = Config(), Config()
    configure(first)
    first.Autograde.autograde_preprocessors.insert(0, "toys.Step")
    configure(second)
    assert "toys.Step" not in second.Autograde.autograde_preprocessors, "one course's list is another's"


def test_collecting_is_ours_too(monkeypatch):
    given = []
    monkeypatch.setattr("safegrade.into_nbgrader.configure_collecting", given.append)
    config = Config()
    configure(config)
    assert given == [config]


def test_nbgrader_finds_alembic_where_no_environment_is_active(monkeypatch):
    # .venv/bin/nbgrader generate_assignment, as the manual says where the commands live.
    monkeypatch.setenv("PATH", "/nowhere")
    for _ in range(2):
        configure(Config())
    assert shutil.which("alembic") == str(Path(sys.executable).parent / "alembic")
    assert os.environ["PATH"].startswith("/nowhere")
    assert os.environ["PATH"].count(str(Path(sys.executable).parent)) == 1
