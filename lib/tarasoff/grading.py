"""Where ``configure`` was once imported from: a course that still asks for it here is told, and marks nothing.

nbgrader passes over a mistake in ``nbgrader_config.py`` and goes on with steps of its own, which copy keys to
``release/`` and run students' code as the teacher. So its commands end here.
"""

import sys
from typing import Any

from jupyter_server.serverapp import ServerApp
from nbgrader.apps import api
from nbgrader.converters.base import NbGraderException
from traitlets.config import Application

from safegrade import into_nbgrader
from safegrade.grade.converters import AutogradeEverything
from tarasoff.nbgrader_plugin import CaseAnalysis

MOVED = (
    "Nothing was done, for configure has moved: "
    "in nbgrader_config.py write 'from safegrade import configure' and "
    "'from tarasoff.nbgrader_plugin import CaseAnalysis', and end with 'configure(c, marker=CaseAnalysis())'."
)


class MarkNothing(AutogradeEverything):
    """The marking behind formgrader's button, which says what to mend."""

    def start(self) -> None:
        """Say it where the teacher looks: in formgrader's own window."""
        self.log.error(MOVED)
        raise NbGraderException(MOVED)


def configure(config: Any) -> None:
    """End a command with one sentence; in a Jupyter server, go on without marking.

    Args:
        config: what ``get_config()`` gives in ``nbgrader_config.py``.

    Raises:
        SystemExit: whatever is not a server ends here, nbgrader's commands and ``tarasoff grade`` alike.
    """
    if not (Application.initialized() and isinstance(Application.instance(), ServerApp)):
        raise SystemExit(MOVED)
    # To end here would take JupyterLab away, with which the teacher mends the file.
    into_nbgrader.configure(config, CaseAnalysis())
    api.Autograde = MarkNothing


# For "from tarasoff.grading.nbgrader_steps import configure".
sys.modules[f"{__name__}.nbgrader_steps"] = sys.modules[__name__]
