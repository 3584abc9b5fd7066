"""A command of the warmed process does what the same command does when a shell starts it."""

import signal
import subprocess
import time

import pytest

pytestmark = pytest.mark.slow

COMMANDS = [
    ("nbgrader", "--version"),
    ("nbgrader", "autograde"),
    ("nbgrader", "list", "--nonsense"),
    ("tarasoff", "--help"),
    ("tarasoff", "grade", "none"),
    ("tarasoff", "nonsense"),
    ("safegrade", "--help"),
    ("safegrade", "grade", "none"),
]


# make test takes every other one.
SOME = [pytest.param(one, marks=[pytest.mark.every] if place % 2 else []) for place, one in enumerate(COMMANDS)]


@pytest.mark.parametrize("command", SOME, ids=map(" ".join, COMMANDS))
def test_it_says_the_same_and_ends_the_same(run, run_anew, tmp_path, command):
    warm, anew = (one(*command, cwd=tmp_path, ok=range(256)) for one in (run, run_anew))
    assert (warm.returncode, warm.stdout, warm.stderr) == (anew.returncode, anew.stdout, anew.stderr)


def test_settings_that_one_command_makes_do_not_reach_the_next(run, tmp_path):
    (tmp_path / "one").mkdir()
    mine = "import nbgrader\nnbgrader.__version__ = '0.mine'\nprint('read')\n"
    (tmp_path / "one" / "nbgrader_config.py").write_text(mine, encoding="utf-8")
    assert "read" in run("nbgrader", "export", cwd=tmp_path / "one", ok=range(256)).stdout
    assert "mine" not in run("nbgrader", "--version").stdout


def test_where_python_would_start_otherwise_it_is_started_anew(run, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('started')", encoding="utf-8")
    assert "started" in run("nbgrader", "--version", env={"PYTHONPATH": str(tmp_path)}).stdout


def test_a_signal_reaches_it(warm, tmp_path):
    waits = "import pathlib, time\npathlib.Path('here').touch()\ntime.sleep(60)"
    (tmp_path / "nbgrader_config.py").write_text(waits, encoding="utf-8")
    with subprocess.Popen([warm / "nbgrader", "export"], cwd=tmp_path) as process:
        while not (tmp_path / "here").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == -signal.SIGTERM
