"""The one call that puts this grading into nbgrader's commands and formgrader."""

import os
import sys
from pathlib import Path
from typing import Any

from nbgrader.apps import api, autogradeapp, generateassignmentapp
from nbgrader.converters import Autograde

from safegrade.contract import Marker
from safegrade.feedback.steps import FeedbackPage, GatherFeedback, HideMarkScheme, HideTests
from safegrade.grade.converters import AutogradeEverything, ReleaseWithoutAnswers
from safegrade.intake.collect import configure_collecting
from safegrade.no_marker import NoMarker
from safegrade.settings import plug_in

# What formgrader shows of a student's is not to run in the teacher's browser. Named, since only formgrader needs them.
_SANITISE = "safegrade.desk.formgrader.Sanitise"
_MARKDOWN = "safegrade.desk.formgrader.markdown2html"
# What nbgrader's commands and ours leave behind.
_IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "rubrics", ".*.tmp")


def configure(config: Any, marker: Marker | None = None) -> None:
    """Put this grading into nbgrader's commands and formgrader. Call it from ``nbgrader_config.py``.

    Args:
        config: what ``get_config()`` gives there.
        marker: what the course marks itself, from data; nothing, if it is left out.
    """
    _find_alembic()
    marker = marker or NoMarker()
    plug_in(config, marker)
    set_before = config.CourseDirectory.get("ignore", [])
    # Not a list where the course has written c.CourseDirectory.ignore.append(...).
    before = set_before if isinstance(set_before, list) else set_before.get_value([])
    config.CourseDirectory.ignore = [*before, *_IGNORED, *marker.private]
    # As nbgrader has it, so that a course can put steps of its own among these.
    config.Autograde.autograde_preprocessors = list(Autograde.autograde_preprocessors.default_args[0])
    # By default feedback shows hidden checks and mark schemes to students. Our page shows neither, and whoever draws
    # another does not find them in the notebook.
    config.GenerateFeedback.preprocessors = [HideTests, HideMarkScheme, GatherFeedback]
    config.GenerateFeedback.exporter_class = FeedbackPage
    config.HTMLExporter.preprocessors = [*config.HTMLExporter.get("preprocessors", []), _SANITISE]
    config.HTMLExporter.filters = {**config.HTMLExporter.get("filters", {}), "markdown2html": _MARKDOWN}
    config.SanitizeHTML.enabled = True
    # A course with an exporter of its own has named it.
    if "plugin_class" not in config.ExportApp:
        config.ExportApp.plugin_class = "safegrade.desk.export.ExportSafely"
    # nbgrader 0.9 has no setting for the converters themselves: these modules are where it looks the classes up.
    for module in (autogradeapp, api):
        module.Autograde = AutogradeEverything
    for module in (generateassignmentapp, api):
        module.GenerateAssignment = ReleaseWithoutAnswers
    configure_collecting(config)
    # A course with an exchange of another kind, such as ngshare, has named it.
    if "release_feedback" not in config.ExchangeFactory:
        config.ExchangeFactory.release_feedback = "safegrade.feedback.handing_back.HandBackToEach"


def _find_alembic() -> None:
    """Let nbgrader start alembic, by its name, to make a gradebook: a virtual environment need not be active."""
    here, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if here not in path.split(os.pathsep):
        os.environ["PATH"] = f"{path}{os.pathsep}{here}" if path else here
