"""A course's settings, read as nbgrader reads them, and what the course plugs in."""

import threading
from collections.abc import Mapping
from contextlib import chdir
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.apps import AutogradeApp
from traitlets.config import Config

from safegrade.contract import GradingError, Marker
from safegrade.no_marker import NoMarker

# Where the settings keep what the course plugs in.
_SECTION = "Safegrade"


class SettingsError(GradingError, LookupError):
    """The course's settings cannot be used."""


def plug_in(config: Any, marker: Marker) -> None:
    """Note in the settings what the course marks itself."""
    config[_SECTION].marker = marker


def is_configured(config: Any) -> bool:
    """Whether these settings have been through `configure`."""
    return "marker" in config.get(_SECTION, {})


def marker_of(config: Any) -> Marker:
    """What the course marks itself; nothing, where `configure` was not called."""
    marker: Marker = config.get(_SECTION, {}).get("marker") or NoMarker()
    return marker


def course_zone(config: Any) -> str:
    """The zone in which the course's times are, as nbgrader is told; empty if it is not."""
    return str(config.get("Exchange", {}).get("timezone", ""))


def settings_files(course: Any) -> list[Path]:
    """Where nbgrader looks for settings: in the folder of its course directory, and where Jupyter's lie."""
    folders = [course.root, *jupyter_config_path()]
    return [Path(folder, f"nbgrader_config.{ending}") for folder in folders for ending in ("py", "json")]


# A Dask worker has several threads, and there is one working folder for all of them.
_one_at_a_time = threading.Lock()


def load_app(course: Path, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Any:
    """The application nbgrader, as its own command would be in that folder: with the course's settings.

    Args:
        course: the course folder, absolute.
        overrides: settings of a command line, which win: section to name to value.

    Raises:
        SettingsError: ``nbgrader_config.py`` cannot be read.
    """
    settings = course / "nbgrader_config.py"
    with _one_at_a_time:
        # Where a worker lives for days, the settings may change.
        app = _app(course, settings.read_bytes() if settings.is_file() else b"")
    if overrides:
        app.update_config(Config({section: dict(values) for section, values in overrides.items()}))
    return app


def fresh_app(course: Path) -> Any:
    """As `load_app`, for whoever is going to change its settings."""
    with _one_at_a_time:
        return _app.__wrapped__(course, b"")


@lru_cache(4)
def _app(course: Path, _settings: bytes) -> Any:
    # There nbgrader looks for its settings, and there the course folder is unless they say otherwise.
    with chdir(course):
        app = AutogradeApp()
        app.log_level = "CRITICAL"  # what there is to say is said in one line a submission
        # Otherwise a mistake in the course's settings is passed over, and with it all that they say.
        app.raise_config_file_errors = True
        try:
            app.initialize([])
        except (Exception, SystemExit) as error:
            if isinstance(error, SystemExit) and isinstance(error.code, str):
                # The settings themselves say what is wrong with them, and what to do.
                raise SettingsError(error.code, "Then run this again.") from error
            said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
            raise SettingsError(
                f"nbgrader_config.py cannot be read ({said}).", "Mend it, then run this again."
            ) from error
        # The level alone is asked by what shows lines, when they have been made.
        app.log.setLevel(app.log_level)
    return app
