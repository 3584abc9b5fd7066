"""Fixtures that several folders of tests need."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("course", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def copy_of_release(tmp_path, root):
    """A student's own copy of ps1-limits, as it is handed out."""
    return Path(shutil.copytree(root / "release" / "ps1-limits", tmp_path / "ps1-limits"))


@pytest.fixture
def here(copy_of_release, monkeypatch):
    monkeypatch.chdir(copy_of_release)
    return copy_of_release


@pytest.fixture(scope="session")
def run(root):
    """Run a command to its end; its output is shown if it fails."""

    def run(*command, cwd=root, ok=(0,), **more):
        path = f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, **more.pop("env", {})}
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False, **more
        )
        assert done.returncode in ok, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run
